"""How actors of many runs read the month's conduct, and what it does to trust, expectations and fear."""

from __future__ import annotations

from nrc_sim.blocks import Floats
from nrc_sim.kernel.arrays import (
    DISPOSITION,
    LEAD_WEIGHT,
    OPENNESS_OF_OUTSIDE,
    STUBBORNNESS,
    THREAT_PERCEPTION,
    TRANSPARENCY,
    WorldArrays,
)
from nrc_sim.kernel.compiling import inner, stage
from nrc_sim.kernel.lanes import Lanes, is_wide, weigh
from nrc_sim.kernel.numbering import LANES
from nrc_sim.kernel.parameters import (
    alliance_of,
    conduct_of,
    expectation_of,
    fear_of,
    military_of,
    perception_of,
    trust_of,
)
from nrc_sim.kernel.places import (
    ACTIVITY_ALLIANCE,
    ACTIVITY_OUTSIDE,
    ALLIES_DEVIATION,
    CONSULTATION,
    DIALOGUE,
    DISCOUNT,
    DYAD_ROWS,
    FEAR,
    LEAD_DEVIATION,
    LEAD_DISPOSITION,
    MEMBER_ACTS,
    MEMBER_CONDUCT,
    MEMBER_EXPECTATION,
    MEMBER_GRIEVANCE,
    MEMBER_LEVEL,
    MEMBER_LOAD,
    MEMBER_READ,
    MEMBER_RECEIVED,
    MEMBER_TRUST,
    OUTSIDE_ACTS,
    OUTSIDE_CONDUCT,
    OUTSIDE_DISPOSITION,
    OUTSIDE_EXPECTATION,
    OUTSIDE_GRIEVANCE,
    OUTSIDE_LEVEL,
    OUTSIDE_LOAD,
    OUTSIDE_READ,
    OUTSIDE_RECEIVED,
    OUTSIDE_TRUST,
    RALLY,
    READ_ALLIANCE,
    READ_OUTSIDE,
    SPILLOVER,
    TALKS_OPENED,
    WHOLE_PROJECT,
)
from nrc_sim.kernel.relations import weigh_trust
from nrc_sim.rules.alliance import drawn_along, image_drawn_along
from nrc_sim.rules.arithmetic import deviation, logistic, plus_weighted
from nrc_sim.rules.conduct import gestures
from nrc_sim.rules.expectation import next_expectation, raised_expectation
from nrc_sim.rules.fear import next_fear
from nrc_sim.rules.issues import felt_load
from nrc_sim.rules.military import felt_threat
from nrc_sim.rules.perception import blended, read_conduct, seen_by_member, surprise
from nrc_sim.rules.trust import Reader, Standing, learned, next_trust, resting_trust


@stage
def learn_from_conduct(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Let all actors read the month's conduct and adjust trust and expectations, members also fear."""
    common, dyads, allies = lanes.common, lanes.dyads, world.allies[month]
    weigh_deviations(lanes, allies, world.members[DISPOSITION])
    for member in range(allies.size):
        perceive_outside(lanes, member, world.members[LEAD_WEIGHT, member])
        read_outside(lanes, member)
        let_member_learn(world, lanes, member)
        let_member_remember(lanes, member, world.members[THREAT_PERCEPTION, member])
    for lane in range(LANES):
        apart = deviation(dyads[OUTSIDE_TRUST, lane], world.members[DISPOSITION, 0])
        common[LEAD_DEVIATION, lane] = apart
    for member in range(allies.size):
        perceive_member(lanes, member)
        read_member(lanes, member)
        let_outside_learn(world, lanes, member)
    weigh_trust(lanes, world.weights[month])
    weigh(world.weights[month], dyads, DYAD_ROWS, OUTSIDE_READ, common, READ_OUTSIDE)
    weigh(world.weights[month], dyads, DYAD_ROWS, MEMBER_READ, common, READ_ALLIANCE)


@inner
def weigh_deviations(lanes: Lanes, allies: Floats, disposition: Floats) -> None:
    """Find how far trust lies above the disposition, of the lead and of the mean of its allies."""
    common, dyads = lanes.common, lanes.dyads
    for lane in range(LANES):
        common[ALLIES_DEVIATION, lane] = 0.0
        common[LEAD_DEVIATION, lane] = deviation(dyads[MEMBER_TRUST, lane], disposition[0])
    for member in range(allies.size):
        rest, weight, own = disposition[member], allies[member], member * DYAD_ROWS
        for lane in range(LANES):
            apart = deviation(dyads[own + MEMBER_TRUST, lane], rest)
            common[ALLIES_DEVIATION, lane] = plus_weighted(common[ALLIES_DEVIATION, lane], weight, apart)


@inner
def perceive_outside(lanes: Lanes, member: int, lead_weight: float) -> None:
    """Let a member see the outside power's conduct."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        p, toward = perception_of(parameters, lane), dyads[own + OUTSIDE_CONDUCT, lane]
        dyads[own + MEMBER_RECEIVED, lane] = seen_by_member(toward, dyads[OUTSIDE_CONDUCT, lane], lead_weight, p)


@inner
def perceive_member(lanes: Lanes, member: int) -> None:
    """Let the outside power see a member's conduct."""
    dyads, own = lanes.dyads, member * DYAD_ROWS
    for lane in range(LANES):
        dyads[own + OUTSIDE_RECEIVED, lane] = dyads[own + MEMBER_CONDUCT, lane]


@inner
def read_outside(lanes: Lanes, member: int) -> None:
    """Let a member read the outside power's conduct."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        friendly = gestures(dyads[own + OUTSIDE_ACTS, lane], conduct_of(parameters, lane))
        dyads[own + MEMBER_READ, lane] = read_conduct(dyads[own + MEMBER_RECEIVED, lane], friendly, 0.0)


@inner
def read_member(lanes: Lanes, member: int) -> None:
    """Let the outside power read a member's conduct."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        friendly, discount = (
            gestures(dyads[own + MEMBER_ACTS, lane], conduct_of(parameters, lane)),
            dyads[own + DISCOUNT, lane],
        )
        dyads[own + OUTSIDE_READ, lane] = read_conduct(dyads[own + OUTSIDE_RECEIVED, lane], friendly, discount)


@inner
def let_member_learn(world: WorldArrays, lanes: Lanes, member: int) -> None:
    """Let a member's trust, expectation and fear follow what it has seen."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    disposition, felt = world.members[DISPOSITION, member], world.members[THREAT_PERCEPTION, member]
    stubbornness, lead_weight = world.members[STUBBORNNESS, member], world.members[LEAD_WEIGHT, member]
    transparency, own, is_lead = world.numbers[TRANSPARENCY], member * DYAD_ROWS, member == 0
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        p = trust_of(parameters, lane)
        expected, trust = dyads[own + MEMBER_EXPECTATION, lane], dyads[own + MEMBER_TRUST, lane]
        fear, dialogue = dyads[own + FEAR, lane], common[DIALOGUE, lane]
        read = dyads[own + MEMBER_READ, lane]
        news = surprise(read, expected)
        reader = Reader(felt, 1.0, common[MEMBER_GRIEVANCE, lane], dialogue, 0.0)
        threat = felt_threat(common[ACTIVITY_OUTSIDE, lane], felt, transparency, military_of(parameters, lane))
        leaders = common[LEAD_DISPOSITION, lane] if is_lead else 0.0
        load, project = felt_load(common[MEMBER_LOAD, lane], felt), common[WHOLE_PROJECT, lane]
        rest = Standing(disposition, common[RALLY, lane], fear, leaders, load, threat, project)
        lead, allies = common[LEAD_DEVIATION, lane], common[ALLIES_DEVIATION, lane]
        looked_to = allies if is_lead else blended(allies, lead, lead_weight)
        pull = drawn_along(deviation(trust, disposition), looked_to, stubbornness, alliance_of(parameters, lane))
        resting, spill = resting_trust(rest, p), common[SPILLOVER, lane]
        moved = next_trust(trust, learned(news, reader, p), resting, pull, spill, p)
        dyads[own + MEMBER_TRUST, lane] = moved
        dyads[own + MEMBER_LEVEL, lane] = logistic(moved)


@inner
def let_member_remember(lanes: Lanes, member: int, felt: float) -> None:
    """Let what a member expects, and its fear, follow what it has seen.

    Loops that write few rows are compiled to instructions for several lanes at once; with more they are not.
    """
    common, dyads, parameters, own = lanes.common, lanes.dyads, lanes.parameters, member * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        received, expected = dyads[own + MEMBER_RECEIVED, lane], dyads[own + MEMBER_EXPECTATION, lane]
        acts, replies = dyads[own + MEMBER_ACTS, lane], dyads[own + OUTSIDE_ACTS, lane]
        p, fear = expectation_of(parameters, lane), dyads[own + FEAR, lane]
        raised = raised_expectation(acts, replies, common[TALKS_OPENED, lane], p)
        read = dyads[own + MEMBER_READ, lane]
        dyads[own + MEMBER_EXPECTATION, lane] = next_expectation(expected, read, raised, p)
        dyads[own + FEAR, lane] = next_fear(fear, received, felt, fear_of(parameters, lane))


@inner
def let_outside_learn(world: WorldArrays, lanes: Lanes, member: int) -> None:
    """Let the outside power's trust in a member, and what it expects of it, follow what it has seen."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    disposition, own = world.members[DISPOSITION, member], member * DYAD_ROWS
    transparency, openness = world.numbers[TRANSPARENCY], world.numbers[OPENNESS_OF_OUTSIDE]
    if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
        return
    for lane in range(LANES):
        p = trust_of(parameters, lane)
        expected, trust = dyads[own + OUTSIDE_EXPECTATION, lane], dyads[own + OUTSIDE_TRUST, lane]
        dialogue, consulted = common[DIALOGUE, lane], common[CONSULTATION, lane]
        acts, replies = dyads[own + OUTSIDE_ACTS, lane], dyads[own + MEMBER_ACTS, lane]
        read = dyads[own + OUTSIDE_READ, lane]
        news = surprise(read, expected)
        reader = Reader(1.0, openness, common[OUTSIDE_GRIEVANCE, lane], dialogue, consulted)
        threat = felt_threat(common[ACTIVITY_ALLIANCE, lane], 1.0, transparency, military_of(parameters, lane))
        leaders, load = common[OUTSIDE_DISPOSITION, lane], common[OUTSIDE_LOAD, lane]
        rest = Standing(disposition, common[RALLY, lane], 0.0, leaders, load, threat, common[WHOLE_PROJECT, lane])
        apart, lead = deviation(trust, disposition), common[LEAD_DEVIATION, lane]
        pull, spill = image_drawn_along(apart, lead, alliance_of(parameters, lane)), common[SPILLOVER, lane]
        moved = next_trust(trust, learned(news, reader, p), resting_trust(rest, p), pull, spill, p)
        hopes = expectation_of(parameters, lane)
        raised = raised_expectation(acts, replies, common[TALKS_OPENED, lane], hopes)
        dyads[own + OUTSIDE_TRUST, lane] = moved
        dyads[own + OUTSIDE_LEVEL, lane] = logistic(moved)
        dyads[own + OUTSIDE_EXPECTATION, lane] = next_expectation(expected, read, raised, hopes)
