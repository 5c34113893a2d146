"""Early-warning indicators: what in a month separates runs that end in two classes, and how reliably."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.analysis.turning_points.thresholds import Marks, Rule, fit_rule, rank_area
from nrc_sim.engine.blocks import Block, Floats, Integers
from nrc_sim.engine.randomness import as_uniform, draw_words, stream_keys
from nrc_sim.errors import InputError
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.study.statistics.intervals import NORMAL_QUANTILE

_FOLDS = 5
_FEWEST = 10
"""Runs of each class without which nothing is said: two for each fold."""

_TELLING = 0.75
"""Balanced accuracy from which an indicator is called telling, halfway between guessing and certainty."""


class MonthlyIndicator(NamedTuple):
    """The best rule of one threshold in a month, and its skill in runs to which it was not fitted.

    Attributes
    ----------
    month : str
        Such as `2014-06`.
    variable : str
        The variable of the rule fitted to all runs, such as `trust_outside` or `tension of arms_control`.
    above : bool
        Whether values above the threshold indicate the first class.
    threshold : float
        In the unit of the variable.
    first_mean, second_mean : float
        Means of the variable in runs of the first class and of the second.
    area : float
        Share of pairs of one run of each class that the variable orders rightly, 0.5..1.
    accuracy, low, high : float
        Cross-validated balanced accuracy with its 95% interval; 0.5 is guessing.
    brier_skill : float
        Cross-validated Brier skill over always saying how frequent the first class is; 1 is certainty, 0 no better.
    """

    month: str
    variable: str
    above: bool
    threshold: float
    first_mean: float
    second_mean: float
    area: float
    accuracy: float
    low: float
    high: float
    brier_skill: float

    def sentence(self) -> str:
        """Return the rule in words."""
        return f"{self.variable} {'above' if self.above else 'at most'} {self.threshold:.3g}"


@dataclass(frozen=True)
class EarlyWarningIndicators:
    """The early-warning indicators of one class against another, month by month.

    Attributes
    ----------
    first, second : str
        The classes.
    first_runs, second_runs : int
        Runs that end in them.
    folds : int
        Parts into which runs are split for cross-validation.
    months : tuple of MonthlyIndicator
    """

    first: str
    second: str
    first_runs: int
    second_runs: int
    folds: int
    months: tuple[MonthlyIndicator, ...]

    def telling(self, level: float = _TELLING) -> MonthlyIndicator | None:
        """Return the first indicator from which on balanced accuracy stays at a level or above; None if it never does.

        Parameters
        ----------
        level : balanced accuracy, 0.5..1
        """
        found = None
        for indicator in reversed(self.months):
            if indicator.accuracy < level:
                break
            found = indicator
        return found

    def describe(self) -> dict[str, Any]:
        """Return the indicators as plain data."""
        telling = self.telling()
        return {
            "first": self.first,
            "second": self.second,
            "first_runs": self.first_runs,
            "second_runs": self.second_runs,
            "folds": self.folds,
            "telling_accuracy": _TELLING,
            "telling_from": telling.month if telling else None,
            "months": [indicator._asdict() for indicator in self.months],
        }


def find_indicators(
    runs: ScenarioRuns, first: str | None = None, second: str | None = None
) -> EarlyWarningIndicators | None:
    """Find the indicators that separate runs that end in one class from those that end in another.

    Parameters
    ----------
    runs : with single runs
    first, second : classes; None means the highest, and the lowest

    Returns
    -------
    indicators, or None if fewer than 10 runs end in one of the classes

    Raises
    ------
    InputError
        If a class is not known, both are the same, or the single runs were not kept.
    """
    names = (first or runs.classes[-1], second or runs.classes[0])
    for name in names:
        if name not in runs.classes:
            raise InputError(f"there is no class '{name}'", allowed=", ".join(runs.classes))
    if names[0] == names[1]:
        raise InputError(f"both classes are '{names[0]}'", allowed="two different classes")
    codes = [runs.classes.index(name) for name in names]
    counts = [int(np.count_nonzero(runs.outcome == code)) for code in codes]
    if min(counts) < _FEWEST:
        return None
    rows = np.flatnonzero(np.isin(runs.outcome, codes))
    wanted = runs.outcome[rows] == codes[0]
    parts = _draw_folds(runs.seed, runs.single_runs.run[rows], wanted)
    variables = _monthly_variables(runs)
    states = np.stack([values[rows] for values in variables.values()], axis=2)
    indicators = tuple(
        _judge_month(str(month), states[:, number], wanted, parts, tuple(variables))
        for number, month in enumerate(runs.months)
    )
    return EarlyWarningIndicators(names[0], names[1], counts[0], counts[1], _FOLDS, indicators)


def _monthly_variables(runs: ScenarioRuns) -> dict[str, Floats]:
    """Return all that is recorded of each month by name, arrays (run, month); states of negotiations as 0 or 1.

    Parameters
    ----------
    runs : with single runs
    """
    block: Block = runs.single_runs
    labels = runs.labels
    found: dict[str, Floats] = {"index": block.index, **block.series}
    found |= {f"tension of {name}": block.tension[:, :, place] for place, name in enumerate(labels.issues)}
    found |= {f"stock of {name}": block.stock[:, :, place] for place, name in enumerate(labels.areas)}
    for place, name in enumerate(labels.negotiations):
        for code, state in enumerate(labels.settlements):
            found[f"{name} in {state}"] = (block.settlement[:, :, place] == code).astype(np.float64)
    return found | {"institution frozen": runs.frozen.astype(np.float64)}


def _draw_folds(seed: int, numbers: Integers, wanted: Marks) -> Integers:
    """Deal the runs of each class to the folds, by draws that depend on seed and number of the run alone."""
    chances = as_uniform(draw_words(stream_keys(seed, numbers, "fold"), np.zeros(1, dtype=np.uint64)))
    folds = np.empty(numbers.size, dtype=np.int64)
    for kind in (wanted, ~wanted):
        rows = np.flatnonzero(kind)
        folds[rows[np.argsort(chances[rows], kind="stable")]] = np.arange(rows.size) % _FOLDS
    return folds


def _judge_month(
    month: str, states: Floats, wanted: Marks, folds: Integers, names: tuple[str, ...]
) -> MonthlyIndicator:
    shown, chances, usual = np.empty_like(wanted), np.empty(wanted.size), np.empty(wanted.size)
    for fold in range(_FOLDS):
        held = folds == fold
        rule = fit_rule(states[~held], wanted[~held])
        shown[held] = rule.applies(states[held])
        chances[held] = _chances(rule, states, wanted, held)
        usual[held] = wanted[~held].mean()
    rule = fit_rule(states, wanted)
    values = states[:, rule.variable]
    area = rank_area(values, wanted)
    return MonthlyIndicator(
        month=month,
        variable=names[rule.variable],
        above=rule.above,
        threshold=rule.threshold,
        first_mean=float(values[wanted].mean()),
        second_mean=float(values[~wanted].mean()),
        area=max(area, 1.0 - area),
        **_balanced_accuracy(shown, wanted),
        brier_skill=float(1.0 - ((chances - wanted) ** 2).sum() / ((usual - wanted) ** 2).sum()),
    )


def _chances(rule: Rule, states: Floats, wanted: Marks, held: NDArray[np.bool_]) -> Floats:
    """Return for held-out runs the share of the first kind among the others that show the same indicator."""
    shown, kinds = rule.applies(states[~held]), wanted[~held]
    shares = [
        float(kinds[shown == state].mean()) if (shown == state).any() else float(kinds.mean()) for state in (0, 1)
    ]
    return np.where(rule.applies(states[held]), shares[1], shares[0])


def _balanced_accuracy(shown: Marks, wanted: Marks) -> dict[str, float]:
    hits = [float(shown[wanted].mean()), float((~shown[~wanted]).mean())]
    counts = [np.count_nonzero(wanted), np.count_nonzero(~wanted)]
    error = sqrt(sum(hit * (1.0 - hit) / count for hit, count in zip(hits, counts, strict=True))) / 2
    mean = sum(hits) / 2
    spread = NORMAL_QUANTILE * error
    return {"accuracy": mean, "low": max(0.0, mean - spread), "high": min(1.0, mean + spread)}
