import pytest
from rule_checks import check_rises, for_all
from rule_inputs import ACTS, CONDUCT, GESTURES, SHARE
from rule_parameters import BEHAVIOUR, PERCEPTION

from nrc_sim.rules.actors import read_acts
from nrc_sim.rules.conduct import carried_acts, gestures
from nrc_sim.rules.perception import blended, seen_conduct


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (blended, "own"),
        (blended, "reference"),
        (seen_conduct, "own"),
        (seen_conduct, "toward_lead"),
        (read_acts, "received"),
        (read_acts, "discount"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@for_all(CONDUCT, CONDUCT, SHARE)
def test_a_blend_lies_between_its_parts(own, reference, weight):
    assert min(own, reference) - 1e-12 <= blended(own, reference, weight) <= max(own, reference) + 1e-12


@for_all(CONDUCT, CONDUCT)
def test_the_weight_is_the_share_of_the_reference(own, reference):
    assert blended(own, reference, 0.0) == own
    assert blended(own, reference, 1.0) == pytest.approx(reference, abs=1e-15)


@for_all(CONDUCT, CONDUCT, SHARE, PERCEPTION)
def test_a_member_sees_conduct_toward_the_lead_by_solidarity_and_by_how_far_it_looks_to_the_lead(own, lead, weight, p):
    assert seen_conduct(own, lead, 0.0, p) == own
    assert seen_conduct(own, lead, 1.0, p._replace(solidarity=0.0)) == own
    assert seen_conduct(own, lead, weight, p) == blended(own, lead, p.solidarity * weight)


@for_all(CONDUCT, ACTS, BEHAVIOUR)
def test_conduct_without_gestures_and_linked_acts_is_read_as_what_it_is(received, discount, p):
    assert read_acts(received, 0.0, 0.0, p) == received
    assert (read_acts(received, 0.0, discount, p) < received) == (received + discount < received)


@for_all(ACTS, BEHAVIOUR)
def test_an_act_is_read_in_full_however_little_of_it_changes_conduct(acts, p):
    assert read_acts(carried_acts(acts, p), acts, 0.0, p) == pytest.approx(acts)


@for_all(GESTURES, BEHAVIOUR)
def test_a_discount_of_all_that_was_offered_leaves_conduct_as_it_was(friendly, p):
    assert read_acts(0.0, friendly, -gestures(friendly, p), p) == 0.0


@for_all(CONDUCT, SHARE, PERCEPTION)
def test_the_lead_sees_conduct_toward_itself_as_it_is(toward_lead, weight, p):
    assert seen_conduct(toward_lead, toward_lead, weight, p) == toward_lead
