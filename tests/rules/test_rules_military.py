import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import CHANCE, POSTURE, SHARE, THREAT
from rule_parameters import MILITARY, central

from nrc_sim.rules.military import MilitaryParameters, Posture, felt_threat, next_activity

CALM = Posture(trust=1.0, fear=0.0, failed=0.0, freed=0.0, transparency=0.0, added=0.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (next_activity, "activity"),
        (next_activity, "other"),
        (next_activity, "posture.fear"),
        (next_activity, "posture.failed"),
        (next_activity, "posture.freed"),
        (next_activity, "posture.added"),
        (felt_threat, "other"),
        (felt_threat, "threat_perception"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (next_activity, "posture.trust"),
        (next_activity, "posture.transparency"),
        (felt_threat, "transparency"),
    ],
)
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


@for_all(SHARE, MILITARY)
def test_calm_forces_return_to_rest(activity, p):
    after = next_activity(activity, p.rest, CALM, p)
    assert min(activity, p.rest) - 1e-12 <= after <= max(activity, p.rest) + 1e-12


@for_all(CHANCE, CHANCE, MILITARY)
def test_action_and_reaction_settle_where_nothing_else_moves_forces(one, two, p):
    gap = max(one, two) - p.rest
    for _ in range(12):
        one, two = next_activity(one, two, CALM, p), next_activity(two, one, CALM, p)
    assert max(one, two) - p.rest <= max(gap, 0.0) + 1e-12


def test_a_race_of_the_central_parameters_ends():
    p = central(MilitaryParameters)
    one = two = 1.0
    for _ in range(1200):
        one, two = next_activity(one, two, CALM, p), next_activity(two, one, CALM, p)
    assert one == two == pytest.approx(p.rest)


@for_all(SHARE, SHARE, MILITARY)
def test_trust_of_the_reference_or_more_calls_for_no_forces(activity, trust, p):
    trusting = CALM._replace(trust=max(trust, p.trust_reference))
    assert next_activity(activity, 0.0, trusting, p) == next_activity(activity, 0.0, CALM, p)


@for_all(SHARE, THREAT, SHARE, MILITARY)
def test_forces_at_rest_threaten_nobody(share, threat_perception, transparency, p):
    assert felt_threat(share * p.rest, threat_perception, transparency, p) == 0.0


@for_all(SHARE, SHARE, st.floats(-3.0, 3.0), MILITARY)
def test_no_event_moves_activity_out_of_its_range(activity, other, added, p):
    eventful = next_activity(activity, other, CALM._replace(added=added), p)
    plain = next_activity(activity, other, CALM, p)
    room = 1.0 - plain if added > 0.0 else plain
    assert 0.0 <= eventful <= 1.0
    assert eventful == pytest.approx(min(max(plain + room * added, 0.0), 1.0), abs=1e-12)


@for_all(SHARE, POSTURE, MILITARY)
def test_no_race_stops_at_a_wall(other, posture, p):
    """The harder a side is pressed, the more it arms, and never up to the bound."""
    pressed = posture._replace(added=0.0, transparency=0.0)
    assert next_activity(0.999, other, pressed, p) < 1.0
