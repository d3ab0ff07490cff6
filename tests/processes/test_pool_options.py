"""What a pool of processes is asked for is what it does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING, Any

import nonblock
from nonblock import in_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def begun(folder: str) -> int:
    """Say that a worker runs this, and hold it until all are let go."""
    open(f"{folder}/{os.getpid()}", "w").close()
    while not os.path.exists(f"{folder}/go"):
        time.sleep(0.005)
    return os.getpid()


def append(path: str) -> None:
    with open(path, "a") as file:
        file.write(f"{os.getpid()}\n")


def hoard(size: int) -> None:
    import builtins  # the worker's: globals of this function would travel with each call

    kept: Any = builtins.__dict__.setdefault("hoard", [])
    kept.append(b"x" * size)


def threads_of(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/task"))


def test_there_are_never_more_workers_than_asked_for(tmp_path: Any) -> None:
    pool = nonblock.ProcessPool(max_workers=3)

    async def main() -> set[int]:
        call = in_process.options(pool=pool)
        calls = [asyncio.ensure_future(call(begun, str(tmp_path))) for _ in range(12)]
        while len(os.listdir(tmp_path)) < 3:  # noqa: ASYNC110 - workers cannot set an event
            await asyncio.sleep(0.01)
        assert len(pool.worker_pids()) == 3
        (tmp_path / "go").touch()
        return set(await asyncio.gather(*calls))

    try:
        assert len(asyncio.run(main())) == 3
        assert len(pool.worker_pids()) <= 3
    finally:
        pool.shutdown(wait=False)


def test_the_initializer_runs_once_in_each_worker_before_its_first_call(tmp_path: Any) -> None:
    path = str(tmp_path / "initialized")
    pool = nonblock.ProcessPool(
        2, initializer=append, initargs=(path,), max_tasks_per_worker=5, idle_timeout=30
    )

    def initialized() -> tuple[int, int]:
        with open(path) as file:
            return os.getpid(), file.read().split().count(str(os.getpid()))

    async def main() -> list[tuple[int, int]]:
        return await asyncio.gather(
            *[in_process.options(pool=pool)(initialized) for _ in range(20)]
        )

    try:
        seen = asyncio.run(main())
    finally:
        pool.shutdown(wait=False)
    assert {times for _, times in seen} == {1}
    assert len({pid for pid, _ in seen}) >= 4


def test_a_worker_that_has_grown_too_large_is_replaced_without_anybody_noticing(
    wait_for_end: Callable[[int, float], bool],
) -> None:
    pool = nonblock.ProcessPool(max_workers=1, memory_limit=120 << 20)
    call = in_process.options(pool=pool)
    try:
        first = asyncio.run(call(os.getpid))
        # Within the limit while it runs, above it with what it keeps.
        with contextlib.suppress(nonblock.WorkerCrashed):
            for _ in range(4):
                asyncio.run(call(hoard, 40 << 20))
        assert wait_for_end(first, 5.0)
        assert asyncio.run(call(abs, -1)) == 1
    finally:
        pool.shutdown(wait=False)


def test_the_application_is_not_forked_and_who_forks_has_one_thread(
    pool: nonblock.ProcessPool,
) -> None:
    parent = asyncio.run(in_process.options(pool=pool)(os.getppid))
    assert parent != os.getpid()
    assert threads_of(parent) == 1


def pairs(**kwargs: Any) -> Iterator[tuple[str, Any]]:
    yield from kwargs.items()


def test_generators_get_all_their_keyword_arguments() -> None:
    given = {"timeout": 1, "name": "a", "pool": 2, "function": 3, "ahead": 4, "self": 5}

    async def main() -> None:
        in_a_process = [item async for item in nonblock.generate_in_process(pairs, **given)]
        in_a_thread = [item async for item in nonblock.generate_in_thread(pairs, **given)]
        assert dict(in_a_process) == dict(in_a_thread) == given

    asyncio.run(main())


def test_memory_comes_back_after_shutdown() -> None:
    program = """
        import asyncio, gc, nonblock

        def resident():
            with open("/proc/self/smaps_rollup") as file:
                return sum(int(l.split()[1]) for l in file if l.startswith(("Rss:",))) >> 10

        def echo(value):
            return value

        async def main(pool):
            call = nonblock.in_process.options(pool=pool)
            for _ in range(3):
                await asyncio.gather(*[call(echo, bytearray(8 << 20)) for _ in range(4)])
            await asyncio.gather(*[call(abs, -1) for _ in range(2000)])

        sizes = []
        for _ in range(5):
            pool = nonblock.ProcessPool(max_workers=2)
            asyncio.run(main(pool))
            pool.shutdown()
            del pool
            gc.collect()
            sizes.append(resident())
        print(*sizes)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    first, *_, last = map(int, done.stdout.split())
    assert last < first + 16, f"megabytes after each shutdown: {done.stdout}"
