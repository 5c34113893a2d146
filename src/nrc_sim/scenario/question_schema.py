"""What a file of forecasting questions holds, and what can be checked without a world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from nrc_sim.scenario.conditions import GRAMMAR, parse_condition
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.possible import check_bound, check_possible
from nrc_sim.scenario.schema import ContradictionError, Month, Section, as_tuple, month_number
from nrc_sim.scenario.texts import IDENTIFIER, Title
from nrc_sim.scenario.variables import OWN, RECORDED, VARIABLES, alternatives, askable_variables, states_of_talks
from nrc_sim.scenario.world_schema import WorldFile

LISTED = "questions"
"""Key of the questions; a file may also be the bare list."""


class QuestionEntry(Section):
    """A question about a run that it answers with yes or no."""

    id: str = Field(pattern=IDENTIFIER, max_length=60)
    question: Title
    condition: str
    start: Month | None = Field(default=None, alias="from")
    before: Month

    @model_validator(mode="after")
    def _months_in_order(self) -> QuestionEntry:
        if self.start is not None and month_number(self.start) >= month_number(self.before):
            paths = [("from",), ("before",)]
            raise ContradictionError(f"there is no month from {self.start} and before {self.before}", paths, paths[1:])
        return self


class QuestionFile(Section):
    """Questions with ids of their own."""

    questions: Annotated[tuple[QuestionEntry, ...], Field(json_schema_extra={"minItems": 1}), BeforeValidator(as_tuple)]

    @model_validator(mode="after")
    def _distinct_ids(self) -> QuestionFile:
        if not self.questions:
            raise ContradictionError("there is no question in the list", [(LISTED,)], [(LISTED,)])
        ids = [entry.id for entry in self.questions]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                path = (LISTED, number, "id")
                raise ContradictionError(f"two questions have the id {name!r}", [path], [path])
        return self


def check_questions(
    file: QuestionFile, worlds: Sequence[WorldFile] = (), meant: Sequence[WorldFile] = ()
) -> Iterator[Finding]:
    """Find conditions that do not follow the grammar, name what no run records, or can never or always hold.

    Parameters
    ----------
    file : QuestionFile
    worlds : in which the questions are asked; without one, what a world names itself is let pass
    meant : worlds of which some may be meant, where none is given
    """
    families = [family for world in worlds or meant for family in alternatives(world)]
    for number, entry in enumerate(file.questions):
        path: Path = (LISTED, number)
        where = (*path, "condition")
        try:
            condition = parse_condition(entry.condition)
        except ValueError as error:
            yield Finding(where, str(error), GRAMMAR)
            continue
        for term in condition.terms:
            yield from check_name(term.variable, where, worlds, meant) or check_bound(term, where)
        yield from check_possible(condition, where, families)
        if entry.start is not None:
            yield from check_patience(entry, path, month_number(entry.before) - month_number(entry.start))


def check_patience(entry: QuestionEntry, path: Path, months: int) -> Iterator[Finding]:
    """Find that the months in a row for which a condition has to hold are more than those that count.

    Parameters
    ----------
    entry : the question
    path : of the question
    months : that count; a window of none is reported elsewhere
    """
    try:
        condition = parse_condition(entry.condition)
    except ValueError:
        return
    if condition.months > months > 0:
        what = f"{condition.months} months in a row do not fit into the {months} that count"
        yield Finding((*path, "condition"), what, needs=((*path, "from"), (*path, "before")))


def check_name(name: str, where: Path, worlds: Sequence[WorldFile], meant: Sequence[WorldFile] = ()) -> list[Finding]:
    """Find that a variable is not one that runs record.

    Parameters
    ----------
    name : of the variable
    where : path of the condition
    worlds : whose runs are asked; without one, what a world names itself is let pass
    meant : worlds of which some may be meant, where none is given
    """
    kind, point, _ = name.partition(".")
    kinds = dict.fromkeys([*OWN, *(state for world in meant for state in states_of_talks(world))])
    if not worlds and point and kind in kinds:
        return []
    own = tuple(f"{kind}.NAME" for kind in kinds)
    known = [askable_variables(world) for world in worlds] or [(*RECORDED, *own)]
    lacking = next((names for names in known if name not in names), None)
    if lacking is None:
        return []
    what = f"{name!r} is not recorded by runs" if name in VARIABLES else f"there is no variable {name!r}"
    return [Finding(where, what, ", ".join(lacking), did_you_mean(name, lacking))]
