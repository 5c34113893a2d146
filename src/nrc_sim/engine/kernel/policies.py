"""Policies of many runs: as the scenario plans them, or as shocks have set them since."""

from __future__ import annotations

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import WorldArrays
from nrc_sim.engine.kernel.compiling import inner
from nrc_sim.engine.kernel.lanes import Lanes
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.state_layout import AREA_ROWS, FRAMEWORK, LINK, POLICY_OF_DIALOGUE, WHERE, WHICH
from nrc_sim.engine.world.policies import FIRST_AREA
from nrc_sim.rules.arithmetic import held_at


@inner
def begin_policies(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Set the policies for which the scenario plans a level from this month on."""
    for number in range(world.policies.shape[1]):
        # In most months nothing is planned for any.
        if world.policies[month, number] >= 0.0:
            for lane in range(LANES):
                _set_policy(lanes, number, lane, world.policies[month, number])


@inner
def set_policies(sets: Floats, lanes: Lanes, first: int, last: int) -> None:
    """Set policies as the listed events from `first` to before `last` do, in their order."""
    for event in range(first, last):
        move, lane = lanes.happened[WHICH, event], lanes.happened[WHERE, event]
        for number in range(sets.shape[1]):
            _set_policy(lanes, number, lane, sets[move, number])


@inner
def _set_policy(lanes: Lanes, number: int, lane: int, level: float) -> None:
    """Set a policy of one lane to a level, where this is not below 0."""
    if number < FIRST_AREA:
        row = POLICY_OF_DIALOGUE + number
        lanes.common[row, lane] = held_at(lanes.common[row, lane], level)
        return
    count = lanes.areas.shape[0] // AREA_ROWS
    area, table = (number - FIRST_AREA) % count, (number - FIRST_AREA) // count
    row = area * AREA_ROWS + (FRAMEWORK if table == 0 else LINK)
    lanes.areas[row, lane] = held_at(lanes.areas[row, lane], level)
