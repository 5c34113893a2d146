"""How many runs it takes until the shares of the outcome classes are known well enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nrc_sim.errors import InputError
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.statistics.intervals import NORMAL_QUANTILE

MOST_RUNS = 10_000_000
"""Most runs of each scenario that an error may ask for."""


def half_widths(counts: ArrayLike, totals: ArrayLike) -> NDArray[np.float64]:
    """Return half the widths of the 95% Wilson intervals of shares.

    Parameters
    ----------
    counts : runs with a property
    totals : all runs, >= 1
    """
    counted, total = np.asarray(counts, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    share, squared = counted / total, NORMAL_QUANTILE**2
    spread = np.sqrt(share * (1.0 - share) / total + squared / (4.0 * total**2))
    return np.asarray(NORMAL_QUANTILE / (1.0 + squared / total) * spread)


def runs_needed(counts: Sequence[Sequence[int]], done: int, error: float) -> int:
    """Return the next number of runs of each scenario at which the shares may be known well enough.

    Parameters
    ----------
    counts : runs in each class of outcome, for each scenario
    done : runs of each scenario so far, whole leaves
    error : largest half-width of a 95% interval that is wanted

    Returns
    -------
    `done` if the shares are known well enough; otherwise the first number of whole leaves that is not excluded already:
    whatever the classes of the runs to come, with fewer at least one interval would be too wide. Asked again and again,
    this gives the least number of whole leaves that is enough.

    Raises
    ------
    InputError
        If, with shares like those so far, it would take more than `MOST_RUNS`.
    """
    pairs = [(count, sum(scenario)) for scenario in counts for count in scenario if sum(scenario)]
    wide = [pair for pair in pairs if half_widths(*pair) > error]
    if not wide:
        return done
    _check_limit(wide, error)
    return done + LEAF_RUNS * max(_leaves_excluded(count, total, error) + 1 for count, total in wide)


def _leaves_excluded(count: int, total: int, error: float) -> int:
    """Return after how many more leaves the interval is still too wide, whatever their runs are."""
    more = LEAF_RUNS * np.arange(1, MOST_RUNS // LEAF_RUNS + 1)
    # The interval is narrowest for shares near 0 and 1: if no run to come is in the class, or if all are.
    enough = np.minimum(half_widths(count, total + more), half_widths(count + more, total + more)) <= error
    return int(np.argmax(enough))


def _check_limit(pairs: Sequence[tuple[int, int]], error: float) -> None:
    """Refuse an error that would take too many runs, with shares like those so far."""
    spread = max(count / total * (1 - count / total) for count, total in pairs) * NORMAL_QUANTILE**2
    if spread / error**2 > MOST_RUNS:
        raise InputError(
            f"until_error {error:g} would take about {spread / error**2:,.0f} runs of each scenario",
            allowed=f"at most {MOST_RUNS:,} runs, here an error of about {(spread / MOST_RUNS) ** 0.5:.1g} or more",
        )
