"""Results are the same, to the bit, on every machine and every supported Python, and in both engines."""

import json

import numpy as np
import pytest
from make_golden import ENGINES, GOLDEN, RUNS, SEED, block_of, compute_digest, job_of, states_of

from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import ARRAYS, Block
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import bundled_slugs, load_scenario

STORED = json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_stored_digests_are_those_of_the_bundled_scenarios():
    assert (STORED["seed"], STORED["runs"]) == (SEED, RUNS)
    assert tuple(STORED["digests"]) == bundled_slugs()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("slug", bundled_slugs())
def test_results_have_not_changed(slug, engine):
    assert compute_digest(slug, engine) == STORED["digests"].get(slug), (
        f"the results of {slug} are no longer those stored: if that is meant, it is a change of results: "
        "mark it [RESULTS] in the changelog and run `python tests/reproduction/make_golden.py`"
    )


@pytest.mark.parametrize("slug", bundled_slugs())
def test_histories_are_the_same_bits_in_both_engines(slug):
    told, compiled = (states_of(slug, engine) for engine in ENGINES)
    assert (told.dtype, told.shape) == (compiled.dtype, compiled.shape)
    assert told.tobytes() == compiled.tobytes()


@pytest.mark.parametrize("slug", bundled_slugs())
def test_every_array_is_the_same_bits_in_both_engines(slug):
    told, compiled = (block_of(slug, engine) for engine in ENGINES)
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


def blocks_of_many(runs: int) -> list[Block]:
    states: dict[str, np.ndarray] = {}
    for job in map(job_of, bundled_slugs()):
        if job.history_key not in states:
            states[job.history_key] = kernel.simulate_histories(job, 0, runs)
    return [kernel.simulate_block(job, 0, runs, states[job.history_key]) for job in map(job_of, bundled_slugs())]


def test_the_bundled_scenarios_visit_all_regimes_and_all_states_of_negotiations():
    """So that what is compared above is all that the rules know."""
    blocks = blocks_of_many(300)
    assert set().union(*(np.unique(block.regime).tolist() for block in blocks)) == set(range(4))
    assert set().union(*(np.unique(block.settlement).tolist() for block in blocks)) == set(range(5))


def test_the_runs_compared_visit_most_regimes_and_states():
    blocks = [block_of(slug, "compiled") for slug in bundled_slugs()]
    assert len(set().union(*(np.unique(block.regime).tolist() for block in blocks))) >= 3
    assert len(set().union(*(np.unique(block.settlement).tolist() for block in blocks))) >= 3
