"""Who belongs to either side of many runs, where shocks can change it."""

from __future__ import annotations

from nrc_sim.engine.belonging import next_membership
from nrc_sim.engine.kernel.arrays import WorldArrays
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.lanes import Lanes
from nrc_sim.engine.kernel.membership_layout import FIRST_STATE, JOINED, KEPT
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.state_layout import COMING_MEMBERSHIP, MEMBERSHIP, WHERE, WHICH


@inner
def can_move(world: WorldArrays) -> bool:
    """Return whether shocks can change who belongs."""
    return bool(world.membership.shape[0] > 0)


@inner
def states_of(world: WorldArrays) -> int:
    """Return the number of states of membership, 1 where nobody can join or leave by shocks."""
    return int(world.membership.shape[1] - FIRST_STATE) if can_move(world) else 1


@inner
def open_membership(world: WorldArrays, lanes: Lanes) -> None:
    """Let those belong with whom the scenario begins."""
    for lane in range(LANES):
        lanes.codes[MEMBERSHIP, lane] = 0
        lanes.codes[COMING_MEMBERSHIP, lane] = 0
    if can_move(world):
        begin_membership(world, lanes, 0)
        settle_membership(world, lanes, 0)


@stage
def begin_membership(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Let those join and leave whom the calendar lets do so."""
    codes, kept, joined = lanes.codes, world.membership[month, KEPT], world.membership[month, JOINED]
    for lane in range(LANES):
        state = next_membership(codes[MEMBERSHIP, lane], kept, joined)
        codes[MEMBERSHIP, lane] = state
        codes[COMING_MEMBERSHIP, lane] = state


@stage
def change_membership(world: WorldArrays, lanes: Lanes, first: int, last: int) -> None:
    """Note whom the listed events from `first` to before `last` let join and leave, in their order."""
    codes = lanes.codes
    for event in range(first, last):
        move, lane = lanes.happened[WHICH, event], lanes.happened[WHERE, event]
        kept, joined = world.moved[move, KEPT], world.moved[move, JOINED]
        codes[COMING_MEMBERSHIP, lane] = next_membership(codes[COMING_MEMBERSHIP, lane], kept, joined)


@stage
def settle_membership(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Take in whom this month's shocks have let join, let go whom they have let leave, and weigh anew."""
    codes, weights, by_row = lanes.codes, lanes.weights, world.weights_by_row
    for lane in range(LANES):
        codes[MEMBERSHIP, lane] = codes[COMING_MEMBERSHIP, lane]
        row = world.membership[month, FIRST_STATE + codes[MEMBERSHIP, lane]]
        for entry in range(by_row.shape[1]):
            weights[entry, lane] = by_row[row, entry]
