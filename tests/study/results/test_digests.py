import struct
from dataclasses import replace
from hashlib import sha256

import numpy as np

from nrc_sim.engine.blocks import join_blocks
from nrc_sim.study.results.digests import combine_leaves, compute_leaves, encode_runs
from synthetic import fail_runs, labels_of, make_block

LABELS = labels_of("baseline")


def block_of(runs: int, first_run: int = 0):
    index = np.arange(first_run, first_run + runs, dtype=float)[:, None] + np.array([0.25, -1.5, 3.0])
    return make_block(LABELS, index, first_run)


def bytes_by_hand(block, run: int) -> bytes:
    months = range(block.index.shape[1])
    packed = b"".join(struct.pack("<d", block.index[run, month]) for month in months)
    for month in months:
        packed += bytes([block.regime[run, month], *block.settlement[run, month]])
    return packed


def test_a_leaf_is_the_hash_of_index_then_codes_of_each_run():
    block = block_of(3)
    by_hand = sha256(b"".join(bytes_by_hand(block, run) for run in range(3))).hexdigest()
    assert compute_leaves(block) == (by_hand,)


def test_the_digest_is_the_hash_of_the_bytes_of_the_leaves():
    leaves = compute_leaves(block_of(1500))
    assert len(leaves) == 2
    assert combine_leaves(leaves) == sha256(bytes.fromhex(leaves[0]) + bytes.fromhex(leaves[1])).hexdigest()


def test_full_leaves_are_the_same_in_a_larger_ensemble():
    assert compute_leaves(block_of(2100))[:2] == compute_leaves(block_of(2000))


def test_leaves_do_not_depend_on_how_runs_came_in_blocks():
    parts = [block_of(4, 6), block_of(6, 0)]
    assert compute_leaves(join_blocks(parts)) == compute_leaves(block_of(10))


def test_the_order_in_memory_does_not_matter():
    block = block_of(7)
    turned = {name: np.asfortranarray(getattr(block, name)) for name in ("index", "regime", "settlement")}
    assert compute_leaves(replace(block, **turned)) == compute_leaves(block)


def test_the_bytes_of_each_run_can_be_had_block_by_block():
    block = block_of(3)
    encoded = encode_runs(block)
    assert [row.tobytes() for row in encoded] == [bytes_by_hand(block, run) for run in range(3)]
    assert encoded.flags.c_contiguous
    parts = [encode_runs(block_of(2)), encode_runs(block_of(1, 2))]
    assert np.array_equal(np.concatenate(parts), encoded)


def test_a_leaf_holds_the_runs_of_its_thousand_that_did_not_fail():
    block = block_of(2100)
    whole, gaps = compute_leaves(block), compute_leaves(fail_runs(block, 1, 2099))
    assert gaps[1] == whole[1]
    assert gaps[0] != whole[0]
    rows = np.delete(encode_runs(block), [1, 2099], axis=0)
    assert gaps[0] == sha256(rows[:999].tobytes()).hexdigest()
    assert gaps[2] == sha256(rows[1999:].tobytes()).hexdigest()


def test_a_leaf_of_which_all_runs_failed_is_the_hash_of_nothing():
    block = block_of(1001)
    assert compute_leaves(fail_runs(block, 1000)) == (compute_leaves(block)[0], sha256().hexdigest())
    assert compute_leaves(fail_runs(block_of(2), 0, 1)) == (sha256().hexdigest(),)


def test_the_byte_order_of_the_machine_does_not_matter():
    block = block_of(2)
    swapped = replace(block, index=block.index.astype(">f8"), regime=block.regime.astype(np.int64))
    assert compute_leaves(swapped) == compute_leaves(block)


def test_the_last_bit_of_one_month_changes_the_digest():
    block = block_of(2)
    index = block.index.copy()
    index[1, 2] = np.nextafter(index[1, 2], np.inf)
    assert compute_leaves(replace(block, index=index)) != compute_leaves(block)
