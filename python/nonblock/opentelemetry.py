"""Stalls as OpenTelemetry spans and metrics; needs `pip install nonblock[opentelemetry]`."""

from __future__ import annotations

from nonblock._opentelemetry import StallTelemetry

__all__ = ["StallTelemetry"]
