"""Naive forecasts of the yearly conduct of pairs, each from the years before alone, and their scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.panel.reading import Panel, pair_conduct
from nrc_sim.study.statistics.scores import crps_of_samples

_LEVELS = np.linspace(0.005, 0.995, 100)
"""Levels of the quantiles by which a forecast is given."""
_LEAST_SD = 0.01
_LEAST_RESIDUAL = 0.003
"""What keeps a spread of nothing, and the logarithm of a residual of nothing, away."""
_BAND = (0.05, 0.95)
_SHARES = np.linspace(0.05, 1.0, 20)
"""Shares of the newest value that exponential smoothing tries."""


class Known(NamedTuple):
    """What is known when a forecast is made: conduct and numbers of events up to a year, arrays (pair, year)."""

    conduct: Floats
    events: Integers


def known_of(panel: Panel) -> Known:
    """Return all that a panel tells of its pairs.

    Parameters
    ----------
    panel : Panel
    """
    return Known(pair_conduct(panel), panel.events.sum(axis=1))


def climatology(known: Known, _: int) -> Floats:
    """Forecast the mean of each pair so far, with its standard deviation.

    Parameters
    ----------
    known : conduct and events so far
    _ : years from the last one known to the one forecast

    Returns
    -------
    quantiles, array (pair, level)
    """
    spread = np.maximum(known.conduct.std(axis=1, ddof=1), _LEAST_SD)
    return _bell(known.conduct.mean(axis=1), spread)


def persistence(known: Known, ahead: int) -> Floats:
    """Forecast the last value of each pair, with the spread of its changes so far, see `climatology`."""
    steps = known.conduct[:, ahead:] - known.conduct[:, :-ahead]
    return _bell(known.conduct[:, -1], np.maximum(steps.std(axis=1), _LEAST_SD))


class PooledFit(NamedTuple):
    """A regression common to all pairs, and the spread of its residuals.

    Attributes
    ----------
    slopes : array (input)
        Of a constant, the last value, the mean so far and the value before the last.
    powers : array (scale)
        Of the logarithm of the spread on a constant and the logarithms of number of events and past volatility.
    shape : array (level)
        Quantiles of residuals over their spread.
    """

    slopes: Floats
    powers: Floats
    shape: Floats


def fit_pooled(known: Known, ahead: int) -> PooledFit:
    """Fit the pooled autoregression to all pairs and years.

    Parameters
    ----------
    known : conduct and events so far, `ahead` + 3 years or more
    ahead : years from the last one known to the one forecast, >= 1
    """
    last = known.conduct.shape[1] - 1
    origins = range(2, last - ahead + 1)
    inputs = np.vstack([_inputs(known, year) for year in origins])
    outputs = np.concatenate([known.conduct[:, year + ahead] for year in origins])
    slopes = np.linalg.lstsq(inputs, outputs, rcond=None)[0]
    residuals = outputs - inputs @ slopes
    scales = np.vstack([_scales(known, year) for year in origins])
    powers = np.linalg.lstsq(scales, np.log(np.abs(residuals) + _LEAST_RESIDUAL), rcond=None)[0]
    return PooledFit(slopes, powers, np.quantile(residuals / np.exp(scales @ powers), _LEVELS))


def _pooled_autoregression(known: Known, ahead: int) -> Floats:
    """Forecast by a regression common to all pairs, whose spread follows number of events and past volatility.

    The inputs are the last value, the one before and the mean so far; residuals of earlier years give the shape of the
    spread. See `climatology`.
    """
    fit, last = fit_pooled(known, ahead), known.conduct.shape[1] - 1
    spread = np.exp(_scales(known, last) @ fit.powers)
    return np.asarray((_inputs(known, last) @ fit.slopes)[:, None] + spread[:, None] * fit.shape)


def _own_autoregression(known: Known, ahead: int) -> Floats:
    """Forecast each pair by the regression of its values on those of the year before, see `climatology`.

    Notes
    -----
    A slope beyond -1 or 1 is cut to that; the spread is that of the residuals, and grows with the years ahead.
    """
    before, after = known.conduct[:, :-1], known.conduct[:, 1:]
    centre, target = before.mean(axis=1), after.mean(axis=1)
    moved = before - centre[:, None]
    square = (moved**2).sum(axis=1)
    slopes = np.where(square > 0.0, (moved * after).sum(axis=1) / np.where(square > 0.0, square, 1.0), 0.0)
    slopes = np.clip(slopes, -1.0, 1.0)
    left = after - target[:, None] - slopes[:, None] * moved
    spread, means = np.sqrt((left**2).sum(axis=1) / max(1, before.shape[1] - 2)), known.conduct[:, -1]
    for _ in range(ahead):
        means = target + slopes * (means - centre)
    growth = np.sqrt(sum(slopes ** (2 * year) for year in range(ahead)))
    return _bell(means, np.maximum(spread * growth, _LEAST_SD))


def _smoothing(known: Known, ahead: int) -> Floats:
    """Forecast by exponential smoothing, with the share of the newest value that serves all pairs best so far.

    The spread of each pair is that of its errors so many years ahead. See `climatology`.
    """
    found = [_smoothed(known.conduct, share) for share in _SHARES]
    errors = [((known.conduct[:, 1:] - levels[:, :-1]) ** 2).mean() for levels in found]
    levels = found[int(np.argmin(errors))]
    spread = np.sqrt(((known.conduct[:, ahead:] - levels[:, :-ahead]) ** 2).mean(axis=1))
    return _bell(levels[:, -1], np.maximum(spread, _LEAST_SD))


def _smoothed(conduct: Floats, share: float) -> Floats:
    """Return the smoothed level after each year, array (pair, year)."""
    levels = conduct.copy()
    for year in range(1, conduct.shape[1]):
        levels[:, year] = levels[:, year - 1] + share * (conduct[:, year] - levels[:, year - 1])
    return levels


def _bell(means: Floats, spreads: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(means[:, None] + spreads[:, None] * ndtri(_LEVELS))


def _inputs(known: Known, year: int) -> Floats:
    conduct = known.conduct[:, : year + 1]
    return np.column_stack([np.ones(len(conduct)), conduct[:, -1], conduct.mean(axis=1), conduct[:, -2]])


def describe_past(known: Known) -> Floats:
    """Describe the past of pairs by what forecasts look at, array (pair, description).

    Last value, mean so far and the value before the last; logarithms of the number of events and of the volatility.

    Parameters
    ----------
    known : conduct and events so far, three years or more
    """
    last = known.conduct.shape[1] - 1
    return np.hstack([_inputs(known, last)[:, 1:], _scales(known, last)[:, 1:]])


def _scales(known: Known, year: int) -> Floats:
    moved = known.conduct[:, : year + 1].std(axis=1)
    return np.column_stack([np.ones(len(moved)), np.log(known.events[:, year]), np.log(moved + _LEAST_SD)])


Forecast = Callable[[Known, int], Floats]
"""From what is known of pairs, and years ahead, to members of the forecast of each pair, array (pair, member)."""

NAIVE: dict[str, Forecast] = {
    "climatology": climatology,
    "persistence": persistence,
    "pooled_ar": _pooled_autoregression,
}
"""Forecasts of `panel` and of the facts of the panel."""

ALL_NAIVE: dict[str, Forecast] = {**NAIVE, "ar1": _own_autoregression, "smoothing": _smoothing}


class ForecastErrors(NamedTuple):
    """What became of forecasts, arrays (year, pair).

    CRPS and error of the mean are in units of conduct; `covered` says whether the 90% band held what came true.
    """

    crps: Floats
    error: Floats
    covered: NDArray[np.bool_]


class ForecastScore(NamedTuple):
    """Scores of forecasts over all pairs and years: CRPS and RMSE in units of conduct, share inside the 90% band."""

    crps: float
    rmse: float
    in_90: float


def forecast_errors(panel: Panel, forecast: Forecast, years: Sequence[int], ahead: int = 1) -> ForecastErrors:
    """Forecast each of some years from the years before it alone, and compare with what came true.

    Parameters
    ----------
    panel : the pairs
    forecast : gives members of the forecast of each pair, array (pair, member)
    years : that are forecast; at least four years lie before each
    ahead : years from the last one known to the one forecast, >= 1
    """
    conduct, found = pair_conduct(panel), []
    for year in years:
        past = panel.until(year - ahead)
        members = forecast(known_of(past), ahead)
        observed = conduct[:, panel.years.index(year)]
        low, high = np.quantile(members, _BAND, axis=1)
        covered = (observed >= low) & (observed <= high)
        found.append((crps_of_samples(members, observed), members.mean(axis=1) - observed, covered))
    crps, error, inside = (np.array(values) for values in zip(*found, strict=True))
    return ForecastErrors(crps, error, inside)


def score_forecasts(errors: ForecastErrors) -> ForecastScore:
    """Score forecasts: means over years of figures over pairs.

    Parameters
    ----------
    errors : what became of them
    """
    rmse = np.sqrt((errors.error**2).mean(axis=1)).mean()
    return ForecastScore(float(errors.crps.mean()), float(rmse), float(errors.covered.mean()))
