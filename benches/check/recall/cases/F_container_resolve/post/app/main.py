import asyncio

from app.audit import AuditLog
from app.container import Container

container = Container()
container.register(AuditLog, AuditLog())


async def sign_in(user: str) -> None:
    await asyncio.to_thread(container.resolve(AuditLog).append, user)  # silent: write
