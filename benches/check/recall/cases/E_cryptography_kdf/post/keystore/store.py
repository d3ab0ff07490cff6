import asyncio

from keystore.derive import disk_key, session_key


class KeyStore:
    def __init__(self, salt: bytes) -> None:
        self.salt = salt
        self.unlocked = False

    async def unlock(self, password: str) -> bytes:
        key = await asyncio.to_thread(session_key, password.encode(), self.salt)  # silent: pbkdf2
        self.unlocked = True
        return key

    async def format(self, password: str) -> bytes:
        return await asyncio.to_thread(disk_key, password.encode(), self.salt)  # silent: scrypt
