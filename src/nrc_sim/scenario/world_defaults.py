"""What the file of defaults holds that all worlds share."""

from __future__ import annotations

from nrc_sim.scenario.schema import Quantity, Section, Slug
from nrc_sim.scenario.state_schema import NegotiationStates, RegimeRoles
from nrc_sim.scenario.texts import NoteText
from nrc_sim.scenario.world_schema import Category, CategoryCode, IndexEntry, Note, Outcomes


class WorldDefaults(Section):
    """What every world has that does not say otherwise; each part merges with that of the world."""

    parameters: dict[Slug, dict[Slug, Quantity]]
    categories_source: NoteText
    categories: dict[CategoryCode, Category]
    member_attributes: dict[str, Note]
    issue_attributes: dict[str, Note]
    area_attributes: dict[str, Note]
    regime_attributes: dict[str, Note]
    regime_roles: RegimeRoles
    negotiation_states: NegotiationStates
    negotiation_attributes: dict[str, Note]
    kind_attributes: dict[str, Note]
    calendar: dict[Slug, NoteText]
    initial: dict[Slug, Quantity]
    index: IndexEntry
    outcomes: Outcomes
