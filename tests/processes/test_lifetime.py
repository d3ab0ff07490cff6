"""Processes, descriptors and memory have an owner that ends them, whatever happens."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

import nonblock
from nonblock import in_process

if TYPE_CHECKING:
    from collections.abc import Callable

Script = "Callable[..., subprocess.Popen[str]]"
# A program that a shell starts in the background ignores Ctrl-C, and so would its children: these do not.
HEED_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
BUSY = """
    {heed}
    import asyncio, os, sys, time, nonblock
    def hang():
        os.write(1, b"%d %d\\n" % (os.getpid(), os.getppid()))
        {work}
    async def main():
        await asyncio.gather(*[nonblock.in_process(hang) for _ in range(2)])
    nonblock.PROCESS_POOL.initialize(max_workers=2)
    asyncio.run(main())
"""
SPIN = "while True: pass"
SLEEP = "time.sleep(60)"
DEAF = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65)); time.sleep(60)"


def open_descriptors() -> dict[int, str]:
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue  # the listing's own
    return found


def shared_mappings() -> set[str]:
    """Where memory files of pools are mapped; the usual pool of other tests has some."""
    with open("/proc/self/maps") as file:
        return {line.split()[0] for line in file if "memfd:nonblock" in line}


def read_pids(program: subprocess.Popen[str]) -> list[int]:
    assert program.stdout is not None
    lines = [program.stdout.readline() for _ in range(2)]
    return sorted({int(pid) for line in lines for pid in line.split()})


@pytest.mark.parametrize("work", [SPIN, SLEEP, DEAF])
def test_no_process_outlives_a_parent_that_was_killed(
    script: Any, work: str, wait_for_end: Callable[[int, float], bool]
) -> None:
    program = script(BUSY.format(work=work, heed=HEED_INTERRUPTS))
    pids = read_pids(program)
    program.kill()
    program.wait()
    deadline = time.monotonic() + 1.0
    assert all(wait_for_end(pid, max(0.0, deadline - time.monotonic())) for pid in pids)
    program.communicate()


@pytest.mark.parametrize("work", [SPIN, SLEEP])
def test_control_c_ends_everything_with_one_traceback(
    script: Any, work: str, wait_for_end: Callable[[int, float], bool]
) -> None:
    program = script(BUSY.format(work=work, heed=HEED_INTERRUPTS))
    pids = read_pids(program)
    started = time.monotonic()
    os.killpg(program.pid, signal.SIGINT)
    _, err = program.communicate(timeout=10)
    assert time.monotonic() - started < 1.0
    assert all(wait_for_end(pid, 3.0) for pid in pids)
    plain = script(f"""
        {HEED_INTERRUPTS}
        import asyncio
        async def main():
            print(flush=True)
            await asyncio.gather(asyncio.sleep(60), asyncio.sleep(60))
        asyncio.run(main())
    """)
    plain.stdout.readline()
    os.killpg(plain.pid, signal.SIGINT)
    # One report, as long as that of a program without processes: asyncio may chain a CancelledError to it.
    _, plain_err = plain.communicate(timeout=10)
    assert err.count("Traceback (most recent call last)") == plain_err.count(
        "Traceback (most recent call last)"
    )
    assert err.rstrip().endswith("KeyboardInterrupt")


def test_an_interrupt_sent_to_a_worker_is_ignored(pool: nonblock.ProcessPool) -> None:
    def interrupt() -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return "alive"

    assert asyncio.run(in_process.options(pool=pool)(interrupt)) == "alive"


@pytest.mark.parametrize(
    "ending", ["", "sys.exit(3)", "raise ValueError", "os._exit(3)", "os.abort()"]
)
def test_the_interpreter_s_exit_waits_for_no_work(
    script: Any, ending: str, wait_for_end: Callable[[int, float], bool]
) -> None:
    program = script(
        f"""
        import asyncio, os, sys, time, nonblock
        def hang():
            os.write(1, b"%d %d\\n" % (os.getpid(), os.getppid()))
            time.sleep(60)
        nonblock.PROCESS_POOL.initialize(max_workers=2)
        futures = [nonblock.PROCESS_POOL.pool.submit(hang) for _ in range(2)]
        sys.stdin.readline()
        {ending}
    """,
        stdin=subprocess.PIPE,
    )
    pids = read_pids(program)
    started = time.monotonic()
    program.communicate("go\n", timeout=10)
    assert time.monotonic() - started < 1.5
    assert all(wait_for_end(pid, 1.0) for pid in pids)


def test_descriptors_and_shared_memory_return_to_the_baseline_after_shutdown(
    wait_for_end: Callable[[int, float], bool],
) -> None:
    async def main(pool: nonblock.ProcessPool) -> None:
        call = in_process.options(pool=pool)
        await asyncio.gather(*[call(abs, -number) for number in range(100)])
        await asyncio.gather(*[call(os._exit, 1) for _ in range(4)], return_exceptions=True)
        await call(bytes, 3 << 20)

    before, mapped = open_descriptors(), shared_mappings()
    for _ in range(3):
        pool = nonblock.ProcessPool(max_workers=2)
        asyncio.run(main(pool))
        pids = pool.worker_pids()
        pool.shutdown()
        assert all(wait_for_end(pid, 3.0) for pid in pids)
    after = open_descriptors()
    assert set(after.values()) - set(before.values()) == set()
    assert len(after) <= len(before)
    gc.collect()
    assert shared_mappings() <= mapped


def test_a_loop_that_runs_on_after_shutdown_has_let_go_of_the_descriptor() -> None:
    async def main() -> None:
        before = open_descriptors()
        pool = nonblock.ProcessPool(max_workers=1)
        await in_process.options(pool=pool)(abs, -1)
        await asyncio.to_thread(pool.shutdown)
        await asyncio.sleep(0)
        assert len(open_descriptors()) <= len(before)
        reader, writer = socket.socketpair()
        heard = asyncio.Event()
        asyncio.get_running_loop().add_reader(reader.fileno(), heard.set)
        writer.send(b"x")
        await heard.wait()
        asyncio.get_running_loop().remove_reader(reader.fileno())
        reader.close()
        writer.close()

    asyncio.run(main())


def test_workers_inherit_nothing(pool: nonblock.ProcessPool) -> None:
    def descriptors() -> list[str]:
        links = []
        for name in os.listdir("/proc/self/fd"):
            try:
                links.append(os.readlink(f"/proc/self/fd/{name}"))
            except OSError:
                continue
        return links

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.set_inheritable(True)
        mine = os.readlink(f"/proc/self/fd/{listener.fileno()}")
        both = (
            asyncio.run(in_process.options(pool=pool)(descriptors)),
            asyncio.run(in_process.options(pool=pool)(descriptors)),
        )
    for links in both:
        assert mine not in links
        assert len([link for link in links if link.startswith("socket:")]) == 1
        assert len(links) <= 10


def test_a_forked_child_starts_clean_and_the_parent_goes_on(script: Any) -> None:
    program = script("""
        import asyncio, os, nonblock
        async def main():
            return await asyncio.gather(*[nonblock.in_process(os.getppid) for _ in range(200)])
        before = set(asyncio.run(main()))
        for _ in range(3):
            pid = os.fork()
            if pid == 0:
                child = set(asyncio.run(main()))
                assert not child & before, (child, before)
                os._exit(17)
            assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 17
            assert set(asyncio.run(main())) == before
        print("done")
    """)
    out, err = program.communicate(timeout=30)
    assert "done" in out, err
    assert "Traceback" not in err


def test_a_fork_in_the_middle_of_calls_leaves_no_lock_behind(script: Any) -> None:
    program = script("""
        import asyncio, os, sys, warnings, nonblock
        warnings.simplefilter("ignore")
        async def main():
            calls = [asyncio.create_task(nonblock.in_process(abs, -number)) for number in range(20000)]
            children = []
            for _ in range(20):
                await asyncio.sleep(0.003)
                pid = os.fork()
                if pid == 0:
                    asyncio.events._set_running_loop(None)
                    ok = asyncio.new_event_loop().run_until_complete(nonblock.in_process(abs, -5)) == 5
                    os._exit(17 if ok else 1)
                children.append(pid)
            assert await asyncio.gather(*calls) == list(range(20000))
            print([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [17] * 20)
        asyncio.run(main())
    """)
    out, err = program.communicate(timeout=60)
    assert out.strip() == "True", err


def test_a_function_may_use_pools_of_its_own(pool: nonblock.ProcessPool) -> None:
    def nested() -> int:
        return asyncio.run(in_process(abs, -3))

    assert asyncio.run(in_process.options(pool=pool)(nested)) == 3


def test_an_idle_worker_ends_and_the_next_call_starts_another(
    wait_for_end: Callable[[int, float], bool],
) -> None:
    pool = nonblock.ProcessPool(max_workers=1, idle_timeout=0.05)
    try:
        first = asyncio.run(in_process.options(pool=pool)(os.getpid))
        assert wait_for_end(first, 5.0)
        assert asyncio.run(in_process.options(pool=pool)(os.getpid)) != first
    finally:
        pool.shutdown(wait=False)


def test_a_worker_is_replaced_after_its_share_of_calls() -> None:
    pool = nonblock.ProcessPool(max_workers=1, max_tasks_per_worker=3)

    async def main() -> list[int]:
        return await asyncio.gather(*[in_process.options(pool=pool)(os.getpid) for _ in range(10)])

    try:
        pids = asyncio.run(main())
    finally:
        pool.shutdown(wait=False)
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3, 1]


def test_a_call_that_takes_too_much_memory_is_stopped() -> None:
    def hoard() -> None:
        hoarded = []
        while True:
            hoarded.append(bytearray(os.urandom(1 << 20)))

    pool = nonblock.ProcessPool(max_workers=1, memory_limit=100 << 20)
    try:
        with pytest.raises(nonblock.WorkerCrashed, match="the limit is"):
            asyncio.run(in_process.options(pool=pool)(hoard))
        assert asyncio.run(in_process.options(pool=pool)(abs, -1)) == 1
    finally:
        pool.shutdown(wait=False)


def test_a_worker_starts_without_the_package_and_asyncio(pool: nonblock.ProcessPool) -> None:
    modules = asyncio.run(in_process.options(pool=pool)(eval, "set(__import__('sys').modules)"))
    assert not modules & {"nonblock", "asyncio"}


def test_preloaded_modules_are_there_before_the_first_call() -> None:
    def is_loaded() -> bool:
        return "sqlite3" in sys.modules

    pool = nonblock.ProcessPool(max_workers=1, preload=["sqlite3"])
    try:
        assert asyncio.run(in_process.options(pool=pool)(is_loaded))
    finally:
        pool.shutdown(wait=False)


def test_a_module_that_starts_threads_is_not_preloaded(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    (tmp_path / "threaded_of_test.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    def threads() -> tuple[int, bool]:
        return len(os.listdir("/proc/self/task")), "threaded_of_test" in sys.modules

    pool = nonblock.ProcessPool(max_workers=1, preload=["sqlite3", "threaded_of_test"])
    try:
        count, is_loaded = asyncio.run(in_process.options(pool=pool)(threads))
    finally:
        pool.shutdown(wait=False)
    assert count == 2  # the function's own and the watcher
    assert not is_loaded
    assert "preloading threaded_of_test started a thread" in capfd.readouterr().err


def test_calls_after_shutdown_are_refused(pool: nonblock.ProcessPool) -> None:
    asyncio.run(in_process.options(pool=pool)(abs, -1))
    pool.shutdown()
    with pytest.raises(RuntimeError, match="after the pool was shut down"):
        asyncio.run(in_process.options(pool=pool)(abs, -1))


def test_shutdown_wakes_whoever_waits(pool: nonblock.ProcessPool) -> None:
    async def main() -> None:
        task = asyncio.create_task(in_process.options(pool=pool)(time.sleep, 60))
        await asyncio.sleep(0)
        await asyncio.to_thread(pool.shutdown, wait=False)
        with pytest.raises(RuntimeError, match="the pool was shut down"):
            await task

    asyncio.run(main())
