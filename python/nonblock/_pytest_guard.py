"""The watches behind the pytest plugin: one phase of a test is watched, judged and reported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from nonblock import _annotations, _native
from nonblock._blocking_calls import Recording
from nonblock._pytest_seen import Seen
from nonblock._pytest_strict import Baseline, entry, is_allowed, report
from nonblock._watch import Watch, watch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nonblock._blocking_calls import BlockingCall
    from nonblock._watch_record import Stall


class Guard:
    """All watches of a session, and what they have seen."""

    def __init__(self, root: Path, baseline: str, *, is_updating: bool) -> None:
        """Read the baseline, if there is one."""
        self.root = root
        self.seen = Seen()
        self.is_updating = is_updating
        self.baseline = Baseline(root / baseline) if baseline else None
        self._watches: dict[float, Watch] = {}
        self._recording: Recording | None = None
        if self.baseline is not None and not is_updating:
            try:
                self.baseline.read()
            except (OSError, ValueError) as error:
                message = (
                    f"nonblock: baseline {self.baseline.path}: {error}\n"
                    "hint: --nonblock-update-baseline writes it"
                )
                raise pytest.UsageError(message) from error

    def begin(self, threshold: float, *, is_strict: bool) -> Phase:
        """Begin to watch a phase of a test."""
        try:
            if threshold not in self._watches:
                self._watches[threshold] = watch(threshold=threshold, hang=3600.0, terminal=False)
            if is_strict and self._recording is None:
                self._recording = Recording()
            recording = self._recording if is_strict else None
            return Phase(self, self._watches[threshold], recording)
        except RuntimeError as error:
            message = f"nonblock: cannot watch event loops: {error}"
            raise pytest.UsageError(message) from error

    def stop(self) -> None:
        """End all watches."""
        for running in self._watches.values():
            running.stop()
        if self._recording is not None:
            self._recording.stop()

    def lets_pass(self, known: tuple[str, str, str]) -> bool:
        """Return whether no test fails for that."""
        return self.is_updating or (self.baseline is not None and known in self.baseline.entries)

    def write_baseline(self) -> None:
        """Write everything seen into the baseline."""
        if self.baseline is not None:
            self.baseline.write(sight.entry for sight in self.seen.sights)

    def summary(self) -> list[str]:
        """Return the lines of the summary; one that begins with `=` is a title."""
        lines: list[str] = []
        if self.is_updating and self.baseline is not None:
            count = len({sight.entry for sight in self.seen.sights})
            lines.append(f"nonblock: wrote {count} entries to {self.baseline.path}")
        else:
            known = {it.entry for it in self.seen.sights if it.is_known}
            if known:
                lines.append(f"nonblock: {len(known)} entries of the baseline were of use")
        unknown = self.seen.unknown()
        if unknown:
            lines += ["= nonblock: event loop blocked", *dict.fromkeys(it.line() for it in unknown)]
            if _annotations.are_wanted():
                lines += self.seen.annotations(self.root)
        return lines


class Phase:
    """The set-up, the call or the tear-down of one test, under watch."""

    def __init__(self, guard: Guard, running: Watch, recording: Recording | None) -> None:
        """Begin."""
        self._guard = guard
        self._watch = running
        self._recording = recording
        running.clear()
        if recording is not None:
            _native.ignore_descriptors(_output_descriptors())
            recording.resume()
            recording.clear()

    def end(self, test: str, allowed: Sequence[str]) -> str:
        """End the phase; return why the test fails, or nothing."""
        calls: list[BlockingCall] = []
        if self._recording is not None:
            self._recording.pause()
            calls = [
                call for call in self._recording.calls if self._is_new_call(test, call, allowed)
            ]
        stalls = [it for it in self._watch.stalls if self._is_new_stall(test, it, allowed)]
        texts = [_native.stall_text(stall.json).rstrip("\n") for stall in stalls]
        if calls:
            texts.append(report(calls))
        return "\n".join(texts)

    def _is_new_call(self, test: str, call: BlockingCall, allowed: Sequence[str]) -> bool:
        if is_allowed(allowed, call.call, call.frames):
            return False
        known = entry(self._guard.root, call.call, call.place)
        is_known = self._guard.lets_pass(known)
        self._guard.seen.add_call(test, call, known, is_known=is_known)
        return not is_known

    def _is_new_stall(self, test: str, stall: Stall, allowed: Sequence[str]) -> bool:
        if stall.stacks and is_allowed(allowed, "stall", stall.stacks[0].frames):
            return False
        known = entry(self._guard.root, "stall", stall.place)
        is_known = self._guard.lets_pass(known)
        self._guard.seen.add_stall(test, stall, known, is_known=is_known)
        return not is_known


def _output_descriptors() -> int:
    """Return where a test's own output goes, as bits: printing is not what is looked for."""
    mask = 0b110
    for stream in (sys.stdout, sys.stderr):
        try:
            descriptor = stream.fileno()
        except (AttributeError, OSError, ValueError):
            continue
        if 0 <= descriptor < 64:  # noqa: PLR2004
            mask |= 1 << descriptor
    return mask
