"""What a scenario file holds: shocks, policies and what is held fixed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from nrc_sim.scenario.given_schema import Given
from nrc_sim.scenario.schema import (
    MOST_MONTHS,
    Act,
    Actors,
    ContradictionError,
    Horizon,
    Month,
    Section,
    Share,
    Size,
    Slug,
    Slugs,
    Step,
    Texts,
    as_tuple,
    month_number,
    month_text,
)
from nrc_sim.scenario.texts import Prose, Remark, Title


def _kind_of_size(value: object) -> str:
    return "distribution" if isinstance(value, dict | Size) else "number"


def _kind_of_level(value: object) -> str:
    return "steps" if isinstance(value, list | tuple) else "number"


PolicyLevel = Annotated[
    Annotated[Share, Tag("number")]
    | Annotated[tuple[Step, ...], Field(min_length=1), BeforeValidator(as_tuple), Tag("steps")],
    Discriminator(_kind_of_level),
]
"""Level of a policy, 0..1: one throughout, or steps, each from a month on."""


def level_in_words(level: float | Sequence[Step], written: Callable[[float], str]) -> str:
    """Write the level of a policy, such as `30% from 2013-01, 100% from 2015-01`.

    Parameters
    ----------
    level : one throughout, or steps
    written : writes a number, 0..1
    """
    if isinstance(level, int | float):
        return written(level)
    return ", ".join(f"{written(step.value)} from {step.start}" for step in level)


class PolicyChanges(Section):
    """Policies that a shock sets: 0 none .. 1 in full."""

    dialogue: Share | None = None
    cooperation: Share | None = None
    transparency: Share | None = None
    frameworks: dict[Slug, Share] = {}
    links: dict[Slug, Share] = {}


TIMINGS = ("at", "window", "hazard", "when", "after")
"""Keys of a shock that say when it comes."""


class After(Section):
    """Another shock, and how many months after it has begun."""

    shock: Slug
    by: int = Field(ge=1, le=MOST_MONTHS, json_schema_extra={"unit": "months"})


class OwnEffects(Section):
    """Effects of a shock of its own, each instead of that of its kind."""

    activity_outside: float | None = Field(default=None, ge=-1, le=1)
    activity_alliance: float | None = Field(default=None, ge=-1, le=1)
    rally: float | None = Field(default=None, ge=0, le=2)
    consultation: Share | None = None


class Shock(Section):
    """A shock of a scenario: what, when, how large."""

    id: Slug
    label: Remark = ""
    kind: Slug | None = None
    at: Month | None = None
    window: Annotated[tuple[Month, Month], BeforeValidator(as_tuple)] | None = None
    hazard: Share | Literal["documented"] | None = Field(
        default=None, json_schema_extra={"unit": "probability a month"}
    )
    when: str | None = None
    after: After | None = None
    delay: int = Field(default=0, ge=0, le=MOST_MONTHS, json_schema_extra={"unit": "months"})
    lasts: int = Field(default=1, alias="for", ge=1, le=MOST_MONTHS, json_schema_extra={"unit": "months"})
    times: int | None = Field(default=None, ge=1, le=MOST_MONTHS)
    cooldown: int = Field(default=0, ge=0, le=MOST_MONTHS, json_schema_extra={"unit": "months"})
    size: Annotated[
        Annotated[float, Tag("number")] | Annotated[Size, Tag("distribution")], Discriminator(_kind_of_size)
    ] = Field(default=1.0, json_schema_extra={"unit": "multiple of the acts and effects"})
    actors: Actors = Field(default=(), alias="from")
    targets: Actors = Field(default=(), alias="to")
    acts: Annotated[tuple[Act, ...], BeforeValidator(as_tuple)] = ()
    areas: dict[Slug, Annotated[float, Field(ge=-1, le=1)]] = {}
    effects: OwnEffects = OwnEffects()
    institution: Slug | None = None
    opens: Slug | None = None
    settles: dict[Slug, Slug] = {}
    consults: bool = False
    sets: PolicyChanges = PolicyChanges()
    joins: Slugs = ()
    leaves: Slugs = ()
    source: Remark = ""
    reason: Remark = ""

    @property
    def first_month(self) -> str | None:
        """First month in which it comes, if it has a date."""
        return month_text(month_number(self.at) + self.delay) if self.at is not None else None

    @property
    def last_month(self) -> str | None:
        """Last month in which it can come, if it has a date or a window."""
        last = self.at or (self.window[1] if self.window is not None else None)
        return None if last is None else month_text(month_number(last) + self.delay + self.lasts - 1)

    @model_validator(mode="after")
    def _one_timing(self) -> Shock:
        given = [(name,) for name in TIMINGS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(name for (name,) in given) or "none"
            what = f"shock {self.id!r} needs exactly one of {', '.join(TIMINGS)}; found {found}"
            raise ContradictionError(what, [(name,) for name in TIMINGS], given, "" if given else "at")
        if self.window is not None and month_number(self.window[0]) > month_number(self.window[1]):
            raise ContradictionError(
                f"the window of shock {self.id!r} ends before it starts", [("window",)], [("window", 1)]
            )
        return self


class Policies(Section):
    """Standing policies, the levers of a scenario: 0 none .. 1 in full."""

    dialogue: PolicyLevel = 0.0
    cooperation: PolicyLevel = 0.0
    transparency: PolicyLevel = 0.0
    frameworks: dict[Slug, PolicyLevel] = {}
    links: dict[Slug, PolicyLevel] = {}


def _kind_of_start(value: object) -> str:
    return "toward" if isinstance(value, Mapping) else "number"


_Conduct = Annotated[float, Field(ge=-1, le=1)]

_StartTrust = Annotated[
    Annotated[Share, Tag("number")] | Annotated[dict[Slug, Share], Field(min_length=1), Tag("toward")],
    Discriminator(_kind_of_start),
]
_StartConduct = Annotated[
    Annotated[_Conduct, Tag("number")] | Annotated[dict[Slug, _Conduct], Field(min_length=1), Tag("toward")],
    Discriminator(_kind_of_start),
]
"""Trust, 0..1, and conduct, -1..1: one toward all of the other side, or one for each of those named there."""


def start_in_words(
    level: float | Mapping[str, float], written: Callable[[float], str], name_of: Callable[[str], str]
) -> str:
    """Write a level of the start, such as `0.3`, or `0.3 toward Poland, 0.5 toward the Alliance`.

    Parameters
    ----------
    level : one toward all of the other side, or one for each of those named there
    written : writes a number
    name_of : writes the name of an actor
    """
    if isinstance(level, Mapping):
        return ", ".join(f"{written(value)} toward {name_of(name)}" for name, value in level.items())
    return written(level)


class Beginning(Section):
    """Trust, 0..1, and conduct, -1..1, with which a scenario starts, by whose it is."""

    trust: dict[Slug, _StartTrust] = {}
    conduct: dict[Slug, _StartConduct] = {}


class Holds(Section):
    """What is held fixed: negotiations that neither settle nor fail, tensions, leaderships, stocks of cooperation."""

    negotiations: Slugs = ()
    tensions: dict[Slug, Share] = {}
    leaderships: bool = False
    portfolio: Share | None = None
    stocks: dict[Slug, Share] = {}


class ScenarioFile(Section):
    """A scenario after inheritance."""

    slug: Slug
    title: Title
    description: Prose = ""
    world: Slug
    role: Literal["range", "history", "replay"] = "range"
    range_end: Literal["breakthrough", "crisis"] | None = None
    continues: Slug | None = None
    claims: Texts = ()
    horizon: Horizon
    parameters: dict[Slug, dict[Slug, float]] = {}
    initial: Beginning = Beginning()
    policies: Policies = Policies()
    holds: Holds = Holds()
    shocks: Annotated[tuple[Shock, ...], BeforeValidator(as_tuple)] = ()
    given: Given = Given()

    @model_validator(mode="after")
    def _distinct_shocks(self) -> ScenarioFile:
        ids = [shock.id for shock in self.shocks]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                path = ("shocks", number, "id")
                raise ContradictionError(
                    f"two shocks have the id {name!r}; ids are unique in a scenario", [path], [path]
                )
        return self


def moved_powers(shocks: Sequence[Shock]) -> tuple[str, ...]:
    """List the powers that shocks let join or leave, each once.

    Parameters
    ----------
    shocks : of a scenario
    """
    return tuple(dict.fromkeys(power for shock in shocks for power in (*shock.joins, *shock.leaves)))


def first_months(shocks: Sequence[Shock]) -> dict[str, str]:
    """Return the first month of each shock that has a date, or follows one that has, by id.

    Parameters
    ----------
    shocks : of a scenario
    """
    found = {shock.id: shock.first_month for shock in shocks if shock.first_month is not None}
    for _ in shocks:  # a chain is at most as long as the list
        for shock in shocks:
            if shock.after is not None and shock.after.shock in found:
                start = month_number(found[shock.after.shock])
                found[shock.id] = month_text(start + shock.after.by + shock.delay)
    return found
