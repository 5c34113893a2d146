from itertools import combinations

import numpy as np
import pytest

from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario
from nrc_sim.study.executors import available_workers
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.running.ranges import (
    MOST_TOGETHER,
    Range,
    Work,
    choose_size,
    choose_workers,
    simulated_range,
    split_runs,
)
from nrc_sim.study.running.settings import Settings


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (0, 7), (0, 1000), (0, 2345), (1000, 4000), (2999, 3001)])
@pytest.mark.parametrize("size", [1, 7, 64, 1000, 5000])
def test_ranges_cover_every_run_once_and_straddle_no_leaf(start, stop, size):
    ranges = list(split_runs(start, stop, size))
    assert [run for piece in ranges for run in range(piece.first_run, sum(piece))] == list(range(start, stop))
    assert all(piece.runs <= size for piece in ranges)
    assert all(piece.first_run // LEAF_RUNS == (sum(piece) - 1) // LEAF_RUNS for piece in ranges)


def test_no_runs_make_no_range():
    assert list(split_runs(1000, 1000, 10)) == []
    assert list(split_runs(0, 3, 2)) == [Range(0, 2), Range(2, 1)]


def test_few_runs_are_shared_out_and_many_stay_within_what_is_asked_for():
    assert choose_size(2000, 2, 256, threads=True) == 256
    assert choose_size(2000, 2, 7, threads=True) == 7
    assert choose_size(800, 2, 256, threads=True) == 200
    assert choose_size(10, 2, 256, threads=True) == 128
    assert choose_size(200, 1, 256, threads=True) == 200
    assert choose_size(10, 2, 256, threads=False) == 3
    assert choose_size(1, 16, 256, threads=False) == 1
    assert choose_size(5000, 2, 256, threads=False) == MOST_TOGETHER


def test_blocks_that_are_kept_together_each_have_memory_of_their_own():
    jobs = [make_job(load_scenario(slug), 2013, 3) for slug in ("baseline", "new_arms_race", "no_new_impulse")]
    piece = Range(0, 5)
    alone = [simulated_range("compiled", [job], Work(piece))[1][0] for job in jobs]
    _, together = simulated_range("compiled", jobs, Work(piece))
    for found, wanted in zip(together, alone, strict=True):
        assert found.index.tobytes() == wanted.index.tobytes()
        assert found.member_trust.tobytes() == wanted.member_trust.tobytes()
    indices = [block.index for block in together]
    assert not any(np.shares_memory(one, other) for one, other in combinations(indices, 2))


def test_workers_are_those_asked_for_or_as_many_as_are_worth_it():
    assert choose_workers(Settings(1, 1, workers=8), 2, threads=False) == 8
    assert choose_workers(Settings(2, 1), 1, threads=False) == 1
    assert choose_workers(Settings(2, 1), 1, threads=True) == available_workers()
    assert choose_workers(Settings(5000, 1), 13, threads=False) == available_workers()
