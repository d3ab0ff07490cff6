"""What the pytest plugin's strict mode lets pass, and what it says of the rest."""

from __future__ import annotations

import json
import linecache
import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from nonblock._watch_record import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nonblock._blocking_calls import BlockingCall
    from nonblock._watch_record import Frame

SCHEMA = 1

_CURES = {
    "sleep": "write `await asyncio.sleep(...)`",
    "process": "use `asyncio.create_subprocess_exec`",
    "lock": "use asyncio's own lock, event or queue, or wait in a thread: `await nonblock.in_thread(...)`",
    "network": "use an asynchronous client, or `await nonblock.in_thread(...)`",
    "dns": "use `await loop.getaddrinfo(...)`",
    "import": "import it at the top of the module",
}
_CURE = "use `await nonblock.in_thread(...)`"

Entry: TypeAlias = tuple[str, str, str]
"""File (relative to the root of the tests, if inside), function, call."""


def _matches(pattern: str, frame: Frame) -> bool:
    file, colons, function = pattern.partition("::")
    if colons:
        return _is_file(file, frame.file) and fnmatchcase(frame.function, function)
    if "/" in pattern or pattern.endswith(".py"):
        return _is_file(pattern, frame.file)
    return fnmatchcase(frame.function, pattern)


def _is_file(pattern: str, file: str) -> bool:
    return fnmatchcase(file, pattern) or fnmatchcase(file, f"*/{pattern}")


def is_allowed(patterns: Iterable[str], call: str, frames: tuple[Frame, ...]) -> bool:
    """Return whether a pattern names the call (`call:stat`), or a file or function of its stack."""
    for pattern in patterns:
        kind, colon, name = pattern.partition("call:")
        if colon and not kind:
            if fnmatchcase(call, name):
                return True
        elif any(_matches(pattern, frame) for frame in frames):
            return True
    return False


def entry(root: Path, call: str, place: Frame | None) -> Entry:
    """Return what a baseline knows a call by: lines move, functions seldom do."""
    if place is None:
        return "", "", call
    file = Path(place.file)
    if file.is_relative_to(root):
        file = file.relative_to(root)
    return file.as_posix(), place.function, call


@dataclass
class Baseline:
    """What blocked before and is let pass until it is cured."""

    path: Path
    entries: frozenset[Entry] = frozenset()

    def read(self) -> None:
        """Read the file.

        Raises:
            ValueError: If it is no baseline.
            OSError: If it cannot be read.
        """
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            schema = data["schema"]
            self.entries = frozenset(
                (it["file"], it["function"], it["call"]) for it in data["allowed"]
            )
        except (KeyError, TypeError, ValueError) as error:
            message = f"is no baseline ({type(error).__name__}: {error})"
            raise ValueError(message) from error
        if schema != SCHEMA:
            message = f"has schema {schema}, and {SCHEMA} is what is understood"
            raise ValueError(message)

    def write(self, entries: Iterable[Entry]) -> None:
        """Replace the file in one step."""
        allowed = [
            {"file": file, "function": function, "call": call}
            for file, function, call in sorted(set(entries))
        ]
        text = json.dumps({"schema": SCHEMA, "allowed": allowed}, indent=2) + "\n"
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.path)


def report(calls: list[BlockingCall]) -> str:
    """Return what a failed test shows: calls by place, each place with its cure."""
    places: dict[Frame | None, list[BlockingCall]] = {}
    for call in calls:
        places.setdefault(call.place, []).append(call)
    lines = [f"nonblock: the event loop's thread made {_many(calls)} that may block it"]
    for place, found in places.items():
        lines.append(f"  --> {place or 'a callback in C'}")
        source = linecache.getline(place.file, place.line).strip() if place else ""
        if source:
            lines.append(f"      {plain(source)}")
        lines += [f"      {text}" for text in _described(found)]
        lines.append(f"  help: {_CURES.get(found[0].kind, _CURE)}")
    return "\n".join(lines)


def _many(calls: list[BlockingCall]) -> str:
    count = sum(call.count for call in calls)
    return "a call" if count == 1 else f"{count} calls"


def _described(calls: list[BlockingCall]) -> list[str]:
    names: dict[str, list[BlockingCall]] = {}
    for call in calls:
        names.setdefault(call.call, []).append(call)
    return [_line(name, found) for name, found in names.items()]


def _line(name: str, calls: list[BlockingCall]) -> str:
    count = sum(call.count for call in calls)
    target = next((f" on {plain(call.target)}" for call in calls if call.target), "")
    times = f", {count} times" if count > 1 else ""
    longest = max(call.longest for call in calls)
    took = f", {longest * 1e3:.3f} ms" if longest else ""
    return f"{name}{target} ({calls[0].kind}{times}{took})"
