"""What is counted of each scenario while its runs are simulated: tallies, and the leaves of the digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block
from nrc_sim.engine.world import Job
from nrc_sim.study.questions import Question
from nrc_sim.study.results.digests import LEAF_RUNS, NO_BYTES
from nrc_sim.study.running.ranges import Range
from nrc_sim.study.statistics import Layout, Tally


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
        self._free: dict[Range | None, list[Tally]] = {}

    def add(self, block: Block, shard: Range | None) -> None:
        """Count a block in a tally that no other thread uses.

        Parameters
        ----------
        block : Block
        shard : the runs that are kept together with it, whose counts are wanted; None if nobody wants them
        """
        free = self._free.setdefault(shard, [])
        try:
            tally = free.pop()
        except IndexError:
            tally = Tally.for_job(self._job, self._questions)
        tally.add(block)
        free.append(tally)

    def close(self, shard: Range) -> Tally:
        """Return the counts of a shard, and count them in the whole; no thread may add to this shard any more.

        Parameters
        ----------
        shard : its runs
        """
        tally = _merge(self._free.pop(shard))
        self.absorb(tally)
        return tally

    def absorb(self, tally: Tally) -> None:
        """Add counts of other runs to the whole.

        Parameters
        ----------
        tally : Tally
        """
        self.merged().merge(tally)

    def restored(self, counts: Mapping[str, NDArray[Any]]) -> Tally:
        """Return a tally of this scenario with counts made before.

        Parameters
        ----------
        counts : by name, as `Tally.arrays` gives them
        """
        return Tally(Layout.of_job(self._job, self._questions), counts)

    def merged(self) -> Tally:
        """Merge all tallies that belong to no shard into one and return it; no thread may add to them meanwhile."""
        whole = _merge(self._free.get(None) or [Tally.for_job(self._job, self._questions)])
        self._free[None] = [whole]
        return whole


def _merge(tallies: Sequence[Tally]) -> Tally:
    whole, *others = tallies
    for other in others:
        whole.merge(other)
    return whole


class LeafHashes:
    """The leaves of the digest of one scenario, hashed as its runs come, in their order."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self._leaf: int | None = None
        self._bytes: list[NDArray[np.uint8]] = []
        self._current = sha256()

    def add(self, first_run: int, encoded: NDArray[np.uint8]) -> None:
        """Take the next runs, none of another leaf than the first of them.

        Parameters
        ----------
        first_run : number of the first run
        encoded : as `encode_runs` gives them, array (run, byte)
        """
        leaf = first_run // LEAF_RUNS
        if leaf in self._known:
            return
        if leaf != self._leaf:
            if self._leaf is not None:
                self._known[self._leaf] = self._current.hexdigest()
            self._leaf, self._bytes, self._current = leaf, [], sha256()
        self._current.update(encoded.data)
        if encoded.size:
            self._bytes.append(encoded)

    def restore(self, first_run: int, leaves: Sequence[str]) -> None:
        """Take leaves that were hashed before.

        Parameters
        ----------
        first_run : first run of the first leaf
        leaves : as `digests` gave them
        """
        self._known |= dict(enumerate(leaves, first_run // LEAF_RUNS))

    def digests(self, runs: Range | None = None) -> tuple[str, ...]:
        """Return the leaves.

        Parameters
        ----------
        runs : whole leaves; None for all
        """
        if runs is not None:
            return tuple(map(self._digest, range(runs.first_run // LEAF_RUNS, runs.stop // LEAF_RUNS)))
        return tuple(map(self._digest, sorted({*self._known, *([] if self._leaf is None else [self._leaf])})))

    def last_bytes(self) -> NDArray[np.uint8]:
        """Return the bytes of the runs of the leaf that came last, array (run, byte)."""
        return np.concatenate(self._bytes) if self._bytes else NO_BYTES

    def _digest(self, leaf: int) -> str:
        return self._current.hexdigest() if leaf == self._leaf else self._known[leaf]
