"""Runs as particles: each with its parameter set, month by month, exchanged where the filter says so."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import RIFT, Block, Floats, Integers, join_blocks, select_rows
from nrc_sim.engine.kernel.stepping import STEP_RUNS, RunMoments, SteppedRuns, join_moments
from nrc_sim.engine.world import Job
from nrc_sim.evidence.assimilation.measured import EVENTS, REGIME, STATE, Followable, Measured, list_followed
from nrc_sim.evidence.assimilation.observing import ObservationModel, Predicted, log_likelihood, predict
from nrc_sim.evidence.observed.simulated import paths_of
from nrc_sim.evidence.panel.events import next_tone
from nrc_sim.study.executors import Executor, map_ordered
from nrc_sim.study.given import GivenCondition


class KeptMonth(NamedTuple):
    """A month of all particles, in the order in which it was simulated.

    Attributes
    ----------
    block : Block
        One month; its variables other than the index have single precision, as in the ensemble on disk.
    paths : array (series, particle)
        Conduct or trust of the dyads that are followed.
    ancestors : array (particle)
        Whose place each particle took after the month; its own as a rule.
    likelihoods : array (observation, particle)
        Log-likelihoods of what was observed in it, as they counted.
    """

    block: Block
    paths: Floats
    ancestors: Integers
    likelihoods: Floats


class ParticleState(NamedTuple):
    """Where particles stand after a month: all that the next one needs of those before.

    Attributes
    ----------
    run : RunMoments
    tone : array (series, particle)
        Tone of the events of the dyads that are followed.
    """

    run: RunMoments
    tone: Floats

    def take(self, rows: Integers) -> ParticleState:
        """Return where some particles stand, in any order and any number of times.

        Parameters
        ----------
        rows : which
        """
        return ParticleState(self.run.take(rows), self.tone[:, rows])


class Demand(NamedTuple):
    """A condition that particles fulfil, and the month at whose end it is known whether they do, from year 0."""

    month: int
    condition: GivenCondition


class RunParticles:
    """The runs of a scenario, that follow what is observed.

    Parameters
    ----------
    job : Job
    runs : int
        How many, from run 0 on.
    measured : sequence of Measured
        All that is ever compared with them.
    model : ObservationModel
    executor : Executor
        Threads that simulate.

    Attributes
    ----------
    runs, start : int
        How many, and the first month, counted from year 0.
    labels : Labels
        Names along the axes of what is kept.
    demands : tuple of Demand
        Conditions that they fulfil; none unless they are set.
    kept : list of KeptMonth
        From the start of the horizon on.
    standing : ParticleState or None
        None before the first month.
    predicted : list
        Of the last month: what was observed, and what particles expected.
    """

    def __init__(
        self, job: Job, runs: int, measured: Sequence[Measured], model: ObservationModel, executor: Executor
    ) -> None:
        self._job, self.runs, self._model, self._executor = job, runs, model, executor
        self.start, self.labels = job.start, job.labels
        self.demands: tuple[Demand, ...] = ()
        self._firsts = range(0, runs, STEP_RUNS)
        self._steps = [SteppedRuns(job, first, min(STEP_RUNS, runs - first)) for first in self._firsts]
        self._measured: dict[int, list[Measured]] = {}
        for one in measured:
            self._measured.setdefault(one.last, []).append(one)
        self.followed: tuple[Followable, ...] = list_followed(measured)
        self._row = {one.path: row for row, one in enumerate(self.followed)}
        self.kept: list[KeptMonth] = []
        self.standing: ParticleState | None = None
        self.predicted: list[tuple[Measured, Predicted]] = []

    def advance(self, month: int) -> None:
        """Go through a month, the one after the last that is kept.

        Parameters
        ----------
        month : counted from year 0
        """
        before, number = self.standing, month - self._job.start

        def step(place: int) -> tuple[RunMoments, Block]:
            if before is None:
                return self._steps[place].begin()
            rows = np.arange(self._firsts[place], min(self._firsts[place] + STEP_RUNS, self.runs))
            return self._steps[place].advance(before.run.take(rows), number)

        found = list(map_ordered(self._executor, step, [(place,) for place in range(len(self._steps))]))
        whole = join_blocks([block for _, block in found])
        run = join_moments([moments for moments, _ in found])
        paths = np.array([paths_of(whole, one.variable, one.dyad)[:, 0] for one in self.followed])
        paths = paths.reshape(len(self.followed), self.runs)
        tone = paths if before is None else next_tone(before.tone, paths, np.array(self._model.echo))
        self.standing = ParticleState(run, tone)
        nothing = np.empty((0, self.runs))
        self.kept.append(KeptMonth(_in_single_precision(whole), paths, np.arange(self.runs), nothing))

    def log_likelihoods(self, month: int) -> Floats:
        """Return the log-likelihood of what was observed in a month, array (observation, particle)."""
        self.predicted = [(one, self._predict(one)) for one in self._measured.get(month, ())]
        found = np.array([log_likelihood(one, predicted) for one, predicted in self.predicted])
        self.kept[-1] = self.kept[-1]._replace(likelihoods=found.reshape(len(self.predicted), self.runs))
        return self.kept[-1].likelihoods

    def temper(self, exponent: float) -> None:
        """Note that what was observed in the last month counted for less.

        Parameters
        ----------
        exponent : power of the likelihood, 0..1
        """
        self.kept[-1] = self.kept[-1]._replace(likelihoods=exponent * self.kept[-1].likelihoods)

    def exchange(self, _: int, ancestors: Integers) -> None:
        """Let each particle go on from where that of another number stands."""
        assert self.standing is not None
        self.standing = self.standing.take(ancestors)
        # They may have been exchanged in this month before.
        last = self.kept[-1]
        self.kept[-1] = last._replace(ancestors=last.ancestors[ancestors])

    def _predict(self, one: Measured) -> Predicted:
        last = self.kept[-1]
        if one.kind == STATE:
            place = None if one.what == REGIME else self._job.labels.negotiations.index(one.what)
            codes = last.block.regime[:, 0] if place is None else last.block.settlement[:, 0, place]
            return predict(self._model, one, codes.astype(np.float64))
        if one.kind == EVENTS:
            assert self.standing is not None
            return predict(self._model, one, self.standing.tone[self._row[one.path]])
        return predict(self._model, one, self._mean_path(one))

    def _mean_path(self, one: Measured) -> Floats:
        """Return the mean of a series over the months of an observation that ends with the last month."""
        row, first = self._row[one.path], one.first - self._job.start
        months, total = self.lineage(first), np.zeros(self.runs)
        for number, rows in enumerate(months):
            total += self.kept[first + number].paths[row, rows]
        return np.asarray(total / len(months))

    def lineage(self, first: int = 0, rows: Integers | None = None) -> list[Integers]:
        """Return, month by month, from whose place in the order of that month particles descend.

        Parameters
        ----------
        first : month from which on, counted from the start of the horizon
        rows : particles in the order of the last month; None means all
        """
        current = np.arange(self.runs) if rows is None else rows
        found = [current]
        for month in reversed(self.kept[first:-1]):
            current = month.ancestors[current]
            found.append(current)
        return found[::-1]

    def fork(self, rows: Integers) -> Self:
        """Return particles that go on from where some of these stand, and are compared with nothing.

        Parameters
        ----------
        rows : numbers of particles, as many as there are
        """
        assert self.standing is not None
        other = copy(self)
        other._measured = {}
        other.standing = self.standing.take(rows)
        last = self.kept[-1]
        other.kept = [*self.kept[:-1], last._replace(ancestors=last.ancestors[rows])]
        return other

    def path_block(self) -> Block:
        """Return all months so far, of each particle with the past that it descends from."""
        assert self.standing is not None
        lines = self.lineage(0, self.kept[-1].ancestors)
        pieces = [select_rows(month.block, line) for month, line in zip(self.kept, lines, strict=True)]
        drawn: dict[str, Any] = dict(self.standing.run.drawn)
        return replace(_join_months(pieces), run=np.arange(self.runs), **drawn)


MONTHLY = ("index", "regime", "settlement", "tension", "stock", "member_trust", "outside_trust")
"""Arrays with a month axis that every block has, beside its series."""


def monthly_arrays(block: Block) -> tuple[str, ...]:
    """Name the arrays of a block that have a month axis, beside its series and the conduct of actors.

    Parameters
    ----------
    block : any runs
    """
    return MONTHLY if block.rift is None else (*MONTHLY, RIFT)


def _join_months(blocks: Sequence[Block]) -> Block:
    """Put blocks of the same runs one after the other, and give all variables the precision that statistics take.

    Parameters
    ----------
    blocks : at least one
    """
    joined: dict[str, Any] = {
        name: _joined([getattr(block, name) for block in blocks]) for name in monthly_arrays(blocks[0])
    }
    series = {name: _joined([block.series[name] for block in blocks]) for name in blocks[0].series}
    return replace(blocks[0], series=series, **joined)


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    found = np.concatenate(arrays, axis=1)
    return found.astype(np.float64) if found.dtype == np.float32 else found


def _in_single_precision(block: Block) -> Block:
    plain: dict[str, Any] = {name: _single(name, getattr(block, name)) for name in monthly_arrays(block)}
    series = {name: _single(name, values) for name, values in block.series.items()}
    return Block(block.run, series=series, **plain)


def _single(name: str, values: NDArray[Any]) -> NDArray[Any]:
    exact = values.dtype != np.float64 or name == "index"
    return np.ascontiguousarray(values if exact else values.astype(np.float32))
