"""How improbable what happened was, before it was known: predictive distributions of single values."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.assimilation.measured import STATE, Measured
from nrc_sim.evidence.assimilation.observing import Predicted, log_likelihood
from nrc_sim.evidence.assimilation.particle_filter import log_mean, normalised_weights

_HALVINGS, _WIDE = 40, 8.0
BAND = (0.05, 0.5, 0.95)
_FIGURES = ("low", "median", "high", "pit", "log_density", "probability")


class Surprise(NamedTuple):
    """What was expected of a value, and what came.

    Attributes
    ----------
    about : dict
        The value, as plain data.
    low, median, high : float or None
        Quantiles of the predictive distribution, 5, 50 and 95%; None for states.
    pit : float or None
        Probability of a value as low as this or lower; None for states.
    log_density : float
        Logarithm of the predictive density of the value, or of the probability of the state.
    probability : float
        Of a value at least as far out, on either side; of the state itself. Small means surprising.
    """

    about: dict[str, Any]
    low: float | None
    median: float | None
    high: float | None
    pit: float | None
    log_density: float
    probability: float

    def describe(self) -> dict[str, Any]:
        """Return all as plain data."""
        return self.about | {name: getattr(self, name) for name in _FIGURES}


def read_surprise(found: dict[str, Any]) -> Surprise:
    """Read what `Surprise.describe` gave.

    Parameters
    ----------
    found : plain data
    """
    figures = {name: found[name] for name in _FIGURES}
    return Surprise({name: value for name, value in found.items() if name not in figures}, **figures)


def surprise_of(one: Measured, predicted: Predicted, log_weights: Floats) -> Surprise:
    """Say how improbable a value was before it was known.

    Parameters
    ----------
    one : what was observed
    predicted : what each particle expected
    log_weights : of the particles before, array (particle)
    """
    density = log_mean(log_weights, log_likelihood(one, predicted))
    if one.kind == STATE:
        return Surprise(one.describe(), None, None, None, None, density, float(np.exp(density)))
    weights = normalised_weights(log_weights)
    pit = _below(one.value, predicted, weights)
    low, median, high = (_quantile(level, predicted, weights) for level in BAND)
    return Surprise(one.describe(), low, median, high, pit, density, 2.0 * min(pit, 1.0 - pit))


def _below(value: float, predicted: Predicted, weights: Floats) -> float:
    """Return the probability of a value as low as this or lower."""
    from scipy.special import ndtr

    return float((weights * ndtr((value - predicted.mean) / predicted.sd)).sum())


def _quantile(level: float, predicted: Predicted, weights: Floats) -> float:
    low = float((predicted.mean - _WIDE * predicted.sd).min())
    high = float((predicted.mean + _WIDE * predicted.sd).max())
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _below(middle, predicted, weights) < level else (low, middle)
    return 0.5 * (low + high)
