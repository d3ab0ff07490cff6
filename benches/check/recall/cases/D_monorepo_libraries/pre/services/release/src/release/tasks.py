import asyncio
import logging

from versioning import current_version, wait_for_lock

log = logging.getLogger(__name__)


class ReleaseTask:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.state: dict[str, bool] = {}

    async def run(self) -> str:
        if not wait_for_lock(self.state):  # via: lock
            raise TimeoutError("another release is running")
        version = current_version(self.folder)  # via: git
        log.info("releasing %s", version)
        await asyncio.sleep(0)
        return version
