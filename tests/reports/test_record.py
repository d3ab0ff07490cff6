"""`nonblock watch record` and `watch run -o`: what is written, in each format, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Call, Start

SERVICE = """
import asyncio, time
def load_report():
    time.sleep(0.2)
async def handle():
    load_report()
async def main():
    print("ready", flush=True)
    while True:
        await asyncio.create_task(handle(), name="handler")
        await asyncio.sleep(0.1)
asyncio.run(main())
"""

BLOCKS_ONCE = """
import asyncio, sys, time
async def main():
    time.sleep(0.25)
asyncio.run(main())
sys.exit(7)
"""


def record(call: Call, start: Start, path: Path, *args: object) -> str:
    with start(SERVICE) as service:
        done = call("record", "--pid", service.pid, "--duration", "1.5s", "-o", path, *args)
        assert service.poll() is None
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("nonblock: the event loop was blocked ")
    assert f"recording process {service.pid} (CPython 3." in done.stderr
    assert f"nonblock: wrote {path}\n" in done.stderr
    return path.read_text()


def test_speedscope_gets_the_loop_s_time_and_each_stall(
    call: Call, start: Start, tmp_path: Path
) -> None:
    file = json.loads(record(call, start, tmp_path / "out.speedscope.json"))
    frames: list[dict[str, Any]] = file["shared"]["frames"]
    loop, *stalls = file["profiles"]
    names: set[str] = {frames[index]["name"] for stack in loop["samples"] for index in stack}
    assert {"(idle)", "load_report"} <= names
    # Looked at all the time, but for the first and last look.
    assert 1.0 <= loop["endValue"] <= 2.5
    assert stalls
    assert all("load_report: slept" in stall["name"] for stall in stalls)


def test_a_trace_shows_calls_and_stalls_of_the_loop(
    call: Call, start: Start, tmp_path: Path
) -> None:
    file = json.loads(record(call, start, tmp_path / "out.trace.json"))
    events: list[dict[str, Any]] = file["traceEvents"]
    assert {"load_report", "handle"} <= {event["name"] for event in events if event["ph"] == "B"}
    stalls = [event for event in events if event["ph"] == "X"]
    assert all(stall["dur"] >= 150_000 for stall in stalls[1:-1])
    assert {stall["args"]["task"] for stall in stalls} == {"handler"}


def test_a_picture_is_a_flame_graph_of_what_ran(call: Call, start: Start, tmp_path: Path) -> None:
    picture = ET.fromstring(record(call, start, tmp_path / "out.svg"))  # noqa: S314
    titles = [it.text or "" for it in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert any(title.startswith("load_report (<string>:4) ") for title in titles)


def test_the_format_may_be_named_instead(call: Call, start: Start, tmp_path: Path) -> None:
    lines = record(call, start, tmp_path / "out.txt", "--format", "json-lines").splitlines()
    assert all(json.loads(line)["schema"] == 1 for line in lines)
    assert lines


def test_the_recording_is_written_when_it_is_interrupted(
    command: Path, start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "out.html"
    with start(SERVICE) as service:
        recorder = subprocess.Popen(
            [command, "watch", "record", "--pid", str(service.pid), "-o", path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert recorder.stderr is not None
        assert recorder.stderr.readline().startswith("recording process ")
        recorder.send_signal(signal.SIGINT)
        recorder.communicate(timeout=60)
    assert recorder.returncode in {0, 1}
    assert path.read_text().startswith("<!doctype html>")


def test_a_name_without_a_format_is_refused_before_anything_is_recorded(
    call: Call, tmp_path: Path
) -> None:
    done = call("record", "--pid", os.getpid(), "-o", tmp_path / "out.json")
    assert done.returncode == 2
    assert "out.json does not say the format of the report\nhint: let it end in .html," in (
        done.stderr
    )


def test_a_file_that_cannot_be_written_is_refused_before_anything_is_recorded(
    call: Call, tmp_path: Path
) -> None:
    (tmp_path / "folder.html").mkdir()
    for path in (tmp_path / "no" / "out.html", tmp_path / "folder.html"):
        done = call("record", "--pid", os.getpid(), "-o", path)
        assert done.returncode == 2
        assert done.stderr.startswith(f"error: cannot write {path}: ")


def test_a_recording_without_a_file_is_refused(call: Call) -> None:
    done = call("record", "--pid", os.getpid())
    assert done.returncode == 2
    assert "--output <FILE>" in done.stderr


def run_program(
    call: Call, tmp_path: Path, source: str, *args: object
) -> tuple[subprocess.CompletedProcess[str], list[dict[str, Any]]]:
    """Run a program to its end and return the stalls of its report."""
    (tmp_path / "app.py").write_text(source)
    path = tmp_path / "out.jsonl"
    done = call("run", "--python", sys.executable, "-o", path, *args, tmp_path / "app.py")
    return done, [json.loads(line) for line in path.read_text().splitlines()]


def test_a_program_that_is_run_keeps_its_exit_code_and_leaves_a_report(
    call: Call, tmp_path: Path
) -> None:
    done, stalls = run_program(call, tmp_path, BLOCKS_ONCE)
    assert done.returncode == 7
    (stall,) = stalls
    assert stall["place"]["function"] == "main"
    assert "nonblock: the event loop was blocked once, " in done.stderr


def test_stalls_of_children_are_in_the_report_too(call: Call, tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text(BLOCKS_ONCE)
    source = f"""
import subprocess, sys
codes = {{subprocess.run([sys.executable, {str(tmp_path / "child.py")!r}]).returncode for _ in range(2)}}
assert codes == {{7}}
"""
    done, stalls = run_program(call, tmp_path, source)
    assert done.returncode == 0, done.stderr
    assert len({stall["process"] for stall in stalls}) == 2


def test_what_was_seen_of_a_program_that_is_killed_is_kept(call: Call, tmp_path: Path) -> None:
    source = BLOCKS_ONCE.replace("sys.exit(7)", "import os, signal; os.kill(os.getpid(), 9)")
    source = source.replace("time.sleep(0.25)", "time.sleep(0.25); await asyncio.sleep(0.2)")
    done, stalls = run_program(call, tmp_path, source)
    assert done.returncode == 128 + signal.SIGKILL
    assert len(stalls) == 1


def test_signals_reach_the_program_once(command: Path, tmp_path: Path) -> None:
    source = """
import os, signal, sys
seen = []
arrived, arrive = os.pipe()
os.set_blocking(arrive, False)
signal.set_wakeup_fd(arrive)
signal.signal(signal.SIGTERM, lambda *_: None)
signal.signal(signal.SIGINT, lambda *_: None)
print("ready", flush=True)
while len(seen) < 2:
    seen.append(signal.Signals(os.read(arrived, 1)[0]).name.removeprefix("SIG"))
    print(seen, flush=True)
sys.exit(3)
"""
    run = [
        str(command),
        "watch",
        "run",
        "--python",
        sys.executable,
        "-o",
        str(tmp_path / "out.html"),
    ]
    program = subprocess.Popen(
        [*run, "--", sys.executable, "-c", source],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    program.send_signal(signal.SIGTERM)
    assert program.stdout.readline() == "['TERM']\n"
    program.send_signal(signal.SIGINT)
    output, _ = program.communicate(timeout=60)
    assert output == "['TERM', 'INT']\n"
    assert program.returncode == 3


def test_a_program_in_which_nothing_could_be_watched_is_said_so(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    done = call("run", "--python", sys.executable, "-o", path, "--", "true")
    assert done.returncode == 0
    assert "warning: no Python process of the program was watched" in done.stderr
    assert path.exists()


@pytest.mark.parametrize("option", ["--json-lines", "-o"])
def test_a_report_and_json_lines_are_one_or_the_other(
    call: Call, tmp_path: Path, option: str
) -> None:
    other = {"-o": "--json-lines", "--json-lines": "-o"}[option]
    one, two = tmp_path / "a.html", tmp_path / "b.html"
    done = call("run", option, one, other, two, "app.py")
    assert done.returncode == 2
    assert "cannot be used with" in done.stderr
