"""What ranges of runs give, collected: statistics, leaves of the digest, failures and, unless summaries do, runs."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Failure
from nrc_sim.engine.world import Job, values_of_sets
from nrc_sim.scenario import Scenario
from nrc_sim.study.given import Acceptance
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.results.digests import LEAF_RUNS, NO_BYTES, encode_runs
from nrc_sim.study.running.counts import LeafHashes, TallyPool
from nrc_sim.study.running.keeping import KeptRuns
from nrc_sim.study.running.ranges import Range, Work
from nrc_sim.study.running.settings import Settings
from nrc_sim.study.store import ScenarioPart, Shard


class LeafSink(Protocol):
    """Something that takes the runs of all scenarios, leaf by leaf and in order, while later ones are simulated."""

    def open(self, scenarios: Sequence[ScenarioRuns], *, actor_paths: bool) -> None:
        """Take note of the scenarios, of which there are no runs yet."""

    def make_room(self, runs: int) -> None:
        """Take note of the number of runs of each scenario, which may be raised later."""

    def put(self, piece: Range, blocks: Sequence[Block]) -> None:
        """Take the runs of a leaf, one block for each scenario."""


class RangePart(NamedTuple):
    """What is left of a range of runs once it has been counted.

    Attributes
    ----------
    work : which runs, and what they are for
    encoded : the runs of each scenario as the digest wants them, arrays of uint8 (run, byte)
    failures : of all scenarios, one after the other
    """

    work: Work
    encoded: list[NDArray[np.uint8]]
    failures: list[tuple[Failure, ...]]


class RunCollector:
    """What a study has found so far.

    Parameters
    ----------
    scenarios : sequence of Scenario
    jobs : one for each scenario
    settings : how the study is run
    sink : takes leaves that are complete; None for summaries, or if nobody wants them
    accepted : how many runs of each scenario fulfil what is given; none if there are no conditions
    first_run : of those that will be taken

    Attributes
    ----------
    done : int
        Number of the first run after those that were taken.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        jobs: Sequence[Job],
        settings: Settings,
        sink: LeafSink | None,
        accepted: Sequence[Acceptance] = (),
        first_run: int = 0,
    ) -> None:
        self._scenarios, self._jobs, self._settings, self._sink = scenarios, jobs, settings, sink
        self._tallies = [TallyPool(job, settings.questions) for job in jobs]
        kept = () if settings.summary_only else jobs
        self._kept = [KeptRuns(job, actor_paths=settings.actor_paths) for job in kept]
        self._leaves = [LeafHashes() for _ in jobs]
        self._accepted: Sequence[Acceptance | None] = accepted or [None] * len(jobs)
        self._set_values = [values_of_sets(job.parameter_sets) for job in jobs]
        self._failures: list[list[Failure]] = [[] for _ in jobs]
        self._open_parts: list[RangePart] = []
        self.done = self._wanted = first_run
        self._stopped = threading.Event()
        if sink is not None:
            sink.open(list(self.results()), actor_paths=settings.actor_paths)

    def make_room(self, runs: int) -> None:
        """Prepare for more runs.

        Parameters
        ----------
        runs : number of the first run after all that are wanted
        """
        for kept in self._kept:
            kept.make_room(self._wanted, runs)
        if self._sink is not None:
            self._sink.make_room(runs)
        self._wanted = runs

    def __enter__(self) -> Self:
        """Need no preparation."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop threads that are still counting after the scenario they are at."""
        self._stopped.set()

    def count(self, blocks: Iterable[Block], work: Work) -> RangePart:
        """Count the blocks of a range and keep their runs; several threads may do so at once, in any order.

        Parameters
        ----------
        blocks : the block of each scenario, in their order
        work : their runs

        Raises
        ------
        CancelledError
            If all was stopped.
        """
        encoded, failures = [], []
        for position, block in enumerate(blocks):
            if self._stopped.is_set():
                raise CancelledError
            if work.counted:
                self._tallies[position].add(block, work.shard)
            if self._kept:
                self._kept[position].put(block, work.piece)
            encoded.append(encode_runs(block))
            failures.append(block.failures)
        return RangePart(work, encoded, failures)

    def take(self, part: RangePart) -> Shard | None:
        """Take a counted range; ranges come in the order of their runs.

        Parameters
        ----------
        part : what `count` returned

        Returns
        -------
        the shard to be kept, if the range is the last of one
        """
        work = part.work
        for leaves, encoded in zip(self._leaves, part.encoded, strict=True):
            leaves.add(work.piece.first_run, encoded)
        if work.counted:
            self._note_failures(part.failures)
        self._advance(work.piece.stop)
        if work.shard is None:
            return None
        # Whole leaves are kept as their hashes: the bytes of many would fill the memory.
        self._open_parts.append(part if work.shard.runs % LEAF_RUNS else part._replace(encoded=[]))
        return self._close_shard(work.shard) if work.piece.stop == work.shard.stop else None

    def restore(self, shard: Shard) -> None:
        """Take what was kept of runs that were done before, in the place of ranges.

        Parameters
        ----------
        shard : as `take` returned it; if its runs are not kept in it, `restore_runs` has to follow
        """
        self._note_failures([part.failures for part in shard.parts])
        for position, part in enumerate(shard.parts):
            self._tallies[position].absorb(self._tallies[position].restored(part.tally))
            self._leaves[position].restore(shard.first_run, part.leaves)
            if shard.runs % LEAF_RUNS:
                self._leaves[position].add(shard.stop - 1, part.loose)
        blocks = [part.block for part in shard.parts if part.block is not None]
        if blocks:
            self._keep_runs(Range(shard.first_run, shard.runs), blocks)
        elif not self._kept:
            self._advance(shard.stop)

    def restore_runs(self, piece: Range, blocks: Sequence[Block]) -> None:
        """Take runs that were done, and counted, before.

        Parameters
        ----------
        piece : runs of one leaf
        blocks : one for each scenario
        """
        for leaves, block in zip(self._leaves, blocks, strict=True):
            if piece.runs % LEAF_RUNS:
                leaves.add(piece.first_run, encode_runs(block))
        self._keep_runs(piece, blocks)

    def _keep_runs(self, piece: Range, blocks: Sequence[Block]) -> None:
        for kept, block in zip(self._kept, blocks, strict=True):
            kept.put(block, piece)
        self._advance(piece.stop)

    def _note_failures(self, failures: Sequence[Sequence[Failure]]) -> None:
        for noted, new in zip(self._failures, failures, strict=True):
            noted.extend(new)

    def _advance(self, done: int) -> None:
        self.done = done
        if self._sink is not None and (done % LEAF_RUNS == 0 or done == self._wanted):
            first = (done - 1) // LEAF_RUNS * LEAF_RUNS
            leaf = Range(first, done - first)
            self._sink.put(leaf, self._rows(leaf))

    def _rows(self, piece: Range) -> list[Block]:
        return [kept.rows(piece, failures) for kept, failures in zip(self._kept, self._failures, strict=True)]

    def _close_shard(self, runs: Range) -> Shard:
        parts, self._open_parts = self._open_parts, []
        blocks = self._rows(runs) if self._kept else [None] * len(self._jobs)
        whole = runs.runs % LEAF_RUNS == 0
        return Shard(
            *runs,
            tuple(
                ScenarioPart(
                    self._tallies[position].close(runs).arrays,
                    self._leaves[position].digests(runs) if whole else (),
                    NO_BYTES if whole else np.concatenate([part.encoded[position] for part in parts]),
                    tuple(failure for part in parts for failure in part.failures[position]),
                    block,
                )
                for position, block in enumerate(blocks)
            ),
        )

    def last_leaf(self) -> list[NDArray[np.uint8]]:
        """Return the bytes of the runs of each scenario that do not fill a leaf, arrays (run, byte)."""
        return [leaves.last_bytes() for leaves in self._leaves] if self.done % LEAF_RUNS else []

    def class_counts(self) -> list[list[int]]:
        """Return the runs in each class of outcome so far, for each scenario; no range may be at work."""
        return [pool.merged().outcomes[-1].tolist() for pool in self._tallies]

    def results(self) -> Results:
        """Return what was found."""
        collected = {}
        for position, scenario in enumerate(self._scenarios):
            failures = tuple(self._failures[position])
            collected[scenario.slug] = ScenarioRuns(
                scenario=scenario,
                seed=self._settings.seed,
                labels=self._jobs[position].labels,
                tally=self._tallies[position].merged(),
                leaves=self._leaves[position].digests(),
                block=self._kept[position].joined(failures) if self._kept and self.done else None,
                failures=failures,
                set_values=self._set_values[position],
                acceptance=self._accepted[position],
            )
        return Results(collected)
