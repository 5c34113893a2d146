"""Draws from a posterior: particles that are led from where they start by ever larger powers of the likelihood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.panel.coordinates import effective_size, places_at

_LEAST_EFFECTIVE = 0.5
"""Share of particles that the weights of a step leave."""
_MOVES = 20
_LAST_MOVES = 60
_WANTED = 0.25
"""Share of moves that should be accepted."""
_SCALE = 2.38
"""Length of moves over the spread of particles, by the root of the number of coordinates (Roberts and others 1997)."""
_HALVINGS = 40
_LEAST_SPREAD = 1e-9

_LogDensity = Callable[[Floats], Floats]


def temper(start: Floats, base: _LogDensity, likelihood: _LogDensity, seed: list[int]) -> Floats:
    """Lead particles to a posterior; return draws from it, array (particle, coordinate).

    Parameters
    ----------
    start : draws from the base, array (particle, coordinate)
    base : logarithm of the density from which they start, given rows
    likelihood : logarithm of what it is multiplied with, given rows; minus infinity where nothing may lie
    seed : of all draws

    Notes
    -----
    Sequential Monte Carlo by powers of the likelihood (Del Moral, Doucet and Jasra 2006): each step leaves half of the
    particles effective, draws them anew by their weights, and moves them by random walks that keep its target.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    rows, power = start, 0.0
    while power < 1.0:
        logs = likelihood(rows)
        step = _next_step(logs, 1.0 - power)
        before, power = power, 1.0 if step >= 1.0 - power else power + step
        weights = np.exp((power - before) * (logs - logs.max()))
        levels = (np.arange(len(rows)) + generator.random()) / len(rows)
        rows = rows[places_at(levels, weights / weights.sum())]
        moves = _MOVES if power < 1.0 else _LAST_MOVES
        rows = _moved(rows, base, likelihood, (power, moves), generator)
    return np.asarray(rows[generator.permutation(len(rows))])


def _next_step(logs: Floats, most: float) -> float:
    """Return the largest step of the power, at most so large, that leaves enough particles effective."""

    def enough(step: float) -> bool:
        return effective_size(np.exp(step * (logs - logs.max()))) >= _LEAST_EFFECTIVE * len(logs)

    if enough(most):
        return most
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if enough(middle) else (low, middle)
    return high


def _moved(
    rows: Floats,
    base: _LogDensity,
    likelihood: _LogDensity,
    target: tuple[float, int],
    generator: np.random.Generator,
) -> Floats:
    """Move particles by random walks; `target` is the power and the number of moves."""
    power, moves = target
    numbers = rows.shape[1]
    scale, density = _SCALE / np.sqrt(numbers), base(rows) + power * likelihood(rows)
    for _ in range(moves):
        covariance = np.cov(rows.T).reshape(numbers, numbers) + _LEAST_SPREAD * np.eye(numbers)
        tried = rows + scale * generator.normal(size=rows.shape) @ np.linalg.cholesky(covariance).T
        there = base(tried) + power * likelihood(tried)
        accepted = np.log(generator.random(len(rows))) < there - density
        rows, density = np.where(accepted[:, None], tried, rows), np.where(accepted, there, density)
        scale *= np.exp(accepted.mean() - _WANTED)
    return np.asarray(rows)
