"""How good answers to questions were, once it is known what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.text.csv_rows import read_rows
from nrc_sim.text.wording import counted

COLUMNS = ("id", "value")
INDEX, CLASS = "final_index", "outcome_class"
"""Ids of what may stand beside questions: the index at the end, and the class of outcome."""
HALF, MEAN = "half", "mean"
"""Base rates: one half for every question, and the share of the questions that came true, which nobody knew before."""


@dataclass(frozen=True)
class BaseRate:
    """A forecast that gives every question the same probability.

    Attributes
    ----------
    probability : float, 0..1
    brier, log : float
        Its scores.
    brier_skill, log_skill : float or None
        1 minus the score of the model over its own; above 0 the model is better. None if its own score is 0.
    """

    probability: float
    brier: float
    log: float
    brier_skill: float | None
    log_skill: float | None


@dataclass(frozen=True)
class Scores:
    """Scores of one scenario, over the questions of which it is known what happened.

    Attributes
    ----------
    questions : int
    brier : float, 0..1
        Mean squared distance of probability and what happened (Brier 1950); lower is better.
    log : float, >= 0
        Mean of minus the natural logarithm of the probability of what happened (Good 1952); lower is better.
    base_rates : mapping of str to BaseRate
        `HALF` and `MEAN`.
    """

    questions: int
    brier: float
    log: float
    base_rates: Mapping[str, BaseRate]

    def describe(self) -> dict[str, Any]:
        """Return the scores as plain data."""
        return asdict(self)


def read_happened(path: str | Path, asked: Sequence[str]) -> dict[str, int]:
    """Read what happened.

    Parameters
    ----------
    path : CSV file with the columns `id` and `value`, 1 for yes and 0 for no; questions may be missing, and what
        the file says of the outcome (`final_index`, `outcome_class`) is left to others
    asked : ids of the questions

    Raises
    ------
    InputError
        If the file cannot be accepted; with the line.
    """
    place = str(path)
    rows = read_rows(Path(path), "what happened")
    head = [cell.strip() for cell in rows[0]]
    if sorted(head) != sorted(COLUMNS):
        raise InputError(f"the columns are {', '.join(head) or 'none'}", place=f"{place}:1", allowed="id,value")
    found = dict(_values(rows[1:], (head.index("id"), head.index("value")), place, asked))
    if not found:
        raise InputError("it says of no question what happened", place=place, allowed="a row for each question")
    return found


def _values(
    rows: Iterable[Sequence[str]], columns: tuple[int, int], place: str, asked: Sequence[str]
) -> Iterator[tuple[str, int]]:
    taken: set[str] = set()
    for line, row in enumerate(rows, start=2):
        here = f"{place}:{line}"
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS):
            raise InputError(counted(len(cells), "cell"), place=here, allowed="two: id and value")
        name, value = cells[columns[0]], cells[columns[1]]
        if name in {INDEX, CLASS} and name not in asked:
            continue
        if name not in asked:
            hint = did_you_mean(name, asked)
            raise InputError(f"there is no question {name!r}", place=here, allowed=", ".join(asked), suggestion=hint)
        if name in taken:
            raise InputError(f"the question {name!r} appears twice", place=here, allowed="one row for each question")
        if value not in {"0", "1"}:
            raise InputError(f"value is {value!r}", place=here, allowed="1 if it happened, 0 if not")
        taken.add(name)
        yield name, int(value)


def score_results(results: Results, happened: Mapping[str, int]) -> dict[str, Scores]:
    """Score the answers of all scenarios that have runs.

    Parameters
    ----------
    results : with answers to these questions
    happened : 1 or 0 by id
    """
    return {runs.slug: _score_answers(runs, happened) for runs in results if runs.runs}


def _score_answers(runs: ScenarioRuns, happened: Mapping[str, int]) -> Scores:
    """Score the answers of a scenario.

    Parameters
    ----------
    runs : with answers to these questions
    happened : 1 or 0 by id, at least one

    Notes
    -----
    The probability is the share of runs. For the log score half a run is added to either side, `(yes + 1/2) / (runs +
    1)`: what no run has shown would otherwise have an infinite score if it happened.
    """
    came = list(happened.values())
    shares = [runs.answers[name][1].share for name in happened]
    smooth = [(share * runs.runs + 0.5) / (runs.runs + 1) for share in shares]
    brier, log_score = brier_score(shares, came), mean_log_score(smooth, came)
    rates = {HALF: 0.5, MEAN: sum(came) / len(came)}
    return Scores(
        len(came), brier, log_score, {name: _base_rate(rate, came, brier, log_score) for name, rate in rates.items()}
    )


def _base_rate(rate: float, came: Sequence[int], brier: float, log_score: float) -> BaseRate:
    rates = [rate] * len(came)
    own_brier, own_log = brier_score(rates, came), mean_log_score(rates, came)
    return BaseRate(rate, own_brier, own_log, _skill(brier, own_brier), _skill(log_score, own_log))


def _skill(score: float, reference: float) -> float | None:
    return 1.0 - score / reference if reference > 0.0 else None


def brier_score(probabilities: Sequence[float], came: Sequence[int]) -> float:
    """Return the mean squared distance of probabilities and what happened.

    Parameters
    ----------
    probabilities : 0..1
    came : 1 or 0, as many

    Examples
    --------
    >>> brier_score([0.5, 1.0], [1, 1])
    0.125
    """
    return sum((p - o) ** 2 for p, o in zip(probabilities, came, strict=True)) / len(came)


def mean_log_score(probabilities: Sequence[float], came: Sequence[int]) -> float:
    """Return the mean of minus the logarithm of the probability of what happened.

    Parameters
    ----------
    probabilities : 0..1, above 0 for what happened
    came : 1 or 0, as many

    Examples
    --------
    >>> round(mean_log_score([0.5, 0.5], [1, 0]), 6)
    0.693147
    """
    total = sum(log(p if o else 1.0 - p) for p, o in zip(probabilities, came, strict=True))
    return -total / len(came) if total else 0.0
