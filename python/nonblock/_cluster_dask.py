"""The Dask engine: tasks that start once, on any Dask cluster. What runs cannot be stopped, only forgotten."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from nonblock import _cluster_remote
from nonblock._cluster_desk import Desk, undo_if_abandoned
from nonblock._cluster_engine import import_engine
from nonblock._cluster_parcel import lost, pack, register_shipped, unpack

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Mapping

    from nonblock._cluster_engine import Call
    from nonblock._cluster_remote import Outcome

    _Flat = tuple[
        bytes, list[bytearray]
    ]  # Dask pickles by an older protocol, which knows no buffers

T = TypeVar("T")

_desk = Desk("nonblock-dask")

_PATIENCE = 6.0
"""Seconds the scheduler may take to learn of a task and of its cancellation."""
_GRACE = 1.0
"""Seconds a generator has to end by itself when its consumer has left."""


class _Shipped:
    """A function that travels by value, however it is pickled."""

    def __init__(self, function: Any) -> None:
        import cloudpickle  # noqa: PLC0415 - only clusters need it at once

        self.__name__ = function.__name__
        self._data: bytes = cloudpickle.dumps(function)

    def __reduce__(self) -> tuple[Any, ...]:
        import cloudpickle  # noqa: PLC0415 - as above

        return cloudpickle.loads, (self._data,)

    def __call__(self, *_: Any) -> Any:
        raise RuntimeError("this stands for a function of a worker")


class _Link:
    """A client, on the loop of Dask's own thread: its methods run there, but for `__init__` and `close`."""

    def __init__(self, address: str, settings: Mapping[str, Any]) -> None:
        """Connect, which takes a while; on the desk."""
        import cloudpickle  # noqa: PLC0415 - as above

        distributed = import_engine("distributed", "dask")
        from nonblock import _cluster_dask_ledger  # noqa: PLC0415 - it imports distributed

        register_shipped(cloudpickle)
        cloudpickle.register_pickle_by_value(_cluster_dask_ledger)
        names = "perform", "produce"
        code: bytes = cloudpickle.dumps({it: getattr(_cluster_remote, it) for it in names})
        self.enter = _Shipped(_cluster_dask_ledger.enter)
        self.ledger = f"nonblock_{hashlib.sha256(code).hexdigest()[:12]}"
        self.topic = f"nonblock-{uuid4().hex}"
        self.tasks: dict[str, _Task] = {}
        self.errors: Any = distributed
        try:
            self.client = distributed.Client(address, **{"set_as_default": False, **settings})
        except (OSError, asyncio.TimeoutError) as error:
            raise ConnectionError(
                f"cannot connect to a Dask scheduler at {address!r}: {error}\n"
                "hint: the address is what `dask scheduler` prints, such as tcp://HOST:8786"
            ) from error
        try:
            self.client.register_plugin(_cluster_dask_ledger.Ledger(self.ledger, code))
            self.client.subscribe_topic(self.topic, self._on_event)
        except BaseException:
            self.client.close()
            raise
        self.loop: asyncio.AbstractEventLoop = self.client.loop.asyncio_loop

    def close(self) -> None:
        """Disconnect; on the desk."""
        with suppress(Exception):  # the scheduler may be gone
            self.client.unsubscribe_topic(self.topic)
        self.client.close()

    def _on_event(self, event: tuple[float, tuple[str, str, str]]) -> None:
        _, (what, key, worker) = event
        task = self.tasks.get(key)
        if task is not None:
            task.on_event(what, worker)

    async def ask(self, action: str, **details: Any) -> Any:
        """Ask the ledger."""
        return await getattr(self.client.scheduler, self.ledger)(action=action, **details)

    async def perform(self, call: Call, parcel: _Flat) -> Outcome:
        """Run a call to its end."""
        return await _Task(self, call, "perform", parcel).outcome()

    async def begin(self, call: Call, parcel: _Flat) -> _Task:
        """Start a generator."""
        return _Task(self, call, "produce", parcel)

    async def leave(self, call: Call) -> None:
        """Have done with a call, whether it ended or not."""
        if (task := self.tasks.get(call.key)) is not None:
            await task.leave()


class _Task:
    """A call on its way through the scheduler; lives on Dask's loop."""

    def __init__(self, link: _Link, call: Call, mode: str, parcel: _Flat) -> None:
        self._link = link
        self._call = call
        self._start: asyncio.Future[None] = link.loop.create_future()
        self._loss: asyncio.Future[str] = link.loop.create_future()
        link.tasks[call.key] = self
        self._future = link.client.submit(
            link.enter,
            *(link.ledger, call.key, link.topic, mode, parcel),
            key=call.key,
            pure=False,
            retries=0,
            resources=dict(call.resources) or None,
        )
        self._is_left = False
        self._result = asyncio.ensure_future(self._await_result())

    def on_event(self, what: str, worker: str) -> None:
        """Take word from the ledger."""
        if what == "lost":
            if not self._loss.done():
                self._loss.set_result(worker)
        elif not self._start.done():
            self._start.set_result(None)
            self._call.on_start()

    async def _await_result(self) -> Outcome:
        errors = self._link.errors
        try:
            outcome: Outcome = await self._future
        except errors.KilledWorker as error:
            raise lost(self._call, str(error)) from error
        except (asyncio.CancelledError, errors.CancelledError) as error:
            if self._is_left:
                raise asyncio.CancelledError from error
            # Dask says so when the worker ends that has the result, or the scheduler.
            raise lost(self._call, f"Dask dropped it: {error}") from error
        if outcome[0] == "refused":
            raise lost(self._call, "Dask wanted to run it once more on another one")
        return outcome

    async def outcome(self) -> Outcome:
        """Wait for the end."""
        ends: set[asyncio.Future[Any]] = {self._result, self._loss}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if self._result.done():
            return self._result.result()
        raise self._lost()

    def _lost(self) -> Exception:
        return lost(self._call, f"the worker at {self._loss.result()} left the cluster")

    async def fetch(self) -> list[Outcome]:
        """Wait for the next items."""
        if not self._start.done():
            either: set[asyncio.Future[Any]] = {self._start, self._result, self._loss}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        while True:
            # Asked before, so that what was put before the end is found.
            is_over = self._result.done() or self._loss.done()
            items: list[Outcome] = await self._link.ask("take", key=self._call.key)
            if items:
                return items
            if is_over:
                await self.outcome()
                return [("end", None, None)]

    async def drop(self) -> None:
        """Let the generator close itself, for a while."""
        await self._link.ask("drop", key=self._call.key)
        await asyncio.wait({self._result}, timeout=_GRACE)

    async def leave(self) -> None:
        """Want nothing more: what has not started will not, once this returns; what runs is forgotten."""
        self._is_left = True
        del self._link.tasks[self._call.key]
        if self._result.done():
            if not self._result.cancelled():
                self._result.exception()  # so that nobody complains that it was not looked at
            self._future.release()
            return
        self._result.cancel()
        with suppress(Exception):  # the scheduler may be gone
            # The scheduler ignores the cancellation of a task that it does not know yet: so first this.
            await asyncio.wait_for(self._link.ask("forbid", key=self._call.key), _PATIENCE)
            await self._future.cancel()


class DaskEngine:
    """Runs calls as Dask tasks."""

    name = "dask"

    def __init__(self, link: _Link) -> None:
        """Use a connection."""
        self._link = link
        self._is_closed = False

    @classmethod
    async def open(cls, address: str, settings: Mapping[str, Any]) -> DaskEngine:
        """Connect to a scheduler."""
        opening = _desk.ask(_Link, address, settings)
        return cls(await undo_if_abandoned(opening, lambda link: _desk.post(link.close)))

    async def _over_there(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on Dask's loop; cancelling reaches it."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._link.loop))

    async def submit(self, call: Call) -> Any:
        """Run a call as a task."""
        parcel = _prepare(call)
        try:
            return unpack(call, await self._over_there(self._link.perform(call, parcel)))
        finally:
            await self._leave(call)

    def cancel(self, call: Call) -> None:
        """Do nothing more: cancelling `submit` has taken the task out of the queue. What runs goes on."""

    async def stream(self, call: Call) -> AsyncGenerator[Any, None]:
        """Run a call as a task that hands its items to the scheduler."""
        parcel = _prepare(call)
        task = await self._over_there(self._link.begin(call, parcel))
        is_left = False
        try:
            while True:
                for outcome in await self._over_there(task.fetch()):
                    if outcome[0] == "end":
                        return
                    yield unpack(call, outcome)
        except GeneratorExit:
            is_left = True
            raise
        finally:
            try:
                if is_left and not self._is_closed:
                    await self._over_there(task.drop())
            finally:
                await self._leave(call)

    async def _leave(self, call: Call) -> None:
        if not self._is_closed:
            await asyncio.shield(self._over_there(self._link.leave(call)))

    async def close(self) -> None:
        """Disconnect."""
        self._is_closed = True
        await _desk.ask(self._link.close)


def _prepare(call: Call) -> _Flat:
    """Pickle a call; let word of its start, which comes on Dask's loop, be told on this one."""
    loop, on_start = asyncio.get_running_loop(), call.on_start

    def tell() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(on_start)

    call.on_start = tell
    data, buffers = pack(call)
    return data, [bytearray(buffer) for buffer in buffers]
