"""What is given: facts from files, and conditions that select runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Labels
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, month_number, month_text
from nrc_sim.scenario.conditions import COMPARISONS, GRAMMAR, parse_condition
from nrc_sim.scenario.facts import with_facts
from nrc_sim.scenario.possible import check_bound, check_possible
from nrc_sim.scenario.question_schema import check_name
from nrc_sim.scenario.variables import alternatives
from nrc_sim.study.questions import AskedQuestion, Question, ask_question, mark_answers

GivenChoice = str | Path
"""A file of facts, or a condition such as `frozen > 0 in 2014`."""

_FORM = f"{GRAMMAR}, then perhaps `in 2014`, `in 2014-03` or `from 2014-03 to 2015-02`"
_WINDOW = re.compile(
    r"(?P<condition>.*\S)\s+(?:in\s+(?P<year>\d{4})|in\s+(?P<month>\d{4}-\d{2})"
    r"|from\s+(?P<start>\d{4}-\d{2})\s+to\s+(?P<end>\d{4}-\d{2}))\Z",
    re.DOTALL,
)
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class GivenCondition:
    """A condition that the runs of all scenarios fulfil.

    Attributes
    ----------
    text : str
        As it was typed.
    condition : str
        What holds at the end of a month, or `for N months` on end.
    first, last : str or None
        Months among which it holds, such as `2014-01`; None for those of the horizon.
    """

    text: str
    condition: str
    first: str | None = None
    last: str | None = None

    def window(self, start: int, months: int) -> range:
        """Return the months that count, from the start of a horizon.

        Parameters
        ----------
        start : number of the first month of the horizon
        months : its length
        """
        first = 0 if self.first is None else month_number(self.first) - start
        last = months - 1 if self.last is None else month_number(self.last) - start
        return range(max(first, 0), min(last, months - 1) + 1)

    def ask(self, start: int, months: int) -> AskedQuestion:
        """Put the condition to the runs of a horizon as a question.

        Parameters
        ----------
        start, months : see `window`
        """
        window = self.window(start, months)
        ends = month_text(start + window.stop), month_text(start + window.start)
        return ask_question(Question("given", self.text, self.condition, *ends), start, months)


class Acceptance(NamedTuple):
    """How many of the runs that were looked at fulfil all conditions."""

    candidates: int
    accepted: int

    @property
    def share(self) -> float:
        """Share of the candidates, 0..1."""
        return self.accepted / self.candidates


def apply_given(
    scenarios: Sequence[Scenario], given: GivenChoice | Iterable[GivenChoice], months: int | None = None
) -> tuple[tuple[Scenario, ...], tuple[GivenCondition, ...]]:
    """Return scenarios with the facts that are given, and the conditions that their runs have to fulfil.

    Parameters
    ----------
    scenarios : those that will be run
    given : files of facts and conditions, such as `frozen > 0 in 2014`; later files add to earlier ones
    months : length of the horizon if other than the scenarios' own

    Raises
    ------
    InputError
        If a file or a condition cannot be accepted with one of the scenarios, or tells of months beyond the horizon.
    """
    listed = listed_choices(given)
    files = [one for one in listed if not _is_condition(one)]
    conditions = tuple(_read_condition(str(one)) for one in listed if _is_condition(one))
    found = []
    for scenario in scenarios:
        changed = scenario
        for file in files:
            changed = with_facts(changed, file)
        _check_horizon(changed, scenario, months)
        for condition in conditions:
            _check_condition(condition, changed, months or changed.months)
        found.append(changed)
    return tuple(found), conditions


def listed_choices(given: GivenChoice | Iterable[GivenChoice]) -> list[GivenChoice]:
    """List what is given, one thing or several.

    Parameters
    ----------
    given : as `apply_given` takes it
    """
    return [given] if isinstance(given, str | Path) else list(given)


def _is_condition(given: GivenChoice) -> bool:
    """Return whether something given is a condition rather than a file: it compares.

    Parameters
    ----------
    given : as it was typed
    """
    return isinstance(given, str) and any(sign in given for sign in COMPARISONS)


def fact_files(given: Iterable[GivenChoice]) -> list[str | Path]:
    """Return the files among what is given.

    Parameters
    ----------
    given : files of facts and conditions
    """
    return [one for one in given if not _is_condition(one)]


def _read_condition(text: str) -> GivenCondition:
    """Read a condition with the months in which it holds, such as `index < -20 for 3 months in 2014`.

    Parameters
    ----------
    text : as it was typed

    Raises
    ------
    InputError
        If it does not follow the grammar, or names no months.
    """
    found = _WINDOW.match(text.strip())
    if found is None:
        condition, first, last = text.strip(), None, None
    else:
        condition, year = found["condition"], found["year"]
        first = f"{year}-01" if year else found["month"] or found["start"]
        last = f"{year}-{_MONTHS_OF_A_YEAR}" if year else found["month"] or found["end"]
    try:
        parse_condition(condition)
        if first is not None and last is not None and month_number(first) > month_number(last):
            raise ValueError(f"there is no month from {first} to {last}")  # noqa: TRY301
    except ValueError as error:
        raise InputError(str(error), place=_place(text), allowed=_FORM) from None
    return GivenCondition(text.strip(), condition, first, last)


def _place(text: str) -> str:
    return f"given {text.strip()!r}"


def _check_horizon(changed: Scenario, before: Scenario, months: int | None) -> None:
    """Refuse facts of months that are not simulated."""
    if months is None:
        return
    stop = month_number(changed.start) + months
    known = {shock.id for shock in before.shocks}
    dated = [shock.last_month for shock in changed.shocks if shock.id not in known and shock.at is not None]
    last = max([changed.file.given.last_month, *(month_number(month) for month in dated if month)])
    if last >= stop:
        what = f"facts of {month_text(last)} lie outside the horizon of {changed.slug}"
        allowed = f"{changed.start} to {month_text(stop - 1)}"
        raise InputError(what, place="given", allowed=allowed, suggestion="ask for more months, or tell fewer facts")


def _check_condition(condition: GivenCondition, scenario: Scenario, months: int) -> None:
    """Refuse a condition that runs of a scenario cannot be asked for."""
    start, place = month_number(scenario.start), _place(condition.text)
    window, parsed = condition.window(start, months), parse_condition(condition.condition)
    if not window:
        what = f"{condition.first} to {condition.last} lies outside the horizon of {scenario.slug}"
        allowed = f"{scenario.start} to {month_text(start + months - 1)}"
        raise InputError(what, place=place, allowed=allowed)
    findings = [found for term in parsed.terms for found in check_name(term.variable, (), [scenario.world])]
    findings = findings or [found for term in parsed.terms for found in check_bound(term, ())]
    findings = findings or list(check_possible(parsed, (), alternatives(scenario.world)))
    if findings:
        first = findings[0]
        raise InputError(first.what, place=place, allowed=first.allowed, suggestion=first.suggestion)
    if parsed.months > len(window):
        what = f"{parsed.months} months in a row do not fit into the {len(window)} that count"
        raise InputError(what, place=place, allowed=f"at most {len(window)}")


def last_month_given(conditions: Sequence[GivenCondition], start: int, months: int) -> int:
    """Return the month after the last one that a condition looks at, counted from the start of a horizon.

    Parameters
    ----------
    conditions : at least one
    start, months : see `GivenCondition.window`
    """
    return max(condition.window(start, months).stop for condition in conditions)


def mark_accepted(block: Block, labels: Labels, asked: Iterator[AskedQuestion]) -> NDArray[np.bool_]:
    """Mark the runs of a block that fulfil all conditions, array (run).

    Parameters
    ----------
    block : any runs
    labels : names along its axes
    asked : the conditions, put to these runs
    """
    marks = [mark_answers(block, labels, one) for one in asked]
    return np.asarray(np.logical_and.reduce(marks))
