"""Ratios of things measured side by side, and how far they can be trusted."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Ratio:
    """The median of paired ratios, and the interval in which the true median lies with 95 %."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        """Return `1.004 (0.998 to 1.009)`."""
        return f"{self.median:.3f} ({self.low:.3f} to {self.high:.3f})"


def ratio(ones: Sequence[float], others: Sequence[float]) -> Ratio:
    """Compare what was measured in the same rounds; nothing is assumed of how the noise is distributed."""
    ratios = sorted(one / other for one, other in zip(ones, others, strict=True))
    rank = _rank(len(ratios))
    return Ratio(statistics.median(ratios), ratios[rank], ratios[-rank - 1])


def _rank(count: int) -> int:
    """Return from which of the sorted values on the interval begins: order statistics of the median."""
    rank, below = -1, 0.0
    while below + comb(count, rank + 1) / 2**count <= 0.025:
        rank += 1
        below += comb(count, rank) / 2**count
    return max(rank, 0)
