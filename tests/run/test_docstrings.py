"""The examples in the docstrings of run do what they say."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "_background",
    "_cluster_calls",
    "_cluster_connect",
    "_collect",
    "_compatible",
    "_executor_pool",
    "_generator",
    "_merge",
    "_outlast",
    "_rate",
    "_resolve",
    "_run",
    "_semaphore",
    "_thread",
    "_thread_pool",
    "_threads",
    "aioextensions",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"nonblock.{name}"))
    assert result.attempted
    assert not result.failed
