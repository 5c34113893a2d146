"""What a file of forecasting questions holds, and what can be told of it without a world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from nrc_sim.scenario.conditions import GRAMMAR, parse_condition
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.possible import check_possible
from nrc_sim.scenario.schema import ContradictionError, Month, Section, as_tuple, month_number
from nrc_sim.scenario.texts import Title

LISTED = "questions"
"""Key of the questions; a file may also be the bare list."""


class QuestionEntry(Section):
    """A question about a run that it answers with yes or no."""

    id: str = Field(min_length=1, max_length=60)
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


def check_questions(file: QuestionFile) -> Iterator[Finding]:
    """Find conditions that do not follow the grammar, or can never or always hold.

    Parameters
    ----------
    file : QuestionFile
    """
    for number, entry in enumerate(file.questions):
        try:
            condition = parse_condition(entry.condition)
        except ValueError as error:
            yield Finding((LISTED, number, "condition"), str(error), GRAMMAR)
            continue
        yield from check_possible(condition, (LISTED, number, "condition"))
