"""Pytest plugin: a test that blocks the event loop fails, with the report of what blocked it.

It is off unless asked: by `--nonblock`, by `nonblock = true` in the configuration, or by the marker of a test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from nonblock._pytest_guard import Guard

_DEFAULT = "100ms"
_TIME = re.compile(r"\s*(?P<number>\d+(\.\d*)?|\.\d+)\s*(?P<unit>ms|s|)\s*")
_GUARD = pytest.StashKey["Guard"]()


@dataclass(frozen=True)
class _Wish:
    """What is asked of one test."""

    threshold: float
    is_strict: bool
    allowed: tuple[str, ...]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and settings."""
    group = parser.getgroup("nonblock", "tests that block the event loop")
    group.addoption("--nonblock", action="store_true", help="fail tests that block the event loop")
    group.addoption(
        "--nonblock-threshold",
        metavar="TIME",
        help=f"from how long on the loop counts as blocked (default: {_DEFAULT})",
    )
    group.addoption(
        "--nonblock-strict",
        action="store_true",
        help="fail tests that make calls which may block, however quick they are here",
    )
    group.addoption(
        "--nonblock-baseline", metavar="FILE", help="let pass what this file knows already"
    )
    group.addoption(
        "--nonblock-update-baseline",
        action="store_true",
        help="write what blocks now into the baseline, and fail no test for it",
    )
    parser.addini("nonblock", "fail tests that block the event loop", type="bool", default=False)
    parser.addini(
        "nonblock_threshold", "from how long on the loop counts as blocked", default=_DEFAULT
    )
    parser.addini(
        "nonblock_strict", "fail tests that make calls which may block", type="bool", default=False
    )
    parser.addini(
        "nonblock_allow",
        "what may block: a file, a function, file::function (with * and ?), or call:NAME",
        type="linelist",
        default=[],
    )
    parser.addini("nonblock_baseline", "let pass what this file knows already", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and refuse options that make no sense."""
    config.addinivalue_line(
        "markers",
        "nonblock(threshold=None, strict=None): fail this test if it blocks the event loop for "
        "longer than the threshold (seconds, or text as in '50ms'); strict: for any call that may block",
    )
    config.addinivalue_line(
        "markers",
        "allow_blocking(*patterns, reason=None): this test may block the event loop, or the "
        "functions and files named may",
    )
    _default_threshold(config)
    if config.getoption("--nonblock-update-baseline") and not _baseline(config):
        message = "nonblock: --nonblock-update-baseline needs a file: --nonblock-baseline=FILE"
        raise pytest.UsageError(message)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End all watches."""
    guard = config.stash.get(_GUARD, None)
    if guard is not None:
        guard.stop()


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


def _baseline(config: pytest.Config) -> str:
    return str(config.getoption("--nonblock-baseline") or config.getini("nonblock_baseline"))


def _is_asked(config: pytest.Config, name: str) -> bool:
    return bool(config.getoption(f"--{name.replace('_', '-')}") or config.getini(name))


def _wish(item: pytest.Item) -> _Wish | None:
    """Return what is asked of a test, or nothing if it is not watched."""
    config = item.config
    marker = item.get_closest_marker("nonblock")
    is_strict = _is_asked(config, "nonblock_strict")
    if marker is None and not is_strict and not _is_asked(config, "nonblock"):
        return None
    allowed = [*config.getini("nonblock_allow")]
    for mark in item.iter_markers():
        if mark is marker:
            # Marks that are farther away than the one that asks allow nothing wholesale.
            allowed += [it for far in item.iter_markers("allow_blocking") for it in far.args]
            break
        if mark.name == "allow_blocking":
            if not mark.args:
                return None
            allowed += mark.args
    asked: Mapping[str, Any] = marker.kwargs if marker is not None else {}
    threshold = asked.get("threshold")
    strict = asked.get("strict")
    return _Wish(
        _default_threshold(config) if threshold is None else _seconds(threshold),
        is_strict if strict is None else bool(strict),
        tuple(str(pattern) for pattern in allowed),
    )


def _guard(config: pytest.Config) -> Guard:
    guard = config.stash.get(_GUARD, None)
    if guard is None:
        from nonblock._pytest_guard import Guard  # noqa: PLC0415

        guard = config.stash[_GUARD] = Guard(
            config.rootpath,
            _baseline(config),
            is_updating=bool(config.getoption("--nonblock-update-baseline")),
        )
    return guard


def _phase(item: pytest.Item, when: str) -> Generator[None, Any, Any]:
    wish = _wish(item)
    if wish is None:
        return (yield)
    guard = _guard(item.config)
    phase = guard.begin(wish.threshold, is_strict=wish.is_strict)
    test = f"{item.nodeid} ({when})"
    try:
        result = yield
    except BaseException:
        # The test's own failure comes first; what blocked may explain it.
        report = phase.end(test, wish.allowed)
        if report:
            item.add_report_section(when, "nonblock", report)
        raise
    report = phase.end(test, wish.allowed)
    if report:
        pytest.fail(report, pytrace=False)
    return result


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


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker of xdist has seen."""
    data = getattr(node, "workeroutput", {}).get("nonblock")
    if data:
        _guard(node.config).seen.add_exported(data)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was seen to the controller of xdist, or write the baseline."""
    config = session.config
    output = getattr(config, "workeroutput", None)
    guard = config.stash.get(_GUARD, None)
    if output is not None:
        output["nonblock"] = guard.seen.export() if guard is not None else []
    elif config.getoption("--nonblock-update-baseline"):
        _guard(config).write_baseline()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """List what blocked, and say it to GitHub where that is who runs us."""
    guard = config.stash.get(_GUARD, None)
    if guard is None:
        return
    for line in guard.summary():
        if line.startswith("="):
            terminalreporter.section(line.lstrip("= "))
        else:
            terminalreporter.line(line)
