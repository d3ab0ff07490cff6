"""The Ray engine: tasks without hidden retries, which cancelling really stops."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from nonblock import _cluster_remote
from nonblock._cluster_desk import Desk, undo_if_abandoned
from nonblock._cluster_engine import import_engine
from nonblock._cluster_parcel import Parcel, lost, pack, register_shipped, unpack

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from nonblock._cluster_engine import Call

_AHEAD = 16
"""How many items a generator may be ahead of its consumer."""
_PATIENCE = 10.0
"""Seconds that a cluster may take to accept a connection."""
_GRACE = 1.0
"""Seconds a generator has to end by itself when its consumer has left."""


class _Session:
    """The connection of this process to Ray: Ray allows one. Only its desk touches it."""

    def __init__(self) -> None:
        self.desk = Desk("nonblock-ray")
        self.address: str | None = None
        self.users = 0
        self.is_ours = False
        self.ray: Any = None

    def join(self, address: str, settings: Mapping[str, Any]) -> Any:
        """Connect, or share the connection there is."""
        self.ray = ray = import_engine("ray", "ray")
        if self.users and self.address != address:
            raise RuntimeError(
                f"this process is connected to Ray at {self.address!r}, and Ray allows one connection a process: "
                f"close that one before connecting to {address!r}"
            )
        if not self.users:
            register_shipped(ray.cloudpickle)
            self.is_ours = not ray.is_initialized()
            if self.is_ours:
                _connect(ray, address, settings)
            self.address = address
        self.users += 1
        return ray

    def leave(self) -> None:
        """Disconnect, if nobody else uses the connection and the program did not make it itself."""
        self.users -= 1
        if self.users == 0 and self.is_ours:
            self.ray.shutdown()


def _connect(ray: Any, address: str, settings: Mapping[str, Any]) -> None:
    try:
        _knock(address)
        ray.init(address=address, **{"logging_level": logging.ERROR, **settings})
    except (TypeError, ValueError):
        raise
    except Exception as error:
        raise ConnectionError(
            f"cannot connect to Ray at {address!r}: {str(error) or type(error).__name__}\n"
            "hint: `ray status --address HOST:PORT` tells whether a cluster is there; Ray and Python must have the "
            "same versions here and there"
        ) from error


_session = _Session()


def _knock(address: str) -> None:
    """Raise OSError if nobody listens: Ray itself would try for minutes."""
    host, separator, port = address.removeprefix("ray://").rpartition(":")
    if separator and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()


class RayEngine:
    """Runs calls as Ray tasks."""

    name = "ray"

    def __init__(self, ray: Any, *, is_client: bool) -> None:
        """Use the session, which is connected."""
        self._desk = _session.desk
        self._ray = ray
        self._is_client = is_client
        # `max_retries=0`: a task whose worker is lost is not run again unless `Cluster` says so.
        # `retry_exceptions` is for functions that fail; `perform` never does.
        stated = {"max_retries": 0, "retry_exceptions": False}
        streaming = {
            **stated,
            "num_returns": "streaming",
            "_generator_backpressure_num_objects": _AHEAD,
        }
        self._perform = ray.remote(**stated)(_cluster_remote.perform)
        self._announce = ray.remote(**streaming)(_cluster_remote.announce)
        self._produce = ray.remote(**streaming)(_cluster_remote.produce)

    @classmethod
    async def open(cls, address: str, settings: Mapping[str, Any]) -> RayEngine:
        """Connect to a cluster."""
        joining = _session.desk.ask(_session.join, address, settings)
        ray = await undo_if_abandoned(joining, lambda _: _session.desk.post(_session.leave))
        return cls(ray, is_client=address.startswith("ray://"))

    async def submit(self, call: Call) -> Any:
        """Run a call as a task."""
        parcel = pack(call)
        has_start = call.timeout is not None and not self._is_client
        work = self._announced(call, parcel) if has_start else self._single(call, parcel)
        try:
            outcome = await self._guarded(call, work)
        except asyncio.CancelledError:
            # Ray knows before the caller does, unless it is busy for long: what waits does not start behind its back.
            told = asyncio.ensure_future(self._desk.ask(self._stop, call, True))
            await asyncio.wait({told}, timeout=_GRACE)
            raise
        return unpack(call, outcome)

    async def _single(self, call: Call, parcel: Parcel) -> Any:
        ref = await self._desk.ask(self._launch, self._perform, call, parcel)
        call.on_start()  # with Ray Client nothing says when it really starts
        return await _fetch(ref)

    async def _announced(self, call: Call, parcel: Parcel) -> Any:
        outcomes = await self._desk.ask(self._launch, self._announce, call, parcel)
        await _next(outcomes)
        call.on_start()
        return await _next(outcomes)

    def cancel(self, call: Call) -> None:
        """Take the task out of the queue, or kill its worker. After the launch, since the desk keeps the order."""
        self._desk.post(self._stop, call, True)

    async def stream(self, call: Call) -> AsyncGenerator[Any, None]:
        """Run a call as a streaming task."""
        if self._is_client:
            raise NotImplementedError(
                "Ray Client (ray://...) cannot stream generators: run the program on a machine of the cluster and "
                "connect to 'auto' or 'HOST:6379'"
            )
        parcel = pack(call)
        is_over = False
        try:
            outcomes = await self._desk.ask(self._launch, self._produce, call, parcel)
            while True:
                outcome = await self._guarded(call, _next(outcomes))
                if outcome[0] == "started":
                    call.on_start()
                    continue
                is_over = outcome[0] != "item"
                if outcome[0] == "end":
                    return
                yield unpack(call, outcome)
        except GeneratorExit:
            await self._close_softly(call)
            is_over = True
            raise
        finally:
            if not is_over:
                self.cancel(call)

    async def _close_softly(self, call: Call) -> None:
        """Interrupt the generator, so that its `finally` blocks run; kill its worker if it does not end."""
        self._desk.post(self._stop, call, False)
        ended = asyncio.ensure_future(_settled(call.ticket.completed()))
        try:
            await asyncio.wait({ended}, timeout=_GRACE)
        finally:
            if not ended.done():
                ended.cancel()
                self.cancel(call)

    async def close(self) -> None:
        """Disconnect."""
        await self._desk.ask(_session.leave)

    def _launch(self, remote: Any, call: Call, parcel: Parcel) -> Any:
        """Hand a call over; on the desk."""
        resources = dict(call.resources)
        options: dict[str, Any] = {"name": call.name}
        if (cpus := resources.pop("CPU", None)) is not None:
            options["num_cpus"] = cpus
        if (gpus := resources.pop("GPU", None)) is not None:
            options["num_gpus"] = gpus
        if (memory := resources.pop("memory", None)) is not None:
            options["memory"] = memory
        if resources:
            options["resources"] = resources
        call.ticket = remote.options(**options).remote(*parcel)
        return call.ticket

    def _stop(self, call: Call, is_forced: bool) -> None:  # noqa: FBT001 - Ray's own parameter
        """Cancel a task; on the desk."""
        if call.ticket is not None:
            with suppress(Exception):  # it has ended, or the connection has
                self._ray.cancel(call.ticket, force=is_forced)

    async def _guarded(self, call: Call, work: Any) -> Any:
        """Await something of Ray's; tell the loss of a worker from other faults."""
        errors = self._ray.exceptions
        try:
            return await work
        except (
            errors.WorkerCrashedError,
            errors.NodeDiedError,
            errors.OutOfMemoryError,
            errors.ObjectLostError,
            errors.LocalRayletDiedError,
        ) as error:
            raise lost(call, str(error).strip() or type(error).__name__) from error


async def _next(outcomes: Any) -> Any:
    return await _fetch(await anext(outcomes))


async def _fetch(ref: Any) -> Any:
    """Await an object. Ray's own future is left alone by a cancellation: Ray still wants to set it."""
    future: asyncio.Future[Any] = asyncio.wrap_future(ref.future())
    future.add_done_callback(_look_at)
    return await asyncio.shield(future)


def _look_at(future: asyncio.Future[Any]) -> None:
    """Let nobody complain of an exception that nobody wants any more."""
    if not future.cancelled():
        future.exception()


async def _settled(ref: Any) -> None:
    with suppress(Exception):
        await ref
