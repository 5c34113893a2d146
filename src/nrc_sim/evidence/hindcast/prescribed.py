"""Hindcast with prescribed events: each year predicted by sets accepted, and a mapping fitted, without that year."""

from __future__ import annotations

import warnings
from collections.abc import Mapping as Named
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.accepted import MOST_SETS, Candidate, Candidates, Values
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError, NrcSimWarning
from nrc_sim.evidence.calibration import Fold, folds_of
from nrc_sim.evidence.observed import Observation, Plan, SimulatedValues, simulate_values
from nrc_sim.evidence.observed.mapping import Mapping, fit_mapping, usual_of
from nrc_sim.evidence.observed.series import by_dyad
from nrc_sim.scenario import Scenario
from nrc_sim.text.wording import counted

RUNS_PER_SET = 8
_FEWEST = 3
"""Values on which an observation model can be fitted."""


class RunChoice(NamedTuple):
    """Which runs: their seed, the threads that simulate them, and how many there are of each of several sets."""

    seed: int
    workers: int | None = None
    per_set: int = RUNS_PER_SET


class Sets(NamedTuple):
    """Parameter sets to be simulated, and for each fold the positions of those that are accepted in it.

    `values` is empty where all runs have the central set, which is then that of every fold.
    """

    values: tuple[Values, ...]
    of_fold: dict[str, list[int]]


def sets_of_folds(candidates: Candidates | None, folds: Sequence[Fold]) -> Sets:
    """Choose the sets of each fold.

    Parameters
    ----------
    candidates : those that were tried; None takes the central set
    folds : Fold

    Notes
    -----
    Where none was accepted in a fold, the least implausible serve, and a warning says so.
    """
    if candidates is None:
        return Sets((), {fold.name: [0] for fold in folds})
    chosen: dict[str, tuple[Candidate, ...]] = {}
    for fold in folds:
        chosen[fold.name] = candidates.accepted(fold.name)[:MOST_SETS]
        if not chosen[fold.name]:
            chosen[fold.name] = candidates.nearest(fold.name, MOST_SETS)
            least = min(one.implausibility[fold.name] for one in chosen[fold.name])
            what = f"no parameter set is plausible in the fold {fold.name}: the {len(chosen[fold.name])} nearest serve"
            warnings.warn(f"{what} (implausibility from {least:.3g})", NrcSimWarning, stacklevel=2)
    rows: dict[int, int] = {}
    found: list[Values] = []
    for candidate in (one for accepted in chosen.values() for one in accepted):
        if id(candidate) not in rows:
            rows[id(candidate)] = len(found)
            found.append(candidate.by_group)
    of_fold = {name: [rows[id(one)] for one in accepted] for name, accepted in chosen.items()}
    return Sets(tuple(found), of_fold)


class PrescribedHindcast:
    """The history with its events prescribed, simulated with the sets that were accepted in each fold.

    Parameters
    ----------
    plan, history : what is observed of what
    observations : what is observed
    sets : parameter sets of the folds
    runs : which
    """

    def __init__(
        self,
        plan: Plan,
        history: Scenario,
        observations: Sequence[Observation],
        sets: Sets,
        runs: RunChoice,
    ) -> None:
        self.plan, self.observations, self.sets = plan, observations, sets
        self.folds = {fold.name: fold for fold in folds_of(plan)}
        count = runs.per_set if sets.values else RUNS_PER_SET * MOST_SETS
        job = make_job(history, runs.seed, parameter_sets=sets.values, runs_per_set=count)
        self.job = job
        self.simulated: SimulatedValues = simulate_values(job, history.world, plan, observations, runs.workers)
        self._observed = np.array([one.value for one in observations])
        self._means: dict[str, Floats] = {}

    def means(self, fold: str) -> Floats:
        """Return what the sets of a fold give on average, array (observation).

        Parameters
        ----------
        fold : its name
        """
        if fold not in self._means:
            self._means[fold] = self.simulated.means[self.sets.of_fold[fold]].mean(axis=0)
        return self._means[fold]

    def mapping(self, variable: str, fold: str) -> Mapping:
        """Fit the observation model of a variable on the years of a fold.

        Parameters
        ----------
        variable : `conduct` or `trust`
        fold : its name

        Raises
        ------
        InputError
            If there are too few values.
        """
        rows = self._fitted_rows(variable)
        kept = [row for row in rows if self.observations[row].year in self.folds[fold].fitted]
        if len(kept) < _FEWEST:
            left = counted(len(kept), "value")
            raise InputError(f"to fit on, {variable} has {left} left", allowed=f"at least {_FEWEST}")
        return fit_mapping(self.means(fold)[kept], self._observed[kept], usual_of(self.plan, variable))

    def _fitted_rows(self, variable: str) -> list[int]:
        dyads = by_dyad(self.observations, variable)
        wanted = self.plan.series.trust if variable == "trust" else self.plan.series.primary
        # A series of the user's own may have none of those of the plan: then all of its dyads serve.
        fitted = [dyad for dyad in wanted if dyad in dyads] or list(dyads)
        return [row for dyad in fitted for row in dyads[dyad]]

    def left_out(self, variable: str) -> Named[str, Floats]:
        """Return the prediction of each year by the fold without it, by dyad, array (year).

        Parameters
        ----------
        variable : `conduct` or `trust`
        """
        return {
            dyad: np.array([self._predicted(row, f"without_{self.observations[row].year}") for row in rows])
            for dyad, rows in by_dyad(self.observations, variable).items()
        }

    def _predicted(self, row: int, fold: str) -> float:
        mapping = self.mapping(self.observations[row].variable, fold)
        return float(mapping.apply(self.means(fold)[row]))

    def later(self, variable: str) -> Named[str, Floats]:
        """Return predictions of the years after the first part, by sets and mapping of the first part alone.

        Parameters
        ----------
        variable : `conduct` or `trust`
        """
        *_, fold = self.folds.values()
        mapping = self.mapping(variable, fold.name)
        found = {}
        for dyad, rows in by_dyad(self.observations, variable).items():
            kept = [row for row in rows if self.observations[row].year in fold.predicted]
            found[dyad] = mapping.apply(self.means(fold.name)[kept])
        return found
