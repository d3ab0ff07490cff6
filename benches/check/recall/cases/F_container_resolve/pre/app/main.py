from app.audit import AuditLog
from app.container import Container

container = Container()
container.register(AuditLog, AuditLog())


async def sign_in(user: str) -> None:
    container.resolve(AuditLog).append(user)  # via: write
