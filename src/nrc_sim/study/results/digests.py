"""A fingerprint of results that does not depend on how they were computed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block

LEAF_RUNS = 1000
"""Runs under one leaf."""

NO_BYTES = np.empty((0, 0), dtype=np.uint8)
"""What no run gives, see `encode_runs`."""


def encode_runs(block: Block) -> NDArray[np.uint8]:
    """Return the bytes of each run that enter the digest, array (run, byte) in C order.

    Parameters
    ----------
    block : any runs

    Notes
    -----
    A run counts with its index as little-endian float64 for each month, then for each month one byte for the regime and
    one for the state of each negotiation, in the order of the world file.
    """
    runs, months, negotiations = block.settlement.shape
    size = 8 * months
    encoded = np.empty((runs, size + months * (1 + negotiations)), dtype=np.uint8)
    encoded[:, :size].view("<f8")[...] = block.index
    codes = encoded[:, size:].reshape(runs, months, 1 + negotiations)
    codes[:, :, 0] = block.regime
    codes[:, :, 1:] = block.settlement
    return encoded


def compute_leaves(block: Block) -> tuple[str, ...]:
    """Return the leaves of a scenario's runs, each the sha256 of the bytes of a thousand run numbers in their order.

    Parameters
    ----------
    block : Block
        All runs that were asked for, from run 0 on; the last leaf may have fewer runs, and failed runs have no bytes.

    Notes
    -----
    `encode_runs` says what the bytes are. A leaf whose runs all failed is the hash of nothing.
    """
    asked = [*block.run[-1:].tolist(), *(failure.run for failure in block.failures)]
    leaves = [sha256() for _ in range(max(asked, default=-1) // LEAF_RUNS + 1)]
    encoded = encode_runs(block)
    ends = np.searchsorted(block.run, LEAF_RUNS * np.arange(len(leaves) + 1))
    for leaf, (start, stop) in zip(leaves, pairwise(ends.tolist()), strict=True):
        leaf.update(encoded[start:stop].data)
    return tuple(leaf.hexdigest() for leaf in leaves)


def combine_leaves(leaves: Sequence[str]) -> str:
    """Return the digest of results: the sha256 of the leaves' bytes."""
    return sha256(b"".join(bytes.fromhex(leaf) for leaf in leaves)).hexdigest()
