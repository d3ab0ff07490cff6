"""What must hold, written once and asked of every implementation.

A behaviour is a function that takes an implementation (a module with aioextensions' names) and
fails if it does not hold. `test_behaviours.py` asks nonblock; `matrix.py` asks the others as well,
each in a process of its own, and prints `docs/run-matrix.md`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Implementation = Any
LoopFactory = Callable[[], asyncio.AbstractEventLoop]


class Behaviour(NamedTuple):
    """A claim about an implementation."""

    name: str
    needs: tuple[str, ...]
    defects: str
    check: Callable[[Implementation], None]

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return self.name.replace("_", " ")


ALL: list[Behaviour] = []
_factory: list[LoopFactory] = [asyncio.new_event_loop]


def holds(
    *needs: str, defects: str = ""
) -> Callable[[Callable[[Implementation], None]], Callable[[Implementation], None]]:
    """Register a behaviour: the names it needs, and the defects of aioextensions it is about."""

    def register(check: Callable[[Implementation], None]) -> Callable[[Implementation], None]:
        ALL.append(Behaviour(check.__name__, needs, defects, check))
        return check

    return register


def use_loop(factory: LoopFactory) -> None:
    """Run the behaviours on another event loop from now on."""
    _factory[0] = factory


def go(main: Coroutine[Any, Any, T], *, timeout: float = 20.0) -> T:
    """Run a coroutine on the chosen loop, with a deadline: a hang is a failure."""
    loop = _factory[0]()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(asyncio.wait_for(main, timeout))
    finally:
        try:
            _finish(loop)
        finally:
            asyncio.set_event_loop(None)
            loop.close()


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=5))
    loop.run_until_complete(loop.shutdown_asyncgens())


from . import (  # noqa: E402 - they register themselves
    collecting,
    generating,
    limiting,
    resolving,
    scheduling,
    threads,
)

__all__ = [
    "ALL",
    "Behaviour",
    "collecting",
    "generating",
    "go",
    "holds",
    "limiting",
    "resolving",
    "scheduling",
    "threads",
    "use_loop",
]
