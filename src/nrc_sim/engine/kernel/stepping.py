"""Runs that go on month by month, so that what each has become can be looked at, and exchanged, in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import DRAWN, SHOCKS, Block, Floats, Integers
from nrc_sim.engine.kernel.compiling import mark_compiled
from nrc_sim.engine.kernel.lanes import make_lanes, moment_rows
from nrc_sim.engine.kernel.month import StartingRuns, simulate_runs
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.recording import assemble_block, drawn_before, make_records
from nrc_sim.engine.kernel.simulation import (
    lay_out_job,
    padded_runs,
    simulate_histories,
    start_runs,
    with_beginnings,
)
from nrc_sim.engine.world import Job
from nrc_sim.errors import RunError
from nrc_sim.scenario import month_text

STEP_RUNS = 4 * LANES
"""Runs that go on together; so many lanes that threads have work, and the same whatever the number of threads."""


class RunMoments(NamedTuple):
    """Runs between two months.

    Attributes
    ----------
    moments : array of float64 (run, row)
        All that stays from one month to the next, whatever the rules keep; rows as the kernel numbers them.
    sets : array of int64 (run)
        Numbers of their parameter sets.
    drawn : mapping of name to array (run, ...)
        What they have drawn so far, by the names of `nrc_sim.engine.blocks.DRAWN`.
    """

    moments: Floats
    sets: Integers
    drawn: Mapping[str, NDArray[Any]]

    def take(self, rows: Integers) -> RunMoments:
        """Return some of the runs, in any order and any number of times.

        Parameters
        ----------
        rows : which
        """
        drawn = {name: values[rows] for name, values in self.drawn.items()}
        return RunMoments(self.moments[rows], self.sets[rows], drawn)


def join_moments(pieces: Sequence[RunMoments]) -> RunMoments:
    """Put runs between the same two months one after the other.

    Parameters
    ----------
    pieces : at least one
    """
    drawn = {name: np.concatenate([piece.drawn[name] for piece in pieces]) for name in pieces[0].drawn}
    moments, sets = ([getattr(piece, name) for piece in pieces] for name in ("moments", "sets"))
    return RunMoments(np.concatenate(moments), np.concatenate(sets), drawn)


class SteppedRuns:
    """The runs `first` .. `first + runs - 1` of a job, with their random streams.

    Parameters
    ----------
    job : Job
    first, runs : int
        Which; at most `STEP_RUNS` of them.

    Raises
    ------
    RunError
        From any method, if a run fails.

    Notes
    -----
    A run draws by its own number and the month, whatever it has become: two that go on from the same moment part ways
    in the month after.
    """

    def __init__(self, job: Job, first: int, runs: int) -> None:
        self._job, self._laid = job, lay_out_job(job)
        self._lanes, self._runs = padded_runs(first, runs), runs
        self._rows = moment_rows(make_lanes(self._laid.scenario, 0, 0, len(job.world.shocks)))
        self._streams: StartingRuns | None = None

    def begin(self) -> tuple[RunMoments, Block]:
        """Simulate the history of the runs and their first month; return where they stand then, and the month."""
        job, numbers = self._job, self._lanes[: self._runs]
        states = with_beginnings(job, numbers, simulate_histories(job, int(numbers[0]), self._runs))
        if not np.isfinite(states).all():
            failed = numbers[~np.isfinite(states).all(axis=1)]
            raise RunError(f"run {failed[0]} failed in its history")
        sets = job.sets_of(self._lanes)
        starting = start_runs(job, self._lanes, states, self._laid.of_scenario[sets])
        starting = starting._replace(moments=np.empty((self._rows, self._lanes.size)))
        return self._step(starting, sets, drawn_before(job, numbers, states), 0)

    def advance(self, before: RunMoments, month: int) -> tuple[RunMoments, Block]:
        """Simulate a month; return where the runs stand after it, and the month, with the conduct of every actor.

        Parameters
        ----------
        before : where they stand, a row for each run
        month : that comes, counted from the start of the horizon, >= 1
        """
        if before.moments.shape != (self._runs, self._rows):
            raise ValueError(f"moments have the shape {before.moments.shape}, not {(self._runs, self._rows)}")
        if self._streams is None:
            nothing = np.zeros((self._runs, self._laid.beginnings.shape[1]))
            self._streams = start_runs(self._job, self._lanes, nothing, self._laid.of_scenario[:1])
        # The last run fills the last lanes too.
        rows = np.minimum(np.arange(self._lanes.size), self._runs - 1)
        sets = before.sets[rows]
        starting = self._streams._replace(
            parameters=np.ascontiguousarray(self._laid.of_scenario[sets].T),
            moments=np.ascontiguousarray(before.moments[rows].T),
            undefined=np.full(self._lanes.size, -1, dtype=np.int64),
        )
        return self._step(starting, sets, {name: before.drawn[name] for name in DRAWN if name not in SHOCKS}, month)

    def _step(
        self, starting: StartingRuns, sets: Integers, before: Mapping[str, NDArray[Any]], month: int
    ) -> tuple[RunMoments, Block]:
        laid, runs = self._laid, self._runs
        starting = starting._replace(span=np.array([month, month + 1], dtype=np.int64))
        records = make_records(self._job.world, 1, runs, conduct=True)
        noted = records.shock_count.shape[0]
        lanes = make_lanes(laid.scenario, starting.parameters.shape[0], starting.keys.shape[0], noted)
        simulate_runs(laid.scenario, laid.state_rows, lanes, starting, records, runs)
        mark_compiled()
        whole = starting.undefined[:runs] < 0
        if not whole.all():
            when = month_text(self._job.start + month)
            raise RunError(f"run {self._lanes[:runs][~whole][0]} failed in {when}: its state is no number any more")
        block = assemble_block(records, self._lanes[:runs], before)
        drawn = {name: getattr(block, name) for name in DRAWN}
        return RunMoments(np.ascontiguousarray(starting.moments[:, :runs].T), sets[:runs], drawn), block
