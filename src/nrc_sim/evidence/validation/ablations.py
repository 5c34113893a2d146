"""Ablations: each mechanism switched off in turn, and the claims and scores that it breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.analysis.anchoring import scales_of_sets
from nrc_sim.errors import RunError
from nrc_sim.evidence.calibration import folds_of
from nrc_sim.evidence.claims.evidence import Evidence, claims_of_runs, make_estimates
from nrc_sim.evidence.claims.fact_schema import Claim
from nrc_sim.evidence.claims.loading import choose_claims, parts_of
from nrc_sim.evidence.claims.table import claim_results
from nrc_sim.evidence.claims.variants import Experiment, with_parameters
from nrc_sim.evidence.claims.verdicts import holds_at, verify_claims
from nrc_sim.evidence.hindcast.members import score_members
from nrc_sim.evidence.hindcast.prescribed import PrescribedHindcast, RunChoice, Sets
from nrc_sim.evidence.hindcast.scores import rmse
from nrc_sim.evidence.observed import Observation, Plan
from nrc_sim.evidence.observed.series import by_dyad
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.executors import Progress, ignore_news

_WORSE = 0.05
"""Share by which an error has to grow to count as a score that breaks."""
_RANK_LOST = 0.05
"""The same for a rank correlation."""
LEVELS = "levels of members"
_CLAIM = re.compile(r"\bC\d+\b")


class Ablation(NamedTuple):
    """A mechanism that was switched off.

    Attributes
    ----------
    path : str
        Its parameter, as `group.name`; empty for the whole model.
    absent : float
        The value at which the mechanism is absent.
    claims : tuple of str
        Claims that hold with it, and whose figure is beyond a bound without it.
    scores : dict of str to float
        Scores that are worse without it: RMSE of series as a multiple, or the rank correlation that is left.
    impossible : bool
        Whether without it there is no history on which the index can be anchored.
    asked_by : tuple of str
        Claims that the world file names as asking for the mechanism.
    """

    path: str
    absent: float
    claims: tuple[str, ...]
    scores: dict[str, float]
    impossible: bool = False
    asked_by: tuple[str, ...] = ()

    def needed_for(self, kinds: Mapping[str, str]) -> str:
        """Return what asks for the mechanism: an `E` or `H` claim or a score that breaks, `I` claims alone, or nothing.

        Claims of kind `I` are on mechanisms: such a one asks for its mechanism whether its figure breaks or not.

        Parameters
        ----------
        kinds : kind of each claim
        """
        found = {kinds[name] for name in self.claims}
        if self.impossible or found & {"E", "H"} or self.scores:
            return "yes"
        asked = {kinds[name] for name in self.asked_by}
        return "I only" if found or asked == {"I"} else "no"


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
    runs: RunChoice,
    only: Sequence[str] = (),
    among: str | None = None,
    progress: Progress = ignore_news,
) -> list[Ablation]:
    """Switch off each mechanism in turn, the index anchored anew, and look at claims and scores.

    Parameters
    ----------
    plan, observations : what the scores are computed from
    runs : which; `per_set` of each variant without each mechanism
    only : mechanisms to look at; none means all
    among : ids of claims to look at, such as `C20,C29`; None means all
    progress : called with the stage, mechanisms done and to do
    """
    history = load_scenario(plan.scenarios.history)
    found = {path: absent for path, absent in mechanisms(history.world).items() if not only or path in only}
    claims = tuple(claim for claim in claims_of_runs(choose_claims(among)) if claim.parts)
    task = _Task(plan, observations, history, claims, runs)
    whole = task.look_at({})
    if whole is None:
        raise RunError("the history of the whole model cannot be anchored")
    verified = claim_results(claims, verify_claims(claims, workers=runs.workers))
    whole = whole._replace(keep=whole.keep & {result.claim.id for result in verified if result.holds})
    ablations: list[Ablation] = []
    for path, absent in found.items():
        seen = _compared(path, absent, whole, task.look_at({path: absent}))
        ablations.append(seen._replace(asked_by=asking_claims(history.world, path)))
        progress("ablations", len(ablations), len(found))
    return ablations


def asking_claims(world: WorldFile, path: str) -> tuple[str, ...]:
    """Return the claims that a world file names beside a parameter as its reason.

    Parameters
    ----------
    world : WorldFile
    path : parameter, as `group.name`
    """
    group, name = path.split(".")
    return tuple(_CLAIM.findall(world.parameters[group][name].source))


class _Seen(NamedTuple):
    """Claims whose figures keep all bounds, and scores."""

    keep: set[str]
    scores: dict[str, float]


class _Task(NamedTuple):
    plan: Plan
    observations: Sequence[Observation]
    history: Scenario
    claims: tuple[Claim, ...]
    runs: RunChoice

    def look_at(self, values: Mapping[str, float]) -> _Seen | None:
        """Look at a world with other values, with the same runs as any other; None if its history cannot be anchored.

        They are values of the world, not of a parameter set, so that traits of members follow them too.
        """
        count, seed = self.runs.per_set, self.runs.seed
        history = with_parameters(self.history, values)
        try:
            scales = scales_of_sets(history, [{}], count, seed)
        except RunError:
            return None
        estimates = make_estimates(parts_of(self.claims))
        experiment = Experiment(seed, [{}], values, count, scales)
        noted = Evidence(estimates, experiment).gather(0, count, self.runs.workers)
        weights = np.ones((1, count))
        found = {name: float(estimate.value(noted.parts[name], weights)[0]) for name, estimate in estimates.items()}
        keep = {claim.id for claim in self.claims if holds_at(claim, found)}
        folds = {fold.name: [0] for fold in folds_of(self.plan)}
        hindcast = PrescribedHindcast(self.plan, history, self.observations, Sets(({},), folds), self.runs)
        return _Seen(keep, _scores_of(hindcast))


def _scores_of(hindcast: PrescribedHindcast) -> dict[str, float]:
    """Return the errors of the primary series and of trust, and the rank correlation of members' levels.

    Parameters
    ----------
    hindcast : history with one set
    """
    observed = np.array([one.value for one in hindcast.observations])
    found: dict[str, float] = {}
    for variable, names in (("conduct", hindcast.plan.series.primary), ("trust", hindcast.plan.series.trust)):
        predicted = hindcast.left_out(variable)
        dyads = by_dyad(hindcast.observations, variable)
        found |= {f"{name} {variable}": rmse(predicted[name], observed[dyads[name]]) for name in names if name in dyads}
    members = score_members(hindcast)
    if members is not None:
        found[LEVELS] = members.level_rank.value
    return found


def _compared(path: str, absent: float, whole: _Seen, seen: _Seen | None) -> Ablation:
    if seen is None:
        return Ablation(path, absent, (), {}, impossible=True)
    broken = tuple(claim.id for claim in choose_claims(None) if claim.id in whole.keep and claim.id not in seen.keep)
    scores = {}
    for name, value in whole.scores.items():
        if name == LEVELS:
            if value - seen.scores[name] >= _RANK_LOST:
                scores[name] = seen.scores[name]
        elif seen.scores[name] >= (1.0 + _WORSE) * value:
            scores[name] = seen.scores[name] / value
    return Ablation(path, absent, broken, scores)
