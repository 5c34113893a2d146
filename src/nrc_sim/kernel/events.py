"""Shocks that occur in a month, and the acts they consist of."""

from __future__ import annotations

from nrc_sim.blocks import Floats
from nrc_sim.kernel.arrays import (
    BY_MEMBERS,
    BY_OUTSIDE,
    CONDITION_FIRST,
    CONDITION_LAST,
    EFFECT_ACTIVITY_ALLIANCE,
    EFFECT_ACTIVITY_OUTSIDE,
    EFFECT_CONSULTATION,
    EFFECT_RALLY,
    FIRST_COMMAND,
    HAZARD,
    HIGH,
    INSTITUTION,
    LINKED,
    LOW,
    MODE,
    PATIENCE,
    SCALING_FIRST,
    SCALING_LAST,
    SHAPE,
    START,
    VALUE_FIRST,
    VALUE_LAST,
    WorldArrays,
)
from nrc_sim.kernel.compiling import inner
from nrc_sim.kernel.lanes import Lanes
from nrc_sim.kernel.luck import SHOCKS, word_of
from nrc_sim.kernel.parameters import issues_of
from nrc_sim.kernel.places import (
    ADDED_ACTIVITY_ALLIANCE,
    ADDED_ACTIVITY_OUTSIDE,
    ADDED_RALLY,
    ADDED_STOCK,
    AREA_ROWS,
    DISCOUNT,
    DUE,
    DYAD_ROWS,
    FIRST_SHOCK,
    FOUNDED,
    HELD_CONSULTATION,
    ISSUE_ROWS,
    MEMBER_ACTS,
    OUTSIDE_ACTS,
    PRESSURE,
    SHARE,
    SIZE,
    TENSION,
)
from nrc_sim.kernel.registration import LANES
from nrc_sim.randomness import as_uniform
from nrc_sim.rules.arithmetic import overridden, plus_weighted
from nrc_sim.rules.issues import linked_share
from nrc_sim.rules.shocks import (
    DISCRETE,
    drawn_size,
    drawn_value,
    holds,
    months_held,
    newly_held,
    plus_consultation,
    plus_discount,
    plus_excess,
    plus_pressure,
    plus_reply,
    scaled_hazard,
)


@inner
def let_shocks_occur(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Let this month's shocks occur, and add what they do."""
    shocks, now = world.shocks, world.span[START] + month
    for shock in range(shocks.shape[1]):
        if shocks[CONDITION_LAST, shock] > shocks[CONDITION_FIRST, shock]:
            meet_conditions(shocks, world.entries, lanes, shock)
        elif shocks[HAZARD, shock] > 0.0:
            try_hazard(shocks, world.entries, lanes, shock, now)
        else:
            await_month(lanes, shock, month)
        if any_due(lanes):
            size_shock(shocks, world.entries, lanes, shock, now)
            share_acts(lanes, int(world.effects[shock, LINKED]))
            add_moves(world, lanes, shock, (0, LANES))


@inner
def await_month(lanes: Lanes, shock: int, month: int) -> None:
    """Mark the lanes in which a dated shock occurs."""
    codes = lanes.codes
    for lane in range(LANES):
        codes[DUE, lane] = 1 if codes[FIRST_SHOCK + shock, lane] == month else 0


@inner
def any_due(lanes: Lanes) -> bool:
    """Say whether a shock occurs in any lane."""
    codes, found = lanes.codes, 0
    for lane in range(LANES):
        found |= codes[DUE, lane]
    return found == 1


@inner
def try_hazard(shocks: Floats, entries: Floats, lanes: Lanes, shock: int, now: int) -> None:
    """Mark the lanes in which a shock that comes by hazard occurs."""
    codes, variables, keys, hazard = lanes.codes, lanes.variables, lanes.keys, shocks[HAZARD, shock]
    first, last = int(shocks[SCALING_FIRST, shock]), int(shocks[SCALING_LAST, shock])
    for lane in range(LANES):
        excess = 0.0
        for entry in range(first, last):
            value = variables[int(entries[0, entry]), lane]
            excess = plus_excess(excess, entries[1, entry], value, entries[2, entry])
        chance = as_uniform(word_of(keys[SHOCKS + shock, lane], now, 0))
        codes[DUE, lane] = 1 if chance < scaled_hazard(hazard, excess) else 0


@inner
def meet_conditions(shocks: Floats, entries: Floats, lanes: Lanes, shock: int) -> None:
    """Mark the lanes in which conditions have now held for long enough, for the first time in this run."""
    codes, variables, patience = lanes.codes, lanes.variables, int(shocks[PATIENCE, shock])
    first, last = int(shocks[CONDITION_FIRST, shock]), int(shocks[CONDITION_LAST, shock])
    row = FIRST_SHOCK + shocks.shape[1] + shock
    for lane in range(LANES):
        met = True
        for entry in range(first, last):
            met &= holds(variables[int(entries[0, entry]), lane], int(entries[1, entry]), entries[2, entry])
        before = codes[row, lane]
        after = months_held(before, met, patience)
        codes[row, lane] = after
        codes[DUE, lane] = 1 if newly_held(before, after, patience) else 0


@inner
def size_shock(shocks: Floats, entries: Floats, lanes: Lanes, shock: int, now: int) -> None:
    """Draw the size of a shock; where it is not due it has size 0."""
    common, codes, keys, shape = lanes.common, lanes.codes, lanes.keys, int(shocks[SHAPE, shock])
    low, mode, high = shocks[LOW, shock], shocks[MODE, shock], shocks[HIGH, shock]
    first, last = int(shocks[VALUE_FIRST, shock]), int(shocks[VALUE_LAST, shock])
    values, cumulative = entries[0, first:last], entries[1, first:last]
    for lane in range(LANES):
        common[SIZE, lane] = 0.0
        if codes[DUE, lane] == 1:
            chance = as_uniform(word_of(keys[SHOCKS + shock, lane], now, 1))
            if shape == DISCRETE:
                common[SIZE, lane] = drawn_value(chance, values, cumulative)
            else:
                common[SIZE, lane] = drawn_size(chance, shape, low, mode, high)


@inner
def share_acts(lanes: Lanes, linked: int) -> None:
    """Find the share of a shock's acts that counts with the outside power; 1 unless they are linked to an issue."""
    common, issues, parameters = lanes.common, lanes.issues, lanes.parameters
    for lane in range(LANES):
        common[SHARE, lane] = 1.0
    if linked >= 0:
        for lane in range(LANES):
            common[SHARE, lane] = linked_share(issues[linked * ISSUE_ROWS + TENSION, lane], issues_of(parameters, lane))


@inner
def add_moves(world: WorldArrays, lanes: Lanes, move: int, span: tuple[int, int]) -> None:
    """Add what a shock does in a span of lanes, by its size and share in each."""
    common, areas, effects = lanes.common, lanes.areas, world.effects
    add_acts(world.acts, lanes, move, span)
    add_pressures(world.pressures, lanes, move, span)
    for area in range(world.stocks.shape[1]):
        add_weighted(common, areas, area * AREA_ROWS + ADDED_STOCK, world.stocks[move, area], span)
    add_weighted(common, common, ADDED_ACTIVITY_OUTSIDE, effects[move, EFFECT_ACTIVITY_OUTSIDE], span)
    add_weighted(common, common, ADDED_ACTIVITY_ALLIANCE, effects[move, EFFECT_ACTIVITY_ALLIANCE], span)
    add_weighted(common, common, ADDED_RALLY, effects[move, EFFECT_RALLY], span)
    weight = effects[move, EFFECT_CONSULTATION]
    for lane in range(span[0], span[1]):
        common[HELD_CONSULTATION, lane] = plus_consultation(common[HELD_CONSULTATION, lane], common[SIZE, lane], weight)
    command(world, lanes, move, span)


@inner
def add_weighted(common: Floats, values: Floats, row: int, weight: float, span: tuple[int, int]) -> None:
    """Add a weight times the size of a shock to a row; a weight of 0 would change nothing."""
    if weight != 0.0:
        for lane in range(span[0], span[1]):
            values[row, lane] = plus_weighted(values[row, lane], common[SIZE, lane], weight)


@inner
def add_acts(acts: Floats, lanes: Lanes, move: int, span: tuple[int, int]) -> None:
    """Add the acts of a shock, by dyad; an act of weight 0 would change nothing."""
    common, dyads = lanes.common, lanes.dyads
    for member in range(acts.shape[2]):
        weight, reply, own = acts[move, BY_MEMBERS, member], acts[move, BY_OUTSIDE, member], member * DYAD_ROWS
        if weight != 0.0:
            add_weighted(common, dyads, own + MEMBER_ACTS, weight, span)
            for lane in range(span[0], span[1]):
                total = dyads[own + DISCOUNT, lane]
                dyads[own + DISCOUNT, lane] = plus_discount(total, common[SIZE, lane], weight, common[SHARE, lane])
        if reply != 0.0:
            for lane in range(span[0], span[1]):
                total = dyads[own + OUTSIDE_ACTS, lane]
                dyads[own + OUTSIDE_ACTS, lane] = plus_reply(total, common[SIZE, lane], reply, common[SHARE, lane])


@inner
def add_pressures(pressures: Floats, lanes: Lanes, move: int, span: tuple[int, int]) -> None:
    """Add the pressure of a shock's acts, by issue; acts without any would change nothing."""
    common, issues = lanes.common, lanes.issues
    for issue in range(pressures.shape[2]):
        row, pair = (
            issue * ISSUE_ROWS + PRESSURE,
            (pressures[move, BY_MEMBERS, issue], pressures[move, BY_OUTSIDE, issue]),
        )
        if pair[0] != 0.0 or pair[1] != 0.0:
            for lane in range(span[0], span[1]):
                issues[row, lane] = plus_pressure(issues[row, lane], common[SIZE, lane], pair, common[SHARE, lane])


@inner
def command(world: WorldArrays, lanes: Lanes, move: int, span: tuple[int, int]) -> None:
    """Note the regime that a shock founds and the states of negotiations that it commands, where it is due."""
    codes, effects, first = lanes.codes, world.effects, FIRST_SHOCK + 2 * world.shocks.shape[1]
    for lane in range(span[0], span[1]):
        if codes[DUE, lane] == 1:
            codes[FOUNDED, lane] = max(codes[FOUNDED, lane], int(effects[move, INSTITUTION]))
            for number in range(world.talks.shape[1]):
                commanded = int(effects[move, FIRST_COMMAND + number])
                codes[first + number, lane] = overridden(codes[first + number, lane], commanded)
