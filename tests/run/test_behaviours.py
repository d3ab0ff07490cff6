"""Every behaviour holds for nonblock, on asyncio's loop and on uvloop."""

from __future__ import annotations

import asyncio
import importlib.util
from typing import TYPE_CHECKING, Any

import pytest

from .anchors import nonblock
from .behaviours import ALL, Behaviour, use_loop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["asyncio", "uvloop"])
def _loop(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.param == "uvloop":
        uvloop: Any = pytest.importorskip("uvloop")
        use_loop(uvloop.new_event_loop)
    yield
    use_loop(asyncio.new_event_loop)


@pytest.fixture
def implementation() -> Iterator[Any]:
    ours = nonblock()
    yield ours
    ours.THREAD_POOL.shutdown(wait=False)


@pytest.mark.usefixtures("_loop")
@pytest.mark.parametrize("behaviour", ALL, ids=lambda it: it.name)
def test_nonblock(behaviour: Behaviour, implementation: Any) -> None:
    behaviour.check(implementation)


def test_uvloop_is_here_so_that_nothing_is_skipped_in_silence() -> None:
    assert importlib.util.find_spec("uvloop") is not None
