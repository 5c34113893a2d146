from math import nextafter

import pytest
from hypothesis import strategies as st
from rule_checks import check_rises, for_all
from rule_inputs import CHANCE, CONDUCT, MONTHS, POLITICS, READ, SHARE
from rule_parameters import INSTITUTION, WORLD, central, lowest
from rule_states import COUNCIL, FROZEN, LIMITED, PARTNERSHIP, REGIMES, moved

from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.institution import (
    BACK_HOME,
    TURNS_OF_REGIMES,
    InstitutionParameters,
    Politics,
    dialogue_level,
    freeze_hazard,
    hazard_of_regimes,
    next_climate,
    next_consultation,
    next_ready,
    next_regime,
    thaw_hazard,
)
from nrc_sim.rules.ways import Ways

P = central(InstitutionParameters)
QUIET = Politics(hostility=0.0, climate=-1.0, home=COUNCIL, months=24.0, ready=0.0, trust=0.5)
FRIENDLY = QUIET._replace(climate=1.0)
HOSTILE = QUIET._replace(hostility=1.0)
LEAST_HOSTILITY = lowest(InstitutionParameters, "freeze_hostility")
LITTLE, MUCH = 1e-9, 1.0 - 1e-9  # chances


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (freeze_hazard, "hostility"),
        (thaw_hazard, "politics.climate"),
        (thaw_hazard, "politics.months"),
        (next_climate, "climate"),
        (next_climate, "read"),
        (dialogue_level, "regime_dialogue"),
        (dialogue_level, "policy"),
        (next_consultation, "held"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@for_all(st.floats(-1.0, LEAST_HOSTILITY), INSTITUTION)
def test_conduct_that_is_not_severe_freezes_nothing(hostility, p):
    assert freeze_hazard(hostility, p) == 0.0


@for_all(st.floats(0.0, 0.9), POLITICS, INSTITUTION)
def test_nothing_thaws_before_the_least_pause(share, politics, p):
    resting = politics._replace(months=share * p.least_pause, climate=1.0)
    assert thaw_hazard(resting, p) == 0.0


@for_all(POLITICS, INSTITUTION)
def test_the_month_that_completes_the_least_pause_may_bring_the_thaw(politics, p):
    rested = politics._replace(months=p.least_pause, climate=1.0)
    assert thaw_hazard(rested, p) == p.thawing


@for_all(MONTHS, INSTITUTION)
def test_nothing_thaws_without_initiative(months, p):
    assert thaw_hazard(QUIET._replace(months=months), p) == 0.0


def test_the_defaults_name_four_roles():
    assert tuple(role.id for role in WORLD.regime_roles) == REGIMES
    assert [role.frozen for role in WORLD.regime_roles] == [code == FROZEN for code in range(4)]
    assert [role.partnership for role in WORLD.regime_roles] == [code == PARTNERSHIP for code in range(4)]
    assert [role.home for role in WORLD.regime_roles] == [code < FROZEN for code in range(4)]


def test_turns_are_numbered_as_they_are_named():
    politics = Politics(hostility=0.6, climate=0.0, home=COUNCIL, months=24.0, ready=P.partnership_months, trust=0.0)
    found = {name: hazard_of_regimes(number, politics, P) for number, name in enumerate(TURNS_OF_REGIMES)}
    assert found["freeze"] == freeze_hazard(0.6, P) > 0.0
    assert found["thaw"] == thaw_hazard(politics, P) > 0.0
    assert found["partnership_ready"] == found["partnership_lost"] == 1.0
    short = politics._replace(ready=P.partnership_months - 1.0, trust=P.partnership_loss)
    assert [hazard_of_regimes(number, short, P) for number in (2, 3)] == [0.0, 0.0]


def test_a_condition_of_which_a_way_has_a_share_is_taken_by_that_share():
    # A regime that a loss of trust ends in half of the months, and that comes back home in a quarter of them.
    ways = Ways((0, 2, 2), (2, 2, 2), (1, BACK_HOME), (3, 3), (0.5, 0.25))
    lost = QUIET._replace(trust=0.0, home=2)
    assert [next_regime(0, chance, lost, ways, P) for chance in (0.49, 0.51, 0.74, 0.76)] == [1, 2, 2, 0]


@pytest.mark.parametrize("regime", [LIMITED, COUNCIL, PARTNERSHIP])
def test_severe_conduct_freezes_any_open_regime(regime):
    hazard = freeze_hazard(1.0, P)
    assert hazard == P.freezing
    assert moved(regime, nextafter(hazard, 0.0), HOSTILE, P) == FROZEN
    assert moved(regime, hazard, HOSTILE, P) == regime


@pytest.mark.parametrize("home", [LIMITED, COUNCIL])
def test_a_thaw_leads_home(home):
    politics = FRIENDLY._replace(home=home)
    assert moved(FROZEN, nextafter(P.thawing, 0.0), politics, P) == home
    assert moved(FROZEN, P.thawing, politics, P) == FROZEN


@for_all(CHANCE, POLITICS, INSTITUTION)
def test_a_frozen_regime_cannot_turn_into_a_partnership_at_once(chance, politics, p):
    ready = politics._replace(ready=1e3)
    assert moved(FROZEN, chance, ready, p) in {FROZEN, politics.home}


@for_all(CHANCE, POLITICS, INSTITUTION)
def test_hostility_cannot_freeze_what_is_frozen(chance, politics, p):
    after = {moved(FROZEN, chance, politics._replace(hostility=level), p) for level in (-1.0, 1.0)}
    assert len(after) == 1


@pytest.mark.parametrize("regime", [LIMITED, COUNCIL])
@for_all(chance=CHANCE, p=INSTITUTION)
def test_an_open_regime_becomes_a_partnership_when_it_has_been_ready_long_enough(regime, chance, p):
    ready = QUIET._replace(ready=p.partnership_months)
    assert moved(regime, chance, ready, p) == PARTNERSHIP
    assert moved(regime, chance, ready._replace(ready=p.partnership_months - 1.0), p) == regime


@for_all(chance=CHANCE, p=INSTITUTION)
def test_a_partnership_lasts_until_trust_is_lost(chance, p):
    trusted, lost = (QUIET._replace(trust=level) for level in (p.partnership_loss, nextafter(p.partnership_loss, 0.0)))
    assert moved(PARTNERSHIP, chance, trusted, p) == PARTNERSHIP
    assert moved(PARTNERSHIP, chance, lost, p) == COUNCIL


@pytest.mark.parametrize("chance", [LITTLE, MUCH])
def test_a_severe_act_freezes_even_a_regime_that_is_ready_for_more(chance):
    after = moved(COUNCIL, chance, HOSTILE._replace(ready=100.0), P)
    assert after == (FROZEN if chance == LITTLE else PARTNERSHIP)


@for_all(MONTHS, INSTITUTION)
def test_months_of_readiness_are_counted_and_forgotten_once_a_condition_fails(ready, p):
    high, low = (p.partnership_trust_outside + 0.01, p.partnership_trust_alliance + 0.01), p.partnership_tension - 0.01
    assert next_ready(ready, high, low, p) == ready + 1.0
    assert next_ready(ready, (p.partnership_trust_outside, high[1]), low, p) == 0.0
    assert next_ready(ready, (high[0], p.partnership_trust_alliance), low, p) == 0.0
    assert next_ready(ready, high, p.partnership_tension, p) == 0.0


@for_all(CONDUCT, READ, INSTITUTION)
def test_the_climate_moves_toward_how_conduct_is_read_and_never_beyond(climate, read, p):
    after = next_climate(climate, read, p)
    nearest = max(-1.0, min(1.0, read))
    assert min(climate, nearest) - 1e-12 <= after <= max(climate, nearest) + 1e-12


@for_all(CONDUCT, INSTITUTION)
def test_a_climate_fades_by_its_memory_once_conduct_is_read_as_neutral(climate, p):
    assert next_climate(climate, 0.0, p) == faded(climate, p.climate_memory)


@for_all(CONDUCT, INSTITUTION)
def test_the_climate_stays_where_conduct_is_read_as_before(read, p):
    assert next_climate(read, read, p) == read


def test_gestures_improve_a_climate_that_conduct_alone_would_leave_as_it_is():
    bare, friendly = 0.0, 0.5
    assert next_climate(0.0, bare, P) == 0.0 < next_climate(0.0, friendly, P)


@for_all(SHARE, SHARE)
def test_a_policy_keeps_dialogue_up_and_never_below_the_regime(regime_dialogue, policy):
    assert dialogue_level(regime_dialogue, policy) == max(regime_dialogue, policy)


@for_all(SHARE, INSTITUTION)
def test_consultations_fill_the_room_that_is_left(consultation, p):
    kept = next_consultation(consultation, 0.0, p)
    assert next_consultation(consultation, 1.0, p) - kept == pytest.approx(1.0 - consultation, abs=1e-12)
    assert next_consultation(0.0, 0.5, p) == 0.5


@for_all(st.floats(0.001, 1.0), INSTITUTION)
def test_a_consultation_is_forgotten_in_time(consultation, p):
    assert 0.0 < next_consultation(consultation, 0.0, p) < consultation
