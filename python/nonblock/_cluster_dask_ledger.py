"""What runs on a Dask scheduler, and in its workers: which call has started, and what generators have yielded.

Dask runs a task again when its worker is lost, without being asked. The ledger is where each run asks first, so
that a call that has started once is not started twice. It travels by value, like what runs on the workers.
"""

from __future__ import annotations

import asyncio
import importlib
from collections import deque
from typing import TYPE_CHECKING, Any

from distributed import SchedulerPlugin

if TYPE_CHECKING:
    from collections.abc import Generator

_AHEAD = 16
"""How many items a generator may be ahead of its consumer."""


class _Backlog:
    """Items that a generator has yielded and that nobody has fetched."""

    def __init__(self) -> None:
        self.items: deque[Any] = deque()
        self.change = asyncio.Event()
        self.is_dropped = False

    def changed(self) -> None:
        self.change.set()
        self.change = asyncio.Event()


class Ledger(SchedulerPlugin):
    """Knows the calls of nonblock on one scheduler, each until Dask forgets its key."""

    idempotent = True

    def __init__(self, name: str, code: bytes) -> None:
        """Begin with an empty page, and with the code that workers will ask for."""
        self.name = name
        self.code = code
        self.runs: dict[str, tuple[str, str]] = {}
        self.backlogs: dict[str, _Backlog] = {}
        self.forbidden: set[str] = set()
        self.scheduler: Any = None

    async def start(self, scheduler: Any) -> None:
        """Offer one route, named as the ledger is: ledgers of several versions do not mix."""
        self.scheduler = scheduler
        scheduler.handlers[self.name] = self.answer

    async def answer(self, action: str, **details: Any) -> Any:
        """Answer a worker or a client."""
        answer = getattr(self, action)(**details)
        return await answer if asyncio.iscoroutine(answer) else answer

    def tell_code(self) -> bytes:
        """Return what a worker runs."""
        return self.code

    def begin(self, key: str, worker: str, topic: str) -> bool:
        """Return whether a worker may start a call: not if it has started before, or is not wanted any more."""
        # What the scheduler has forgotten may have started before: its run is forgotten with it.
        if key in self.runs or key in self.forbidden or key not in self.scheduler.tasks:
            return False
        self.runs[key] = worker, topic
        self.backlogs[key] = _Backlog()
        self.scheduler.log_event(topic, ("started", key, worker))
        return True

    async def forbid(self, key: str) -> None:
        """Let a call not start; return when the scheduler knows its key, and can be told to cancel it."""
        self.forbidden.add(key)
        for _ in range(500):
            if key in self.scheduler.tasks:
                return
            await asyncio.sleep(0.01)
        self.forbidden.discard(key)

    def remove_worker(self, scheduler: Any, worker: str, **_: Any) -> None:
        """Tell the clients which calls a lost worker had started."""
        for key, (address, topic) in self.runs.items():
            # What has finished may lie on another worker as well.
            task = scheduler.tasks.get(key)
            if address == worker and (task is None or not task.who_has):
                scheduler.log_event(topic, ("lost", key, worker))

    def transition(self, key: Any, start: str, finish: str, **_: Any) -> None:
        """Forget a call with its key."""
        del start
        if finish != "forgotten":
            return
        self.forbidden.discard(key)
        if key in self.runs:
            del self.runs[key]
            self.backlogs.pop(key).is_dropped = True

    async def put(self, key: str, outcome: Any) -> bool:
        """Take an item, when there is room; return whether more are wanted."""
        while (backlog := self.backlogs.get(key)) is not None and not backlog.is_dropped:
            if len(backlog.items) < _AHEAD:
                backlog.items.append(outcome)
                backlog.changed()
                return True
            # A deadline, because a key can be forgotten without a word to those who wait here.
            await _wait(backlog.change, 1.0)
        return False

    async def take(self, key: str) -> list[Any]:
        """Give all items there are; none after a while, or before the start."""
        backlog = self.backlogs.get(key)
        if backlog is None:
            await asyncio.sleep(0.02)
            return []
        if not backlog.items:
            await _wait(backlog.change, 0.5)
        items = list(backlog.items)
        backlog.items.clear()
        backlog.changed()
        return items

    def drop(self, key: str) -> None:
        """Want no more items."""
        if (backlog := self.backlogs.get(key)) is not None:
            backlog.is_dropped = True
            backlog.changed()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return


def flatten(outcome: Any) -> tuple[str, Any, list[bytearray]]:
    """Return an outcome that Dask can send: it pickles by an older protocol, which knows no buffers."""
    kind, data, buffers = outcome
    return kind, data, [bytearray(buffer) for buffer in buffers or ()]


def enter(ledger: str, key: str, topic: str, mode: str, parcel: Any) -> Any:
    """Run in a worker of Dask: ask whether to start, then do what `mode` says."""
    distributed: Any = importlib.import_module("distributed")
    worker = distributed.get_worker()

    def ask(action: str, **details: Any) -> Any:
        route = getattr(worker.scheduler, ledger)
        return distributed.utils.sync(worker.loop, route, action=action, **details)

    if not ask("begin", key=key, worker=worker.address, topic=topic):
        return "refused", None, None
    code = worker.extensions.get(ledger)
    if code is None:
        code = worker.extensions[ledger] = importlib.import_module("pickle").loads(ask("tell_code"))
    if mode == "perform":
        return flatten(code["perform"](*parcel))
    outcomes: Generator[Any, None, None] = code["produce"](*parcel)
    try:
        for outcome in outcomes:
            if outcome[0] != "started" and not ask("put", key=key, outcome=flatten(outcome)):
                break
    finally:
        outcomes.close()
    return "end", None, None
