"""Cancelling, timeouts, and lost workers, on every engine: what stops, what goes on, and what runs again."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

import nonblock
from nonblock.cluster import WorkerCrashed, connect, in_cluster

from .conftest import wait_for_end

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Place

pytestmark = pytest.mark.cluster


def hang(path: str, release: str) -> str:
    """Say where this runs, then run until there is a file to let it go."""
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write(str(os.getpid()))
    os.rename(f"{path}.new", path)
    while not os.path.exists(release):
        time.sleep(0.01)
    return "released"


def note(path: str) -> int:
    with open(path, "a", encoding="utf-8") as file:
        file.write("run\n")
    with open(path, encoding="utf-8") as file:
        return len(file.readlines())


def kill_own_worker_once(path: str) -> str:
    if note(path) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


async def appear(path: Path) -> str:
    """Wait for a file."""
    while not path.exists():
        await asyncio.sleep(0.01)
    return path.read_text()


async def start_hanging(folder: Path, name: str, **options: Any) -> tuple[asyncio.Task[str], int]:
    """A call that hangs, and the pid of the worker that runs it."""
    call = in_cluster.options(**options)
    work = call(hang, str(folder / name), str(folder / "release"))
    task = asyncio.ensure_future(work)
    return task, int(await appear(folder / name))


@pytest.fixture(autouse=True)
def let_go(tmp_path: Path) -> Any:
    """Whatever still hangs at the end of a test ends."""
    yield
    (tmp_path / "release").touch()


def test_cancelling_stops_the_work_unless_dask_runs_it(place: Place, tmp_path: Path) -> None:
    async def main() -> int:
        task, pid = await start_hanging(tmp_path, "started")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return pid

    pid = place.run(main())
    if place.stops_work:
        assert wait_for_end(pid)
    else:
        # Dask has no way to stop a function: it goes on, and its worker with it.
        assert not wait_for_end(pid, 0.2)
    assert place.cluster.in_flight == 0


def test_a_timeout_stops_the_work_unless_dask_runs_it(place: Place, tmp_path: Path) -> None:
    async def main() -> int:
        task, pid = await start_hanging(tmp_path, "started", timeout=1.0)
        with pytest.raises(asyncio.TimeoutError, match="hang"):
            await task
        return pid

    pid = place.run(main())
    if place.stops_work:
        assert wait_for_end(pid)
    else:
        assert not wait_for_end(pid, 0.2)


def test_a_timeout_counts_from_the_start_of_the_work(place: Place) -> None:
    async def main() -> list[None]:
        call = in_cluster.options(timeout=3.0)
        return await asyncio.gather(*[call(time.sleep, 0.5) for _ in range(14)])

    # Two workers: the last call starts after three seconds.
    assert place.run(main()) == [None] * 14


def test_wait_for_stops_the_work_too(place: Place, tmp_path: Path) -> None:
    if not place.stops_work:
        pytest.skip("Dask cannot stop what runs")

    async def main() -> int:
        task, pid = await start_hanging(tmp_path, "started")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(task, 0.01)
        return pid

    assert wait_for_end(place.run(main()))


def test_a_call_that_is_cancelled_in_the_queue_never_runs(place: Place, tmp_path: Path) -> None:
    async def main() -> None:
        first, _ = await start_hanging(tmp_path, "first")
        second, _ = await start_hanging(tmp_path, "second")
        queued = asyncio.ensure_future(in_cluster(note, str(tmp_path / "note")))
        while place.cluster.in_flight < 3:
            await asyncio.sleep(0)
        queued.cancel()
        with pytest.raises(asyncio.CancelledError):
            await queued
        (tmp_path / "release").touch()
        assert {await first, await second} == {"released"}
        assert await asyncio.gather(*[in_cluster(abs, -it) for it in range(8)]) == list(range(8))

    place.run(main())
    assert not (tmp_path / "note").exists()


def test_a_lost_worker_fails_its_own_call_alone(place: Place, tmp_path: Path) -> None:
    async def main() -> list[Any]:
        hanging, pid = await start_hanging(tmp_path, "started")
        others = [asyncio.ensure_future(in_cluster(time.sleep, 0.05)) for _ in range(6)]
        await others[0]
        os.kill(pid, signal.SIGKILL)
        return await asyncio.gather(hanging, *others, return_exceptions=True)

    error, *others = place.run(main())
    assert isinstance(error, WorkerCrashed)
    assert "hang" in str(error)
    assert error.function.endswith("hang")
    assert others == [None] * 6


def test_a_call_is_not_run_again_unless_asked(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "runs"

    async def main() -> None:
        with pytest.raises(WorkerCrashed):
            await in_cluster(kill_own_worker_once, str(path))
        await asyncio.gather(*[in_cluster(abs, -1) for _ in range(4)])

    place.run(main())
    assert path.read_text() == "run\n"


def test_with_retries_a_killed_worker_loses_nothing(place: Place, tmp_path: Path) -> None:
    async def main() -> tuple[Any, ...]:
        call = in_cluster.options(retries=2)
        return await nonblock.collect(
            call(kill_own_worker_once, str(tmp_path / "runs")) if it == 5 else call(pow, it, 2)
            for it in range(20)
        )

    expected: list[Any] = [it**2 for it in range(20)]
    expected[5] = "done"
    assert place.run(main()) == tuple(expected)
    assert (tmp_path / "runs").read_text() == "run\nrun\n"


def test_retries_end(place: Place, tmp_path: Path) -> None:
    def always_die(path: str) -> None:
        note(path)
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(WorkerCrashed, match="always_die"):
        place.run(in_cluster.options(retries=1)(always_die, str(tmp_path / "runs")))
    assert (tmp_path / "runs").read_text() == "run\nrun\n"


def test_only_so_many_calls_are_in_flight(place: Place) -> None:
    async def main() -> tuple[tuple[int, ...], int]:
        seen: list[int] = []

        async def call(cluster: Any, number: int) -> int:
            result = await in_cluster.options(cluster=cluster)(abs, -number)
            seen.append(cluster.in_flight)
            return result

        async with connect(place.address, engine=place.engine_option, max_in_flight=2) as cluster:
            results = await nonblock.collect(call(cluster, it) for it in range(12))
        return results, max(seen)

    results, most = place.run(main())
    assert results == tuple(range(12))
    assert most <= 2


def test_closing_the_connection_ends_what_is_awaited(place: Place, tmp_path: Path) -> None:
    async def main() -> None:
        async with connect(place.address, engine=place.engine_option) as cluster:
            task, pid = await start_hanging(tmp_path, "started", cluster=cluster)
        with pytest.raises(RuntimeError, match="closed"):
            await task
        with pytest.raises(RuntimeError, match="closed"):
            await in_cluster.options(cluster=cluster)(abs, -1)
        if place.stops_work:
            assert await asyncio.to_thread(wait_for_end, pid)

    place.run(main())
