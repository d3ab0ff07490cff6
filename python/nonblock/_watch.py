"""The watch over the event loops of this process: a native watchdog, and what Python adds to it."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nonblock import _blocking_calls, _native, _watch_record, _watch_selector

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable
    from types import TracebackType

    from nonblock._blocking_calls import BlockingCall
    from nonblock._watch_record import Stall

_KEPT = 1024
_RUNNING: list[Watch] = []


@dataclass(frozen=True)
class Settings:
    """What to watch and where to report; the native watchdog reads it by attribute."""

    threshold: float
    hang: float
    terminal: bool
    json_lines: str | None
    prometheus: str | None
    prometheus_near: bool
    hook: bool


class Watch:
    """A running watch; `with` ends it, and so does the end of the program.

    Make one with `nonblock.watch`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        on_stall: Callable[[Stall], object] | None,
        logger: logging.Logger | None,
        strict: bool = False,
    ) -> None:
        """Start to watch."""
        self._settings = settings
        self._on_stall = on_stall
        self._logger = logger
        self._stalls: deque[Stall] = deque(maxlen=_KEPT)
        self._lock = threading.Lock()
        self._stamped = _watch_selector.stamp_running_loop()
        self._start()
        _RUNNING.append(self)
        self._recording = _blocking_calls.Recording() if strict else None

    def _start(self) -> None:
        self._native = _native.Watchdog(self._settings)
        self._teller: threading.Thread | None = None
        if self._on_stall is not None or self._logger is not None:
            self._teller = threading.Thread(
                target=self._tell, args=(self._native,), name="nonblock-watch-teller", daemon=True
            )
            self._teller.start()

    def pause(self) -> None:
        """Have no native thread: from 3.12 on Python warns of a fork beside one, and rightly so."""
        self._native.pause()

    def resume(self) -> None:
        """Go on in the parent of a fork."""
        self._native.resume()

    def rearm(self) -> None:
        """Go on in a forked child, which has none of the parent's threads."""
        self._lock = threading.Lock()
        self._stalls.clear()
        self._stamped = None
        # The parent keeps the address.
        self._settings = replace(self._settings, prometheus_near=True)
        self._start()

    @property
    def stalls(self) -> tuple[Stall, ...]:
        """The stalls that have ended so far, oldest first (the latest 1,024 of them)."""
        self._native.look_now()
        if self._teller is None:
            self._keep(self._native.take())
        with self._lock:
            return tuple(self._stalls)

    @property
    def blocking_calls(self) -> tuple[BlockingCall, ...]:
        """The calls that may block which the loops' threads have made, if the watch is strict."""
        return () if self._recording is None else self._recording.calls

    @property
    def count(self) -> int:
        """How many stalls have ended."""
        return self._native.count

    def clear(self) -> None:
        """Forget the stalls and blocking calls so far; `count` and `summary` keep the stalls."""
        if self._recording is not None:
            self._recording.clear()
        self._native.look_now()
        self._native.take()
        with self._lock:
            self._stalls.clear()

    def summary(self) -> str:
        """Return the stalls so far as text, folded by place, the most expensive first."""
        return self._native.summary()

    def metrics(self) -> str:
        """Return counts, durations and the loops' lag in Prometheus' text format.

        For programs that serve metrics already; `prometheus=` serves them without one.
        """
        return self._native.metrics()

    @property
    def prometheus(self) -> str | None:
        """The address at which Prometheus is answered, if it is."""
        return self._native.prometheus

    def stop(self) -> None:
        """End the watch; a stall that is under way is reported first."""
        if self not in _RUNNING:
            return
        _RUNNING.remove(self)
        if self._recording is not None:
            self._recording.stop()
        self._native.stop()
        if self._stamped is not None:
            self._stamped.restore()
        if self._teller is not None and self._teller is not threading.current_thread():
            self._teller.join()
        failure = self._native.failure()
        if failure is not None:
            print(f"nonblock: {failure}", file=sys.stderr)  # noqa: T201

    def __enter__(self) -> Watch:  # noqa: PYI034
        """Return the watch itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the watch."""
        self.stop()

    def _keep(self, lines: list[str]) -> list[Stall]:
        stalls = [_watch_record.parse(line) for line in lines]
        with self._lock:
            self._stalls.extend(stall for stall in stalls if stall.is_over)
        return stalls

    def _tell(self, native: _native.Watchdog) -> None:
        while (lines := native.wait(60.0)) is not None:
            for stall in self._keep(lines):
                self._tell_one(stall)

    def _tell_one(self, stall: Stall) -> None:
        if self._logger is not None:
            self._logger.warning("%s", stall, extra={"nonblock_stall": stall})
        if self._on_stall is not None:
            try:
                self._on_stall(stall)
            except Exception as error:  # noqa: BLE001
                # As for any thread: the program's own hook decides what becomes of it.
                hook_arguments = (type(error), error, error.__traceback__, self._teller)
                threading.excepthook(threading.ExceptHookArgs(hook_arguments))


def watch(  # noqa: PLR0913
    *,
    threshold: float = 0.1,
    hang: float = 1.0,
    terminal: bool = True,
    json_lines: str | os.PathLike[str] | None = None,
    prometheus: str | None = None,
    on_stall: Callable[[Stall], object] | None = None,
    logger: logging.Logger | None = None,
    strict: bool = False,
) -> Watch:
    """Watch the event loops of this process, from now on or within a `with` block.

    Example:
        >>> import asyncio, time, nonblock
        >>> async def main() -> None:
        ...     time.sleep(0.2)
        >>> with nonblock.watch(terminal=False) as seen:
        ...     asyncio.run(main())
        >>> [stall.cause.kind for stall in seen.stalls]
        ['sleep']

    Args:
        threshold: Seconds from which on a turn of a loop is a stall.
        hang: Seconds after which a stall is reported while it lasts, and each time it has doubled.
        terminal: Whether stalls are written to the standard error stream.
        json_lines: File to which stalls that have ended are appended, one JSON object a line.
        prometheus: Address at which Prometheus is answered, such as `"127.0.0.1:9464"`.
        on_stall: Called with each stall, in a thread of its own.
        logger: Logger that gets a warning for each stall; the record has it as `nonblock_stall`.
        strict: Whether every call that may block is recorded as well, whatever it costs, in `blocking_calls`.
            For development and tests: each such call takes about 20 microseconds more.

    Returns:
        The running watch.

    Raises:
        ValueError: If `threshold` or `hang` is no positive number, or `prometheus` no address.
        RuntimeError: If this interpreter cannot be watched.
        OSError: If `json_lines` cannot be written, or the address of `prometheus` is taken.
    """
    settings = Settings(
        threshold=float(threshold),
        hang=float(hang),
        terminal=terminal,
        json_lines=None if json_lines is None else os.fspath(json_lines),
        prometheus=prometheus,
        prometheus_near=False,
        hook=True,
    )
    return start(settings, on_stall=on_stall, logger=logger, strict=strict)


def start(
    settings: Settings,
    *,
    on_stall: Callable[[Stall], object] | None = None,
    logger: logging.Logger | None = None,
    strict: bool = False,
) -> Watch:
    """Start to watch; the loop of this thread, if it runs one, is in the middle of a turn."""
    started = Watch(settings, on_stall=on_stall, logger=logger, strict=strict)
    if _watch_selector.is_loop_running():
        _native.watch_this_thread()
    return started


def _before_fork() -> None:
    for running in _RUNNING:
        running.pause()


def _after_fork_in_parent() -> None:
    for running in _RUNNING:
        running.resume()


def _after_fork_in_child() -> None:
    _native.forget_loops_after_fork()
    for running in _RUNNING:
        running.rearm()


def _at_exit() -> None:
    for running in tuple(_RUNNING):
        running.stop()


os.register_at_fork(
    before=_before_fork,
    after_in_parent=_after_fork_in_parent,
    after_in_child=_after_fork_in_child,
)
atexit.register(_at_exit)
