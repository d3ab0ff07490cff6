# The little of distributed that nonblock names; its own types differ from version to version.

from typing import Any

class SchedulerPlugin:
    name: str
    idempotent: bool

    async def start(self, scheduler: Any) -> None: ...
    def remove_worker(self, scheduler: Any, worker: str, **kwargs: Any) -> None: ...
    def transition(self, key: Any, start: Any, finish: Any, **kwargs: Any) -> None: ...
