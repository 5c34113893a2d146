"""How actors of many runs read the month's conduct, and what it does to trust, expectations and fear.

Each step goes through the lanes in a loop of its own that writes few rows: such loops are compiled to instructions for
several lanes at once; with more rows written they are not.
"""

from __future__ import annotations

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import OPENNESS_OF_OUTSIDE, TRANSPARENCY, WorldArrays
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.lanes import Lanes, is_wide, weigh
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import (
    alliance_of,
    conduct_of,
    expectation_of,
    fear_of,
    military_of,
    perception_of,
    trust_of,
)
from nrc_sim.engine.kernel.readers import member_hopes, member_view, outside_hopes, outside_view, traits_of
from nrc_sim.engine.kernel.relations import weigh_trust
from nrc_sim.engine.kernel.state_layout import (
    ALLIES_DEVIATION,
    DISCOUNT,
    DYAD_ROWS,
    FEAR,
    LEAD_DEVIATION,
    LEAD_DISPOSITION,
    MEMBER_ACTS,
    MEMBER_CONDUCT,
    MEMBER_EXPECTATION,
    MEMBER_READ,
    MEMBER_RECEIVED,
    MEMBER_TRUST,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_ACTS,
    OUTSIDE_CONDUCT,
    OUTSIDE_EXPECTATION,
    OUTSIDE_READ,
    OUTSIDE_RECEIVED,
    OUTSIDE_TRUST,
    OUTSIDE_TRUST_LEVEL,
    READ_ALLIANCE,
    READ_OUTSIDE,
)
from nrc_sim.rules.actors import (
    drawn_to_allies,
    drawn_to_lead,
    learn_expectation,
    read_acts,
    trust_of_member,
    trust_of_outside,
)
from nrc_sim.rules.arithmetic import logistic, plus_weighted
from nrc_sim.rules.fear import next_fear
from nrc_sim.rules.perception import blended, seen_by_member


@stage
def learn_from_conduct(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Update the trust and expectations of all actors by the month's conduct, for members also fear."""
    common, dyads, allies = lanes.common, lanes.dyads, world.allies[month]
    # Before any member learns: all are drawn by the trust of last month, whatever their order.
    _weigh_deviations(world, lanes, allies)
    for member in range(allies.size):
        _perceive_outside(lanes, member, traits_of(world.members, member).lead_weight)
        read_outside(lanes, member)
        _update_member_trust(world, lanes, member)
        _update_member_expectation(world, lanes, member)
    # From here on the row holds the outside power's view of the lead; the members are done with the lead's own.
    disposition = traits_of(world.members, 0).disposition
    for lane in range(LANES):
        common[LEAD_DEVIATION, lane] = dyads[OUTSIDE_TRUST, lane] - disposition
    for member in range(allies.size):
        _perceive_member(lanes, member)
        _read_member(lanes, member)
        _update_outside_view(world, lanes, member)
    weigh_trust(lanes, world.weights[month])
    weigh(world.weights[month], dyads, DYAD_ROWS, OUTSIDE_READ, common, READ_OUTSIDE)
    weigh(world.weights[month], dyads, DYAD_ROWS, MEMBER_READ, common, READ_ALLIANCE)


@inner
def _weigh_deviations(world: WorldArrays, lanes: Lanes, allies: Floats) -> None:
    """Find how far trust lies above the disposition, of the lead and of the mean of its allies."""
    common, dyads, disposition = lanes.common, lanes.dyads, traits_of(world.members, 0).disposition
    for lane in range(LANES):
        common[ALLIES_DEVIATION, lane] = 0.0
        common[LEAD_DEVIATION, lane] = dyads[MEMBER_TRUST, lane] - disposition
    # Member after member, as the readable engine adds them up: another order would give other last bits.
    for member in range(allies.size):
        rest, weight, own = traits_of(world.members, member).disposition, allies[member], member * DYAD_ROWS
        for lane in range(LANES):
            apart = dyads[own + MEMBER_TRUST, lane] - rest
            common[ALLIES_DEVIATION, lane] = plus_weighted(common[ALLIES_DEVIATION, lane], weight, apart)


@inner
def _perceive_outside(lanes: Lanes, member: int, lead_weight: float) -> None:
    """Compute the outside power's conduct as a member sees it."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        p, toward = perception_of(parameters, lane), dyads[own + OUTSIDE_CONDUCT, lane]
        dyads[own + MEMBER_RECEIVED, lane] = seen_by_member(toward, dyads[OUTSIDE_CONDUCT, lane], lead_weight, p)


@inner
def _perceive_member(lanes: Lanes, member: int) -> None:
    """Compute a member's conduct as the outside power sees it."""
    dyads, own = lanes.dyads, member * DYAD_ROWS
    for lane in range(LANES):
        dyads[own + OUTSIDE_RECEIVED, lane] = dyads[own + MEMBER_CONDUCT, lane]


@inner
def read_outside(lanes: Lanes, member: int) -> None:
    """Compute how a member reads the outside power's conduct."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        received, acts = dyads[own + MEMBER_RECEIVED, lane], dyads[own + OUTSIDE_ACTS, lane]
        dyads[own + MEMBER_READ, lane] = read_acts(received, acts, 0.0, conduct_of(parameters, lane))


@inner
def _read_member(lanes: Lanes, member: int) -> None:
    """Compute how the outside power reads a member's conduct."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        received, acts = dyads[own + OUTSIDE_RECEIVED, lane], dyads[own + MEMBER_ACTS, lane]
        discount = dyads[own + DISCOUNT, lane]
        dyads[own + OUTSIDE_READ, lane] = read_acts(received, acts, discount, conduct_of(parameters, lane))


@inner
def _update_member_trust(world: WorldArrays, lanes: Lanes, member: int) -> None:
    """Update a member's trust by what it has seen."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    traits, transparency = traits_of(world.members, member), world.numbers[TRANSPARENCY]
    own, is_lead = member * DYAD_ROWS, member == 0
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        leaders = common[LEAD_DISPOSITION, lane] if is_lead else 0.0
        view = member_view(common, dyads, own, lane, leaders, transparency)
        lead, allies = common[LEAD_DEVIATION, lane], common[ALLIES_DEVIATION, lane]
        looked_to = allies if is_lead else blended(allies, lead, traits.lead_weight)
        drawn = drawn_to_allies(view.trust, looked_to, traits, alliance_of(parameters, lane))
        moved = trust_of_member(view, traits, drawn, trust_of(parameters, lane), military_of(parameters, lane))
        dyads[own + MEMBER_TRUST, lane] = moved
        dyads[own + MEMBER_TRUST_LEVEL, lane] = logistic(moved)


@inner
def _update_member_expectation(world: WorldArrays, lanes: Lanes, member: int) -> None:
    """Update what a member expects, and its fear, by what it has seen."""
    common, dyads, parameters, own = lanes.common, lanes.dyads, lanes.parameters, member * DYAD_ROWS
    felt = traits_of(world.members, member).threat_perception
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        received, fear = dyads[own + MEMBER_RECEIVED, lane], dyads[own + FEAR, lane]
        hopes = member_hopes(common, dyads, own, lane)
        dyads[own + MEMBER_EXPECTATION, lane] = learn_expectation(hopes, expectation_of(parameters, lane))
        dyads[own + FEAR, lane] = next_fear(fear, received, felt, fear_of(parameters, lane))


@inner
def _update_outside_view(world: WorldArrays, lanes: Lanes, member: int) -> None:
    """Update the outside power's trust in a member, and what it expects of it, by what it has seen."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    disposition, own = traits_of(world.members, member).disposition, member * DYAD_ROWS
    transparency, openness = world.numbers[TRANSPARENCY], world.numbers[OPENNESS_OF_OUTSIDE]
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        view = outside_view(common, dyads, own, lane, openness, transparency)
        hopes = outside_hopes(common, dyads, own, lane)
        drawn = drawn_to_lead(view.trust, disposition, common[LEAD_DEVIATION, lane], alliance_of(parameters, lane))
        moved = trust_of_outside(view, disposition, drawn, trust_of(parameters, lane), military_of(parameters, lane))
        dyads[own + OUTSIDE_TRUST, lane] = moved
        dyads[own + OUTSIDE_TRUST_LEVEL, lane] = logistic(moved)
        dyads[own + OUTSIDE_EXPECTATION, lane] = learn_expectation(hopes, expectation_of(parameters, lane))
