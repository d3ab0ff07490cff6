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


class WithoutReaders(asyncio.SelectorEventLoop):
    """A loop that cannot watch descriptors, like Windows' proactor."""

    def add_reader(self, fd: Any, callback: Any, *args: Any) -> None:
        """Refuse."""
        del fd, callback, args
        raise NotImplementedError
