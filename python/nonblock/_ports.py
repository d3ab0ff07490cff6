"""One port per event loop: where threads leave results for it."""

from __future__ import annotations

import os
import sys
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any

from nonblock._native import Port

if TYPE_CHECKING:
    import asyncio

ports: dict[int, Port] = {}
"""Open ports by the id of their loop; `open_port` opens one."""
_watches: dict[int, weakref.ref[asyncio.AbstractEventLoop]] = {}


def port_of(loop: asyncio.AbstractEventLoop) -> Port:
    """Return the port of a running loop, opened at the first use."""
    return ports.get(id(loop)) or open_port(loop)


def open_port(loop: asyncio.AbstractEventLoop) -> Port:
    """Open the port of a running loop."""
    key = id(loop)
    port = _listen(loop) if sys.platform == "linux" else None
    if port is None:
        port = Port(_Waker(loop))

    # Everything is bound here: at exit, this module's names may be gone before the loop is.
    forget = partial(_forget, key, ports, _watches)
    _watches[key] = weakref.ref(loop, forget)
    ports[key] = port
    return port


def _forget(key: int, opened: dict[int, Port], watches: dict[int, Any], _: object) -> None:
    """Drop what belongs to a loop that is gone."""
    opened.pop(key, None)
    watches.pop(key, None)


def _listen(loop: asyncio.AbstractEventLoop) -> Port | None:
    """Let the loop watch the port's descriptor; None if it cannot watch descriptors."""
    port = Port()
    try:
        loop.add_reader(port.fileno(), port.drain)
    except NotImplementedError:
        return None
    return port


class _Waker:
    """Wakes a loop that cannot watch descriptors, once per burst of results."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = weakref.ref(loop)

    def __call__(self) -> None:
        loop = self._loop()
        if loop is not None and (port := ports.get(id(loop))) is not None:
            loop.call_soon_threadsafe(port.drain)


def _forget_all() -> None:
    """After a fork: the loops and the descriptors belong to the parent."""
    _abandoned.append((ports.copy(), _watches.copy()))
    ports.clear()
    _watches.clear()


_abandoned: list[object] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
