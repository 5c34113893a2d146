"""Quantiles from counts in bins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.study.statistics.layout import Bins


def histogram_quantiles(histogram: Integers, extremes: Floats, bins: Bins, levels: Sequence[float] | Floats) -> Floats:
    """Return quantiles of values that were counted in bins.

    Parameters
    ----------
    histogram : array of int32 (row, bin); every row counts the same number of values, at least one
    extremes : array (row, 2), lowest and highest value
    bins : what the bins are
    levels : of the quantiles, 0..1

    Returns
    -------
    array (level, row)

    Notes
    -----
    The values of a bin are taken to lie evenly between its edges, or between an edge and the lowest or highest value.
    Quantiles are interpolated between the two values next to their level, as NumPy does, and differ from those of the
    values themselves by less than the width of a bin, wherever these lie within the range of the bins.
    """
    rows = histogram.shape[0]
    cumulative = np.cumsum(histogram.reshape(-1), dtype=np.int64)
    values = int(cumulative[-1]) // rows
    places = np.asarray(levels, dtype=np.float64) * (values - 1)
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, values - 1)
    ranks, back = np.unique(np.concatenate([below, above]), return_inverse=True)
    # Ascending within and across rows, which is the quickest to look up.
    wanted = np.arange(rows)[:, None] * values + ranks
    found = np.searchsorted(cumulative, wanted.reshape(-1), side="right").reshape(wanted.shape)
    counts = histogram.reshape(-1)[found]
    before = cumulative[found] - counts
    low, high = _edges(found % histogram.shape[1], extremes, bins)
    ranked = low + (high - low) * ((wanted - before + 0.5) / counts)
    lower, upper = np.split(ranked[:, back], 2, axis=1)
    return np.asarray((lower + (upper - lower) * (places - below)).T)


def _edges(place: Integers, extremes: Floats, bins: Bins) -> tuple[Floats, Floats]:
    """Return the ends between which the values of a bin lie; those of the end bins may lie beyond their edges."""
    lowest, highest = extremes[:, :1], extremes[:, 1:]
    low = bins.low + bins.width * place
    low, high = np.maximum(low, lowest), np.minimum(low + bins.width, highest)
    return np.where(place == 0, lowest, low), np.where(place == bins.number - 1, highest, high)
