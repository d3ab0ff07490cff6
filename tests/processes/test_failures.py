"""Errors belong to the call they come from, and say which part failed."""

from __future__ import annotations

import asyncio
import pickle
import sys
import threading
from typing import Any, NoReturn

import pytest

import nonblock
from nonblock import in_process


class TwoArguments(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


class Stubborn(Exception):
    def __init__(self) -> None:
        super().__init__(threading.Lock())

    def __str__(self) -> str:
        return "stubborn text"


class Irreducible(Exception):
    def __reduce__(self) -> Any:
        raise TypeError("no")


class Explosive:
    """Pickles, but cannot be loaded."""

    def __reduce__(self) -> Any:
        return explode, ()


def explode() -> NoReturn:
    raise RuntimeError("cannot be loaded")


def fail(error: BaseException) -> NoReturn:
    raise error


def fail_deeply() -> None:
    try:
        int("x")
    except ValueError as error:
        raise LookupError("outer") from error


def two_arguments() -> NoReturn:
    raise TwoArguments(7, "seven")


def stubborn() -> NoReturn:
    raise Stubborn


def irreducible() -> NoReturn:
    raise Irreducible(1, 2)


def a_lock() -> Any:
    return threading.Lock()


def stop_iteration() -> Any:
    return next(iter(()))


def catch(pool: nonblock.ProcessPool, function: Any, *args: Any, **kwargs: Any) -> BaseException:
    """The exception of a call; afterwards the pool works as before."""

    async def main() -> BaseException:
        call = in_process.options(pool=pool)
        caught: BaseException | None = None
        try:
            await call(function, *args, **kwargs)
        except BaseException as error:
            caught = error
        assert await call(abs, -1) == 1
        assert caught is not None
        return caught

    return asyncio.run(main())


def test_the_worker_s_traceback_is_the_cause(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, fail_deeply)
    assert isinstance(error, LookupError)
    assert isinstance(error.__cause__, nonblock.RemoteTraceback)
    assert 'raise LookupError("outer") from error' in str(error.__cause__)
    assert "invalid literal for int()" in str(error.__cause__)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="notes came with Python 3.11")
def test_notes_survive(pool: nonblock.ProcessPool) -> None:
    def noted() -> NoReturn:
        error = ValueError("x")
        error.add_note("a note")  # type: ignore[attr-defined,unused-ignore]
        raise error

    assert catch(pool, noted).__notes__ == ["a note"]  # type: ignore[attr-defined,unused-ignore]


def test_an_exception_with_two_arguments_arrives_whole(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, two_arguments)
    assert type(error) is TwoArguments
    assert (error.args, error.code) == (("7: seven",), 7)


def test_an_exception_with_a_broken_reduce_arrives_whole(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, irreducible)
    assert (type(error), error.args) == (Irreducible, (1, 2))


def test_an_exception_that_cannot_be_pickled_arrives_as_text(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, stubborn)
    assert type(error) is nonblock.RemoteError
    assert error.type_name.endswith("Stubborn")
    assert "stubborn text" in str(error)
    assert "raise Stubborn" in str(error.__cause__)


@pytest.mark.parametrize(
    "kind",
    [OSError(2, "gone", "a-file"), UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), KeyError("k")],
)
def test_exceptions_with_state_of_their_own_arrive_whole(
    pool: nonblock.ProcessPool, kind: BaseException
) -> None:
    error = catch(pool, fail, kind)
    assert (type(error), error.args, str(error)) == (type(kind), kind.args, str(kind))


def test_an_argument_that_cannot_be_pickled_is_named(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, print, 1, threading.Lock())
    assert isinstance(error, pickle.PicklingError)
    assert "argument 2 (of type lock)" in str(error)
    error = catch(pool, print, sep=threading.Lock())
    assert "argument 'sep'" in str(error)


def test_a_result_that_cannot_be_pickled_is_named(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, a_lock)
    assert isinstance(error, pickle.PicklingError)
    assert "the result (of type lock) cannot be pickled" in str(error)


def test_a_result_that_cannot_be_loaded_fails_that_call(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, Explosive)
    assert isinstance(error, pickle.UnpicklingError)
    assert "the result of" in str(error)
    assert "cannot be loaded" in str(error)


def test_an_argument_that_cannot_be_loaded_fails_that_call(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, print, Explosive())
    assert isinstance(error, pickle.UnpicklingError)
    assert "the arguments cannot be loaded in the worker: RuntimeError: cannot be loaded" in str(
        error
    )


def test_stop_iteration_does_not_hang(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, stop_iteration)
    assert isinstance(error, RuntimeError)
    assert isinstance(error.__cause__, StopIteration)


@pytest.mark.parametrize("kind", [SystemExit(3), KeyboardInterrupt()])
def test_what_would_end_a_program_ends_the_call(
    pool: nonblock.ProcessPool, kind: BaseException
) -> None:
    assert type(catch(pool, fail, kind)) is type(kind)


def test_a_cancelled_error_of_the_function_is_not_the_caller_s(pool: nonblock.ProcessPool) -> None:
    error = catch(pool, fail, asyncio.CancelledError())
    assert type(error) is RuntimeError


def test_a_coroutine_function_is_refused_with_advice(pool: nonblock.ProcessPool) -> None:
    async def work() -> None:
        pass

    error = catch(pool, work)
    assert isinstance(error, TypeError)
    assert "async def" in str(error)


def test_something_that_cannot_be_called_fails_that_call(pool: nonblock.ProcessPool) -> None:
    assert isinstance(catch(pool, 17), TypeError)
