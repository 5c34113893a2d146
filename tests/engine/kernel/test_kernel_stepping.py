"""Runs that go on month by month: the same bits as at a stretch, and free to be exchanged in between."""

import random

import numpy as np
import pytest
from kernel_worlds import Counts, drawn_job

from nrc_sim.engine.blocks import DRAWN
from nrc_sim.engine.kernel.simulation import simulate_block, simulate_histories
from nrc_sim.engine.kernel.stepping import SteppedRuns
from nrc_sim.engine.world import Branching, branched_job, make_jobs
from nrc_sim.scenario import load_scenario

ARRAYS = ("index", "regime", "settlement", "tension", "stock", "member_trust", "outside_trust", "outside_conduct")


def stepped(job, first, runs):
    steps = SteppedRuns(job, first, runs)
    moments, block = steps.begin()
    blocks = [block]
    for month in range(1, job.months):
        moments, block = steps.advance(moments, month)
        blocks.append(block)
    return blocks


def assert_as_at_a_stretch(job, first, runs):
    whole = simulate_block(job, first, runs, simulate_histories(job, first, runs), conduct=True)
    blocks = stepped(job, first, runs)
    for name in ARRAYS:
        found = np.concatenate([getattr(block, name) for block in blocks], axis=1)
        np.testing.assert_array_equal(found, getattr(whole, name), err_msg=name)
    for name, values in whole.series.items():
        np.testing.assert_array_equal(np.concatenate([block.series[name] for block in blocks], axis=1), values)
    if whole.rift is not None:
        found = np.concatenate([block.rift for block in blocks], axis=1)
        np.testing.assert_array_equal(found, whole.rift)
    for name in DRAWN:
        np.testing.assert_array_equal(getattr(blocks[-1], name), getattr(whole, name), err_msg=name)


@pytest.mark.parametrize("number", range(6))
def test_month_by_month_runs_of_any_world_are_those_at_a_stretch(number):
    counts = Counts(2 + number, number % 4, number % 3, number % 3, 3 * number)
    assert_as_at_a_stretch(drawn_job(random.Random(number), counts, corners=bool(number % 2))[1], 5, 3)


def test_runs_after_a_history_with_parameter_sets_of_their_own_are_those_at_a_stretch():
    job = make_jobs([load_scenario("baseline")], 7, 18, "ensemble")[0]
    assert_as_at_a_stretch(job, 120, 150)


def test_runs_that_branch_from_others_are_those_at_a_stretch():
    job = make_jobs([load_scenario("baseline")], 7, 18, "ensemble")[0]
    origins = np.random.default_rng(1).choice(1_000, 150)
    assert_as_at_a_stretch(branched_job(job, Branching(origins, 5)), 0, 150)


def test_a_run_that_takes_the_place_of_another_has_its_past_and_its_own_draws():
    job = make_jobs([load_scenario("baseline")], 7, 12, "ensemble")[0]
    steps = SteppedRuns(job, 0, 4)
    moments, _ = steps.begin()
    for month in range(1, 6):
        moments, block = steps.advance(moments, month)
    rows = np.array([2, 2, 2, 3])
    taken, after = steps.advance(moments.take(rows), 6)
    assert len(set(after.index[:3, 0].tolist())) == 3, "the same past, and other draws from then on"
    np.testing.assert_array_equal(taken.sets, moments.sets[rows])
    np.testing.assert_array_equal(taken.drawn["origin"], rows)
    np.testing.assert_array_equal(after.origin, rows)
    np.testing.assert_array_equal(after.index[2:], steps.advance(moments, 6)[1].index[2:])
    assert block.runs == 4


def test_moments_of_other_runs_are_refused():
    job = make_jobs([load_scenario("baseline")], 7, 3)[0]
    steps = SteppedRuns(job, 0, 4)
    moments, _ = steps.begin()
    with pytest.raises(ValueError, match="moments have the shape"):
        steps.advance(moments.take(np.arange(3)), 1)
