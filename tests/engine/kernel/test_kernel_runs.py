"""A run is the same run alone, in a block of any size, and with parameters of its own."""

from functools import cache

import numpy as np
import pytest
from kernel_checks import arrays_of, assert_engines_agree, assert_same_bits, compiled_block

import nrc_sim
from nrc_sim.engine import kernel
from nrc_sim.engine.blocks import join_blocks, select_rows
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.world import Job, StateLayout, make_job
from nrc_sim.scenario import load_scenario
from nrc_sim.study.results.digests import LEAF_RUNS, compute_leaves
from ranges import parameter_sets

SLUG = "missile_defense_failure"
SETS = parameter_sets()


@cache
def job_of(slug: str) -> Job:
    return make_job(load_scenario(slug), 2013)


@cache
def short_job() -> Job:
    return make_job(load_scenario(SLUG), 2013, months=12)


@cache
def states_of_a_thousand() -> np.ndarray:
    return kernel.simulate_histories(short_job(), 0, LEAF_RUNS)


@pytest.mark.parametrize("runs", [20, LANES - 1, LANES, LANES + 1, 300])
def test_a_run_alone_is_its_row_in_a_block(runs):
    block, alone = compiled_block(job_of(SLUG), 0, runs), compiled_block(job_of(SLUG), 7, 1)
    assert block.run.tolist() == list(range(runs))
    assert_same_bits(select_rows(block, slice(7, 8)), alone)


def test_the_last_run_of_a_block_beyond_the_lanes_is_that_run_alone():
    assert LANES < 300
    alone = compiled_block(job_of(SLUG), 299, 1)
    assert_same_bits(select_rows(compiled_block(job_of(SLUG), 0, 300), slice(299, 300)), alone)


def test_a_block_may_begin_with_a_high_number():
    first = 1_000_003
    block = assert_engines_agree(short_job(), first, 2)
    assert block.run.tolist() == [first, first + 1]
    wide = compiled_block(short_job(), first - 200, 202)
    assert_same_bits(select_rows(wide, slice(200, 202)), block)


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 7, 64])
def test_leaves_do_not_depend_on_the_size_of_blocks(size):
    job, states = short_job(), states_of_a_thousand()
    whole = kernel.simulate_block(job, 0, LEAF_RUNS, states)
    starts = range(0, LEAF_RUNS, size)
    blocks = [
        kernel.simulate_block(job, first, min(size, LEAF_RUNS - first), states[first : first + size])
        for first in starts
    ]
    joined = join_blocks(blocks)
    assert_same_bits(joined, whole)
    assert compute_leaves(joined) == compute_leaves(whole)


@pytest.mark.parametrize("size", [64, 300])
def test_histories_do_not_depend_on_the_size_of_blocks(size):
    parts = [
        kernel.simulate_histories(short_job(), first, min(size, LEAF_RUNS - first))
        for first in range(0, LEAF_RUNS, size)
    ]
    assert np.concatenate(parts).tobytes() == states_of_a_thousand().tobytes()


@pytest.mark.slow
def test_leaves_of_fewer_runs_are_the_first_of_those_of_more():
    fewer, more = (
        nrc_sim.run([SLUG], runs=runs, seed=2013, months=24, engine="compiled", summary_only=True)[SLUG].leaves
        for runs in (2000, 5000)
    )
    assert (len(fewer), len(more)) == (2, 5)
    assert tuple(fewer) == tuple(more)[:2]
    assert len(set(more)) == 5


def test_results_do_not_depend_on_the_number_of_threads():
    leaves = {
        tuple(runs.leaves)
        for workers in (1, 2, 3)
        for runs in nrc_sim.run([SLUG], runs=700, seed=3, months=6, workers=workers, engine="compiled")
    }
    assert len(leaves) == 1


def test_a_block_whose_memory_is_reused_has_the_same_bits():
    job = job_of(SLUG)
    states = kernel.simulate_histories(job, 0, 300)
    expected = kernel.simulate_block(job, 0, 300, states)
    for runs in (300, 5, 300):
        block = kernel.simulate_block(job, 0, runs, states[:runs], reuse=True)
        assert_same_bits(select_rows(expected, slice(0, runs)), block)


def test_what_is_not_reused_stays():
    first = compiled_block(job_of(SLUG), 0, 5)
    before = {name: values.copy() for name, values in arrays_of(first).items()}
    compiled_block(job_of(SLUG), 5, 5)
    assert all(np.array_equal(values, before[name]) for name, values in arrays_of(first).items())


def test_states_given_to_the_engine_are_left_alone():
    job = job_of(SLUG)
    states = kernel.simulate_histories(job, 0, 3)
    before = states.copy()
    kernel.simulate_block(job, 0, 3, states)
    assert states.tobytes() == before.tobytes()


def test_a_job_without_history_begins_with_the_world():
    job = job_of("history_2002_2012")
    states = kernel.simulate_histories(job, 0, 130)
    assert states.shape == (130, StateLayout.of(job.world).size)
    assert len(np.unique(states, axis=0)) == 1


def test_every_run_has_its_own_set_of_parameters_in_both_engines():
    job = make_job(load_scenario("baseline"), 2013, months=24, parameter_sets=SETS)
    drawn = [job.parameters_of(run).scenario.trust.learning for run in range(6)]
    assert len(set(drawn)) == len(SETS)
    assert_engines_agree(job, 0, 6)


def test_a_run_with_parameters_of_its_own_is_the_run_of_a_world_with_these():
    job = make_job(load_scenario("baseline"), 2013, months=24, parameter_sets=SETS)
    block = compiled_block(job, 0, LANES + 20)
    for number, values in enumerate(SETS):
        lone = make_job(load_scenario("baseline"), 2013, months=24, parameter_sets=[values])
        expected = compiled_block(lone, 0, LANES + 20)
        rows = [run for run in range(LANES + 20) if job.parameters_of(run) is job.parameter_sets[number]]
        assert len(rows) > 20
        assert_same_bits(select_rows(expected, np.array(rows)), select_rows(block, np.array(rows)))


def test_a_nested_ensemble_is_the_runs_of_its_sets_in_both_engines():
    job = make_job(load_scenario("baseline"), 2013, months=24, parameter_sets=SETS, runs_per_set=2)
    block = assert_engines_agree(job, 1, 6)
    for number, values in enumerate(SETS):
        lone = make_job(load_scenario("baseline"), 2013, months=24, parameter_sets=[values])
        rows = [row for row, run in enumerate(block.run) if run // 2 % len(SETS) == number]
        assert len(rows) == 2
        assert_same_bits(select_rows(compiled_block(lone, 1, 6), np.array(rows)), select_rows(block, np.array(rows)))


def test_sets_of_parameters_act_from_the_beginning_without_a_history():
    job = make_job(load_scenario("history_2002_2012"), 2013, months=12, parameter_sets=SETS)
    assert_engines_agree(job, 0, 6)


@pytest.mark.parametrize("change", [lambda s: s[:, :-1], lambda s: s[:2], lambda s: np.hstack([s, s]), lambda s: s[0]])
def test_states_of_another_world_or_of_other_runs_are_refused(change):
    states = kernel.simulate_histories(short_job(), 0, 3)
    with pytest.raises(ValueError, match="states have the shape"):
        kernel.simulate_block(short_job(), 0, 3, change(states))


def test_states_of_other_numbers_are_computed_with_as_the_engines_own():
    states = kernel.simulate_histories(short_job(), 0, 3).astype(np.float32)
    block = kernel.simulate_block(short_job(), 0, 3, states)
    assert_same_bits(block, kernel.simulate_block(short_job(), 0, 3, states.astype(np.float64)))


@pytest.mark.parametrize(("first_run", "runs"), [(-1, 1), (0, 0)])
def test_runs_that_there_cannot_be_are_refused(first_run, runs):
    with pytest.raises(ValueError, match="no runs"):
        kernel.simulate_histories(short_job(), first_run, runs)
