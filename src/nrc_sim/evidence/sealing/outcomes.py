"""The final index and the class of outcome of simulated scenarios, scored once it is known what happened."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from nrc_sim.errors import InputError
from nrc_sim.evidence.backtest.grading import grade_members
from nrc_sim.evidence.forecasting import CLASS, INDEX
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.statistics.outcomes import classify_runs
from nrc_sim.text.csv_rows import read_rows


@dataclass(frozen=True)
class HappenedOutcome:
    """The index at the end, points, and the class of outcome; None where it is not known."""

    index: float | None
    class_name: str | None


@dataclass(frozen=True)
class OutcomeScores:
    """Scores of the outcome of one scenario.

    Attributes
    ----------
    crps : float or None
        Of the final index, points; None if it is not known what it was.
    log : float or None
        Minus the logarithm of the density of the final index.
    pit : float or None
        Share of runs below it.
    in_50, in_90 : bool or None
        Whether the central bands of the runs held it.
    class_name : str
        The class that came true.
    class_probability : float
        Share of runs in it.
    class_brier : float, 0..2
        Sum over classes of the squared distance of share and what came true (Brier 1950).
    class_log : float
        Minus the logarithm of the share of the class that came true, with half a run added to each class.
    """

    crps: float | None
    log: float | None
    pit: float | None
    in_50: bool | None
    in_90: bool | None
    class_name: str
    class_probability: float
    class_brier: float
    class_log: float

    def describe(self) -> dict[str, Any]:
        """Return the scores as plain data."""
        return asdict(self)


def read_outcome(path: Path) -> tuple[HappenedOutcome, bool]:
    """Read what a file says of the outcome, and whether it says something of questions too.

    Parameters
    ----------
    path : CSV file with the columns `id` and `value`; the ids `final_index` and `outcome_class` are looked at

    Raises
    ------
    InputError
        If a value cannot be accepted; with the line. What else the file says is left to others.
    """
    rows = read_rows(path, "what happened")
    head = [cell.strip() for cell in rows[0]]
    if sorted(head) != ["id", "value"]:
        raise InputError(f"the columns are {', '.join(head)[:120]}", place=f"{path}:1", allowed="id,value")
    said: dict[str, str] = {}
    others = False
    for line, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        name = cells[head.index("id")] if len(cells) == len(head) else ""
        if name not in {INDEX, CLASS}:
            others = others or any(cells)
            continue
        if name in said:
            raise InputError(f"{name} appears twice", place=f"{path}:{line}", allowed="one row")
        said[name] = cells[head.index("value")]
        if name == INDEX:
            _points(said[name], f"{path}:{line}")
    index = _points(said[INDEX], str(path)) if INDEX in said else None
    return HappenedOutcome(index, said.get(CLASS)), others


def _points(text: str, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = np.inf
    if not np.isfinite(value):
        raise InputError(f"{INDEX} is {text!r}", place=place, allowed="points, a number")
    return value


def score_outcomes(results: Results, happened: HappenedOutcome, place: str) -> dict[str, OutcomeScores]:
    """Score the outcome of all scenarios that have runs.

    Parameters
    ----------
    results : of scenarios
    happened : what came true; the index or the class is known
    place : file in which it stands, for errors

    Raises
    ------
    InputError
        If there is no such class, it is not that of the index, or runs were not kept and the index is to be scored.
    """
    return {runs.slug: _score(runs, happened, place) for runs in results if runs.runs}


def _score(runs: ScenarioRuns, happened: HappenedOutcome, place: str) -> OutcomeScores:
    name = _class_of(runs, happened, place)
    shares = {one: share.share for one, share in runs.shares().items()}
    smooth = (shares[name] * runs.runs + 0.5) / (runs.runs + 0.5 * len(shares))
    brier = sum((share - (one == name)) ** 2 for one, share in shares.items())
    of_class = (name, shares[name], brier, -log(smooth))
    if happened.index is None:
        return OutcomeScores(None, None, None, None, None, *of_class)
    # Trust and conduct of both directions, from which points are made, lie between -1 and 1.
    reach = 2.0 * runs.scenario.world.index.slope
    found = grade_members(runs.final_index[None, :], np.array([happened.index]), reach=reach)
    crps, log_score, pit = (float(each[0]) for each in (found.crps, found.log, found.pit))
    return OutcomeScores(crps, log_score, pit, bool(found.in_50[0]), bool(found.covered[0]), *of_class)


def _class_of(runs: ScenarioRuns, happened: HappenedOutcome, place: str) -> str:
    """Return the class that came true: the one given, or that of the index."""
    given, bounds = happened.class_name, runs.scenario.world.outcomes.bounds
    if given is not None and given not in runs.classes:
        hint = did_you_mean(given, runs.classes)
        allowed = ", ".join(runs.classes)
        raise InputError(f"{CLASS} is {given!r}", place=place, allowed=allowed, suggestion=hint)
    if happened.index is None:
        assert given is not None
        return given
    of_index = runs.classes[int(classify_runs(np.array([happened.index]), bounds)[0])]
    if given not in {None, of_index}:
        allowed = f"{of_index}, that of the index {happened.index:g}"
        raise InputError(f"{CLASS} is {given!r}", place=place, allowed=allowed)
    return of_index
