"""Shards as work for other processes, here or on other machines: each simulates, counts and hashes its runs itself.

What comes back is what resuming reads, so that a shard done elsewhere is taken like one that was done before. It is the
same whoever does it, and however often.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nrc_sim.engine.world import Job
from nrc_sim.errors import RunError
from nrc_sim.study.executors import Executor, map_ordered, stop_if_unwanted
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.running.collecting import RunCollector
from nrc_sim.study.running.engines import load_engine
from nrc_sim.study.running.ranges import Range, Work, choose_size, simulate_range, split_runs
from nrc_sim.study.running.resuming import RUNS_TOGETHER, Missing, split_shards
from nrc_sim.study.running.settings import Settings
from nrc_sim.study.store import Checkpoints, Shard, SharedPlace, pack_shard, unpack_shard

_MOST_LEAVES = 1_024
"""Leaves in a piece of work at most: what a lost worker takes with it has to be done again."""

_RUNS_A_MINUTE = 300_000
"""Runs that the compiled engine simulates in about a minute on one processor."""

_TURNS = 4
"""Pieces of work for each of those that work at once, so that none waits long for the last."""

_PATIENCE = 60.0
"""Seconds after which a file that another machine has written is missed: shared folders show it late."""

_LOOK_AGAIN = 0.05


class ShardDone(NamedTuple):
    """A shard that somebody has done: its runs, and the shard itself, packed; empty if it stands in the folder."""

    runs: Range
    packed: bytes


@dataclass(frozen=True)
class ShardTask:
    """What all shards of a study have in common, as plain data.

    Attributes
    ----------
    settings : Settings
        How the study is run.
    jobs : tuple of Job
        One for each scenario.
    size : int
        Most runs that are simulated together.
    place : SharedPlace or None
        Where shards are written; None hands them over.
    """

    settings: Settings
    jobs: tuple[Job, ...]
    size: int
    place: SharedPlace | None

    def prepare(self) -> None:
        """Make what all shards need, once in each process: jobs laid out, and the engine compiled."""
        engine = load_engine(self.settings.engine)
        for job in self.jobs:
            engine.prepare(job)
        if engine.threads:
            for _ in simulate_range(self.settings.engine, self.jobs[:1], Range(0, 1)):
                pass

    def __call__(self, runs: Range) -> ShardDone:
        """Simulate, count and hash the runs of a shard.

        Parameters
        ----------
        runs : of one shard

        Raises
        ------
        OSError
            If it cannot be written.
        """
        collector = RunCollector((), self.jobs, self.settings, None, first_run=runs.first_run)
        collector.make_room(runs.stop)
        shard = None
        for piece in split_runs(runs.first_run, runs.stop, self.size):
            stop_if_unwanted()
            blocks = simulate_range(self.settings.engine, self.jobs, piece)
            shard = collector.take(collector.count(blocks, Work(piece, runs)))
        assert shard is not None
        written = self.place is not None and self.place.write(shard)
        return ShardDone(runs, b"" if written else pack_shard(shard))


def _plan_shards(missing: Missing, settings: Settings, scenarios: int, executor: Executor) -> Iterator[Range]:
    """Split runs into shards: large ones where each takes a while to begin, of one leaf at most where runs are kept.

    Parameters
    ----------
    missing : runs that are to be simulated and counted
    settings : how the study is run
    scenarios : number of scenarios
    executor : where the work is done
    """
    runs = missing.stop - missing.first_run
    if not load_engine(settings.engine).threads:
        size = choose_size(runs, executor.at_once, settings.block_runs, threads=False)
        yield from split_shards(missing.first_run, missing.stop, min(size, RUNS_TOGETHER))
        return
    leaves = 1
    if executor.is_elsewhere and settings.summary_only:
        even = runs // (LEAF_RUNS * _TURNS * executor.at_once)
        leaves = max(1, min(even, _RUNS_A_MINUTE // (LEAF_RUNS * scenarios), _MOST_LEAVES))
    yield from split_shards(missing.first_run, missing.stop, LEAF_RUNS, leaves=lambda _: leaves)


def shards_of_workers(
    jobs: Sequence[Job], settings: Settings, missing: Missing, executor: Executor, checkpoints: Checkpoints | None
) -> Iterator[Shard]:
    """Let other processes do the shards of missing runs, and yield them in order; those that come by hand are kept.

    Parameters
    ----------
    jobs : one for each scenario
    settings : how the study is run
    missing : runs that are to be simulated and counted
    executor : does not share the memory of this process
    checkpoints : keeps what is done

    Raises
    ------
    RunError
        If a worker is lost, or a shard that it has written is not found.
    """
    place = checkpoints.shared_place() if checkpoints is not None and executor.is_elsewhere else None
    threads = load_engine(settings.engine).threads
    size = choose_size(missing.stop - missing.first_run, 1, settings.block_runs, threads=threads)
    task = ShardTask(settings, tuple(jobs), size, place)
    shards = _plan_shards(missing, settings, len(jobs), executor)
    unseen = 0
    for done in map_ordered(executor, task, ((runs,) for runs in shards)):
        if done.packed:
            shard = unpack_shard(done.packed)
            if checkpoints is not None:
                checkpoints.keep(shard)
                unseen += place is not None
                if unseen == 1:
                    checkpoints.tell("workers do not find the place of the shards, which travel instead")
        else:
            assert checkpoints is not None
            shard = _fetch(checkpoints, done.runs)
        yield shard


def _fetch(checkpoints: Checkpoints, runs: Range) -> Shard:
    """Read a shard that another process has written."""
    until = time.monotonic() + _PATIENCE
    while not (there := checkpoints.holds(runs.first_run, runs.stop)) and time.monotonic() < until:
        time.sleep(_LOOK_AGAIN)
    shard = checkpoints.load(runs.first_run, runs.stop) if there else None
    if shard is None:
        raise RunError(f"runs {runs.first_run} to {runs.stop - 1}, which a worker has written, are missing or damaged")
    return shard
