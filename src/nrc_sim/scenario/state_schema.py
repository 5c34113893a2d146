"""What a world file says of states: those of negotiations, the regimes of an institution, and what leads from each."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from nrc_sim.rules.institution import TurnOfRegimes
from nrc_sim.rules.negotiation import HazardOfTalks
from nrc_sim.scenario.schema import Act, Month, Section, Share, Slug, as_tuple
from nrc_sim.scenario.texts import Name

FEWEST_STATES, MOST_STATES = 2, 12
"""How many states negotiations can have, and regimes an institution."""

_Part = Annotated[float, Field(gt=0.0, le=1.0)]
"""Share of a hazard that a way has."""

RETURN = "home"
"""Where a way leads that goes back to the regime from which the institution came; no role can be called so."""


class RegimeTransition(Section):
    """A way from a role of regimes into another one, and when it is taken."""

    to: Slug
    when: TurnOfRegimes
    share: _Part = 1.0


class RegimeRole(Section):
    """What a regime is to the rules, and the ways from it into others."""

    id: Slug
    frozen: bool = False
    partnership: bool = False
    home: bool = False
    by_shock: bool = False
    transitions: Annotated[tuple[RegimeTransition, ...], BeforeValidator(as_tuple)] = ()


RegimeRoles = Annotated[
    tuple[RegimeRole, ...], Field(min_length=FEWEST_STATES, max_length=MOST_STATES), BeforeValidator(as_tuple)
]


class RegimeEntry(Section):
    """A regime of the institution; its role says what it is to the rules."""

    id: Slug
    name: Name
    role: Slug = ""
    dialogue: Share
    cooperation: Share
    hostility_cut: Share


class TalksTransition(Section):
    """A way from a state of negotiations into another one, and the monthly hazard with which it is taken."""

    to: Slug
    hazard: HazardOfTalks
    share: _Part = 1.0


class NegotiationState(Section):
    """A state in which negotiations can be, what it is to the rules, and the ways from it into others."""

    id: Slug
    name: Name | None = None
    initial: bool = False
    talking: bool = False
    settled: bool = False
    failed: bool = False
    by_shock: bool = False
    transitions: Annotated[tuple[TalksTransition, ...], BeforeValidator(as_tuple)] = ()


NegotiationStates = Annotated[
    tuple[NegotiationState, ...],
    Field(min_length=FEWEST_STATES, max_length=MOST_STATES),
    BeforeValidator(as_tuple),
]


class StateEntry(Section):
    """What a state of a negotiation leads to, and the acts with which it begins."""

    prospect: float = Field(ge=-1, le=1)
    tension: Share | None = None
    acts: Annotated[tuple[Act, ...], BeforeValidator(as_tuple)] = ()


class NegotiationEntry(Section):
    """A negotiation on an issue between the outside power and the lead member."""

    id: Slug
    name: Name
    issue: Slug
    deadline: Month
    duration: int = Field(ge=1, le=240, json_schema_extra={"unit": "months"})
    settling: Share
    states: dict[Slug, StateEntry]
