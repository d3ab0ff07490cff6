"""Files for other programs are what those programs document: trace events for Perfetto, profiles for speedscope.

The rules are those of the "Trace Event Format" document and of speedscope's `file-format-spec`, as far as they concern
what we write; a reader that is strict about any of them must be content.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Call, Start

Event: TypeAlias = "dict[str, Any]"

# Two loops in threads, names that are hard to write down, deep and shallow stacks, idle time.
SERVICE = """
import asyncio, threading, time

EVIL = 'quote " backslash \\\\ </script> \\u2028 \\x1b[2J \\ud83d\\ude00'

def deep(n):
    return time.sleep(0.12) if n == 0 else deep(n - 1)

def block():
    time.sleep(0.12)

block.__code__ = block.__code__.replace(co_name=EVIL, co_filename=EVIL)

async def main(ready=None):
    if ready:
        ready.wait()
        print("ready", flush=True)
    else:
        is_ready.set()
    while True:
        await asyncio.create_task(asyncio.to_thread(int), name=EVIL)
        deep(5)
        await asyncio.sleep(0.03)
        block()

is_ready = threading.Event()
threading.Thread(target=lambda: asyncio.run(main()), daemon=True).start()
asyncio.run(main(is_ready))
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, call: Call, start: Start) -> Path:
    """Return a folder with a recording in both formats."""
    folder = tmp_path_factory.mktemp("formats")
    with start(SERVICE) as service:
        for name in ("out.trace.json", "out.speedscope.json"):
            done = call("record", "--pid", service.pid, "--duration", "2s", "-o", folder / name)
            assert done.returncode == 1, done.stderr
    return folder


def is_time(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def complaints(trace: dict[str, Any]) -> list[str]:
    """Return what is wrong with a trace, by the document's rules."""
    found: list[str] = []
    if trace.get("displayTimeUnit", "ms") not in {"ms", "ns"}:
        found.append("displayTimeUnit is neither ms nor ns")
    events: list[Event] = trace["traceEvents"]
    for event in events:
        found += (f"{problem}: {event}" for problem in problems_of(event))
    tracks: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        tracks.setdefault((event["pid"], event["tid"]), []).append(event)
    named = {(it["pid"], it["tid"]) for it in events if it["name"] == "thread_name"}
    processes = {it["pid"] for it in events if it["name"] == "process_name"}
    for (process, thread), track in tracks.items():
        timed = [event for event in track if event["ph"] != "M"]
        if timed and (process not in processes or (process, thread) not in named):
            found.append(f"nobody names thread {thread} of process {process}")
        found += (
            f"{one} after {other}" for other, one in pairwise(timed) if one["ts"] < other["ts"]
        )
        found += nesting(timed)
    return found


def problems_of(event: Event) -> list[str]:
    """Return what is wrong with one event."""
    found: list[str] = []
    if not isinstance(event["name"], str):
        found.append("the name is no text")
    if type(event["pid"]) is not int or type(event["tid"]) is not int:
        found.append("pid and tid are no numbers")
    if not isinstance(event.get("args", {}), dict):
        found.append("args is no object")
    return found + of_phase(event)


def of_phase(event: Event) -> list[str]:
    """Return what is wrong with what an event of its kind must have."""
    found: list[str] = []
    match event["ph"]:
        case "M":
            if event["name"] not in {"process_name", "thread_name"}:
                found.append("unknown metadata")
            if not isinstance(event["args"]["name"], str):
                found.append("metadata without a name")
        case "B" | "E" if not is_time(event["ts"]):
            found.append("no time")
        case "X" if not (is_time(event["ts"]) and is_time(event["dur"])):
            found.append("no time, or no duration")
        case "B" | "E" | "X":
            if not isinstance(event["cat"], str):
                found.append("the category is no text")
        case other:
            found.append(f"phase {other}")
    return found


def nesting(events: list[Event]) -> list[str]:
    """Return what is wrong with calls in calls on one track."""
    found, opened, until = list[str](), list[Event](), 0.0
    for event in events:
        if event["ph"] == "B":
            opened.append(event)
        elif event["ph"] == "E":
            if not opened:
                found.append(f"ends what never began: {event}")
            elif (began := opened.pop())["name"] != event["name"]:
                found.append(f"{event} ends {began}")
        elif event["ts"] < until - 0.001:
            found.append(f"overlaps: {event}")
        else:
            until = event["ts"] + event.get("dur", 0.0)
    return found + [f"never ends: {event}" for event in opened]


def test_the_rules_find_what_is_wrong() -> None:
    event = {"ph": "B", "name": "f", "cat": "c", "pid": 1, "tid": 1, "ts": 5.0}
    names = [
        {"ph": "M", "name": name, "pid": 1, "tid": 1, "args": {"name": "n"}}
        for name in ("process_name", "thread_name")
    ]
    end = {**event, "ph": "E", "ts": 6.0}
    assert complaints({"traceEvents": [*names, event, end]}) == []
    for broken in (
        [*names, event],
        [*names, end, event],
        [*names, event, {**end, "name": "g"}],
        [*names, event, {**end, "ts": 4.0}],
        [*names, {**event, "ts": -1.0}, end],
        [*names, {**event, "pid": "1"}, end],
        [*names, {**event, "ph": "Q"}],
        [event, end],
        [*names, {**event, "ph": "X", "dur": -2.0}],
        [*names, {**event, "ph": "X", "dur": 9.0}, {**event, "ph": "X", "ts": 7.0, "dur": 9.0}],
    ):
        assert complaints({"traceEvents": broken}) != [], broken


def test_a_trace_is_what_the_document_of_trace_events_says(recorded: Path) -> None:
    trace = json.loads((recorded / "out.trace.json").read_text())
    assert complaints(trace) == []
    kinds = [event["ph"] for event in trace["traceEvents"]]
    assert {"M", "B", "E", "X"} == set(kinds)
    # Both loops, and a track of stalls for each.
    tracks = {event["tid"] for event in trace["traceEvents"] if event["ph"] in {"B", "X"}}
    assert len(tracks) == 4


def test_a_trace_of_a_program_that_watches_itself_is_one_as_well(
    call: Call, tmp_path: Path
) -> None:
    source = "import asyncio, time\nasync def main():\n    time.sleep(0.25)\nasyncio.run(main())\n"
    (tmp_path / "app.py").write_text(source)
    call("run", "-o", tmp_path / "out.trace.json", tmp_path / "app.py")
    trace = json.loads((tmp_path / "out.trace.json").read_text())
    assert complaints(trace) == []
    assert [event["ph"] for event in trace["traceEvents"]].count("X") == 1


def of_type(value: object, *types: type) -> None:
    assert isinstance(value, types), value
    assert not isinstance(value, bool), value


def test_a_profile_is_what_the_specification_of_speedscope_says(recorded: Path) -> None:
    file = json.loads((recorded / "out.speedscope.json").read_text())
    assert file["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    assert set(file) <= {"$schema", "shared", "profiles", "name", "activeProfileIndex", "exporter"}
    of_type(file["name"], str)
    of_type(file["exporter"], str)
    of_type(file["activeProfileIndex"], int)
    assert 0 <= file["activeProfileIndex"] < len(file["profiles"])
    assert set(file["shared"]) == {"frames"}
    frames = file["shared"]["frames"]
    for frame in frames:
        assert {"name"} <= set(frame) <= {"name", "file", "line", "col"}
        of_type(frame["name"], str)
        of_type(frame.get("file", ""), str)
        of_type(frame.get("line", 1), int)
        assert frame.get("line", 1) >= 1
    assert len({json.dumps(frame) for frame in frames}) == len(frames)
    for profile in file["profiles"]:
        assert set(profile) == {
            *("type", "name", "unit", "startValue", "endValue", "samples", "weights")
        }
        assert profile["type"] == "sampled"
        of_type(profile["name"], str)
        assert profile["unit"] in {
            *("none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes")
        }
        of_type(profile["startValue"], int, float)
        of_type(profile["endValue"], int, float)
        assert len(profile["samples"]) == len(profile["weights"])
        assert all(is_time(weight) for weight in profile["weights"])
        length = profile["endValue"] - profile["startValue"]
        assert sum(profile["weights"]) == pytest.approx(length)
        for stack in profile["samples"]:
            assert all(type(index) is int and 0 <= index < len(frames) for index in stack)


def test_metadata_is_there_for_threads_that_were_never_looked_at(
    tmp_path: Path, call: Call
) -> None:
    """A program in which each thread's loop stalls once, told by the watchdog alone."""
    source = """
import asyncio, threading, time
async def main():
    time.sleep(0.25)
threads = [threading.Thread(target=lambda: asyncio.run(main())) for _ in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    (tmp_path / "app.py").write_text(source)
    done = call("run", "-o", tmp_path / "out.trace.json", tmp_path / "app.py")
    assert done.returncode == 0, done.stderr
    trace = json.loads((tmp_path / "out.trace.json").read_text())
    assert complaints(trace) == []
    assert len({event["tid"] for event in trace["traceEvents"] if event["ph"] == "X"}) == 3
