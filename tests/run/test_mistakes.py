"""Mistakes of callers are told at the call, in words that say what to do."""

from __future__ import annotations

import pickle
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import nonblock

if TYPE_CHECKING:
    from collections.abc import Callable

LOCK = threading.Lock()
untyped: Any = nonblock
"""For what a type checker would refuse."""


def looks_at_a_lock() -> bool:
    return LOCK.locked()


def calls_what_looks_at_a_lock() -> bool:
    return looks_at_a_lock()


class Service:
    def __init__(self) -> None:
        self.connection = threading.Lock()

    def work(self) -> int:
        return 1


def run_process(function: Any, *args: Any) -> None:
    async def main() -> None:
        await nonblock.in_process(function, *args)

    nonblock.run(main())


@pytest.mark.parametrize("verb", ["in_thread", "in_process"])
def test_the_result_of_a_function_in_the_place_of_the_function_is_refused(verb: str) -> None:
    async def main() -> None:
        with pytest.raises(TypeError, match=rf"write {verb}\(function, argument\)"):
            await getattr(nonblock, verb)(abs(-1))
        with pytest.raises(TypeError, match=rf"write {verb}\(function, argument\)"):
            await getattr(nonblock, verb).options(timeout=3)(abs(-1))
        with pytest.raises(TypeError, match="write generate_"):
            async for _ in getattr(nonblock, f"generate_{verb}")([1, 2]):
                pass

    nonblock.run(main())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: untyped.ProcessPool(max_workers="2"), "max_workers must be a whole number"),
        (lambda: untyped.ThreadPool(1.5), "max_workers must be a whole number"),
        (lambda: untyped.ProcessPool(memory_limit="1 GB"), "memory_limit must be a whole number"),
        (lambda: untyped.ProcessPool(preload="numpy"), r'preload=\["numpy"\]'),
        (lambda: untyped.in_thread.options(timeout="3"), "timeout must be a number"),
        (lambda: untyped.in_process.options(timeout="3"), "timeout must be a number"),
        (lambda: untyped.in_process.options(pool=untyped.THREAD_POOL), "pass PROCESS_POOL or"),
        (lambda: untyped.in_thread.options(pool=untyped.PROCESS_POOL), "pass THREAD_POOL or"),
        (lambda: untyped.in_process.options(context=["user"]), "takes context variables"),
    ],
)
def test_an_option_of_the_wrong_kind_is_refused_at_once(
    call: Callable[[], object], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        call()


def captures() -> Any:
    captured = threading.Lock()
    return lambda: (captured.locked(), 1)


@pytest.mark.parametrize(
    ("function", "args", "message"),
    [
        (captures(), (), r"the variable 'captured' \(of type lock\) of the function"),
        (
            Service().work,
            (),
            r"attribute 'connection' \(of type lock\) of the object \(of type Service\) of the function",
        ),
        (
            print,
            (Service(),),
            r"attribute 'connection' \(of type lock\) of argument 1 \(of type Service\)",
        ),
        (
            print,
            ({"a": [1, LOCK]},),
            r"item 1 \(of type lock\) of the value of 'a' \(of type list\) of argument 1",
        ),
        (partial(print, 1, LOCK), (), r"argument 2 \(of type lock\) of the function"),
    ],
)
def test_the_part_of_a_part_that_cannot_be_pickled_is_named(
    function: Any, args: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(pickle.PicklingError, match=message) as caught:
        run_process(function, *args)
    assert "make it in the function" in str(caught.value)


def test_a_global_behind_a_function_that_travels_by_value_is_named() -> None:
    travelling: dict[str, Any] = {"LOCK": LOCK, "__name__": "__main__"}
    exec("def inner(): return LOCK\ndef outer(): return inner()", travelling)  # noqa: S102 - a function of a `__main__`
    with pytest.raises(
        pickle.PicklingError, match=r"the global 'LOCK' \(of type lock\) of the global 'inner'"
    ):
        run_process(travelling["outer"])
