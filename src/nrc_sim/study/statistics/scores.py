"""Scores of forecasts that are given as samples."""

from __future__ import annotations

import numpy as np

from nrc_sim.engine.blocks import Floats


def crps_of_samples(samples: Floats, observed: Floats) -> Floats:
    """Return the continuous ranked probability score of each sample, in the unit of the values, array (row).

    Parameters
    ----------
    samples : array (row, member)
    observed : what came true, array (row)

    Notes
    -----
    E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007), the second term from the ordered sample.

    Examples
    --------
    >>> crps_of_samples(np.array([[0.0, 2.0], [1.0, 1.0]]), np.array([1.0, 1.5])).tolist()
    [0.5, 0.5]
    """
    ordered, count = np.sort(samples, axis=1), samples.shape[1]
    weights = 2.0 * np.arange(1, count + 1) - count - 1
    spread = 2.0 * (ordered @ weights) / count**2
    return np.asarray(np.abs(samples - observed[:, None]).mean(axis=1) - 0.5 * spread)
