"""What a call gives back, on every engine: results, errors with their tracebacks, names of what is wrong."""

from __future__ import annotations

import functools
import importlib
import os
import pickle
import subprocess
import sys
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import pytest

import nonblock
from nonblock.cluster import RemoteError, RemoteTraceback, WorkerCrashed, in_cluster

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Place

pytestmark = pytest.mark.cluster


def append(path: str, text: str) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{text}\n")


def add_to(number: int) -> Callable[[int], int]:
    return lambda other: number + other


def fail(message: str) -> None:
    raise LookupError(message)


class TwoArgumentsError(Exception):
    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"{first} and {second}")


def fail_twice_over() -> None:
    raise TwoArgumentsError(1, 2)


class Locked:
    """Something that no pickle can hold."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


def return_what_cannot_travel() -> Any:
    return Locked()


def raise_what_cannot_travel() -> None:
    error = ValueError("held fast")
    error.lock = threading.Lock()  # type: ignore[attr-defined]
    raise error


def test_a_function_runs_in_another_process_and_its_result_comes_back(place: Place) -> None:
    assert place.run(in_cluster(os.getpid)) != os.getpid()


def test_all_keyword_arguments_are_the_functions(place: Place) -> None:
    def tell(**options: Any) -> dict[str, Any]:
        return options

    options = {"timeout": 1, "name": "x", "cluster": "y", "retries": 2}
    assert place.run(in_cluster(tell, **options)) == options


def test_lambdas_closures_partials_and_methods_work(place: Place) -> None:
    offset = 10

    async def main() -> list[Any]:
        return await nonblock.gather(
            in_cluster(lambda: offset),
            in_cluster(add_to(1), 1),
            in_cluster(functools.partial(pow, 2), 5),
            in_cluster("a-b".split, "-"),
        )

    assert place.run(main()) == [10, 2, 32, ["a", "b"]]


def test_collect_keeps_the_order(place: Place) -> None:
    async def main() -> tuple[int, ...]:
        return await nonblock.collect(in_cluster(pow, number, 2) for number in range(30))

    assert place.run(main()) == tuple(number**2 for number in range(30))


def test_an_exception_has_the_workers_traceback_as_its_cause(place: Place) -> None:
    with pytest.raises(LookupError, match="not here") as caught:
        place.run(in_cluster(fail, "not here"))
    cause = caught.value.__cause__
    assert isinstance(cause, RemoteTraceback)
    assert "in fail\n" in cause.text
    assert "raise LookupError(message)" in cause.text
    assert "_cluster_remote" not in cause.text


def test_an_exception_with_two_arguments_arrives_and_harms_no_other_call(place: Place) -> None:
    with pytest.raises(TwoArgumentsError, match="1 and 2"):
        place.run(in_cluster(fail_twice_over))
    assert place.run(in_cluster(abs, -1)) == 1


def test_an_exception_with_attributes_keeps_them(place: Place) -> None:
    with pytest.raises(UnicodeDecodeError, match="byte 0xff in position 1") as caught:
        place.run(in_cluster(bytes.decode, b"a\xff"))
    assert caught.value.start == 1


def test_a_system_exit_reaches_the_one_who_awaits(place: Place) -> None:
    async def main() -> Any:
        try:
            await in_cluster(sys.exit, 3)
        except SystemExit as error:
            return error.code

    assert place.run(main()) == 3


def test_a_stop_iteration_becomes_a_runtime_error(place: Place) -> None:
    with pytest.raises(RuntimeError, match="StopIteration") as caught:
        place.run(in_cluster(lambda: next(iter(()))))
    assert isinstance(caught.value.__cause__, StopIteration)


@pytest.mark.parametrize(
    ("arguments", "options", "part"),
    [
        ((1, Locked()), {}, "argument 2"),
        ((), {"key": Locked()}, "argument 'key'"),
    ],
)
def test_an_argument_that_cannot_be_pickled_is_named(
    place: Place, arguments: Any, options: Any, part: str
) -> None:
    async def main() -> list[Any]:
        return await nonblock.gather(
            in_cluster(abs, -1),
            in_cluster(print, *arguments, **options),
            in_cluster(abs, -2),
            return_exceptions=True,
        )

    first, error, last = place.run(main())
    assert (first, last) == (1, 2)
    assert isinstance(error, pickle.PicklingError)
    assert part in str(error)
    assert "Locked" in str(error)


def test_a_result_that_cannot_be_pickled_is_named(place: Place) -> None:
    with pytest.raises(pickle.PicklingError, match=r"the result .*Locked.* cannot be pickled"):
        place.run(in_cluster(return_what_cannot_travel))


def test_an_exception_that_cannot_be_pickled_arrives_as_text(place: Place) -> None:
    with pytest.raises(RemoteError, match="ValueError: held fast") as caught:
        place.run(in_cluster(raise_what_cannot_travel))
    assert "raise_what_cannot_travel" in str(caught.value.__cause__)


def test_an_async_function_is_refused(place: Place) -> None:
    async def coroutine() -> None:
        raise AssertionError

    function: Any = coroutine
    with pytest.raises(TypeError, match="async def"):
        place.run(in_cluster(function))


def test_a_function_that_fails_is_never_run_again(place: Place, tmp_path: Any) -> None:
    def note_and_fail(path: str) -> None:
        append(path, "run")
        raise ConnectionError("not yours")

    path = tmp_path / "runs"
    with pytest.raises(ConnectionError, match="not yours"):
        place.run(in_cluster.options(retries=3)(note_and_fail, str(path)))
    assert path.read_text() == "run\n"


def test_the_loss_of_a_functions_own_worker_is_a_failure_of_the_function(
    place: Place, tmp_path: Any
) -> None:
    if place.engine == "dask":
        pytest.skip("the workers of this cluster have no nonblock, and so no WorkerCrashed")

    def note_and_fail(path: str) -> None:
        append(path, "run")
        raise WorkerCrashed("a worker of the function's own")

    path = tmp_path / "runs"
    with pytest.raises(WorkerCrashed, match="of the function's own"):
        place.run(in_cluster.options(retries=3)(note_and_fail, str(path)))
    assert path.read_text() == "run\n"


def test_large_buffers_travel_both_ways(place: Place) -> None:
    numpy = pytest.importorskip("numpy")
    array = numpy.arange(200_000)

    def double(array: Any, raw: bytes) -> tuple[Any, int]:
        return array * 2, len(raw)

    doubled, length = place.run(in_cluster(double, array, bytes(300_000)))
    assert (doubled == array * 2).all()
    # Ray's object store belongs to all: what lies in it is read, not written.
    assert doubled.flags.writeable == (place.engine != "ray")
    assert length == 300_000
    assert place.run(in_cluster(bytes, 300_000)) == bytes(300_000)


def test_chosen_context_variables_travel(place: Place, tmp_path: Any) -> None:
    # A module that both sides can import, as the variable must be found there: the test's own is not.
    import decimal

    variable: ContextVar[str] = ContextVar("elsewhere")
    decimal.nonblock_test = variable  # type: ignore[attr-defined]
    variable.set("told")
    try:
        call = in_cluster.options(context=[variable])
        with pytest.raises(AttributeError, match="nonblock_test"):
            place.run(call(abs, -1))
    finally:
        del decimal.nonblock_test  # type: ignore[attr-defined]


def test_a_module_that_the_workers_do_not_have_is_named(place: Place, tmp_path: Any) -> None:
    if place.engine == "local":
        pytest.skip("workers of this machine import what this process can")
    (tmp_path / "only_here.py").write_text("def answer():\n    return 42\n")
    sys.path.insert(0, str(tmp_path))
    try:
        only_here: Any = importlib.import_module("only_here")
        with pytest.raises(pickle.UnpicklingError, match=r"No module named 'only_here'.*install"):
            place.run(in_cluster(only_here.answer))
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("only_here", None)


def test_what_runs_on_the_workers_needs_no_nonblock_there() -> None:
    import cloudpickle

    from nonblock import _cluster_parcel, _cluster_remote

    _cluster_parcel.register_shipped(cloudpickle)
    shipped = cloudpickle.dumps((_cluster_remote.perform, _cluster_remote.produce))
    functions: list[Any] = [fail_twice_over, lambda: range(2)]
    no_arguments: dict[str, Any] = {}
    calls = [cloudpickle.dumps((function, (), no_arguments, None)) for function in functions]
    program = """
import pickle, sys
sys.modules["nonblock"] = None
(perform, produce), (failing, yielding) = map(pickle.loads, pickle.load(sys.stdin.buffer))
print(perform(failing, [])[0], *[kind for kind, *_ in produce(yielding, [])])
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps((shipped, pickle.dumps(calls))),
        capture_output=True,
        check=False,
    )
    assert done.stdout.split() == [b"error", b"started", b"item", b"item", b"end"], done.stderr
