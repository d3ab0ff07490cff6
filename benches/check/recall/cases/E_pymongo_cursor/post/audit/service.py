from typing import Any

from audit.log import AuditLog

log = AuditLog("mongodb://localhost")


async def act(actor: str, action: str) -> dict[str, Any] | None:
    await log.record(actor, action)
    return await log.last(actor)


async def history(actor: str) -> str:
    return ", ".join(await log.by(actor))
