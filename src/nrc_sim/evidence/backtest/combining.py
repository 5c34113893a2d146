"""A linear pool of two forecasts, with a weight learned from earlier forecasts alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.study.statistics.scores import crps_of_samples

_WEIGHTS = np.linspace(0.0, 1.0, 21)
_EQUAL = 0.5
_LEAST_YEARS, _LEAST = 2, 60
"""Earlier years, and forecasts of pairs in them, from which on a weight is learned; one year has news of its own."""
_LEVELS = (np.arange(200) + 0.5) / 200


def pool_members(first: Floats, second: Floats, weight: float) -> Floats:
    """Return members of a linear pool, array (pair, member).

    Parameters
    ----------
    first, second : members, arrays (pair, member)
    weight : of the first, 0..1

    Examples
    --------
    >>> pool_members(np.array([[0.0, 0.0]]), np.array([[1.0, 1.0]]), 0.25).mean().item()
    0.75
    """
    values = np.concatenate([first, second], axis=1)
    each = np.repeat([weight / first.shape[1], (1.0 - weight) / second.shape[1]], [first.shape[1], second.shape[1]])
    order = np.argsort(values, axis=1, kind="stable")
    sums, ordered = np.cumsum(each[order], axis=1), np.take_along_axis(values, order, axis=1)
    return np.stack([row[np.searchsorted(total, _LEVELS)] for row, total in zip(ordered, sums, strict=True)])


def learn_weight(earlier: Sequence[tuple[Floats, Floats, Floats]]) -> float:
    """Return the weight of the first forecast with the least CRPS of the pool; one half where too little is known.

    Parameters
    ----------
    earlier : members of both forecasts and what came true, for each year that is known; arrays (pair, member) and
        (pair)
    """
    if len(earlier) < _LEAST_YEARS or sum(len(observed) for *_, observed in earlier) < _LEAST:
        return _EQUAL
    scores = [
        np.concatenate([crps_of_samples(pool_members(one, other, weight), came) for one, other, came in earlier]).mean()
        for weight in _WEIGHTS
    ]
    return float(_WEIGHTS[int(np.argmin(scores))])
