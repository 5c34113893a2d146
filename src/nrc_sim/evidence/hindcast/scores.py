"""Scores of predictions: errors, skill with its interval, CRPS and coverage."""

from __future__ import annotations

from math import erf, exp, pi, sqrt
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.study.statistics.scores import crps_of_samples

RESAMPLES = 4000
SEED = 1957
_FEWEST = 3
"""Fewest values for which a correlation or a skill is reported."""


class Interval(NamedTuple):
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float


def rmse(predicted: Floats, observed: Floats) -> float:
    """Return the root of the mean squared error.

    Parameters
    ----------
    predicted, observed : arrays (year)
    """
    return float(np.sqrt(np.mean((predicted - observed) ** 2)))


def correlation(predicted: Floats, observed: Floats) -> float | None:
    """Return Pearson's r, or None if one of both does not vary or there are too few.

    Parameters
    ----------
    predicted, observed : arrays (year)
    """
    if predicted.size < _FEWEST or np.ptp(predicted) == 0.0 or np.ptp(observed) == 0.0:
        return None
    return float(np.corrcoef(predicted, observed)[0, 1])


def rank_correlation(first: Floats, second: Floats) -> Interval:
    """Return Spearman's rank correlation with a bootstrap interval over the pairs.

    Parameters
    ----------
    first, second : arrays (pair)
    """
    from scipy.stats import spearmanr

    generator = np.random.Generator(np.random.PCG64(SEED))
    drawn = []
    for _ in range(RESAMPLES // 4):
        chosen = generator.integers(first.size, size=first.size)
        if np.ptp(first[chosen]) > 0.0 and np.ptp(second[chosen]) > 0.0:
            drawn.append(float(spearmanr(first[chosen], second[chosen]).statistic))
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(float(spearmanr(first, second).statistic), float(low), float(high))


def skill(predicted: Floats, reference: Floats, observed: Floats) -> Interval | None:
    """Return 1 - RMSE / RMSE of a reference, with a bootstrap interval over years; None of too few years.

    Parameters
    ----------
    predicted, reference, observed : arrays (year)
    """
    if observed.size < _FEWEST:
        return None
    errors, others = (predicted - observed) ** 2, (reference - observed) ** 2
    generator = np.random.Generator(np.random.PCG64(SEED))
    chosen = generator.integers(observed.size, size=(RESAMPLES, observed.size))
    ratios = np.sqrt(errors[chosen].mean(axis=1) / np.maximum(others[chosen].mean(axis=1), 1e-12))
    low, high = np.quantile(1.0 - ratios, (0.025, 0.975))
    return Interval(1.0 - float(np.sqrt(errors.mean() / max(others.mean(), 1e-12))), float(low), float(high))


def crps_of_sample(sample: Floats, observed: float) -> float:
    """Return the continuous ranked probability score of a sample, in the unit of the values.

    Parameters
    ----------
    sample : array (member)
    observed : what came true
    """
    return float(crps_of_samples(sample[None, :], np.array([observed]))[0])


def crps_of_normal(mean: float, sd: float, observed: float) -> float:
    """Return the continuous ranked probability score of a normal distribution.

    Parameters
    ----------
    mean, sd : of the distribution, sd > 0
    observed : what came true

    Notes
    -----
    Gneiting and Raftery (2007).
    """
    z = (observed - mean) / sd
    density, below = exp(-0.5 * z * z) / sqrt(2.0 * pi), 0.5 * (1.0 + erf(z / sqrt(2.0)))
    return sd * (z * (2.0 * below - 1.0) + 2.0 * density - 1.0 / sqrt(pi))
