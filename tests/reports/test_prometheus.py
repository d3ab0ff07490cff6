"""Figures for Prometheus, read by the parser of its own client."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

import nonblock
from nonblock import _native

from .test_record import BLOCKS_ONCE, SERVICE

if TYPE_CHECKING:
    from .conftest import Start

EXPECTED = {
    "nonblock_loops": "gauge",
    "nonblock_loop_blocked_seconds": "gauge",
    "nonblock_loop_lag_seconds": "histogram",
    "nonblock_loop_busy_seconds": "counter",
    "nonblock_loop_watched_seconds": "counter",
    "nonblock_stall_duration_seconds": "histogram",
    "nonblock_stalls": "counter",
    "nonblock_stall_seconds": "counter",
}


class Figures:
    """A page of figures, understood."""

    def __init__(self, text: str) -> None:
        families = list(text_string_to_metric_families(text))
        assert {it.name: it.type for it in families} == EXPECTED
        self.samples = [sample for family in families for sample in family.samples]

    def sum(self, name: str, **labels: str) -> float:
        """Return the sum of all samples of that name with those labels."""
        return sum(
            it.value
            for it in self.samples
            if it.name == name and labels.items() <= it.labels.items()
        )


def fetch(address: str, path: str = "/metrics") -> str:
    with urllib.request.urlopen(f"http://{address}{path}", timeout=30) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        text: str = answer.read().decode()
        return text


def block() -> None:
    time.sleep(0.25)


async def blocked() -> None:
    await asyncio.sleep(0.1)
    block()


def test_figures_of_this_process_are_there_for_the_asking() -> None:
    with nonblock.watch(terminal=False) as seen:
        asyncio.run(blocked())
        assert len(seen.stalls) == 1
        figures = Figures(seen.metrics())
    assert seen.prometheus is None
    assert figures.sum("nonblock_stalls_total", cause="sleep", function="block") == 1
    assert 0.2 <= figures.sum("nonblock_stall_seconds_total", cause="sleep") <= 2
    assert figures.sum("nonblock_stall_duration_seconds_count", cause="sleep") == 1
    assert figures.sum("nonblock_stall_duration_seconds_bucket", cause="sleep", le="0.1") == 0
    assert figures.sum("nonblock_stall_duration_seconds_bucket", cause="sleep", le="+Inf") == 1
    busy = figures.sum("nonblock_loop_busy_seconds_total")
    assert 0.1 <= busy <= figures.sum("nonblock_loop_watched_seconds_total")
    looks = figures.sum("nonblock_loop_lag_seconds_count")
    assert figures.sum("nonblock_loop_lag_seconds_bucket", le="0.1") < looks


def test_a_hang_is_seen_while_it_lasts() -> None:
    async def hang() -> float:
        time.sleep(0.4)  # noqa: ASYNC251
        assert seen.prometheus is not None
        # The loop itself stands still while it asks.
        return Figures(fetch(seen.prometheus)).sum("nonblock_loop_blocked_seconds")

    with nonblock.watch(terminal=False, prometheus="127.0.0.1:0") as seen:
        assert asyncio.run(hang()) >= 0.3


def test_a_taken_address_is_refused_and_a_wrong_one_explained() -> None:
    with nonblock.watch(terminal=False, prometheus="127.0.0.1:0") as seen:
        assert seen.prometheus is not None
        with pytest.raises(OSError, match=r"cannot serve metrics at 127\.0\.0\.1:"):
            nonblock.watch(terminal=False, prometheus=seen.prometheus)
    with pytest.raises(ValueError, match=r"write it as 127\.0\.0\.1:9464"):
        nonblock.watch(prometheus="example.org:80")


def test_the_address_is_free_again_after_the_watch() -> None:
    with nonblock.watch(terminal=False, prometheus="127.0.0.1:0") as seen:
        address = seen.prometheus
    with nonblock.watch(terminal=False, prometheus=address) as seen:
        assert seen.prometheus == address


def test_a_forked_child_serves_its_own_figures_beside_its_parent_s() -> None:
    source = """
        import asyncio, os, time, urllib.request, nonblock
        async def blocked(): time.sleep(0.25)
        def stalls():
            with urllib.request.urlopen(f"http://{seen.prometheus}/metrics") as answer:
                text = answer.read().decode()
            return [line for line in text.splitlines() if line.startswith("nonblock_stalls_total")]
        seen = nonblock.watch(terminal=False, prometheus="127.0.0.1:0")
        first = seen.prometheus
        asyncio.run(blocked())
        child = os.fork()
        if child == 0:
            print(seen.prometheus != first, stalls() == [], flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        print(seen.prometheus == first, len(stalls()))
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", re.sub("^ {8}", "", source, flags=re.MULTILINE)],
        env={**os.environ, "PYTHONPATH": str(Path(_native.__file__).parent.parent)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("True True\nTrue 1\n", "")


def test_a_process_is_measured_from_outside(command: Path, start: Start) -> None:
    with start(SERVICE) as service:
        watcher = subprocess.Popen(
            [command, "watch", "--pid", str(service.pid), "--prometheus", "127.0.0.1:0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert watcher.stderr is not None
        (address,) = re.findall("metrics at http://(.*)/metrics\n", watcher.stderr.readline())
        while not (figures := Figures(fetch(address))).sum("nonblock_stalls_total"):
            assert watcher.poll() is None
        watcher.kill()
        watcher.communicate()
    assert figures.sum("nonblock_stalls_total", cause="sleep", function="load_report") >= 1
    assert figures.sum("nonblock_loops") == 1


def test_a_program_that_is_run_says_where_its_figures_are(command: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(BLOCKS_ONCE)
    done = subprocess.run(
        [
            command,
            "watch",
            "run",
            "--python",
            sys.executable,
            "--prometheus",
            "127.0.0.1:0",
            str(tmp_path / "app.py"),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 7
    assert re.search(
        r"^nonblock: metrics at http://127\.0\.0\.1:\d+/metrics$", done.stderr, re.MULTILINE
    )
