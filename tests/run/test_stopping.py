"""`on_cancel`, `check_cancelled`, and pools whose queue is bounded, for threads and processes alike."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import nonblock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def stop_when_asked(path: str) -> str:
    """Say what happens in a file; end when the caller is cancelled."""
    append(path, "started ")
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            nonblock.check_cancelled()
            time.sleep(0.001)
    finally:
        append(path, "cleaned up")
    return "never"


def append(path: str, word: str) -> None:
    """Write a word."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(word)


async def appear(path: Path) -> None:
    """Wait until a file holds something."""
    while not path.exists() or not path.read_text():  # noqa: ASYNC110, ASYNC240 - a small file tells nobody
        await asyncio.sleep(0.005)


@pytest.fixture(params=["thread", "process"])
def options(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """The options of `in_thread` and `in_process`, with a pool of one worker."""

    def choose(**chosen: Any) -> Any:
        queue = {"max_queued": chosen.pop("max_queued")} if "max_queued" in chosen else {}
        if request.param == "thread":
            pool: Any = nonblock.ThreadPool(1, **queue)
        else:
            pool = nonblock.ProcessPool(1, **queue)
        pools.append(pool)
        ways: Any = {"thread": nonblock.in_thread, "process": nonblock.in_process}
        return ways[request.param].options(pool=pool, **chosen)

    pools: list[Any] = []
    yield choose
    for pool in pools:
        pool.shutdown(wait=False)


def test_a_cancelled_caller_waits_for_the_end_if_asked_for(options: Any, tmp_path: Path) -> None:
    path = tmp_path / "said"

    async def main() -> None:
        task = asyncio.ensure_future(options(on_cancel="wait")(stop_when_asked, str(path)))
        await appear(path)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 30)
        assert path.read_text() == "started cleaned up"

    nonblock.run(main())


def test_a_function_that_does_not_ask_runs_to_its_end_and_the_caller_is_cancelled_then(
    options: Any, tmp_path: Path
) -> None:
    path = tmp_path / "said"

    def work() -> str:
        append(str(path), "started ")
        time.sleep(0.3)
        append(str(path), "ended")
        return "result"

    async def main() -> None:
        task = asyncio.ensure_future(options(on_cancel="wait")(work))
        await appear(path)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()  # impatience changes nothing
        with pytest.raises(asyncio.CancelledError):
            await task
        assert path.read_text() == "started ended"

    nonblock.run(main())


def test_with_wait_a_call_cancelled_in_the_queue_never_starts(options: Any, tmp_path: Path) -> None:
    path = tmp_path / "said"

    async def main() -> None:
        call = options(on_cancel="wait")
        busy = asyncio.ensure_future(call(time.sleep, 0.3))
        await asyncio.sleep(0.1)
        queued = asyncio.ensure_future(call(append, str(path), "ran"))
        await asyncio.sleep(0.01)
        queued.cancel()
        await busy
        await call(int)
        assert not path.exists()

    nonblock.run(main())


def test_with_wait_results_and_errors_arrive_as_ever(options: Any) -> None:
    async def main() -> Any:
        call = options(on_cancel="wait")
        with pytest.raises(ValueError, match="x"):
            await call(int, "x")
        return await call(int, "7")

    assert nonblock.run(main()) == 7


def test_a_thread_whose_time_is_over_is_asked_to_stop_and_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "said"

    async def main() -> None:
        call = nonblock.in_thread.options(on_cancel="wait", timeout=0.05)
        with pytest.raises(asyncio.TimeoutError, match=r"took longer than 0\.05 s"):
            await call(stop_when_asked, str(path))
        assert path.read_text().endswith("cleaned up")

    nonblock.run(main())


def test_a_function_that_was_given_up_hears_of_it_too(tmp_path: Path) -> None:
    path = tmp_path / "said"

    async def main() -> None:
        task = asyncio.ensure_future(nonblock.in_thread(stop_when_asked, str(path)))
        await appear(path)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while not path.read_text().endswith("cleaned up"):  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(0.005)

    nonblock.run(asyncio.wait_for(main(), 30))


def test_the_next_call_of_the_same_worker_is_not_cancelled(options: Any, tmp_path: Path) -> None:
    path = tmp_path / "said"

    async def main() -> None:
        call = options(on_cancel="wait")
        task = asyncio.ensure_future(call(stop_when_asked, str(path)))
        await appear(path)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(3):
            await call(nonblock.check_cancelled)

    nonblock.run(main())


def test_check_cancelled_does_nothing_outside_a_call() -> None:
    nonblock.check_cancelled()


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="on_cancel must be one of 'abandon', 'wait'"):
        nonblock.in_thread.options(on_cancel="raise")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="on_cancel must be one of 'kill', 'wait'"):
        nonblock.in_process.options(on_cancel="abandon")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="max_queued"):
        nonblock.ThreadPool(1, max_queued=-1)


def test_a_full_queue_makes_the_caller_wait_and_a_cancelled_one_leaves_its_place() -> None:
    gate = threading.Event()
    pool = nonblock.ThreadPool(1, max_queued=2)

    async def main() -> None:
        call = nonblock.in_thread.options(pool=pool)
        calls = [asyncio.ensure_future(call(gate.wait, 30)) for _ in range(20)]
        while pool.load.queued < 2:  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.005)
        for _ in range(20):
            await asyncio.sleep(0)
        assert pool.load.queued == 2
        for waiting in calls[10:]:
            waiting.cancel()
        gate.set()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert results[:10] == [True] * 10
        assert all(isinstance(it, asyncio.CancelledError) for it in results[10:])
        assert await call(int) == 0

    nonblock.run(main())


def test_a_bounded_queue_loses_nothing_and_serves_loop_after_loop(options: Any) -> None:
    call = options(max_queued=3)

    async def main() -> Any:
        return await asyncio.gather(*[call(abs, -number) for number in range(200)])

    assert [nonblock.run(main()) for _ in range(2)] == [list(range(200))] * 2


def test_a_lane_of_its_own_is_free_when_the_usual_pool_is_taken() -> None:
    """The resolver of names, or a clean-up, must not wait behind what waits for it: give it a pool."""
    gate = threading.Event()
    lane = nonblock.in_thread.options(pool=nonblock.ThreadPool(1, name="clean-up"))
    crowd = nonblock.in_thread.options(pool=nonblock.ThreadPool(2))

    async def main() -> None:
        waiting = [asyncio.ensure_future(crowd(gate.wait, 30)) for _ in range(10)]
        await asyncio.wait_for(lane(gate.set), 10)
        assert await asyncio.gather(*waiting) == [True] * 10
        # asyncio resolves names in its own executor, which none of our calls occupies.
        assert await asyncio.get_running_loop().getaddrinfo("127.0.0.1", 80)

    nonblock.run(main())


def test_a_child_that_a_function_forks_is_not_cancelled() -> None:
    def fork() -> int:
        child = os.fork()
        if child == 0:
            nonblock.check_cancelled()
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    pool = nonblock.ProcessPool(1)
    try:
        assert nonblock.run(nonblock.in_process.options(pool=pool)(fork)) == 0
    finally:
        pool.shutdown(wait=False)
