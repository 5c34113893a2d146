"""Outcomes of a scenario for many parameter sets, all with the same random draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, without_failures
from nrc_sim.engine.world import Job, make_job
from nrc_sim.engine.world.job import Values
from nrc_sim.scenario import Scenario
from nrc_sim.study.class_names import class_names
from nrc_sim.study.executors import choose_executor, ignore_news, map_ordered
from nrc_sim.study.running import describe_job, kept
from nrc_sim.study.statistics.outcomes import classify_runs, final_index

_BAND = (0.05, 0.95)
BATCH = 64
"""Sets that are prepared together."""


class Target(NamedTuple):
    """What is moved: a name, a label and a unit."""

    name: str
    label: str
    unit: str


def targets_of(scenario: Scenario) -> tuple[Target, ...]:
    """Return the outcomes looked at: final index, its width, and the shares of the lowest and the highest class.

    Parameters
    ----------
    scenario : whose world names the classes
    """
    outcomes = scenario.world.outcomes
    names, points = class_names(outcomes), "points"
    ends = (outcomes.classes[0], outcomes.classes[-1])
    shares = (Target(f"share_{name}", f"Share of {names[name]}", "share of runs") for name in ends)
    width = Target("width", "Width of the 5-95% range of the final index", points)
    return (Target("final_index", "Mean final index", points), *shares, width)


def evaluate_sets(
    scenario: Scenario,
    sets: Sequence[Values],
    runs: int,
    seed: int,
    workers: int | None = None,
    progress: Callable[[int], None] = ignore_news,
) -> Floats:
    """Return the outcomes of a scenario for parameter sets, array (set, target).

    Parameters
    ----------
    scenario : Scenario
    sets : parameter sets, in history too
    runs : of each set, the same for all
    seed : of the runs
    workers : threads; None takes what the machine offers
    progress : called with the sets done

    Raises
    ------
    RunError
        If a run failed.
    """
    evaluate = kept(
        lambda job: _evaluate_batch(scenario, job, runs, workers), lambda job: ["outcomes", describe_job(job), runs]
    )
    found: list[Floats] = []
    for first in range(0, len(sets), BATCH):
        job = make_job(scenario, seed, parameter_sets=sets[first : first + BATCH])
        found.extend(evaluate(job))
        progress(len(found))
    return np.array(found)


def _evaluate_batch(scenario: Scenario, job: Job, runs: int, workers: int | None) -> Floats:
    from nrc_sim.engine.kernel import simulate_block, simulate_histories

    def simulate(single: Job) -> Floats:
        block = simulate_block(single, 0, runs, simulate_histories(single, 0, runs))
        return _outcomes(scenario, without_failures(block).index)

    # One set a job, so that every set has the same runs.
    jobs = ((replace(job, parameter_sets=(one,)),) for one in job.parameter_sets)
    with choose_executor(workers, threads=True) as executor:
        return np.array(list(map_ordered(executor, simulate, jobs)))


def _outcomes(scenario: Scenario, index: Floats) -> Floats:
    outcomes = scenario.world.outcomes
    final = final_index(index, outcomes.months)
    classes = classify_runs(final, tuple(outcomes.bounds))
    low, high = np.quantile(final, _BAND)
    return np.array([final.mean(), (classes == 0).mean(), (classes == len(outcomes.bounds)).mean(), high - low])
