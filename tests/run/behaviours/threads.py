"""What `in_thread` must do."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import subprocess
import sys
import textwrap
import threading
import time
import weakref
from typing import Any

import pytest

from . import Implementation, go, holds
from .collecting import Boom


def program(aio: Implementation, body: str, timeout: float = 15) -> tuple[float, str]:
    """Run a program that imports the implementation as `aio`; return its seconds and output."""
    source = f"import asyncio, os, sys, threading, time\n{aio.IMPORT}\n{textwrap.dedent(body)}"
    start = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=timeout, check=False
    )
    assert run.returncode == 0, run.stderr
    return time.monotonic() - start, run.stdout


@holds("in_thread")
def arguments_reach_the_function_and_its_result_comes_back(aio: Implementation) -> None:
    def function(a: int, b: int, *, c: int) -> tuple[int, ...]:
        return a, b, c

    assert go(aio.in_thread(function, 1, 2, c=3)) == (1, 2, 3)


@holds("in_thread")
def a_keyword_named_function_is_the_functions_own(aio: Implementation) -> None:
    assert go(aio.in_thread(dict, function=1, timeout=2)) == {"function": 1, "timeout": 2}


@holds("in_thread")
def the_loop_goes_on_while_the_function_waits(aio: Implementation) -> None:
    async def main() -> int:
        gate = threading.Event()
        waiting = asyncio.ensure_future(aio.in_thread(gate.wait, 5))
        ticks = 0
        while ticks < 100:
            await asyncio.sleep(0)
            ticks += 1
        gate.set()
        assert await waiting
        return ticks

    assert go(main()) == 100


@holds("in_thread", defects="d22")
def context_variables_reach_the_thread(aio: Implementation) -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="lost")

    async def main() -> Any:
        variable.set("kept")
        return await aio.in_thread(variable.get)

    assert go(main()) == "kept"


@holds("in_thread", defects="d23")
def stop_iteration_does_not_hang_the_caller(aio: Implementation) -> None:
    async def main() -> None:
        with pytest.raises(RuntimeError) as caught:
            await asyncio.wait_for(aio.in_thread(next, iter(())), 2)
        assert isinstance(caught.value.__cause__, StopIteration)

    go(main())


@holds("in_thread")
def the_traceback_names_the_line_that_raised(aio: Implementation) -> None:
    def fails() -> None:
        raise Boom("here")

    async def main() -> None:
        with pytest.raises(Boom) as caught:
            await aio.in_thread(fails)
        assert caught.traceback[-1].name == "fails"

    go(main())


@holds("in_thread")
def cancelling_returns_at_once(aio: Implementation) -> None:
    async def main() -> None:
        gate = threading.Event()
        start = time.monotonic()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(aio.in_thread(gate.wait, 3), 0.05)
        took = time.monotonic() - start
        gate.set()
        assert took < 1

    go(main())


@holds("in_thread")
def a_call_cancelled_in_the_queue_never_runs(aio: Implementation) -> None:
    async def main() -> None:
        gate = threading.Event()
        ran: list[int] = []
        aio.limit_threads(1)
        busy = asyncio.ensure_future(aio.in_thread(gate.wait, 5))
        await asyncio.sleep(0.05)
        queued = asyncio.ensure_future(aio.in_thread(ran.append, 1))
        await asyncio.sleep(0.01)
        queued.cancel()
        await asyncio.wait([queued])
        gate.set()
        await busy
        await aio.in_thread(int)
        assert not ran

    go(main())


@holds("in_thread")
def a_cancelled_call_that_still_runs_does_not_take_the_place_of_others(aio: Implementation) -> None:
    async def main() -> None:
        gate = threading.Event()
        aio.limit_threads(1)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(aio.in_thread(gate.wait, 5), 0.05)
        try:
            assert await asyncio.wait_for(aio.in_thread(int), 1) == 0
        finally:
            gate.set()

    go(main())


@holds("in_thread")
def an_exception_that_was_handled_is_freed(aio: Implementation) -> None:
    class Local(Exception):
        pass

    def fails() -> None:
        raise Local

    async def main() -> Any:
        gone: Any = None
        try:
            await aio.in_thread(fails)
        except Local as error:
            gone = weakref.ref(error)
        await asyncio.sleep(0.01)
        return gone

    gc.disable()
    try:
        assert go(main())() is None
    finally:
        gc.enable()


@holds("in_thread")
def a_result_is_not_kept_by_the_idle_thread(aio: Implementation) -> None:
    class Big:
        pass

    async def main() -> Any:
        result = await aio.in_thread(Big)
        gone = weakref.ref(result)
        del result
        await asyncio.sleep(0.05)
        return gone

    gc.disable()
    try:
        assert go(main())() is None
    finally:
        gc.enable()


@holds("in_thread")
def system_exit_in_the_thread_reaches_the_caller(aio: Implementation) -> None:
    _, out = program(
        aio,
        """
        async def main():
            try:
                await aio.in_thread(sys.exit, 3)
            except SystemExit as error:
                print("caught", error.code, flush=True)
        asyncio.run(main())
        """,
    )
    assert out == "caught 3\n"


@holds("in_thread")
def keyboard_interrupt_in_the_thread_reaches_the_caller(aio: Implementation) -> None:
    _, out = program(
        aio,
        """
        def interrupted():
            raise KeyboardInterrupt
        async def main():
            try:
                await aio.in_thread(interrupted)
            except KeyboardInterrupt:
                print("caught", flush=True)
        asyncio.run(main())
        """,
    )
    assert out == "caught\n"


@holds("in_thread", defects="d28")
def the_program_ends_while_an_abandoned_call_still_runs(aio: Implementation) -> None:
    seconds, _ = program(
        aio,
        """
        started = threading.Event()
        def work():
            started.set()
            time.sleep(5)
        async def main():
            call = asyncio.ensure_future(aio.in_thread(work))
            while not started.is_set():
                await asyncio.sleep(0.01)
            call.cancel()
            try:
                await call
            except asyncio.CancelledError:
                pass
        asyncio.run(main())
        """,
    )
    assert seconds < 3.5


@holds("in_thread")
def the_program_ends_while_a_thread_computes(aio: Implementation) -> None:
    seconds, _ = program(
        aio,
        """
        started = threading.Event()
        def compute():
            started.set()
            until = time.monotonic() + 5
            while time.monotonic() < until:
                sum(range(100))
        async def main():
            call = asyncio.ensure_future(aio.in_thread(compute))
            while not started.is_set():
                await asyncio.sleep(0.01)
            call.cancel()
            try:
                await call
            except asyncio.CancelledError:
                pass
        asyncio.run(main())
        """,
    )
    assert seconds < 3.5


@holds("in_thread", defects="d29 d30")
def it_works_in_a_forked_child(aio: Implementation) -> None:
    _, out = program(
        aio,
        """
        import warnings; warnings.simplefilter("ignore")
        asyncio.run(aio.in_thread(int))
        child = os.fork()
        if child == 0:
            async def main():
                print(await asyncio.wait_for(aio.in_thread(int), 3), flush=True)
            try:
                asyncio.run(main())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        """,
    )
    assert out == "0\n"


@holds("in_thread", defects="d41")
def a_queued_call_takes_at_most_a_kilobyte_besides_its_task(aio: Implementation) -> None:
    async def main() -> float:
        gate = threading.Event()
        aio.limit_threads(1)
        await aio.in_thread(int)
        busy = asyncio.ensure_future(aio.in_thread(gate.wait, 120))
        await asyncio.sleep(0.05)

        async def queue(call: Any) -> float:
            before = _resident()
            tasks = [asyncio.ensure_future(call()) for _ in range(3000)]
            await asyncio.sleep(0.05)
            used = (_resident() - before) / len(tasks)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            return used

        async def wait_only() -> None:
            await asyncio.get_running_loop().create_future()

        async def wait_in_queue() -> None:
            await aio.in_thread(int)

        # Resident memory is a rough measure: warm up, and let the quietest of three rounds count.
        await queue(wait_only)
        rounds = [(await queue(wait_in_queue)) - (await queue(wait_only)) for _ in range(3)]
        gate.set()
        await busy
        return min(rounds)

    used = go(main(), timeout=120)
    assert used <= 1024, f"{used:.0f} bytes"


def _resident() -> int:
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


@holds("in_thread")
def threads_are_started_as_calls_wait_and_not_before(aio: Implementation) -> None:
    async def main() -> None:
        aio.limit_threads(8)
        for _ in range(20):
            await aio.in_thread(int)
        quiet = threading.active_count()
        barrier = threading.Barrier(8)
        meeting = [aio.in_thread(barrier.wait, 5) for _ in range(8)]
        await asyncio.wait_for(asyncio.gather(*meeting), 10)
        assert threading.active_count() <= quiet + 7

    before = threading.active_count()
    go(main())
    assert threading.active_count() <= before + 8


@holds("in_thread")
def threads_have_names(aio: Implementation) -> None:
    name = go(aio.in_thread(lambda: threading.current_thread().name))
    assert name.startswith(("nonblock", "AnyIO", "asyncio", "ThreadPool"))
