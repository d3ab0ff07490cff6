"""What happens to loops, threads and the interpreter while the watch is on: nothing crashes, and nothing is made up."""

from __future__ import annotations

import asyncio
import os
import resource
import threading
import time
from typing import TYPE_CHECKING

import pytest

from nonblock import _native
from nonblock.watch import watch

from .test_watch import LONG, blocked, run_script

if TYPE_CHECKING:
    from pathlib import Path


def loop_of(name: str) -> asyncio.AbstractEventLoop:
    if name == "asyncio":
        return asyncio.new_event_loop()
    loop: asyncio.AbstractEventLoop = pytest.importorskip("uvloop").new_event_loop()
    return loop


@pytest.mark.parametrize("name", ["asyncio", "uvloop"])
def test_loops_that_are_closed_and_opened_again_in_a_thread_are_one_after_another(
    name: str,
) -> None:
    with watch(terminal=False) as seen:
        for number in range(30):
            loop = loop_of(name)
            loop.run_until_complete(blocked() if number in {0, 14, 29} else asyncio.sleep(0))
            loop.close()
            # Time between two loops belongs to none of them.
            time.sleep(LONG if number in {5, 20} else 0)
    functions = [stall.place and stall.place.function for stall in seen.stalls]
    assert functions == ["block", "block", "block"], seen.stalls


def test_a_loop_that_is_stopped_and_run_again_is_watched_on() -> None:
    loop = asyncio.new_event_loop()
    with watch(terminal=False) as seen:
        for _ in range(3):
            loop.call_later(0.01, loop.stop)
            loop.run_forever()
            time.sleep(LONG)
        loop.run_until_complete(blocked())
    loop.close()
    assert len(seen.stalls) == 1, seen.stalls


def test_threads_with_loops_come_and_go_by_the_hundred() -> None:
    async def short() -> None:
        await asyncio.sleep(0)

    with watch(terminal=False) as seen:
        for number in range(40):
            threads = [
                threading.Thread(target=asyncio.run, args=[blocked() if one == number else short()])
                for one in range(6)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert len(seen.stalls) == 6, seen.stalls
    assert {stall.place and stall.place.function for stall in seen.stalls} == {"block"}


def test_watches_that_begin_and_end_under_running_loops_leave_nothing_hooked() -> None:
    is_over = threading.Event()

    async def turn() -> None:
        while not is_over.is_set():  # noqa: ASYNC110
            await asyncio.sleep(0)

    threads = [threading.Thread(target=asyncio.run, args=[turn()]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(100):
        with watch(terminal=False, strict=True):
            pass
    is_over.set()
    for thread in threads:
        thread.join()
    assert _native.hooked_slots() == 0


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("", 0),
        ("sys.exit(3)", 3),
        ("os._exit(4)", 4),
        ("raise ValueError('the end')", 1),
        ("os.kill(os.getpid(), signal.SIGTERM)", -15),
        ("asyncio.run(main())", 0),
    ],
)
def test_the_interpreter_ends_as_it_would_without_a_watch(end: str, code: int) -> None:
    output = run_script(f"""
        import asyncio, os, signal, sys, threading, time, nonblock
        nonblock.watch(terminal=False, threshold=0.01, strict=True)
        async def main():
            await asyncio.sleep(0.01)
            time.sleep(0.02)
        async def forever():
            while True:
                await asyncio.sleep(0)
                time.sleep(0.011)
        for _ in range(4):
            threading.Thread(target=asyncio.run, args=[forever()], daemon=True).start()
        asyncio.run(main())
        {end}
    """)
    assert output.returncode == code, output.stderr
    assert output.stderr == "" or "the end" in output.stderr


def test_a_program_that_becomes_another_one_is_watched_on_if_the_environment_says_so(
    tmp_path: Path,
) -> None:
    file = tmp_path / "stalls.jsonl"
    inner = (
        "import nonblock, asyncio, time\nasync def later(): time.sleep(0.25)\nasyncio.run(later())"
    )
    output = run_script(
        f"""
        import nonblock, asyncio, os, sys, time
        async def first():
            time.sleep(0.25)
            await asyncio.sleep(0.05)
            os.execv(sys.executable, [sys.executable, "-c", {inner!r}])
        asyncio.run(first())
        """,
        NONBLOCK_WATCH="1",
        NONBLOCK_WATCH_JSON=str(file),
    )
    assert output.returncode == 0, output.stderr
    lines = file.read_text().splitlines()
    assert ['"first"' in line or '"later"' in line for line in lines] == [True, True]


def test_children_that_are_forked_in_the_middle_of_things_are_whole() -> None:
    output = run_script("""
        import asyncio, os, threading, time, nonblock
        seen = nonblock.watch(terminal=False, threshold=0.01, strict=True)
        async def busy():
            while True:
                await asyncio.sleep(0)
                os.stat("/")
        for _ in range(3):
            threading.Thread(target=asyncio.run, args=[busy()], daemon=True).start()
        codes = set()
        for _ in range(60):
            child = os.fork()
            if child == 0:
                asyncio.run(asyncio.sleep(0))
                os._exit(any(stall.process != os.getpid() for stall in seen.stalls))
            codes.add(os.waitpid(child, 0)[1])
        print(codes)
        seen.stop()
    """)
    assert output.stdout == "{0}\n", output.stderr
    assert "Fatal" not in output.stderr


def test_ten_thousand_different_stalls_take_no_more_memory_than_a_thousand() -> None:
    """Stalls at as many places, each with its own code object, task and stack."""
    names: dict[str, object] = {"sleep": time.sleep}
    loop = asyncio.new_event_loop()

    async def stall(number: int) -> None:
        source = "\n" * (number % 500) + f"def f{number}(): sleep(0.0011)"
        exec(compile(source, f"/srv/generated/{number}.py", "exec"), names)  # noqa: S102
        names.pop(f"f{number}")()  # type: ignore[operator]

    def largest() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with watch(threshold=0.001, terminal=False) as seen:
        for number in range(3000):
            loop.run_until_complete(loop.create_task(stall(number), name=f"task {number}"))
        before, count = largest(), seen.count
        for number in range(3000, 10_000):
            loop.run_until_complete(loop.create_task(stall(number), name=f"task {number}"))
        grown = largest() - before
        assert len(seen.stalls) <= 1024
        assert len(seen.summary()) < 200_000
        assert len(seen.metrics()) < 50_000
    loop.close()
    assert 1000 < count < seen.count
    # The caches are as large as they get after some thousands.
    assert grown < 24_000, f"{grown} KiB more"


def test_an_endless_stall_takes_no_more_memory_the_longer_it_lasts() -> None:
    def many_places(until: float) -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            names: dict[str, object] = {"sleep": time.sleep}
            exec(compile(f"def g{number}(): sleep(0.001)", f"{number}.py", "exec"), names)  # noqa: S102
            names[f"g{number}"]()  # type: ignore[operator]

    async def hang() -> None:
        many_places(time.monotonic() + 4)

    with watch(threshold=0.004, hang=0.1, terminal=False) as seen:
        asyncio.run(hang())
    (stall,) = seen.stalls
    assert stall.measured.samples > 500
    assert len(stall.stacks) <= 64
    assert len(stall.json) < 2_000_000


def test_names_with_control_characters_reach_no_terminal_and_no_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\r\n::error::forged\u202e"
    names: dict[str, object] = {"sleep": time.sleep}
    exec(compile("def f(): sleep(0.25)", str(tmp_path / evil), "exec"), names)  # noqa: S102
    loop = asyncio.new_event_loop()

    async def block() -> None:
        names["f"]()  # type: ignore[operator]

    with watch(json_lines=tmp_path / "stalls.jsonl") as seen:
        loop.run_until_complete(loop.create_task(block(), name=evil))
    loop.close()
    (stall,) = seen.stalls
    assert stall.place is not None
    assert evil in stall.place.file
    assert len((tmp_path / "stalls.jsonl").read_text().splitlines()) == 1
    for shown in (capfd.readouterr().err, str(stall), seen.summary().replace("\n", "")):
        assert not any(bad in shown for bad in ("\x1b", "\x07", "\r", "\u202e")), repr(shown)
    assert "\n" not in str(stall)


def test_nothing_listens_unless_asked() -> None:
    def sockets() -> int:
        links = (f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd"))
        return sum("socket" in os.readlink(link) for link in links if os.path.islink(link))

    before = sockets()
    with watch(terminal=False):
        assert sockets() == before
    with watch(terminal=False, prometheus="0") as seen:
        assert seen.prometheus is not None
        assert seen.prometheus.startswith("127.0.0.1:")
    with watch(terminal=False, prometheus="localhost:0") as seen:
        assert (seen.prometheus or "").startswith("127.0.0.1:")
    assert sockets() == before
