"""Learning the numbers that relationships share from the bundled panel, and checking what was learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.coordinates import to_unit
from nrc_sim.evidence.panel.coverage import KnownPanels, Recovered, all_come_back, judge_ranks, ranks_of_known
from nrc_sim.evidence.panel.facts import LeadCase, StatisticCheck
from nrc_sim.evidence.panel.inference import Inference, infer
from nrc_sim.evidence.panel.likelihood_check import LikelihoodCheck, check_likelihood
from nrc_sim.evidence.panel.posterior import (
    LearnedFrom,
    Learnt,
    Posterior,
    panel_key,
    priors_key,
    summarise_draws,
)
from nrc_sim.evidence.panel.priors import Prior, load_priors
from nrc_sim.evidence.panel.problem import Problem, simulate_all
from nrc_sim.evidence.panel.reading import Panel
from nrc_sim.evidence.panel.settings import load_panel, load_settings, split_panel
from nrc_sim.evidence.panel.simulating import simulation_key
from nrc_sim.evidence.panel.summaries import PanelSummaries, summarise_panel
from nrc_sim.study.executors import Progress, ignore_news

BUDGET = 16_384
_PREDICTED = 256
"""Draws of which a panel is simulated for the posterior predictive check."""
_CENTRAL = (0.025, 0.975)
_KNOWN = 100
"""Panels of known numbers that are learned from."""
_LEAST_YEARS = 6

_Values = Mapping[str, Floats]


class Simulators(NamedTuple):
    """What simulates panels of candidates.

    Attributes
    ----------
    pairs : callable
        Given panel, values by number (arrays over candidates), seed and number of the first candidate, returns counts,
        array (candidate, pair, direction, year, quad).
    cases : callable
        Given panel, cases, values, seed and number, returns counts of leads and of allies, arrays (candidate, case,
        direction, year, quad).
    """

    pairs: Callable[[Panel, _Values, int, int], Integers]
    cases: Callable[[Panel, Sequence[LeadCase], _Values, int, int], tuple[Integers, Integers]]


class LearningPlan(NamedTuple):
    """How it is learned.

    Attributes
    ----------
    simulators : Simulators
    seed : int
    until : int or None
        Last year that is read; None takes all.
    budget : int
        Panels that are simulated at most, without those of the check.
    workers : int or None
        Threads; None takes what the machine offers.
    progress : callable
        Receives the stage, candidates done and to do.
    """

    simulators: Simulators
    seed: int
    until: int | None = None
    budget: int = BUDGET
    workers: int | None = None
    progress: Progress = ignore_news


@dataclass(frozen=True)
class Learned:
    """What was learned from a panel.

    Attributes
    ----------
    plan : LearningPlan
    summaries : PanelSummaries
    priors : mapping
        By number.
    problem : Problem
        As which it was learned.
    inference : Inference
    predicted : array (panel, statistic)
        Of panels simulated from the first draws.
    likelihood : LikelihoodCheck
        Of the likelihood with simulations.
    """

    plan: LearningPlan
    summaries: PanelSummaries
    priors: Mapping[str, Prior]
    problem: Problem
    inference: Inference
    predicted: Floats
    likelihood: LikelihoodCheck

    @cached_property
    def places(self) -> Floats:
        """Draws in the unit cube, array (draw, number)."""
        return to_unit(self.inference.draws)

    @cached_property
    def posterior(self) -> Posterior:
        """Draws of the numbers, and what they were learned from."""
        panel, candidates = self.summaries.panel, self.inference.steps[-1].candidates
        keys = (priors_key(self.priors), simulation_key(), panel_key(panel))
        source = LearnedFrom(self.plan.seed, self.plan.budget, panel.years[-1], candidates, *keys)
        return Posterior(values_at(self.priors, self.places), source)

    @cached_property
    def numbers(self) -> list[Learnt]:
        """What was learned of each number."""
        return summarise_draws(self.posterior.draws, self.priors)

    @cached_property
    def checks(self) -> list[StatisticCheck]:
        """The statistics of the panel beside those of panels simulated from what was learned."""
        ends = np.nanquantile(self.predicted, _CENTRAL, axis=0).T
        listed = zip(self.summaries.names, self.summaries.observed, ends, strict=True)
        return [StatisticCheck(name, float(value), float(low), float(high)) for name, value, (low, high) in listed]

    @cached_property
    def recovered(self) -> list[Recovered]:
        """How numbers came back from which panels were simulated."""
        known = KnownPanels(self.inference.draws[:_KNOWN], self.predicted[:_KNOWN])
        return judge_ranks(tuple(self.priors), ranks_of_known(self.inference, self.problem, known))

    def describe(self) -> dict[str, Any]:
        """Return everything as plain data."""
        ends = [one.name for one in self.numbers if one.at_the_end]
        outside = [one.name for one in self.checks if not one.inside]
        return {
            **self.posterior.source._asdict(),
            "rounds": [step._asdict() for step in self.inference.steps],
            "likelihood": self.likelihood._asdict(),
            "numbers": {one.name: {**one._asdict(), "prior_only": one.prior_only} for one in self.numbers},
            "means_at_the_end": ends,
            "statistics": {one.name: {**one._asdict(), "inside": one.inside} for one in self.checks},
            "statistics_outside": outside,
            "known_numbers": {one.name: one._asdict() for one in self.recovered},
            "known_numbers_come_back": all_come_back(self.recovered),
        }


def values_at(priors: Mapping[str, Prior], places: Floats) -> dict[str, Floats]:
    """Return the numbers at places in the unit cube, arrays (candidate) by name.

    Parameters
    ----------
    priors : by number
    places : array (candidate, number)
    """
    return {name: prior.quantile(own) for (name, prior), own in zip(priors.items(), places.T, strict=True)}


def learn_numbers(plan: LearningPlan) -> Learned:
    """Learn from the bundled panel, of the pairs that serve for it.

    Parameters
    ----------
    plan : how

    Raises
    ------
    InputError
        If the panel has too few years until then, or the budget is too small.
    """
    settings, priors = load_settings(), load_priors()
    years = load_panel().years
    allowed = years[_LEAST_YEARS - 1 :]
    if plan.until is not None and plan.until not in allowed:
        raise InputError(f"until is {plan.until}", allowed=f"a year from {allowed[0]} to {allowed[-1]}")
    summaries = summarise_panel(split_panel(load_panel(plan.until), settings)[0], settings)
    return learn_from(summaries, priors, plan)


def learn_from(summaries: PanelSummaries, priors: Mapping[str, Prior], plan: LearningPlan) -> Learned:
    """Learn from a panel.

    Parameters
    ----------
    summaries : of the panel
    priors : by number, in the order of the numbers
    plan : how; its last year is not looked at

    Raises
    ------
    InputError
        If the budget is too small.
    """
    panel, seed = summaries.panel, plan.seed

    def simulate(places: Floats, first: int) -> Floats:
        values = values_at(priors, places)
        counts = plan.simulators.pairs(panel, values, seed, first)
        cases = plan.simulators.cases(panel, summaries.cases, values, seed, first) if summaries.cases else None
        return summaries.simulated(counts, cases)

    counted, drawn = summaries.in_distance, (seed, plan.budget, plan.workers, plan.progress)
    problem = Problem(summaries.observed, counted, len(priors), simulate, *drawn)
    found = infer(problem)
    predicted = simulate_all(problem, found.draws[:_PREDICTED], plan.budget)
    likelihood = check_likelihood(problem, found, plan.budget + _PREDICTED)
    return Learned(plan, summaries, priors, problem, found, predicted, likelihood)
