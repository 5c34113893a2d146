"""Agreement of two codings of the same acts: Krippendorff's alpha of categories, weights, signs and issues."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario

_CodedAct = tuple[str, int]
"""Event and number of the act."""


class Coding(NamedTuple):
    """What a coder said of an act: CAMEO category, and the issue it is about or nothing."""

    category: str
    issue: str


class Agreement(NamedTuple):
    """Alpha of one aspect of the coding, and the share of acts coded alike."""

    aspect: str
    alpha: float
    alike: float
    acts: int


def first_coding(history: Scenario) -> dict[_CodedAct, Coding]:
    """Return the coding of the scenario file.

    Parameters
    ----------
    history : with dated acts
    """
    return {
        (shock.id, number): Coding(act.category, act.issue or "")
        for shock in history.shocks
        for number, act in enumerate(shock.acts)
    }


def read_coding(path: Path, history: Scenario) -> dict[_CodedAct, Coding]:
    """Read a second coding of the same acts.

    Parameters
    ----------
    path : CSV file with the columns event, act, category, issue
    history : whose acts and categories it names

    Raises
    ------
    InputError
        If an act is missing, or a category or issue unknown.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {(row["event"], int(row["act"])): Coding(row["category"], row["issue"]) for row in rows}
    missing = [act for act in first_coding(history) if act not in found]
    if missing:
        raise InputError(f"the act {missing[0]} is not coded", place=str(path), allowed="each act of the history")
    issues = {issue.id for issue in history.world.issues} | {""}
    for act, coding in found.items():
        if coding.category not in history.world.categories or coding.issue not in issues:
            raise InputError(f"{act} is coded {coding}", place=str(path), allowed="categories and issues of the world")
    return found


def alpha(pairs: Sequence[tuple[Any, Any]], distance: Callable[[Any, Any], float]) -> float:
    """Return Krippendorff's alpha of two coders who both coded every unit.

    Parameters
    ----------
    pairs : values of each unit
    distance : squared distance of two values

    Notes
    -----
    1 - observed over expected disagreement (Krippendorff 2004); 1 if all values are the same.
    """
    values = [value for pair in pairs for value in pair]
    kinds: list[Hashable] = list(dict.fromkeys(values))
    counts = {kind: values.count(kind) for kind in kinds}
    observed = float(np.mean([distance(*pair) for pair in pairs]))
    total = 0.0
    for one in kinds:
        for other in kinds:
            total += counts[one] * counts[other] * distance(one, other)
    expected = total / (len(values) * (len(values) - 1))
    return 1.0 - observed / expected if expected > 0.0 else 1.0


def different(first: Any, second: Any) -> float:
    """Return the distance of names: 0 of equal ones, else 1."""
    return float(first != second)


def squared(first: float, second: float) -> float:
    """Return the distance of numbers: the square of their difference."""
    return (first - second) ** 2


def agreements(history: Scenario, second: Mapping[_CodedAct, Coding]) -> list[Agreement]:
    """Return the agreement on weights, signs, categories, their roots and issues.

    Parameters
    ----------
    history : with the first coding
    second : of the same acts
    """
    first = first_coding(history)
    weights = {code: category.weight for code, category in history.world.categories.items()}
    aspects: dict[str, tuple[Callable[[Coding], Any], Callable[[Any, Any], float]]] = {
        "Goldstein weight (interval)": (lambda coding: weights[coding.category], squared),
        "friendly, neutral or hostile (nominal)": (lambda coding: np.sign(weights[coding.category]), different),
        "category, first two digits (nominal)": (lambda coding: coding.category[:2], different),
        "category (nominal)": (lambda coding: coding.category, different),
        "issue (nominal)": (lambda coding: coding.issue, different),
    }
    found = []
    for aspect, (read, distance) in aspects.items():
        pairs = [(read(coding), read(second[act])) for act, coding in first.items()]
        alike = float(np.mean([one == other for one, other in pairs]))
        found.append(Agreement(aspect, alpha(pairs, distance), alike, len(pairs)))
    return found
