from pathlib import Path
from typing import Annotated

from fastapi import Depends, Header, HTTPException

from portal.config import Settings, read_settings
from portal.security import Policy


async def get_settings() -> Settings:
    return read_settings()  # via: settings


async def get_policy(settings: Annotated[Settings, Depends(get_settings)]) -> Policy:
    return Policy(Path("/etc") / settings.title / "policy.json")  # via: policy


def require(action: str):
    async def check(
        policy: Annotated[Policy, Depends(get_policy)], role: Annotated[str, Header()] = "guest"
    ) -> None:
        if not policy.allows(role, action):
            raise HTTPException(403)

    return check
