"""What can be called in a process, and from where."""

from __future__ import annotations

import asyncio
import functools
import math
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

import nonblock
from nonblock import in_process

if TYPE_CHECKING:
    from collections.abc import Callable


def double(number: int) -> int:
    return number * 2


def keywords(**kwargs: Any) -> dict[str, Any]:
    return kwargs


class Scale:
    def __init__(self, factor: int) -> None:
        self.factor = factor

    def apply(self, number: int) -> int:
        return number * self.factor

    def __call__(self, number: int) -> int:
        return self.apply(number)

    @classmethod
    def make(cls, factor: int) -> Scale:
        return cls(factor)


def test_a_result_comes_back_from_another_process() -> None:
    assert asyncio.run(in_process(math.factorial, 20)) == math.factorial(20)
    assert asyncio.run(in_process(os.getpid)) != os.getpid()


def test_functions_that_no_other_interpreter_can_import_travel_by_value(
    pool: nonblock.ProcessPool,
) -> None:
    call = in_process.options(pool=pool)
    number = 3

    async def main() -> list[Any]:
        return [
            await call(double, 4),
            await call(lambda value: value + 1, 1),
            await call(lambda: number),
            await call(functools.partial(double, 5)),
            await call(Scale(3).apply, 2),
            await call(Scale(4), 2),
            (await call(Scale.make, 7)).factor,
            await call("a-b".split, "-"),
        ]

    assert asyncio.run(main()) == [8, 2, 3, 10, 6, 8, 7, ["a", "b"]]


def test_an_instance_comes_back_as_the_same_class(pool: nonblock.ProcessPool) -> None:
    assert isinstance(asyncio.run(in_process.options(pool=pool)(Scale, 2)), Scale)


def test_a_function_of_main_sees_what_main_holds_at_each_call(
    script: Callable[..., subprocess.Popen[str]],
) -> None:
    program = script("""
        import asyncio, nonblock
        factor = 2
        def scale(number): return number * factor
        def plain(number): return number + 1
        def through(number): return scale(number)
        async def main():
            global factor, scale
            print(*[await nonblock.in_process(f, 1) for f in (scale, plain, through)])
            factor = 10
            print(*[await nonblock.in_process(f, 1) for f in (scale, plain, through)])
            scale = lambda number: "new"
            print(await nonblock.in_process(through, 1))
        asyncio.run(main())
    """)
    out, err = program.communicate(timeout=30)
    assert (out.splitlines(), err) == (["2 2 2", "10 2 10", "new"], "")


def test_options_never_take_an_argument_from_the_function(pool: nonblock.ProcessPool) -> None:
    given = {"timeout": 1, "name": "a", "pool": 2, "function": 3, "self": 4}
    assert (
        asyncio.run(in_process.options(pool=pool, timeout=30, name="named")(keywords, **given))
        == given
    )
    assert asyncio.run(in_process(keywords, **given)) == given


def test_each_of_many_calls_in_flight_gets_its_own_result(pool: nonblock.ProcessPool) -> None:
    async def main() -> list[int]:
        return await asyncio.gather(
            *[in_process.options(pool=pool)(abs, -number) for number in range(3000)]
        )

    assert asyncio.run(main()) == list(range(3000))


def test_loops_one_after_the_other_share_a_pool(pool: nonblock.ProcessPool) -> None:
    pids = {asyncio.run(in_process.options(pool=pool)(os.getpid)) for _ in range(5)}
    assert len(pids) == 1


def test_loops_in_several_threads_share_a_pool(pool: nonblock.ProcessPool) -> None:
    results: dict[int, list[int]] = {}

    async def main(offset: int) -> None:
        call = in_process.options(pool=pool)
        results[offset] = await asyncio.gather(
            *[call(abs, -(offset + number)) for number in range(500)]
        )

    threads = [
        threading.Thread(target=lambda it=it: asyncio.run(main(it))) for it in (0, 1000, 2000)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == {offset: list(range(offset, offset + 500)) for offset in (0, 1000, 2000)}


def test_a_loop_without_a_poller_is_served_by_a_thread(pool: nonblock.ProcessPool) -> None:
    class Blind(asyncio.SelectorEventLoop):
        def add_reader(self, *_: Any) -> None:  # type: ignore[override]
            raise NotImplementedError

        def remove_reader(self, *_: Any) -> bool:
            raise NotImplementedError

    loop = Blind()

    async def main() -> list[int]:
        return await asyncio.gather(
            *[in_process.options(pool=pool)(abs, -number) for number in range(100)]
        )

    try:
        # `Blind` is only blind once its own self-pipe is registered.
        assert loop.run_until_complete(main()) == list(range(100))
    finally:
        pool.shutdown(wait=False)
        loop.close()


def test_uvloop_is_served_by_its_own_poller(pool: nonblock.ProcessPool) -> None:
    uvloop = pytest.importorskip("uvloop")

    async def main() -> list[int]:
        return await asyncio.gather(
            *[in_process.options(pool=pool)(abs, -number) for number in range(300)]
        )

    loop = uvloop.new_event_loop()
    try:
        assert loop.run_until_complete(main()) == list(range(300))
    finally:
        loop.close()


@pytest.mark.parametrize("how", ["file", "-c", "stdin"])
def test_main_needs_no_guard(how: str, tmp_path: Any) -> None:
    text = (
        "import asyncio, nonblock, sys\n"
        "print('imported')\n"
        "class Point:\n"
        "    def __init__(self, x): self.x = x\n"
        "\n"
        "def move(point): return Point(point.x + 1)\n"
        "\n"
        "async def main():\n"
        "    point = await nonblock.in_process(move, Point(1))\n"
        "    print(point.x, type(point) is Point)\n"
        "\n"
        "asyncio.run(main())\n"
    )
    path = tmp_path / "program.py"
    path.write_text(text)
    command = {"file": [str(path)], "-c": ["-c", text], "stdin": ["-i", "-q"]}[how]
    done = subprocess.run(
        [sys.executable, *command],
        input=text if how == "stdin" else None,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.split() == ["imported", "2", "True"]


def test_what_a_function_prints_appears(
    capfd: pytest.CaptureFixture[str], pool: nonblock.ProcessPool
) -> None:
    async def main() -> None:
        await in_process.options(pool=pool)(print, "to standard output")
        await in_process.options(pool=pool)(os.write, 2, b"to standard error\n")

    asyncio.run(main())
    pool.shutdown()
    printed = capfd.readouterr()
    assert "to standard output\n" in printed.out
    assert "to standard error\n" in printed.err


def test_chosen_context_variables_reach_the_worker(
    pool: nonblock.ProcessPool, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "context_of_test.py").write_text(
        "from contextvars import ContextVar\nrequest = ContextVar('request')\ndef read(): return request.get(None)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    module: Any = __import__("context_of_test")

    async def main() -> list[Any]:
        module.request.set("r-17")
        with_it = in_process.options(pool=pool, context=[module.request])
        return [await with_it(module.read), await in_process.options(pool=pool)(module.read)]

    assert asyncio.run(main()) == ["r-17", None]


def test_the_pool_can_be_sized_before_its_first_use(
    script: Callable[..., subprocess.Popen[str]],
) -> None:
    program = script("""
        import asyncio, os, time
        from nonblock import PROCESS_POOL, in_process
        PROCESS_POOL.initialize(max_workers=3)
        def linger():
            time.sleep(0.2)
            return os.getpid()
        async def main():
            print(len(set(await asyncio.gather(*[in_process(linger) for _ in range(9)]))))
        asyncio.run(main())
    """)
    out, err = program.communicate(timeout=30)
    assert (out.strip(), err) == ("3", "")


@pytest.mark.parametrize(
    "options",
    [{"max_workers": 0}, {"idle_timeout": 0}, {"max_tasks_per_worker": 0}, {"memory_limit": 0}],
)
def test_limits_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        nonblock.ProcessPool(**options)
