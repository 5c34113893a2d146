"""Issues and negotiations of many runs."""

from __future__ import annotations

from nrc_sim.engine.kernel.arrays import (
    DEADLINE,
    DURATION,
    FAILED,
    FLOOR,
    HELD_TENSION,
    HELD_UNTIL,
    ISSUE,
    LARGEST_MEMBER_LOAD,
    LARGEST_OUTSIDE_LOAD,
    LEAD_CLOCK,
    LEVEL,
    MEMBER_SENSITIVITY,
    OUTSIDE_CLOCK,
    OUTSIDE_SENSITIVITY,
    PROSPECT,
    RELAXATION,
    SETTLES_PARTNERSHIP,
    SETTLING,
    START,
    TALKING,
    TALKS_TOLD,
    WorldArrays,
    told_state,
)
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.draws import NEGOTIATION, uniform_of
from nrc_sim.engine.kernel.events import add_events
from nrc_sim.engine.kernel.lanes import Lanes, have_leads, weigh
from nrc_sim.engine.kernel.numbering import FIRST, LANES
from nrc_sim.engine.kernel.parameters import issues_of, negotiation_of
from nrc_sim.engine.kernel.readers import talks_of
from nrc_sim.engine.kernel.state_layout import (
    DUE,
    FAILURES,
    FIRST_SHOCK,
    HOW_FAR,
    HOW_LARGE,
    ISSUE_ROWS,
    MEMBER_GRIEVANCE,
    MEMBER_LOAD,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_GRIEVANCE,
    OUTSIDE_LOAD,
    OUTSIDE_TRUST_LEVEL,
    PARTNERSHIP_TENSION,
    PRESSURE,
    PROJECT,
    SETTLEMENT,
    SETTLEMENT_MONTHS,
    SHOCK_BLOCKS,
    TALKS_OPENED,
    TALKS_ROWS,
    TENSION,
    TRUST_ALLIANCE,
    TRUST_OUTSIDE,
    WHERE,
    WHICH,
    WHOLE_PROJECT,
)
from nrc_sim.rules.arithmetic import held_at, overridden
from nrc_sim.rules.council import Round, Terms, next_talks
from nrc_sim.rules.issues import Course, course_under_talks, grievance, next_tension
from nrc_sim.rules.negotiation import talks_begin


@inner
def set_tensions(world: WorldArrays, lanes: Lanes) -> None:
    """Hold each tension at its level where the scenario does."""
    for issue in range(world.issues.shape[1]):
        row, held = issue * ISSUE_ROWS + TENSION, world.issues[HELD_TENSION, issue]
        for lane in range(LANES):
            lanes.issues[row, lane] = held_at(lanes.issues[row, lane], held)


@stage
def weigh_tensions(world: WorldArrays, lanes: Lanes) -> None:
    """Add up how heavily last month's tensions weigh on either side."""
    common = lanes.common
    outside, member = world.numbers[LARGEST_OUTSIDE_LOAD], world.numbers[LARGEST_MEMBER_LOAD]
    weigh(world.issues[OUTSIDE_SENSITIVITY], lanes.issues, ISSUE_ROWS, TENSION, common, OUTSIDE_LOAD)
    weigh(world.issues[MEMBER_SENSITIVITY], lanes.issues, ISSUE_ROWS, TENSION, common, MEMBER_LOAD)
    for lane in range(LANES):
        common[OUTSIDE_GRIEVANCE, lane] = grievance(common[OUTSIDE_LOAD, lane], outside)
        common[MEMBER_GRIEVANCE, lane] = grievance(common[MEMBER_LOAD, lane], member)


@stage
def negotiate(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Advance or end each negotiation; a scenario's commands come first."""
    for number in range(world.talks.shape[1]):
        _move_talks(world, lanes, number, month)
        add_events(world, lanes, FIRST, _list_results(world, lanes, number))
    sum_up_talks(world, lanes)


@inner
def _list_results(world: WorldArrays, lanes: Lanes, number: int) -> int:
    """List the results of a negotiation in the lanes in which it entered a new state, and return how many there are."""
    happened, weights, count = lanes.happened, lanes.happened_weights, 0
    first = world.shocks.shape[1] + number * world.talk_states.shape[2]
    for lane in range(LANES):
        if lanes.codes[DUE, lane] == 1:
            happened[WHICH, count] = first + int(lanes.talks[number * TALKS_ROWS + SETTLEMENT, lane])
            happened[WHERE, count] = lane
            weights[HOW_LARGE, count] = 1.0
            weights[HOW_FAR, count] = 1.0
            count += 1
    return count


@inner
def _move_talks(world: WorldArrays, lanes: Lanes, number: int, month: int) -> None:
    """Move one negotiation by a month, and mark the lanes in which it enters a new state."""
    common, dyads, talks, codes = lanes.common, lanes.dyads, lanes.talks, lanes.codes
    parameters, keys, now = lanes.parameters, lanes.keys, world.span[START] + month
    deadline, duration = world.talks[DEADLINE, number], world.talks[DURATION, number]
    held_until, prospects = world.talks[HELD_UNTIL, number], world.talk_states[PROSPECT, number]
    lead_clock, outside_clock = world.calendar[LEAD_CLOCK, month], world.calendar[OUTSIDE_CLOCK, month]
    terms, row = Terms(deadline, duration, held_until, prospects, world.ways), number * TALKS_ROWS
    talking = world.states[TALKING]
    told = told_state(world, month, TALKS_TOLD + number)
    command, between_leads = FIRST_SHOCK + SHOCK_BLOCKS * world.shocks.shape[1] + number, have_leads(world)
    for lane in range(LANES):
        chance, commanded = uniform_of(keys[NEGOTIATION, lane], now, number), overridden(codes[command, lane], told)
        trusts = (common[TRUST_ALLIANCE, lane], common[TRUST_OUTSIDE, lane])
        if between_leads:
            trusts = (dyads[MEMBER_TRUST_LEVEL, lane], dyads[OUTSIDE_TRUST_LEVEL, lane])
        held = Round(float(month), lead_clock, outside_clock, trusts[0], trusts[1], chance, commanded)
        before = talks_of(common, talks, row, lane)
        after = next_talks(before, terms, held, negotiation_of(parameters, lane))
        changed = after.settlement != before.settlement
        talks[row + SETTLEMENT, lane] = float(after.settlement)
        talks[row + SETTLEMENT_MONTHS, lane] = after.settlement_months
        talks[row + PROJECT, lane] = after.project
        codes[DUE, lane] = 1 if changed else 0
        common[TALKS_OPENED, lane] += talks_begin(talking[before.settlement], talking[after.settlement])


@inner
def sum_up_talks(world: WorldArrays, lanes: Lanes) -> None:
    """Add up the projects that negotiations stand for, and count those that failed."""
    common, talks, failed = lanes.common, lanes.talks, world.states[FAILED]
    for lane in range(LANES):
        common[WHOLE_PROJECT, lane] = 0.0
        common[FAILURES, lane] = 0.0
    for row in range(0, talks.shape[0], TALKS_ROWS):
        for lane in range(LANES):
            common[WHOLE_PROJECT, lane] += talks[row + PROJECT, lane]
            common[FAILURES, lane] += failed[int(talks[row + SETTLEMENT, lane])]


@stage
def drift(world: WorldArrays, lanes: Lanes) -> None:
    """Move the tension of each issue by the month's acts, and toward where it rests."""
    common, issues = lanes.common, lanes.issues
    for lane in range(LANES):
        common[PARTNERSHIP_TENSION, lane] = 0.0
    for issue in range(world.issues.shape[1]):
        row = issue * ISSUE_ROWS
        _move_tension(world, lanes, issue)
        if world.issues[SETTLES_PARTNERSHIP, issue] != 0.0:
            for lane in range(LANES):
                highest = max(common[PARTNERSHIP_TENSION, lane], issues[row + TENSION, lane])
                common[PARTNERSHIP_TENSION, lane] = highest


@inner
def _move_tension(world: WorldArrays, lanes: Lanes, issue: int) -> None:
    """Move the tension of one issue; the first negotiation on it that has a say decides where it drifts."""
    issues, talks, parameters = lanes.issues, lanes.talks, lanes.parameters
    floor, relaxation = world.issues[FLOOR, issue], world.issues[RELAXATION, issue]
    row, held = issue * ISSUE_ROWS, world.issues[HELD_TENSION, issue]
    on_issue, levels, settling = world.talks[ISSUE], world.talk_states[LEVEL], world.talks[SETTLING]
    talking = world.states[TALKING]
    for lane in range(LANES):
        course = Course(floor, relaxation)
        for number in range(on_issue.size - 1, -1, -1):
            if on_issue[number] == issue:
                settlement = int(talks[number * TALKS_ROWS + SETTLEMENT, lane])
                settled = Course(levels[number, settlement], settling[number])
                course = course_under_talks(course, talking[settlement] > 0.0, floor, settled)
        p = issues_of(parameters, lane)
        after = next_tension(issues[row + TENSION, lane], issues[row + PRESSURE, lane], course, p)
        issues[row + TENSION, lane] = held_at(after, held)
