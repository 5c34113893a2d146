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
    """_Forecast the mean of each pair so far, with its standard deviation.

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
    """_Forecast the last value of each pair, with the spread of its changes so far, see `climatology`."""
    steps = known.conduct[:, ahead:] - known.conduct[:, :-ahead]
    return _bell(known.conduct[:, -1], np.maximum(steps.std(axis=1), _LEAST_SD))


def _pooled_autoregression(known: Known, ahead: int) -> Floats:
    """_Forecast by a regression common to all pairs, whose spread follows number of events and past volatility.

    The inputs are the last value, the one before and the mean so far; residuals of earlier years give the shape of the
    spread. See `climatology`.
    """
    last = known.conduct.shape[1] - 1
    origins = range(2, last - ahead + 1)
    inputs = np.vstack([_inputs(known, year) for year in origins])
    outputs = np.concatenate([known.conduct[:, year + ahead] for year in origins])
    slopes = np.linalg.lstsq(inputs, outputs, rcond=None)[0]
    residuals = outputs - inputs @ slopes
    scales = np.vstack([_scales(known, year) for year in origins])
    powers = np.linalg.lstsq(scales, np.log(np.abs(residuals) + _LEAST_RESIDUAL), rcond=None)[0]
    shape = np.quantile(residuals / np.exp(scales @ powers), _LEVELS)
    spread = np.exp(_scales(known, last) @ powers)
    return np.asarray((_inputs(known, last) @ slopes)[:, None] + spread[:, None] * shape)


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


_Forecast = Callable[[Known, int], Floats]

NAIVE: dict[str, _Forecast] = {
    "climatology": climatology,
    "persistence": persistence,
    "pooled_ar": _pooled_autoregression,
}


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


def forecast_errors(panel: Panel, forecast: _Forecast, years: Sequence[int], ahead: int = 1) -> ForecastErrors:
    """_Forecast each of some years from the years before it alone, and compare with what came true.

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
