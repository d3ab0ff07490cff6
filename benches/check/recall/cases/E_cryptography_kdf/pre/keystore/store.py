from keystore.derive import disk_key, session_key


class KeyStore:
    def __init__(self, salt: bytes) -> None:
        self.salt = salt
        self.unlocked = False

    async def unlock(self, password: str) -> bytes:
        key = session_key(password.encode(), self.salt)  # via: pbkdf2
        self.unlocked = True
        return key

    async def format(self, password: str) -> bytes:
        return disk_key(password.encode(), self.salt)  # via: scrypt
