"""Everything that a backtest found: forecasts, what became of them, and scores of the panel and of each pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.backtest.grading import Grades
from nrc_sim.evidence.panel.facts import Figure
from nrc_sim.evidence.panel.judging import figure_over_rows
from nrc_sim.evidence.panel.reading import Panel
from nrc_sim.evidence.panel.settings import load_panel, load_settings, split_panel

MODEL, POOL = "model", "pool"


class Scoring(NamedTuple):
    """Mean scores of forecasts: CRPS and RMSE in units of conduct, shares within bands, log score and Brier score.

    `brier` is that of the probability of a large drop from the last value known.
    """

    crps: float
    rmse: float
    in_90: float
    in_50: float
    log: float
    brier: float


def score_grades(grades: Grades, rows: Integers | slice = slice(None)) -> Scoring:
    """Score forecasts: means over years of figures over pairs.

    Parameters
    ----------
    grades : arrays (year, pair)
    rows : pairs that count
    """
    chosen = grades.take(lambda each: each[:, rows])
    rmse = np.sqrt((chosen.error**2).mean(axis=1)).mean()
    means = (float(each.mean()) for each in (chosen.covered, chosen.in_50, chosen.log, chosen.brier))
    return Scoring(float(chosen.crps.mean()), float(rmse), *means)


class Origins(NamedTuple):
    """What was forecast, and from what.

    Attributes
    ----------
    years : tuple of int
        That are forecast, ascending.
    ahead : int
        Years from the last one known to the one forecast.
    learned_until : int
        Last year from which the numbers that relationships share were learned.
    panels, seed : int
        Of the simulated panels.
    """

    years: tuple[int, ...]
    ahead: int
    learned_until: int
    panels: int
    seed: int


class Backtest:
    """Forecasts of the years of a panel from rolling origins, and what became of them.

    Parameters
    ----------
    panel : Panel
    origins : Origins
        What was forecast.
    members : mapping
        By name of the forecast and year, arrays (pair, member).
    grades : mapping
        By name, of the years that are observed, arrays (year, pair); empty where none is.
    weights : mapping
        Weight of the model in the pool, by year.
    unknown : tuple of str
        States of which no table knows the traits; they have the usual ones.
    """

    def __init__(
        self,
        panel: Panel,
        origins: Origins,
        members: Mapping[str, Mapping[int, Floats]],
        grades: Mapping[str, Grades],
        weights: Mapping[int, float],
        unknown: tuple[str, ...],
    ) -> None:
        self.panel = panel
        self.origins = origins
        self.members = members
        self.grades = grades
        self.weights = weights
        self.unknown = unknown

    @property
    def scored_years(self) -> tuple[int, ...]:
        """Years forecast that the panel has observed."""
        return tuple(year for year in self.origins.years if year in self.panel.years)

    @cached_property
    def scores(self) -> dict[str, Scoring]:
        """Scores over all pairs, by name of the forecast."""
        return {name: score_grades(grades) for name, grades in self.grades.items()}

    @property
    def best(self) -> str | None:
        """The forecast of least CRPS; None if nothing is scored."""
        return min(self.scores, key=lambda name: self.scores[name].crps) if self.scores else None

    @cached_property
    def groups(self) -> dict[str, dict[str, Scoring]]:
        """Scores over groups of pairs, by group and name of the forecast.

        Numbers were learned from the pairs of `learned`, those of `held_out` were drawn by lot from the same
        class and kept back, and `others` are all that belong to neither.
        """
        found = {}
        for name, rows in self._rows_of_groups().items():
            found[name] = {which: score_grades(grades, rows) for which, grades in self.grades.items()}
        return found

    def _rows_of_groups(self) -> dict[str, Integers]:
        names = ("learned", "held_out")
        parts = zip(names, split_panel(load_panel(), load_settings()), strict=True)
        of = {pair: name for name, part in parts for pair in part.pairs}
        found = np.array([of.get(pair, "others") for pair in self.panel.pairs])
        groups = {name: np.flatnonzero(found == name) for name in (*names, "others")}
        return {name: rows for name, rows in groups.items() if rows.size and self.grades}

    def over(self, name: str) -> dict[str, Figure]:
        """Return the CRPS of a forecast over that of each other one, see `ratio`.

        Parameters
        ----------
        name : of the forecast
        """
        return {other: self.ratio(name, other) for other in self.grades if other != name}

    def ratio(self, name: str, other: str) -> Figure:
        """Return the CRPS of a forecast over that of another, with a paired bootstrap interval over pairs.

        Parameters
        ----------
        name, other : of the forecasts

        Notes
        -----
        A pair is drawn with all its years, in both forecasts at once.
        """
        own, them = self.grades[name].crps, self.grades[other].crps
        return figure_over_rows(lambda rows: float(own[:, rows].mean() / them[:, rows].mean()), own.shape[1])

    def coverage(self, name: str) -> Figure:
        """Return the share of values within the central 90% of a forecast, with a bootstrap interval over pairs.

        Parameters
        ----------
        name : of the forecast
        """
        covered = self.grades[name].covered
        return figure_over_rows(lambda rows: float(covered[:, rows].mean()), covered.shape[1])

    def of_pair(self, row: int) -> dict[str, Scoring]:
        """Return the scores of a pair over the years, by name of the forecast.

        Parameters
        ----------
        row : number of the pair
        """
        return {name: score_grades(of.take(lambda each: each[:, [row]].T)) for name, of in self.grades.items()}

    def describe(self) -> dict[str, Any]:
        """Return everything but the forecasts as plain data."""
        pairs = self.panel.pairs
        return {
            "pairs": len(pairs),
            "ahead": self.origins.ahead,
            "years": list(self.origins.years),
            "scored_years": list(self.scored_years),
            "learned_until": self.origins.learned_until,
            "panels": self.origins.panels,
            "seed": self.origins.seed,
            "states_without_traits": list(self.unknown),
            "scores": _plain(self.scores),
            "best": self.best,
            "crps_over": {name: _ratios(self.over(name)) for name in (MODEL, POOL) if name in self.grades},
            "groups": {
                name: {"pairs": len(rows), "scores": _plain(self.groups[name])}
                for name, rows in self._rows_of_groups().items()
            },
            "weight_of_model": {str(year): weight for year, weight in self.weights.items()},
            "by_pair": {pair: _plain(self.of_pair(row)) for row, pair in enumerate(pairs)} if self.grades else {},
        }


def _plain(scores: Mapping[str, Scoring]) -> dict[str, dict[str, float]]:
    return {name: score._asdict() for name, score in scores.items()}


def _ratios(figures: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    return {name: figure._asdict() for name, figure in figures.items()}


def stack_grades(grades: Sequence[Grades]) -> Grades:
    """Put the grades of years below each other, arrays (year, pair).

    Parameters
    ----------
    grades : of each year, arrays (pair), at least one
    """
    fields = ([getattr(one, name) for one in grades] for name in Grades._fields)
    return Grades(*(np.stack(each) for each in fields))
