"""Shocks that occur in a month, and the acts they consist of."""

from __future__ import annotations

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import (
    BY_MEMBERS,
    BY_OUTSIDE,
    CONDITION_FIRST,
    CONDITION_LAST,
    EFFECT_CONSULTATION,
    FIRST_COMMAND,
    HAZARD,
    HIGH,
    INSTITUTION,
    LINKED,
    LOW,
    MODE,
    MONTH,
    PATIENCE,
    SCALING_FIRST,
    SCALING_LAST,
    SHAPE,
    START,
    VALUE_FIRST,
    VALUE_LAST,
    WINDOW_FIRST,
    WINDOW_LAST,
    WorldArrays,
)
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.draws import SHOCKS, uniform_of
from nrc_sim.engine.kernel.lanes import Lanes
from nrc_sim.engine.kernel.numbering import FIRST, LANES
from nrc_sim.engine.kernel.parameters import issues_of
from nrc_sim.engine.kernel.state_layout import (
    ADDED_ACTIVITY_OUTSIDE,
    ADDED_STOCK,
    AREA_ROWS,
    DISCOUNT,
    DUE,
    DYAD_ROWS,
    EXCESS,
    FIRST_SHOCK,
    FOUNDED,
    HELD_CONSULTATION,
    HOW_FAR,
    HOW_LARGE,
    ISSUE_ROWS,
    MEMBER_ACTS,
    OUTSIDE_ACTS,
    PRESSURE,
    TENSION,
    WHERE,
    WHICH,
)
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


@stage
def apply_shocks(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Draw this month's shocks, and add their effects."""
    shocks, now, count = world.shocks, world.span[START] + month, 0
    for shock in range(shocks.shape[1]):
        if shocks[CONDITION_LAST, shock] > shocks[CONDITION_FIRST, shock]:
            _meet_conditions(shocks, world.entries, lanes, shock)
        elif shocks[HAZARD, shock] > 0.0:
            _try_hazard(shocks, world.entries, lanes, shock, now)
        elif not _await_month(shocks, lanes, shock, month):
            continue
        before, count = count, _list_shock(world, lanes, shock, now, count)
        # A shock that occurs in every lane, as one at a date does, is added more quickly. What was listed before it
        # goes first: effects are added in the order of the shocks, on which the last bits of a sum depend.
        if count == before + LANES:
            add_events(world, lanes, FIRST, before)
            add_events(world, lanes, before, count)
            count = 0
    add_events(world, lanes, FIRST, count)


@inner
def _await_month(shocks: Floats, lanes: Lanes, shock: int, month: int) -> bool:
    """Mark the lanes in which a dated shock occurs, and say whether it can occur in this month at all."""
    codes, dated = lanes.codes, shocks[WINDOW_FIRST, shock] < 0.0
    # Answered once for all lanes: outside its months such a shock costs two comparisons.
    if dated and shocks[MONTH, shock] != month:
        return False
    if not dated and (month < shocks[WINDOW_FIRST, shock] or month > shocks[WINDOW_LAST, shock]):
        return False
    for lane in range(LANES):
        codes[DUE, lane] = 1 if codes[FIRST_SHOCK + shock, lane] == month else 0
    return True


@inner
def _try_hazard(shocks: Floats, entries: Floats, lanes: Lanes, shock: int, now: int) -> None:
    """Mark the lanes in which a shock that comes by hazard occurs."""
    common, codes, variables, keys = lanes.common, lanes.codes, lanes.variables, lanes.keys
    first, last, hazard = int(shocks[SCALING_FIRST, shock]), int(shocks[SCALING_LAST, shock]), shocks[HAZARD, shock]
    for lane in range(LANES):
        common[EXCESS, lane] = 0.0
    for entry in range(first, last):
        row, slope, reference = int(entries[0, entry]), entries[1, entry], entries[2, entry]
        for lane in range(LANES):
            common[EXCESS, lane] = plus_excess(common[EXCESS, lane], slope, variables[row, lane], reference)
    for lane in range(LANES):
        chance = uniform_of(keys[SHOCKS + shock, lane], now, 0)
        codes[DUE, lane] = 1 if chance < scaled_hazard(hazard, common[EXCESS, lane]) else 0


@inner
def _meet_conditions(shocks: Floats, entries: Floats, lanes: Lanes, shock: int) -> None:
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
def _list_shock(world: WorldArrays, lanes: Lanes, shock: int, now: int, count: int) -> int:
    """List a shock as an event in the lanes in which it is due, with its size and share, after `count` others."""
    codes, happened, weights, parameters = lanes.codes, lanes.happened, lanes.happened_weights, lanes.parameters
    linked, shape = int(world.effects[shock, LINKED]), int(world.shocks[SHAPE, shock])
    # Each entry's position depends on the lanes before it, so this loop runs lane by lane; as a rule few are due.
    for lane in range(LANES):
        if codes[DUE, lane] == 1:
            # Slot 0 decides on the occurrence, slot 1 on the size, as the readable engine has it.
            chance = uniform_of(lanes.keys[SHOCKS + shock, lane], now, 1)
            happened[WHICH, count] = shock
            happened[WHERE, count] = lane
            weights[HOW_LARGE, count] = drawn(world.shocks, world.entries, shock, shape, chance)
            weights[HOW_FAR, count] = 1.0
            if linked >= 0:
                tension = lanes.issues[linked * ISSUE_ROWS + TENSION, lane]
                weights[HOW_FAR, count] = linked_share(tension, issues_of(parameters, lane))
            count += 1
    return count


@inner
def drawn(shocks: Floats, entries: Floats, shock: int, shape: int, chance: float) -> float:
    """Draw the size of a shock."""
    if shape == DISCRETE:
        first, last = int(shocks[VALUE_FIRST, shock]), int(shocks[VALUE_LAST, shock])
        return drawn_value(chance, entries[0, first:last], entries[1, first:last])  # type: ignore[arg-type]
    return drawn_size(chance, shape, shocks[LOW, shock], shocks[MODE, shock], shocks[HIGH, shock])


@inner
def add_events(world: WorldArrays, lanes: Lanes, first: int, last: int) -> None:
    """Add what the listed events from `first` to before `last` do, in their order; a weight of 0 would change nothing.

    Member by member, since the rows of a member lie together. A shock that occurs in all lanes is added on its own.
    """
    happened, weights = lanes.happened, lanes.happened_weights
    everywhere = last == first + LANES
    if everywhere:
        for event in range(first, last):
            everywhere &= happened[WHICH, event] == happened[WHICH, first]
    if everywhere:
        _add_acts_everywhere(world.acts, lanes, first)
    else:
        for member in range(world.acts.shape[2]):
            _add_acts(world.acts, lanes, member, first, last)
    for issue in range(world.pressures.shape[2]):
        row, pressures, issues = issue * ISSUE_ROWS + PRESSURE, world.pressures, lanes.issues
        for event in range(first, last):
            move, lane = happened[WHICH, event], happened[WHERE, event]
            pair = (pressures[move, BY_MEMBERS, issue], pressures[move, BY_OUTSIDE, issue])
            size, share = weights[HOW_LARGE, event], weights[HOW_FAR, event]
            issues[row, lane] = plus_pressure(issues[row, lane], size, pair, share)
    for event in range(first, last):
        _add_effects(world, lanes, happened[WHICH, event], happened[WHERE, event], weights[HOW_LARGE, event])


@inner
def _add_acts(acts: Floats, lanes: Lanes, member: int, first: int, last: int) -> None:
    """Add the acts of the listed events by and toward one member."""
    dyads, happened, weights, own = lanes.dyads, lanes.happened, lanes.happened_weights, member * DYAD_ROWS
    for event in range(first, last):
        move, lane = happened[WHICH, event], happened[WHERE, event]
        size, share = weights[HOW_LARGE, event], weights[HOW_FAR, event]
        weight, reply = acts[move, BY_MEMBERS, member], acts[move, BY_OUTSIDE, member]
        if weight != 0.0:
            dyads[own + MEMBER_ACTS, lane] = plus_weighted(dyads[own + MEMBER_ACTS, lane], size, weight)
            dyads[own + DISCOUNT, lane] = plus_discount(dyads[own + DISCOUNT, lane], size, weight, share)
        if reply != 0.0:
            dyads[own + OUTSIDE_ACTS, lane] = plus_reply(dyads[own + OUTSIDE_ACTS, lane], size, reply, share)


@inner
def _add_acts_everywhere(acts: Floats, lanes: Lanes, first: int) -> None:
    """Add the acts of one event that is listed for all lanes, from `first` on."""
    dyads, weights, move = lanes.dyads, lanes.happened_weights, lanes.happened[WHICH, first]
    for member in range(acts.shape[2]):
        weight, reply, own = acts[move, BY_MEMBERS, member], acts[move, BY_OUTSIDE, member], member * DYAD_ROWS
        if weight != 0.0:
            for lane in range(LANES):
                size, share = weights[HOW_LARGE, first + lane], weights[HOW_FAR, first + lane]
                dyads[own + MEMBER_ACTS, lane] = plus_weighted(dyads[own + MEMBER_ACTS, lane], size, weight)
                dyads[own + DISCOUNT, lane] = plus_discount(dyads[own + DISCOUNT, lane], size, weight, share)
        if reply != 0.0:
            for lane in range(LANES):
                size, share = weights[HOW_LARGE, first + lane], weights[HOW_FAR, first + lane]
                dyads[own + OUTSIDE_ACTS, lane] = plus_reply(dyads[own + OUTSIDE_ACTS, lane], size, reply, share)


@inner
def _add_effects(world: WorldArrays, lanes: Lanes, move: int, lane: int, size: float) -> None:
    """Add what an event does besides its acts, and note what it founds and commands."""
    common, areas, codes, effects = lanes.common, lanes.areas, lanes.codes, world.effects
    for area in range(world.stocks.shape[1]):
        row = area * AREA_ROWS + ADDED_STOCK
        areas[row, lane] = plus_weighted(areas[row, lane], size, world.stocks[move, area])
    for effect in range(EFFECT_CONSULTATION):
        row = ADDED_ACTIVITY_OUTSIDE + effect
        common[row, lane] = plus_weighted(common[row, lane], size, effects[move, effect])
    held = common[HELD_CONSULTATION, lane]
    common[HELD_CONSULTATION, lane] = plus_consultation(held, size, effects[move, EFFECT_CONSULTATION])
    # Of several regimes founded in a month the one of the highest code counts; -1 founds none.
    codes[FOUNDED, lane] = max(codes[FOUNDED, lane], int(effects[move, INSTITUTION]))
    first = FIRST_SHOCK + 2 * world.shocks.shape[1]
    for number in range(world.talks.shape[1]):
        commanded = int(effects[move, FIRST_COMMAND + number])
        codes[first + number, lane] = overridden(codes[first + number, lane], commanded)
