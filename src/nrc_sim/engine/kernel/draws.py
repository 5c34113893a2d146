"""The random draws of many runs: keys of all streams at once, and single draws inside compiled code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.compiling import inner
from nrc_sim.engine.kernel.numbering import whole_numbers
from nrc_sim.engine.randomness import (
    PROCESSES,
    SLOTS,
    Words,
    as_bell,
    as_uniform,
    draw_words,
    process_number,
    stream_name,
)
from nrc_sim.engine.world.types import World

NEGOTIATION, INSTITUTION, LEADERSHIP, DISPUTES, DRIFT, SHOCKS = whole_numbers(6)
"""Rows of keys; the shocks' own follow from `SHOCKS` on."""


def make_keys(world: World, seed: int, runs: NDArray[np.int64], redrawn: Collection[str] = ()) -> Words:
    """Make the keys of all monthly streams, array of uint64 (process, run).

    Parameters
    ----------
    world : World
    seed : int, >= 0
    runs : numbers of the runs
    redrawn : processes whose draws are others, see `Job`
    """
    names = (*PROCESSES, *(f"shock {shock.id}" for shock in world.shocks))
    return _keys(seed, runs, tuple(stream_name(name, redrawn) for name in names))


def draw_windows(world: World, seed: int, runs: NDArray[np.int64], redrawn: Collection[str] = ()) -> Floats:
    """Draw the numbers that place shocks in their windows, array (shock, run), uniform.

    Parameters
    ----------
    world : World
    seed : int, >= 0
    runs : numbers of the runs
    redrawn : processes whose draws are others, see `Job`
    """
    keys = _keys(seed, runs, tuple(stream_name(f"window {shock.id}", redrawn) for shock in world.shocks))
    return as_uniform(draw_words(keys, np.zeros((1, 1), dtype=np.uint64)))


def _keys(seed: int, runs: NDArray[np.int64], processes: tuple[str, ...]) -> Words:
    runs_of_seed = draw_words(np.array([seed], dtype=np.uint64), runs.astype(np.uint64))
    numbers = np.array([process_number(process) for process in processes], dtype=np.uint64)
    return draw_words(runs_of_seed[None, :], numbers[:, None])


@inner
def uniform_of(key: Any, month: int, slot: int) -> float:
    """Draw the uniform number of a stream for a month and slot."""
    # The number follows from key, month and slot alone, so lanes need no state of a generator and no order.
    return as_uniform(draw_words(key, np.uint64(month * SLOTS + slot)))  # type: ignore[arg-type, return-value]


@inner
def bell_of(key: Any, month: int, slot: int) -> float:
    """Draw the bell-shaped number of a stream for a month and slot."""
    return as_bell(draw_words(key, np.uint64(month * SLOTS + slot)))  # type: ignore[arg-type, return-value]
