"""Ablations: each mechanism switched off in turn, and the claims and scores that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.accepted import Values
from nrc_sim.anchoring import scales_of_sets
from nrc_sim.calibration import folds_of
from nrc_sim.claims.estimates import Estimate, make_estimate
from nrc_sim.claims.evidence import Evidence, Noted
from nrc_sim.claims.fact_schema import Claim
from nrc_sim.claims.loading import choose_claims, load_facts, parts_of
from nrc_sim.claims.variants import Experiment
from nrc_sim.claims.verdicts import judge_part, keeps
from nrc_sim.errors import RunError
from nrc_sim.hindcast.members import score_members
from nrc_sim.hindcast.scores import rmse
from nrc_sim.hindcast.told import Runs, Sets, Told
from nrc_sim.observed import Observation, Plan
from nrc_sim.observed.series import by_dyad
from nrc_sim.rules.index import IndexParameters
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.scenario.world_schema import WorldFile

BATCH = 8
"""Mechanisms whose runs are in memory at once."""
RESAMPLES = 300
WORSE = 0.05
"""Share by which an error has to grow to count as a score that breaks."""
RANK_LOST = 0.05
"""The same for a rank correlation."""
LEVELS = "levels of members"
Progress = Callable[[str, int, int], None]


class Ablation(NamedTuple):
    """A mechanism that was switched off.

    Attributes
    ----------
    path : str
        Its parameter, as `group.name`; empty for the whole model.
    absent : float
        The value at which the mechanism is absent.
    claims : tuple of str
        Claims that hold with it and fail without it, the whole interval beyond the bound.
    scores : dict of str to float
        Scores that are worse without it: RMSE of series as a multiple, or the rank correlation that is left.
    impossible : bool
        Whether without it there is no history on which the index can be anchored.
    """

    path: str
    absent: float
    claims: tuple[str, ...]
    scores: dict[str, float]
    impossible: bool = False

    def needed_for(self, kinds: Mapping[str, str]) -> str:
        """Say what asks for the mechanism: `E`, `H` or a score before `I` alone, or nothing.

        Parameters
        ----------
        kinds : kind of each claim
        """
        found = {kinds[name] for name in self.claims}
        if self.impossible or found & {"E", "H"} or self.scores:
            return "yes"
        return "I only" if found else "no"


def mechanisms(world: WorldFile) -> dict[str, float]:
    """Return the parameters that name a value at which a mechanism is absent, with that value.

    Parameters
    ----------
    world : WorldFile
    """
    return {
        f"{group}.{name}": quantity.absent
        for group, named in world.parameters.items()
        for name, quantity in named.items()
        if quantity.absent is not None
    }


def ablate(
    plan: Plan,
    observations: Sequence[Observation],
    runs: Runs,
    only: Sequence[str] = (),
    progress: Progress = lambda *_news: None,
) -> list[Ablation]:
    """Switch off each mechanism in turn, the index anchored anew, and look at all claims and scores.

    Parameters
    ----------
    plan, observations : what the scores are computed from
    runs : which; `per_set` of each variant without each mechanism
    only : mechanisms to look at; none means all
    progress : told the stage, mechanisms done and to do
    """
    history = load_scenario(plan.scenarios.history)
    found = {path: absent for path, absent in mechanisms(history.world).items() if not only or path in only}
    claims = tuple(claim for claim in choose_claims(None) if claim.parts)
    task = _Task(plan, observations, history, claims, runs)
    whole = task.look_at([{}])[0]
    if whole is None:
        raise RunError("the history of the whole model cannot be anchored")
    ablations: list[Ablation] = []
    paths = list(found)
    for first in range(0, len(paths), BATCH):
        chosen = paths[first : first + BATCH]
        sets = [_switched_off(path, found[path]) for path in chosen]
        for path, seen in zip(chosen, task.look_at(sets), strict=True):
            ablations.append(_compared(path, found[path], whole, seen))
        progress("ablations", len(ablations), len(paths))
    return ablations


def _switched_off(path: str, absent: float) -> Values:
    group, _, name = path.partition(".")
    return {group: {name: absent}}


class _Seen(NamedTuple):
    """Claims whose point figures keep all bounds, those that fail for certain, and scores."""

    keep: set[str]
    fail: set[str]
    scores: dict[str, float]


class _Task(NamedTuple):
    plan: Plan
    observations: Sequence[Observation]
    history: Scenario
    claims: tuple[Claim, ...]
    runs: Runs

    def look_at(self, sets: Sequence[Values]) -> list[_Seen | None]:
        """Look at parameter sets; None where a set has no history that can be anchored."""
        count = self.runs.per_set
        scales: list[IndexParameters | None] = []
        for one in sets:
            try:
                scales.append(scales_of_sets(self.history, [one], count, self.runs.seed)[0])
            except RunError:
                scales.append(None)
        sound = [place for place, scale in enumerate(scales) if scale is not None]
        seen: list[_Seen | None] = [None] * len(sets)
        if not sound:
            return seen
        chosen = [sets[place] for place in sound]
        experiment = Experiment(
            self.runs.seed,
            chosen,
            runs_per_set=count,
            scales=tuple(scale for scale in scales if scale is not None),
        )
        estimates = {part.id: make_estimate(load_facts().facts[part.id]) for part in parts_of(self.claims)}
        noted = Evidence(estimates, experiment).gather(0, len(chosen) * count, self.runs.workers)
        told = self._told(chosen)
        for number, place in enumerate(sound):
            rows = slice(number * count, (number + 1) * count)
            alone = Noted({name: values[rows] for name, values in noted.parts.items()}, noted.clusters[rows])
            # Within one set every run is a cluster of its own.
            keep, fail = self._judged(estimates, Noted(alone.parts, np.arange(count)))
            seen[place] = _Seen(keep, fail, scores_of(told.with_set(number)))
        return seen

    def _told(self, sets: Sequence[Values]) -> Told:
        folds = {fold.name: [0] for fold in folds_of(self.plan)}
        return Told(self.plan, self.history, self.observations, Sets(tuple(sets), folds), self.runs)

    def _judged(self, estimates: dict[str, Estimate], noted: Noted) -> tuple[set[str], set[str]]:
        keep: set[str] = set()
        fail: set[str] = set()
        for claim in self.claims:
            results = [judge_part(part, estimates[part.id], noted, RESAMPLES) for part in claim.parts]
            if all(keeps(result.part, result.value) for result in results):
                keep.add(claim.id)
            if any(result.verdict == "fails" for result in results):
                fail.add(claim.id)
        return keep, fail


def scores_of(told: Told) -> dict[str, float]:
    """Return the errors of the primary series and of trust, and the rank correlation of members' levels.

    Parameters
    ----------
    told : history with one set
    """
    observed = np.array([one.value for one in told.observations])
    found: dict[str, float] = {}
    for variable, names in (("conduct", told.plan.series.primary), ("trust", told.plan.series.trust)):
        predicted = told.left_out(variable)
        dyads = by_dyad(told.observations, variable)
        found |= {f"{name} {variable}": rmse(predicted[name], observed[dyads[name]]) for name in names if name in dyads}
    members = score_members(told)
    if members is not None:
        found[LEVELS] = members.level_rank.value
    return found


def _compared(path: str, absent: float, whole: _Seen, seen: _Seen | None) -> Ablation:
    if seen is None:
        return Ablation(path, absent, (), {}, impossible=True)
    broken = tuple(claim.id for claim in choose_claims(None) if claim.id in whole.keep and claim.id in seen.fail)
    scores = {}
    for name, value in whole.scores.items():
        if name == LEVELS:
            if value - seen.scores[name] >= RANK_LOST:
                scores[name] = seen.scores[name]
        elif seen.scores[name] >= (1.0 + WORSE) * value:
            scores[name] = seen.scores[name] / value
    return Ablation(path, absent, broken, scores)
