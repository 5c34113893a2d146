"""The month, and the runs that go through it side by side."""

from __future__ import annotations

from typing import Any, NamedTuple

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.agenda import drift, negotiate, set_tensions, sum_up_talks, weigh_tensions
from nrc_sim.engine.kernel.arrays import HAS_MEMORY, HAS_RIFTS, Whole, WorldArrays
from nrc_sim.engine.kernel.compiling import compiled, inner, stage
from nrc_sim.engine.kernel.events import apply_shocks
from nrc_sim.engine.kernel.institution import (
    adjust_forces,
    cooperate,
    decide_regime,
    hold_dialogue,
    set_dialogue,
    set_stocks,
)
from nrc_sim.engine.kernel.lanes import Lanes, lanes_from, move_lanes
from nrc_sim.engine.kernel.learning import learn_from_conduct
from nrc_sim.engine.kernel.membership import begin_membership, can_move, open_membership, settle_membership
from nrc_sim.engine.kernel.noting import forget_notes, record_notes
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import scale_of
from nrc_sim.engine.kernel.policies import begin_policies
from nrc_sim.engine.kernel.relations import conduct_relations, renew_leaderships, weigh_conduct, weigh_trust
from nrc_sim.engine.kernel.remembering import break_out, remember
from nrc_sim.engine.kernel.rifts import drift_apart, forget_acts_within, has_rifts, record_rifts, watch_rifts
from nrc_sim.engine.kernel.scoring import Records, mark_undefined, record, score_lanes, watch_variables
from nrc_sim.engine.kernel.state_layout import (
    ADDED_STOCK,
    AREA_ROWS,
    AREAS,
    COMMON,
    COMMON_ROWS,
    DYAD_ROWS,
    DYADS,
    FIRST_ADDED,
    FIRST_SHOCK,
    FOUNDED,
    INDEX,
    ISSUE_ROWS,
    ISSUES,
    MEMBER_ACTS,
    MEMBER_CHANCE,
    MEMBER_TRUST,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_CHANCE,
    OUTSIDE_TRUST,
    OUTSIDE_TRUST_LEVEL,
    PRESSURE,
    RAW_INDEX,
    RIFTS,
    SHOCK_BLOCKS,
    StateRows,
)
from nrc_sim.engine.kernel.timing import place_again, place_shocks
from nrc_sim.engine.randomness import Words
from nrc_sim.rules.arithmetic import logistic
from nrc_sim.rules.index import index_points


class StartingRuns(NamedTuple):
    """A block of runs before and after; the last axis of every array is the run, a multiple of `LANES`.

    `states` (value, run) at the start, which give way to those at the end; `parameters` (parameter, run); `keys`
    (stream, run); `windows` (shock, run); `undefined` (run), -1 throughout, takes the first month whose state is no
    longer finite; `span` holds the first month and that after the last; `moments` (row, run), from which runs go on
    where the first month is not that of the world, and which give way to those at the end, without rows if nobody
    wants them. From the month `turn` on, unless that is 0, runs have `later_keys` and `later_windows`.
    """

    states: Floats
    parameters: Floats
    keys: Words
    windows: Floats
    undefined: Whole
    span: Whole
    moments: Floats
    later_keys: Words
    later_windows: Floats
    turn: int


@compiled
def simulate_runs(
    world: WorldArrays, state_rows: StateRows, lanes: Lanes, runs: StartingRuns, records: Records, kept: int
) -> None:
    """Simulate a block of runs through the months of their span.

    Parameters
    ----------
    world : WorldArrays
    state_rows : where the values of a state stand
    lanes : room for a group of runs
    runs : what the runs start from, see `StartingRuns`
    records : room for what is kept; without months nothing is
    kept : number of runs to keep, the rest only fills the lanes
    """
    # Runs that only fill the last group are simulated too and not kept: a loop of variable length would be slower.
    begin, end = runs.span[0], runs.span[1]
    for first in range(0, runs.states.shape[1], LANES):
        _seat_runs(lanes, runs, first)
        if begin > 0:
            move_lanes(lanes, runs.moments, first, False)
        else:
            _open_lanes(world, lanes, state_rows, runs, first)
        for month in range(begin, end):
            if month > 0 and month == runs.turn:
                _take_turn(world, lanes, runs, first)
            _simulate_month(world, lanes, month)
            mark_undefined(lanes, runs.undefined, first, month, world.span[HAS_RIFTS])
            if records.index.shape[0] > 0:
                record(world, lanes, records, month, (first, min(LANES, kept - first), month - begin))
            if records.rift.shape[0] > 0:
                record_rifts(lanes, records.rift[month - begin], (first, min(LANES, kept - first)))
        if runs.moments.shape[0] > 0:
            move_lanes(lanes, runs.moments, first, True)
        record_notes(lanes, records, (first, min(LANES, kept - first)))
        _close_lanes(lanes, state_rows, runs.states, first)


@stage
def _simulate_month(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Simulate one month."""
    open_month(world, lanes, month)
    apply_shocks(world, lanes, month)
    if can_move(world):
        settle_membership(world, lanes, month)
    negotiate(world, lanes, month)
    renew_leaderships(world, lanes, month)
    hold_dialogue(world, lanes)
    if world.span[HAS_MEMORY] > 0:
        break_out(world, lanes, month)
    conduct_relations(world, lanes, month)
    if world.span[HAS_MEMORY] > 0:
        remember(world, lanes, month)
    learn_from_conduct(world, lanes, month)
    if has_rifts(world):
        drift_apart(lanes)
    cooperate(world, lanes, month)
    adjust_forces(world, lanes, month)
    drift(world, lanes)
    decide_regime(world, lanes, month)
    score_lanes(lanes)


@stage
def open_month(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Forget last month's acts, begin policies, take last month's tensions to heart, and note what shocks look at."""
    _forget_rows(lanes.common, COMMON_ROWS, FIRST_ADDED)
    _forget_rows(lanes.dyads, DYAD_ROWS, MEMBER_ACTS)
    _forget_rows(lanes.issues, ISSUE_ROWS, PRESSURE)
    _forget_rows(lanes.areas, AREA_ROWS, ADDED_STOCK)
    if has_rifts(world):
        forget_acts_within(lanes)
    begin_policies(world, lanes, month)
    if can_move(world):
        begin_membership(world, lanes, month)
    _forget_commands(lanes.codes, FIRST_SHOCK + SHOCK_BLOCKS * world.shocks.shape[1])
    weigh_tensions(world, lanes)
    if world.shocks.shape[1] > 0:
        watch_variables(world, lanes, month)
        if has_rifts(world):
            watch_rifts(lanes)


@inner
def _forget_rows(values: Floats, rows: int, first: int) -> None:
    """Set to 0 the rows of each item, of so many, from one on."""
    for item in range(0, values.shape[0], rows):
        for row in range(item + first, item + rows):
            for lane in range(LANES):
                values[row, lane] = 0.0


@inner
def _forget_commands(codes: Whole, first: int) -> None:
    """Forget the regime founded and the states commanded, whose rows begin with `first`."""
    for lane in range(LANES):
        codes[FOUNDED, lane] = -1
    for row in range(first, codes.shape[0]):
        for lane in range(LANES):
            codes[row, lane] = -1


@inner
def _seat_runs(lanes: Lanes, runs: StartingRuns, first: int) -> None:
    """Give the lanes the parameters and the random streams of the runs from `first` on."""
    for row in range(lanes.parameters.shape[0]):
        _copy_lanes(lanes.parameters, row, runs.parameters, row, first)
    for row in range(lanes.keys.shape[0]):
        _copy_lanes(lanes.keys, row, runs.keys, row, first)
        _copy_lanes(lanes.earlier, row, runs.keys, row, first)
    lanes.turned[0] = 0
    if 0 < runs.turn < runs.span[0]:
        _change_draws(lanes, runs, first)


@stage
def _open_lanes(world: WorldArrays, lanes: Lanes, state_rows: StateRows, runs: StartingRuns, first: int) -> None:
    """Put the states of the runs from `first` on into the lanes, and find what follows from them."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    for value in range(state_rows.row.size):
        _copy_lanes(_array_of(lanes, state_rows.array[value]), state_rows.row[value], runs.states, value, first)
    # What the state does not hold but the first month reads is computed from it here.
    for lane in range(LANES):
        common[INDEX, lane] = index_points(common[RAW_INDEX, lane], scale_of(parameters, lane))
    for own in range(0, dyads.shape[0], DYAD_ROWS):
        for lane in range(LANES):
            # Trust is kept both as log-odds and as a level: it is read far more often than it changes.
            dyads[own + MEMBER_TRUST_LEVEL, lane] = logistic(dyads[own + MEMBER_TRUST, lane])
            dyads[own + OUTSIDE_TRUST_LEVEL, lane] = logistic(dyads[own + OUTSIDE_TRUST, lane])
            dyads[own + MEMBER_CHANCE, lane] = 0.0
            dyads[own + OUTSIDE_CHANCE, lane] = 0.0
    place_shocks(world.shocks, lanes, runs.windows, first)
    forget_notes(lanes)
    begin_policies(world, lanes, 0)
    open_membership(world, lanes)
    set_dialogue(world, lanes)
    set_stocks(world, lanes)
    set_tensions(world, lanes)
    sum_up_talks(world, lanes)
    weigh_conduct(world, lanes, 0)
    weigh_trust(world, lanes, 0)


@inner
def _take_turn(world: WorldArrays, lanes: Lanes, runs: StartingRuns, first: int) -> None:
    """Give the runs from `first` on draws of their own from now on."""
    _change_draws(lanes, runs, first)
    place_again(world.shocks, lanes, runs.later_windows, first, runs.turn)


@inner
def _change_draws(lanes: Lanes, runs: StartingRuns, first: int) -> None:
    lanes.turned[0] = runs.turn
    for row in range(lanes.keys.shape[0]):
        _copy_lanes(lanes.keys, row, runs.later_keys, row, first)


@stage
def _array_of(lanes: Lanes, array: int) -> Floats:
    """Return the array that `StateRows.array` means."""
    # Compiled code cannot choose a field of a named group by a number.
    if array == COMMON:
        return lanes.common
    if array == DYADS:
        return lanes.dyads
    if array == ISSUES:
        return lanes.issues
    if array == RIFTS:
        return lanes.rifts
    return lanes.areas if array == AREAS else lanes.talks


@inner
def _copy_lanes(target: Any, row: int, source: Any, value: int, first: int) -> None:
    """Copy a row of the runs from `first` on into the lanes."""
    copied = lanes_from(source[value], first)
    for lane in range(LANES):
        target[row, lane] = copied[lane]


@inner
def _close_lanes(lanes: Lanes, state_rows: StateRows, states: Floats, first: int) -> None:
    """Take the states of the runs from `first` on out of the lanes."""
    for value in range(state_rows.row.size):
        values, row = _array_of(lanes, state_rows.array[value]), state_rows.row[value]
        kept = lanes_from(states[value], first)
        for lane in range(LANES):
            kept[lane] = values[row, lane]
