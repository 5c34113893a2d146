"""Leaderships, conduct and learning of many runs."""

from __future__ import annotations

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import LEAD_RENEWAL, OUTSIDE_RENEWAL, START, WorldArrays
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.draws import LEADERSHIP, bell_of, uniform_of
from nrc_sim.engine.kernel.lanes import Lanes, is_wide, weigh
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import conduct_of, leadership_of
from nrc_sim.engine.kernel.readers import member_stance, outside_stance
from nrc_sim.engine.kernel.state_layout import (
    ADDED_RALLY,
    CONDUCT_ALLIANCE,
    CONDUCT_OUTSIDE,
    DYAD_ROWS,
    FEAR,
    LEAD_DISPOSITION,
    LEAD_TENURE,
    MEAN_FEAR,
    MEMBER_CONDUCT,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_CONDUCT,
    OUTSIDE_DISPOSITION,
    OUTSIDE_TRUST_LEVEL,
    RALLY,
    TRUST_ALLIANCE,
    TRUST_OUTSIDE,
)
from nrc_sim.rules.actors import choose_conduct
from nrc_sim.rules.leadership import next_disposition, next_rally, next_tenure, renewed


@inner
def renew_leaderships(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Renew leaderships or fade their effects, and fade rallies behind a common threat."""
    common, parameters, keys, now = lanes.common, lanes.parameters, lanes.keys, world.span[START] + month
    lead_renewal, outside_renewal = world.calendar[LEAD_RENEWAL, month], world.calendar[OUTSIDE_RENEWAL, month]
    for lane in range(LANES):
        # Slots 0 and 1 decide on a change, 2 and 3 draw the disposition, as the readable engine has it.
        key, p = keys[LEADERSHIP, lane], leadership_of(parameters, lane)
        lead = (uniform_of(key, now, 0), bell_of(key, now, 2))
        outside = (uniform_of(key, now, 1), bell_of(key, now, 3))
        tenure = common[LEAD_TENURE, lane]
        common[LEAD_TENURE, lane] = next_tenure(tenure, renewed(lead[0], lead_renewal))
        before = common[LEAD_DISPOSITION, lane]
        common[LEAD_DISPOSITION, lane] = next_disposition(before, lead_renewal, lead, p)
        before = common[OUTSIDE_DISPOSITION, lane]
        common[OUTSIDE_DISPOSITION, lane] = next_disposition(before, outside_renewal, outside, p)
        common[RALLY, lane] = next_rally(common[RALLY, lane], common[ADDED_RALLY, lane], p)


@stage
def conduct_relations(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Compute the conduct of all actors from last month's values."""
    for member in range(world.weights.shape[1]):
        _conduct_member(lanes, member)
        conduct_outside(lanes, member)
    weigh_conduct(lanes, world.weights[month])


@inner
def _conduct_member(lanes: Lanes, member: int) -> None:
    """Compute a member's conduct toward the outside power."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    own, is_lead = member * DYAD_ROWS, member == 0
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        leaders = common[LEAD_DISPOSITION, lane] if is_lead else 0.0
        stance = member_stance(common, dyads, own, lane, leaders)
        dyads[own + MEMBER_CONDUCT, lane] = choose_conduct(stance, conduct_of(parameters, lane))


@inner
def conduct_outside(lanes: Lanes, member: int) -> None:
    """Compute the outside power's conduct toward a member."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    own = member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        stance = outside_stance(common, dyads, own, lane)
        dyads[own + OUTSIDE_CONDUCT, lane] = choose_conduct(stance, conduct_of(parameters, lane))


@stage
def weigh_conduct(lanes: Lanes, weights: Floats) -> None:
    """Aggregate conduct of both directions over the members by consensus weight."""
    weigh(weights, lanes.dyads, DYAD_ROWS, OUTSIDE_CONDUCT, lanes.common, CONDUCT_OUTSIDE)
    weigh(weights, lanes.dyads, DYAD_ROWS, MEMBER_CONDUCT, lanes.common, CONDUCT_ALLIANCE)


@stage
def weigh_trust(lanes: Lanes, weights: Floats) -> None:
    """Aggregate trust of both directions, and fear, over the members by consensus weight."""
    weigh(weights, lanes.dyads, DYAD_ROWS, OUTSIDE_TRUST_LEVEL, lanes.common, TRUST_OUTSIDE)
    weigh(weights, lanes.dyads, DYAD_ROWS, MEMBER_TRUST_LEVEL, lanes.common, TRUST_ALLIANCE)
    weigh(weights, lanes.dyads, DYAD_ROWS, FEAR, lanes.common, MEAN_FEAR)
