"""What is counted of each scenario, and in which bins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers, Labels
from nrc_sim.engine.world import SERIES, Job
from nrc_sim.study.questions import AskedQuestion, Question, ask_question

INDEX_MEAN = "index_mean"
ACTIVITY = "activity"
DERIVED = (INDEX_MEAN, ACTIVITY)
"""Variables that are not in a block: the index averaged over the final window up to each month, which decides the
class of outcome, and the military activity of both sides, averaged."""

TRUST = ("member_trust", "outside_trust")
FINAL_TRUST = tuple(f"{name}_final" for name in TRUST)
"""Trust of and in each member, averaged over the final window; counted once, not every month."""


class Bins(NamedTuple):
    """Bins of equal width.

    There are `number` of them. Values count as whole multiples of `1 / scale`, a power of two. The lowest bin starts
    at `low`, and a bin is `2 ** shift` such multiples wide.
    """

    number: int
    scale: int
    low: float
    shift: int

    @property
    def width(self) -> float:
        """Width of a bin, the bound on the error of a quantile."""
        return float(2**self.shift / self.scale)

    @property
    def edges(self) -> Floats:
        """Ends of the bins, array (edge)."""
        return np.asarray(self.low + self.width * np.arange(self.number + 1))


POINTS = Bins(1600, 2**22, -200.0, 20)
"""-200 to 200 points, a quarter of a point each."""

SHARE = Bins(256, 2**28, 0.0, 20)
"""0 to 1."""

_SIGNED = Bins(256, 2**28, -1.0, 21)
"""-1 to 1."""

LOG_ODDS = Bins(256, 2**28, 0.0, 22)
"""0 to 4."""

_OTHER_BINS: Mapping[str, Bins] = {
    "conduct_outside": _SIGNED,
    "conduct_alliance": _SIGNED,
    "expectation_outside": _SIGNED,
    "expectation_alliance": _SIGNED,
    "fear": LOG_ODDS,
}


def in_points(variable: str) -> bool:
    """Return whether a variable is an index, in points."""
    return "index" in variable


def bins_of(variable: str) -> Bins:
    """Return the bins in which a variable is counted."""
    return POINTS if in_points(variable) else _OTHER_BINS.get(variable, SHARE)


@dataclass(frozen=True)
class CountTable:
    """Variables that are counted side by side.

    Attributes
    ----------
    months : int
        Months that are counted separately.
    variables : mapping of name to slice
        Channels of each variable: one for each of its items, or one.
    """

    months: int
    variables: Mapping[str, slice]

    @property
    def channels(self) -> int:
        """Number of channels."""
        return sum(place.stop - place.start for place in self.variables.values())

    @property
    def bins(self) -> int:
        """Number of bins of each channel."""
        return bins_of(next(iter(self.variables))).number

    @cached_property
    def scaling(self) -> Integers:
        """Scale, lower edge and shift of each channel, array (channel, 3), as `counting.count_values` takes them."""
        rows = np.empty((self.channels, 3), dtype=np.int64)
        for name, place in self.variables.items():
            bins = bins_of(name)
            rows[place] = bins.scale, round(bins.low * bins.scale), bins.shift
        return rows


@dataclass(frozen=True)
class Layout:
    """What decides the shape of a tally and its classes of outcome.

    Attributes
    ----------
    labels : Labels
        Names along the axes.
    months : int
        Length of the horizon.
    final_months : int
        Length of the window over which the final index is averaged.
    bounds : tuple of float
        Lower bounds of all classes of outcome but the lowest, points, ascending.
    sets, seed : int
        Number of parameter sets from which each run draws one, and the seed with which it does.
    questions : tuple of AskedQuestion
        Questions that runs answer.
    """

    labels: Labels
    months: int
    final_months: int
    bounds: tuple[float, ...]
    sets: int = 1
    seed: int = 0
    questions: tuple[AskedQuestion, ...] = ()

    @classmethod
    def of_job(cls, job: Job, questions: Iterable[Question] = ()) -> Layout:
        """Return the layout of a job's results."""
        sets = 1 if job.runs_per_set else max(1, len(job.parameter_sets))
        bounds, asked = tuple(job.world.outcome_bounds), [ask_question(one, job.start, job.months) for one in questions]
        return cls(job.labels, job.months, job.world.final_months, bounds, sets, job.seed, tuple(asked))

    @cached_property
    def tables(self) -> dict[str, CountTable]:
        """The tables, by name."""
        labels = self.labels
        points = dict.fromkeys(("index", INDEX_MEAN, *filter(in_points, SERIES)), 1)
        shares = dict.fromkeys((*(name for name in SERIES if not in_points(name)), ACTIVITY), 1)
        shares |= {"tension": len(labels.issues), "stock": len(labels.areas)}
        shares |= dict.fromkeys(TRUST, len(labels.members))
        finals = dict.fromkeys(FINAL_TRUST, len(labels.members))
        return {
            "points": CountTable(self.months, _place(points)),
            "shares": CountTable(self.months, _place(shares)),
            "finals": CountTable(1, _place(finals)),
        }

    def table_of(self, variable: str) -> str:
        """Return the name of the table in which a variable is counted."""
        return next(name for name, table in self.tables.items() if variable in table.variables)

    def shapes(self) -> dict[str, tuple[tuple[int, ...], type]]:
        """Return shape and type of all arrays of a tally, by name."""
        labels = self.labels
        found: dict[str, tuple[tuple[int, ...], type]] = {}
        for name, table in self.tables.items():
            axes = (table.months, table.channels)
            found[f"{name}_histogram"] = ((*axes, table.bins), np.int32)
            found[f"{name}_totals"] = ((*axes, 3), np.int64)
            found[f"{name}_extremes"] = ((*axes, 2), np.float64)
        found["outcome_counts"] = ((self.months, len(self.bounds) + 1), np.int64)
        found["regime_counts"] = ((self.months, len(labels.regimes)), np.int64)
        states = (self.months, len(labels.negotiations), len(labels.settlements))
        found["set_counts"] = ((self.sets, len(self.bounds) + 1), np.int64)
        if self.questions:
            found["question_counts"] = ((len(self.questions),), np.int64)
        return found | {"settlement_counts": (states, np.int64), "run_counts": ((2,), np.int64)}


def _place(items: Mapping[str, int]) -> dict[str, slice]:
    placed: dict[str, slice] = {}
    start = 0
    for name, count in items.items():
        placed[name] = slice(start, start + count)
        start += count
    return placed
