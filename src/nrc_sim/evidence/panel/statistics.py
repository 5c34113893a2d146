"""Statistics of yearly conduct that relationships have in common, as functions of arrays."""

from __future__ import annotations

import numpy as np

from nrc_sim.engine.blocks import Floats

_YEARS_OF_PERSISTENCE = 2


def within(values: Floats) -> Floats:
    """Return the distance of values from the mean of their row.

    Parameters
    ----------
    values : array (..., year)
    """
    return np.asarray(values - values.mean(axis=-1, keepdims=True))


def lag_one(values: Floats) -> float:
    """Return the autocorrelation at one year within pairs, corrected for the bias of short series.

    Parameters
    ----------
    values : conduct, array (pair, year), more than three years

    Notes
    -----
    In a series of T years the estimate is too low by about (1 + 3 r) / T (Kendall 1954).

    Examples
    --------
    >>> round(lag_one(np.array([[1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0]])), 4)
    0.4286
    """
    years = values.shape[-1]
    return float((autocorrelation(values, 1) * years + 1.0) / (years - 3))


def autocorrelation(values: Floats, lag: int) -> float:
    """Return the autocorrelation within pairs at some years, as it is estimated.

    Parameters
    ----------
    values : conduct, array (pair, year)
    lag : years, >= 1 and fewer than there are

    Examples
    --------
    >>> round(autocorrelation(np.array([[1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0]]), 2), 4)
    -1.0
    """
    apart, years = within(values), values.shape[-1]
    return float((apart[:, lag:] * apart[:, :-lag]).sum() / (apart**2).sum() * years / (years - lag))


def share_of_drops(values: Floats, least: float) -> float:
    """Return the share of yearly changes that are large drops.

    Parameters
    ----------
    values : conduct, array (pair, year)
    least : fall that counts as large, > 0

    Examples
    --------
    >>> share_of_drops(np.array([[0.3, 0.1, 0.2, 0.2, 0.25]]), 0.1)
    0.25
    """
    return float((np.diff(values, axis=1) <= -least).mean())


def kurtosis_of_changes(values: Floats) -> float:
    """Return the kurtosis of yearly changes about the mean change of their pair; 3 of a bell curve.

    Parameters
    ----------
    values : conduct, array (pair, year)

    Examples
    --------
    >>> kurtosis_of_changes(np.array([[0.0, 1.0, 0.0, 1.0, 0.0]]))
    1.0
    """
    changes = within(np.diff(values, axis=1))
    return float((changes**4).mean() / (changes**2).mean() ** 2)


def skewness(values: Floats) -> float:
    """Return the skewness of conduct about the mean of its pair; below 0 where lows lie further out than highs.

    Parameters
    ----------
    values : conduct, array (pair, year)

    Examples
    --------
    >>> round(skewness(np.array([[0.0, 0.0, -3.0]])), 4)
    -0.7071
    """
    apart = within(values)
    return float((apart**3).mean() / (apart**2).mean() ** 1.5)


def share_that_lasts(values: Floats, least: float, still_there: float) -> float:
    """Return the share of large drops of which enough is left two years later; no number if there are none.

    Parameters
    ----------
    values : conduct, array (pair, year), more than three years
    least : fall that counts as large, > 0
    still_there : share of the drop that is enough, 0..1

    Examples
    --------
    >>> share_that_lasts(np.array([[0.3, 0.1, 0.1, 0.1], [0.3, 0.1, 0.2, 0.3]]), 0.1, 0.6)
    0.5
    """
    drop = values[:, 1:-_YEARS_OF_PERSISTENCE] - values[:, : -_YEARS_OF_PERSISTENCE - 1]
    later = values[:, 1 + _YEARS_OF_PERSISTENCE :] - values[:, : -_YEARS_OF_PERSISTENCE - 1]
    large = drop <= -least
    return float((later[large] <= still_there * drop[large]).mean()) if large.any() else float("nan")


def between_over_within(values: Floats) -> float:
    """Return the standard deviation between the means of pairs over that within pairs.

    Parameters
    ----------
    values : conduct, array (pair, year)

    Examples
    --------
    >>> between_over_within(np.array([[0.0, 2.0], [4.0, 6.0]]))
    2.0
    """
    return spread_between(values) / spread_within(values)


def spread_between(values: Floats) -> float:
    """Return the standard deviation between the means of pairs, array (pair, year)."""
    return float(values.mean(axis=1).std())


def spread_within(values: Floats) -> float:
    """Return the standard deviation within pairs, array (pair, year)."""
    return float(within(values).std())


def quantile_of_changes(values: Floats, level: float) -> float:
    """Return a quantile of yearly changes.

    Parameters
    ----------
    values : conduct, array (pair, year)
    level : 0..1

    Examples
    --------
    >>> quantile_of_changes(np.array([[0.0, 1.0, 3.0, 6.0]]), 0.5)
    2.0
    """
    return float(np.quantile(np.diff(values, axis=1), level))


def same_year(directions: Floats) -> float:
    """Return the correlation of the two directions in the same year, within pairs.

    Parameters
    ----------
    directions : conduct, array (pair, direction, year)

    Examples
    --------
    >>> round(same_year(np.array([[[0.0, 1.0], [0.0, 2.0]]])), 6)
    1.0
    """
    first, second = within(directions[:, 0]), within(directions[:, 1])
    return float((first * second).sum() / np.sqrt((first**2).sum() * (second**2).sum()))


def spread_of_difference(directions: Floats) -> float:
    """Return the standard deviation of the difference of the two directions.

    Parameters
    ----------
    directions : conduct, array (pair, direction, year); pairs count in both orders

    Examples
    --------
    >>> spread_of_difference(np.array([[[1.0, 2.0]], [[0.0, 0.0]]]).swapaxes(0, 1))
    0.5
    """
    return float((directions[:, 0] - directions[:, 1]).std())


def answer_later(directions: Floats) -> float:
    """Return the effect of the other's conduct of last year on the first direction, its own last year held fixed.

    Parameters
    ----------
    directions : conduct, array (pair, direction, year); pairs count in both orders

    Examples
    --------
    >>> round(answer_later(np.array([[[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, -1.0, 1.0]]])), 6)
    1.0
    """
    own, other = within(directions[:, 0]), within(directions[:, 1])
    inputs = np.column_stack([own[:, :-1].ravel(), other[:, :-1].ravel()])
    return float(np.linalg.lstsq(inputs, own[:, 1:].ravel(), rcond=None)[0][1])


def slope_on_lead(cases: Floats) -> float:
    """Return the slope of conduct toward third states on that of the lead toward the same, both within cases.

    Parameters
    ----------
    cases : conduct, array (case, who, year): of the lead, and of the other

    Examples
    --------
    >>> slope_on_lead(np.array([[[0.0, 2.0], [5.0, 6.0]]]))
    0.5
    """
    lead, other = within(cases[:, 0]), within(cases[:, 1])
    return float((lead * other).sum() / (lead**2).sum())


def in_both_orders(directions: Floats) -> Floats:
    """Return pairs seen from either side, array (twice as many pairs, direction, year).

    Parameters
    ----------
    directions : array (pair, direction, year)
    """
    return np.stack([directions, directions[:, ::-1]], axis=1).reshape(-1, *directions.shape[1:])
