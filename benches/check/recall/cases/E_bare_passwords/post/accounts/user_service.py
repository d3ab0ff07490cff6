import argon2
import asyncio

from accounts.security import verify_password
from accounts.legacy import pwd_context


class UserService:
    def __init__(self, repository) -> None:
        self.repository = repository

    async def create_user(self, email: str, password: str) -> None:
        ph = argon2.PasswordHasher()
        hashed = await asyncio.to_thread(ph.hash, password)  # silent: hash
        await self.repository.insert(email, hashed)

    async def authenticate(self, email: str, password: str) -> bool:
        user = await self.repository.by_email(email)
        ph = argon2.PasswordHasher()
        await asyncio.to_thread(ph.verify, user.password, password)  # silent: verify
        return True

    async def change_password(self, email: str, old: str) -> bool:
        user = await self.repository.by_email(email)
        return await asyncio.to_thread(verify_password, old, user.password)  # silent: bcrypt

    async def import_user(self, email: str, password: str) -> None:
        hashed = await asyncio.to_thread(pwd_context.hash, password)  # silent: passlib
        await self.repository.insert(email, hashed)
