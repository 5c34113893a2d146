"""Rifts between powers and their allies in many runs, where anything acts among powers of one side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import FIRST_POWERS, HAS_RIFTS, OF_MEMBERS, SECOND_POWERS, Whole, WorldArrays
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.lanes import Lanes, lanes_from
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import fear_of
from nrc_sim.engine.kernel.state_layout import HOW_LARGE, MEMBERSHIP, RIFT, RIFT_ACTS, RIFT_ROWS, WHERE, WHICH
from nrc_sim.rules.arithmetic import plus_weighted
from nrc_sim.rules.rift import next_rift


@stage
def has_rifts(world: WorldArrays) -> bool:
    """Return whether anything acts, or has acted, among powers of one side."""
    return bool(world.span[HAS_RIFTS] > 0)


@inner
def rift_row(span: Whole, side: int, pair: int) -> int:
    """Return the row of the rift of the power of a side in a pair; -1 where rifts are not reckoned with, or none is."""
    firsts, seconds = span[FIRST_POWERS], span[SECOND_POWERS]
    if span[HAS_RIFTS] == 0:
        return -1
    if side == OF_MEMBERS:
        return int(pair // seconds * RIFT_ROWS + RIFT) if firsts > 1 else -1
    before = firsts if firsts > 1 else 0
    return int((before + pair % seconds) * RIFT_ROWS + RIFT) if seconds > 1 else -1


def with_or_without(make: Callable[..., Callable[..., None]], *rows: Any) -> Callable[..., None]:
    """Compile a loop twice, reading rifts and reading none: where there are none it is the quicker for it.

    Parameters
    ----------
    make : compiles it from `rows` and `apart`, whether rifts are read

    Returns
    -------
    function of lanes, the row of the rift of a power, or -1, and what else the loop takes
    """
    plain, torn = make(*rows, apart=False), make(*rows, apart=True)

    @stage
    def chosen(lanes: Lanes, row: int, pair: int, of_lead: int, power: Any, rank: int) -> None:
        if row < 0:
            plain(lanes, row, pair, of_lead, power, rank)
        else:
            torn(lanes, row, pair, of_lead, power, rank)

    return chosen


@stage
def add_acts_within(world: WorldArrays, lanes: Lanes, span: tuple[int, int], states: int) -> None:
    """Add what the listed events from `span[0]` to before `span[1]` do among powers of one side, in their order."""
    happened, weights, rifts = lanes.happened, lanes.happened_weights, lanes.rifts
    for power in range(world.rifts.shape[1]):
        row = power * RIFT_ROWS + RIFT_ACTS
        for event in range(span[0], span[1]):
            lane, move = happened[WHERE, event], int(happened[WHICH, event]) * states
            # Who belongs, and so whom words for several powers mean, differs by lane where shocks can change it.
            move += int(lanes.codes[MEMBERSHIP, lane]) if states > 1 else 0
            rifts[row, lane] = plus_weighted(rifts[row, lane], weights[HOW_LARGE, event], world.rifts[move, power])


@stage
def drift_apart(lanes: Lanes) -> None:
    """Let the month's acts among powers of one side tear rifts open or ease them, and let rifts fade."""
    rifts, parameters = lanes.rifts, lanes.parameters
    for first in range(0, rifts.shape[0], RIFT_ROWS):
        for lane in range(LANES):
            before, acts = rifts[first + RIFT, lane], rifts[first + RIFT_ACTS, lane]
            rifts[first + RIFT, lane] = next_rift(before, acts, fear_of(parameters, lane))


@stage
def forget_acts_within(lanes: Lanes) -> None:
    """Forget last month's acts among powers of one side."""
    for row in range(RIFT_ACTS, lanes.rifts.shape[0], RIFT_ROWS):
        for lane in range(LANES):
            lanes.rifts[row, lane] = 0.0


@inner
def watch_rifts(lanes: Lanes) -> None:
    """Note rifts after all other variables that shocks may look at."""
    count = lanes.rifts.shape[0] // RIFT_ROWS
    first = lanes.variables.shape[0] - count
    for power in range(count):
        for lane in range(LANES):
            lanes.variables[first + power, lane] = lanes.rifts[power * RIFT_ROWS + RIFT, lane]


@inner
def record_rifts(lanes: Lanes, kept: Floats, place: tuple[int, int]) -> None:
    """Keep rifts of the first `place[1]` lanes as the runs from `place[0]` on."""
    for power in range(kept.shape[0]):
        target = lanes_from(kept[power], place[0])
        for lane in range(place[1]):
            target[lane] = lanes.rifts[power * RIFT_ROWS + RIFT, lane]
