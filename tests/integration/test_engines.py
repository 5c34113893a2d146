"""Every bundled scenario gives the same bits in both engines."""

from functools import cache
from types import ModuleType

import numpy as np
import pytest

from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import ARRAYS, Block
from nrc_sim.engine.world import Job, make_job
from nrc_sim.scenario import bundled_slugs, load_scenario

SEED, RUNS = 2013, 3
STATES: dict[tuple[str, str, int], np.ndarray] = {}


@cache
def job_of(slug: str) -> Job:
    return make_job(load_scenario(slug), SEED)


def states_of(engine: ModuleType, job: Job, runs: int) -> np.ndarray:
    """The history of each engine is simulated once for all scenarios that share it."""
    key = (engine.__name__, job.history_key, runs)
    if key not in STATES:
        STATES[key] = engine.simulate_histories(job, 0, runs)
    return STATES[key]


def block_of(engine: ModuleType, job: Job, runs: int) -> Block:
    return engine.simulate_block(job, 0, runs, states_of(engine, job, runs))


@pytest.mark.parametrize("slug", bundled_slugs())
def test_histories_are_the_same_bits_in_both_engines(slug):
    told, compiled = (states_of(engine, job_of(slug), RUNS) for engine in (model, kernel))
    assert (told.dtype, told.shape) == (compiled.dtype, compiled.shape)
    assert told.tobytes() == compiled.tobytes()


@pytest.mark.parametrize("slug", bundled_slugs())
def test_every_array_is_the_same_bits_in_both_engines(slug):
    told, compiled = (block_of(engine, job_of(slug), RUNS) for engine in (model, kernel))
    assert not told.failures
    assert not compiled.failures
    pairs = {name: (getattr(told, name), getattr(compiled, name)) for name in ARRAYS}
    assert list(told.series) == list(compiled.series)
    pairs |= {name: (values, compiled.series[name]) for name, values in told.series.items()}
    for name, (mine, other) in pairs.items():
        assert (mine.dtype, mine.shape) == (other.dtype, other.shape), name
        assert np.ascontiguousarray(mine).tobytes() == np.ascontiguousarray(other).tobytes(), name


def test_runs_that_are_numbered_high_and_other_seeds_are_the_same_bits_in_both_engines():
    job = make_job(load_scenario("missile_defense_failure"), 2**63 - 1)
    first = 2**40 + 5
    states = kernel.simulate_histories(job, first, 1)
    assert states.tobytes() == model.simulate_histories(job, first, 1).tobytes()
    told, compiled = (engine.simulate_block(job, first, 1, states) for engine in (model, kernel))
    assert compiled.run.tolist() == [first]
    assert told.index.tobytes() == np.ascontiguousarray(compiled.index).tobytes()


def test_the_bundled_scenarios_visit_all_regimes_and_all_states_of_negotiations():
    """So that what is compared above is all that the rules know."""
    blocks = [block_of(kernel, job_of(slug), 300) for slug in bundled_slugs()]
    assert set().union(*(np.unique(block.regime).tolist() for block in blocks)) == set(range(4))
    assert set().union(*(np.unique(block.settlement).tolist() for block in blocks)) == set(range(5))


def test_the_runs_compared_visit_most_regimes_and_states():
    blocks = [block_of(kernel, job_of(slug), RUNS) for slug in bundled_slugs()]
    assert len(set().union(*(np.unique(block.regime).tolist() for block in blocks))) >= 3
    assert len(set().union(*(np.unique(block.settlement).tolist() for block in blocks))) >= 3
