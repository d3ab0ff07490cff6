"""The event loops that tests run on."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def uvloop_factory() -> LoopFactory:
    """Return uvloop's factory."""
    uvloop: Any = importlib.import_module("uvloop")
    factory: LoopFactory = uvloop.new_event_loop
    return factory


def loop_without_readers() -> asyncio.AbstractEventLoop:
    """Return a loop that cannot watch descriptors, like Windows' proactor."""

    def refuse(*_args: object) -> None:
        raise NotImplementedError

    loop: Any = asyncio.SelectorEventLoop()
    loop.add_reader = refuse
    watches_nothing: asyncio.AbstractEventLoop = loop
    return watches_nothing
