"""Final indices, classes of outcomes and shares of runs with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.blocks import Codes, Floats
from nrc_sim.rules.institution import frozen

NORMAL_QUANTILE = 1.959963984540054
"""Standard normal quantile at .975: half the width of a 95% interval in standard errors."""


class Share(NamedTuple):
    """Share of runs, 0..1, with its 95% Wilson interval."""

    share: float
    low: float
    high: float


def wilson_share(count: int, total: int) -> Share:
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
    return Share(share, low, high)


def share_of(marked: NDArray[np.bool_]) -> Share:
    """Return the share of runs that are marked, with its interval."""
    return wilson_share(int(np.count_nonzero(marked)), marked.size)


def running_mean(values: Floats, months: int) -> Floats:
    """Average every month and those before it over a window; near the start it holds the months that there are.

    Parameters
    ----------
    values : array (run, month, ...)
    months : length of the window, >= 1

    Returns
    -------
    array of the same shape and memory order
    """
    total = np.zeros_like(values)
    # In a fixed order, the earliest first: a NumPy reduction may give other bits for one run than for many.
    for lag in reversed(range(min(months, values.shape[1]))):
        total[:, lag:] += values[:, : values.shape[1] - lag]
    counts = np.minimum(np.arange(1.0, values.shape[1] + 1), months)
    total /= counts.reshape(-1, *[1] * (values.ndim - 2))
    return total


def window_mean(values: Floats, months: int) -> Floats:
    """Average the last months of the horizon, giving an array (run, ...), bit for bit the last month of `running_mean`.

    Parameters
    ----------
    values : array (run, month, ...)
    months : length of the window; a shorter horizon is taken whole
    """
    window = values[:, -months:]
    total = np.zeros_like(window[:, 0])
    for month in range(window.shape[1]):
        total += window[:, month]
    total /= window.shape[1]
    return total


def final_index(index: Floats, months: int) -> Floats:
    """Average the index over the last months of the horizon.

    Parameters
    ----------
    index : array (run, month), points
    months : length of the final window; a shorter horizon is taken whole
    """
    return window_mean(index, months)


def classify_runs(final: Floats, bounds: tuple[float, ...]) -> Codes:
    """Give each run the code of its class of outcome.

    Parameters
    ----------
    final : array (run), final index in points
    bounds : lower bounds of all classes but the lowest, ascending
    """
    from nrc_sim.counting import classify_values

    outcome: Codes = np.empty(final.size, dtype=np.uint8)
    values = np.require(final, dtype=np.float64, requirements=["C", "W"])
    classify_values(values, np.array(bounds, dtype=np.float64), outcome)
    return outcome


def count_shares(counts: Sequence[int], classes: tuple[str, ...]) -> dict[str, Share]:
    """Return the share of runs in each class of outcome.

    Parameters
    ----------
    counts : number of runs in each class, at least one run in all
    classes : names of the classes, lowest first
    """
    numbers = [int(count) for count in counts]
    return {name: wilson_share(count, sum(numbers)) for name, count in zip(classes, numbers, strict=True)}


def mark_frozen(regime: Codes, regimes: tuple[str, ...]) -> NDArray[np.bool_]:
    """Mark the months in which the institution is frozen, array (run, month).

    Parameters
    ----------
    regime : array (run, month), codes of regimes
    regimes : names of the regimes
    """
    codes = [code for code in range(len(regimes)) if frozen(code)]
    return np.isin(regime, codes)
