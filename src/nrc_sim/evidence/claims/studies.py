"""Figures that are no means over runs of variants: of simulated panels, of causes, and over parameter sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nrc_sim.analysis.sensitivity.causes import CauseEffects, redraw_causes
from nrc_sim.analysis.sensitivity.nested import LEVELS, final_indices
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import make_job
from nrc_sim.engine.world.job import Values
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import StudyFact, StudySizes
from nrc_sim.evidence.claims.loading import FACTS, FOLDER, load_facts
from nrc_sim.evidence.panel.judging import PanelJudgement, PanelStudy
from nrc_sim.evidence.panel.posterior import load_posterior
from nrc_sim.evidence.panel.settings import load_panel, load_settings
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.study.statistics.outcomes import classify_runs

_CAUSES_ASKED_FOR = 4
_LITTLE_LEARNED = 0.8
"""Share of the prior's standard deviation from which a parameter is known from the prior only."""


class StudyFigure(NamedTuple):
    """A figure with its 95% interval, and how many runs, panels or sets it rests on."""

    value: float
    low: float
    high: float
    number: int


_NOTHING = float("nan")


@dataclass(frozen=True)
class Studies:
    """The studies that facts ask for, each done once.

    Attributes
    ----------
    sizes : StudySizes
        How large they are.
    seed : int
        Of all draws.
    parameter_sets : sequence
        Sets from which runs draw; none means the central set.
    workers : int or None
        Threads; None takes what the machine offers.
    """

    sizes: StudySizes
    seed: int
    parameter_sets: Sequence[Values] = ()
    workers: int | None = None

    def figure(self, fact: StudyFact) -> StudyFigure:
        """Compute the figure of a fact.

        Parameters
        ----------
        fact : which figure of which study
        """
        studies: dict[str, Callable[[str], StudyFigure]] = {
            "panel": self._of_panels,
            "causes": self._of_causes,
            "sets": self._of_sets,
        }
        return studies[fact.estimate](fact.figure)

    @property
    def _scenario(self) -> Scenario:
        return load_scenario(self.sizes.scenario)

    @cached_property
    def judgement(self) -> PanelJudgement:
        """What is asked of simulated panels, with the numbers that were learned."""
        settings = load_settings()
        full, early = load_posterior().draws, load_posterior(settings.learned_until).draws
        study = PanelStudy(settings, self.sizes.panels, self.seed, full, early, self.workers)
        return PanelJudgement(load_panel(), study)

    def _of_panels(self, name: str) -> StudyFigure:
        return StudyFigure(*self.judgement.figure(name), self.sizes.panels)

    @cached_property
    def _effects(self) -> CauseEffects:
        job = make_job(self._scenario, self.seed, parameter_sets=self.parameter_sets)
        return redraw_causes(job, self.sizes.runs_of_causes, job.world.final_months, self.workers)

    def _of_causes(self, name: str) -> StudyFigure:
        _known(name, ("fourth_largest",))
        return StudyFigure(*self._effects.nth_largest(_CAUSES_ASKED_FOR), self.sizes.runs_of_causes)

    def _of_sets(self, name: str) -> StudyFigure:
        _known(name, ("classes_in_range", "range_by_prior_alone"))
        sets = self.parameter_sets[: self.sizes.sets]
        if len(sets) < 2:
            return StudyFigure(_NOTHING, _NOTHING, _NOTHING, len(sets))
        value = self._classes_in_range() if name == "classes_in_range" else self._range_by_prior_alone()
        return StudyFigure(value, value, value, len(sets))

    @cached_property
    def _shares(self) -> Floats:
        return self._shares_of(self.parameter_sets[: self.sizes.sets])

    def _classes_in_range(self) -> float:
        """Count the classes whose range over sets contains their share at the median of all parameters."""
        low, high = np.quantile(self._shares, LEVELS, axis=0)
        (middle,) = self._shares_of([_median_set(self.parameter_sets)])
        return float(np.count_nonzero((low <= middle) & (middle <= high)))

    def _range_by_prior_alone(self) -> float:
        """Return the range of the share of crises over sets, by that where only what little is learned of varies."""
        unlearned = self._unlearned()
        others = _median_set(self.parameter_sets)
        fixed = [_merged(others, values, unlearned) for values in self.parameter_sets[: self.sizes.sets]]
        alone = self._shares if len(unlearned) == _count(others) else self._shares_of(fixed)
        ranges = [float(np.ptp(np.quantile(shares[:, 0], LEVELS))) for shares in (self._shares, alone)]
        return ranges[0] / ranges[1] if ranges[1] > 0.0 else _NOTHING

    def _unlearned(self) -> set[tuple[str, str]]:
        parameters, found = self._scenario.world.parameters, set()
        for group, named in self.parameter_sets[0].items():
            for name in named:
                low, high = parameters[group][name].range
                spread = np.std([values[group][name] for values in self.parameter_sets])
                if spread >= _LITTLE_LEARNED * (high - low) / np.sqrt(12.0):
                    found.add((group, name))
        return found

    def _shares_of(self, sets: Sequence[Values]) -> Floats:
        """Return the share of each class of outcomes, worst first, array (set, class)."""
        runs = self.sizes.runs_per_set
        job = make_job(self._scenario, self.seed, parameter_sets=sets, runs_per_set=runs)
        final = final_indices(job, job.world.final_months, self.workers)
        classes = classify_runs(final.ravel(), job.world.outcome_bounds).reshape(final.shape)
        return np.stack([(classes == one).mean(axis=1) for one in range(len(job.world.outcome_classes))], axis=1)


def _known(name: str, names: Sequence[str]) -> None:
    if name not in names:
        raise InputError(f"there is no figure {name!r}", allowed=", ".join(names))


def _median_set(sets: Sequence[Values]) -> Values:
    first = sets[0]
    return {
        group: {name: float(np.median([values[group][name] for values in sets])) for name in named}
        for group, named in first.items()
    }


def _merged(others: Values, values: Values, names: set[tuple[str, str]]) -> Values:
    return {
        group: {name: values[group][name] if (group, name) in names else value for name, value in named.items()}
        for group, named in others.items()
    }


def _count(values: Values) -> int:
    return sum(len(named) for named in values.values())


def make_studies(
    facts: Mapping[str, StudyFact], seed: int, sets: Sequence[Values], workers: int | None, folder: Path = FOLDER
) -> Studies:
    """Make the studies that some facts ask for.

    Parameters
    ----------
    facts : by part
    seed, sets, workers : see `Studies`
    folder : where the facts stand

    Raises
    ------
    InputError
        If the file of facts does not say how large they are.
    """
    sizes = load_facts(folder).studies
    if sizes is None:
        first = next(iter(facts))
        what = f"the fact {first!r} asks for a study, and nothing says how large it is"
        raise InputError(what, place=str(folder / FACTS), allowed="studies: {scenario: ..., panels: ..., ...}")
    return Studies(sizes, seed, sets, workers)
