"""The index of many runs, the variables that shocks look at, and what is recorded each month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Codes, Counts, Floats
from nrc_sim.engine.kernel.arrays import (
    LEAD_CLOCK,
    OUTSIDE_CLOCK,
    REGIME_FROZEN,
    REGIME_PARTNERSHIP,
    Whole,
    WorldArrays,
)
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.lanes import (
    FIRST_LEVELS,
    OF_ALL,
    WITHOUT_LEAD,
    Lanes,
    have_leads,
    is_wide,
    lanes_from,
    number_of_regimes,
    weigh,
    weigh_each,
)
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import cooperation_of, leadership_of, scale_of
from nrc_sim.engine.kernel.state_layout import (
    ACTIVITY_ALLIANCE,
    ACTIVITY_OUTSIDE,
    ALLIES_CONDUCT_ALLIANCE,
    ALLIES_CONDUCT_OUTSIDE,
    ALLIES_TRUST_ALLIANCE,
    ALLIES_TRUST_OUTSIDE,
    AREA_ROWS,
    AREA_STATE_ROWS,
    CLIMATE,
    COMMON_ROWS,
    COMMON_STATE_ROWS,
    CONDUCT_ALLIANCE,
    CONDUCT_OUTSIDE,
    DIALOGUE,
    DYAD_ROWS,
    DYAD_STATE_ROWS,
    EXPECTATION_ALLIANCE,
    EXPECTATION_OUTSIDE,
    INDEX,
    INDEX_LEAD,
    INDEX_WITHOUT_LEAD,
    ISSUE_ROWS,
    ISSUE_STATE_ROWS,
    LEAD_DISPOSITION,
    LEAD_TENURE,
    MEAN_FEAR,
    MEMBER_CONDUCT,
    MEMBER_EXPECTATION,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_CONDUCT,
    OUTSIDE_DISPOSITION,
    OUTSIDE_EXPECTATION,
    OUTSIDE_TRUST_LEVEL,
    PORTFOLIO,
    RAW_INDEX,
    REGIME,
    RIFT_ROWS,
    RIFT_STATE_ROWS,
    SETTLEMENT,
    STOCK,
    TAINT,
    TALKS_ROWS,
    TALKS_STATE_ROWS,
    TENSION,
    TREND,
    TRUST_ALLIANCE,
    TRUST_OUTSIDE,
)
from nrc_sim.rules.arithmetic import is_finite, mean_of_both, tainted
from nrc_sim.rules.cooperation import downswing, upswing
from nrc_sim.rules.index import index_points, next_trend, points_of, raw_index
from nrc_sim.rules.leadership import newness

WATCHED = np.array(
    [INDEX, TRUST_OUTSIDE, TRUST_ALLIANCE, CONDUCT_OUTSIDE, CONDUCT_ALLIANCE, ACTIVITY_OUTSIDE, ACTIVITY_ALLIANCE,
     PORTFOLIO, DIALOGUE, *[TREND] * 2, LEAD_DISPOSITION, OUTSIDE_DISPOSITION, *[LEAD_TENURE] * 3, *[REGIME] * 2,
     CLIMATE, MEAN_FEAR]
)  # fmt: skip
"""Rows of `Lanes.common` from which the variables of every world are taken or made."""

RECORDED = np.array(
    [TRUST_OUTSIDE, TRUST_ALLIANCE, CONDUCT_OUTSIDE, CONDUCT_ALLIANCE, INDEX_WITHOUT_LEAD, INDEX_LEAD, ACTIVITY_OUTSIDE,
     ACTIVITY_ALLIANCE, PORTFOLIO, DIALOGUE, EXPECTATION_OUTSIDE, EXPECTATION_ALLIANCE, MEAN_FEAR]
)  # fmt: skip
"""Rows of `Lanes.common` that hold the values of `nrc_sim.engine.world.SERIES`."""


class Records(NamedTuple):
    """What is kept of each month; the last axis of every array is the run, the first the month.

    The second axis is that of negotiations, of `nrc_sim.engine.world.SERIES`, of issues, areas or members. Conduct has
    no months unless it is wanted, and rifts none where nothing acts within a side. What is kept of shocks has the axes
    (shock, run), and no shock unless it is wanted.
    """

    index: Floats  # type: ignore[assignment]
    regime: Codes
    settlement: Codes
    series: Floats
    tension: Floats
    stock: Floats
    member_trust: Floats
    outside_trust: Floats
    member_conduct: Floats
    outside_conduct: Floats
    shock_count: Counts
    shock_first_month: Counts
    shock_largest_size: Floats
    rift: Floats


@inner
def score_lanes(lanes: Lanes) -> None:
    """Compute the index and its trend."""
    common, parameters = lanes.common, lanes.parameters
    for lane in range(LANES):
        scale, p = scale_of(parameters, lane), cooperation_of(parameters, lane)
        trust = mean_of_both(common[TRUST_OUTSIDE, lane], common[TRUST_ALLIANCE, lane])
        conduct = mean_of_both(common[CONDUCT_OUTSIDE, lane], common[CONDUCT_ALLIANCE, lane])
        raw, before = raw_index(trust, conduct, scale), common[RAW_INDEX, lane]
        common[TREND, lane] = next_trend(common[TREND, lane], raw, before, p.trend_half_life)
        common[RAW_INDEX, lane] = raw
        common[INDEX, lane] = index_points(raw, scale)


@stage
def watch_variables(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Note last month's values of what hazards and conditions may name, in the order of `variable_names`."""
    common, variables, parameters = lanes.common, lanes.variables, lanes.parameters
    lead_clock, outside_clock = world.calendar[LEAD_CLOCK, month], world.calendar[OUTSIDE_CLOCK, month]
    # Rows that stand in `WATCHED` more than once only keep room for the variables computed below.
    for number in range(WATCHED.size):
        row = WATCHED[number]
        for lane in range(LANES):
            variables[number, lane] = common[row, lane]
    for lane in range(LANES):
        p, trend = cooperation_of(parameters, lane), common[TREND, lane]
        variables[9, lane] = upswing(trend, p)
        variables[10, lane] = downswing(trend, p)
    frozen, partnership = world.regimes[REGIME_FROZEN], world.regimes[REGIME_PARTNERSHIP]
    for lane in range(LANES):
        regime = int(common[REGIME, lane])
        variables[13, lane] = lead_clock
        variables[14, lane] = outside_clock
        variables[15, lane] = newness(common[LEAD_TENURE, lane], leadership_of(parameters, lane))
        variables[16, lane] = frozen[regime]
        variables[17, lane] = partnership[regime]
    _watch_levels(world, lanes)


@stage
def _watch_levels(world: WorldArrays, lanes: Lanes) -> None:
    """Note tensions, stocks, the states of negotiations and the regimes after the variables that every world has."""
    variables, row, states = lanes.variables, FIRST_LEVELS, world.talk_states.shape[2]
    for issue in range(world.issues.shape[1]):
        for lane in range(LANES):
            variables[row, lane] = lanes.issues[issue * ISSUE_ROWS + TENSION, lane]
        row += 1
    for area in range(world.areas.shape[1]):
        for lane in range(LANES):
            variables[row, lane] = lanes.areas[area * AREA_ROWS + STOCK, lane]
        row += 1
    for number in range(world.talks.shape[1]):
        for state in range(states):
            for lane in range(LANES):
                present = int(lanes.talks[number * TALKS_ROWS + SETTLEMENT, lane])
                variables[row, lane] = 1.0 if present == state else 0.0
            row += 1
    for regime in range(number_of_regimes(world)):
        for lane in range(LANES):
            variables[row, lane] = 1.0 if int(lanes.common[REGIME, lane]) == regime else 0.0
        row += 1


@stage
def record(world: WorldArrays, lanes: Lanes, records: Records, month: int, place: tuple[int, int, int]) -> None:
    """Keep the month of the first `place[1]` lanes, as the runs from `place[0]` on, in the row `place[2]`."""
    row, runs = place[2], (place[0], place[1])
    _weigh_series(world, lanes, month)
    _record_series(lanes, records.series[row], runs, have_leads(world))
    _record_codes(lanes.common, COMMON_ROWS, REGIME, records.regime[row : row + 1], runs)
    _record_codes(lanes.talks, TALKS_ROWS, SETTLEMENT, records.settlement[row], runs)
    _record_rows(lanes.common, COMMON_ROWS, INDEX, records.index[row : row + 1], runs)
    _record_rows(lanes.issues, ISSUE_ROWS, TENSION, records.tension[row], runs)
    _record_rows(lanes.areas, AREA_ROWS, STOCK, records.stock[row], runs)
    _record_rows(lanes.dyads, DYAD_ROWS, MEMBER_TRUST_LEVEL, records.member_trust[row], runs)
    _record_rows(lanes.dyads, DYAD_ROWS, OUTSIDE_TRUST_LEVEL, records.outside_trust[row], runs)
    if records.member_conduct.shape[0] > 0:
        _record_rows(lanes.dyads, DYAD_ROWS, MEMBER_CONDUCT, records.member_conduct[row], runs)
        _record_rows(lanes.dyads, DYAD_ROWS, OUTSIDE_CONDUCT, records.outside_conduct[row], runs)


@stage
def _weigh_series(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Aggregate over the pairs what is recorded beside the index."""
    if lanes.weights.shape[0] > 0:
        weigh_each(lanes, WITHOUT_LEAD, OUTSIDE_TRUST_LEVEL, ALLIES_TRUST_OUTSIDE)
        weigh_each(lanes, WITHOUT_LEAD, MEMBER_TRUST_LEVEL, ALLIES_TRUST_ALLIANCE)
        weigh_each(lanes, WITHOUT_LEAD, OUTSIDE_CONDUCT, ALLIES_CONDUCT_OUTSIDE)
        weigh_each(lanes, WITHOUT_LEAD, MEMBER_CONDUCT, ALLIES_CONDUCT_ALLIANCE)
        weigh_each(lanes, OF_ALL, OUTSIDE_EXPECTATION, EXPECTATION_OUTSIDE)
        weigh_each(lanes, OF_ALL, MEMBER_EXPECTATION, EXPECTATION_ALLIANCE)
        return
    common, dyads, weights, without_lead = lanes.common, lanes.dyads, world.weights[month], world.without_lead[month]
    weigh(without_lead, dyads, DYAD_ROWS, OUTSIDE_TRUST_LEVEL, common, ALLIES_TRUST_OUTSIDE)
    weigh(without_lead, dyads, DYAD_ROWS, MEMBER_TRUST_LEVEL, common, ALLIES_TRUST_ALLIANCE)
    weigh(without_lead, dyads, DYAD_ROWS, OUTSIDE_CONDUCT, common, ALLIES_CONDUCT_OUTSIDE)
    weigh(without_lead, dyads, DYAD_ROWS, MEMBER_CONDUCT, common, ALLIES_CONDUCT_ALLIANCE)
    weigh(weights, dyads, DYAD_ROWS, OUTSIDE_EXPECTATION, common, EXPECTATION_OUTSIDE)
    weigh(weights, dyads, DYAD_ROWS, MEMBER_EXPECTATION, common, EXPECTATION_ALLIANCE)


@inner
def _record_series(lanes: Lanes, series: Floats, place: tuple[int, int], between_leads: bool) -> None:
    """Keep the month's values of `nrc_sim.engine.world.SERIES`, in their order."""
    common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
    first, count = place
    for lane in range(LANES):
        trusts = (common[ALLIES_TRUST_OUTSIDE, lane], common[ALLIES_TRUST_ALLIANCE, lane])
        conducts = (common[ALLIES_CONDUCT_OUTSIDE, lane], common[ALLIES_CONDUCT_ALLIANCE, lane])
        common[INDEX_WITHOUT_LEAD, lane] = points_of(trusts, conducts, scale_of(parameters, lane))
    for lane in range(LANES):
        trusts = (dyads[OUTSIDE_TRUST_LEVEL, lane], dyads[MEMBER_TRUST_LEVEL, lane])
        conducts = (dyads[OUTSIDE_CONDUCT, lane], dyads[MEMBER_CONDUCT, lane])
        # The first pair is that of the leads. Where a side has none, only the whole relationship speaks for it.
        of_pair = points_of(trusts, conducts, scale_of(parameters, lane))
        common[INDEX_LEAD, lane] = of_pair if between_leads else common[INDEX, lane]
    for item in range(RECORDED.size):
        row, target = RECORDED[item], lanes_from(series[item], first)
        for lane in range(count):
            target[lane] = common[row, lane]


@inner
def _record_rows(values: Floats, rows: int, row: int, kept: Floats, place: tuple[int, int]) -> None:
    """Keep a quantity of all items, each of so many rows, for the first lanes."""
    first, count = place
    for item in range(kept.shape[0]):
        target = lanes_from(kept[item], first)
        for lane in range(count):
            target[lane] = values[row + item * rows, lane]


@inner
def _record_codes(values: Floats, rows: int, row: int, kept: Codes, place: tuple[int, int]) -> None:
    """Keep a quantity of all items, each of so many rows, for the first lanes, as codes."""
    first, count = place
    for item in range(kept.shape[0]):
        target = lanes_from(kept[item], first)
        for lane in range(count):
            target[lane] = int(values[row + item * rows, lane])


@stage
def mark_undefined(lanes: Lanes, undefined: Whole, first: int, month: int, rifts: int) -> None:
    """Note the first month in which the state of a run, from `first` on, is no longer made of finite numbers."""
    # One running sum for each lane instead of a branch for each value: the loops stay free of decisions.
    common = lanes.common
    for lane in range(LANES):
        common[TAINT, lane] = 0.0
    _taint(common, lanes.common, COMMON_ROWS, COMMON_STATE_ROWS)
    _taint(common, lanes.dyads, DYAD_ROWS, DYAD_STATE_ROWS)
    _taint(common, lanes.issues, ISSUE_ROWS, ISSUE_STATE_ROWS)
    _taint(common, lanes.areas, AREA_ROWS, AREA_STATE_ROWS)
    _taint(common, lanes.talks, TALKS_ROWS, TALKS_STATE_ROWS)
    if rifts > 0:
        _taint(common, lanes.rifts, RIFT_ROWS, RIFT_STATE_ROWS)
    since = lanes_from(undefined, first)
    for lane in range(LANES):
        if since[lane] < 0 and not is_finite(common[TAINT, lane]):
            since[lane] = month


@inner
def _taint(common: Floats, values: Floats, rows: int, count: int) -> None:
    """Mark lanes in which any of the first `count` of an item's rows is not finite."""
    if not (is_wide(values) and is_wide(common)):
        return
    for first in range(0, values.shape[0], rows):
        for row in range(first, first + count):
            for lane in range(LANES):
                common[TAINT, lane] = tainted(common[TAINT, lane], values[row, lane])
