"""Stalls as OpenTelemetry's own SDK receives them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import nonblock
from nonblock.opentelemetry import StallTelemetry


def block() -> None:
    time.sleep(0.25)


async def blocked() -> None:
    block()


class Received:
    """What an exporter would send."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.reader = InMemoryMetricReader()
        traces = TracerProvider(shutdown_on_exit=False)
        traces.add_span_processor(SimpleSpanProcessor(self.exporter))
        meters = MeterProvider([self.reader], shutdown_on_exit=False)
        self.telemetry = StallTelemetry(tracer_provider=traces, meter_provider=meters)

    def points(self) -> list[Any]:
        data = self.reader.get_metrics_data()
        assert data is not None
        (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
        assert (metric.name, metric.unit) == ("nonblock.stall.duration", "s")
        return list(metric.data.data_points)


def test_a_stall_is_a_span_of_its_own_time_with_its_place_and_cure() -> None:
    received = Received()
    before = time.time_ns()
    with nonblock.watch(terminal=False, on_stall=received.telemetry) as seen:
        asyncio.run(blocked())
    (stall,) = seen.stalls
    (span,) = received.exporter.get_finished_spans()
    assert span.name == "event_loop.blocked"
    assert span.parent is None
    assert span.start_time is not None
    assert span.end_time is not None
    assert before <= span.start_time < span.end_time <= time.time_ns()
    assert abs((span.end_time - span.start_time) / 1e9 - stall.duration) < 1e-6
    attributes = dict(span.attributes or {})
    assert attributes["code.function.name"] == "block"
    assert attributes["code.file.path"] == __file__
    assert attributes["nonblock.stall.cause"] == "sleep"
    assert stall.task is not None
    assert attributes["asyncio.task.name"] == stall.task.name
    assert attributes["nonblock.stall.cure"] == "in `block` write `await asyncio.sleep(...)`"
    assert str(attributes["code.stacktrace"]).startswith(f"{__file__}:")


def test_durations_are_counted_by_cause_and_function() -> None:
    received = Received()

    async def twice() -> None:
        block()
        await asyncio.sleep(0)
        block()

    with nonblock.watch(terminal=False, on_stall=received.telemetry):
        asyncio.run(twice())
    (point,) = received.points()
    assert point.count == 2
    assert dict(point.attributes) == {
        "nonblock.stall.cause": "sleep",
        "code.function.name": "block",
    }
    assert point.explicit_bounds[2] == 0.1


def test_a_hang_is_one_span_when_it_has_ended() -> None:
    received = Received()
    with nonblock.watch(terminal=False, hang=0.1, on_stall=received.telemetry):
        asyncio.run(blocked())
    assert len(received.exporter.get_finished_spans()) == 1


def test_without_the_extra_the_way_to_install_it_is_told() -> None:
    source = "import sys; sys.modules['opentelemetry'] = None; import nonblock.opentelemetry"
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False, timeout=60
    )
    assert "pip install nonblock[opentelemetry]" in done.stderr


def test_importing_nonblock_imports_no_telemetry() -> None:
    source = "import sys, nonblock; assert 'opentelemetry' not in sys.modules"
    subprocess.run([sys.executable, "-c", source], check=True, timeout=60)


@pytest.fixture(autouse=True)
def _no_providers_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_SDK_DISABLED", raising=False)
