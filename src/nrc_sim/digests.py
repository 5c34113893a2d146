"""A fingerprint of results that does not depend on how they were computed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from nrc_sim.blocks import Block

LEAF_RUNS = 1000
"""Runs under one leaf."""


def compute_leaves(block: Block) -> tuple[str, ...]:
    """Return the leaves of a scenario's runs, each the sha256 of a thousand of them in their order.

    Parameters
    ----------
    block : Block
        All runs from run 0 on; the last leaf may have fewer runs.

    Notes
    -----
    A run counts with its index as little-endian float64 for each month, then for each month one byte for the regime and
    one for the state of each negotiation, in the order of the world file.
    """
    return tuple(_leaf(block, start) for start in range(0, block.runs, LEAF_RUNS))


def combine_leaves(leaves: Sequence[str]) -> str:
    """Return the digest of results: the sha256 of the leaves' bytes."""
    return sha256(b"".join(bytes.fromhex(leaf) for leaf in leaves)).hexdigest()


def _leaf(block: Block, start: int) -> str:
    runs = slice(start, start + LEAF_RUNS)
    index = np.ascontiguousarray(block.index[runs], dtype="<f8")
    codes = np.concatenate([block.regime[runs, :, None], block.settlement[runs]], axis=2).astype(np.uint8)
    leaf = sha256()
    for run in range(index.shape[0]):
        leaf.update(index[run].tobytes())
        leaf.update(codes[run].tobytes())
    return leaf.hexdigest()
