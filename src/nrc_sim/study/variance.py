"""Parametric and sampling uncertainty: how far shares differ between sets, without the chance of finite runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers

LEVELS = (0.05, 0.95)
_FEWEST_RUNS = 2
"""Runs a set, on average, from which variance within sets can be estimated."""


class SetRange(NamedTuple):
    """Shares between which 90% of the parameter sets lie."""

    sets_low: float
    sets_high: float


class Components(NamedTuple):
    """Variance between sets and within sets, and the share of the first in their sum."""

    between: float
    within: float

    @property
    def share_between(self) -> float:
        """Share of the variance that comes from not knowing the parameters, 0..1."""
        total = self.between + self.within
        return self.between / total if total > 0.0 else 0.0


def variance_components(counts: Floats, sums: Floats, squares: Floats) -> Components:
    """Split variance into that between sets and that within, without bias from finitely many runs a set.

    Parameters
    ----------
    counts : runs of each set, array (set)
    sums, squares : sum of the values and of their squares over the runs of each set, arrays (set)

    Notes
    -----
    One-way random effects with unequal numbers (Searle, Casella and McCulloch 1992). A negative estimate is given as 0.
    """
    kept = counts > 0
    counts, sums, squares = counts[kept], sums[kept], squares[kept]
    total, groups = float(counts.sum()), counts.size
    means = sums / counts
    mean = float(sums.sum() / total)
    within = float((squares - counts * means**2).sum()) / (total - groups)
    among = float((counts * (means - mean) ** 2).sum()) / (groups - 1)
    size = (total - float((counts**2).sum()) / total) / (groups - 1)
    return Components(max(0.0, (among - within) / size), max(0.0, within))


def explained_share(values: Floats, groups: Integers) -> float:
    """Return the share of the variance of values that lies between groups, 0..1, without bias from small groups.

    Parameters
    ----------
    values : array (run)
    groups : number of the group of each run, array (run); fewer groups than runs

    Notes
    -----
    Epsilon squared (Kelley 1935): one less the mean square within groups over that of all. Below 0 it is given as 0.
    """
    _, places, counts = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.bincount(places, weights=values) / counts
    total, within = values - values.mean(), values - means[places]
    square = float((total**2).sum()) / (values.size - 1)
    return max(0.0, 1.0 - float((within**2).sum()) / (values.size - counts.size) / square) if square > 0.0 else 0.0


def range_between_sets(outcomes: Integers, classes: Sequence[str]) -> dict[str, SetRange]:
    """Return the range of the share of each class between parameter sets; empty of fewer than two sets or runs a set.

    A class is left out if its share differs between sets by no more than sampling noise would: what is left of the
    variance is then below 0, and the range is not known, which is not the same as narrow.

    Parameters
    ----------
    outcomes : runs with each set in each class, array (set, class)
    classes : their names

    Notes
    -----
    Shares of sets are taken to follow a beta distribution with the mean of all runs and the variance between sets.
    """
    counts = outcomes.sum(axis=1).astype(np.float64)
    groups = int((counts > 0).sum())
    if groups < 2 or counts.sum() < _FEWEST_RUNS * groups:
        return {}
    found = {}
    for place, name in enumerate(classes):
        hits = outcomes[:, place].astype(np.float64)
        between = variance_components(counts, hits, hits).between
        mean = float(hits.sum() / counts.sum())
        if between > 0.0 or mean in {0.0, 1.0}:
            found[name] = SetRange(*_beta_range(mean, between))
    return found


def _beta_range(mean: float, variance: float) -> tuple[float, float]:
    largest = mean * (1.0 - mean)
    if largest <= 0.0:
        return mean, mean
    from scipy.special import betaincinv

    size = max(largest / variance - 1.0, 1e-3)
    low, high = (float(betaincinv(mean * size, (1.0 - mean) * size, level)) for level in LEVELS)
    return min(low, mean), max(high, mean)
