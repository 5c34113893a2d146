"""What scenario and world files have in common: strict types, one class per mapping."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from nrc_sim.scenario.texts import MONTH, MOST_OF_A_NAME, SLUG, Name, NoteText, Remark

_KeyPath = tuple[str | int, ...]


class ContradictionError(ValueError):
    """Values that are sound alone and wrong together.

    Parameters
    ----------
    what : the fault in words
    concerns : paths, from the mapping that is judged, of all values that matter
    faulty : paths of those at fault; where there are several, the one written last is shown
    lacks : key that would have to be there, where none is at fault
    """

    def __init__(
        self, what: str, concerns: Sequence[_KeyPath], faulty: Sequence[_KeyPath] = (), lacks: str = ""
    ) -> None:
        self.what, self.concerns, self.faulty, self.lacks = what, tuple(concerns), tuple(faulty), lacks
        super().__init__(what)

    def __reduce__(self) -> tuple[type[ContradictionError], tuple[object, ...]]:
        return ContradictionError, (self.what, self.concerns, self.faulty, self.lacks)


@lru_cache(maxsize=4096)
def month_number(text: str) -> int:
    """Turn a month such as 2014-06 into the number of months since year 0; worlds ask for few, and very often.

    Raises
    ------
    ValueError
        If the text is not a year and a month joined by a hyphen.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise ValueError(f"{text!r} is not a month; months are written like 2014-06")
    return int(found[1]) * 12 + int(found[2]) - 1


def month_text(number: int) -> str:
    """Turn a number of months since year 0 into a month such as 2014-06."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def as_tuple(value: Any) -> Any:
    """Freeze a list of a file; anything else is left for the field to judge."""
    return tuple(value) if isinstance(value, list) else value


Month = Annotated[str, Field(pattern=MONTH)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=MOST_OF_A_NAME)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(as_tuple)]
Actors = Annotated[
    tuple[Annotated[str, Field(max_length=MOST_OF_A_NAME, json_schema_extra={"pattern": SLUG})], ...],
    BeforeValidator(as_tuple),
]
"""Ids of actors. Their form is for editors alone: the world, which knows codes and names, tells which id is meant."""
Pair = Annotated[tuple[float, float], BeforeValidator(as_tuple)]
_Triple = Annotated[tuple[float, float, float], BeforeValidator(as_tuple)]
Floats = Annotated[tuple[float, ...], BeforeValidator(as_tuple)]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]


class Section(BaseModel):
    """A mapping of a file: unknown keys are refused, values keep their kind and never change."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


MOST_MONTHS = 1200
"""The longest horizon, in files and wherever else one is asked for: a century."""


class Horizon(Section):
    """First month and number of months."""

    start: Month
    months: int = Field(ge=1, le=MOST_MONTHS, json_schema_extra={"unit": "months"})


class Step(Section):
    """A value from a month on."""

    start: Month = Field(alias="from")
    value: Share


class Act(Section):
    """Who does what to whom: a CAMEO category, from which the Goldstein weight follows."""

    actors: Actors = Field(alias="from", min_length=1)
    targets: Actors = Field(alias="to", min_length=1)
    category: str
    issue: Slug | None = None


class Size(Section):
    """How the size of a shock is drawn: exactly one distribution."""

    uniform: Pair | None = None
    triangular: _Triple | None = None
    discrete: Annotated[tuple[Pair, ...], Field(min_length=1), BeforeValidator(as_tuple)] | None = None

    @model_validator(mode="after")
    def _one_distribution(self) -> Size:
        names = ("uniform", "triangular", "discrete")
        given = [name for name in names if getattr(self, name) is not None]
        paths = [(name,) for name in names]
        if len(given) != 1:
            what = f"a size names exactly one of {', '.join(names)}; found {' and '.join(given) or 'none'}"
            raise ContradictionError(what, paths, [(name,) for name in given], "" if given else "uniform")
        bounds = self.uniform or self.triangular
        if bounds is not None and (list(bounds) != sorted(bounds) or bounds[0] == bounds[-1]):
            found = ", ".join(f"{bound:g}" for bound in bounds)
            raise ContradictionError(f"the numbers of {given[0]} ascend; found {found}", paths, [(given[0],)])
        shares = [share for _, share in self.discrete or ()]
        if self.discrete is not None and (min(shares) < 0.0 or not 0.0 < sum(shares) < math.inf):
            what = "the shares of discrete, the second of each pair, are not negative and not all 0"
            raise ContradictionError(what, paths, [("discrete",)])
        return self


class Effects(Section):
    """What a shock does besides its acts, for size 1."""

    activity_outside: float = Field(default=0.0, ge=-1, le=1)
    activity_alliance: float = Field(default=0.0, ge=-1, le=1)
    rally: float = Field(default=0.0, ge=0, le=2)
    consultation: Share = 0.0


class Influence(Section):
    """How a state variable scales a hazard: slope x (value - reference) is added to the factor 1."""

    variable: str
    slope: float = Field(ge=-100, le=100)
    reference: float = Field(default=0.0, ge=-1e4, le=1e4)


class Quantity(Section):
    """A number with its unit, its range and its source."""

    value: float
    range: Pair
    unit: NoteText
    source: NoteText
    means: Remark = ""
    absent: float | None = None

    def allows(self, value: float) -> bool:
        """Return whether a value lies in the range, or is the one at which a mechanism is absent.

        Parameters
        ----------
        value : in the unit of the quantity
        """
        return self.range[0] <= value <= self.range[1] or value == self.absent

    @property
    def allowed(self) -> str:
        """What is allowed, in words."""
        inside = self.absent is None or self.range[0] <= self.absent <= self.range[1]
        beside = "" if inside else f", or {self.absent:g} to do without"
        return f"from {self.range[0]:g} to {self.range[1]:g}{beside} ({self.unit})"

    @model_validator(mode="after")
    def _within_range(self) -> Quantity:
        if not self.range[0] <= self.value <= self.range[1]:
            what = f"{self.value:g} lies outside its own range, {self.range[0]:g} to {self.range[1]:g}"
            raise ContradictionError(what, [("value",), ("range",)], [("value",)])
        return self


class Kind(Section):
    """A kind of shock: its acts, issue, effects and, where it comes by chance, its documented rate."""

    label: Name
    means: Remark = ""
    rate: Quantity | None = None
    scaled_by: Annotated[tuple[Influence, ...], BeforeValidator(as_tuple)] = ()
    acts: Annotated[tuple[Act, ...], BeforeValidator(as_tuple)] = ()
    effects: Effects = Effects()
    areas: dict[Slug, Annotated[float, Field(ge=-1, le=1)]] = {}
    linked_to: Slug | None = None
    source: Remark = ""
