"""The conduct of every actor: kept if it is asked for, equal in both engines, and what the series are means of."""

import numpy as np
import pytest
from kernel_checks import assert_same_bits

from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import CONDUCT, join_blocks, present_arrays, select_rows
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario

MONTHS = 30
JOB = make_job(load_scenario("renewed_expansion"), 2013, months=MONTHS)


def conduct_block(first_run: int, runs: int, engine=kernel, **options):
    states = kernel.simulate_histories(JOB, first_run, runs)
    return engine.simulate_block(JOB, first_run, runs, states, conduct=True, **options)


def test_both_engines_keep_the_same_conduct():
    told, compiled = conduct_block(5, 4, model), conduct_block(5, 4)
    for name in CONDUCT:
        first, second = getattr(told, name), getattr(compiled, name)
        assert first.shape == second.shape == (4, MONTHS, len(JOB.labels.members))
        assert first.dtype == second.dtype == np.float64
        assert first.tobytes() == np.ascontiguousarray(second).tobytes()


@pytest.mark.parametrize("engine", [model, kernel])
def test_conduct_is_kept_only_if_it_is_asked_for(engine):
    states = kernel.simulate_histories(JOB, 0, 2)
    block = engine.simulate_block(JOB, 0, 2, states)
    assert [getattr(block, name) for name in CONDUCT] == [None, None]
    assert not set(CONDUCT) & set(present_arrays(block))
    kept = conduct_block(0, 2, engine)
    assert present_arrays(kept)[-2:] == CONDUCT
    assert_same_bits(block, kept_without_conduct(kept))


def kept_without_conduct(block):
    return type(block)(**{**vars(block), **dict.fromkeys(CONDUCT)})


def test_the_conduct_of_the_sides_is_the_mean_of_that_of_the_members():
    block, weights = conduct_block(0, 6), np.array(JOB.world.weights)
    for series, name in (("conduct_alliance", "member_conduct"), ("conduct_outside", "outside_conduct")):
        values = getattr(block, name)
        assert np.abs(values).max() <= 1.0
        assert np.allclose((values * weights).sum(axis=2), block.series[series], rtol=0.0, atol=1e-12)


def test_conduct_goes_with_its_runs():
    whole = conduct_block(0, LANES + 6)
    parts = [conduct_block(0, 4), conduct_block(4, LANES + 2)]
    assert_same_bits(join_blocks(parts), whole)
    chosen = select_rows(whole, np.array([3, LANES + 1]))
    for name in CONDUCT:
        assert np.array_equal(getattr(chosen, name), getattr(whole, name)[[3, LANES + 1]])


def test_arrays_that_are_used_again_hold_conduct_only_if_it_is_asked_for():
    states = kernel.simulate_histories(JOB, 0, 3)
    fresh = conduct_block(0, 3)
    assert_same_bits(conduct_block(0, 3, reuse=True), fresh)
    plain = kernel.simulate_block(JOB, 0, 3, states, reuse=True)
    assert plain.member_conduct is plain.outside_conduct is None
    assert_same_bits(conduct_block(0, 3, reuse=True), fresh)
