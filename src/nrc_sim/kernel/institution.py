"""The institution between the two sides, practical cooperation and forces, of many runs."""

from __future__ import annotations

from nrc_sim.kernel.arrays import (
    COMMITMENT,
    DEPENDENCE,
    DIALOGUE_POLICY,
    FRAMEWORK,
    HELD_STOCK,
    INSULATION,
    NEED,
    REGIME_COOPERATION,
    REGIME_DIALOGUE,
    REGIME_HOSTILITY_CUT,
    START,
    SUPPORT,
    TRANSPARENCY,
    WEIGHT,
    WorldArrays,
)
from nrc_sim.kernel.compiling import inner, stage
from nrc_sim.kernel.lanes import Lanes, weigh
from nrc_sim.kernel.luck import INSTITUTION, uniform_of
from nrc_sim.kernel.numbering import LANES
from nrc_sim.kernel.parameters import cooperation_of, institution_of, military_of
from nrc_sim.kernel.places import (
    ACTIVITY_ALLIANCE,
    ACTIVITY_OUTSIDE,
    ADDED_ACTIVITY_ALLIANCE,
    ADDED_ACTIVITY_OUTSIDE,
    ADDED_STOCK,
    AREA_ROWS,
    CLIMATE,
    CONDUCT_OUTSIDE,
    CONSULTATION,
    DIALOGUE,
    FAILURES,
    FOUNDED,
    HELD_CONSULTATION,
    HOME,
    HOSTILITY_CUT,
    MEAN_FEAR,
    PARTNERSHIP_TENSION,
    PORTFOLIO,
    READ_ALLIANCE,
    READ_OUTSIDE,
    READY,
    REGIME,
    REGIME_MONTHS,
    SPILLOVER,
    STOCK,
    TREND,
    TRUST_ALLIANCE,
    TRUST_OUTSIDE,
)
from nrc_sim.rules.arithmetic import held_at, mean_of_both, next_months, overridden
from nrc_sim.rules.cooperation import (
    Project,
    next_stock,
    remaining_need,
    spillover,
    upswing,
)
from nrc_sim.rules.institution import (
    Politics,
    dialogue_level,
    next_climate,
    next_consultation,
    next_ready,
    next_regime,
)
from nrc_sim.rules.military import Posture, freed_forces, next_activity


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
    common, provided, policy = lanes.common, world.regimes[REGIME_DIALOGUE], world.numbers[DIALOGUE_POLICY]
    for lane in range(LANES):
        common[DIALOGUE, lane] = dialogue_level(provided[int(common[REGIME, lane])], policy)


@stage
def cooperate(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Let practical cooperation grow and wear in each area."""
    common, areas, parameters = lanes.common, lanes.areas, lanes.parameters
    factors, commitment, traits = world.regimes[REGIME_COOPERATION], world.calendar[COMMITMENT, month], world.areas
    for area in range(traits.shape[1]):
        need = remaining_need(traits[NEED, area], traits[DEPENDENCE, area], commitment, traits[FRAMEWORK, area])
        row, insulation, support = area * AREA_ROWS, traits[INSULATION, area], traits[SUPPORT, area]
        for lane in range(LANES):
            p = cooperation_of(parameters, lane)
            project = Project(need, insulation, support, areas[row + ADDED_STOCK, lane])
            factor = factors[int(common[REGIME, lane])]
            areas[row + STOCK, lane] = next_stock(areas[row + STOCK, lane], factor, project, p)
    set_stocks(world, lanes)


@inner
def set_stocks(world: WorldArrays, lanes: Lanes) -> None:
    """Hold the stocks where a scenario holds them, and add up the portfolio."""
    common, areas = lanes.common, lanes.areas
    for area in range(world.areas.shape[1]):
        row, held = area * AREA_ROWS + STOCK, world.areas[HELD_STOCK, area]
        for lane in range(LANES):
            areas[row, lane] = held_at(areas[row, lane], held)
    weigh(world.areas[WEIGHT], areas, AREA_ROWS, STOCK, common, PORTFOLIO)


@inner
def adjust_forces(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Let both sides adjust their military activity to the other's of last month."""
    common, parameters, transparency = lanes.common, lanes.parameters, world.numbers[TRANSPARENCY]
    freed = freed_forces(world.calendar[COMMITMENT, month])
    for lane in range(LANES):
        p = military_of(parameters, lane)
        outside, alliance = common[ACTIVITY_OUTSIDE, lane], common[ACTIVITY_ALLIANCE, lane]
        trust, failed, added = common[TRUST_OUTSIDE, lane], common[FAILURES, lane], common[ADDED_ACTIVITY_OUTSIDE, lane]
        posture = Posture(trust, 0.0, failed, 0.0, transparency, added)
        common[ACTIVITY_OUTSIDE, lane] = next_activity(outside, alliance, posture, p)
        trust, fear, added = (
            common[TRUST_ALLIANCE, lane],
            common[MEAN_FEAR, lane],
            common[ADDED_ACTIVITY_ALLIANCE, lane],
        )
        posture = Posture(trust, fear, 0.0, freed, transparency, added)
        common[ACTIVITY_ALLIANCE, lane] = next_activity(alliance, outside, posture, p)


@inner
def decide_regime(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Freeze, thaw, found or lift the institution, from conduct and the conditions of a partnership."""
    common, codes, parameters, keys = lanes.common, lanes.codes, lanes.parameters, lanes.keys
    now = world.span[START] + month
    for lane in range(LANES):
        p = institution_of(parameters, lane)
        read = mean_of_both(common[READ_OUTSIDE, lane], common[READ_ALLIANCE, lane])
        trusts = (common[TRUST_OUTSIDE, lane], common[TRUST_ALLIANCE, lane])
        climate = next_climate(common[CLIMATE, lane], read, p)
        ready = next_ready(common[READY, lane], trusts, common[PARTNERSHIP_TENSION, lane], p)
        before, home, spent = int(common[REGIME, lane]), int(common[HOME, lane]), common[REGIME_MONTHS, lane]
        hostility, months, trust = (
            -common[CONDUCT_OUTSIDE, lane],
            next_months(spent, True),
            mean_of_both(trusts[0], trusts[1]),
        )
        politics = Politics(hostility, climate, home, months, ready, trust)
        chance, founded = uniform_of(keys[INSTITUTION, lane], now, 0), codes[FOUNDED, lane]
        after = overridden(next_regime(before, chance, politics, p), founded)
        common[CLIMATE, lane] = climate
        common[READY, lane] = ready
        common[HOME, lane] = float(overridden(home, founded))
        common[REGIME_MONTHS, lane] = next_months(spent, after == before)
        common[REGIME, lane] = float(after)
