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
        level = world.policies[month, number]
        # In most months nothing is planned for any.
        if level >= 0.0:
            row = _policy_row(lanes.areas.shape[0], number)
            if number < FIRST_AREA:
                _hold_row(lanes.common, row, level)
            else:
                _hold_row(lanes.areas, row, level)


@inner
def set_policies(sets: Floats, lanes: Lanes, first: int, last: int) -> None:
    """Set policies as the listed events from `first` to before `last` do, in their order."""
    common, areas = lanes.common, lanes.areas
    for event in range(first, last):
        move, lane = lanes.happened[WHICH, event], lanes.happened[WHERE, event]
        for number in range(sets.shape[1]):
            row, level = _policy_row(areas.shape[0], number), sets[move, number]
            if number < FIRST_AREA:
                common[row, lane] = held_at(common[row, lane], level)
            else:
                areas[row, lane] = held_at(areas[row, lane], level)


@inner
def _policy_row(rows: int, number: int) -> int:
    """Return the row of a policy, in `Lanes.common` or, from `FIRST_AREA` on, in `Lanes.areas`, which has so many."""
    # A number, and not the lanes, is what it takes: passing them all, lane by lane, took a tenth of the smallest world.
    if number < FIRST_AREA:
        return int(POLICY_OF_DIALOGUE + number)
    count = rows // AREA_ROWS
    area, table = (number - FIRST_AREA) % count, (number - FIRST_AREA) // count
    return int(area * AREA_ROWS + (FRAMEWORK if table == 0 else LINK))


@inner
def _hold_row(values: Floats, row: int, level: float) -> None:
    """Set a row to a level in all lanes, where this is not below 0."""
    for lane in range(LANES):
        values[row, lane] = held_at(values[row, lane], level)
