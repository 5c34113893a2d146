"""Whether the likelihood of an emulator is that of simulations: many panels of the same numbers, for some draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.panel.coordinates import effective_size
from nrc_sim.evidence.panel.emulator import Expected, whitened
from nrc_sim.evidence.panel.inference import Inference
from nrc_sim.evidence.panel.problem import Problem, simulate_all

_DRAWS = 200
_EACH = 60
"""Panels of each draw; an even number."""
_BUDGET_FOR_EACH = 50
"""Candidates of a budget for each draw, where there are few."""


class LikelihoodCheck(NamedTuple):
    """How the likelihood by simulation differs from that of the emulator.

    Attributes
    ----------
    draws, panels : int
        Draws of the posterior, and panels of each.
    effective : float
        Effective number of draws, if they were weighted by the ratio of both likelihoods.
    spread : float
        Standard deviation over draws of the difference of logarithms.
    noise : float
        What of it chance explains, since the mean of so many panels is not exact.
    moved : float
        Largest shift of a mean of the numbers by these weights, in standard deviations.
    inflated : float
        Root mean square over statistics of the emulator's standard deviation over that of panels of the same numbers.
    """

    draws: int
    panels: int
    effective: float
    spread: float
    noise: float
    moved: float
    inflated: float

    def cells(self) -> list[str]:
        """Return a row for people."""
        numbers = [f"{value:.2f}" for value in (self.spread, self.noise, self.moved, self.inflated)]
        return [str(self.draws), str(self.panels), f"{self.effective:.0f}", *numbers]


LIKELIHOOD_COLUMNS = (
    "draws",
    "panels of each",
    "effective draws",
    "sd of the log ratio",
    "of it chance",
    "means moved",
    "spread over that of panels",
)


def check_likelihood(problem: Problem, found: Inference, first: int) -> LikelihoodCheck:
    """Compare the likelihood of the emulator with that of simulations.

    Parameters
    ----------
    problem : from which it was learned
    found : what was learned
    first : number of the first candidate

    Notes
    -----
    The synthetic likelihood of Wood (2010) at each draw, by the mean of its panels. With a covariance of its own for
    each draw, chance would rule it; so standard deviations are those of the emulator times a factor for each statistic,
    and correlations are common, both from panels about the means of their draws.
    """
    coordinates = found.draws[-min(_DRAWS, problem.budget // _BUDGET_FOR_EACH) :]
    simulated = simulate_all(problem, np.repeat(coordinates, _EACH, axis=0), first)[:, problem.counted]
    panels = simulated.reshape(len(coordinates), _EACH, -1)
    likelihood, inflated = _likelihood_of(panels, found.emulator.expect(coordinates), problem.target)
    emulated = found.emulator.likelihood_of(problem.target)(coordinates)
    difference = likelihood(np.nanmean(panels, axis=1), _EACH) - emulated
    halves = [likelihood(np.nanmean(panels[:, side::2], axis=1), _EACH // 2) for side in range(2)]
    weights = np.exp(difference - difference.max())
    shift = weights @ coordinates / weights.sum() - coordinates.mean(axis=0)
    return LikelihoodCheck(
        len(coordinates),
        _EACH,
        effective_size(weights),
        float(difference.std()),
        # Each half is twice as noisy as the whole, and their difference twice as noisy as a half.
        float((halves[0] - halves[1]).std() / 2.0),
        float(np.abs(shift / coordinates.std(axis=0)).max()),
        inflated,
    )


_Likelihood = Callable[[Floats, int], Floats]


def _likelihood_of(panels: Floats, expected: Expected, observed: Floats) -> tuple[_Likelihood, float]:
    """Return the likelihood, given the means of each draw and how many panels they are of; and see `inflated`."""
    scaled = (panels - np.nanmean(panels, axis=1, keepdims=True)) / expected.spreads[:, None]
    scaled = scaled.reshape(-1, len(observed)) * np.sqrt(_EACH / (_EACH - 1.0))
    scaled = scaled[np.isfinite(scaled).all(axis=1)]
    factor = np.sqrt((scaled**2).mean(axis=0))
    correlation, spreads = np.linalg.cholesky(np.corrcoef(scaled.T)), expected.spreads * factor
    volume = np.log(spreads).sum(axis=1)

    def likelihood(means: Floats, count: int) -> Floats:
        squares = (whitened((observed - means) / spreads, correlation) ** 2).sum(axis=1)
        return np.asarray(-0.5 * squares / (1.0 + 1.0 / count) - volume)

    return likelihood, float(np.sqrt((1.0 / factor**2).mean()))
