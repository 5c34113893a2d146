"""From a scenario to its points of rest, setting by setting."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nrc_sim.analysis.equilibria.describing import RestingPlace, describe_point
from nrc_sim.analysis.equilibria.findings import Equilibria, Equilibrium
from nrc_sim.analysis.equilibria.monthly_map import MonthlyMap
from nrc_sim.analysis.equilibria.search import Rested, find_between, let_rest
from nrc_sim.analysis.equilibria.settings import Present, Setting, field_slice, list_settings, simulate_present
from nrc_sim.analysis.equilibria.starts import make_starts
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import make_job
from nrc_sim.errors import whole_number
from nrc_sim.scenario import Scenario
from nrc_sim.study.executors import Progress, ignore_news

_FEWEST_STARTS, _MOST_STARTS = 24, 4096
"""Fewer would be corners of trust and conduct alone, or hardly more."""

_STAGE = "settings"


def find_equilibria(scenario: Scenario, seed: int, starts: int = 128, progress: Progress = ignore_news) -> Equilibria:
    """Find where the model of a scenario rests when nothing comes by chance.

    Parameters
    ----------
    scenario : with its central parameters
    seed : of the runs of its past, from whose ends the present is taken
    starts : number of states from which it is let go in each setting
    progress : called with the name of the stage, settings done and settings to do

    Notes
    -----
    No shocks, leaderships held, calendar and policies as in the last month, noise and disputes off. Negotiations and
    regime are held in every state to which they can come from the present; whether a regime would stay is said beside.
    """
    job, number = make_job(scenario, seed), whole_number("starts", starts, _FEWEST_STARTS, _MOST_STARTS)
    present = simulate_present(job)
    home = int(np.median(present.states[:, field_slice(present.layout, "home")]))
    spread = make_starts(job.world, home, number)
    settings, months = list_settings(job.world, present), MonthlyMap(job)
    found: list[Equilibrium] = []
    held: dict[str, float] = {}
    for done, setting in enumerate(settings):
        progress(_STAGE, done, len(settings))
        own, begun = _begin(months, setting, spread, present)
        rested = let_rest(own, begun)
        found += [describe_point(scenario, own, setting, place) for place in _places(own, rested, number)]
        held |= _held_tensions(months, own, begun[0])
    progress(_STAGE, len(settings), len(settings))
    return Equilibria(scenario.slug, number, len(present.states), held, tuple(found))


def _begin(months: MonthlyMap, setting: Setting, spread: Floats, present: Present) -> tuple[MonthlyMap, Floats]:
    """Return the map of a setting, and the states from which it is let go: the starts, then those of the present.

    Under talks the tension of an issue stays where it is, so that there would be a point of rest for every level. It
    stays at the mean of the present, of runs in which negotiations stand as in the setting if there are any.
    """
    begun = months.hold(np.concatenate([spread, present.states]), setting)
    spread = begun[: len(spread)]
    still = (months.advance(spread, 1) == spread).all(axis=0) & (np.ptp(spread, axis=0) > 0.0)
    begun[:, still] = present.standing(setting)[:, still].mean(axis=0)
    return months.without(still), begun


def _places(months: MonthlyMap, rested: Rested, number: int) -> list[RestingPlace]:
    """List points of rest, the lowest index first, and between any two neighbours that attract one on their border."""
    ends = rested.ends[:number], rested.ends[number:]
    order = np.argsort(months.observe(rested.points).index[:, 0]) if len(rested.points) else ()
    found = [RestingPlace(rested.points[one], *(float((part == one).mean()) for part in ends)) for one in order]
    for place, (low, high) in enumerate(pairwise(order)):
        between = find_between(months, rested.points, int(low), int(high))
        if between is not None:
            found.insert(2 * place + 1, RestingPlace(between, 0.0, 0.0))
    return found


def _held_tensions(months: MonthlyMap, own: MonthlyMap, state: Floats) -> dict[str, float]:
    """Return the tensions that do not move in a setting, by issue."""
    names, issues = months.names(), months.job.labels.issues
    still = np.flatnonzero(months.moving & ~own.moving)
    return {issues[names[place][1]]: float(state[place]) for place in still if names[place][0] == "tension"}
