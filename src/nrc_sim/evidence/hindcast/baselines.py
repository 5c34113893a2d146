"""Naive predictions, refitted in the same folds: mean, persistence, AR(1), and sums of coded events."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import World
from nrc_sim.evidence.observed.mapping import fit_mapping
from nrc_sim.evidence.observed.series import Dyad
from nrc_sim.scenario import Scenario, month_number

_HALF_LIVES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0, 18.0, 24.0, 36.0)
"""Months, from which the leaky sum takes the one that fits best."""
MEAN = "mean"


def monthly_acts(history: World, dyad: Dyad, *, hostile_only: bool = False) -> Floats:
    """Return the sum of the weights of coded acts in a dyad in each month, array (month).

    Parameters
    ----------
    history : whose dated acts are taken
    dyad : whom it joins
    hostile_only : whether friendly acts are left out

    Notes
    -----
    An act toward or by the whole Alliance counts for each member with the share that the model gives to it.
    """
    found = np.zeros(history.months)
    for entry in history.shocks:
        month = entry.timing.month
        if not 0 <= month < history.months:
            continue
        directions = {
            "to_outside": (entry.moves.member_acts,),
            "from_outside": (entry.moves.outside_acts,),
            "both": (entry.moves.member_acts, entry.moves.outside_acts),
        }[dyad.direction]
        for acts in directions:
            weights = np.minimum(acts, 0.0) if hostile_only else np.asarray(acts)
            found[month] += float(weights @ dyad.weights) / len(directions)
    return found


def every_act(history: Scenario, *, hostile_only: bool = False) -> Floats:
    """Return the sum of the weights of all coded acts in each month, whoever took part, each act once, array (month).

    Parameters
    ----------
    history : whose dated acts are taken
    hostile_only : whether friendly acts are left out
    """
    start, found = month_number(history.start), np.zeros(history.months)
    for shock in history.shocks:
        month = -1 if shock.at is None else month_number(shock.at) - start
        for act in shock.acts if 0 <= month < history.months else ():
            weight = history.world.categories[act.category].weight
            found[month] += min(weight, 0.0) if hostile_only else weight
    return found


def leaky_sum(acts: Floats, half_life: float) -> Floats:
    """Add acts up with a memory that halves, array (month).

    Parameters
    ----------
    acts : array (month)
    half_life : months
    """
    kept, level, found = 0.5 ** (1.0 / half_life), 0.0, np.empty_like(acts)
    for month, act in enumerate(acts):
        level = kept * level + float(act)
        found[month] = level
    return found


Predictor = Callable[[Floats, Sequence[int], Sequence[int]], Floats]
"""Takes what was observed (year), the rows fitted and those to predict; gives the predictions."""


def predict_mean(observed: Floats, fitted: Sequence[int], wanted: Sequence[int]) -> Floats:
    """Predict the mean of the years fitted, array (wanted).

    Parameters
    ----------
    observed : array (year)
    fitted, wanted : rows of years
    """
    return np.full(len(wanted), observed[list(fitted)].mean())


def predict_persistence(observed: Floats, fitted: Sequence[int], wanted: Sequence[int]) -> Floats:
    """Predict the last value before that is fitted; the mean where there is none.

    Parameters
    ----------
    observed : array (year)
    fitted, wanted : rows of years
    """
    mean = float(observed[list(fitted)].mean())
    before = [[row for row in fitted if row < year] for year in wanted]
    return np.array([observed[rows[-1]] if rows else mean for rows in before])


def predict_ar1(observed: Floats, fitted: Sequence[int], wanted: Sequence[int]) -> Floats:
    """Predict from the year before by a regression on it, going on from the last value that is fitted.

    Parameters
    ----------
    observed : array (year)
    fitted, wanted : rows of years
    """
    kept = set(fitted)
    pairs = [row for row in fitted if row - 1 in kept]
    if len(pairs) < 2:
        return predict_persistence(observed, fitted, wanted)
    line = fit_mapping(observed[[row - 1 for row in pairs]], observed[pairs])
    found = []
    for year in wanted:
        before = [row for row in fitted if row < year]
        value = float(observed[before[-1]]) if before else float(observed[list(fitted)].mean())
        for _ in range(year - before[-1] if before else 0):
            value = line.intercept + line.slope * value
        found.append(value)
    return np.array(found)


def predict_from(inputs: Sequence[Floats]) -> Predictor:
    """Return a regression on one of several yearly inputs, the one that fits the years fitted best.

    Parameters
    ----------
    inputs : arrays (year), at least one
    """

    def predict(observed: Floats, fitted: Sequence[int], wanted: Sequence[int]) -> Floats:
        rows = list(fitted)
        lines = [fit_mapping(values[rows], observed[rows]) for values in inputs]
        best = min(range(len(lines)), key=lambda number: lines[number].residual)
        return lines[best].apply(inputs[best][list(wanted)])

    return predict


def baselines_of(
    history: Scenario, world: World, dyad: Dyad, months: Sequence[tuple[int, int]]
) -> dict[str, Predictor]:
    """Return all naive predictions of a dyad; sums are of its own acts or of all, whichever fit better.

    Parameters
    ----------
    history, world : whose dated acts are summed
    dyad : whom it joins
    months : first and last month of each year observed, counted from year 0
    """

    def yearly(path: Floats) -> Floats:
        return np.array([path[first - world.start : last + 1 - world.start].mean() for first, last in months])

    acts = [monthly_acts(world, dyad), every_act(history)]
    hostile = [monthly_acts(world, dyad, hostile_only=True), every_act(history, hostile_only=True)]
    return {
        MEAN: predict_mean,
        "persistence": predict_persistence,
        "ar1": predict_ar1,
        "event_sum": predict_from([yearly(path) for path in acts]),
        "leaky_sum": predict_from([yearly(leaky_sum(path, half_life)) for path in acts for half_life in _HALF_LIVES]),
        "hostile_sum": predict_from([yearly(path) for path in hostile]),
    }
