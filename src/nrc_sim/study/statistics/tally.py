"""Counts over runs from which all published statistics follow.

Everything that is added up is a whole number, and the rest are lowest and highest values. So tallies of parts of an
ensemble can be added in any order, and give the same bits for any number of workers and any size of blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Codes, Floats, Integers, mark_regimes
from nrc_sim.engine.world import Job, draw_sets
from nrc_sim.errors import InputError
from nrc_sim.study.questions import Question, count_answers
from nrc_sim.study.statistics.layout import ACTIVITY, FINAL_TRUST, INDEX_MEAN, TRUST, Layout, bins_of
from nrc_sim.study.statistics.outcomes import running_mean, window_mean

MOST_RUNS = 2**31 - 1
"""A bin counts no more."""

_ITEMS = ("tension", "stock", *TRUST)


class Tally:
    """Streaming statistics of one scenario, of a size that does not depend on the number of runs.

    Parameters
    ----------
    layout : Layout
        What is counted.
    arrays : mapping of name to array, or None
        As `arrays` gives them; None starts with no runs.

    Notes
    -----
    Index values are added up as whole multiples of 2**-22 points and count at most 256 points from zero, others as
    multiples of 2**-28, at most 4 from zero; the sums hold at least 2**31 runs exactly. Bins are a quarter of a point
    wide from -200 to 200 points, and 1/256 of the range of other variables (1/64 for fear). Values outside go to the
    end bins, and lowest and highest value are kept as they are.
    """

    def __init__(self, layout: Layout, arrays: Mapping[str, NDArray[Any]] | None = None) -> None:
        self.layout = layout
        self._arrays = _empty_arrays(layout) if arrays is None else _checked_arrays(layout, arrays)

    @classmethod
    def for_job(cls, job: Job, questions: Iterable[Question] = ()) -> Tally:
        """Start the tally of a job's runs, and of their answers to questions."""
        return cls(Layout.of_job(job, questions))

    def __repr__(self) -> str:
        """Name the number of runs and months."""
        return f"Tally(runs={self.runs}, months={self.layout.months})"

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """All counts by name, not copied: they can be stored, and make an equal tally."""
        return dict(self._arrays)

    @property
    def runs(self) -> int:
        """Number of runs that were added."""
        return int(self._arrays["run_counts"][0])

    @property
    def ever_frozen(self) -> int:
        """Number of runs in which the institution was ever frozen."""
        return int(self._arrays["run_counts"][1])

    @property
    def outcomes(self) -> Integers:
        """Number of runs in each class if they ended with each month, array (month, class)."""
        return self._arrays["outcome_counts"]

    @property
    def outcomes_by_set(self) -> Integers:
        """Number of runs with each parameter set in each class of outcome, array (set, class)."""
        return self._arrays["set_counts"]

    @property
    def regimes(self) -> Integers:
        """Number of runs in each regime, array (month, regime)."""
        return self._arrays["regime_counts"]

    @property
    def settlements(self) -> Integers:
        """Number of runs in which each negotiation has each state, array (month, negotiation, state)."""
        return self._arrays["settlement_counts"]

    @property
    def answers(self) -> Integers:
        """Number of runs that answer each question with yes, array (question)."""
        return self._arrays["question_counts"] if self.layout.questions else np.zeros(0, dtype=np.int64)

    def histogram(self, variable: str) -> Integers:
        """Return how many runs have the variable in each bin, array (month, item, bin)."""
        return self._part(variable, "histogram")

    def totals(self, variable: str) -> Integers:
        """Return the sum, and the two parts of the sum of squares, as whole numbers, array (month, item, 3)."""
        return self._part(variable, "totals")

    def extremes(self, variable: str) -> Floats:
        """Return the lowest and the highest value, array (month, item, 2)."""
        return self._part(variable, "extremes")

    def means(self, variable: str) -> Floats:
        """Return the mean over runs, array (month, item)."""
        return np.asarray(self.totals(variable)[..., 0] / (self.runs * float(bins_of(variable).scale)))

    def add(self, block: Block) -> None:
        """Count the runs of a block.

        Parameters
        ----------
        block : any runs that were not added before, with the actors' whole paths

        Notes
        -----
        Fastest if the runs of a month lie side by side in memory. One tally must not be added to from two threads.
        """
        if not block.runs:
            return
        smooth = running_mean(block.index, self.layout.final_months)
        self._count("index", block.index)
        self._count(INDEX_MEAN, smooth)
        for name, values in block.series.items():
            self._count(name, values)
        self._count(ACTIVITY, 0.5 * (block.series["activity_outside"] + block.series["activity_alliance"]))
        for name in _ITEMS:
            self._count(name, getattr(block, name))
        for name, final in zip(TRUST, FINAL_TRUST, strict=True):
            self._count(final, window_mean(getattr(block, name), self.layout.final_months)[:, None])
        self._count_codes(block, smooth)
        if self.layout.questions:
            self._arrays["question_counts"] += count_answers(block, self.layout.labels, self.layout.questions)

    def merge(self, other: Tally) -> None:
        """Add what another tally of the same scenario has counted.

        Parameters
        ----------
        other : Tally, of other runs
        """
        for name, mine in self._arrays.items():
            theirs = other._arrays[name]
            if name.endswith("_extremes"):
                np.minimum(mine[..., 0], theirs[..., 0], out=mine[..., 0])
                np.maximum(mine[..., 1], theirs[..., 1], out=mine[..., 1])
            else:
                np.add(mine, theirs, out=mine)

    def _part(self, variable: str, kind: str) -> NDArray[Any]:
        table = self.layout.table_of(variable)
        return self._arrays[f"{table}_{kind}"][:, self.layout.tables[table].variables[variable]]

    def _count(self, variable: str, values: Floats) -> None:
        from nrc_sim.study.statistics.counting import count_values

        name = self.layout.table_of(variable)
        table, arrays = self.layout.tables[name], self._arrays
        histogram, totals, extremes = (arrays[f"{name}_{kind}"] for kind in ("histogram", "totals", "extremes"))
        first = table.variables[variable].start
        count_values(_month_major(values, np.float64), first, histogram, totals, extremes, table.scaling)

    def _count_codes(self, block: Block, smooth: Floats) -> None:
        from nrc_sim.study.statistics.counting import classify_values, count_codes

        means = _month_major(smooth, np.float64)
        classes: Codes = np.empty((means.shape[0], block.runs), dtype=np.uint8)
        classify_values(means.reshape(-1), np.array(self.layout.bounds, dtype=np.float64), classes.reshape(-1))
        count_codes(classes, self.outcomes)
        sets = draw_sets(self.layout.seed, block.origins, self.layout.sets)
        np.add.at(self.outcomes_by_set, (sets, classes[-1]), 1)
        count_codes(_month_major(block.regime, np.uint8)[:, 0], self.regimes)
        states = self.settlements.reshape(-1, self.settlements.shape[-1])
        count_codes(_month_major(block.settlement, np.uint8).reshape(-1, block.runs), states)
        labels = self.layout.labels
        frozen = mark_regimes(block.regime, labels.regimes, labels.frozen).any(axis=1)
        self._arrays["run_counts"] += (block.runs, np.count_nonzero(frozen))


def _month_major(values: NDArray[Any], kind: type) -> NDArray[Any]:
    """Bring (run, month) or (run, month, item) to (month, item, run), without a copy if it already lies so."""
    wide = values[:, :, None] if values.ndim == 2 else values
    # Compiled code is specialised by writability as well, and ought to be compiled once.
    return np.require(wide.transpose(1, 2, 0), dtype=kind, requirements=["C", "W"])


def _empty_arrays(layout: Layout) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    for name, (shape, kind) in layout.shapes().items():
        arrays[name] = np.zeros(shape, dtype=kind)
        if name.endswith("_extremes"):
            arrays[name][...] = np.inf, -np.inf
    return arrays


def _checked_arrays(layout: Layout, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    checked: dict[str, NDArray[Any]] = {}
    for name, (shape, kind) in layout.shapes().items():
        found = np.shape(arrays[name]) if name in arrays else None
        if found != shape:
            raise InputError(
                f"the counts `{name}` have the shape {found}",
                allowed=str(shape),
                suggestion="run again: other statistics were counted then",
            )
        checked[name] = np.require(arrays[name], dtype=kind, requirements=["C", "W"])
    return checked
