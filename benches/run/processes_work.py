"""Functions that the benches call; a module that imports little, so that every pool can import it."""

from __future__ import annotations

import os
import signal


def noop() -> None:
    """Do nothing."""


def echo(value: object) -> object:
    """Give back."""
    return value


def size(value: bytes) -> int:
    """Give back how much there is."""
    return len(value)


def numpy_sum() -> float:
    """Need numpy."""
    import numpy

    return float(numpy.ones(10).sum())


def die() -> None:
    """End the worker."""
    os.kill(os.getpid(), signal.SIGKILL)
