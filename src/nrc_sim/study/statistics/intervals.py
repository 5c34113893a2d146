"""Shares of runs with their intervals."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NORMAL_QUANTILE = 1.959963984540054
"""Standard normal quantile at .975: half the width of a 95% interval in standard errors."""


class EstimatedShare(NamedTuple):
    """Share of runs, 0..1, with its 95% Wilson interval."""

    share: float
    low: float
    high: float


def wilson_share(count: int, total: int) -> EstimatedShare:
    """Return a share with its 95% Wilson score interval.

    Parameters
    ----------
    count : number of runs with the property, 0..total
    total : number of runs, >= 1

    Notes
    -----
    Wilson (1927): unlike the normal interval it stays within 0..1 and has width at shares of 0 and 1.
    """
    share, squared = count / total, NORMAL_QUANTILE**2
    centre = (share + squared / (2 * total)) / (1 + squared / total)
    spread = NORMAL_QUANTILE / (1 + squared / total) * sqrt(share * (1 - share) / total + squared / (4 * total**2))
    # At the two ends rounding would leave the bound a hair beside the share itself.
    low = 0.0 if count == 0 else centre - spread
    high = 1.0 if count == total else centre + spread
    return EstimatedShare(share, low, high)


def share_of(marked: NDArray[np.bool_]) -> EstimatedShare:
    """Return the share of runs that are marked, with its interval."""
    return wilson_share(int(np.count_nonzero(marked)), marked.size)
