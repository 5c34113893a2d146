import pytest
from hypothesis import strategies as st
from rule_checks import check_rises, for_all
from rule_inputs import BEHAVIOUR, BELL, CONDUCT, SHARE

from nrc_sim.rules.conduct import chance_in_conduct, conduct_push, next_conduct, reciprocated, restraint

HOSTILE = st.floats(-1.0, -0.01)
FRIENDLY = st.floats(0.01, 1.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (restraint, "hostility_cut"),
        (restraint, "dialogue"),
        (reciprocated, "received"),
        (reciprocated, "restrained"),
        (next_conduct, "conduct"),
        (next_conduct, "answer"),
        (next_conduct, "trust"),
        (next_conduct, "push"),
        (chance_in_conduct, "own"),
        (chance_in_conduct, "shared"),
        (conduct_push, "acts"),
        (conduct_push, "leadership"),
        (conduct_push, "portfolio"),
        (conduct_push, "chance"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@for_all(CONDUCT, SHARE, BEHAVIOUR)
def test_received_conduct_is_answered_in_kind(received, restrained, p):
    assert reciprocated(received, restrained, p) * received >= 0.0


@for_all(CONDUCT, SHARE, SHARE, BEHAVIOUR)
def test_conduct_rises_with_the_conduct_received(received, restrained, trust, p):
    after, worse = (next_conduct(0.0, reciprocated(r, restrained, p), trust, 0.0, p) for r in (received, -1.0))
    assert after >= worse


@for_all(FRIENDLY, BEHAVIOUR)
def test_hostile_conduct_is_answered_more_than_proportionally(size, p):
    assert abs(reciprocated(-size, 0.0, p)) >= reciprocated(size, 0.0, p)


@for_all(FRIENDLY, SHARE, BEHAVIOUR)
def test_restraint_leaves_the_answer_to_friendly_conduct_alone(received, restrained, p):
    assert reciprocated(received, restrained, p) == reciprocated(received, 0.0, p)


@for_all(HOSTILE, BEHAVIOUR)
def test_full_restraint_leaves_hostile_conduct_unanswered(received, p):
    assert reciprocated(received, 1.0, p) == 0.0


@for_all(SHARE, BEHAVIOUR)
def test_a_regime_that_cuts_all_hostility_needs_no_dialogue_for_it(dialogue, p):
    assert restraint(1.0, dialogue, p) == 1.0


@for_all(SHARE, BEHAVIOUR)
def test_without_dialogue_only_the_regime_restrains(hostility_cut, p):
    assert restraint(hostility_cut, 0.0, p) == pytest.approx(hostility_cut, abs=1e-15)


@for_all(BEHAVIOUR)
def test_conduct_stays_neutral_where_nothing_moves_it(p):
    assert conduct_push(0.0, 0.0, 0.0, 0.0, p) == 0.0
    assert next_conduct(0.0, reciprocated(0.0, 0.0, p), 0.5, 0.0, p) == 0.0


@pytest.mark.parametrize("push", [-5.0, 5.0])
@for_all(p=BEHAVIOUR)
def test_many_acts_at_once_lead_to_the_ends_of_the_scale(push, p):
    assert next_conduct(0.0, 0.0, 0.5, push, p) == push / 5.0


@for_all(BELL, BELL, BEHAVIOUR)
def test_chance_is_that_of_the_dyad_and_that_of_its_direction_each_by_its_own_size(own, shared, p):
    assert chance_in_conduct(own, 0.0, p) == p.dyad_noise * own
    assert chance_in_conduct(0.0, shared, p) == p.shared_noise * shared
    assert chance_in_conduct(0.0, 0.0, p) == 0.0
