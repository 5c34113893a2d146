"""What is collected each month."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from nrc_sim.engine.model.transfer import rifts_of
from nrc_sim.rules.cooperation import downswing, upswing
from nrc_sim.rules.index import points_of
from nrc_sim.rules.leadership import newness

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel


def index_without_lead(model: RelationshipModel) -> float:
    """Return the index with the lead of the first side taken out and the other weights renormalised, points."""
    trust, conduct = (
        [model.mean_without_lead(model.of_pairs(side, name)) for side in (1, 0)] for name in ("trust_levels", "conduct")
    )
    return points_of((trust[0], trust[1]), (conduct[0], conduct[1]), model.parameters.scale)


def index_lead(model: RelationshipModel) -> float:
    """Return the index of the pair of leads, points; that of all pairs where a side has no lead."""
    if not all(side.has_lead for side in model.world.sides):
        return model.index
    lead, outside = model.lead, model.outside
    trust, conduct = (outside.trust_levels[0], lead.trust_levels[0]), (outside.conduct[0], lead.conduct[0])
    return points_of(trust, conduct, model.parameters.scale)


VARIABLE_READERS: dict[str, Callable[[RelationshipModel], float]] = {
    "index": lambda model: model.index,
    "trust_outside": lambda model: model.trust_outside,
    "trust_alliance": lambda model: model.trust_alliance,
    "conduct_outside": lambda model: model.conduct_outside,
    "conduct_alliance": lambda model: model.conduct_alliance,
    "activity_outside": lambda model: model.alliance.activities[1],
    "activity_alliance": lambda model: model.alliance.activities[0],
    "portfolio": lambda model: model.alliance.portfolio,
    "dialogue": lambda model: model.alliance.dialogue,
    "upswing": lambda model: upswing(model.trend, model.parameters.cooperation),
    "downswing": lambda model: downswing(model.trend, model.parameters.cooperation),
    "lead_disposition": lambda model: model.lead.disposition_of_leaders,
    "outside_disposition": lambda model: model.outside.disposition_of_leaders,
    "lead_clock": lambda model: model.calendar.lead_clock,
    "outside_clock": lambda model: model.calendar.outside_clock,
    "new_lead": lambda model: newness(model.lead.tenure, model.parameters.leadership),
    "frozen": lambda model: float(model.alliance.regime_traits.frozen),
    "partnership": lambda model: float(model.alliance.regime_traits.partnership),
    "climate": lambda model: model.alliance.climate,
    "fear": lambda model: model.mean_fears[0],
}
"""Last month's values of what every world's hazards and conditions may name, in the order of `VARIABLES`."""


def read_variables(model: RelationshipModel) -> list[float]:
    """Return last month's values of what hazards and conditions may name, in the order of `variable_names`.

    Parameters
    ----------
    model : between two months
    """
    codes = range(len(model.world.labels.settlements))
    states = [float(state == code) for state in model.agenda.settlement for code in codes]
    common = (read(model) for read in VARIABLE_READERS.values())
    regimes = range(len(model.world.regimes) if model.world.has_institution else 0)
    in_regime = [float(model.alliance.regime == code) for code in regimes]
    return [*common, *model.agenda.tension, *model.alliance.stocks, *states, *in_regime, *rifts_of(model)]


SERIES_REPORTERS: dict[str, Callable[[RelationshipModel], float]] = {
    "trust_outside": lambda model: model.trust_outside,
    "trust_alliance": lambda model: model.trust_alliance,
    "conduct_outside": lambda model: model.conduct_outside,
    "conduct_alliance": lambda model: model.conduct_alliance,
    "index_without_lead": index_without_lead,
    "index_lead": index_lead,
    "activity_outside": lambda model: model.alliance.activities[1],
    "activity_alliance": lambda model: model.alliance.activities[0],
    "portfolio": lambda model: model.alliance.portfolio,
    "dialogue": lambda model: model.alliance.dialogue,
    "expectation_outside": lambda model: model.mean_of_pairs(model.of_pairs(1, "expectation")),
    "expectation_alliance": lambda model: model.mean_of_pairs(model.of_pairs(0, "expectation")),
    "fear": lambda model: model.mean_fears[0],
}
"""One number a month, by the names of `nrc_sim.engine.world.SERIES`."""

WIDE = ("settlement", "tension", "stock", "member_trust", "outside_trust", "member_conduct", "outside_conduct", "rift")
"""Collected values that run over negotiations, issues, areas, pairs, or powers that have allies."""

_READERS: dict[str, Callable[[RelationshipModel], Any]] = {
    "index": lambda model: model.index,
    "regime": lambda model: model.world.labels.regimes[model.alliance.regime],
    "final_index": lambda model: model.final_index,
    "outcome": lambda model: model.outcome,
    **SERIES_REPORTERS,
    "settlement": lambda model: tuple(model.agenda.settlement),
    "tension": lambda model: tuple(model.agenda.tension),
    "stock": lambda model: tuple(model.alliance.stocks),
    "member_trust": lambda model: tuple(model.of_pairs(0, "trust_levels")),
    "outside_trust": lambda model: tuple(model.of_pairs(1, "trust_levels")),
    "member_conduct": lambda model: tuple(model.of_pairs(0, "conduct")),
    "outside_conduct": lambda model: tuple(model.of_pairs(1, "conduct")),
    "rift": lambda model: tuple(rifts_of(model)),
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
