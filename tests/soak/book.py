"""The soak's books: each call is entered when it starts and struck out when it ends; what differs is a fault."""

from __future__ import annotations

import asyncio
import collections
import signal
from typing import TYPE_CHECKING, Any

from nonblock import WorkerCrashed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

DEADLINE = 60.0
"""Seconds after which a call without an outcome counts as lost."""


class Book:
    """How many calls started, how each ended, and what was wrong."""

    def __init__(self) -> None:
        """Open empty books."""
        self.started = 0
        self.outcomes: collections.Counter[str] = collections.Counter()
        self.faults: list[str] = []
        self.killed = 0

    @property
    def ended(self) -> int:
        """Calls that have an outcome."""
        return sum(self.outcomes.values())

    def expect(self, is_right: bool, fault: str) -> None:  # noqa: FBT001 - what is expected
        """Note a fault."""
        if not is_right:
            self.faults.append(fault)

    async def account(
        self, kind: str, call: Awaitable[Any], value: object, *ends: type[BaseException]
    ) -> None:
        """Await one call: it must give `value` (NotImplemented: nothing) or raise one of `ends`."""
        self.started += 1
        task = asyncio.ensure_future(call)
        done, _ = await asyncio.wait([task], timeout=DEADLINE)
        if not done:
            self.outcomes["LOST"] += 1
            self.faults.append(f"{kind}: no outcome after {DEADLINE} s: {task!r}")
            task.cancel()
            return
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is None:
            self.outcomes[kind] += 1
            self.expect(
                task.result() == value, f"{kind}: got {task.result()!r:.80}, not {value!r:.80}"
            )
        elif isinstance(error, ends):
            self.outcomes[f"{kind}: {type(error).__name__}"] += 1
        elif isinstance(error, WorkerCrashed) and error.signal == signal.SIGKILL and self.killed:
            self.outcomes["hit from outside"] += 1
        else:
            self.outcomes["WRONG"] += 1
            self.faults.append(f"{kind}: raised {error!r}")


def judge(taken: Sequence[int], first: int, length: int) -> str:
    """Return "whole" if a stream gave the numbers from `first` on, `length` of them, else what it gave."""
    expected = list(range(first, first + length))
    if list(taken) == expected:
        return "whole"
    wrong = [
        at for at, (is_, should) in enumerate(zip(taken, expected, strict=False)) if is_ != should
    ]
    return f"{len(taken)} items of {length}, wrong from {wrong[:1]}: {list(taken[:3])}..{list(taken[-3:])}"
