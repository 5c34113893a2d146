"""Parametric and sampling uncertainty: a nested ensemble of accepted sets, and how its variance splits."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, without_failures
from nrc_sim.engine.world import ENSEMBLE, Job, chosen_sets, make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import describe_job, kept
from nrc_sim.study.statistics.outcomes import classify_runs, final_index
from nrc_sim.study.variance import Components, variance_components

LEVELS = (0.05, 0.95)


class VarianceSplit(NamedTuple):
    """An outcome of a nested ensemble: mean, variance between and within sets, 5-95% range of the sets' means."""

    name: str
    mean: float
    components: Components
    low: float
    high: float

    def cells(self) -> list[str]:
        """Return a row for people: name, mean, range of the means of sets, share of the variance between them."""
        between = f"{100 * self.components.share_between:.0f}%"
        return [self.name, f"{self.mean:.3g}", f"{self.low:.3g} to {self.high:.3g}", between]

    def describe(self) -> dict[str, Any]:
        """Return the split as plain data."""
        return {
            "mean": self.mean,
            "variance_between_sets": self.components.between,
            "variance_within_sets": self.components.within,
            "share_between_sets": self.components.share_between,
            "sets_low": self.low,
            "sets_high": self.high,
        }


def split_variance(
    scenario: Scenario, runs_per_set: int, seed: int, workers: int | None = None
) -> tuple[int, tuple[VarianceSplit, ...]]:
    """Run every accepted set several times and split the variance of the outcomes; return the number of sets too.

    Parameters
    ----------
    scenario : of a world with accepted sets
    runs_per_set : at least 2
    seed : of the runs
    workers : threads

    Raises
    ------
    InputError
        If the world has no accepted sets.
    """
    sets = chosen_sets(scenario, ENSEMBLE)
    if len(sets) < 2:
        raise InputError(f"the world {scenario.world.slug!r} has no accepted parameter sets", allowed="at least two")
    job = make_job(scenario, seed, parameter_sets=sets, runs_per_set=runs_per_set)
    months = scenario.world.outcomes.months
    final = kept(final_indices, lambda *_: ["nested", describe_job(job), months])(job, months, workers)
    outcomes = scenario.world.outcomes
    classes = classify_runs(final.ravel(), tuple(outcomes.bounds)).reshape(final.shape)
    values = {"final_index": final}
    values |= {f"share_{name}": (classes == place).astype(np.float64) for place, name in enumerate(outcomes.classes)}
    return len(sets), tuple(_split(name, found) for name, found in values.items())


def final_indices(job: Job, months: int, workers: int | None) -> Floats:
    """Return the final index of every run of every set, array (set, run)."""
    from nrc_sim.engine.kernel import simulate_block, simulate_histories
    from nrc_sim.engine.kernel.simulation import lay_out_job

    runs = job.runs_per_set
    lay_out_job(job)

    def simulate(first: int) -> Floats:
        block = simulate_block(job, first, runs, simulate_histories(job, first, runs))
        return final_index(without_failures(block).index, months)

    pieces = ((number * runs,) for number in range(len(job.parameter_sets)))
    with choose_executor(workers, threads=True) as executor:
        return np.array(list(map_ordered(executor, simulate, pieces)))


def _split(name: str, values: Floats) -> VarianceSplit:
    sets, runs = values.shape
    counts = np.full(sets, float(runs))
    components = variance_components(counts, values.sum(axis=1), (values**2).sum(axis=1))
    mean, means = float(values.mean()), values.mean(axis=1)
    # Means of sets scatter by sampling as well: drawn together until their variance is that between sets alone.
    scatter = float(means.var(ddof=1))
    shrunk = mean + (means - mean) * np.sqrt(components.between / scatter) if scatter > 0.0 else means
    low, high = np.quantile(shrunk, LEVELS)
    return VarianceSplit(name, mean, components, float(low), float(high))
