"""The medoid run of each class of outcome, and what happens in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Codes, Floats
from nrc_sim.study.results import ScenarioRuns

_MOVES = 3
"""How many of the largest moves of the index are reported."""


class Change(NamedTuple):
    """A change of state: its month, what changed, and the states before and after."""

    month: str
    what: str
    before: str
    after: str


class Move(NamedTuple):
    """A change of the index from the month before, points."""

    month: str
    change: float


@dataclass(frozen=True, eq=False)
class MedoidRun:
    """The medoid run of a class: the most representative of its runs.

    Attributes
    ----------
    outcome : str
        The class.
    run : int
        Number of the run.
    runs : int
        Runs that end in the class.
    distance, mean_distance : float
        Mean squared difference of the standardised index from the other runs of the class: of this run, and of a run
        of the class on average.
    final_index : float
        Its final index, points.
    changes : tuple of Change
        Settlements and other turns of negotiations, and changes of the institution's regime, in order of time.
    moves : tuple of Move
        The largest moves of the index within a month, the largest first.
    path : array (month)
        Its index, points.
    """

    outcome: str
    run: int
    runs: int
    distance: float
    mean_distance: float
    final_index: float
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    path: Floats

    def describe(self) -> dict[str, Any]:
        """Return the run as plain data."""
        plain = {name: getattr(self, name) for name in ("run", "runs", "distance", "mean_distance", "final_index")}
        listed = {name: [item._asdict() for item in getattr(self, name)] for name in ("changes", "moves")}
        return plain | listed | {"index": self.path.tolist()}


def find_medoid_runs(runs: ScenarioRuns) -> tuple[MedoidRun, ...]:
    """Find the medoid run of each class that occurs, the lowest class first.

    Parameters
    ----------
    runs : with single runs

    Raises
    ------
    InputError
        If the single runs were not kept.

    Notes
    -----
    The medoid: the run whose mean squared difference from the other runs of its class is smallest, over all months, of
    the index less its mean and divided by its standard deviation over all runs of that month. For this distance it is
    the run nearest to the mean path of its class, so that no pairs of runs need be compared.
    """
    paths = standardise_paths(runs.single_runs.index)
    present = [code for code in range(len(runs.classes)) if (runs.outcome == code).any()]
    return tuple(_find_medoid(runs, paths, code) for code in present)


def standardise_paths(index: Floats) -> Floats:
    """Take the mean over runs from each month, and divide by the standard deviation; 0 where all runs are equal.

    Parameters
    ----------
    index : array (run, month)
    """
    spread = index.std(axis=0)
    return np.asarray((index - index.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0))


def _find_medoid(runs: ScenarioRuns, paths: Floats, code: int) -> MedoidRun:
    rows = np.flatnonzero(runs.outcome == code)
    centre = paths[rows].mean(axis=0)
    from_centre = ((paths[rows] - centre) ** 2).mean(axis=1)
    row = int(rows[np.argmin(from_centre)])
    # Mean squared distance from all others of the class: from their centre, and of them from it.
    others = max(1, rows.size - 1)
    to_others = (rows.size * from_centre + from_centre.sum()) / others
    index = runs.single_runs.index[row]
    return MedoidRun(
        outcome=runs.classes[code],
        run=int(runs.single_runs.run[row]),
        runs=int(rows.size),
        distance=float(to_others.min()),
        mean_distance=float(to_others.mean()),
        final_index=float(runs.final_index[row]),
        changes=_list_changes(runs, row),
        moves=_list_moves(runs, index),
        path=np.array(index),
    )


def _list_changes(runs: ScenarioRuns, row: int) -> tuple[Change, ...]:
    block, labels = runs.single_runs, runs.labels
    found = _changes_of(runs, "institution", block.regime[row], labels.regimes)
    for place, name in enumerate(labels.negotiations):
        found += _changes_of(runs, name, block.settlement[row, :, place], labels.settlements)
    return tuple(sorted(found, key=lambda change: change.month))


def _changes_of(runs: ScenarioRuns, what: str, codes: Codes, names: tuple[str, ...]) -> list[Change]:
    months = runs.months
    return [
        Change(str(months[month]), what, names[codes[month - 1]], names[codes[month]])
        for month in np.flatnonzero(codes[1:] != codes[:-1]) + 1
    ]


def _list_moves(runs: ScenarioRuns, index: Floats) -> tuple[Move, ...]:
    steps = np.diff(index)
    order = np.argsort(-np.abs(steps), kind="stable")[:_MOVES]
    return tuple(Move(str(runs.months[place + 1]), float(steps[place])) for place in order)
