"""Preloaded by the processes of the Dask cluster of the tests: it has never heard of nonblock."""

from __future__ import annotations

import sys

sys.modules["nonblock"] = None  # type: ignore[assignment]
