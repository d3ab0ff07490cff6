"""Stalls as OpenTelemetry spans and metrics, by its API alone: which SDK sends them is the program's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonblock import _native

try:
    from opentelemetry import metrics, trace
except ImportError as error:
    raise ImportError(f"{error}: install it with `pip install nonblock[opentelemetry]`") from error

if TYPE_CHECKING:
    from nonblock._watch_record import Stall

_BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_NANOSECONDS = 1_000_000_000


class StallTelemetry:
    """Makes a span and a measurement of each stall that has ended.

    The span `event_loop.blocked` has the stall's own beginning and end. The histogram
    `nonblock.stall.duration` counts seconds by cause and function. Names follow OpenTelemetry's
    conventions where there are any (`code.*`, `thread.*`, `process.*`).

    Example:
        >>> import nonblock
        >>> from nonblock.opentelemetry import StallTelemetry
        >>> nonblock.watch(terminal=False, on_stall=StallTelemetry()).stop()
    """

    def __init__(
        self,
        *,
        tracer_provider: trace.TracerProvider | None = None,
        meter_provider: metrics.MeterProvider | None = None,
    ) -> None:
        """Use these providers, or those that are set for the program."""
        self._tracer = trace.get_tracer("nonblock", _native.__version__, tracer_provider)
        meter = metrics.get_meter("nonblock", _native.__version__, meter_provider)
        self._durations = meter.create_histogram(
            "nonblock.stall.duration",
            unit="s",
            description="How long the event loop was blocked.",
            explicit_bucket_boundaries_advisory=_BOUNDS,
        )

    def __call__(self, stall: Stall) -> None:
        """Take a stall; one that still lasts comes again when it has ended."""
        if not stall.is_over:
            return
        began = round(stall.started * _NANOSECONDS)
        span = self._tracer.start_span(
            "event_loop.blocked",
            # The thread that tells has nothing to do with the one that was blocked.
            context=trace.set_span_in_context(trace.INVALID_SPAN),
            attributes=_attributes(stall),
            start_time=began,
        )
        span.end(began + round(stall.duration * _NANOSECONDS))
        function = {"code.function.name": stall.place.function} if stall.place else {}
        self._durations.record(
            stall.duration, {"nonblock.stall.cause": stall.cause.kind, **function}
        )


def _attributes(stall: Stall) -> dict[str, str | int | float]:
    attributes: dict[str, str | int | float] = {
        "process.pid": stall.process,
        "thread.id": stall.thread,
        "nonblock.stall.cause": stall.cause.kind,
        "nonblock.stall.explanation": stall.cause.explanation,
        "nonblock.stall.cure": stall.cure,
        "nonblock.stall.cpu": stall.measured.cpu,
        "nonblock.stall.run_queue": stall.measured.run_queue,
    }
    if stall.rule:
        attributes["nonblock.stall.rule"] = stall.rule
    if stall.task is not None:
        attributes["asyncio.task.name"] = stall.task.name
    if stall.place is not None:
        attributes["code.function.name"] = stall.place.function
        attributes["code.file.path"] = stall.place.file
        attributes["code.line.number"] = stall.place.line
    if stall.stacks:
        attributes["code.stacktrace"] = "\n".join(map(str, stall.stacks[0].frames))
    return attributes
