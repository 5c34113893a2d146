"""How a world file gives its two sides: as sides of any size, or in short as a power and the members of an alliance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from nrc_sim.scenario.schema import ContradictionError, Month, Quantity, Section, Share, Slug, as_tuple
from nrc_sim.scenario.sides import FIRST_SIDE, SECOND_SIDE, PowerFacts, Side
from nrc_sim.scenario.texts import CODE, Name
from nrc_sim.text.wording import counted

_Code = Annotated[str, Field(pattern=CODE)]
"""Code of an actor in the names of observed series."""

ALWAYS = "0001-01"
"""Month of accession of a power that has always belonged to its side."""

_NEVER = "9999-12"
"""Month of accession of a power that belongs only once a shock lets it join."""

_ALLIANCE = "the Alliance"
"""What the side of several members is called where the world gives it no name."""

_SMALL = 0.01
"""Capability of a power of which the world says nothing."""

_SIDES = 2

_Weight = Annotated[float, Field(ge=0.0, le=5.0)]


class OutsidePowerEntry(Section):
    """The outside power."""

    id: Slug
    name: Name
    code: _Code
    openness: Quantity

    def side(self) -> Side:
        """Return the side that it is alone."""
        # Its capability is of no matter: a power alone has no allies that could draw it along.
        alone = PowerFacts(self.id, self.name, self.code, capability=1.0, joined=ALWAYS)
        words = (SECOND_SIDE,)
        openness = self.openness.value
        return Side(SECOND_SIDE, self.name, (alone,), (("outside",),), words, lead=self.id, openness=openness)


class PowerEntry(Section):
    """A power of a side; what is not said of it is not known to matter."""

    id: Slug
    name: Name
    code: _Code = ""
    joined: Month | Literal["never"] = ALWAYS
    left: Month | None = None
    domination: Share = 0.0
    tie: Share = 0.0
    alignment: Share = 0.0
    distance: float = Field(default=0.0, ge=0.0, le=20.0)
    capability: float = Field(default=_SMALL, gt=0.0, le=1.0)
    covariates: dict[Slug, float] = Field(default_factory=dict)

    def power(self) -> PowerFacts:
        """Return it as sides hold powers."""
        facts = {name: getattr(self, name) for name in PowerFacts._fields}
        joined = _NEVER if self.joined == "never" else self.joined
        return PowerFacts(**facts | {"joined": joined, "covariates": tuple(self.covariates.items())})


class MemberEntry(PowerEntry):
    """A member of the Alliance; units and sources stand in `member_attributes`."""

    code: _Code
    role: Literal["lead", "member"] = "member"
    capability: float = Field(gt=0.0, le=1.0)


class AllianceEntry(Section):
    """The side of the members."""

    name: Name


class Aggregation(Section):
    """How the powers of a side become one: whose voice counts how much, and how heavily the wariest weigh."""

    voice: Literal["capability", "equal"] = "capability"
    weight_of_wariest: Share | None = None


class TraitsOfSide(Section):
    """What distinguishes a side: openness to good news, being consulted, counter-measures, and forces abroad."""

    openness: _Weight = 1.0
    consulted: Share = 1.0
    counter_measures: Share = 1.0
    committed: Share = 0.0


class SideEntry(Section):
    """A side of the relationship: one power, or an alliance of several."""

    id: Slug
    name: Name
    powers: Annotated[tuple[PowerEntry, ...], Field(min_length=1), BeforeValidator(as_tuple)]
    lead: Slug | None = None
    aggregation: Aggregation = Aggregation()
    traits: TraitsOfSide = TraitsOfSide()

    def side(self, number: int) -> Side:
        """Return it with its lead first.

        Parameters
        ----------
        number : 0 for the first side, 1 for the second
        """
        lead = self.powers[0].id if len(self.powers) == 1 else self.lead
        order = sorted(range(len(self.powers)), key=lambda place: self.powers[place].id != lead)
        shared = ((FIRST_SIDE, "lead", "allies"), (SECOND_SIDE, "", ""))[number]
        lead_words = tuple(word for word in (shared[1], f"{self.id}_lead") if word)
        allies_words = tuple(word for word in (shared[2], f"{self.id}_allies") if word)
        return Side(
            id=self.id,
            name=self.name,
            powers=tuple(self.powers[place].power() for place in order),
            paths=tuple(("sides", number, "powers", place) for place in order),
            words=(shared[0], self.id),
            lead_words=lead_words if lead is not None else (),
            allies_words=allies_words if len(self.powers) > 1 and lead is not None else (),
            lead=lead,
            **self.traits.model_dump(),
            equal_voice=self.aggregation.voice == "equal",
            weight_of_wariest=self.aggregation.weight_of_wariest,
        )


def members_side(members: Sequence[MemberEntry], alliance: AllianceEntry | None) -> Side:
    """Return the side of the members of an alliance, whose forces the commitment abroad holds.

    Parameters
    ----------
    members : its lead first
    alliance : what the world says of it, if anything
    """
    single = members[0].name if len(members) == 1 else _ALLIANCE
    return Side(
        id=FIRST_SIDE,
        name=alliance.name if alliance is not None else single,
        powers=tuple(member.power() for member in members),
        paths=tuple(("members", number) for number in range(len(members))),
        words=(FIRST_SIDE,),
        lead_words=("lead",),
        allies_words=("allies",) if len(members) > 1 else (),
        lead=members[0].id,
        consulted=0.0,
        counter_measures=0.0,
        committed=1.0,
    )


def check_form(outside: object, members: object, alliance: object, sides: Sequence[SideEntry]) -> None:
    """Check that a world gives its two sides, and in one way only.

    Parameters
    ----------
    outside, members, alliance, sides : what the world says under these keys, if anything

    Raises
    ------
    ContradictionError
        If one is missing, or the same is said twice.
    """
    short = {"outside": outside, "members": members, "alliance": alliance}
    given = [(name,) for name, value in short.items() if value]
    if sides and given:
        what = f"sides beside {given[0][0]}: the two sides are given in one way"
        raise ContradictionError(what, [("sides",), *given], [("sides",), *given])
    if sides and len(sides) != _SIDES:
        raise ContradictionError(
            f"{counted(len(sides), 'side')}, where a relationship has two", [("sides",)], [("sides",)]
        )
    for name in ("outside", "members"):
        if not sides and not short[name]:
            raise ContradictionError(
                f"the key {name!r} is missing", [("outside",), ("members",), ("sides",)], lacks=name
            )
