from typing import Any

from audit.log import AuditLog

log = AuditLog("mongodb://localhost")


async def act(actor: str, action: str) -> dict[str, Any] | None:
    log.record(actor, action)  # via: insert
    return log.last(actor)  # via: find


async def history(actor: str) -> str:
    return ", ".join(log.by(actor))  # via: iterate
