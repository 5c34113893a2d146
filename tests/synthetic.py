"""Results that no engine has made: quick, and with known properties."""

from functools import cache

import numpy as np

from nrc_sim.blocks import Block, Labels
from nrc_sim.results import Results, ScenarioRuns, gather_runs
from nrc_sim.scenario import load_scenario
from nrc_sim.world import SERIES, make_job

CLASSES = ("crisis", "stagnation", "pragmatic", "breakthrough")


@cache
def labels_of(slug: str) -> Labels:
    return make_job(load_scenario(slug), 1).labels


def make_block(labels: Labels, index, first_run: int = 0, seed: int = 1) -> Block:
    """A block around a given index (run, month); everything else is noise that depends on seed and run."""
    index = np.asarray(index, dtype=float)
    months = index.shape[1]
    draws = [np.random.default_rng((seed, run)) for run in range(first_run, first_run + len(index))]

    def noise(*axes: int):
        return np.stack([draw.random((months, *axes)) for draw in draws])

    def codes(names: tuple[str, ...], *axes: int):
        return np.stack([draw.integers(0, len(names), (months, *axes)) for draw in draws]).astype(np.uint8)

    return Block(
        first_run=first_run,
        index=index,
        regime=codes(labels.regimes),
        settlement=codes(labels.settlements, len(labels.negotiations)),
        series={name: noise() for name in SERIES},
        tension=noise(len(labels.issues)),
        stock=noise(len(labels.areas)),
        member_trust=noise(len(labels.members)),
        outside_trust=noise(len(labels.members)),
    )


def make_runs(slug: str = "baseline", *, runs: int = 6, shift: float = 0.0, seed: int = 1) -> ScenarioRuns:
    """Runs whose index wanders; runs of different scenarios share their luck and differ by a shift."""
    scenario = load_scenario(slug)
    steps = [np.random.default_rng((seed, run, 9)).normal(size=scenario.months) for run in range(runs)]
    block = make_block(labels_of(slug), 4 * np.cumsum(steps, axis=1) + shift, seed=seed)
    return gather_runs(scenario, seed, labels_of(slug), [block])


def make_results(*slugs: str, runs: int = 6, shift: float = 10.0) -> Results:
    """Results of several scenarios, each higher than the one before by a shift."""
    listed = [make_runs(slug, runs=runs, shift=shift * place) for place, slug in enumerate(slugs or ("baseline",))]
    return Results({item.slug: item for item in listed})
