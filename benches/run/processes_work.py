"""Functions that the benches call; a module of their own, so that every pool can import them."""

from __future__ import annotations

import os
import signal
from typing import Any


def noop() -> None:
    """Do nothing."""


def echo(value: Any) -> Any:
    """Give back."""
    return value


def size(value: Any) -> int:
    """Give back how much there is."""
    return len(value)


def numpy_sum() -> float:
    """Need numpy."""
    import numpy

    return float(numpy.ones(10).sum())


def die() -> None:
    """End the worker."""
    os.kill(os.getpid(), signal.SIGKILL)
