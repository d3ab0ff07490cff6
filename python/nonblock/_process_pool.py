"""A pool of worker processes."""

from __future__ import annotations

import asyncio
import atexit
import os
import pickle
import subprocess
import sys
import threading
import weakref
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from nonblock import _native, _pickling, _process_hooks
from nonblock._arguments import check_modules, check_number
from nonblock._gate import Gate, gate_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_START = (
    "import os,sys;"
    "os.closerange(4 if 'NONBLOCK_ZYGOTE_SETTINGS' in os.environ else 3,1<<20);"
    "from importlib.machinery import SourceFileLoader as L;"
    "n='nonblock._zygote';m=type(sys)(n);m.__file__=sys.argv[1];L(n,sys.argv[1]).exec_module(m);"
    "m.main(sys.argv[2],int(sys.argv[3]))"
)
"""Loads the zygote by path, with every descriptor but the first three closed, or four when it begins again."""


class ProcessPool(Executor):
    """A pool of worker processes that run one call each at a time.

    >>> import nonblock
    >>> with nonblock.ProcessPool(max_workers=2) as pool:
    ...     pool.submit(pow, 2, 10).result()
    1024

    Workers are forked, ready to work, from a small helper process; this process is never forked. They start when
    they are needed.

    Args:
        max_workers: Workers at once; as many as there are CPU cores if None.
        idle_timeout: Seconds after which a worker without work ends.
        initializer: Called in each worker before its first call. If it raises, the call that the worker was started
            for raises that.
        initargs: Arguments of `initializer`.
        max_tasks_per_worker: Calls after which a worker is replaced.
        memory_limit: Bytes of private memory beyond which a worker is replaced; if that happens in the middle of a
            call, the call raises WorkerCrashed.
        preload: Names of modules to import once, before workers are forked. They must not start threads.
        max_queued: How many calls of an event loop may wait for a worker; `in_process` itself waits while there are
            as many. Any number if None.
    """

    def __init__(  # noqa: PLR0913 - the options of a pool, by name
        self,
        max_workers: int | None = None,
        *,
        idle_timeout: float = 60.0,
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
        max_tasks_per_worker: int | None = None,
        memory_limit: int | None = None,
        preload: Sequence[str] = (),
        max_queued: int | None = None,
    ) -> None:
        """Remember the options; no process is started."""
        self._max_workers = _positive(
            "max_workers", (os.cpu_count() or 1) if max_workers is None else max_workers
        )
        if idle_timeout <= 0:
            raise ValueError(f"idle_timeout must be greater than zero, not {idle_timeout}")
        self._idle_timeout = idle_timeout
        self.gate: Gate | None = gate_of(self._max_workers, max_queued)
        """Where calls wait for room in the queue, if it is bounded."""
        self._max_tasks = (
            None
            if max_tasks_per_worker is None
            else _positive("max_tasks_per_worker", max_tasks_per_worker)
        )
        self._memory_limit = (
            None if memory_limit is None else _positive("memory_limit", memory_limit)
        )
        self._preload = check_modules(preload)
        self._initializer = (
            None if initializer is None else _dump_initializer(initializer, initargs)
        )
        self._core: _native.ProcessCore | None = None
        self._ports: dict[asyncio.AbstractEventLoop, tuple[_native.ProcessPort, int]] = {}
        self._pump: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_shut_down = False
        _pools.add(self)

    def core(self) -> _native.ProcessCore:
        """Return the native pool, made now if need be."""
        if (core := self._core) is not None:
            return core
        with self._lock:
            if self._is_shut_down:
                raise RuntimeError("cannot run calls after the pool was shut down")
            if self._core is None:
                self._core = self._make_core()
            return self._core

    def _make_core(self) -> _native.ProcessCore:
        if sys.platform != "linux":
            raise NotImplementedError(
                f"nonblock's process pool runs on Linux only, not yet on {sys.platform}"
            )
        if not sys.executable:
            raise RuntimeError("sys.executable is empty: no interpreter to start workers with")
        folder = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - as the zygote does
        share = str(max(1, (os.cpu_count() or 1) // self._max_workers))
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # noqa: SLF001 - as multiprocessing does
        native = str(_native.__file__)
        note = {"path": list(sys.path), "preload": self._preload, "initializer": self._initializer}
        return _native.ProcessCore(
            _process_hooks,
            command=[
                sys.executable,
                *flags,
                "-c",
                _START,
                f"{folder}/_zygote.py",
                native,
                str(os.getpid()),
            ],
            environment=[(name, share) for name in _THREADS if name not in os.environ],
            note=pickle.dumps(note),
            max_workers=self._max_workers,
            idle_timeout=float(self._idle_timeout),
            max_tasks_per_worker=self._max_tasks,
            memory_limit=self._memory_limit,
        )

    def port(self, loop: asyncio.AbstractEventLoop) -> _native.ProcessPort:
        """Return what connects the pool with a loop."""
        entry = self._ports.get(loop)
        return entry[0] if entry is not None else self._open_port(loop)

    def _open_port(self, loop: asyncio.AbstractEventLoop) -> _native.ProcessPort:
        core = self.core()
        for other in [other for other in self._ports if other.is_closed()]:
            os.close(self._ports.pop(other)[1])
        port = _native.ProcessPort(core, loop)
        # A descriptor for this loop alone: it can be closed when the loop has let go of it.
        fd = os.dup(core.fileno())
        try:
            loop.add_reader(fd, port.on_readable)
        except NotImplementedError:
            self._start_pump(core)
        self._ports[loop] = port, fd
        return port

    def _start_pump(self, core: _native.ProcessCore) -> None:
        """Start the thread that reads for whoever has no poller."""
        with self._lock:
            if self._pump is None:
                self._pump = threading.Thread(
                    target=_run_pump, args=(core,), name="nonblock-pump", daemon=True
                )
                self._pump.start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn(*args, **kwargs)` in a worker; a future of `concurrent.futures`. Cancelling it stops the work."""
        core = self.core()
        future: _ProcessFuture[T] = _ProcessFuture()
        future.call = core.submit(None, future, fn, args, kwargs, None, 0, None)
        future.core = core
        self._start_pump(core)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's signature
        """End every process of the pool.

        Args:
            wait: Let calls that were accepted end first. Do not wait in the thread of a loop that waits for them.
            cancel_futures: Drop what has not started.
        """
        with self._lock:
            self._is_shut_down = True
            core = self._core
        if core is None:
            return
        if wait and not cancel_futures:
            self._start_pump(core)
            while any(core.load()):
                core.await_quiet(0.05)
        self._close(core)

    def _close(self, core: _native.ProcessCore) -> None:
        self._core = None
        core.shut_down()
        ports, self._ports = self._ports, {}
        for loop, (_, fd) in ports.items():
            _detach(loop, fd)
        pump, self._pump = self._pump, None
        if pump is not None and pump is not threading.current_thread():
            pump.join(1.0)

    def _kill(self) -> None:
        """At the interpreter's exit: wait for nothing."""
        self._is_shut_down = True
        if (core := self._core) is not None:
            self._close(core)

    def _forget_parent(self) -> None:
        """In a forked child: start clean."""
        core, self._core = self._core, None
        self._lock = threading.Lock()
        self._pump = None
        ports, self._ports = self._ports, {}
        for _, fd in ports.values():
            os.close(fd)
        if core is not None:
            core.abandon()

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers."""
        return [] if self._core is None else self._core.worker_pids()


class _ProcessFuture(Future[T]):
    """A future whose cancellation stops the work."""

    call: int
    core: _native.ProcessCore | None = None

    def cancel(self) -> bool:
        """Stop the call, even if it runs."""
        core, self.core = self.core, None
        if core is not None and not self.done():
            core.cancel(self.call)
        return super().cancel()


def _run_pump(core: _native.ProcessCore) -> None:
    while not core.is_shut_down():
        if core.wait(1.0):
            core.pump()


def _detach(loop: asyncio.AbstractEventLoop, fd: int) -> None:
    """Let a loop forget a descriptor, in the loop's own thread, then close it."""

    def forget() -> None:
        try:
            loop.remove_reader(fd)
        except NotImplementedError:
            pass  # it never had one
        finally:
            os.close(fd)

    try:
        running = asyncio.get_running_loop()
    except RuntimeError:
        running = None
    if loop.is_closed():
        os.close(fd)
    elif running is loop or not loop.is_running():
        forget()
    else:
        loop.call_soon_threadsafe(forget)


def _dump_initializer(initializer: Callable[..., object], arguments: tuple[Any, ...]) -> bytes:
    return _pickling.dump((initializer, arguments), _pickling.InBand())


def _positive(name: str, value: int) -> int:
    if check_number(name, value) < 1:
        raise ValueError(f"{name} must be at least 1, not {value}")
    return value


_pools: weakref.WeakSet[ProcessPool] = weakref.WeakSet()


@atexit.register
def _kill_all() -> None:
    for pool in list(_pools):
        pool._kill()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - this module's own


def _start_clean() -> None:
    _native.release_processes()
    for pool in list(_pools):
        pool._forget_parent()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - this module's own


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_native.hold_processes,
        after_in_parent=_native.release_processes,
        after_in_child=_start_clean,
    )
