import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import CONDUCT
from rule_parameters import EXPECTATION

from nrc_sim.rules.expectation import next_expectation, raised_expectation

GESTURE = st.floats(0.0, 3.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (next_expectation, "expected"),
        (next_expectation, "received"),
        (next_expectation, "raised"),
        (raised_expectation, "own_acts"),
        (raised_expectation, "talks_opened"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


def test_expectations_rise_less_after_gestures_that_were_answered():
    check_falls(raised_expectation, "other_acts")


@for_all(CONDUCT, CONDUCT, EXPECTATION)
def test_expectations_move_toward_experience_and_never_beyond(expected, received, p):
    after = next_expectation(expected, received, 0.0, p)
    assert min(expected, received) - 1e-12 <= after <= max(expected, received) + 1e-12


@for_all(GESTURE, GESTURE, EXPECTATION)
def test_an_answered_gesture_awaits_no_reply(own, more, p):
    assert raised_expectation(own, own + more, 0.0, p) == 0.0


@for_all(GESTURE, st.floats(-3.0, 0.0), EXPECTATION)
def test_a_hostile_reply_raises_no_more_than_none(own, other, p):
    assert raised_expectation(own, other, 0.0, p) == raised_expectation(own, 0.0, 0.0, p)


@for_all(st.floats(-3.0, 0.0), CONDUCT, EXPECTATION)
def test_hostile_acts_of_ones_own_await_nothing(own, other, p):
    assert raised_expectation(own, other, 0.0, p) == 0.0


@for_all(EXPECTATION)
def test_the_opening_of_talks_raises_hopes(p):
    assert raised_expectation(0.0, 0.0, 2.0, p) == 2.0 * p.hope_of_talks
