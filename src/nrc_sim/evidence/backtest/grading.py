"""Forecasts against what came true: CRPS, log score, Brier score of a large drop, coverage and PIT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats
from nrc_sim.study.statistics.scores import crps_of_samples

_BANDS = {50: (0.25, 0.75), 90: (0.05, 0.95)}
_SILVERMAN = 0.9
_QUARTILES_OF_BELL = 1.349
"""Distance of the quartiles of a bell curve over its standard deviation."""
_UNIFORM = 0.01
_REACH_OF_CONDUCT = 2.0
"""From the lowest to the highest conduct there is."""
_LEAST_WIDTH = 1e-4


class Grades(NamedTuple):
    """What became of forecasts, arrays (pair), or (year, pair).

    Attributes
    ----------
    crps : array
        Continuous ranked probability score, in units of conduct.
    log : array
        Minus the natural logarithm of the density of what came true.
    error : array
        Mean of the forecast minus what came true.
    pit : array
        Share of the forecast below what came true, 0..1.
    brier : array
        Squared distance of the probability of a large drop from whether it came, 0..1.
    in_50, covered : array of bool
        Whether the central 50% and 90% held what came true.
    """

    crps: Floats
    log: Floats
    error: Floats
    pit: Floats
    brier: Floats
    in_50: NDArray[np.bool_]
    covered: NDArray[np.bool_]

    def take(self, part: Callable[[NDArray[Any]], NDArray[Any]]) -> Grades:
        """Return a part of every array.

        Parameters
        ----------
        part : of an array
        """
        return Grades(*(part(each) for each in self))


def grade_members(
    members: Floats, observed: Floats, drop_below: Floats | None = None, reach: float = _REACH_OF_CONDUCT
) -> Grades:
    """Grade the forecasts of pairs.

    Parameters
    ----------
    members : array (pair, member)
    observed : what came true, array (pair)
    drop_below : conduct at which a fall counts as a large drop, array (pair); None where nothing is known before
    reach : from the lowest to the highest value there can be
    """
    inside = {}
    for percent, levels in _BANDS.items():
        low, high = np.quantile(members, levels, axis=1)
        inside[percent] = (observed >= low) & (observed <= high)
    below = (members < observed[:, None]).mean(axis=1) + 0.5 * (members == observed[:, None]).mean(axis=1)
    brier = np.full(len(observed), np.nan)
    if drop_below is not None:
        brier = ((members <= drop_below[:, None]).mean(axis=1) - (observed <= drop_below)) ** 2
    crps, error = crps_of_samples(members, observed), members.mean(axis=1) - observed
    return Grades(crps, _log_scores(members, observed, reach), error, below, brier, inside[50], inside[90])


def _log_scores(members: Floats, observed: Floats, reach: float) -> Floats:
    """Return minus the logarithm of the density of what came true, array (row).

    The density is that of normal kernels of Silverman's width around the members (Krueger and others 2021); one part
    in a hundred is spread over all values there can be, so that what no member comes near has a finite score.
    """
    low, high = np.quantile(members, _BANDS[50], axis=1)
    spread = np.minimum(members.std(axis=1), (high - low) / _QUARTILES_OF_BELL)
    width = np.maximum(_SILVERMAN * spread * members.shape[1] ** -0.2, _LEAST_WIDTH)[:, None]
    kernels = np.exp(-0.5 * ((observed[:, None] - members) / width) ** 2) / (width * np.sqrt(2.0 * np.pi))
    return np.asarray(-np.log((1.0 - _UNIFORM) * kernels.mean(axis=1) + _UNIFORM / reach))
