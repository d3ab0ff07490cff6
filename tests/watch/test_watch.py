"""The watch as users meet it: blocks, callbacks, files, forks, hangs, and loops that beat by themselves."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from nonblock import _native
from nonblock.watch import Heartbeat, Stall, watch

LONG = 0.25


def block() -> None:
    time.sleep(LONG)


async def blocked() -> None:
    block()


def run_script(
    source: str, *, timeout: float = 60, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program as a user would, with this package importable."""
    package = str(Path(_native.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": package, **variables}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(source)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def test_a_watch_that_begins_in_a_running_task_sees_the_rest_of_its_turn() -> None:
    async def main() -> tuple[Stall, ...]:
        with watch(terminal=False) as seen:
            block()
        return seen.stalls

    (stall,) = asyncio.run(main())
    assert stall.place is not None
    assert stall.place.function == "block"


def test_stalls_are_there_as_soon_as_they_have_ended() -> None:
    async def main() -> None:
        block()
        await asyncio.sleep(0)
        assert len(seen.stalls) == 1

    with watch(terminal=False) as seen:
        asyncio.run(main())
    assert seen.count == 1


def test_each_stall_is_told_once_with_its_json_and_its_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Stall] = []
    file = tmp_path / "stalls.jsonl"
    logger = logging.getLogger("tests.watch")
    with watch(terminal=False, json_lines=file, on_stall=told.append, logger=logger) as seen:
        asyncio.run(blocked())
    assert [*seen.stalls] == told
    (line,) = file.read_text().splitlines()
    assert json.loads(line)["schema"] == 1
    assert told[0].json == line
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.nonblock_stall == told[0]  # type: ignore[attr-defined]


def test_a_callback_that_fails_does_not_end_the_telling(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Stall] = []
    failures: list[object] = []

    def note(failure: threading.ExceptHookArgs) -> None:
        failures.append(failure.exc_value)

    monkeypatch.setattr(threading, "excepthook", note)

    def fail_once(stall: Stall) -> None:
        told.append(stall)
        if len(told) == 1:
            raise ValueError(stall)

    async def twice() -> None:
        block()
        await asyncio.sleep(0)
        block()

    with watch(terminal=False, on_stall=fail_once):
        asyncio.run(twice())
    assert len(told) == 2
    assert [type(failure) for failure in failures] == [ValueError]


def test_a_hang_that_holds_the_gil_is_reported_while_it_lasts() -> None:
    source = """
        import asyncio, ctypes, nonblock
        nonblock.watch(hang=0.2)
        async def hang():
            ctypes.PyDLL(None).pause()
        asyncio.run(hang())
    """
    package = str(Path(_native.__file__).parent.parent)
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source)],
        env={**os.environ, "PYTHONPATH": package},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stderr is not None
    line = child.stderr.readline()
    child.kill()
    child.communicate()
    assert line.startswith("nonblock: the event loop has been blocked for ")


def test_stopping_the_process_is_no_stall() -> None:
    source = """
        import asyncio, os, nonblock, sys, time
        async def main():
            until = time.thread_time() + 0.02
            print("ready", flush=True)
            # In the middle of a turn while it is stopped, and for less than the threshold otherwise.
            sys.stdin.readline()
        with nonblock.watch(terminal=False, threshold=1.0) as seen:
            asyncio.run(main())
        print(seen.stalls)
    """
    package = str(Path(_native.__file__).parent.parent)
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source)],
        env={**os.environ, "PYTHONPATH": package},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    child.stdin.write("\n")
    child.stdin.flush()
    # The stop itself has to last longer than the threshold.
    time.sleep(1.5)
    child.send_signal(signal.SIGCONT)
    output, _ = child.communicate()
    assert output == "()\n"


def test_a_loop_without_epoll_is_watched_through_its_selector() -> None:
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())

    async def main() -> tuple[Stall, ...]:
        with watch(terminal=False) as seen:
            await asyncio.sleep(0.01)
            block()
            await asyncio.sleep(0.01)
        return seen.stalls

    try:
        (stall,) = loop.run_until_complete(main())
        assert stall.place is not None
        assert stall.place.function == "block"
        assert "select" not in vars(loop._selector)  # type: ignore[attr-defined]
    finally:
        loop.close()


class SmallLoop:
    """A loop that runs what is queued, one callback after another, and stamps each."""

    def __init__(self) -> None:
        self.heartbeat = Heartbeat()

    def run(self, *callbacks: object) -> None:
        for callback in callbacks:
            self.heartbeat.turn()
            callback()  # type: ignore[operator]
        self.heartbeat.idle()


def test_a_loop_that_stamps_its_callbacks_is_exact_per_callback() -> None:
    loop = SmallLoop()

    def short() -> None:
        time.sleep(0.06)

    with watch(terminal=False) as seen:
        loop.run(short, short, block, short, short, block)
    assert [stall.place and stall.place.function for stall in seen.stalls] == ["block", "block"]
    for stall in seen.stalls:
        assert abs(stall.duration - LONG) <= 0.2 * LONG


def test_loops_in_many_threads_are_told_apart() -> None:
    with watch(terminal=False) as seen:
        threads = [threading.Thread(target=asyncio.run, args=[blocked()]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({stall.thread for stall in seen.stalls}) == 4


def test_a_forked_child_is_watched_and_starts_clean() -> None:
    output = run_script("""
        import asyncio, os, sys, time, nonblock
        async def blocked(): time.sleep(0.25)
        seen = nonblock.watch(terminal=False)
        asyncio.run(blocked())
        child = os.fork()
        if child == 0:
            assert seen.stalls == (), seen.stalls
            asyncio.run(blocked())
            seen.stop()
            print("child", [stall.process == os.getpid() for stall in seen.stalls], flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        asyncio.run(blocked())
        seen.stop()
        print("parent", len(seen.stalls))
    """)
    assert output.stderr == ""
    assert output.stdout == "child [True]\nparent 2\n"


def test_a_fork_in_the_middle_of_a_stall_harms_nobody() -> None:
    output = run_script("""
        import asyncio, os, time, nonblock
        async def forks():
            for _ in range(20):
                until = time.monotonic() + 0.03
                while time.monotonic() < until: pass
                child = os.fork()
                if child == 0:
                    os._exit(7)
                assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        with nonblock.watch(terminal=False) as seen:
            asyncio.run(forks())
        print(len(seen.stalls))
    """)
    assert (output.stdout, output.stderr) == ("1\n", "")


def writable_objects() -> set[tuple[str, str]]:
    """Return the writable parts of mapped files, by their place."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    parts = (line.split(maxsplit=5) for line in lines)
    return {(part[0], part[5]) for part in parts if len(part) == 6 and part[1][1] == "w"}


def test_import_tables_are_read_only_again_and_unhooked_with_the_last_watch() -> None:
    before = writable_objects()
    with watch(terminal=False):
        hooked = _native.hooked_slots()
        with watch(terminal=False):
            assert _native.hooked_slots() == hooked
        assert _native.hooked_slots() == hooked
        assert writable_objects() == before
    assert hooked > 0
    assert _native.hooked_slots() == 0
    assert writable_objects() == before


def test_a_threshold_that_is_no_time_is_refused() -> None:
    for threshold in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="threshold must be a positive number of seconds"):
            watch(threshold=threshold)


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot write stalls to "):
        watch(json_lines=tmp_path / "no" / "such.jsonl")
    assert _native.hooked_slots() == 0


def test_the_environment_starts_the_watch_and_the_summary_comes_at_the_end() -> None:
    output = run_script(
        """
        import nonblock, asyncio, time
        async def blocked(): time.sleep(0.25)
        asyncio.run(blocked())
        """,
        NONBLOCK_WATCH="1",
    )
    assert output.returncode == 0
    assert "nonblock: the event loop was blocked for " in output.stderr
    assert "nonblock: the event loop was blocked once, " in output.stderr


def test_the_environment_may_ask_for_a_logger_and_for_annotations(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import time\ndef block(): time.sleep(0.25)\n")
    output = run_script(
        f"""
        import asyncio, logging, sys
        sys.path.insert(0, {str(tmp_path)!r})
        logging.basicConfig(format="%(name)s %(levelname)s %(message)s")
        import nonblock, app
        async def blocked(): app.block()
        asyncio.run(blocked())
        """,
        NONBLOCK_WATCH="1",
        NONBLOCK_WATCH_TERMINAL="0",
        NONBLOCK_WATCH_LOGGER="app.stalls",
        GITHUB_ACTIONS="true",
        GITHUB_WORKSPACE=str(tmp_path),
    )
    assert "app.stalls WARNING the event loop was blocked for " in output.stderr
    assert "::warning file=app.py,line=2,title=nonblock::the event loop was " in output.stderr


def test_a_setting_that_cannot_be_used_is_told_and_the_program_runs() -> None:
    output = run_script("import nonblock", NONBLOCK_WATCH="1", NONBLOCK_WATCH_THRESHOLD="fast")
    assert output.returncode == 0
    assert output.stderr == (
        "nonblock: not watching: NONBLOCK_WATCH_THRESHOLD='fast' is no number of seconds\n"
    )


def test_the_start_up_file_watches_a_program_that_knows_nothing_of_it(tmp_path: Path) -> None:
    hidden = tmp_path / "sitecustomize.py"
    hidden.write_text("print('hidden one runs')")
    package = Path(_native.__file__).parent
    path = os.pathsep.join([str(package / "_watch_site"), str(tmp_path), str(package.parent)])
    source = "import asyncio, time\nasync def blocked(): time.sleep(0.25)\nasyncio.run(blocked())"
    output = subprocess.run(
        [sys.executable, "-c", source],
        env={**os.environ, "PYTHONPATH": path, "NONBLOCK_WATCH": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert output.stdout == "hidden one runs\n"
    assert output.stderr.count("nonblock: the event loop was blocked for ") == 1
    assert output.stderr.count("nonblock: the event loop was blocked once, ") == 1
