"""Where candidates are drawn: bells in coordinates in which every prior is a standard bell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats

_EDGE = 1e-9
"""What keeps the ends of a range, which lie infinitely far out, away."""
_WIDER = 1.2
"""Variance of draws over that of the population around which they are drawn."""
_POWERS = np.linspace(1.0, 0.0, 11)


def to_unit(coordinates: Floats) -> Floats:
    """Return the places in the unit cube of coordinates, any shape."""
    from scipy.special import ndtr

    return np.asarray(ndtr(coordinates))


def from_unit(places: Floats) -> Floats:
    """Return the coordinates of places in the unit cube: quantiles of the standard bell, any shape."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(places, _EDGE, 1.0 - _EDGE)))


class Proposal(NamedTuple):
    """A bell from which coordinates are drawn.

    Attributes
    ----------
    mean : array (number)
    root : array (number, number)
        Lower Cholesky factor of its covariance.
    """

    mean: Floats
    root: Floats

    def draw(self, count: int, seed: Sequence[int]) -> Floats:
        """Draw coordinates, array (count, number).

        Parameters
        ----------
        count : a power of two
        seed : of the draws

        Notes
        -----
        A scrambled Sobol' sequence (Owen 1998).
        """
        from scipy.stats import qmc

        sampler = qmc.Sobol(len(self.mean), seed=np.random.Generator(np.random.PCG64(list(seed))))
        return np.asarray(self.mean + from_unit(sampler.random(count)) @ self.root.T)

    def log_density(self, coordinates: Floats) -> Floats:
        """Return the logarithm of the density, up to a constant that all proposals share, array (row).

        Parameters
        ----------
        coordinates : array (row, number)
        """
        from scipy.linalg import solve_triangular

        apart = solve_triangular(self.root, (coordinates - self.mean).T, lower=True)
        return np.asarray(-0.5 * (apart**2).sum(axis=0) - np.log(np.diag(self.root)).sum())


def prior_proposal(numbers: int) -> Proposal:
    """Return the prior as a proposal: the standard bell.

    Parameters
    ----------
    numbers : that are learned
    """
    return Proposal(np.zeros(numbers), np.eye(numbers))


def proposal_around(coordinates: Floats, weights: Floats) -> Proposal:
    """Return the bell with mean and covariance of a population, a little wider.

    Parameters
    ----------
    coordinates : array (row, number)
    weights : array (row); they sum to 1

    Notes
    -----
    One bell and not one for each candidate: where many numbers are learned from few statistics, a mixture of narrow
    kernels is so uneven that few weights rule. The covariance is drawn toward its diagonal the more the fewer rows
    there are for a number. Where few weights rule they are evened out, since any proposal will do.
    """
    weights = _evened(weights)
    numbers, effective = coordinates.shape[1], effective_size(weights)
    mean = weights @ coordinates
    apart = coordinates - mean
    covariance = (weights[:, None] * apart).T @ apart
    toward = numbers / (numbers + effective)
    covariance = (1.0 - toward) * covariance + toward * np.diag(np.diag(covariance))
    return Proposal(mean, np.linalg.cholesky(_WIDER * covariance))


def _evened(weights: Floats) -> Floats:
    """Return a power of weights, at most the first, that says as much as half of them would if they were equal."""
    for power in _POWERS:
        found = weights**power
        if effective_size(found) >= len(weights) / 2:
            break
    return np.asarray(found / found.sum())


def effective_size(weights: Floats) -> float:
    """Return the number of equal weights that say as much.

    Examples
    --------
    >>> effective_size(np.array([1.0, 1.0, 0.0]))
    2.0
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def log_weights(coordinates: Floats, proposals: Sequence[Proposal], drawn: Sequence[int]) -> Floats:
    """Return the logarithms of importance weights: the prior over the mixture of all proposals, array (row).

    Parameters
    ----------
    coordinates : array (row, number), wherever they were drawn
    proposals : all from which anything was drawn
    drawn : how many from each

    Notes
    -----
    Weights of a deterministic mixture (Owen and Zhou 2000): none exceeds the number of all draws over that of draws
    from the prior.
    """
    from scipy.special import logsumexp

    shares = np.array(drawn) / sum(drawn)
    densities = np.array([proposal.log_density(coordinates) for proposal in proposals])
    return np.asarray(-0.5 * (coordinates**2).sum(axis=1) - logsumexp(densities, b=shares[:, None], axis=0))
