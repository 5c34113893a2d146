"""Leaves of the digest as they are hashed run by run."""

from hashlib import sha256

import numpy as np

from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.running.counts import LeafHashes
from nrc_sim.study.running.ranges import Range

ONE = np.arange(8, dtype=np.uint8)[None]


def test_leaves_are_the_hashes_of_their_bytes_whether_restored_or_hashed():
    leaves = LeafHashes()
    leaves.restore(0, ["a" * 64])
    leaves.add(LEAF_RUNS, ONE)
    leaves.add(LEAF_RUNS + 1, ONE + 1)
    leaves.add(2 * LEAF_RUNS, ONE)
    second, third = sha256(ONE.tobytes() + (ONE + 1).tobytes()).hexdigest(), sha256(ONE.tobytes()).hexdigest()
    assert leaves.digests() == ("a" * 64, second, third)
    assert leaves.digests(Range(LEAF_RUNS, LEAF_RUNS)) == (second,)
    assert leaves.last_bytes().tolist() == ONE.tolist()


def test_runs_of_a_leaf_that_is_known_are_not_hashed_again():
    leaves = LeafHashes()
    leaves.restore(0, ["a" * 64])
    leaves.add(0, ONE)
    assert leaves.digests() == ("a" * 64,)


def test_a_new_leaf_leaves_the_table_of_the_others_where_it_is():
    leaves = LeafHashes()
    leaves.add(0, ONE)
    table = leaves._known
    for leaf in range(1, 50):
        leaves.add(leaf * LEAF_RUNS, ONE)
        leaves.digests(Range((leaf - 1) * LEAF_RUNS, LEAF_RUNS))
    assert leaves._known is table, "a copy for each leaf takes the square of their number"
    assert len(leaves.digests()) == 50
