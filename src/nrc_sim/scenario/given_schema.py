"""What is given as a fact of the months of a scenario, instead of what chance would have drawn."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from nrc_sim.scenario.schema import (
    ContradictionError,
    Month,
    Section,
    Slug,
    Slugs,
    as_tuple,
    month_number,
)

SUBJECTS = ("institution", "negotiation", "leadership")
"""Keys of what a state can be told of; exactly one of them is given."""

_OF_SUBJECT = {"negotiation": ("state",), "leadership": ("changes", "disposition"), "institution": ()}
"""Keys that say more of a subject; at least one of them is given, and none of another subject."""


class Span(Section):
    """Months from one to another, both included."""

    start: Month = Field(alias="from")
    end: Month = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if month_number(self.start) > month_number(self.end):
            what = f"there is no month from {self.start} to {self.end}"
            raise ContradictionError(what, [("from",), ("to",)], [("to",)])
        return self

    @property
    def numbers(self) -> range:
        """Numbers of its months."""
        return range(month_number(self.start), month_number(self.end) + 1)


class KnownMonths(Span):
    """Months of which all that happened is told: no other shocks of some kinds, or of any, come in them by chance."""

    kinds: Slugs = ()


class ToldState(Section):
    """The state of the institution, of a negotiation or of a leadership in one month, or in several."""

    institution: Slug | None = None
    negotiation: Slug | None = None
    state: Slug | None = None
    leadership: Slug | None = None
    changes: bool | None = None
    disposition: float | None = Field(default=None, ge=-10, le=10, json_schema_extra={"unit": "log-odds"})
    at: Month | None = None
    start: Month | None = Field(default=None, alias="from")
    end: Month | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _one_subject(self) -> ToldState:
        given = [name for name in SUBJECTS if getattr(self, name) is not None]
        paths = [(name,) for name in SUBJECTS]
        if len(given) != 1:
            what = f"a state is told of exactly one of {', '.join(SUBJECTS)}; found {' and '.join(given) or 'none'}"
            raise ContradictionError(what, paths, [(name,) for name in given], "" if given else SUBJECTS[0])
        for subject, keys in _OF_SUBJECT.items():
            found = [key for key in keys if getattr(self, key) is not None]
            if subject != given[0] and found:
                what = f"`{found[0]}` says something of a {subject}, and the state is told of {given[0]}"
                raise ContradictionError(what, [*paths, (found[0],)], [(found[0],)])
            if subject == given[0] and keys and not found:
                what = f"what is told of the {subject} {getattr(self, subject)!r} is missing: {' or '.join(keys)}"
                raise ContradictionError(what, [*paths, *((key,) for key in keys)], [], keys[0])
        return self

    @model_validator(mode="after")
    def _one_time(self) -> ToldState:
        several = (self.start is not None) + (self.end is not None)
        paths = [("at",), ("from",), ("to",)]
        if (self.at is not None) == bool(several) or several == 1:
            raise ContradictionError("a state is told `at` a month, or `from` one `to` another", paths, [], "at")
        if self.start and self.end and month_number(self.start) > month_number(self.end):
            raise ContradictionError(f"there is no month from {self.start} to {self.end}", paths, [("to",)])
        return self

    @property
    def numbers(self) -> range:
        """Numbers of the months of which it is told."""
        return range(month_number(self.at or self.start or ""), month_number(self.at or self.end or "") + 1)

    @property
    def subject(self) -> tuple[str, str]:
        """What is told of: one of `SUBJECTS`, and which; there is one institution."""
        name = next(name for name in SUBJECTS if getattr(self, name) is not None)
        return name, "" if name == "institution" else getattr(self, name)

    @property
    def told(self) -> tuple[object, ...]:
        """What is told of it."""
        return self.institution, self.state, self.changes, self.disposition


class Given(Section):
    """Facts of the months of a scenario; events among them stand with its shocks, as dated ones."""

    nothing_else: Annotated[tuple[KnownMonths, ...], BeforeValidator(as_tuple)] = ()
    states: Annotated[tuple[ToldState, ...], BeforeValidator(as_tuple)] = ()

    @property
    def last_month(self) -> int:
        """Number of the last month of which anything is told; -1 if nothing is."""
        ends = [known.numbers[-1] for known in self.nothing_else]
        return max([*ends, *(told.numbers[-1] for told in self.states)], default=-1)
