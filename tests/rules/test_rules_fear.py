import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import FEAR, THREAT
from rule_parameters import FEARS, LEAST_THREAT, MOST_THREAT, lowest

from nrc_sim.rules.fear import FearParameters, next_fear

LEAST_SEVERE = lowest(FearParameters, "threshold")


@pytest.mark.parametrize("argument", ["fear", "threat_perception"])
def test_fear_rises_with(argument):
    check_rises(next_fear, argument)


def test_fear_falls_with_better_conduct():
    check_falls(next_fear, "received")


@for_all(st.floats(0.001, 10.0), st.floats(-LEAST_SEVERE, 1.0), THREAT, FEARS)
def test_fear_fades_where_nothing_severe_happens(fear, received, threat_perception, p):
    assert 0.0 < next_fear(fear, received, threat_perception, p) < fear


@for_all(FEAR, st.floats(-1.0, 1.0), st.floats(LEAST_THREAT, 1.0), FEARS)
def test_members_that_feel_no_more_threatened_than_the_lead_gain_no_fear(fear, received, threat_perception, p):
    assert next_fear(fear, received, threat_perception, p) <= fear


@for_all(st.floats(1.1, MOST_THREAT), FEARS)
def test_severe_hostility_frightens_a_wary_member(threat_perception, p):
    gained = next_fear(0.0, -1.0, threat_perception, p)
    assert gained == pytest.approx(p.gain * (threat_perception - 1.0) * (1.0 - p.threshold))


@for_all(FEAR, FEARS)
def test_a_longer_memory_keeps_more(fear, p):
    assert next_fear(fear, 0.0, 1.5, p._replace(half_life=84.0)) >= next_fear(fear, 0.0, 1.5, p)
