"""Strict mode: every call on a loop's thread that may block, whatever it costs, with who made it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from nonblock import _native
from nonblock._watch_record import Frame, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MOST_PLACES = 4096
_OWN = f"{Path(__file__).parent}/"
_INSTALLED = re.compile(r"/(site|dist)-packages/")
_STANDARD = re.compile(r"/lib(64)?/python3\.\d+/|^<frozen ")
# `stat64`, `__xstat64`, `__read_chk`, `__open_2`: how the C library spells `stat`, `read`, `open`.
_SPELLING = re.compile(r"^__(?:[fl]?x)?|(?:64|_chk|64_2|_2)$")
_QUIET_TARGETS = frozenset({"/dev/null", "/dev/urandom", "/dev/random"})

# Whoever calls on behalf of the loop, and whoever looks on: what they do is not the program's doing.
_ONLOOKERS = re.compile(
    r"/asyncio/\w+\.py$|/uvloop/|/anyio/_backends/"
    r"|/_pytest/|/coverage/|/pydevd|/debugpy/|/(bdb|pdb)\.py$"
)
# Waits that last as long as a thread needs to start, and source lines read for a traceback.
_HARMLESS = frozenset(
    {("threading.py", "Thread.start"), ("threading.py", "start"), ("linecache.py", None)}
)

_Row: TypeAlias = tuple[
    str, str, "str | None", int, float, float, bool, "list[tuple[str, int, str]]"
]


@dataclass(frozen=True)
class BlockingCall:
    """A call that may block, made on the thread of an event loop.

    `call` is the C library's name of it or an audit event (`import`, `subprocess.Popen`), `kind` is as in `Cause`,
    `place` is the innermost line of your own code. `count`, `longest` and `total` (seconds) sum up all calls from the
    same stack.
    """

    call: str
    kind: str
    target: str | None
    place: Frame | None
    frames: tuple[Frame, ...]
    count: int
    longest: float
    total: float

    def __str__(self) -> str:
        """Return one line, safe to print: the call, its target and its place."""
        target = f" on {plain(self.target)}" if self.target else ""
        return f"{self.call}{target} at {self.place or 'a callback in C'}"

    def plus(self, other: BlockingCall) -> BlockingCall:
        """Return the sum of two records of the same stack."""
        return replace(
            self,
            count=self.count + other.count,
            longest=max(self.longest, other.longest),
            total=self.total + other.total,
        )


def parse(row: _Row) -> BlockingCall | None:
    """Return what was recorded, or nothing if nobody is to blame for it."""
    call, kind, target, count, longest, total, is_from_callback, raw = row
    frames = [Frame(*frame) for frame in raw]
    if frames and frames[0].file == __file__:
        del frames[0]  # the audit hook
    if target in _QUIET_TARGETS or not _is_blamed(frames, is_from_callback=is_from_callback):
        return None
    place = next((frame for frame in frames if not _is_library(frame.file)), None)
    place = place or (frames[0] if frames else None)
    name = _SPELLING.sub("", call)
    until = frames.index(place) if place else 0
    if any(frame.function == "_find_and_load" for frame in frames[:until]):
        # What the importer does in detail says nothing that the statement does not.
        name = kind = "import"
        del frames[:until]
    return BlockingCall(name, kind, target, place, tuple(frames), count, longest, total)


def _is_library(file: str) -> bool:
    return bool(_INSTALLED.search(file) or _STANDARD.search(file))


def _is_blamed(frames: list[Frame], *, is_from_callback: bool) -> bool:
    for frame in frames:
        name = frame.file.rpartition("/")[2]
        if (name, frame.function) in _HARMLESS or (name, None) in _HARMLESS:
            return False
        if _ONLOOKERS.search(frame.file) or frame.file.startswith(_OWN):
            return False
        if _INSTALLED.search(frame.file) or not _STANDARD.search(frame.file):
            return True
    # Functions of the standard library alone: a callback of the program, unless the loop itself calls them.
    return is_from_callback


class Recording:
    """Records blocking calls until it is stopped."""

    def __init__(self) -> None:
        """Begin to record."""
        self._native = _native.StrictRecorder()
        self._calls: dict[object, BlockingCall] = {}
        _OPEN.append(self)
        _listen_once()

    @property
    def calls(self) -> tuple[BlockingCall, ...]:
        """The calls so far, in the order in which they came first."""
        _distribute()
        return tuple(self._calls.values())

    def clear(self) -> None:
        """Forget the calls so far."""
        _distribute()
        self._calls.clear()

    def pause(self) -> None:
        """Record no more until `resume`."""
        self._native.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._native.resume()

    def stop(self) -> None:
        """End the recording; what was recorded stays."""
        _distribute()
        if self in _OPEN:
            _OPEN.remove(self)
            self._native.stop()

    def add(self, calls: Iterable[BlockingCall]) -> None:
        """Take calls in; the same from the same stack are added up."""
        for call in calls:
            key = call.call, call.frames
            known = self._calls.get(key)
            if known is not None:
                self._calls[key] = known.plus(call)
            elif len(self._calls) < _MOST_PLACES:
                self._calls[key] = call


_OPEN: list[Recording] = []
_LISTENING: list[object] = []


def _distribute() -> None:
    """Hand what the native side has recorded to every recording."""
    calls = [call for row in _native.take_blocking_calls() if (call := parse(row)) is not None]
    for recording in _OPEN:
        recording.add(calls)


def _listen_once() -> None:
    """Hear of what the C library's calls do not tell: which module is imported, that a child is made."""
    if not _LISTENING:
        hook = _audit_hook()
        _LISTENING.append(hook)
        sys.addaudithook(hook)


def _audit_hook() -> Callable[[str, tuple[Any, ...]], None]:
    # Nothing global is used: the hook stays until the very end, when globals are gone already.
    events = frozenset(
        {"import", "subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "pty.spawn"}
    )
    note, is_open = _native.note_blocking_call, _OPEN

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in events and is_open:
            first = arguments[0] if arguments else None
            note(event, first if isinstance(first, str) else None)

    return hear
