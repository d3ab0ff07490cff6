"""Every name of aioextensions is there, and takes what it takes there."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

REQUIRED: Any = inspect.Parameter.empty
# The parameters of aioextensions 21.7.2261349, with their defaults; `*` and `**` take the rest.
SIGNATURES: dict[str, dict[str, Any]] = {
    "run": {"coroutine": REQUIRED, "debug": False},
    "run_decorator": {"function": REQUIRED},
    "collect": {"awaitables": REQUIRED, "workers": 1024},
    "resolve": {"awaitables": REQUIRED, "workers": 1024, "worker_greediness": 0},
    "schedule": {"awaitable": REQUIRED, "loop": None},
    "in_thread": {"function": REQUIRED, "*args": REQUIRED, "**kwargs": REQUIRED},
    "in_process": {"function": REQUIRED, "*args": REQUIRED, "**kwargs": REQUIRED},
    "generate_in_thread": {"function": REQUIRED, "*args": REQUIRED, "**kwargs": REQUIRED},
    "rate_limited": {
        "max_calls": REQUIRED,
        "max_calls_period": REQUIRED,
        "min_seconds_between_calls": 0,
    },
    "force_loop_cycle": {},
    "Semaphore": {"value": 1},
    "BoundedSemaphore": {"value": 1},
    "ExecutorPool": {"cls": REQUIRED},
    "ExecutorPool.initialize": {"self": REQUIRED, "max_workers": None},
    "ExecutorPool.shutdown": {"self": REQUIRED, "wait": REQUIRED},
    "Semaphore.acquire_many": {"self": REQUIRED, "times": REQUIRED},
}


def find(module: str, name: str) -> Any:
    """Return what a dotted name stands for."""
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


@pytest.mark.parametrize("module", ["nonblock", "nonblock.aioextensions"])
@pytest.mark.parametrize("name", SIGNATURES)
def test_it_takes_what_aioextensions_takes(module: str, name: str) -> None:
    ours: dict[str, Any] = {}
    for parameter in inspect.signature(find(module, name)).parameters.values():
        stars: dict[Any, str] = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}
        ours[stars.get(parameter.kind, "") + parameter.name] = parameter.default
    assert {it: ours.get(it, "missing") for it in SIGNATURES[name]} == SIGNATURES[name]
    more = [
        it for it, default in ours.items() if it not in SIGNATURES[name] and default is REQUIRED
    ]
    assert not more, "a program that was written for aioextensions does not pass these"


@pytest.mark.parametrize("module", ["nonblock", "nonblock.aioextensions"])
@pytest.mark.parametrize("name", ["THREAD_POOL", "PROCESS_POOL", "CPU_CORES"])
def test_its_other_names_are_there(module: str, name: str) -> None:
    assert find(module, name) is find("nonblock", name)
