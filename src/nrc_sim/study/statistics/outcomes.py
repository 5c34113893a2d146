"""Final indices, and the classes of outcomes they fall into."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrc_sim.engine.blocks import Codes, Floats
from nrc_sim.study.statistics.intervals import EstimatedShare, wilson_share


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
    from nrc_sim.study.statistics.counting import classify_values

    outcome: Codes = np.empty(final.size, dtype=np.uint8)
    values = np.require(final, dtype=np.float64, requirements=["C", "W"])
    classify_values(values, np.array(bounds, dtype=np.float64), outcome)
    return outcome


def count_shares(counts: Sequence[int], classes: tuple[str, ...]) -> dict[str, EstimatedShare]:
    """Return the share of runs in each class of outcome.

    Parameters
    ----------
    counts : number of runs in each class, at least one run in all
    classes : names of the classes, lowest first
    """
    numbers = [int(count) for count in counts]
    return {name: wilson_share(count, sum(numbers)) for name, count in zip(classes, numbers, strict=True)}
