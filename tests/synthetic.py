"""Results that no engine has made: quick, and with known properties."""

from dataclasses import replace
from functools import cache

import numpy as np

from nrc_sim.engine.blocks import ARRAYS, Block, Failure, Labels, select_rows
from nrc_sim.engine.world import SERIES, make_job
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.study.results import Results, ScenarioRuns, gather_runs

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
        run=np.arange(first_run, first_run + len(index)),
        index=index,
        regime=codes(labels.regimes),
        settlement=codes(labels.settlements, len(labels.negotiations)),
        series={name: noise() for name in SERIES},
        tension=noise(len(labels.issues)),
        stock=noise(len(labels.areas)),
        member_trust=noise(len(labels.members)),
        outside_trust=noise(len(labels.members)),
    )


def turn_block(block: Block) -> Block:
    """The same block in the memory order of compiled code: month, item, run."""
    turned = {name: turned_array(getattr(block, name)) for name in ARRAYS}
    return replace(block, series={name: turned_array(values) for name, values in block.series.items()}, **turned)


def turned_array(values):
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(values, 0, -1)), -1, 0)


def fail_runs(block: Block, *runs: int) -> Block:
    """The block as if these runs had failed."""
    failures = tuple(Failure("baseline", run, "2014-03", "scenario", "fear", "not a finite number", 1) for run in runs)
    return replace(select_rows(block, ~np.isin(block.run, runs)), failures=failures)


def wandering_block(slug: str = "baseline", *, runs: int = 6, shift: float = 0.0, seed: int = 1) -> Block:
    """A block whose index wanders."""
    steps = [np.random.default_rng((seed, run, 9)).normal(size=load_scenario(slug).months) for run in range(runs)]
    return make_block(labels_of(slug), 4 * np.cumsum(steps, axis=1) + shift, seed=seed)


@cache
def make_runs(slug: str = "baseline", *, runs: int = 6, shift: float = 0.0, seed: int = 1) -> ScenarioRuns:
    """Runs whose index wanders; runs of different scenarios share their luck and differ by a shift.

    Many tests ask for the same ones, and none writes to them.
    """
    block = wandering_block(slug, runs=runs, shift=shift, seed=seed)
    return gather_runs(load_scenario(slug), seed, labels_of(slug), [block])


def make_results(*slugs: str, runs: int = 6, shift: float = 10.0) -> Results:
    """Results of several scenarios, each higher than the one before by a shift."""
    listed = [make_runs(slug, runs=runs, shift=shift * place) for place, slug in enumerate(slugs or ("baseline",))]
    return Results({item.slug: item for item in listed})


def drop_runs(results: Results) -> Results:
    """The same results as summaries only."""
    return Results({runs.slug: replace(runs, block=None) for runs in results})


def make_results_of_two_worlds() -> Results:
    """Results of two scenarios, the second as if it played in a world with two classes of its own."""
    first, second = make_runs("baseline"), load_scenario("new_arms_race")
    own = {"classes": ("low", "high"), "names": ("Low & far", "High"), "bounds": (0.0,), "months": 6}
    outcomes = second.world.outcomes.model_copy(update=own)
    world = second.world.model_copy(update={"slug": "another_world", "title": "Another world", "outcomes": outcomes})
    blocks = [wandering_block(second.slug)]
    moved = gather_runs(Scenario(second.file, world, second.path), 1, labels_of(second.slug), blocks)
    return Results({runs.slug: runs for runs in (first, moved)})
