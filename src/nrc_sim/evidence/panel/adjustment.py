"""How far simulated statistics are from observed ones, and what numbers would have been nearer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.panel.coordinates import effective_size
from nrc_sim.evidence.panel.ridge import fit_ridge

_TOWARD_DIAGONAL = 0.1
_ROWS_FOR_EACH = 2
_SPREAD_OF_BELL = 1.4826
"""Standard deviation of a bell curve over the median distance from its median."""
_TOWARD_DIAGONAL = 0.1
_ROWS_FOR_EACH = 2


class Metric(NamedTuple):
    """Coordinates of statistics in which the distance is that of Euclid.

    Attributes
    ----------
    places : array (counted)
        Those of the statistics that count.
    whiten : array (counted, coordinate)
    """

    places: Integers
    whiten: Floats

    def apart(self, statistics: Floats, observed: Floats) -> Floats:
        """Return how far statistics are from observed ones, in coordinates, array (..., coordinate).

        Parameters
        ----------
        statistics : array (..., statistic)
        observed : array (statistic)
        """
        return np.asarray((statistics - observed)[..., self.places] @ self.whiten)


def distance(apart: Floats) -> Floats:
    """Return the lengths of coordinates, array (row); infinite where a statistic has no number."""
    length = np.sqrt((apart**2).sum(axis=-1))
    return np.where(np.isfinite(length), length, np.inf)


def robust_metric(statistics: Floats, places: Integers) -> Metric:
    """Return the metric in which each statistic counts by its spread in a sample.

    Parameters
    ----------
    statistics : array (row, statistic); rows without numbers are left out
    places : of the statistics that count
    """
    kept = _with_numbers(statistics[:, places])
    spread = _SPREAD_OF_BELL * np.median(np.abs(kept - np.median(kept, axis=0)), axis=0)
    return Metric(places, np.diag(1.0 / np.where(spread > 0.0, spread, 1.0)))


def mahalanobis_metric(statistics: Floats, places: Integers) -> Metric | None:
    """Return the metric of Mahalanobis for a sample from one candidate; None if too few of its rows have numbers.

    Parameters
    ----------
    statistics : array (row, statistic); rows without numbers are left out
    places : of the statistics that count

    Notes
    -----
    A tenth of each correlation is given up, so that combinations of statistics which hardly vary do not rule.
    """
    kept = _with_numbers(statistics[:, places])
    if len(kept) < _ROWS_FOR_EACH * len(places):
        return None
    spread = kept.std(axis=0, ddof=1)
    spread = np.where(spread > 0.0, spread, 1.0)
    scaled = (kept - kept.mean(axis=0)) / spread
    correlation = (1.0 - _TOWARD_DIAGONAL) * (scaled.T @ scaled) / (len(kept) - 1)
    correlation += _TOWARD_DIAGONAL * np.eye(len(places))
    root = np.linalg.cholesky(np.linalg.inv(correlation))
    return Metric(places, root / spread[:, None])


def _with_numbers(statistics: Floats) -> Floats:
    return statistics[np.isfinite(statistics).all(axis=1)]


def adjust(coordinates: Floats, apart: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Move coordinates to where the statistics would have been as observed; return them and their weights.

    Parameters
    ----------
    coordinates : of numbers, array (row, number), not bounded
    apart : how far the statistics are from the observed ones, array (row, coordinate)
    weights : array (row)

    Returns
    -------
    coordinates, array (row, number), and weights that sum to 1, array (row)

    Notes
    -----
    Local linear regression with Epanechnikov's kernel (Beaumont and others 2002), for each number with the ridge that
    predicts left-out rows best (Blum and others 2013). What is observed lies as far from the middle of the rows as any
    of them, and slopes of nothing but chance would be multiplied by that. Residuals are made larger by the degrees of
    freedom that slopes take.
    """
    away = distance(apart)
    local = weights * (1.0 - (away / away.max()) ** 2)
    local /= local.sum()
    middle, mean = local @ apart, local @ coordinates
    root = np.sqrt(local)[:, None]
    found = fit_ridge(root * (apart - middle), root * (coordinates - mean), effective_size(local))
    residuals = coordinates - mean - (apart - middle) @ found.slopes
    return np.asarray(mean - middle @ found.slopes + residuals / np.sqrt(found.free)), local
