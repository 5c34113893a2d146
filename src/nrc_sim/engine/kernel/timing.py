"""When shocks occur: at dates, by chance, on conditions, and after one another."""

from __future__ import annotations

from typing import Any

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import (
    CONDITION_FIRST,
    CONDITION_LAST,
    COOLDOWN,
    DELAY,
    FOLLOWS,
    HAS_SPELL,
    HAZARD,
    LASTS,
    MONTH,
    PATIENCE,
    SCALING_FIRST,
    SCALING_LAST,
    START,
    TIMES,
    WINDOW_FIRST,
    WINDOW_LAST,
    WorldArrays,
)
from nrc_sim.engine.kernel.compiling import inner
from nrc_sim.engine.kernel.draws import SHOCKS, uniform_of
from nrc_sim.engine.kernel.lanes import Lanes
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.state_layout import DUE, EXCESS, FIRST_SHOCK
from nrc_sim.rules.shocks import (
    Spell,
    can_begin,
    first_month,
    held_enough,
    holds,
    is_under_way,
    months_held,
    plus_excess,
    scaled_hazard,
    window_month,
)


@inner
def _spell_of(shocks: Floats, shock: int) -> Any:
    """Return how a shock goes on once it is set off."""
    cooldown, times = int(shocks[COOLDOWN, shock]), int(shocks[TIMES, shock])
    return Spell(int(shocks[DELAY, shock]), int(shocks[LASTS, shock]), cooldown, times)


@inner
def place_shocks(shocks: Floats, lanes: Lanes, windows: Floats, first: int) -> None:
    """Find the first months of shocks that come at a date or in a window, and begin to count."""
    codes, count = lanes.codes, shocks.shape[1]
    for shock in range(count):
        spell, month = _spell_of(shocks, shock), int(shocks[MONTH, shock])
        start, end = int(shocks[WINDOW_FIRST, shock]), int(shocks[WINDOW_LAST, shock])
        for lane in range(LANES):
            placed = month if start < 0 else window_month(windows[shock, first + lane], start, end)
            codes[FIRST_SHOCK + shock, lane] = placed if placed < 0 else first_month(placed, spell)
            codes[FIRST_SHOCK + count + shock, lane] = 0
            codes[FIRST_SHOCK + 2 * count + shock, lane] = 0


@inner
def place_again(shocks: Floats, lanes: Lanes, windows: Floats, first: int, month: int) -> None:
    """Place shocks in what is left of their windows, unless their month has been reached."""
    for shock in range(shocks.shape[1]):
        spell, came = _spell_of(shocks, shock), FIRST_SHOCK + shock
        start, end = int(shocks[WINDOW_FIRST, shock]), int(shocks[WINDOW_LAST, shock])
        for lane in range(LANES):
            reached = 0 <= lanes.codes[came, lane] < first_month(month, spell)
            if start >= 0 and month <= end and not reached:
                placed = window_month(windows[shock, first + lane], max(start, month), end)
                lanes.codes[came, lane] = first_month(placed, spell)


@inner
def mark_due(world: WorldArrays, lanes: Lanes, shock: int, month: int) -> bool:
    """Mark the lanes in which a shock occurs, and say whether it can occur in this month at all."""
    shocks = world.shocks
    if shocks[CONDITION_LAST, shock] > shocks[CONDITION_FIRST, shock]:
        _meet_conditions(shocks, world.entries, lanes, shock, month)
        _go_on(shocks, lanes, shock, month)
    elif shocks[HAZARD, shock] > 0.0:
        _try_hazard(shocks, world.entries, lanes, shock, world.span[START] + month)
        if shocks[HAS_SPELL, shock] > 0.0:
            _go_on(shocks, lanes, shock, month)
    else:
        return _await_month(shocks, lanes, shock, month)
    return True


@inner
def forget_beginning(lanes: Lanes, shock: int, month: int) -> None:
    """Let a shock that would begin in a month of which all that came is told not come at all."""
    came = FIRST_SHOCK + shock
    for lane in range(LANES):
        lanes.codes[came, lane] = -1 if lanes.codes[came, lane] == month else lanes.codes[came, lane]


@inner
def _await_month(shocks: Floats, lanes: Lanes, shock: int, month: int) -> bool:
    """Mark the lanes in which a shock occurs whose month is known before."""
    codes, dated, spell = lanes.codes, shocks[WINDOW_FIRST, shock] < 0.0, _spell_of(shocks, shock)
    first = int(shocks[MONTH, shock] if dated else shocks[WINDOW_FIRST, shock])
    last = int(shocks[MONTH, shock] if dated else shocks[WINDOW_LAST, shock])
    # Answered once for all lanes: outside its months such a shock costs a few comparisons.
    within = first_month(first, spell) <= month < first_month(last, spell) + spell.lasts
    if shocks[FOLLOWS, shock] < 0.0 and not within:
        return False
    for lane in range(LANES):
        codes[DUE, lane] = 1 if is_under_way(month, codes[FIRST_SHOCK + shock, lane], spell) else 0
    return True


@inner
def _try_hazard(shocks: Floats, entries: Floats, lanes: Lanes, shock: int, now: int) -> None:
    """Mark the lanes in which chance sets a shock off."""
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
def _meet_conditions(shocks: Floats, entries: Floats, lanes: Lanes, shock: int, month: int) -> None:
    """Mark the lanes in which conditions, which have now held for long enough, set a shock off."""
    codes, variables, patience = lanes.codes, lanes.variables, int(shocks[PATIENCE, shock])
    first, last = int(shocks[CONDITION_FIRST, shock]), int(shocks[CONDITION_LAST, shock])
    spell, count = _spell_of(shocks, shock), shocks.shape[1]
    came, held, often = FIRST_SHOCK + shock, FIRST_SHOCK + count + shock, FIRST_SHOCK + 2 * count + shock
    for lane in range(LANES):
        met = can_begin(month, codes[came, lane], codes[often, lane], spell)
        for entry in range(first, last):
            met &= holds(variables[int(entries[0, entry]), lane], int(entries[1, entry]), entries[2, entry])
        after = months_held(codes[held, lane], met, patience)
        codes[held, lane] = after
        codes[DUE, lane] = 1 if held_enough(after, patience) else 0


@inner
def _go_on(shocks: Floats, lanes: Lanes, shock: int, month: int) -> None:
    """Begin a shock in the lanes in which it is set off, and mark those in which it occurs this month."""
    codes, spell = lanes.codes, _spell_of(shocks, shock)
    came, often = FIRST_SHOCK + shock, FIRST_SHOCK + 2 * shocks.shape[1] + shock
    for lane in range(LANES):
        if codes[DUE, lane] == 1 and can_begin(month, codes[came, lane], codes[often, lane], spell):
            codes[came, lane] = first_month(month, spell)
            codes[often, lane] += 1
        codes[DUE, lane] = 1 if is_under_way(month, codes[came, lane], spell) else 0


@inner
def set_off_followers(shocks: Floats, lanes: Lanes, month: int) -> None:
    """Set off the shocks that follow those that have begun this month."""
    codes, count = lanes.codes, shocks.shape[1]
    for shock in range(count):
        leader = int(shocks[FOLLOWS, shock])
        if leader < 0:
            continue
        spell, came, often = _spell_of(shocks, shock), FIRST_SHOCK + shock, FIRST_SHOCK + 2 * count + shock
        for lane in range(LANES):
            begun = codes[FIRST_SHOCK + leader, lane] == month
            if begun and can_begin(month, codes[came, lane], codes[often, lane], spell):
                codes[came, lane] = first_month(month, spell)
                codes[often, lane] += 1
