"""What is left to do of a study that was begun before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from nrc_sim.engine.blocks import Block
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.running.ranges import Range, Work, split_runs
from nrc_sim.study.store import Checkpoints, EarlierRuns, Shard

RUNS_TOGETHER = 50
"""Runs in a shard of the readable engine, which takes long for a leaf."""

_MOST_LOST = 16
"""One shard of summaries holds a part of all before it no larger than one of so many: a few shards, and little lost."""


class Restored(NamedTuple):
    """Runs of one leaf that were counted before, one block for each scenario."""

    piece: Range
    blocks: list[Block]


class Missing(NamedTuple):
    """Runs that have to be simulated, and whether they have to be counted."""

    first_run: int
    stop: int
    counted: bool = True


WorkStep = Shard | Restored | Missing


def list_steps(checkpoints: Checkpoints | None, done: int, wanted: int) -> Iterator[WorkStep]:
    """List what there is of runs, and what has to be simulated, in the order of the runs.

    Parameters
    ----------
    checkpoints : what was done before, if anything was
    done, wanted : the runs `done` .. `wanted - 1`
    """
    if checkpoints is not None:
        if checkpoints.earlier is not None and done == 0:
            yield from _earlier_steps(checkpoints.earlier)
            done = checkpoints.earlier.runs
        for first, stop in checkpoints.ranges():
            if first < done or stop > wanted:
                continue
            shard = checkpoints.load(first, stop)
            if shard is None:
                continue
            if done < first:
                yield Missing(done, first)
            yield shard
            done = stop
    if done < wanted:
        yield Missing(done, wanted)


def _earlier_steps(earlier: EarlierRuns) -> Iterator[WorkStep]:
    statistics = earlier.statistics()
    yield statistics
    last = earlier.runs // LEAF_RUNS * LEAF_RUNS
    if earlier.keeps_runs:
        for piece in split_runs(0, earlier.runs, LEAF_RUNS):
            blocks = earlier.leaf(*piece)
            yield Missing(piece.first_run, piece.stop, counted=False) if blocks is None else Restored(piece, blocks)
    elif last < earlier.runs and not all(part.loose.size for part in statistics.parts):
        yield Missing(last, earlier.runs, counted=False)


def list_work(missing: Missing, size: int, shard_runs: int | None, *, growing: bool) -> Iterator[Work]:
    """Split runs into the pieces in which they are simulated and kept.

    Parameters
    ----------
    missing : runs
    size : most runs in a piece, >= 1
    shard_runs : runs in a shard, at most a leaf; None if nothing is kept
    growing : whether later shards may hold many leaves
    """
    if shard_runs is None or not missing.counted:
        yield from (Work(piece, None, missing.counted) for piece in split_runs(missing.first_run, missing.stop, size))
        return
    leaves = _growing if growing and shard_runs == LEAF_RUNS else _alone
    for shard in split_shards(missing.first_run, missing.stop, shard_runs, leaves=leaves):
        yield from (Work(piece, shard) for piece in split_runs(shard.first_run, shard.stop, size))


def _growing(start: int) -> int:
    return start // LEAF_RUNS // _MOST_LOST


def _alone(_: int) -> int:
    return 1


def split_shards(start: int, stop: int, size: int, *, leaves: Callable[[int], int] = _alone) -> Iterator[Range]:
    """Split runs into shards: whole leaves, or runs of one leaf.

    Parameters
    ----------
    start, stop : the runs `start` .. `stop - 1`
    size : runs in a shard, at most a leaf
    leaves : given the first run of a shard, says how many whole leaves it may hold
    """
    while start < stop:
        whole = leaves(start) if size == LEAF_RUNS and start % LEAF_RUNS == 0 else 0
        many = min(whole, (stop - start) // LEAF_RUNS) * LEAF_RUNS
        (first, *_) = split_runs(start, stop, size)
        shard = Range(start, max(first.runs, many))
        yield shard
        start = shard.stop
