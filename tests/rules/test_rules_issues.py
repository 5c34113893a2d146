import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import COURSE, ISSUES, SHARE

from nrc_sim.rules.issues import Course, armed_pressure, linked_weight, next_tension

STILL = Course(0.5, 0.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (next_tension, "pressure"),
        (next_tension, "course.toward"),
        (armed_pressure, "activity"),
        (armed_pressure, "drive"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


def test_friendly_acts_count_less_the_tenser_the_issue_they_are_linked_to():
    check_falls(linked_weight, "tension")


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


@for_all(st.floats(0.0, 0.1), SHARE, ISSUES)
def test_activity_below_the_threshold_presses_on_no_issue(activity, drive, p):
    assert armed_pressure(activity, drive, p) == 0.0


@for_all(SHARE, ISSUES)
def test_an_issue_that_does_not_feed_on_activity_feels_none(activity, p):
    assert armed_pressure(activity, 0.0, p) == 0.0


@for_all(st.floats(-1.0, 0.0), SHARE, ISSUES)
def test_hostile_acts_keep_their_weight(weight, tension, p):
    assert linked_weight(weight, tension, p) == weight


@for_all(st.floats(0.01, 1.0), SHARE, ISSUES)
def test_a_friendly_act_turns_against_its_sender_where_linkage_times_tension_exceeds_1(weight, tension, p):
    assert linked_weight(weight, 0.0, p) == weight
    assert (linked_weight(weight, tension, p) < 0.0) == (p.linkage * tension > 1.0)
