"""Between the agents and a state that can be exported, restored and shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.engine.world import State
from nrc_sim.engine.world.beginning import DIRECTIONS
from nrc_sim.engine.world.state import RIFT_FIELD
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.rules.index import index_points
from nrc_sim.rules.institution import dialogue_level

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel


_HELD = tuple(
    (side, direction, name)
    for name in ("conduct", "trust", "expectation", "fear", "received", "slow")
    for side, direction in enumerate(DIRECTIONS)
)
"""What powers hold toward those of the other side: number and word of their side, and the attribute."""


def read_state(model: RelationshipModel) -> State:
    """Collect everything that moves from the agents.

    Parameters
    ----------
    model : RelationshipModel
    """
    outside, alliance, agenda = model.outside, model.alliance, model.agenda
    return {
        **{f"{direction}_{name}": model.of_pairs(side, name) for side, direction, name in _HELD},
        "unrest": list(model.disputes.unrest),
        "upkeep": list(alliance.upkeep),
        "tension": list(agenda.tension),
        "stock": list(alliance.stocks),
        "settlement": [float(state) for state in agenda.settlement],
        "settlement_months": list(agenda.settlement_months),
        "project": list(agenda.projects),
        "activity_outside": [alliance.activities[1]],
        "activity_alliance": [alliance.activities[0]],
        "regime": [float(alliance.regime)],
        "regime_months": [alliance.regime_months],
        "home": [float(alliance.home)],
        "ready": [alliance.ready],
        "climate": [alliance.climate],
        "rally": [model.rally],
        "consultation": [alliance.consultation],
        "lead_disposition": [model.lead.disposition_of_leaders],
        "outside_disposition": [outside.disposition_of_leaders],
        "lead_tenure": [model.lead.tenure],
        "raw_index": [model.raw_index],
        "trend": [model.trend],
        RIFT_FIELD: rifts_of(model),
    }


def rifts_of(model: RelationshipModel) -> list[float]:
    """Return how far powers that have allies have drifted from them, those of the first side first.

    Parameters
    ----------
    model : RelationshipModel
    """
    powers = (model.sides[side] for side in range(2) if model.world.allied[side])
    return [power.rift for side in powers for power in side]


def write_state(model: RelationshipModel, state: State) -> None:
    """Give the agents the values of a state.

    Parameters
    ----------
    model : RelationshipModel
    state : as `read_state` returns it, for the same world
    """
    _write_dyads(model, state)
    _write_agenda(model, state)
    for power in (*model.sides[0], *model.sides[1]):
        place = model.world.place_among_allied(power.side, power.number)
        power.rift = 0.0 if place < 0 else state[RIFT_FIELD][place]
    model.disputes.unrest = list(state["unrest"])
    outside, alliance = model.outside, model.alliance
    alliance.activities = [state["activity_alliance"][0], state["activity_outside"][0]]
    outside.disposition_of_leaders = state["outside_disposition"][0]
    model.lead.disposition_of_leaders = state["lead_disposition"][0]
    alliance.upkeep = list(state["upkeep"])
    alliance.regime, alliance.home = int(state["regime"][0]), int(state["home"][0])
    alliance.regime_months, alliance.ready = state["regime_months"][0], state["ready"][0]
    alliance.climate, alliance.consultation = state["climate"][0], state["consultation"][0]
    alliance.dialogue = dialogue_level(alliance.regime_traits.dialogue, model.policies.dialogue)
    alliance.set_stocks(list(state["stock"]))
    model.lead.tenure = state["lead_tenure"][0]
    model.rally, model.raw_index, model.trend = state["rally"][0], state["raw_index"][0], state["trend"][0]
    model.index = index_points(model.raw_index, model.parameters.scale)
    model.weigh_conduct()
    model.weigh_trust()


def _write_dyads(model: RelationshipModel, state: State) -> None:
    for side, direction, name in _HELD:
        for power in model.sides[side]:
            values = [state[f"{direction}_{name}"][pair] for pair in power.pairs]
            power.set_trust(values) if name == "trust" else setattr(power, name, values)


def _write_agenda(model: RelationshipModel, state: State) -> None:
    agenda = model.agenda
    agenda.set_tension(state["tension"])
    agenda.settlement_months = list(state["settlement_months"])
    agenda.settlement = [int(value) for value in state["settlement"]]
    agenda.projects = list(state["project"])
    agenda.project = added_up(agenda.projects)
