"""The month, and the runs that go through it side by side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.blocks import Floats
from nrc_sim.kernel.agenda import drift, negotiate, sum_up_talks, weigh_tensions
from nrc_sim.kernel.arrays import MONTH, MONTHS, WINDOW_FIRST, WINDOW_LAST, Whole, WorldArrays
from nrc_sim.kernel.compiling import compiled, inner
from nrc_sim.kernel.events import let_shocks_occur
from nrc_sim.kernel.institution import (
    adjust_forces,
    cooperate,
    decide_regime,
    hold_dialogue,
    set_dialogue,
    set_stocks,
)
from nrc_sim.kernel.lanes import Lanes, make_lanes
from nrc_sim.kernel.learning import learn_from_conduct
from nrc_sim.kernel.parameters import scale_of
from nrc_sim.kernel.places import (
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
    MEMBER_LEVEL,
    MEMBER_TRUST,
    OUTSIDE_LEVEL,
    OUTSIDE_TRUST,
    PRESSURE,
    RAW_INDEX,
    StatePlaces,
)
from nrc_sim.kernel.registration import LANES
from nrc_sim.kernel.relations import conduct_relations, renew_leaderships, weigh_conduct, weigh_trust
from nrc_sim.kernel.scoring import Records, mark_undefined, record, score, watch_variables
from nrc_sim.randomness import Words
from nrc_sim.rules.arithmetic import logistic
from nrc_sim.rules.index import index_points
from nrc_sim.rules.shocks import window_month


class Runs(NamedTuple):
    """A block of runs before and after; the last axis of every array is the run, a multiple of `LANES`.

    `states` (value, run) at the start, which give way to those at the end; `parameters` (parameter, run); `keys`
    (stream, run); `windows` (shock, run); `undefined` (run) takes the first month whose state is no longer finite.
    """

    states: Floats
    parameters: Floats
    keys: Words
    windows: Floats
    undefined: Whole


@compiled
def simulate_runs(world: WorldArrays, places: StatePlaces, runs: Runs, records: Records, kept: int) -> None:
    """Simulate a block of runs through all months.

    Parameters
    ----------
    world : WorldArrays
    places : where the values of a state stand
    runs : what the runs start from, see `Runs`
    records : room for what is kept; without months nothing is
    kept : number of runs to keep, the rest only fills the lanes
    """
    lanes = make_lanes(world, runs.parameters.shape[0], runs.keys.shape[0])
    undefined = np.full(LANES, -1, dtype=np.int64)
    for first in range(0, runs.states.shape[1], LANES):
        open_lanes(world, lanes, places, runs, first)
        undefined[:] = -1
        for month in range(world.span[MONTHS]):
            simulate_month(world, lanes, month)
            mark_undefined(lanes, undefined, month)
            if records.index.shape[0] > 0:
                record(world, lanes, records, month, (first, min(LANES, kept - first)))
        runs.undefined[first : first + LANES] = undefined
        close_lanes(lanes, places, runs.states, first)


@inner
def simulate_month(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Simulate one month."""
    open_month(world, lanes, month)
    let_shocks_occur(world, lanes, month)
    negotiate(world, lanes, month)
    renew_leaderships(world, lanes, month)
    hold_dialogue(world, lanes)
    conduct_relations(world, lanes, month)
    learn_from_conduct(world, lanes, month)
    cooperate(world, lanes, month)
    adjust_forces(world, lanes, month)
    drift(world, lanes)
    decide_regime(world, lanes, month)
    score(lanes)


@inner
def open_month(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Forget last month's acts, take its tensions to heart, and note what shocks look at."""
    lanes.common[FIRST_ADDED:COMMON_ROWS] = 0.0
    forget_rows(lanes.dyads, (DYAD_ROWS, MEMBER_ACTS, DYAD_ROWS))
    forget_rows(lanes.issues, (ISSUE_ROWS, PRESSURE, ISSUE_ROWS))
    forget_rows(lanes.areas, (AREA_ROWS, ADDED_STOCK, AREA_ROWS))
    lanes.codes[FOUNDED] = -1
    lanes.codes[FIRST_SHOCK + 2 * world.shocks.shape[1] :] = -1
    weigh_tensions(world, lanes)
    if world.shocks.shape[1] > 0:
        watch_variables(world, lanes, month)


@inner
def forget_rows(values: Floats, rows: tuple[int, int, int]) -> None:
    """Set to 0 the rows of each item, of so many, from one on to before another."""
    for item in range(0, values.shape[0], rows[0]):
        for row in range(item + rows[1], item + rows[2]):
            for lane in range(LANES):
                values[row, lane] = 0.0


@inner
def open_lanes(world: WorldArrays, lanes: Lanes, places: StatePlaces, runs: Runs, first: int) -> None:
    """Put the runs from `first` on into the lanes, and find what follows from their states."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    for value in range(places.row.size):
        load_value(lanes, places.array[value], places.row[value], runs.states[value, first : first + LANES])
    lanes.parameters[:, :] = runs.parameters[:, first : first + LANES]
    lanes.keys[:, :] = runs.keys[:, first : first + LANES]
    for lane in range(LANES):
        common[INDEX, lane] = index_points(common[RAW_INDEX, lane], scale_of(parameters, lane))
    for own in range(0, dyads.shape[0], DYAD_ROWS):
        for lane in range(LANES):
            dyads[own + MEMBER_LEVEL, lane] = logistic(dyads[own + MEMBER_TRUST, lane])
            dyads[own + OUTSIDE_LEVEL, lane] = logistic(dyads[own + OUTSIDE_TRUST, lane])
    place_shocks(world.shocks, lanes, runs.windows, first)
    set_dialogue(world, lanes)
    set_stocks(world, lanes)
    sum_up_talks(lanes)
    weigh_conduct(lanes, world.weights[0])
    weigh_trust(lanes, world.weights[0])


@inner
def load_value(lanes: Lanes, array: int, row: int, values: Floats) -> None:
    """Put a value of the state into its place."""
    if array == COMMON:
        lanes.common[row] = values
    elif array == DYADS:
        lanes.dyads[row] = values
    elif array == ISSUES:
        lanes.issues[row] = values
    elif array == AREAS:
        lanes.areas[row] = values
    else:
        lanes.talks[row] = values


@inner
def close_lanes(lanes: Lanes, places: StatePlaces, states: Floats, first: int) -> None:
    """Take the states of the runs from `first` on out of the lanes."""
    for value in range(places.row.size):
        array, row = places.array[value], places.row[value]
        if array == COMMON:
            states[value, first : first + LANES] = lanes.common[row]
        elif array == DYADS:
            states[value, first : first + LANES] = lanes.dyads[row]
        elif array == ISSUES:
            states[value, first : first + LANES] = lanes.issues[row]
        elif array == AREAS:
            states[value, first : first + LANES] = lanes.areas[row]
        else:
            states[value, first : first + LANES] = lanes.talks[row]


@inner
def place_shocks(shocks: Floats, lanes: Lanes, windows: Floats, first: int) -> None:
    """Find the months of shocks that come at a date or in a window, and start counting for conditions."""
    codes = lanes.codes
    for shock in range(shocks.shape[1]):
        month, start, end = int(shocks[MONTH, shock]), int(shocks[WINDOW_FIRST, shock]), int(shocks[WINDOW_LAST, shock])
        for lane in range(LANES):
            placed = window_month(windows[shock, first + lane], start, end)
            codes[FIRST_SHOCK + shock, lane] = month if start < 0 else placed
            codes[FIRST_SHOCK + shocks.shape[1] + shock, lane] = 0
