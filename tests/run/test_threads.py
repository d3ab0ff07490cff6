"""`in_thread` with options, pools, and `Thread`."""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from typing import Any

import pytest

import nonblock

from .loops import loop_without_readers


def test_a_timeout_raises_and_frees_the_place_in_the_pool() -> None:
    gate = threading.Event()
    pool = nonblock.ThreadPool(1)

    async def main() -> int:
        with pytest.raises(asyncio.TimeoutError, match=r"Event.wait took longer than 0.05 s"):
            await nonblock.in_thread.options(timeout=0.05, pool=pool)(gate.wait, 10)
        assert pool.load.abandoned == 1
        return await nonblock.in_thread.options(timeout=5, pool=pool)(int)

    try:
        assert nonblock.run(main()) == 0
    finally:
        gate.set()


def test_a_call_has_the_thread_name_it_asked_for_and_the_next_one_has_not() -> None:
    pool = nonblock.ThreadPool(1, name="database")

    def name() -> str:
        return threading.current_thread().name

    async def main() -> list[str]:
        in_pool = nonblock.in_thread.options(pool=pool)
        named = nonblock.in_thread.options(pool=pool, name="migration")
        return [await in_pool(name), await named(name), await in_pool(name)]

    assert nonblock.run(main()) == ["database-1", "migration", "database-1"]


def test_the_initializer_runs_once_in_each_thread() -> None:
    made: list[int] = []
    pool = nonblock.ThreadPool(1, initializer=lambda: made.append(threading.get_ident()))

    async def main() -> set[int]:
        in_pool = nonblock.in_thread.options(pool=pool)
        return {await in_pool(threading.get_ident) for _ in range(5)}

    assert nonblock.run(main()) == set(made)
    assert len(made) == 1


def test_what_the_initializer_raises_is_raised_by_the_call_and_the_next_tries_again() -> None:
    attempts = iter([ConnectionError("no database yet"), None])

    def connect() -> None:
        if (error := next(attempts)) is not None:
            raise error

    pool = nonblock.ThreadPool(1, initializer=connect)

    async def main() -> int:
        in_pool = nonblock.in_thread.options(pool=pool)
        with pytest.raises(ConnectionError):
            await in_pool(int)
        return await in_pool(int)

    assert nonblock.run(main()) == 0


def test_idle_threads_end_after_their_time() -> None:
    pool = nonblock.ThreadPool(4, idle_timeout=0.01)

    async def main() -> int:
        barrier = threading.Barrier(4)
        in_pool = nonblock.in_thread.options(pool=pool)
        await asyncio.gather(*[in_pool(barrier.wait, 10) for _ in range(4)])
        deadline = time.monotonic() + 10
        # An idle thread tells nobody that it ends, so the test looks now and then.
        while pool.load.threads and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return pool.load.threads

    assert nonblock.run(main()) == 0


def test_a_pool_is_an_executor() -> None:
    pool = nonblock.ThreadPool(2)

    async def main() -> int:
        return await asyncio.get_running_loop().run_in_executor(pool, pow, 2, 5)

    assert nonblock.run(main()) == 32
    assert pool.submit(pow, 2, exp=6).result(10) == 64
    assert list(pool.map(abs, [-1, -2])) == [1, 2]
    pool.shutdown()
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(int)


def test_shutdown_runs_what_is_queued_and_waits_for_it() -> None:
    pool = nonblock.ThreadPool(1)
    done: list[int] = []
    for n in range(50):
        pool.submit(done.append, n)
    pool.shutdown(wait=True)
    assert done == list(range(50))
    assert pool.load.threads == 0


def test_a_closed_pool_refuses_in_thread_with_a_hint() -> None:
    pool = nonblock.ThreadPool(1)
    pool.shutdown()

    async def main() -> None:
        with pytest.raises(RuntimeError, match="initialize it again"):
            await nonblock.in_thread.options(pool=pool)(int)

    nonblock.run(main())


def test_a_pool_that_nobody_holds_lets_its_threads_go() -> None:
    pool = nonblock.ThreadPool(1, name="forgotten")
    pool.submit(int).result(10)
    del pool
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not any(it.name.startswith("forgotten") for it in threading.enumerate()):
            return
        threading.Event().wait(0.01)
    raise AssertionError("the thread lives on")


def test_thread_pool_is_created_anew_after_a_shutdown() -> None:
    nonblock.THREAD_POOL.shutdown(wait=True)
    assert not nonblock.THREAD_POOL.initialized
    with pytest.raises(RuntimeError, match="initialize"):
        _ = nonblock.THREAD_POOL.pool
    assert nonblock.run(_int_in_thread()) == 0
    assert nonblock.THREAD_POOL.initialized


def test_a_loop_that_cannot_watch_descriptors_is_woken_otherwise() -> None:
    async def main() -> list[Any]:
        return await asyncio.gather(*[nonblock.in_thread(int) for _ in range(100)])

    assert nonblock.run(main(), loop_factory=loop_without_readers) == [0] * 100


def test_two_loops_in_two_threads_share_the_pool() -> None:
    async def main() -> int:
        return sum(await asyncio.gather(*[nonblock.in_thread(int, "1") for _ in range(200)]))

    threads = [nonblock.Thread(lambda: nonblock.run(main())) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert [thread.result(30) for thread in threads] == [200, 200]


def test_five_thousand_waiting_results_come_in_more_than_one_turn_of_the_loop() -> None:
    async def main() -> int:
        calls = [asyncio.ensure_future(nonblock.in_thread(int)) for _ in range(5000)]
        return len(await asyncio.gather(*calls))

    assert nonblock.run(main()) == 5000


def test_a_thread_is_started_joined_and_asked() -> None:
    thread = nonblock.Thread(pow, 2, exp=3)
    with pytest.raises(RuntimeError, match="start"):
        thread.result()
    thread.start()
    assert thread.join(10)
    assert thread.result() == 8
    assert thread.exception() is None


def test_a_thread_is_awaited_and_raises_what_its_function_raised() -> None:
    async def main() -> str:
        good, bad = nonblock.Thread(str, 1), nonblock.Thread(int, "x")
        good.start()
        bad.start()
        with pytest.raises(ValueError, match="x"):
            await bad
        assert isinstance(bad.exception(), ValueError)
        return await good

    assert nonblock.run(main()) == "1"


def test_cancelling_who_awaits_a_thread_leaves_the_thread_running() -> None:
    gate = threading.Event()

    async def main() -> bool:
        thread = nonblock.Thread(gate.wait, 10)
        thread.start()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(_await(thread), 0.02)
        gate.set()
        return await thread

    assert nonblock.run(main())


async def _await(thread: nonblock.Thread[bool]) -> bool:
    return await thread


async def _int_in_thread() -> int:
    return await nonblock.in_thread(int)


def test_the_late_result_of_an_abandoned_call_is_dropped_and_freed() -> None:
    class Result:
        pass

    started, released, made = threading.Event(), threading.Event(), threading.Event()
    watched: list[weakref.ref[Result]] = []
    complaints: list[Any] = []

    def late() -> Result:
        started.set()
        released.wait(10)
        result = Result()
        watched.append(weakref.ref(result, lambda _: made.set()))
        return result

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, it: complaints.append(it))
        call = asyncio.ensure_future(nonblock.in_thread(late))
        assert await asyncio.to_thread(started.wait, 10)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        released.set()
        assert await asyncio.to_thread(made.wait, 10), "the late result is kept by somebody"

    asyncio.run(main())
    assert watched[0]() is None
    assert not complaints


@pytest.mark.parametrize("name", ["timeout", "name", "pool", "on_cancel", "function", "self"])
def test_options_never_take_an_argument_from_the_function(name: str) -> None:
    async def main() -> None:
        assert await nonblock.in_thread(dict, **{name: 1}) == {name: 1}
        patient = nonblock.in_thread.options(timeout=10, name="named")
        assert await patient(dict, **{name: 1}) == {name: 1}

    asyncio.run(main())
