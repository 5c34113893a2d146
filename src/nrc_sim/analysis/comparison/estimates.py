"""Paired differences with their intervals, and how much narrower pairing makes these."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.study.statistics.intervals import NORMAL_QUANTILE

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over pairs of the difference in each month."""


class Difference(NamedTuple):
    """Mean difference between paired runs, with its 95% interval."""

    mean: float
    low: float
    high: float


def estimate_difference(first: Floats, second: Floats) -> Difference:
    """Return the mean of `first - second` with its 95% interval.

    Parameters
    ----------
    first, second : arrays (run), paired, at least two runs

    Notes
    -----
    Normal interval of the paired differences: the noise that the two share cancels.
    """
    return estimate_mean(first - second)


def estimate_mean(values: Floats) -> Difference:
    """Return the mean over runs with its 95% normal interval.

    Parameters
    ----------
    values : array (run), at least two runs
    """
    mean = float(values.mean())
    spread = _half_width(values)
    return Difference(mean, mean - spread, mean + spread)


def _half_width(values: Floats) -> float:
    """Return half the width of the 95% interval of the mean over runs.

    Parameters
    ----------
    values : array (run), at least two runs
    """
    return NORMAL_QUANTILE * float(values.std(ddof=1)) / math.sqrt(values.size)


@dataclass(frozen=True, eq=False)
class DifferencePath:
    """The difference of the index, scenario minus baseline, month by month.

    Attributes
    ----------
    mean, low, high : array (month)
        Mean over pairs with its 95% interval, points.
    quantiles : array (level, month)
        Quantiles over pairs at `LEVELS`, points.
    variance_ratio : array (month)
        Variance of the difference of two unpaired ensembles of as many runs, over that of the paired ones; infinite
        while all pairs differ by the same.
    """

    mean: Floats
    low: Floats
    high: Floats
    quantiles: Floats
    variance_ratio: Floats

    def describe(self) -> dict[str, Any]:
        """Return the path as plain data; None stands for an infinite ratio."""
        return {
            "mean": self.mean.tolist(),
            "low": self.low.tolist(),
            "high": self.high.tolist(),
            "quantiles": {name: row.tolist() for name, row in self.named_quantiles().items()},
            "variance_ratio": [_finite_or_none(value) for value in self.variance_ratio.tolist()],
        }

    def named_quantiles(self) -> dict[str, Floats]:
        """Return the quantiles by names such as `q05`, arrays (month)."""
        return {f"q{round(100 * level):02d}": row for level, row in zip(LEVELS, self.quantiles, strict=True)}


def difference_path(first: Floats, second: Floats) -> DifferencePath:
    """Return the difference of two paths, month by month.

    Parameters
    ----------
    first, second : arrays (run, month), paired, at least two runs, points
    """
    return _path_of(first - second, first.var(axis=0, ddof=1) + second.var(axis=0, ddof=1))


def mean_path(values: Floats) -> DifferencePath:
    """Return the path of a single scenario, month by month, in the form of a difference from nothing.

    Parameters
    ----------
    values : array (run, month), at least two runs
    """
    return _path_of(values, values.var(axis=0, ddof=1))


def _path_of(values: Floats, unpaired: Floats) -> DifferencePath:
    """Describe values by month.

    Parameters
    ----------
    values : array (run, month)
    unpaired : array (month), variance of the same if nothing were paired
    """
    # Columns one after the other in memory: each month is summed as it would be alone.
    differences = np.asfortranarray(values)
    mean = differences.mean(axis=0)
    variance = differences.var(axis=0, ddof=1)
    spread = NORMAL_QUANTILE * np.sqrt(variance / differences.shape[0])
    return DifferencePath(
        mean=mean,
        low=mean - spread,
        high=mean + spread,
        quantiles=np.quantile(differences, LEVELS, axis=0),
        variance_ratio=np.divide(unpaired, variance, out=np.full(variance.size, np.inf), where=variance > 0.0),
    )


class Precision(NamedTuple):
    """What common random numbers gain for the difference of the final index, against independent ensembles.

    Half-widths of the 95% intervals of both, points; the ratios are unpaired over paired, infinite where all pairs
    differ by the same. `correlation` is that of paired runs, -1..1: how much of their spread the two have in common; it
    is not a number where all runs of one end alike.
    """

    paired: float
    unpaired: float
    correlation: float

    @property
    def width_ratio(self) -> float:
        """How many times wider the interval would be without common random numbers."""
        return self.unpaired / self.paired if self.paired > 0.0 else math.inf

    @property
    def variance_ratio(self) -> float:
        """How many times as many runs the same precision would take without common random numbers."""
        return self.width_ratio**2

    def describe(self) -> dict[str, Any]:
        """Return the gain as plain data; None stands for an infinite ratio."""
        derived = ("width_ratio", "variance_ratio", "correlation")
        return self._asdict() | {name: _finite_or_none(getattr(self, name)) for name in derived}


def measure_precision(first: Floats, second: Floats) -> Precision:
    """Measure what pairing gains.

    Parameters
    ----------
    first, second : arrays (run), paired, at least two runs
    """
    varied = first.std() * second.std() > 0.0
    return Precision(
        paired=_half_width(first - second),
        unpaired=math.hypot(_half_width(first), _half_width(second)),
        correlation=float(np.corrcoef(first, second)[0, 1]) if varied else math.nan,
    )


def _finite_or_none(value: float) -> float | None:
    """Return a number that JSON can hold.

    Parameters
    ----------
    value : any number
    """
    return value if math.isfinite(value) else None
