"""What the model does over the months that were observed, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Block, Floats, without_failures
from nrc_sim.engine.world import Job
from nrc_sim.evidence.observed.plan_schema import Plan
from nrc_sim.evidence.observed.series import Dyad, Observation, by_dyad, find_dyad
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import describe_job, kept

BLOCK_RUNS = 256
"""Runs that are simulated together."""


class SimulatedValues(NamedTuple):
    """What the model did over the months of each observation: array (set, run, observation)."""

    values: Floats

    @property
    def means(self) -> Floats:
        """Means over the runs of each set, array (set, observation)."""
        return np.asarray(self.values.mean(axis=1))


def paths_of(block: Block, variable: str, dyad: Dyad) -> Floats:
    """Return the path of a dyad's conduct or trust, array (run, month).

    Parameters
    ----------
    block : with the conduct of every actor
    variable : `conduct` or `trust`
    dyad : whom it joins
    """
    names = {"to_outside": ("member",), "from_outside": ("outside",), "both": ("member", "outside")}[dyad.direction]
    paths = [getattr(block, f"{name}_{variable}") @ dyad.weights for name in names]
    return np.asarray(paths[0] if len(paths) == 1 else 0.5 * (paths[0] + paths[1]))


def _observe_block(block: Block, start: int, observations: Sequence[Observation], dyads: dict[str, Dyad]) -> Floats:
    """Return the means over the months of each observation, array (run, observation).

    Parameters
    ----------
    block : with the conduct of every actor
    start : number of its first month
    observations : all within its months
    dyads : whom they join, by name
    """
    found = np.empty((block.runs, len(observations)))
    for variable in {observation.variable for observation in observations}:
        for dyad, places in by_dyad(observations, variable).items():
            path = paths_of(block, variable, dyads[dyad])
            for place in places:
                first, last = observations[place].first - start, observations[place].last - start
                found[:, place] = path[:, first : last + 1].mean(axis=1)
    return found


def simulate_values(
    job: Job, world: WorldFile, plan: Plan, observations: Sequence[Observation], workers: int | None = None
) -> SimulatedValues:
    """Simulate a nested ensemble: some runs of each parameter set.

    Parameters
    ----------
    job : whose horizon holds all months observed; with `runs_per_set`
    world, plan : for the dyads
    observations : what is observed
    workers : threads; None takes what the machine offers

    Raises
    ------
    RunError
        If a run failed.
    """
    dyads = {one.dyad: find_dyad(one.dyad, world, plan) for one in observations}

    def describe() -> list[Any]:
        joined = {name: (dyad.weights.tolist(), dyad.direction) for name, dyad in dyads.items()}
        return ["observations", describe_job(job), list(observations), joined]

    values = kept(lambda: _observe_runs(job, observations, dyads, workers), describe)()
    return SimulatedValues(values.reshape(-1, job.runs_per_set, len(observations)))


def _observe_runs(job: Job, observations: Sequence[Observation], dyads: dict[str, Dyad], workers: int | None) -> Floats:
    """Return the means over the months of each observation, array (run, observation), for the runs of all sets."""
    from nrc_sim.engine.kernel import simulate_block, simulate_histories
    from nrc_sim.engine.kernel.simulation import lay_out_job

    lay_out_job(job)

    def simulate(first: int, runs: int) -> Floats:
        block = simulate_block(job, first, runs, simulate_histories(job, first, runs), conduct=True)
        return _observe_block(without_failures(block), job.start, observations, dyads)

    total = max(1, len(job.parameter_sets)) * job.runs_per_set
    pieces = [(first, min(BLOCK_RUNS, total - first)) for first in range(0, total, BLOCK_RUNS)]
    with choose_executor(workers, threads=True) as executor:
        return np.concatenate(list(map_ordered(executor, simulate, pieces)))
