"""Means, quantiles and their intervals, as they are published."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from typing import Protocol

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.study.statistics.histograms import histogram_quantiles
from nrc_sim.study.statistics.intervals import NORMAL_QUANTILE
from nrc_sim.study.statistics.layout import INDEX_MEAN, bins_of
from nrc_sim.study.statistics.tally import Tally

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""Names of the quantiles that are reported, and their levels."""

STATISTICS = ("mean", *QUANTILES)
"""Statistics of a path over runs, in the order of the axis `statistic`."""

RESAMPLES = 4000
_SEED = 1979


def describe_paths(tally: Tally, variable: str) -> Floats:
    """Return the statistics of a variable over runs; without any run they are not numbers.

    Parameters
    ----------
    tally : Tally
    variable : name

    Returns
    -------
    array (statistic, month, item) in the order of `STATISTICS`
    """
    histogram, extremes = tally.histogram(variable), tally.extremes(variable)
    months, items, count = histogram.shape
    if not tally.runs or not items:
        return np.full((len(STATISTICS), months, items), np.nan)
    levels = list(QUANTILES.values())
    quantiles = histogram_quantiles(
        histogram.reshape(-1, count), extremes.reshape(-1, 2), bins_of(variable), levels
    ).reshape(-1, months, items)
    return np.concatenate([tally.means(variable)[None], quantiles])


class CountedIndex(Protocol):
    """Counts of the final index, in the last month of a tally or alone."""

    @property
    def runs(self) -> int:
        """Number of runs that were counted."""

    def histogram(self, variable: str) -> Integers:
        """Return array (month, item, bin), see `Tally`."""

    def totals(self, variable: str) -> Integers:
        """Return array (month, item, 3), see `Tally`."""

    def extremes(self, variable: str) -> Floats:
        """Return array (month, item, 2), see `Tally`."""

    def means(self, variable: str) -> Floats:
        """Return array (month, item), see `Tally`."""


def describe_final_index(tally: CountedIndex) -> dict[str, float]:
    """Return mean, standard deviation and quantiles of the final index, with 95% intervals.

    Parameters
    ----------
    tally : of at least one run

    Returns
    -------
    mean, sd, the quantiles of `QUANTILES`, and the ends of the intervals, such as `mean_low` and `q05_high`; points

    Notes
    -----
    The standard deviation is that of a sample; of a single run it is 0. The interval of the mean is the normal one, and
    those of the quantiles are bootstrap intervals, see `bootstrap_levels`.
    """
    levels = np.array(list(QUANTILES.values()))
    low, high = _known_levels(tally.runs)
    histogram, extremes = tally.histogram(INDEX_MEAN)[-1], tally.extremes(INDEX_MEAN)[-1]
    ends = np.concatenate([levels, low, high])
    found = histogram_quantiles(histogram, extremes, bins_of(INDEX_MEAN), ends)[:, 0].reshape(3, -1)
    mean, spread = float(tally.means(INDEX_MEAN)[-1, 0]), _sample_deviation(tally)
    margin = NORMAL_QUANTILE * spread / sqrt(tally.runs)
    described = {"mean": mean, "sd": spread, **dict(zip(QUANTILES, found[0].tolist(), strict=True))}
    described |= {"mean_low": mean - margin, "mean_high": mean + margin}
    for name, lower, upper in zip(QUANTILES, found[1].tolist(), found[2].tolist(), strict=True):
        described |= {f"{name}_low": lower, f"{name}_high": upper}
    return described


@lru_cache(maxsize=64)
def _known_levels(runs: int) -> tuple[Floats, Floats]:
    """Return the levels of `bootstrap_levels` for `QUANTILES`, which many scenarios with as many runs share."""
    return bootstrap_levels(runs, np.array(list(QUANTILES.values())))


def bootstrap_levels(runs: int, levels: Floats) -> tuple[Floats, Floats]:
    """Return the levels between which the quantile of a resampled ensemble lies in 95% of resamples.

    Parameters
    ----------
    runs : number of runs, >= 1
    levels : of the quantiles, 0..1

    Returns
    -------
    lower and upper levels; the quantiles of the ensemble at these are the ends of the percentile bootstrap interval

    Notes
    -----
    A value of rank r among n that are drawn again, with repetition, is the quantile of the ensemble at a level that
    has the beta distribution (r, n + 1 - r). Drawing that level gives the same intervals as drawing all values (Hutson
    and Ernst 2000), for any number of runs at the same cost. The resamples are fixed by a seed.
    """
    rank = levels * (runs - 1)
    generator = np.random.Generator(np.random.PCG64(_SEED))
    drawn = generator.beta(rank + 1, runs - rank, size=(RESAMPLES, levels.size))
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return np.asarray(low), np.asarray(high)


def _sample_deviation(tally: CountedIndex) -> float:
    """Return the standard deviation of the final index, from whole numbers without rounding until the last step."""
    if tally.runs == 1:
        return 0.0
    total, high, low = (int(part) for part in tally.totals(INDEX_MEAN)[-1, 0])
    squares = tally.runs * ((high << 32) + low) - total * total
    return sqrt(squares / (tally.runs * (tally.runs - 1))) / bins_of(INDEX_MEAN).scale
