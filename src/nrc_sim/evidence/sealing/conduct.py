"""Forecasts of conduct that a folder keeps, scored once it is known what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.errors import InputError
from nrc_sim.evidence.backtest.grading import Grades, grade_members
from nrc_sim.evidence.backtest.scores import Scoring, score_grades
from nrc_sim.evidence.backtest.tables import KeptForecasts, read_forecasts
from nrc_sim.evidence.panel.settings import load_settings
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.text.csv_rows import read_rows

_COLUMNS = ("pair", "year", "value")

_Came = dict[tuple[str, int], float]
"""Conduct by pair and year."""


class ScoredConduct(NamedTuple):
    """Scores of forecasts over all pairs and years of which it is known what happened, by name of the forecast."""

    values: int
    years: tuple[int, ...]
    scores: dict[str, Scoring]

    def describe(self) -> dict[str, Any]:
        """Return the scores as plain data."""
        scores = {name: one._asdict() for name, one in self.scores.items()}
        return {"values": self.values, "years": list(self.years), "scores": scores}


def score_conduct(folder: Path, happened: Path) -> ScoredConduct:
    """Score the forecasts of a folder that `backtest` wrote.

    Parameters
    ----------
    folder : of results
    happened : CSV file with the columns `pair`, `year` and `value`, conduct as Goldstein weight / 10

    Raises
    ------
    InputError
        If the forecasts cannot be read, or what happened cannot be accepted; with the line.
    """
    kept = read_forecasts(folder)
    came = _read_conduct(happened, kept)
    scores = {name: score_grades(_grades_of(kept, name, came)) for name in kept.members}
    return ScoredConduct(len(came), tuple(sorted({year for _, year in came})), scores)


def _grades_of(kept: KeptForecasts, name: str, came: _Came) -> Grades:
    """Grade one forecast of all that came, arrays (1, value)."""
    found, drop = [], load_settings().large_drop
    for (pair, year), value in came.items():
        row = kept.pairs.index(pair)
        below = np.array([kept.last[year][row] - drop])
        found.append(grade_members(kept.members[name][year][[row]], np.array([value]), below))
    fields = ([getattr(one, field) for one in found] for field in Grades._fields)
    return Grades(*(np.concatenate(each)[None, :] for each in fields))


def _read_conduct(path: Path, kept: KeptForecasts) -> _Came:
    rows, place = read_rows(path, "what happened"), str(path)
    head = [cell.strip() for cell in rows[0]]
    if sorted(head) != sorted(_COLUMNS):
        raise InputError(
            f"the columns are {', '.join(head)[:120] or 'none'}", place=f"{place}:1", allowed=",".join(_COLUMNS)
        )
    columns, found = [head.index(name) for name in _COLUMNS], _Came()
    for line, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        here = f"{place}:{line}"
        if len(cells) != len(_COLUMNS):
            raise InputError(f"there are {len(cells)} cells", place=here, allowed="three: pair, year and value")
        pair, year, written = (cells[column] for column in columns)
        key, value = _entry((pair, year, written), here, kept)
        if key in found:
            raise InputError(f"{key[0]} in {key[1]} appears twice", place=here, allowed="each pair and year once")
        found[key] = value
    if not found:
        raise InputError("it says of no pair what happened", place=place, allowed="a row for each pair and year")
    return found


def _entry(cells: tuple[str, str, str], place: str, kept: KeptForecasts) -> tuple[tuple[str, int], float]:
    pair, year, value = cells
    if pair not in kept.pairs:
        hint = did_you_mean(pair, kept.pairs)
        raise InputError(f"nothing was forecast of {pair!r}", place=place, allowed="its pairs", suggestion=hint)
    if year not in map(str, kept.years):
        allowed = ", ".join(map(str, kept.years))
        raise InputError(f"nothing was forecast of the year {year!r}", place=place, allowed=allowed)
    try:
        number = float(value)
    except ValueError:
        number = np.inf
    if not -1.0 <= number <= 1.0:
        raise InputError(f"value is {value!r}", place=place, allowed="conduct, -1 .. 1 (Goldstein weight / 10)")
    return (pair, int(year)), number
