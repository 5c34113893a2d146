"""A bootstrap particle filter (Gordon, Salmond and Smith 1993), of whatever can advance and says how likely it is.

Weights are kept as logarithms. Particles are exchanged by systematic resampling, and only where their weights have
become unequal; where nearly all the weight falls on a few, what was observed counts for less (tempering).
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.engine.randomness import as_uniform, stream_key, stream_words
from nrc_sim.evidence.panel.coordinates import effective_size

_HALVINGS = 60
"""Steps in which the exponent of tempering is found: to the last bit."""


class Particles(Protocol):
    """Something that moves on month by month, many times over."""

    def advance(self, month: int) -> None:
        """Go through a month."""

    def log_likelihoods(self, month: int) -> Floats:
        """Return the log-likelihood of what was observed in a month, array (observation, particle)."""

    def exchange(self, month: int, ancestors: Integers) -> None:
        """Let each particle go on, after a month, from where that of another number stands."""


class Collapse(NamedTuple):
    """When weights count as too unequal, as shares of the number of particles.

    Attributes
    ----------
    resample_below : float
        Effective sample size below which particles are exchanged.
    temper_below : float
        Effective sample size that what is observed in one month may not fall below.
    """

    resample_below: float
    temper_below: float


class FilteredMonth(NamedTuple):
    """How a month went.

    Attributes
    ----------
    month : int
    log_evidence : float
        Logarithm of the predictive density of all that was observed in it; 0 where nothing was.
    effective : float
        Effective sample size after it was weighed, in particles.
    exponent : float
        Power to which the likelihood was raised, 0..1; below 1 the month was tempered.
    resampled : bool
        Whether particles were exchanged.
    """

    month: int
    log_evidence: float
    effective: float
    exponent: float
    resampled: bool


def normalised_weights(log_weights: Floats) -> Floats:
    """Return weights that add up to 1, array (particle).

    Parameters
    ----------
    log_weights : array (particle), up to a constant; at least one is finite
    """
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def systematic_ancestors(weights: Floats, chance: float) -> Integers:
    """Return whose place each particle takes, ascending, array (particle).

    Parameters
    ----------
    weights : array (particle) that adds up to 1
    chance : one uniform number for all, 0..1

    Notes
    -----
    A particle of weight w has either the whole number below or that above n w successors (Kitagawa 1996).

    Examples
    --------
    >>> systematic_ancestors(np.array([0.5, 0.0, 0.25, 0.25]), 0.5).tolist()
    [0, 0, 2, 3]
    """
    places = (np.arange(weights.size) + chance) / weights.size
    ends = np.cumsum(weights)
    return np.minimum(np.searchsorted(ends / ends[-1], places, side="right"), weights.size - 1).astype(np.int64)


def tempering_exponent(log_weights: Floats, log_likelihood: Floats, least: float) -> float:
    """Return the largest power of the likelihood, at most 1, that leaves an effective sample size.

    Parameters
    ----------
    log_weights, log_likelihood : arrays (particle)
    least : effective sample size in particles

    Returns
    -------
    0 where the weights alone do not have it
    """

    def leaves(power: float) -> bool:
        return effective_size(normalised_weights(log_weights + power * log_likelihood)) >= least

    if leaves(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if leaves(middle) else (low, middle)
    return low


def log_mean(log_weights: Floats, log_values: Floats) -> float:
    """Return the logarithm of the mean of values, with weights.

    Parameters
    ----------
    log_weights : array (particle), up to a constant
    log_values : logarithms of the values, array (particle)
    """
    top = float(log_values.max())
    return top + float(np.log((normalised_weights(log_weights) * np.exp(log_values - top)).sum()))


def resampling_chance(seed: int, month: int, purpose: str = "resampling") -> float:
    """Draw the uniform number that exchanges the particles of a month; it follows from seed and month alone.

    Parameters
    ----------
    seed : of all draws
    month : counted from year 0
    purpose : name of the stream
    """
    return float(as_uniform(stream_words(stream_key(seed, 0, purpose), np.array([month]), 1))[0, 0])


def filter_month(
    particles: Particles, log_weights: Floats, month: int, seed: int, collapse: Collapse
) -> tuple[Floats, FilteredMonth]:
    """Let particles go through a month, weigh them by what was observed in it, and exchange them where that is due.

    Parameters
    ----------
    particles : that stand at the end of the month before
    log_weights : array (particle), up to a constant
    month : counted from year 0
    seed : of all draws
    collapse : when weights are too unequal

    Returns
    -------
    log-weights after the month, and how it went
    """
    particles.advance(month)
    likelihoods = particles.log_likelihoods(month)
    count = log_weights.size
    if not len(likelihoods):
        size = effective_size(normalised_weights(log_weights))
        return log_weights, FilteredMonth(month, 0.0, size, 1.0, resampled=False)
    together = _added_in_order(likelihoods)
    before = effective_size(normalised_weights(log_weights))
    evidence = log_mean(log_weights, together)
    exponent = tempering_exponent(log_weights, together, min(collapse.temper_below * count, before))
    log_weights = log_weights + exponent * together
    weights = normalised_weights(log_weights)
    size = effective_size(weights)
    due = size < collapse.resample_below * count
    if due:
        particles.exchange(month, systematic_ancestors(weights, resampling_chance(seed, month)))
        log_weights = np.zeros(count)
    return log_weights, FilteredMonth(month, evidence, size, exponent, resampled=due)


def _added_in_order(values: Floats) -> Floats:
    """Add up along the first axis, in its order.

    Parameters
    ----------
    values : array (observation, particle), at least one observation
    """
    # NumPy's own sum may take another order for another number of particles.
    total = values[0].copy()
    for row in values[1:]:
        total += row
    return np.asarray(total)
