"""Linear regression with a ridge for each output."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats

_RIDGES = np.logspace(-4, 4, 25)
"""Ridges that are tried, over the mean variance of inputs."""
_LEAST_FREE = 0.1


class RidgeFit(NamedTuple):
    """What a regression found.

    Attributes
    ----------
    slopes : array (input, output)
    free : array (output)
        Share of the degrees of freedom that the slopes leave.
    ridges : array (output)
    """

    slopes: Floats
    free: Floats
    ridges: Floats


def fit_ridge(inputs: Floats, outputs: Floats, rows: float) -> RidgeFit:
    """Regress outputs on inputs, each with the ridge that predicts left-out rows best.

    Parameters
    ----------
    inputs : array (row, input), about their means
    outputs : array (row, output), about their means
    rows : number of rows, or of equal ones that say as much

    Notes
    -----
    Generalised cross-validation chooses the ridge (Golub and others 1979).
    """
    left, spread, right = np.linalg.svd(inputs, full_matrices=False)
    along = left.T @ outputs
    rest = (outputs**2).sum(axis=0) - (along**2).sum(axis=0)
    ridges = _RIDGES * (spread**2).mean()
    scores, found, free = [], [], []
    for ridge in ridges:
        kept = spread**2 / (spread**2 + ridge)
        missed = rest + (((1.0 - kept)[:, None] * along) ** 2).sum(axis=0)
        free.append(max(1.0 - (1.0 + kept.sum()) / rows, _LEAST_FREE))
        scores.append(missed / free[-1] ** 2)
        found.append(right.T @ ((kept / np.where(spread > 0.0, spread, 1.0))[:, None] * along))
    best = np.argmin(scores, axis=0)
    return RidgeFit(np.stack(found)[best, :, np.arange(len(best))].T, np.array(free)[best], ridges[best])
