import pytest
from hypothesis import assume
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import COURSE, LOAD, MINDED, SETTLED, SHARE
from rule_parameters import ISSUES

from nrc_sim.rules.issues import (
    Course,
    course_under_talks,
    felt_load,
    grievance,
    linked_share,
    load,
    next_tension,
)

STILL = Course(0.5, 0.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (next_tension, "pressure"),
        (next_tension, "course.toward"),
        (felt_load, "load_of_tensions"),
        (felt_load, "threat_perception"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


def test_friendly_acts_count_less_the_tenser_the_issue_they_are_linked_to():
    check_falls(linked_share, "tension")


@for_all(SHARE, st.floats(-100.0, 100.0), COURSE, ISSUES)
def test_tension_keeps_between_0_and_1_whatever_presses_it(tension, pressure, course, p):
    assert 0.0 <= next_tension(tension, pressure, course, p) <= 1.0


@for_all(SHARE, ISSUES)
def test_tension_stays_where_nobody_acts_and_nothing_drifts(tension, p):
    assert next_tension(tension, 0.0, STILL, p) == tension


@for_all(SHARE, SHARE, ISSUES)
def test_tension_drifts_to_its_floor_and_never_beyond(tension, floor, p):
    after = next_tension(tension, 0.0, Course(floor, 0.1), p)
    assert min(tension, floor) - 1e-12 <= after <= max(tension, floor) + 1e-12


@for_all(st.floats(0.0, 3.0), ISSUES)
def test_no_act_sharpens_full_tension_or_eases_what_is_settled(size, p):
    assert next_tension(1.0, size, STILL, p) == 1.0
    assert next_tension(0.0, -size, STILL, p) == 0.0


@for_all(st.floats(0.01, 0.99), st.floats(0.01, 1.0), ISSUES)
def test_hostile_acts_sharpen_the_room_and_friendly_acts_ease_the_tension(tension, size, p):
    sharper, easier = next_tension(tension, size, STILL, p), next_tension(tension, -size, STILL, p)
    assert sharper == pytest.approx(tension + size * p.sharpening * (1.0 - tension))
    assert easier == pytest.approx(tension - size * p.easing * tension)


@for_all(COURSE, SHARE, SETTLED, SHARE, ISSUES)
def test_tension_holds_while_talks_run(course, floor, settled, tension, p):
    running = course_under_talks(course, True, floor, settled)
    assert next_tension(tension, 0.0, running, p) == tension


@for_all(COURSE, SHARE, SETTLED)
def test_a_state_of_a_negotiation_leads_its_issue_where_it_says_if_it_says_anything(course, floor, settled):
    led = course_under_talks(course, False, floor, settled)
    assert led == (course if settled.toward < 0.0 else settled)


@for_all(LOAD)
def test_who_feels_as_threatened_as_the_lead_feels_the_load_as_it_is(load_of_tensions):
    assert felt_load(load_of_tensions, 1.0) == load_of_tensions


@for_all(MINDED)
def test_a_grievance_is_0_where_all_is_settled_and_1_where_nothing_is(case):
    weights = case["sensitivities"]
    largest = load(weights, [1.0] * len(weights))
    assume(largest > 0.0)
    assert grievance(load(weights, [0.0] * len(weights)), largest) == 0.0
    assert grievance(largest, largest) == 1.0
    assert 0.0 <= grievance(load(weights, case["tensions"]), largest) <= 1.0


def test_a_grievance_rises_with_the_load():
    assert [grievance(load_of_tensions, 4.0) for load_of_tensions in (0.0, 1.0, 2.0, 4.0)] == [0.0, 0.25, 0.5, 1.0]


@for_all(ISSUES)
def test_a_friendly_act_counts_in_full_where_the_issue_it_is_linked_to_is_settled(p):
    assert linked_share(0.0, p) == 1.0


@for_all(SHARE, ISSUES)
def test_a_friendly_act_turns_against_its_sender_where_linkage_times_tension_exceeds_1(tension, p):
    assert (linked_share(tension, p) < 0.0) == (p.linkage * tension > 1.0)


@for_all(MINDED, st.integers(0, 4), SHARE)
def test_a_load_grows_with_each_tension_by_how_much_it_is_minded(case, number, tension):
    weights, tensions = case["sensitivities"], case["tensions"]
    assume(number < len(tensions))
    other = [*tensions[:number], tension, *tensions[number + 1 :]]
    moved = load(weights, other) - load(weights, tensions)
    assert moved == pytest.approx(weights[number] * (tension - tensions[number]), abs=1e-9)


def test_where_there_is_no_issue_nothing_weighs():
    assert load([], []) == 0.0
