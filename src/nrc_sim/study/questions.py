"""Forecasting questions: read and checked against scenarios, and answered by runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Integers, Labels
from nrc_sim.scenario import Scenario, month_number, month_text
from nrc_sim.scenario.conditions import Term, parse_condition
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.question_schema import LISTED, QuestionEntry, QuestionFile, check_patience, check_questions
from nrc_sim.study.recorded import monthly_values

_COMPARE: tuple[Callable[..., NDArray[np.bool_]], ...] = (np.less, np.less_equal, np.greater, np.greater_equal)
"""In the order of `nrc_sim.scenario.conditions.COMPARISONS`."""


@dataclass(frozen=True)
class Question:
    """A question about a run.

    Attributes
    ----------
    id, question : str
        Name, and the question in words.
    condition : str
        What has to hold at the end of a month, or `for N months` on end.
    before : str
        Month before which it has to have held, such as `2016-01`.
    start : str or None
        First month that counts; None for the first of the horizon.
    """

    id: str
    question: str
    condition: str
    before: str
    start: str | None = None


class AskedQuestion(NamedTuple):
    """A question of one scenario.

    Attributes
    ----------
    question : Question
    first, stop : int
        Months that count, `first` .. `stop - 1` from the start of the horizon.
    terms : tuple of Term
    patience : int
        Months on end in which all terms have to hold, all of them among those that count.
    """

    question: Question
    first: int
    stop: int
    terms: tuple[Term, ...]
    patience: int


def load_questions(
    file: str | FilePath, scenarios: Sequence[Scenario], months: int | None = None
) -> tuple[Question, ...]:
    """Read questions and check that all scenarios can answer them.

    Parameters
    ----------
    file : YAML file with a list of questions
    scenarios : those that will be run
    months : length of the horizon if other than the scenarios' own

    Raises
    ------
    FaultsError
        If the file cannot be accepted; with all its faults.
    """

    def check(found: QuestionFile) -> Iterator[Finding]:
        yield from check_questions(found, [scenario.world for scenario in scenarios])
        for scenario in scenarios:
            for number, entry in enumerate(found.questions):
                yield from _check_question(entry, (LISTED, number), scenario, months or scenario.months)

    entries = loaded(QuestionFile, FilePath(file), check, listed=LISTED).questions
    return tuple(Question(item.id, item.question, item.condition, item.before, item.start) for item in entries)


def ask_question(question: Question, start: int, months: int) -> AskedQuestion:
    """Put a question that was checked to a scenario.

    Parameters
    ----------
    question : Question
    start : number of the first month of the horizon
    months : its length
    """
    condition = parse_condition(question.condition)
    first = 0 if question.start is None else month_number(question.start) - start
    return AskedQuestion(
        question, first, min(months, month_number(question.before) - start), condition.terms, condition.months
    )


def _check_question(entry: QuestionEntry, path: Path, scenario: Scenario, months: int) -> Iterator[Finding]:
    start = month_number(scenario.start)
    first = 0 if entry.start is None else month_number(entry.start) - start
    stop = month_number(entry.before) - start
    horizon = f"of {scenario.slug}, {scenario.start} to {month_text(start + months - 1)}"
    if not 0 <= first < months:
        yield Finding((*path, "from"), f"from {entry.start} lies outside the horizon {horizon}")
    if not 0 < stop <= months:
        allowed = f"{month_text(start + 1)} to {month_text(start + months)}"
        yield Finding((*path, "before"), f"before {entry.before} lies outside the horizon {horizon}", allowed)
    yield from check_patience(entry, path, stop - first)


def count_answers(block: Block, labels: Labels, asked: Sequence[AskedQuestion]) -> Integers:
    """Count the runs of a block that answer each question with yes, array (question).

    Parameters
    ----------
    block : any runs
    labels : names along its axes
    asked : questions
    """
    return np.array([np.count_nonzero(mark_answers(block, labels, one)) for one in asked], dtype=np.int64)


def mark_answers(block: Block, labels: Labels, asked: AskedQuestion) -> NDArray[np.bool_]:
    """Mark the runs in which the condition holds among the months that count, array (run).

    Parameters
    ----------
    block : any runs
    labels : names along its axes
    asked : question

    Notes
    -----
    All variables but the index count with the seven digits that the stored ensemble has of them, so that counting there
    gives the same.
    """
    window = slice(asked.first, asked.stop)
    met = np.ones((block.runs, asked.stop - asked.first), dtype=np.bool_)
    for term in asked.terms:
        met &= _COMPARE[term.comparison](monthly_values(block, labels, term.variable)[:, window], term.bound)
    starts = met.shape[1] - asked.patience + 1
    lasting = met[:, :starts].copy()
    for lag in range(1, asked.patience):
        lasting &= met[:, lag : lag + starts]
    return np.asarray(lasting.any(axis=1))
