import pytest
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import ACTS, CONDUCT, GESTURES, SHARE
from rule_parameters import BEHAVIOUR, PERCEPTION

from nrc_sim.rules.conduct import carried_acts, gestures
from nrc_sim.rules.perception import blended, read_conduct, seen_by_member, surprise


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (blended, "own"),
        (blended, "reference"),
        (seen_by_member, "own"),
        (seen_by_member, "toward_lead"),
        (read_conduct, "received"),
        (read_conduct, "gestures"),
        (read_conduct, "discount"),
        (surprise, "received"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


def test_who_expects_more_is_disappointed_more():
    check_falls(surprise, "expected")


@for_all(CONDUCT, CONDUCT, SHARE)
def test_a_blend_lies_between_its_parts(own, reference, weight):
    assert min(own, reference) - 1e-12 <= blended(own, reference, weight) <= max(own, reference) + 1e-12


@for_all(CONDUCT, CONDUCT)
def test_the_weight_is_the_share_of_the_reference(own, reference):
    assert blended(own, reference, 0.0) == own
    assert blended(own, reference, 1.0) == pytest.approx(reference, abs=1e-15)


@for_all(CONDUCT, CONDUCT, SHARE, PERCEPTION)
def test_a_member_sees_conduct_toward_the_lead_by_solidarity_and_by_how_far_it_looks_to_the_lead(own, lead, weight, p):
    assert seen_by_member(own, lead, 0.0, p) == own
    assert seen_by_member(own, lead, 1.0, p._replace(solidarity=0.0)) == own
    assert seen_by_member(own, lead, weight, p) == blended(own, lead, p.solidarity * weight)


@for_all(CONDUCT, ACTS)
def test_conduct_without_gestures_and_linked_acts_is_read_as_what_it_is(received, discount):
    assert read_conduct(received, 0.0, 0.0) == received
    assert (read_conduct(received, 0.0, discount) < received) == (received + discount < received)


@for_all(CONDUCT, GESTURES)
def test_gestures_are_read_in_full_on_top_of_conduct_and_never_against_it(received, friendly):
    assert read_conduct(received, friendly, 0.0) == received + friendly >= received


@for_all(ACTS, BEHAVIOUR)
def test_an_act_is_read_in_full_however_little_of_it_changes_conduct(acts, p):
    assert read_conduct(carried_acts(acts, p), gestures(acts, p), 0.0) == pytest.approx(acts)


@for_all(GESTURES)
def test_a_discount_of_all_that_was_offered_leaves_conduct_as_it_was(friendly):
    assert read_conduct(0.0, friendly, -friendly) == 0.0


@for_all(CONDUCT, CONDUCT)
def test_conduct_surprises_by_what_it_differs(received, expected):
    assert surprise(received, expected) == received - expected


@for_all(CONDUCT, SHARE, PERCEPTION)
def test_the_lead_sees_conduct_toward_itself_as_it_is(toward_lead, weight, p):
    assert seen_by_member(toward_lead, toward_lead, weight, p) == toward_lead
