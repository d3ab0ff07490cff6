"""`in_cluster` and `generate_in_cluster`: await a function while a worker of a cluster runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from nonblock._cluster import CallPlan, Cluster
from nonblock._cluster_connect import current
from nonblock._threads import (
    _mark_as_coroutine_function as mark_as_coroutine_function,  # pyright: ignore[reportPrivateUsage]
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
    from contextvars import ContextVar

P = ParamSpec("P")
T = TypeVar("T")


class InCluster:
    """Run `function(*args, **kwargs)` on a worker of a cluster and return its result.

    The cluster is the one of the `async with connect(...)` around; without any, worker processes of this machine.

    What the function raises is raised here, with the worker's traceback as the cause. A worker that is lost raises
    WorkerCrashed, in the calls it ran alone; the function is run again only if `retries` says so, and never because
    it failed. Cancelling stops the work: at once on this machine and with Ray. **With Dask**, a call that waits in
    the queue never starts, but one that runs goes on over there, and only its result is dropped.

    >>> import asyncio, math, nonblock
    >>> from nonblock.cluster import connect, in_cluster
    >>> async def main() -> int:
    ...     async with connect():
    ...         return await in_cluster(math.factorial, 5)
    >>> asyncio.run(main())
    120
    """

    def __init__(  # noqa: PLR0913 - the options of a call, by name
        self,
        *,
        timeout: float | None = None,
        name: str | None = None,
        cluster: Cluster | None = None,
        retries: int = 0,
        resources: Mapping[str, float] | None = None,
        context: Sequence[ContextVar[Any]] = (),
    ) -> None:
        """Remember the options."""
        if timeout is not None and timeout <= 0:
            raise ValueError(f"timeout must be greater than zero, not {timeout}")
        if retries < 0:
            raise ValueError(f"retries must not be negative, not {retries}")
        self._timeout = timeout
        self._name = name
        self._cluster = cluster
        self._retries = retries
        self._resources = resources
        self._context = tuple(context)
        mark_as_coroutine_function(self)

    def _plan(
        self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> CallPlan:
        return CallPlan(
            function,
            args,
            kwargs,
            timeout=self._timeout,
            name=self._name,
            retries=self._retries,
            resources=self._resources,
            context=self._context,
        )

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(*args, **kwargs)` on a worker and return its result."""
        cluster = self._cluster or current()
        return cast("T", await cluster.run(self._plan(function, args, kwargs)))

    async def generate(
        self, function: Callable[P, Iterable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[T, None]:
        """Iterate over `function(*args, **kwargs)` on a worker, under these options."""
        cluster = self._cluster or current()
        items = cluster.generate(self._plan(function, args, kwargs))
        try:
            async for item in items:
                yield cast("T", item)
        finally:
            await items.aclose()

    def options(  # noqa: PLR0913 - as above
        self,
        *,
        timeout: float | None = None,
        name: str | None = None,
        cluster: Cluster | None = None,
        retries: int = 0,
        resources: Mapping[str, float] | None = None,
        context: Sequence[ContextVar[Any]] = (),
    ) -> InCluster:
        """Return `in_cluster` with options, which never share a name with the function's arguments.

        >>> import asyncio, nonblock
        >>> from nonblock.cluster import in_cluster
        >>> patient = in_cluster.options(timeout=60, retries=2)
        >>> asyncio.run(patient(int, "7", base=8))
        7

        Args:
            timeout: Seconds the function may run, counted from its start on the worker. Then TimeoutError is raised,
                and its worker is killed, or with Dask left to itself.
            name: What messages and the cluster's dashboard call it.
            cluster: The connection to use instead of the one around.
            retries: How often to run the function again when its worker is lost. It must then bear to run
                twice in part. A generator is begun again only if none of its items has come.
            resources: What it needs of its worker: `{"CPU": 2, "GPU": 1}` and whatever the cluster's workers were
                started with. Has no meaning on this machine.
            context: Context variables to set on the worker to their values here. Each must be an attribute of a
                module that the worker can import.
        """
        return InCluster(
            timeout=timeout,
            name=name,
            cluster=cluster,
            retries=retries,
            resources=resources,
            context=context,
        )


in_cluster: InCluster = InCluster()
"""Run a function on a worker of a cluster and return its result."""


def generate_in_cluster(
    function: Callable[P, Iterable[T]], /, *args: P.args, **kwargs: P.kwargs
) -> AsyncGenerator[T, None]:
    """Iterate asynchronously over what `function(*args, **kwargs)` yields on a worker of a cluster.

    The worker runs ahead of the consumer, but not far. Leaving early closes the generator over there, so its
    `finally` blocks run. Options: `in_cluster.options(...).generate(function, ...)`.

    >>> import asyncio, nonblock
    >>> from nonblock.cluster import connect, generate_in_cluster
    >>> async def main() -> list[int]:
    ...     async with connect():
    ...         return [number async for number in generate_in_cluster(range, 3)]
    >>> asyncio.run(main())
    [0, 1, 2]
    """
    return in_cluster.generate(function, *args, **kwargs)
