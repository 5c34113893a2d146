import numpy as np

from nrc_sim.engine.blocks import copy_block, join_blocks, present_arrays, select_rows
from synthetic import fail_runs, labels_of, make_block, turn_block, wandering_block

LABELS = labels_of("baseline")


def test_blocks_are_joined_in_the_order_of_their_runs_across_gaps():
    parts = [make_block(LABELS, np.full((count, 3), first), first) for first, count in ((40, 2), (0, 3), (7, 1))]
    joined = join_blocks(parts)
    assert joined.run.tolist() == [0, 1, 2, 7, 40, 41]
    assert joined.index[:, 0].tolist() == [0, 0, 0, 7, 40, 40]
    assert joined.series["fear"].shape == (6, 3)


def test_failures_are_joined_in_the_order_of_their_runs():
    early, late = (make_block(LABELS, np.zeros((3, 3)), first) for first in (0, 5))
    joined = join_blocks([fail_runs(late, 6), fail_runs(early, 0, 2)])
    assert joined.run.tolist() == [1, 5, 7]
    assert [failure.run for failure in joined.failures] == [0, 2, 6]


def test_a_block_of_which_all_runs_failed_joins_others():
    failed = fail_runs(make_block(LABELS, np.zeros((2, 3)), 5), 5, 6)
    joined = join_blocks([make_block(LABELS, np.zeros((2, 3))), failed])
    assert joined.run.tolist() == [0, 1]
    assert len(joined.failures) == 2


def test_rows_are_selected_from_all_arrays():
    block = turn_block(wandering_block(runs=5))
    for rows in (slice(1, 3), np.array([False, True, True, False, False]), np.array([1, 2])):
        chosen = select_rows(block, rows)
        assert chosen.runs == 2
        assert chosen.run.tolist() == [1, 2]
        assert np.array_equal(chosen.tension, block.tension[1:3])
        assert np.array_equal(chosen.series["fear"], block.series["fear"][1:3])


def test_a_copy_shares_no_memory_and_lies_in_memory_as_the_block_does():
    block = turn_block(wandering_block(runs=5))
    copied = copy_block(block)
    for name in present_arrays(block):
        one, other = getattr(block, name), getattr(copied, name)
        assert np.array_equal(one, other)
        assert not np.shares_memory(one, other)
        assert np.argsort(one.strides).tolist() == np.argsort(other.strides).tolist()
    assert not any(np.shares_memory(values, copied.series[name]) for name, values in block.series.items())
