"""Shocks that occur in a month, and the acts they consist of."""

from __future__ import annotations

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import (
    BY_MEMBERS,
    BY_OUTSIDE,
    EFFECT_CONSULTATION,
    FIRST_COMMAND,
    HIGH,
    INSTITUTION,
    LASTS,
    LINKED,
    LOW,
    MODE,
    SHAPE,
    START,
    VALUE_FIRST,
    VALUE_LAST,
    WorldArrays,
)
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.draws import SHOCKS, uniform_of
from nrc_sim.engine.kernel.lanes import Lanes
from nrc_sim.engine.kernel.membership import change_membership, states_of
from nrc_sim.engine.kernel.noting import note_events
from nrc_sim.engine.kernel.numbering import FIRST, LANES
from nrc_sim.engine.kernel.parameters import issues_of
from nrc_sim.engine.kernel.policies import set_policies
from nrc_sim.engine.kernel.rifts import add_acts_within
from nrc_sim.engine.kernel.state_layout import (
    ADDED_ACTIVITY_OUTSIDE,
    ADDED_STOCK,
    AREA_ROWS,
    DISCOUNT,
    DUE,
    DYAD_ROWS,
    FIRST_SHOCK,
    FOUNDED,
    HELD_CONSULTATION,
    HOW_FAR,
    HOW_LARGE,
    ISSUE_ROWS,
    MEMBER_ACTS,
    MEMBERSHIP,
    OUTSIDE_ACTS,
    PRESSURE,
    SHOCK_BLOCKS,
    TENSION,
    WHERE,
    WHICH,
)
from nrc_sim.engine.kernel.timing import forget_beginning, mark_due, set_off_followers
from nrc_sim.rules.arithmetic import overridden, plus_weighted
from nrc_sim.rules.issues import linked_share
from nrc_sim.rules.shocks import (
    DISCRETE,
    drawn_size,
    drawn_value,
    plus_consultation,
    plus_discount,
    plus_pressure,
    plus_reply,
)


@stage
def apply_shocks(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Draw this month's shocks, and add their effects."""
    count = 0
    for shock in range(world.shocks.shape[1]):
        if world.barred.shape[0] > 0 and world.barred[month, shock] > 0:
            forget_beginning(lanes, shock, month)
            continue
        if not mark_due(world, lanes, shock, month):
            continue
        before, count = count, _list_shock(world, lanes, shock, month, count)
        # A shock that occurs in every lane, as one at a date does, is added more quickly. What was listed before it
        # goes first: effects are added in the order of the shocks, on which the last bits of a sum depend.
        if count == before + LANES:
            add_events(world, lanes, FIRST, before)
            add_events(world, lanes, before, count)
            count = 0
    add_events(world, lanes, FIRST, count)
    set_off_followers(world.shocks, lanes, month)


@inner
def _list_shock(world: WorldArrays, lanes: Lanes, shock: int, month: int, count: int) -> int:
    """List a shock as an event in the lanes in which it is due, with its size and share, after `count` others."""
    codes, happened, weights, parameters = lanes.codes, lanes.happened, lanes.happened_weights, lanes.parameters
    linked, shape = int(world.effects[shock, LINKED]), int(world.shocks[SHAPE, shock])
    now, begun = world.span[START] + month, count
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
    if world.shocks[LASTS, shock] > 1.0:
        _keep_sizes(world, lanes, shock, begun, count)
    if lanes.largest.shape[0] > 0:
        note_events(lanes, world.shocks[LASTS, shock] > 1.0, month, begun, count)
    return count


@inner
def _keep_sizes(world: WorldArrays, lanes: Lanes, shock: int, first: int, last: int) -> None:
    """Give the listed events of a lasting shock the size that was drawn in the first of its months."""
    shape, start = int(world.shocks[SHAPE, shock]), world.span[START]
    for event in range(first, last):
        lane = lanes.happened[WHERE, event]
        begun = lanes.codes[FIRST_SHOCK + shock, lane]
        keys = lanes.keys if begun >= lanes.turned[0] else lanes.earlier
        chance = uniform_of(keys[SHOCKS + shock, lane], start + begun, 1)
        lanes.happened_weights[HOW_LARGE, event] = drawn(world.shocks, world.entries, shock, shape, chance)


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
    states = states_of(world)
    # Who belongs, and so whom words for several powers mean, differs by lane where shocks can change it.
    everywhere = last == first + LANES and states == 1
    if everywhere:
        for event in range(first, last):
            everywhere &= happened[WHICH, event] == happened[WHICH, first]
    if everywhere:
        _add_acts_everywhere(world.acts, lanes, first)
    else:
        for member in range(world.acts.shape[2]):
            if states > 1:
                _add_acts_by_state(world.acts, lanes, member, (first, last), states)
            else:
                _add_acts(world.acts, lanes, member, first, last)
    add_acts_within(world, lanes, (first, last), states)
    for issue in range(world.pressures.shape[2]):
        row, pressures, issues = issue * ISSUE_ROWS + PRESSURE, world.pressures, lanes.issues
        for event in range(first, last):
            move, lane = happened[WHICH, event], happened[WHERE, event]
            pair = (pressures[move, BY_MEMBERS, issue], pressures[move, BY_OUTSIDE, issue])
            size, share = weights[HOW_LARGE, event], weights[HOW_FAR, event]
            issues[row, lane] = plus_pressure(issues[row, lane], size, pair, share)
    for event in range(first, last):
        _add_effects(world, lanes, happened[WHICH, event], happened[WHERE, event], weights[HOW_LARGE, event])
    # Apart from the effects, which are the quicker for it: in most scenarios no shock sets a policy.
    if world.sets.shape[0] > 0:
        set_policies(world.sets, lanes, first, last)
    if states > 1:
        change_membership(world, lanes, first, last)


@stage
def _add_act(acts: Floats, lanes: Lanes, place: tuple[int, int], event: int, member: int) -> None:
    """Add the acts of one listed event, of the move and in the lane of `place`, by and toward one member."""
    move, lane = place
    dyads, weights, own = lanes.dyads, lanes.happened_weights, member * DYAD_ROWS
    size, share = weights[HOW_LARGE, event], weights[HOW_FAR, event]
    weight, reply = acts[move, BY_MEMBERS, member], acts[move, BY_OUTSIDE, member]
    if weight != 0.0:
        dyads[own + MEMBER_ACTS, lane] = plus_weighted(dyads[own + MEMBER_ACTS, lane], size, weight)
        dyads[own + DISCOUNT, lane] = plus_discount(dyads[own + DISCOUNT, lane], size, weight, share)
    if reply != 0.0:
        dyads[own + OUTSIDE_ACTS, lane] = plus_reply(dyads[own + OUTSIDE_ACTS, lane], size, reply, share)


@inner
def _add_acts(acts: Floats, lanes: Lanes, member: int, first: int, last: int) -> None:
    """Add the acts of the listed events by and toward one member."""
    happened = lanes.happened
    for event in range(first, last):
        _add_act(acts, lanes, (happened[WHICH, event], happened[WHERE, event]), event, member)


@stage
def _add_acts_by_state(acts: Floats, lanes: Lanes, member: int, span: tuple[int, int], states: int) -> None:
    """Do the same where acts depend on who belongs: each move has a row for each state of membership."""
    happened = lanes.happened
    for event in range(span[0], span[1]):
        lane = happened[WHERE, event]
        move = int(happened[WHICH, event]) * states + int(lanes.codes[MEMBERSHIP, lane])
        _add_act(acts, lanes, (move, lane), event, member)


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
    first = FIRST_SHOCK + SHOCK_BLOCKS * world.shocks.shape[1]
    for number in range(world.talks.shape[1]):
        commanded = int(effects[move, FIRST_COMMAND + number])
        codes[first + number, lane] = overridden(codes[first + number, lane], commanded)
