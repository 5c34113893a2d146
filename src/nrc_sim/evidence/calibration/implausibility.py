"""Implausibility of a parameter set: how far its statistics are from those observed, in standard deviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.calibration.folds import Fold
from nrc_sim.evidence.observed import Observation, Plan
from nrc_sim.evidence.observed.mapping import fit_mapping, usual_of
from nrc_sim.evidence.observed.plan_schema import Statistic
from nrc_sim.evidence.observed.series import by_dyad

_Paths = Mapping[str, Floats]
"""Yearly values of each dyad; the last axis is the year."""


def fitted_observations(observations: Sequence[Observation], plan: Plan) -> list[Observation]:
    """Return the observations that are fitted: conduct of the primary series.

    Parameters
    ----------
    observations : all
    plan : says which
    """
    return [one for one in observations if one.variable == "conduct" and one.dyad in plan.series.primary]


def implausibilities(values: Floats, observations: Sequence[Observation], plan: Plan, folds: Sequence[Fold]) -> Floats:
    """Return the largest implausibility of the statistics in each fold, array (fold).

    Parameters
    ----------
    values : what one parameter set gives, array (run, observation)
    observations : those that are fitted
    plan : statistics with their errors
    folds : which years count

    Notes
    -----
    I = |E[f] - z| / sqrt(observation + discrepancy + ensemble variance), the largest of all statistics (Craig and
    others 1997, Vernon and others 2010).
    """
    return np.array([_largest(values, observations, plan, fold) for fold in folds])


def _largest(values: Floats, observations: Sequence[Observation], plan: Plan, fold: Fold) -> float:
    kept = [place for place, one in enumerate(observations) if one.year in fold.fitted]
    known = np.array([observations[place].value for place in kept])
    mapping = fit_mapping(values[:, kept].mean(axis=0), known, usual_of(plan, "conduct"))
    observed = np.array([one.value for one in observations])
    largest = 0.0
    for statistic in plan.statistics:
        run_values = statistic_value(statistic, _series(mapping.apply(values), observations), fold)
        mean = statistic_value(statistic, _series(mapping.apply(values.mean(axis=0)), observations), fold)
        known_paths = _series(observed, observations)
        target = statistic_value(statistic, known_paths, fold)
        if run_values is None or mean is None or target is None:
            continue
        variance = run_values.var(ddof=1) * (1.0 + 1.0 / run_values.size) + statistic.discrepancy_sd**2
        variance += observation_variance(statistic, known_paths, fold, plan.observation_sd)
        largest = max(largest, abs(float(mean - target)) / float(np.sqrt(variance)))
    return largest


def _series(values: Floats, observations: Sequence[Observation]) -> dict[str, Floats]:
    return {dyad: values[..., places] for dyad, places in by_dyad(observations, "conduct").items()}


def _places(years: Sequence[int], fold: Fold, plan_years: Sequence[int]) -> list[int]:
    return [plan_years.index(year) for year in years if year in fold.fitted]


def statistic_value(statistic: Statistic, paths: _Paths, fold: Fold) -> Floats | None:
    """Return a statistic of yearly paths, or None if one of its terms has no year left.

    Parameters
    ----------
    statistic : of the plan
    paths : by dyad; the last axis holds all years of the plan
    fold : which years count
    """
    years = fold.years
    path = paths[statistic.of]
    if statistic.against is None:
        plus, minus = _places(statistic.plus, fold, years), _places(statistic.minus, fold, years)
        if not plus or not minus:
            return None
        return np.asarray(path[..., plus].mean(axis=-1) - path[..., minus].mean(axis=-1))
    kept = _places(years, fold, years)
    first, second = path[..., kept], paths[statistic.against][..., kept]
    if statistic.ratio_of_sd:
        spread = second.std(axis=-1, ddof=1)
        return np.asarray(first.std(axis=-1, ddof=1) / np.maximum(spread, 1e-9))
    return np.asarray(first.mean(axis=-1) - second.mean(axis=-1))


def observation_variance(statistic: Statistic, paths: _Paths, fold: Fold, sd: float) -> float:
    """Return the variance of a statistic that comes from the errors of the yearly values.

    Parameters
    ----------
    statistic : of the plan; one of its terms must not be empty
    paths : what is observed
    fold : which years count
    sd : standard deviation of the error of one yearly value
    """
    years, count = fold.years, len(fold.fitted)
    if statistic.against is None:
        terms = (_places(statistic.plus, fold, years), _places(statistic.minus, fold, years))
        return sd**2 * (1.0 / len(terms[0]) + 1.0 / len(terms[1]))
    if not statistic.ratio_of_sd:
        return 2.0 * sd**2 / count
    kept = _places(years, fold, years)
    spreads = [float(paths[dyad][kept].std(ddof=1)) for dyad in (statistic.of, statistic.against)]
    ratio = spreads[0] / spreads[1]
    return (sd / spreads[1]) ** 2 * (1.0 + ratio**2) / (count - 1)
