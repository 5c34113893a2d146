"""Keeping runs: the arrays of all runs of one scenario, filled block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Failure, join_blocks, present_arrays, select_rows
from nrc_sim.engine.world import SERIES, Job
from nrc_sim.study.results.scenario_runs import reduce_paths
from nrc_sim.study.running.ranges import Range


class KeptRuns:
    """The runs of one scenario; several threads may put blocks at once.

    Parameters
    ----------
    job : Job
        The scenario.
    actor_paths : bool
        Whether the whole paths of the actors are kept, not their mean in the final window alone.
    """

    def __init__(self, job: Job, *, actor_paths: bool) -> None:
        self._job = job
        self._actor_paths = actor_paths
        self._parts: list[Block] = []

    def make_room(self, start: int, stop: int) -> None:
        """Make arrays for more runs, which have to be put before any later ones.

        Parameters
        ----------
        start, stop : the runs `start` .. `stop - 1`
        """
        self._parts.append(_empty_block(self._job, start, stop, self._job.months if self._actor_paths else 1))

    def put(self, block: Block, piece: Range) -> None:
        """Copy a block to its place.

        Parameters
        ----------
        block : Block
        piece : the runs it was to have
        """
        part = self._parts[-1]
        first = piece.first_run - int(part.run[0])
        reduced = block if self._actor_paths else reduce_paths(block, self._job.world.final_months)
        for target, source in _paired_arrays(part, reduced):
            rows = target[first : first + piece.runs]
            # Rows of failed runs are left as they are; nobody is shown them.
            rows[slice(None) if block.runs == piece.runs else block.run - piece.first_run] = source

    def rows(self, piece: Range, failures: Sequence[Failure]) -> Block:
        """Return those of some runs that did not fail, as views of the arrays if all are.

        Parameters
        ----------
        piece : runs for which room was made at once
        failures : what happened to runs that failed, others included
        """
        part = next(part for part in self._parts if part.run[0] <= piece.first_run <= part.run[-1])
        first = piece.first_run - int(part.run[0])
        return _without_failed(select_rows(part, slice(first, first + piece.runs)), failures)

    def joined(self, failures: Sequence[Failure]) -> Block:
        """Return all runs that did not fail.

        Parameters
        ----------
        failures : what happened to the others
        """
        return _without_failed(join_blocks(self._parts), failures)


def _empty_block(job: Job, start: int, stop: int, actor_months: int) -> Block:
    labels = job.labels
    monthly, shocks = (stop - start, job.months), (stop - start, len(job.world.shocks))
    actors = (stop - start, actor_months, len(labels.members))
    return Block(
        run=np.arange(start, stop, dtype=np.int64),
        index=np.empty(monthly),
        regime=np.empty(monthly, dtype=np.uint8),
        settlement=np.empty((*monthly, len(labels.negotiations)), dtype=np.uint8),
        series={name: np.empty(monthly) for name in SERIES},
        tension=np.empty((*monthly, len(labels.issues))),
        stock=np.empty((*monthly, len(labels.areas))),
        member_trust=np.empty(actors),
        outside_trust=np.empty(actors),
        shock_count=np.empty(shocks, dtype=np.int32),
        shock_first_month=np.empty(shocks, dtype=np.int32),
        shock_largest_size=np.empty(shocks),
        regime_before=np.empty(stop - start, dtype=np.uint8),
        settlement_before=np.empty((stop - start, len(labels.negotiations)), dtype=np.uint8),
        origin=np.empty(stop - start, dtype=np.int64),
        rift=np.empty((*monthly, len(labels.rifts))) if labels.rifts else None,
    )


def _paired_arrays(target: Block, source: Block) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    pairs = [(getattr(target, name), getattr(source, name)) for name in present_arrays(target) if name != "run"]
    return pairs + [(values, source.series[name]) for name, values in target.series.items()]


def _without_failed(block: Block, failures: Sequence[Failure]) -> Block:
    failed = {failure.run: failure for failure in failures}
    found = tuple(failed[run] for run in block.run.tolist() if run in failed) if failed else ()
    kept = select_rows(block, ~np.isin(block.run, list(failed))) if found else block
    return replace(kept, failures=found)
