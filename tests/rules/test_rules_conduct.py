import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import ACTS, CONDUCT, SHARE
from rule_parameters import BEHAVIOUR, central

from nrc_sim.rules.conduct import (
    ConductParameters,
    carried_acts,
    conduct_push,
    gestures,
    next_conduct,
    reciprocated,
    resting_push,
)

HOSTILE = st.floats(-1.0, -0.01)
FRIENDLY = st.floats(0.01, 1.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (reciprocated, "received"),
        (reciprocated, "hostility_cut"),
        (next_conduct, "conduct"),
        (next_conduct, "answer"),
        (next_conduct, "trust"),
        (next_conduct, "push"),
        (conduct_push, "acts"),
        (conduct_push, "leadership"),
        (conduct_push, "p.weight_of_friendly_acts"),
        (carried_acts, "acts"),
        (carried_acts, "p.weight_of_friendly_acts"),
        (gestures, "acts"),
        (resting_push, "slow"),
        (resting_push, "p.level"),
        (resting_push, "lead"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


def test_the_more_friendly_acts_change_conduct_the_less_is_left_to_gestures():
    check_falls(gestures, "p.weight_of_friendly_acts")


@for_all(CONDUCT, SHARE, BEHAVIOUR)
def test_received_conduct_is_answered_in_kind(received, cut, p):
    assert reciprocated(received, cut, p) * received >= 0.0


@for_all(CONDUCT, SHARE, SHARE, BEHAVIOUR)
def test_conduct_rises_with_the_conduct_received(received, cut, trust, p):
    after, worse = (next_conduct(0.0, reciprocated(r, cut, p), trust, 0.0, p) for r in (received, -1.0))
    assert after >= worse


@for_all(FRIENDLY, SHARE, BEHAVIOUR)
def test_a_regime_leaves_the_answer_to_friendly_conduct_alone(received, cut, p):
    assert reciprocated(received, cut, p) == reciprocated(received, 0.0, p)


@for_all(HOSTILE, BEHAVIOUR)
def test_a_regime_that_cuts_all_hostility_leaves_hostile_conduct_unanswered(received, p):
    assert reciprocated(received, 1.0, p) == 0.0


@for_all(BEHAVIOUR)
def test_conduct_stays_neutral_where_nothing_moves_it(p):
    assert conduct_push(0.0, 0.0, p) == 0.0
    assert next_conduct(0.0, reciprocated(0.0, 0.0, p), 0.5, 0.0, p) == 0.0


@pytest.mark.parametrize("push", [-5.0, 5.0])
@for_all(p=BEHAVIOUR)
def test_many_acts_at_once_lead_to_the_ends_of_the_scale(push, p):
    assert next_conduct(0.0, 0.0, 0.5, push, p) == push / 5.0


@for_all(ACTS, BEHAVIOUR)
def test_acts_are_split_into_what_changes_conduct_and_what_is_only_read(acts, p):
    assert carried_acts(acts, p) + gestures(acts, p) == pytest.approx(acts)


@for_all(st.floats(0.01, 5.0), BEHAVIOUR)
def test_hostile_acts_change_conduct_in_full_and_friendly_ones_by_their_weight(size, p):
    assert carried_acts(-size, p) == -size
    assert gestures(-size, p) == 0.0
    assert carried_acts(size, p) == p.weight_of_friendly_acts * size
    assert 0.0 <= gestures(size, p) <= size


@for_all(FRIENDLY, BEHAVIOUR)
def test_an_act_pushes_conduct_by_what_it_carries_and_a_hostile_one_further_than_a_friendly_one(size, p):
    forward, back = (conduct_push(acts, 0.0, p) for acts in (size, -size))
    assert (forward, back) == (carried_acts(size, p), carried_acts(-size, p))
    assert abs(back) >= abs(forward)


@for_all(ACTS, BEHAVIOUR)
def test_where_friendly_acts_weigh_like_hostile_ones_nothing_is_left_to_gestures(acts, p):
    assert gestures(acts, p._replace(weight_of_friendly_acts=1.0)) == 0.0


def test_conduct_rests_where_it_is_drawn_to():
    """With both at one point, routine and reciprocity carry their shares, and the push the rest."""
    p = central(ConductParameters)._replace(routine=0.4, reciprocity=0.2, trust_pull=0.0, level=0.15, following=0.5)
    assert resting_push(0.05, 0.15, 1.0, p) == pytest.approx(0.4 * 0.2)
    assert next_conduct(0.2, 0.2 * 0.2, 0.5, resting_push(0.05, 0.15, 1.0, p), p) == pytest.approx(0.2)
    # The lead is .1 below the level; an ally that looks to it by .6, and follows by .5, lies .03 lower.
    assert resting_push(0.0, 0.05, 0.6, p) == pytest.approx(0.4 * (0.15 - 0.03))
