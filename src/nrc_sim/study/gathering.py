"""Gathering what ranges of runs give: statistics, leaves of the digest, failures and, unless summaries do, the runs."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError
from hashlib import sha256
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from nrc_sim.blocks import Block, Failure
from nrc_sim.digests import LEAF_RUNS, encode_runs
from nrc_sim.questions import Question
from nrc_sim.results import Results, ScenarioRuns
from nrc_sim.scenario import Scenario
from nrc_sim.statistics import Tally
from nrc_sim.study.keeping import KeptRuns
from nrc_sim.study.ranges import Range
from nrc_sim.study.settings import Settings
from nrc_sim.world import Job


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
    piece : which runs
    encoded : the runs of each scenario as the digest wants them, arrays of uint8 (run, byte)
    failures : of all scenarios, one after the other
    """

    piece: Range
    encoded: list[NDArray[np.uint8]]
    failures: list[tuple[Failure, ...]]


class TallyPool:
    """Tallies of one scenario, so many that no thread waits for another.

    Parameters
    ----------
    job : Job
        The scenario.
    questions : tuple of Question
        Questions that its runs answer.
    """

    def __init__(self, job: Job, questions: tuple[Question, ...] = ()) -> None:
        self._job, self._questions = job, questions
        self._free: list[Tally] = []

    def add(self, block: Block) -> None:
        """Count a block in a tally that no other thread uses.

        Parameters
        ----------
        block : Block
        """
        try:
            tally = self._free.pop()
        except IndexError:
            tally = Tally.for_job(self._job, self._questions)
        tally.add(block)
        self._free.append(tally)

    def merged(self) -> Tally:
        """Merge all tallies into one and return it; no thread may add meanwhile."""
        whole, *others = self._free or [Tally.for_job(self._job, self._questions)]
        for other in others:
            whole.merge(other)
        self._free = [whole]
        return whole


class LeafHashes:
    """The leaves of the digest of one scenario, hashed as its runs come."""

    def __init__(self) -> None:
        self._finished: list[str] = []
        self._current = sha256()

    def add(self, first_run: int, encoded: NDArray[np.uint8]) -> None:
        """Take the next runs, none of another leaf than the first of them.

        Parameters
        ----------
        first_run : number of the first run
        encoded : as `encode_runs` gives them, array (run, byte)
        """
        if first_run // LEAF_RUNS > len(self._finished):
            self._finished.append(self._current.hexdigest())
            self._current = sha256()
        self._current.update(encoded.data)

    def digests(self) -> tuple[str, ...]:
        """Return the leaves."""
        return (*self._finished, self._current.hexdigest())


class Gathering:
    """What a study has found so far.

    Parameters
    ----------
    scenarios : sequence of Scenario
    jobs : one for each scenario
    settings : how the study is run
    sink : takes leaves that are complete; None for summaries, or if nobody wants them

    Attributes
    ----------
    done : int
        Runs of each scenario that were taken.
    """

    def __init__(
        self, scenarios: Sequence[Scenario], jobs: Sequence[Job], settings: Settings, sink: LeafSink | None
    ) -> None:
        self._scenarios, self._jobs, self._settings, self._sink = scenarios, jobs, settings, sink
        self._tallies = [TallyPool(job, settings.questions) for job in jobs]
        kept = () if settings.summary_only else jobs
        self._kept = [KeptRuns(job, actor_paths=settings.actor_paths) for job in kept]
        self._leaves = [LeafHashes() for _ in jobs]
        self._failures: list[list[Failure]] = [[] for _ in jobs]
        self.done = self._wanted = 0
        self._stopped = threading.Event()
        if sink is not None:
            sink.open(list(self.results()), actor_paths=settings.actor_paths)

    def make_room(self, runs: int) -> None:
        """Prepare for more runs.

        Parameters
        ----------
        runs : number of runs of each scenario in all
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
        """Let threads that are still counting end with the scenario they are at."""
        self._stopped.set()

    def count(self, blocks: Iterable[Block], piece: Range) -> RangePart:
        """Count the blocks of a range and keep their runs; several threads may do so at once, in any order.

        Parameters
        ----------
        blocks : the block of each scenario, in their order
        piece : their runs

        Raises
        ------
        CancelledError
            If all was stopped.
        """
        encoded, failures = [], []
        for position, block in enumerate(blocks):
            if self._stopped.is_set():
                raise CancelledError
            self._tallies[position].add(block)
            if self._kept:
                self._kept[position].put(block, piece)
            encoded.append(encode_runs(block))
            failures.append(block.failures)
        return RangePart(piece, encoded, failures)

    def take(self, part: RangePart) -> None:
        """Take a counted range; ranges come in the order of their runs.

        Parameters
        ----------
        part : what `count` returned
        """
        for leaves, encoded in zip(self._leaves, part.encoded, strict=True):
            leaves.add(part.piece.first_run, encoded)
        for found, failures in zip(self._failures, part.failures, strict=True):
            found.extend(failures)
        self.done = part.piece.first_run + part.piece.runs
        if self._sink is not None and (self.done % LEAF_RUNS == 0 or self.done == self._wanted):
            first = (self.done - 1) // LEAF_RUNS * LEAF_RUNS
            leaf = Range(first, self.done - first)
            kept = zip(self._kept, self._failures, strict=True)
            self._sink.put(leaf, [runs.rows(leaf, failures) for runs, failures in kept])

    def class_counts(self) -> list[list[int]]:
        """Return the runs in each class of outcome so far, for each scenario; no range may be at work."""
        return [pool.merged().outcomes[-1].tolist() for pool in self._tallies]

    def results(self) -> Results:
        """Return what was found."""
        gathered = {}
        for position, scenario in enumerate(self._scenarios):
            failures = tuple(self._failures[position])
            gathered[scenario.slug] = ScenarioRuns(
                scenario=scenario,
                seed=self._settings.seed,
                labels=self._jobs[position].labels,
                tally=self._tallies[position].merged(),
                leaves=self._leaves[position].digests(),
                block=self._kept[position].joined(failures) if self._kept and self.done else None,
                failures=failures,
            )
        return Results(gathered)
