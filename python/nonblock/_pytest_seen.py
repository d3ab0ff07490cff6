"""What the pytest plugin has seen in a session: told at its end, and passed on by the workers of xdist."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from nonblock._watch_record import Frame

if TYPE_CHECKING:
    from pathlib import Path

    from nonblock._blocking_calls import BlockingCall
    from nonblock._pytest_strict import Entry
    from nonblock._watch_record import Stall


@dataclass(frozen=True)
class Sight:
    """A stall or a call that a test failed for, or would have without a baseline."""

    test: str
    what: str
    message: str
    place: Frame | None
    entry: Entry
    is_known: bool

    def line(self) -> str:
        """Return it as one line of the summary."""
        return f"{self.what:>10}  {self.place or 'a callback in C'}  {self.test}"


@dataclass
class Seen:
    """Everything seen so far."""

    sights: list[Sight] = field(default_factory=list[Sight])

    def add_stall(self, test: str, stall: Stall, entry: Entry, *, is_known: bool) -> None:
        """Note a stall."""
        what = f"{stall.duration * 1e3:.0f} ms"
        self.sights.append(Sight(test, what, str(stall), stall.place, entry, is_known))

    def add_call(self, test: str, call: BlockingCall, entry: Entry, *, is_known: bool) -> None:
        """Note a call."""
        message = f"`{call.call}` may block the event loop ({call.kind})"
        self.sights.append(Sight(test, call.call, message, call.place, entry, is_known))

    def export(self) -> list[dict[str, Any]]:
        """Return plain data, as xdist can carry it."""
        return [asdict(sight) for sight in self.sights]

    def add_exported(self, data: list[dict[str, Any]]) -> None:
        """Take what another process has seen."""
        for sight in data:
            place = None if sight["place"] is None else Frame(**sight["place"])
            file, function, call = sight["entry"]
            self.sights.append(
                Sight(
                    sight["test"],
                    sight["what"],
                    sight["message"],
                    place,
                    (file, function, call),
                    is_known=sight["is_known"],
                )
            )

    def unknown(self) -> list[Sight]:
        """Return what no baseline knows."""
        return [sight for sight in self.sights if not sight.is_known]

    def annotations(self, root: Path) -> list[str]:
        """Return a GitHub annotation for each place."""
        from nonblock import _annotations  # noqa: PLC0415

        by_place = {(it.place, it.message.partition(" at ")[0]): it for it in self.unknown()}
        return [
            _annotations.warning(it.place, f"{it.message} in {it.test}", root)
            for it in by_place.values()
        ]
