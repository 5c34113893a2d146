"""The institution between the two sides, practical cooperation and forces, of many runs."""

from __future__ import annotations

from nrc_sim.engine.kernel.arrays import (
    COMMITMENT,
    HOME_TOLD,
    OF_MEMBERS,
    OF_OUTSIDE,
    REGIME_COOPERATION,
    REGIME_DIALOGUE,
    REGIME_HOSTILITY_CUT,
    REGIME_TOLD,
    START,
    WEIGHT,
    WorldArrays,
    told_state,
)
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.draws import INSTITUTION, uniform_of
from nrc_sim.engine.kernel.lanes import Lanes, weigh
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import cooperation_of, institution_of, memory_of, military_of
from nrc_sim.engine.kernel.readers import (
    area_traits,
    council_of,
    forces_of_alliance,
    forces_of_outside,
    relations_of,
    traits_of_side,
)
from nrc_sim.engine.kernel.state_layout import (
    ACTIVITY_ALLIANCE,
    ACTIVITY_OUTSIDE,
    ADDED_STOCK,
    AREA_ROWS,
    CLIMATE,
    CONSULTATION,
    DIALOGUE,
    DYAD_ROWS,
    FOUNDED,
    FRAMEWORK,
    HELD_CONSULTATION,
    HOME,
    HOSTILITY_CUT,
    LINK,
    MEMBER_ACTS,
    OUTSIDE_ACTS,
    POLICY_OF_DIALOGUE,
    PORTFOLIO,
    READY,
    REGIME,
    REGIME_MONTHS,
    SPILLOVER,
    STOCK,
    SUPPORT,
    TREND,
    UPKEEP,
)
from nrc_sim.rules.actors import next_forces
from nrc_sim.rules.arithmetic import held_at, next_months, overridden
from nrc_sim.rules.cooperation import AreaMonth, spillover, upswing
from nrc_sim.rules.council import next_institution, stock_of_area
from nrc_sim.rules.institution import dialogue_level, next_consultation
from nrc_sim.rules.memory import next_upkeep


@stage
def hold_dialogue(world: WorldArrays, lanes: Lanes) -> None:
    """Talk as far as regime and policy allow, and remember consultations."""
    common, parameters, cuts = lanes.common, lanes.parameters, world.regimes[REGIME_HOSTILITY_CUT]
    set_dialogue(world, lanes)
    for lane in range(LANES):
        common[HOSTILITY_CUT, lane] = cuts[int(common[REGIME, lane])]
    for lane in range(LANES):
        before, held = common[CONSULTATION, lane], common[HELD_CONSULTATION, lane]
        common[CONSULTATION, lane] = next_consultation(before, held, institution_of(parameters, lane))
        p = cooperation_of(parameters, lane)
        rising = upswing(common[TREND, lane], p)
        common[SPILLOVER, lane] = spillover(common[PORTFOLIO, lane], rising, p)


@inner
def set_dialogue(world: WorldArrays, lanes: Lanes) -> None:
    """Set the level of dialogue."""
    common, provided = lanes.common, world.regimes[REGIME_DIALOGUE]
    for lane in range(LANES):
        common[DIALOGUE, lane] = dialogue_level(provided[int(common[REGIME, lane])], common[POLICY_OF_DIALOGUE, lane])


@stage
def cooperate(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Grow and wear practical cooperation in each area."""
    common, areas, parameters = lanes.common, lanes.areas, lanes.parameters
    factors, commitment = world.regimes[REGIME_COOPERATION], world.calendar[COMMITMENT, month]
    for area in range(world.areas.shape[1]):
        row, traits = area * AREA_ROWS, area_traits(world.areas, area)
        for lane in range(LANES):
            stock, added = areas[row + STOCK, lane], areas[row + ADDED_STOCK, lane]
            factor, p = factors[int(common[REGIME, lane])], cooperation_of(parameters, lane)
            policies = (common[SUPPORT, lane], areas[row + FRAMEWORK, lane], areas[row + LINK, lane])
            now = AreaMonth(commitment, policies[0], policies[1], policies[2])
            areas[row + STOCK, lane] = stock_of_area(stock, added, factor, traits, now, p)
    set_stocks(world, lanes)
    for pair in range(world.weights.shape[1]):
        _keep_up(lanes, pair * DYAD_ROWS)


@inner
def _keep_up(lanes: Lanes, own: int) -> None:
    """Wear what a pair has invested in its relations, and add what both invest this month."""
    dyads, parameters = lanes.dyads, lanes.parameters
    for lane in range(LANES):
        acts, replies = dyads[own + MEMBER_ACTS, lane], dyads[own + OUTSIDE_ACTS, lane]
        dyads[own + UPKEEP, lane] = next_upkeep(dyads[own + UPKEEP, lane], acts, replies, memory_of(parameters, lane))


@inner
def set_stocks(world: WorldArrays, lanes: Lanes) -> None:
    """Hold the stocks where a scenario holds them, and add up the portfolio."""
    common, areas = lanes.common, lanes.areas
    for area in range(world.areas.shape[1]):
        row, held = area * AREA_ROWS + STOCK, area_traits(world.areas, area).held
        for lane in range(LANES):
            areas[row, lane] = held_at(areas[row, lane], held)
    weigh(world.areas[WEIGHT], areas, AREA_ROWS, STOCK, common, PORTFOLIO)


@inner
def adjust_forces(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Adjust the military activity of both sides to the other's of last month."""
    common, parameters = lanes.common, lanes.parameters
    commitment = world.calendar[COMMITMENT, month]
    members, outside = traits_of_side(world.sides, OF_MEMBERS), traits_of_side(world.sides, OF_OUTSIDE)
    for lane in range(LANES):
        # Both are read before either is written: neither side sees what the other decides this month.
        p = military_of(parameters, lane)
        first, second = forces_of_alliance(common, lane, commitment), forces_of_outside(common, lane, commitment)
        common[ACTIVITY_OUTSIDE, lane] = next_forces(second, outside, p)
        common[ACTIVITY_ALLIANCE, lane] = next_forces(first, members, p)


@inner
def decide_regime(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Freeze, thaw, found or lift the institution, from conduct and the conditions of a partnership."""
    common, codes, parameters, keys = lanes.common, lanes.codes, lanes.parameters, lanes.keys
    now, ways = world.span[START] + month, world.regime_ways
    told, home = told_state(world, month, REGIME_TOLD), told_state(world, month, HOME_TOLD)
    for lane in range(LANES):
        chance, founded = uniform_of(keys[INSTITUTION, lane], now, 0), codes[FOUNDED, lane]
        before, relations = council_of(common, lane), relations_of(common, lane)
        after = next_institution(before, relations, chance, founded, ways, institution_of(parameters, lane))
        common[CLIMATE, lane] = after.climate
        common[READY, lane] = after.ready
        regime = overridden(after.regime, told)
        common[HOME, lane] = float(overridden(after.home, home))
        common[REGIME_MONTHS, lane] = next_months(before.regime_months, regime == before.regime)
        common[REGIME, lane] = float(regime)
