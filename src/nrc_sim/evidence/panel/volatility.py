"""Which pairs change much from year to year, and what goes with it, as functions of arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrc_sim.engine.blocks import Floats

_PARTS = 3
"""Parts of pairs by number of events, of which the outer two are compared."""
_WORST = 0.1


def volatility(conduct: Floats) -> Floats:
    """Return the standard deviation of yearly changes, array (...).

    Parameters
    ----------
    conduct : array (..., year)
    """
    return np.asarray(np.diff(conduct, axis=-1).std(axis=-1))


def spearman(first: Floats, second: Floats) -> float:
    """Return the rank correlation of two arrays (pair).

    Examples
    --------
    >>> round(spearman(np.array([1.0, 2.0, 9.0]), np.array([0.0, 5.0, 6.0])), 6)
    1.0
    """
    from scipy.stats import rankdata

    ranks = [rankdata(values) for values in (first, second)]
    return float(np.corrcoef(ranks)[0, 1])


def ratio_by_events(conduct: Floats, events: Sequence[int]) -> float:
    """Return the mean volatility of the third of pairs with fewest events over that of the third with most.

    Parameters
    ----------
    conduct : array (pair, year)
    events : of each pair, all years together

    Examples
    --------
    >>> ratio_by_events(np.array([[0.0, 4.0, 0.0], [0.0, 3.0, 0.0], [0.0, 1.0, 0.0]]), [10, 20, 30])
    4.0
    """
    order = np.argsort(events, kind="stable")
    third = len(order) // _PARTS
    moved = volatility(conduct)
    return float(moved[order[:third]].mean() / moved[order[-third:]].mean())


def rank_of_halves(conduct: Floats) -> float:
    """Return the rank correlation between pairs of the volatility in both halves of the changes.

    Parameters
    ----------
    conduct : array (pair, year)
    """
    changes = (conduct.shape[-1] - 1) // 2
    return spearman(volatility(conduct[:, : changes + 1]), volatility(conduct[:, -changes - 1 :]))


def rank_with_level(conduct: Floats) -> float:
    """Return the rank correlation between pairs of volatility and mean conduct.

    Parameters
    ----------
    conduct : array (pair, year)
    """
    return spearman(volatility(conduct), conduct.mean(axis=-1))


def share_of_worst(conduct: Floats, least: float) -> float:
    """Return the share of the worst tenth of pairs in all large drops; no number if there are none.

    Parameters
    ----------
    conduct : array (pair, year)
    least : fall that counts as large, > 0

    Examples
    --------
    >>> share_of_worst(np.array([[0.3, 0.1, 0.3, 0.1], [0.3, 0.1, 0.1, 0.1]]), 0.1)
    0.6666666666666666
    """
    drops = np.sort((np.diff(conduct, axis=1) <= -least).sum(axis=1))
    worst = max(1, round(_WORST * len(drops)))
    return float(drops[-worst:].sum() / drops.sum()) if drops.any() else float("nan")


def slopes_of_volatility(conduct: Floats, traits: Sequence[Floats]) -> Floats:
    """Return the slopes of volatility on traits of pairs, all in one regression, array (trait).

    Parameters
    ----------
    conduct : array (pair, year)
    traits : arrays (pair)

    Examples
    --------
    >>> slopes_of_volatility(np.array([[0.0, 2.0, 0.0], [0.0, 1.0, 0.0]]), [np.array([1.0, 0.0])]).round(6).tolist()
    [1.0]
    """
    inputs = np.column_stack([np.ones(len(conduct)), *traits])
    return np.asarray(np.linalg.lstsq(inputs, volatility(conduct), rcond=None)[0][1:])
