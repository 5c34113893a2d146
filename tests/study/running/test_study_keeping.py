from dataclasses import replace

import numpy as np
import pytest

from nrc_sim.engine.blocks import Failure
from nrc_sim.engine.model import simulate_block, simulate_histories
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario
from nrc_sim.study.running.keeping import KeptRuns
from nrc_sim.study.running.ranges import Range
from nrc_sim.study.statistics.outcomes import window_mean
from nrc_sim.study.store.ensemble import select_rows

FAILURE = Failure("baseline", 3, "2013-02", "scenario", "trust.learned", "division by zero", 1)


@pytest.fixture(scope="module")
def job():
    return make_job(load_scenario("no_new_impulse"), 1, months=8)


@pytest.fixture(scope="module")
def block(job):
    return simulate_block(job, 0, 6, simulate_histories(job, 0, 6))


def rows(block, start: int, stop: int):
    return select_rows(block, slice(start, stop))


def test_blocks_come_to_their_places_in_any_order(job, block):
    kept = KeptRuns(job, actor_paths=True)
    kept.make_room(0, 6)
    kept.put(rows(block, 4, 6), Range(4, 2))
    kept.put(rows(block, 0, 4), Range(0, 4))
    whole = kept.joined(())
    assert whole.run.tolist() == list(range(6))
    assert np.array_equal(whole.index, block.index)
    assert np.array_equal(whole.settlement, block.settlement)
    assert np.array_equal(whole.member_trust, block.member_trust)
    assert all(np.array_equal(whole.series[name], values) for name, values in block.series.items())


def test_of_the_actors_paths_the_mean_of_the_final_window_is_kept(job, block):
    kept = KeptRuns(job, actor_paths=False)
    kept.make_room(0, 6)
    kept.put(block, Range(0, 6))
    final = window_mean(block.outside_trust, job.world.final_months)
    assert np.array_equal(kept.joined(()).outside_trust[:, 0], final)


def test_room_can_be_made_later(job, block):
    kept = KeptRuns(job, actor_paths=False)
    for start, stop in ((0, 4), (4, 6)):
        kept.make_room(start, stop)
        kept.put(rows(block, start, stop), Range(start, stop - start))
    assert np.array_equal(kept.joined(()).index, block.index)
    assert kept.rows(Range(4, 2), ()).run.tolist() == [4, 5]


def test_failed_runs_have_no_row(job, block):
    kept = KeptRuns(job, actor_paths=False)
    kept.make_room(0, 6)
    survivors = replace(select_rows(block, block.run != 3), failures=(FAILURE,))
    kept.put(survivors, Range(0, 6))
    whole = kept.joined((FAILURE,))
    assert whole.run.tolist() == kept.rows(Range(0, 6), (FAILURE,)).run.tolist() == [0, 1, 2, 4, 5]
    assert np.array_equal(whole.index, survivors.index)
    assert whole.failures == (FAILURE,)
    assert kept.rows(Range(0, 3), (FAILURE,)).failures == ()
