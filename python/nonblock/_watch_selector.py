"""Heartbeats for loops that do not wait in `epoll_wait`: their selector is stamped instead."""

from __future__ import annotations

import selectors
import sys
from typing import TYPE_CHECKING, Any

from nonblock import _native

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


class StampedSelector:
    """A selector whose `select` tells a heartbeat when the loop waits and when it goes on.

    The loop keeps its own selector; only the method is covered, on that one instance.
    """

    def __init__(self, selector: selectors.BaseSelector) -> None:
        """Cover `selector.select`; the loop is in the middle of a turn."""
        self._selector = selector
        heartbeat = _native.Heartbeat()
        heartbeat.turn()
        self._covered: Callable[..., Any] | None = _cover(selector.select, heartbeat)
        vars(selector)["select"] = self._covered

    def restore(self) -> None:
        """Uncover the method, unless somebody else has covered it since; the heartbeat ends with its last user."""
        if vars(self._selector).get("select") is self._covered:
            del vars(self._selector)["select"]
        self._covered = None


def _cover(select: Callable[..., Any], heartbeat: _native.Heartbeat) -> Callable[..., Any]:
    def stamped(*args: Any, **kwargs: Any) -> Any:
        heartbeat.idle()
        try:
            return select(*args, **kwargs)
        finally:
            heartbeat.turn()

    return stamped


def _running_loop() -> asyncio.AbstractEventLoop | None:
    # Whoever has not imported asyncio runs no loop of it; importing it here would cost every start-up.
    module = sys.modules.get("asyncio")
    return None if module is None else module._get_running_loop()  # noqa: SLF001


def is_loop_running() -> bool:
    """Return whether this thread runs an event loop."""
    return _running_loop() is not None


def stamp_running_loop() -> StampedSelector | None:
    """Cover the selector of this thread's running loop, if it is one that `epoll_wait` does not tell of."""
    selector = getattr(_running_loop(), "_selector", None)
    if not isinstance(selector, selectors.BaseSelector):
        return None
    return None if isinstance(selector, selectors.EpollSelector) else StampedSelector(selector)
