"""`Cluster`: what is true of calls whatever engine runs them. Bounds, retries, and the end of the connection."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonblock._cluster_attempt import Attempt
from nonblock._cluster_engine import Call
from nonblock._process_context import named_values
from nonblock._process_errors import RemoteTraceback, WorkerCrashed, name_of
from nonblock._semaphore import Semaphore

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping
    from contextvars import ContextVar

    from nonblock._cluster_engine import Engine


@dataclass(frozen=True)
class CallPlan:
    """A function with its arguments, and how to run it."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    timeout: float | None = None
    name: str | None = None
    retries: int = 0
    resources: Mapping[str, float] | None = None
    context: tuple[ContextVar[Any], ...] = ()

    def attempt(self) -> Call:
        """Return a call that the plan asks for."""
        return Call(
            function=self.function,
            args=self.args,
            kwargs=self.kwargs,
            name=self.name or name_of(self.function),
            timeout=self.timeout,
            context=named_values(self.context) if self.context else None,
            resources=self.resources or {},
        )

    def allows_another(self, tries: int, error: WorkerCrashed) -> bool:
        """Whether to try again after `tries` tries. Not if the function raised the error, about a worker of its own."""
        return tries <= self.retries and not isinstance(error.__cause__, RemoteTraceback)


class Cluster:
    """A connection to a cluster, made by `connect`.

    Attributes:
        engine: "local", "ray" or "dask".
        address: Where the cluster is; None for "local".
        max_in_flight: How many calls may be with the engine at once. Others wait here, in order.
    """

    def __init__(self, engine: Engine, address: str | None, max_in_flight: int) -> None:
        """Use an engine."""
        self.engine: str = engine.name
        self.address = address
        self.max_in_flight = max_in_flight
        self._engine = engine
        self._slots = Semaphore(max_in_flight)
        self._attempts: set[Attempt] = set()
        self._is_closed = False

    def __repr__(self) -> str:
        """Say where it leads."""
        state = "closed" if self._is_closed else f"{self.in_flight} in flight"
        return f"<Cluster {self.engine}, {self.address or 'this machine'}, {state}>"

    @property
    def is_closed(self) -> bool:
        """Whether the connection was closed."""
        return self._is_closed

    @property
    def in_flight(self) -> int:
        """How many calls are with the engine."""
        return len(self._attempts)

    async def close(self) -> None:
        """Stop what runs, then leave the cluster. Whoever still awaits a call gets a RuntimeError."""
        if self._is_closed:
            return
        self._is_closed = True
        for attempt in self._attempts:
            attempt.close()
        while self._attempts:
            # A generator whose consumer is busy elsewhere is not waited for.
            waiting = [task for it in self._attempts if (task := it.task) is not None]
            if not waiting:
                break
            await asyncio.wait(waiting)
            await asyncio.sleep(0)
        await self._engine.close()

    async def run(self, plan: CallPlan) -> Any:
        """Run a call, again if its worker is lost and the plan says so."""
        tries = 0
        while True:
            async with self._attempt(plan) as attempt:
                tries += 1
                try:
                    return await attempt.run()
                except WorkerCrashed as error:
                    if not plan.allows_another(tries, error):
                        raise

    async def generate(self, plan: CallPlan) -> AsyncGenerator[Any, None]:
        """Iterate over what a call yields; begun again only as long as nothing has come."""
        tries = 0
        while True:
            has_begun = False
            async with self._attempt(plan) as attempt:
                tries += 1
                items = attempt.items()
                try:
                    async for item in items:
                        has_begun = True
                        yield item
                except WorkerCrashed as error:
                    if has_begun or not plan.allows_another(tries, error):
                        raise
                else:
                    return
                finally:
                    await items.aclose()

    @asynccontextmanager
    async def _attempt(self, plan: CallPlan) -> AsyncGenerator[Attempt, None]:
        """Wait for a place among those in flight."""
        async with self._slots:
            if self._is_closed:
                raise RuntimeError("the cluster was closed: connect again")
            attempt = Attempt(self._engine, plan.attempt())
            self._attempts.add(attempt)
            try:
                yield attempt
            finally:
                self._attempts.discard(attempt)
