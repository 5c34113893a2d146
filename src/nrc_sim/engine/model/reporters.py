"""What is collected each month."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from nrc_sim.rules.cooperation import downswing, upswing
from nrc_sim.rules.index import points_of
from nrc_sim.rules.institution import PARTNERSHIP, frozen
from nrc_sim.rules.leadership import newness

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel


def index_without_lead(model: RelationshipModel) -> float:
    """Return the index with the lead member taken out and the other weights renormalised, points."""
    outside, members = model.outside, model.members
    trust = (model.mean_of_allies(outside.trust_levels), model.mean_of_allies([m.trust_level for m in members]))
    conduct = (model.mean_of_allies(outside.conduct), model.mean_of_allies([m.conduct for m in members]))
    return points_of(trust, conduct, model.parameters.scale)


def index_lead(model: RelationshipModel) -> float:
    """Return the index of the pair of outside power and lead member, points."""
    lead, outside = model.lead, model.outside
    trust, conduct = (outside.trust_levels[0], lead.trust_level), (outside.conduct[0], lead.conduct)
    return points_of(trust, conduct, model.parameters.scale)


VARIABLE_READERS: dict[str, Callable[[RelationshipModel], float]] = {
    "index": lambda model: model.index,
    "trust_outside": lambda model: model.trust_outside,
    "trust_alliance": lambda model: model.trust_alliance,
    "conduct_outside": lambda model: model.conduct_outside,
    "conduct_alliance": lambda model: model.conduct_alliance,
    "activity_outside": lambda model: model.outside.activity,
    "activity_alliance": lambda model: model.alliance.activity,
    "portfolio": lambda model: model.alliance.portfolio,
    "dialogue": lambda model: model.alliance.dialogue,
    "upswing": lambda model: upswing(model.trend, model.parameters.cooperation),
    "downswing": lambda model: downswing(model.trend, model.parameters.cooperation),
    "lead_disposition": lambda model: model.lead.disposition_of_leaders,
    "outside_disposition": lambda model: model.outside.disposition_of_leaders,
    "lead_clock": lambda model: model.calendar.lead_clock,
    "outside_clock": lambda model: model.calendar.outside_clock,
    "new_lead": lambda model: newness(model.lead.tenure, model.parameters.leadership),
    "frozen": lambda model: float(frozen(model.alliance.regime)),
    "partnership": lambda model: float(model.alliance.regime == PARTNERSHIP),
    "climate": lambda model: model.alliance.climate,
    "fear": lambda model: model.mean_fear,
}
"""Last month's values of what every world's hazards and conditions may name, in the order of `VARIABLES`."""

SERIES_REPORTERS: dict[str, Callable[[RelationshipModel], float]] = {
    "trust_outside": lambda model: model.trust_outside,
    "trust_alliance": lambda model: model.trust_alliance,
    "conduct_outside": lambda model: model.conduct_outside,
    "conduct_alliance": lambda model: model.conduct_alliance,
    "index_without_lead": index_without_lead,
    "index_lead": index_lead,
    "activity_outside": lambda model: model.outside.activity,
    "activity_alliance": lambda model: model.alliance.activity,
    "portfolio": lambda model: model.alliance.portfolio,
    "dialogue": lambda model: model.alliance.dialogue,
    "expectation_outside": lambda model: model.mean_of_members(model.outside.expectation),
    "expectation_alliance": lambda model: model.mean_of_members([member.expectation for member in model.members]),
    "fear": lambda model: model.mean_fear,
}
"""One number a month, by the names of `nrc_sim.engine.world.SERIES`."""

WIDE = ("settlement", "tension", "stock", "member_trust", "outside_trust", "member_conduct", "outside_conduct")
"""Collected values that run over negotiations, issues, areas or members."""

_READERS: dict[str, Callable[[RelationshipModel], Any]] = {
    "index": lambda model: model.index,
    "regime": lambda model: model.world.labels.regimes[model.alliance.regime],
    "final_index": lambda model: model.final_index,
    "outcome": lambda model: model.outcome,
    **SERIES_REPORTERS,
    "settlement": lambda model: tuple(model.agenda.settlement),
    "tension": lambda model: tuple(model.agenda.tension),
    "stock": lambda model: tuple(model.alliance.stocks),
    "member_trust": lambda model: tuple(member.trust_level for member in model.members),
    "outside_trust": lambda model: tuple(model.outside.trust_levels),
    "member_conduct": lambda model: tuple(member.conduct for member in model.members),
    "outside_conduct": lambda model: tuple(model.outside.conduct),
}
"""What is read off the model each month, by name."""


def _read_variable(name: str, model: RelationshipModel) -> Any:
    """Return what the DataCollector keeps of a month.

    Parameters
    ----------
    name : one of `_READERS`
    model : after the month
    """
    return _READERS[name](model)


# A model can be pickled only if its reporters can be found again by name.
MODEL_REPORTERS = {name: partial(_read_variable, name) for name in _READERS}
"""What the DataCollector keeps each month."""
