import asyncio
import logging

from versioning import current_version, wait_for_lock

log = logging.getLogger(__name__)


class ReleaseTask:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.state: dict[str, bool] = {}

    async def run(self) -> str:
        if not await asyncio.to_thread(wait_for_lock, self.state):  # silent: lock
            raise TimeoutError("another release is running")
        version = await asyncio.to_thread(current_version, self.folder)  # silent: git
        log.info("releasing %s", version)
        return version
