"""Counts of how runs end, and of nothing else: so small that thousands of scenarios have some."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Floats, Integers, Labels, mark_regimes
from nrc_sim.study.statistics.layout import INDEX_MEAN, CountTable, bins_of
from nrc_sim.study.statistics.outcomes import classify_runs, final_index

_TABLE = CountTable(1, {INDEX_MEAN: slice(0, 1)})


class FinalTally:
    """The final index and the classes of outcome of the runs of one scenario, counted as `Tally` counts them.

    Parameters
    ----------
    final_months : int
        Length of the window over which the final index is averaged.
    bounds : tuple of float
        Lower bounds of all classes of outcome but the lowest, points, ascending.
    labels : Labels
        Names of the regimes, and which of them are frozen.
    """

    def __init__(self, final_months: int, bounds: tuple[float, ...], labels: Labels) -> None:
        self._final_months, self._bounds, self._labels = final_months, bounds, labels
        self._histogram: NDArray[Any] = np.zeros((1, 1, _TABLE.bins), dtype=np.int32)
        self._totals = np.zeros((1, 1, 3), dtype=np.int64)
        self._extremes = np.array([[[np.inf, -np.inf]]])
        self.outcomes = np.zeros(len(bounds) + 1, dtype=np.int64)
        self.runs = self.ever_frozen = self.failed = 0

    def add(self, block: Block) -> None:
        """Count the runs of a block.

        Parameters
        ----------
        block : any runs that were not added before
        """
        from nrc_sim.study.statistics.counting import count_values

        self.failed += len(block.failures)
        if not block.runs:
            return
        final = final_index(block.index, self._final_months)
        values = np.require(final[None, None], dtype=np.float64, requirements=["C", "W"])
        count_values(values, 0, self._histogram, self._totals, self._extremes, _TABLE.scaling)
        self.outcomes += np.bincount(classify_runs(final, self._bounds), minlength=self.outcomes.size)
        frozen = mark_regimes(block.regime, self._labels.regimes, self._labels.frozen)
        self.ever_frozen += int(np.count_nonzero(frozen.any(axis=1)))
        self.runs += block.runs

    def histogram(self, _variable: str = INDEX_MEAN) -> Integers:
        """Return how many runs have their final index in each bin, array (1, 1, bin)."""
        return self._histogram

    def totals(self, _variable: str = INDEX_MEAN) -> Integers:
        """Return the sum, and the two parts of the sum of squares, as whole numbers, array (1, 1, 3)."""
        return self._totals

    def extremes(self, _variable: str = INDEX_MEAN) -> Floats:
        """Return the lowest and the highest final index, array (1, 1, 2)."""
        return self._extremes

    def means(self, variable: str = INDEX_MEAN) -> Floats:
        """Return the mean over runs, array (1, 1), points."""
        return np.asarray(self._totals[..., 0] / (self.runs * float(bins_of(variable).scale)))
