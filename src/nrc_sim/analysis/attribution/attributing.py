"""From two scenarios to the contributions to their difference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nrc_sim.analysis.attribution.coalitions import CoalitionPlan, plan_coalitions, sampling_errors, shapley_values
from nrc_sim.analysis.attribution.elements import Element, find_elements, mix_scenarios
from nrc_sim.analysis.attribution.findings import Attribution, Contribution, OutcomeAttribution
from nrc_sim.analysis.attribution.simulation import simulate_variants
from nrc_sim.analysis.comparison import Difference
from nrc_sim.analysis.comparison.estimates import estimate_mean
from nrc_sim.analysis.sensitivity.evaluation import Target, targets_of
from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError, whole_number
from nrc_sim.scenario import Scenario, load_defaults, load_scenario
from nrc_sim.study.executors import Progress, ignore_news
from nrc_sim.study.running import Settings
from nrc_sim.study.statistics.intervals import NORMAL_QUANTILE
from nrc_sim.study.statistics.outcomes import classify_runs

DEFAULT_RUNS = 1000
_PERMUTATIONS = 20
_FEWEST_PERMUTATIONS, _MOST_PERMUTATIONS = 4, 10_000
"""Two pairs of orders, the fewest that show a spread, and as many as can be held."""

_ATTRIBUTING = "simulating combinations"


def attribute(
    scenario: str | Path | Scenario,
    baseline: str | Path | Scenario = "baseline",
    settings: Settings | None = None,
    *,
    permutations: int = _PERMUTATIONS,
    progress: Progress = ignore_news,
) -> Attribution:
    """Attribute the difference between a scenario and its baseline to the elements in which they differ.

    Parameters
    ----------
    scenario, baseline : slugs, files or scenarios of the same world, history and horizon
    settings : runs (at least two), seed, months, workers and parameters; None takes 1,000 runs and the default seed.
        The compiled engine is used whatever they say of engines, since all give the same bits.
    permutations : orders drawn if there are more than 8 elements, 4..10,000
    progress : called with the stage, the combinations done and those to do

    Returns
    -------
    Shapley values, effects alone and when left out, for the mean final index and the shares of the lowest and the
    highest class; all combinations have the same random draws, and history is simulated once

    Raises
    ------
    InputError
        If the scenarios cannot be compared or do not differ, or there are too few runs or orders.
    RunError
        If a run failed.
    """
    settings = settings or Settings(DEFAULT_RUNS, load_defaults().seed)
    _check(settings.runs, permutations)
    mine, theirs = (one if isinstance(one, Scenario) else load_scenario(one) for one in (scenario, baseline))
    elements = find_elements(mine, theirs)
    plan = plan_coalitions(len(elements), permutations, settings.seed)
    variants = [mix_scenarios(mine, theirs, [elements[i] for i in sorted(one)]) for one in plan.coalitions]
    # The two ends are the files themselves, so that the total is the difference that a comparison gives.
    variants[0], variants[-1] = theirs, mine
    final = simulate_variants(variants, settings, lambda done: progress(_ATTRIBUTING, done, len(variants)))
    return Attribution(
        scenario=mine.slug,
        baseline=theirs.slug,
        elements=elements,
        outcomes=tuple(
            _attribute_outcome(target, _outcome(target, final, mine), plan, elements)
            for target in targets_of(mine)
            if target.name != "width"
        ),
        runs=settings.runs,
        seed=settings.seed,
        coalitions=len(plan.coalitions),
        permutations=len(plan.orders),
    )


def _check(runs: int, permutations: Any) -> None:
    if runs < 2:
        raise InputError(f"runs is {runs}", allowed="at least 2, so that there are intervals")
    whole_number("permutations", permutations, _FEWEST_PERMUTATIONS, _MOST_PERMUTATIONS)


def _outcome(target: Target, final: Floats, scenario: Scenario) -> Floats:
    """Return an outcome of every run, array (coalition, run): points, or 1 for the runs of a class."""
    if target.name == "final_index":
        return final
    outcomes = scenario.world.outcomes
    classes = classify_runs(final.ravel(), tuple(outcomes.bounds)).reshape(final.shape)
    wanted = outcomes.classes.index(target.name.removeprefix("share_"))
    return np.asarray(classes == wanted, dtype=np.float64)


def _attribute_outcome(
    target: Target, outcomes: Floats, plan: CoalitionPlan, elements: tuple[Element, ...]
) -> OutcomeAttribution:
    values, errors = shapley_values(plan, outcomes), sampling_errors(plan, outcomes)
    everything = frozenset(range(plan.elements))
    baseline, scenario = outcomes[0], outcomes[-1]
    contributions = tuple(
        Contribution(
            element=element,
            shapley=_widened(estimate_mean(values[number]), NORMAL_QUANTILE * float(errors[number])),
            sampling_error=NORMAL_QUANTILE * float(errors[number]),
            alone=estimate_mean(outcomes[plan.place(frozenset({number}))] - baseline),
            last=estimate_mean(scenario - outcomes[plan.place(everything - {number})]),
        )
        for number, element in enumerate(elements)
    )
    total = estimate_mean(scenario - baseline)
    return OutcomeAttribution(target, float(baseline.mean()), float(scenario.mean()), total, contributions)


def _widened(found: Difference, error: float) -> Difference:
    """Add the error of drawn orders, which is independent of that of finitely many runs, to an interval."""
    half = float(np.hypot(found.high - found.mean, error))
    return Difference(found.mean, found.mean - half, found.mean + half)
