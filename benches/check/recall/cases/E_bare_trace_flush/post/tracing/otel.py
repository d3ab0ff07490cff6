import asyncio
from contextlib import asynccontextmanager

from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


class Tracer:
    def __init__(self, exporter) -> None:
        self._provider = TracerProvider()
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        trace.set_tracer_provider(self._provider)

    async def force_flush(self, timeout_ms: int = 30000) -> bool:
        return await asyncio.to_thread(self._provider.force_flush, timeout_ms)  # silent: tracer


class Meter:
    def __init__(self, readers) -> None:
        self._provider = MeterProvider(metric_readers=readers)

    async def force_flush(self, timeout_ms: int = 10000) -> bool:
        return await asyncio.to_thread(self._provider.force_flush, timeout_ms)  # silent: meter


@asynccontextmanager
async def traced(tracer: Tracer):
    try:
        yield tracer
    finally:
        await tracer.force_flush()
