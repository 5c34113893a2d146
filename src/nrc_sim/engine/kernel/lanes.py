"""What moves while a group of runs goes through its months side by side."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import (
    FIRST_POWERS,
    HAS_LEAD,
    OF_MEMBERS,
    OF_OUTSIDE,
    SECOND_POWERS,
    Whole,
    WorldArrays,
)
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.memory import aligned_array
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.state_layout import (
    AREA_ROWS,
    COMMON_ROWS,
    DYAD_ROWS,
    FIRST_SHOCK,
    ISSUE_ROWS,
    RIFT_ROWS,
    SHOCK_BLOCKS,
    TALKS_ROWS,
)
from nrc_sim.engine.randomness import Words
from nrc_sim.rules.arithmetic import plus_weighted

FIRST_LEVELS = 20
"""Variables that every world has, before tensions, stocks, the states of negotiations and the regimes."""


class Lanes(NamedTuple):
    """A group of runs, one a lane; arrays (row, lane) with the rows of `nrc_sim.engine.kernel.state_layout`.

    `variables` are what shocks look at, in the order of `variable_names`; `happened` and `happened_weights` list the
    month's events, shocks or results of negotiations, with axes (row, event); `parameters` have the rows of
    `nrc_sim.engine.kernel.parameters`, `keys` one for each random stream. `came` counts how often each shock has begun,
    then tells in which month first, or -1, and `largest` its largest size; without rows nothing is noted of them.
    `weights` are those of this month where shocks can change who belongs, else without rows: of all pairs, of the pairs
    without the lead of the first side, and of the allies of the first and of the second side.
    `earlier` are the keys before the month in `turned`, from which on runs have draws of their own, 0 before that.
    """

    common: Floats
    dyads: Floats
    issues: Floats
    areas: Floats
    talks: Floats
    variables: Floats
    codes: Whole
    happened: Whole
    happened_weights: Floats
    parameters: Floats
    keys: Words
    came: Whole
    largest: Floats
    earlier: Words
    turned: Whole
    weights: Floats
    rifts: Floats


def make_lanes(world: WorldArrays, parameters: int, keys: int, noted: int) -> Lanes:
    """Make room for a group of runs.

    Parameters
    ----------
    world : WorldArrays
    parameters, keys : numbers of parameters and of streams
    noted : shocks of which it is noted when they come: all or none
    """
    pairs, issues, areas = world.weights.shape[1], world.issues.shape[1], world.areas.shape[1]
    regimes, allied = number_of_regimes(world), _number_of_allied(world)
    talks, states, shocks = world.talks.shape[1], world.talk_states.shape[2], world.shocks.shape[1]
    return Lanes(
        common=aligned_array((COMMON_ROWS, LANES)),
        dyads=aligned_array((pairs * DYAD_ROWS, LANES)),
        issues=aligned_array((issues * ISSUE_ROWS, LANES)),
        areas=aligned_array((areas * AREA_ROWS, LANES)),
        talks=aligned_array((talks * TALKS_ROWS, LANES)),
        variables=aligned_array((FIRST_LEVELS + issues + areas + talks * states + regimes + allied, LANES)),
        codes=aligned_array((FIRST_SHOCK + SHOCK_BLOCKS * shocks + talks, LANES), np.int64),
        happened=aligned_array((2, (shocks + 1) * LANES), np.int64),
        happened_weights=aligned_array((2, (shocks + 1) * LANES)),
        parameters=aligned_array((parameters, LANES)),
        keys=aligned_array((keys, LANES), np.uint64),
        earlier=aligned_array((keys, LANES), np.uint64),
        turned=aligned_array((1,), np.int64),
        came=aligned_array((2 * noted, LANES), np.int64),
        largest=aligned_array((noted, LANES)),
        weights=aligned_array((world.weights_by_row.shape[1], LANES)),
        rifts=aligned_array((allied * RIFT_ROWS, LANES)),
    )


@inner
def _number_of_allied(world: WorldArrays) -> int:
    """Return how many powers have allies on their side."""
    firsts, seconds = int(world.span[FIRST_POWERS]), int(world.span[SECOND_POWERS])
    return (firsts if firsts > 1 else 0) + (seconds if seconds > 1 else 0)


@inner
def number_of_regimes(world: WorldArrays) -> int:
    """Return how many regimes an institution can have; 0 where there is none, see `World.has_institution`."""
    return int(world.regimes.shape[1]) if world.regimes.shape[1] > 1 else 0


def moment_rows(lanes: Lanes) -> int:
    """Return how many rows a run between two months takes, see `move_lanes`."""
    rows = 0
    for values in (lanes.common, lanes.dyads, lanes.issues, lanes.areas, lanes.talks, lanes.rifts, lanes.largest):
        rows += values.shape[0]
    for codes in (lanes.codes, lanes.came):
        rows += codes.shape[0]
    return rows


@inner
def move_lanes(lanes: Lanes, moments: Floats, first: int, out: bool) -> None:
    """Take all that stays from month to month out of the lanes, or put it back into them.

    Parameters
    ----------
    lanes : of the runs from `first` on
    moments : array (row, run), as many rows as `moment_rows` says
    first : run of the first lane
    out : whether it is taken out
    """
    # All rows, whatever they hold: what a month reads of the one before need not be listed anywhere else.
    start = 0
    for values in (lanes.common, lanes.dyads, lanes.issues, lanes.areas, lanes.talks, lanes.rifts, lanes.largest):
        _move_rows(values, moments, start, first, out)
        start += values.shape[0]
    for codes in (lanes.codes, lanes.came):
        _move_codes(codes, moments, start, first, out)
        start += codes.shape[0]


@inner
def _move_rows(values: Floats, moments: Floats, start: int, first: int, out: bool) -> None:
    for row in range(values.shape[0]):
        moment = lanes_from(moments[start + row], first)
        for lane in range(LANES):
            if out:
                moment[lane] = values[row, lane]
            else:
                values[row, lane] = moment[lane]


@inner
def _move_codes(codes: Whole, moments: Floats, start: int, first: int, out: bool) -> None:
    for row in range(codes.shape[0]):
        moment = lanes_from(moments[start + row], first)
        for lane in range(LANES):
            if out:
                moment[lane] = codes[row, lane]
            else:
                codes[row, lane] = int(moment[lane])


@stage
def lanes_from(values: Any, first: int) -> Any:
    """Return a row of runs from the run of the first lane on.

    Counted from there a lane is never negative, which the compiler knows of no sum: it would ask of each lane whether
    to count from the end, and read and write them one by one.
    """
    return values[first:]


@inner
def have_leads(world: WorldArrays) -> bool:
    """Return whether both sides have a lead; the first pair is then that of the two."""
    return bool(world.sides[OF_MEMBERS, HAS_LEAD] > 0.0 and world.sides[OF_OUTSIDE, HAS_LEAD] > 0.0)


@inner
def is_wide(values: Floats) -> bool:
    """Return whether an array is as wide as there are lanes, which it always is.

    Behind this question the compiler knows how far apart rows lie. It then need not find out each time whether those
    that are written overlap those that are read, which makes the longest loops faster by a sixth.
    """
    return bool(values.shape[1] == LANES)


@inner
def weigh(weights: Floats, values: Floats, rows: int, row: int, common: Floats, target: int) -> None:
    """Add up a quantity of all items times their weights, in their order.

    Parameters
    ----------
    weights : array (item)
    values : array (row, lane)
    rows, row : rows of an item, and that of the quantity among them
    common : array (row, lane), which takes the sum
    target : row of the sum
    """
    if not (is_wide(values) and is_wide(common)):
        return
    for lane in range(LANES):
        common[target, lane] = 0.0
    # Item after item, as `weighted_sum` does it: another order of the sum would give other last bits.
    for item in range(weights.size):
        weight = weights[item]
        for lane in range(LANES):
            common[target, lane] = plus_weighted(common[target, lane], weight, values[item * rows + row, lane])


OF_ALL, WITHOUT_LEAD = 0, 1
"""Blocks of weights of pairs in `Lanes.weights`: of all, and of those without the lead of the first side."""


@stage
def weigh_each(lanes: Lanes, block: int, row: int, target: int) -> None:
    """Add up a quantity of all pairs times their weights, which differ by lane where shocks change who belongs.

    Parameters
    ----------
    lanes : of the runs
    block : `OF_ALL` or `WITHOUT_LEAD`
    row : of the quantity among the rows of a pair
    target : row of the sum
    """
    common, dyads, weights, pairs = lanes.common, lanes.dyads, lanes.weights, lanes.dyads.shape[0] // DYAD_ROWS
    for lane in range(LANES):
        common[target, lane] = 0.0
    for pair in range(pairs):
        for lane in range(LANES):
            weight, value = weights[block * pairs + pair, lane], dyads[pair * DYAD_ROWS + row, lane]
            common[target, lane] = plus_weighted(common[target, lane], weight, value)
