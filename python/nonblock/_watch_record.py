"""Stalls as Python values, read from the JSON that the watchdog writes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Frame:
    """A line of Python that was being executed."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        """Return `file:line in function`, safe to print."""
        return plain(f"{self.file}:{self.line} in {self.function}")


@dataclass(frozen=True)
class StackShare:
    """A stack, innermost frame first, and the share of the stall (0 to 1) spent in it."""

    share: float
    samples: int
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Task:
    """The asyncio task that ran, and the names of the tasks that await it, nearest first."""

    name: str
    awaiters: tuple[str, ...]


@dataclass(frozen=True)
class Holder:
    """The thread that held the GIL while the loop waited for it."""

    thread: int
    name: str
    frames: tuple[Frame, ...]


@dataclass(frozen=True)
class Cause:
    """Why the loop did not turn.

    `kind` is one of `cpu`, `cpu-released`, `sleep`, `network`, `dns`, `disk`, `pipe`, `process`,
    `lock`, `gil`, `garbage`, `import`, `starved`, `many-callbacks`, `system-call`, `unknown`.
    """

    kind: str
    explanation: str
    waits_for: str | None
    holder: Holder | None


@dataclass(frozen=True)
class Measured:
    """What was measured on the loop's thread: seconds of CPU and of waiting for one, and shares of samples."""

    cpu: float
    run_queue: float
    samples: int
    gil_wait: float
    garbage: float


@dataclass(frozen=True)
class Stall:
    """One stretch of time in which an event loop could not turn."""

    process: int
    thread: int
    started: float
    duration: float
    is_over: bool
    task: Task | None
    place: Frame | None
    cause: Cause
    cure: str
    rule: str
    measured: Measured
    stacks: tuple[StackShare, ...]
    json: str = field(repr=False, compare=False)

    def __str__(self) -> str:
        """Return one line, safe to print: duration, cause and place."""
        verb = "was" if self.is_over else "has been"
        place = f" at {self.place}" if self.place else ""
        return (
            f"the event loop {verb} blocked for {self.duration * 1e3:.0f} ms{place}: "
            f"{plain(self.cause.explanation)}"
        )


def plain(text: str) -> str:
    """Return text in one line in which a program's own names drive no terminal: odd characters become escapes."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def parse(text: str) -> Stall:
    """Return the stall that a JSON line holds."""
    data: dict[str, Any] = json.loads(text)
    data.pop("schema")
    cause: dict[str, Any] = data["cause"]
    if cause["holder"] is not None:
        cause["holder"] = Holder(**_framed(cause["holder"]))
    data["cause"] = Cause(**cause)
    data["task"] = data["task"] and Task(data["task"]["name"], tuple(data["task"]["awaiters"]))
    data["place"] = data["place"] and Frame(**data["place"])
    data["measured"] = Measured(**data["measured"])
    data["stacks"] = tuple(StackShare(**_framed(stack)) for stack in data["stacks"])
    return Stall(**data, json=text.rstrip("\n"))


def _framed(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "frames": tuple(Frame(**frame) for frame in data["frames"])}
