"""`connect`, and which cluster a call means that names none."""

from __future__ import annotations

import asyncio
import importlib
import weakref
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal

from nonblock._cluster import Cluster
from nonblock._cluster_local import LocalEngine

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from nonblock._cluster_engine import Engine

MAX_IN_FLIGHT = 256

_ENGINES = {"ray": ("_cluster_ray", "RayEngine"), "dask": ("_cluster_dask", "DaskEngine")}
_SCHEMES = {"ray": "ray", "tcp": "dask", "tls": "dask", "ucx": "dask", "ws": "dask", "wss": "dask"}

_chosen: ContextVar[Cluster | None] = ContextVar("nonblock_cluster", default=None)
_open: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, list[Cluster]] = (
    weakref.WeakKeyDictionary()
)
_local: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Cluster] = weakref.WeakKeyDictionary()


@asynccontextmanager
async def connect(
    address: str | None = None,
    *,
    engine: Literal["ray", "dask"] = "ray",
    max_in_flight: int = MAX_IN_FLIGHT,
    settings: Mapping[str, Any] | None = None,
) -> AsyncGenerator[Cluster, None]:
    """Connect to a cluster; inside of the `async with`, `in_cluster` means it.

    Without an address, calls run in worker processes of this machine, so that a program is written once and told
    where to run from outside. Nothing is ever started that the address does not name.

    >>> import asyncio, os, nonblock
    >>> from nonblock.cluster import connect, in_cluster
    >>> async def main() -> tuple[int, ...]:
    ...     async with connect(os.environ.get("MY_CLUSTER")):
    ...         return await nonblock.collect(in_cluster(pow, 2, n) for n in range(4))
    >>> asyncio.run(main())
    (1, 2, 4, 8)

    Args:
        address: Where the cluster is: for Ray `"host:6379"`, `"auto"` on one of its machines, or
            `"ray://host:10001"` from outside; for Dask `"tcp://host:8786"`, or `"tls://..."`.
        engine: Which engine that is. With Ray, cancelling and timeouts stop the work. With Dask, they take calls out
            of the queue, but **what runs already goes on**, and only its result is dropped.
        max_in_flight: How many calls may be with the engine at once; others wait here.
        settings: Passed to `ray.init` or `distributed.Client` as they are, such as `{"runtime_env": {...}}` or
            `{"security": Security(...)}`.

    Raises:
        ConnectionError: There is no such cluster, or it runs other versions.
        ModuleNotFoundError: The engine is not installed; the message has the command that installs it.
    """
    if max_in_flight < 1:
        raise ValueError(f"max_in_flight must be at least 1, not {max_in_flight}")
    if engine not in _ENGINES:
        raise ValueError(f"engine must be 'ray' or 'dask', not {engine!r}")
    machinery = await _open_engine(address, engine, settings or {}) if address else LocalEngine()
    cluster = Cluster(machinery, address or None, max_in_flight)
    siblings = _open.setdefault(asyncio.get_running_loop(), [])
    siblings.append(cluster)
    token = _chosen.set(cluster)
    try:
        yield cluster
    finally:
        siblings.remove(cluster)
        with suppress(ValueError):  # entered in one context and left in another, as fixtures are
            _chosen.reset(token)
        await cluster.close()


async def _open_engine(address: str, engine: str, settings: Mapping[str, Any]) -> Engine:
    scheme, separator, _ = address.partition("://")
    if separator and _SCHEMES.get(scheme, engine) != engine:
        raise ValueError(
            f"{address!r} is an address of {_SCHEMES[scheme].title()}: pass engine={_SCHEMES[scheme]!r}"
        )
    module, name = _ENGINES[engine]
    # Imported late: who does not use an engine need not have it.
    kind: Any = getattr(importlib.import_module(f"nonblock.{module}"), name)
    opened: Engine = await kind.open(address, settings)
    return opened


def current() -> Cluster:
    """Return the cluster that a call means which names none.

    It is the one of the innermost `async with connect(...)` around the call. A task that was not started inside of
    one (a request's, where the application's start has connected) means the only connection of its loop.
    """
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    loop = asyncio.get_running_loop()
    connections = _open.get(loop, [])
    if len(connections) > 1:
        raise RuntimeError(
            "there are several connections to clusters, and this task was started inside of none: "
            "name one with in_cluster.options(cluster=...)"
        )
    if connections:
        return connections[0]
    if loop not in _local:
        _local[loop] = Cluster(LocalEngine(), None, MAX_IN_FLIGHT)
    return _local[loop]
