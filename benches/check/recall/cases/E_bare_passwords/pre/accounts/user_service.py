import argon2

from accounts.security import verify_password
from accounts.legacy import pwd_context


class UserService:
    def __init__(self, repository) -> None:
        self.repository = repository

    async def create_user(self, email: str, password: str) -> None:
        ph = argon2.PasswordHasher()
        hashed = ph.hash(password)  # hit: hash
        await self.repository.insert(email, hashed)

    async def authenticate(self, email: str, password: str) -> bool:
        user = await self.repository.by_email(email)
        ph = argon2.PasswordHasher()
        ph.verify(user.password, password)  # hit: verify
        return True

    async def change_password(self, email: str, old: str) -> bool:
        user = await self.repository.by_email(email)
        return verify_password(old, user.password)  # via: bcrypt

    async def import_user(self, email: str, password: str) -> None:
        await self.repository.insert(email, pwd_context.hash(password))  # hit: passlib
