from math import nextafter

import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import CHANCE, CONDUCT, MONTH, SHARE, TABLE
from rule_parameters import NEGOTIATION, WORLD, central
from rule_states import COMPROMISE, FAILURE, NONE, PARTIAL, SETTLEMENTS, TALKS, end_of_talks, settled

from nrc_sim.rules.negotiation import (
    HAZARDS_OF_TALKS,
    NegotiationParameters,
    Table,
    compromise_hazard,
    failure_hazard,
    hazard_of_talks,
    loss_hazard,
    months_overdue,
    next_project,
    next_settlement,
    partial_hazard,
    shared_clock,
    talks_begin,
)
from nrc_sim.rules.ways import Ways

P = central(NegotiationParameters)
OPEN = Table(trust=0.45, clock=0.8, overdue=4.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (compromise_hazard, "table.trust"),
        (compromise_hazard, "table.clock"),
        (partial_hazard, "table.trust"),
        (partial_hazard, "table.clock"),
        (failure_hazard, "table.overdue"),
        (months_overdue, "month"),
        (months_overdue, "months"),
        (shared_clock, "lead"),
        (shared_clock, "outside"),
        (next_project, "project"),
        (next_project, "prospect"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (failure_hazard, "table.trust"),
        (months_overdue, "deadline"),
        (months_overdue, "duration"),
    ],
)
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


@for_all(MONTH, MONTH, st.integers(2, 240).map(float))
def test_talks_are_never_overdue_before_their_deadline_nor_before_their_usual_duration(deadline, opened, duration):
    due = max(deadline, opened + duration)
    # The month in which talks open is not one that they have spent in their state.
    near = [(month, month - opened - 1.0) for month in (due - 1.0, due, due + 1.0)]
    assert [months_overdue(month, deadline, months, duration) for month, months in near] == [-1, 0, 1]


def test_talks_reopened_after_the_first_deadline_get_one_of_their_own():
    assert months_overdue(30.0, 11.0, 49.0, 24.0) == 19.0
    assert months_overdue(30.0, 11.0, 0.0, 24.0) == -23.0


@for_all(SHARE)
def test_no_clock_leaves_room_where_one_stands_still_and_either_alone_decides_where_the_other_is_open(clock):
    assert shared_clock(clock, 0.0) == shared_clock(0.0, clock) == 0.0
    assert shared_clock(clock, 1.0) == shared_clock(1.0, clock) == clock


@for_all(TABLE, NEGOTIATION)
def test_nobody_compromises_while_a_clock_stands_still(table, p):
    assert compromise_hazard(table._replace(clock=0.0), p) == 0.0


@for_all(st.floats(-600.0, 0.0), TABLE, NEGOTIATION)
def test_a_deadline_threatens_talks_only_once_it_is_near(overdue, table, p):
    early, later = table._replace(overdue=overdue), table._replace(overdue=-600.0)
    assert failure_hazard(early, p) == failure_hazard(later, p)


def test_distrust_raises_the_hazard_of_failure_threefold_at_most():
    bare = OPEN._replace(overdue=-1.0, trust=0.0)
    assert failure_hazard(bare, P) == pytest.approx(P.distrust_limit * P.failure)


def test_three_ends_compete_for_one_number():
    compromise = compromise_hazard(OPEN, P)
    partial = compromise + partial_hazard(OPEN, P)
    failure = partial + failure_hazard(OPEN, P)
    assert failure < 1.0
    below = [end_of_talks(nextafter(bound, 0.0), OPEN, P) for bound in (compromise, partial, failure)]
    at = [end_of_talks(bound, OPEN, P) for bound in (compromise, partial, failure)]
    assert below == [COMPROMISE, PARTIAL, FAILURE]
    assert at == [PARTIAL, FAILURE, TALKS]


@for_all(CHANCE, CHANCE, TABLE, NEGOTIATION)
def test_a_smaller_number_never_ends_talks_later(one, two, table, p):
    order = (COMPROMISE, PARTIAL, FAILURE, TALKS)
    low, high = (order.index(end_of_talks(chance, table, p)) for chance in sorted((one, two)))
    assert low <= high


def test_a_way_with_a_share_is_taken_by_that_share_of_its_hazard_and_leads_where_it_says():
    # A framework first, which takes three quarters of the hazard of a partial agreement, and a treaty for the rest.
    ways = Ways((0, 0, 0), (0, 0, 2), (1, 0), (1, 1), (0.75, 0.25))
    whole = partial_hazard(OPEN, P)
    chances = (0.74 * whole, 0.76 * whole, 0.99 * whole, 1.01 * whole)
    assert [next_settlement(2, chance, OPEN, ways, P) for chance in chances] == [1, 0, 0, 2]


def test_hazards_are_numbered_as_they_are_named():
    rules = {"compromise": compromise_hazard, "partial": partial_hazard, "failure": failure_hazard, "loss": loss_hazard}
    found = [hazard_of_talks(number, OPEN, P) for number in range(len(HAZARDS_OF_TALKS))]
    assert found == [rules[name](OPEN, P) for name in HAZARDS_OF_TALKS]
    assert len(set(found)) == len(found)


def test_talks_begin_where_they_did_not_run_before():
    assert [talks_begin(*pair) for pair in ((0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0))] == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("settlement", [NONE, FAILURE])
@for_all(chance=CHANCE, table=TABLE, p=NEGOTIATION)
def test_what_nobody_negotiates_about_stays_as_it_is(settlement, chance, table, p):
    assert settled(settlement, chance, table, p) == settlement


@pytest.mark.parametrize("settlement", [COMPROMISE, PARTIAL])
@for_all(chance=CHANCE, table=TABLE, p=NEGOTIATION)
def test_an_agreement_stays_or_is_lost(settlement, chance, table, p):
    lost = chance < loss_hazard(table, p)
    assert settled(settlement, chance, table, p) == (FAILURE if lost else settlement)
    assert loss_hazard(table, p._replace(loss=0.0)) == 0.0


@for_all(TABLE, NEGOTIATION)
def test_distrust_never_makes_an_agreement_safer(table, p):
    assert loss_hazard(table._replace(trust=0.5 * table.trust), p) >= loss_hazard(table, p)


def test_the_defaults_name_five_states():
    assert tuple(state.id for state in WORLD.negotiation_states) == SETTLEMENTS
    assert [state.talking for state in WORLD.negotiation_states] == [code == TALKS for code in range(5)]
    assert [state.failed for state in WORLD.negotiation_states] == [code == FAILURE for code in range(5)]
    assert [state.initial for state in WORLD.negotiation_states] == [code == NONE for code in range(5)]
    assert [state.settled for state in WORLD.negotiation_states] == [code > TALKS for code in range(5)]


@for_all(CONDUCT, CONDUCT, NEGOTIATION)
def test_a_joint_project_grows_toward_its_prospect_and_never_beyond(project, prospect, p):
    after = next_project(project, prospect, p)
    assert min(project, prospect) - 1e-12 <= after <= max(project, prospect) + 1e-12
