"""Watching from the start of the program, as the environment asks: `NONBLOCK_WATCH=1`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging

    from nonblock._watch import Watch

_SWITCH = "NONBLOCK_WATCH"
_ON = frozenset({"1", "true", "yes", "on"})
_OFF = frozenset({"", "0", "false", "no", "off"})
_STARTED: list[int] = []


def start_if_asked() -> None:
    """Start the watch once if `NONBLOCK_WATCH` is on; a program never fails because of it."""
    asked = os.environ.get(_SWITCH, "").lower()
    # The start-up file of `nonblock watch run` asks, and `import nonblock` does, too.
    if asked in _OFF or _STARTED:
        return
    _STARTED.append(os.getpid())
    try:
        if asked not in _ON:
            message = f"{_SWITCH}={asked!r} is neither 1 nor 0"
            raise ValueError(message)  # noqa: TRY301
        _start()
    except Exception as error:  # noqa: BLE001
        _say(f"nonblock: not watching: {error}")


def _start() -> None:
    import atexit  # noqa: PLC0415

    from nonblock._watch import Settings, start  # noqa: PLC0415

    settings = Settings(
        threshold=_seconds("NONBLOCK_WATCH_THRESHOLD", 0.1),
        hang=_seconds("NONBLOCK_WATCH_HANG", 1.0),
        terminal=os.environ.get("NONBLOCK_WATCH_TERMINAL", "1").lower() not in _OFF,
        json_lines=os.environ.get("NONBLOCK_WATCH_JSON") or None,
        prometheus=os.environ.get("NONBLOCK_WATCH_PROMETHEUS") or None,
        # The processes of a program share its environment.
        prometheus_near=True,
        hook=True,
    )
    running = start(settings, logger=_logger(os.environ.get("NONBLOCK_WATCH_LOGGER", "")))
    if running.prometheus is not None:
        _say(f"nonblock: metrics at http://{running.prometheus}/metrics")

    def finish() -> None:
        running.stop()
        if running.count:
            _say(running.summary().rstrip("\n"))
            _annotate(running)

    # Runs before the watch's own exit handler, which was registered earlier.
    atexit.register(finish)


def _logger(name: str) -> logging.Logger | None:
    if not name:
        return None
    import logging  # noqa: PLC0415

    return logging.getLogger(name)


def _annotate(running: Watch) -> None:
    """Tell GitHub of each place, where that is who runs us."""
    from nonblock import _annotations  # noqa: PLC0415

    if _annotations.are_wanted():
        by_place = {stall.place: stall for stall in running.stalls}
        for place, stall in by_place.items():
            _say(_annotations.warning(place, str(stall)))


def _seconds(name: str, default: float) -> float:
    text = os.environ.get(name) or default
    try:
        return float(text)
    except ValueError:
        message = f"{name}={text!r} is no number of seconds"
        raise ValueError(message) from None


def _say(text: str) -> None:
    if sys.stderr is not None:
        print(text, file=sys.stderr)  # noqa: T201
