"""All scores of the hindcast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.accepted import WHOLE, candidates_of_world
from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.calibration import folds_of
from nrc_sim.evidence.hindcast.ahead import AheadScore, score_ahead
from nrc_sim.evidence.hindcast.baselines import MEAN, baselines_of
from nrc_sim.evidence.hindcast.half_lives import HalfLives, half_lives
from nrc_sim.evidence.hindcast.members import MemberScores, score_members
from nrc_sim.evidence.hindcast.prescribed import PrescribedHindcast, RunChoice, sets_of_folds
from nrc_sim.evidence.hindcast.scores import Interval, correlation, rmse, skill
from nrc_sim.evidence.observed import Observation, Plan
from nrc_sim.evidence.observed.mapping import fit_mapping
from nrc_sim.evidence.observed.series import by_dyad, find_dyad
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.study.executors import Progress, ignore_news


class PrescribedScore(NamedTuple):
    """How well left-out years of a dyad are predicted when events are prescribed.

    Attributes
    ----------
    years : tuple of int
    observed, predicted : array (year)
    r : float or None
    rmse : float
    skill : Interval or None
        1 - RMSE / RMSE of the mean of the other years.
    baselines : dict
        RMSE of each naive prediction.
    later : dict
        RMSE of the last years, predicted from the first ones, for the model (`model`) and each naive prediction.
    """

    years: tuple[int, ...]
    observed: Floats
    predicted: Floats
    r: float | None
    rmse: float
    skill: Interval | None
    baselines: dict[str, float]
    later: dict[str, float]

    def describe(self) -> dict[str, Any]:
        """Return the score as plain data."""
        return {
            "r": self.r,
            "rmse": self.rmse,
            "skill": self.skill.value if self.skill else None,
            "skill_interval": [self.skill.low, self.skill.high] if self.skill else None,
            "baselines": {name: {"rmse": value} for name, value in self.baselines.items()},
            "later_years": {name: {"rmse": value} for name, value in self.later.items()},
            "years": list(self.years),
            "observed": [float(value) for value in self.observed],
            "predicted": [float(value) for value in self.predicted],
        }


class Hindcast(NamedTuple):
    """All scores.

    Attributes
    ----------
    conduct, trust : dict of PrescribedScore
        By dyad.
    ahead : dict of AheadScore
        By dyad of conduct.
    members : MemberScores or None
    slope : tuple of Interval, or None
        Of the second primary series on the first: observed, and as the model has it.
    memory : HalfLives
    sets : int
        Accepted parameter sets with all years; 0 if the central one was taken.
    """

    conduct: dict[str, PrescribedScore]
    trust: dict[str, PrescribedScore]
    ahead: dict[str, AheadScore]
    members: MemberScores | None
    slope: tuple[Interval, Interval] | None
    memory: HalfLives
    sets: int

    def describe(self) -> dict[str, Any]:
        """Return all scores as plain data."""
        dyads = {}
        for name, score in self.conduct.items():
            ahead = self.ahead.get(name)
            dyads[name] = score.describe() | {"crps": ahead.crps if ahead else None}
            dyads[name]["one_year_ahead"] = ahead.describe() if ahead else None
        return {
            "dyads": dyads,
            "trust": {name: score.describe() for name, score in self.trust.items()},
            "members": self.members.describe() if self.members else None,
            "slope_of_second_on_first": [one._asdict() for one in self.slope] if self.slope else None,
            "half_lives": self.memory._asdict(),
            "parameter_sets": self.sets,
        }


def score_hindcast(
    plan: Plan,
    observations: Sequence[Observation],
    seed: int,
    *,
    central: bool = False,
    workers: int | None = None,
    progress: Progress = ignore_news,
) -> Hindcast:
    """Compute all scores.

    Parameters
    ----------
    plan : what is compared with what
    observations : what is observed
    seed : of the runs
    central : whether all folds have the central parameter set
    workers : threads; None takes what the machine offers
    progress : called with the stage, its work done and to do
    """
    history, forecast = (load_scenario(name) for name in (plan.scenarios.history, plan.scenarios.forecast))
    candidates = None if central else candidates_of_world(history.world)
    sets = sets_of_folds(candidates, folds_of(plan))
    progress("history", 0, 1)
    hindcast = PrescribedHindcast(plan, history, observations, sets, RunChoice(seed, workers))
    progress("history", 1, 1)
    ahead = score_ahead(hindcast, (history, forecast), seed, workers, progress)
    count = len(candidates.accepted()) if candidates else 0
    conduct, trust = (_score_variable(hindcast, history, variable) for variable in ("conduct", "trust"))
    return Hindcast(conduct, trust, ahead, score_members(hindcast), _slopes(hindcast), half_lives(hindcast.job), count)


def _score_variable(hindcast: PrescribedHindcast, history: Scenario, variable: str) -> dict[str, PrescribedScore]:
    if not any(one.variable == variable for one in hindcast.observations):
        return {}
    predicted, later = hindcast.left_out(variable), hindcast.later(variable)
    return {
        dyad: _score(hindcast, history, dyad, rows, (predicted[dyad], later[dyad]))
        for dyad, rows in by_dyad(hindcast.observations, variable).items()
        if len(rows) > 2
    }


def _score(
    hindcast: PrescribedHindcast, history: Scenario, dyad: str, rows: Sequence[int], predictions: tuple[Floats, Floats]
) -> PrescribedScore:
    found = [hindcast.observations[row] for row in rows]
    observed = np.array([one.value for one in found])
    joined = find_dyad(dyad, history.world, hindcast.plan)
    naive = baselines_of(history, hindcast.job.world, joined, [(one.first, one.last) for one in found])
    every = range(observed.size)
    left_out = {
        name: np.array([predict(observed, [o for o in every if o != row], [row])[0] for row in every])
        for name, predict in naive.items()
    }
    predicted, later = predictions
    years = tuple(one.year for one in found)
    first_part = [row for row in every if years[row] <= hindcast.plan.split.fitted_until]
    rest = [row for row in every if row not in first_part]
    later_scores = {}
    if len(first_part) > 2 and rest:
        later_scores["model"] = rmse(later, observed[rest])
        for name, predict in naive.items():
            later_scores[name] = rmse(predict(observed, first_part, rest), observed[rest])
    return PrescribedScore(
        years=years,
        observed=observed,
        predicted=predicted,
        r=correlation(predicted, observed),
        rmse=rmse(predicted, observed),
        skill=skill(predicted, left_out[MEAN], observed),
        baselines={name: rmse(values, observed) for name, values in left_out.items()},
        later=later_scores,
    )


def _slopes(hindcast: PrescribedHindcast) -> tuple[Interval, Interval] | None:
    """Return the slope of the second primary series on the first, observed and simulated, each with an interval."""
    first, second = hindcast.plan.series.primary[:2]
    dyads = by_dyad(hindcast.observations, "conduct")
    if first not in dyads or second not in dyads or len(dyads[first]) != len(dyads[second]):
        return None
    observed = np.array([one.value for one in hindcast.observations])
    generator = np.random.Generator(np.random.PCG64(1))
    chosen = generator.integers(len(dyads[first]), size=(2000, len(dyads[first])))
    pair = observed[dyads[first]], observed[dyads[second]]
    resampled = [fit_mapping(pair[0][rows], pair[1][rows]).slope for rows in chosen if np.ptp(pair[0][rows]) > 0.0]
    low, high = np.quantile(resampled, (0.025, 0.975))
    known = Interval(fit_mapping(*pair).slope, float(low), float(high))
    sets = hindcast.sets.of_fold[WHOLE]
    means = hindcast.simulated.means[sets]
    slopes = [fit_mapping(row[dyads[first]], row[dyads[second]]).slope for row in means]
    low, high = np.quantile(slopes, (0.025, 0.975))
    whole = hindcast.means(WHOLE)
    return known, Interval(fit_mapping(whole[dyads[first]], whole[dyads[second]]).slope, float(low), float(high))
