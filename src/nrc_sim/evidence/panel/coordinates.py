"""Coordinates in which every prior is a standard bell, and draws of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers

_EDGE = 1e-9
"""What keeps the ends of a range, which lie infinitely far out, away."""


def to_unit(coordinates: Floats) -> Floats:
    """Return the places in the unit cube of coordinates, any shape."""
    from scipy.special import ndtr

    return np.asarray(ndtr(coordinates))


def from_unit(places: Floats) -> Floats:
    """Return the coordinates of places in the unit cube: quantiles of the standard bell, any shape."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(places, _EDGE, 1.0 - _EDGE)))


def draw_prior(count: int, numbers: int, seed: Sequence[int]) -> Floats:
    """Draw coordinates from the prior, array (count, number).

    Parameters
    ----------
    count : a power of two
    numbers : that are learned
    seed : of the draws

    Notes
    -----
    A scrambled Sobol' sequence (Owen 1998).
    """
    from scipy.stats import qmc

    sampler = qmc.Sobol(numbers, seed=np.random.Generator(np.random.PCG64(list(seed))))
    return from_unit(sampler.random(count))


def log_prior(coordinates: Floats) -> Floats:
    """Return the logarithm of the density of the prior, up to a constant, array (row).

    Parameters
    ----------
    coordinates : array (row, number)
    """
    return np.asarray(-0.5 * (coordinates**2).sum(axis=1))


def effective_size(weights: Floats) -> float:
    """Return the number of equal weights that say as much.

    Examples
    --------
    >>> effective_size(np.array([1.0, 1.0, 0.0]))
    2.0
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def places_at(levels: Floats, weights: Floats) -> Integers:
    """Return the places at which cumulative weights reach levels, array (level).

    Parameters
    ----------
    levels : array (level), 0..1
    weights : array (place), which sum to 1

    Examples
    --------
    >>> places_at(np.array([0.1, 0.6]), np.array([0.5, 0.25, 0.25])).tolist()
    [0, 1]
    """
    # Rounding may leave the last sum just below 1.
    return np.minimum(np.searchsorted(np.cumsum(weights), levels), len(weights) - 1)
