"""Pytest plugin: a test that blocks the event loop fails, with the report of what blocked it.

It is off unless asked: by `--nonblock`, by `nonblock = true` in the configuration, or by the marker of a test.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from nonblock._watch import Watch
    from nonblock._watch_record import Stall

_DEFAULT = "100ms"
_TIME = re.compile(r"\s*(?P<number>\d+(\.\d*)?|\.\d+)\s*(?P<unit>ms|s|)\s*")
_WATCHES = pytest.StashKey[dict[float, "Watch"]]()
_STALLS = pytest.StashKey[list[tuple[str, "Stall"]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and settings."""
    group = parser.getgroup("nonblock", "tests that block the event loop")
    group.addoption("--nonblock", action="store_true", help="fail tests that block the event loop")
    group.addoption(
        "--nonblock-threshold",
        metavar="TIME",
        help=f"from how long on the loop counts as blocked (default: {_DEFAULT})",
    )
    parser.addini("nonblock", "fail tests that block the event loop", type="bool", default=False)
    parser.addini(
        "nonblock_threshold", "from how long on the loop counts as blocked", default=_DEFAULT
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse a threshold that is no time."""
    config.addinivalue_line(
        "markers",
        "nonblock(threshold=None): fail this test if it blocks the event loop for longer than "
        "the threshold (seconds, or text as in '50ms')",
    )
    config.addinivalue_line(
        "markers", "allow_blocking(reason=None): this test may block the event loop"
    )
    _default_threshold(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End all watches."""
    for watch in config.stash.setdefault(_WATCHES, {}).values():
        watch.stop()


def _seconds(value: object) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
        return float(value)
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    seconds = 0.0
    if match:
        seconds = float(match["number"]) * (0.001 if match["unit"] == "ms" else 1.0)
    if seconds <= 0:
        message = f"nonblock: {value!r} is no threshold; write it as 100ms or 0.1s"
        raise pytest.UsageError(message)
    return seconds


def _default_threshold(config: pytest.Config) -> float:
    option = config.getoption("--nonblock-threshold")
    return _seconds(option or config.getini("nonblock_threshold"))


def _threshold(item: pytest.Item) -> float | None:
    """Return the threshold for a test, or nothing if it is not watched."""
    marker = item.get_closest_marker("nonblock")
    is_asked = item.config.getoption("--nonblock") or item.config.getini("nonblock")
    allowed = item.get_closest_marker("allow_blocking")
    if allowed is not None and marker is not None and _is_closer(item, marker, allowed):
        allowed = None
    if allowed is not None or not (is_asked or marker is not None):
        return None
    asked = marker.kwargs.get("threshold") if marker is not None else None
    return _default_threshold(item.config) if asked is None else _seconds(asked)


def _is_closer(item: pytest.Item, one: pytest.Mark, other: pytest.Mark) -> bool:
    marks = list(item.iter_markers())
    return marks.index(one) < marks.index(other)


def _watch(config: pytest.Config, threshold: float) -> Watch:
    from nonblock._watch import watch  # noqa: PLC0415

    watches = config.stash.setdefault(_WATCHES, {})
    if threshold not in watches:
        try:
            watches[threshold] = watch(threshold=threshold, hang=3600.0, terminal=False)
        except RuntimeError as error:
            message = f"nonblock: cannot watch event loops: {error}"
            raise pytest.UsageError(message) from error
    return watches[threshold]


def _phase(item: pytest.Item, when: str) -> Generator[None, Any, Any]:
    threshold = _threshold(item)
    if threshold is None:
        return (yield)
    watch = _watch(item.config, threshold)
    watch.clear()
    try:
        result = yield
    except BaseException:
        # The test's own failure comes first; the stall may explain it.
        stalls = _collect(item, when, watch)
        if stalls:
            item.add_report_section(when, "nonblock", _report(stalls))
        raise
    stalls = _collect(item, when, watch)
    if stalls:
        pytest.fail(_report(stalls), pytrace=False)
    return result


def _collect(item: pytest.Item, when: str, watch: Watch) -> list[Stall]:
    stalls = list(watch.stalls)
    seen = item.config.stash.setdefault(_STALLS, [])
    seen.extend((f"{item.nodeid} ({when})", stall) for stall in stalls)
    return stalls


def _report(stalls: list[Stall]) -> str:
    from nonblock import _native  # noqa: PLC0415

    return "\n".join(_native.stall_text(stall.json) for stall in stalls).rstrip("\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Watch the fixtures."""
    return (yield from _phase(item, "setup"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Watch the test."""
    return (yield from _phase(item, "call"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Watch the ends of fixtures."""
    return (yield from _phase(item, "teardown"))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """List what blocked, each place once."""
    seen = config.stash.setdefault(_STALLS, [])
    if not seen:
        return
    terminalreporter.section("nonblock: event loop blocked")
    for test, stall in seen:
        terminalreporter.line(f"{stall.duration * 1e3:7.0f} ms  {stall.place}  {test}")
