import pytest
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import SHARE
from rule_parameters import FEARS, central

from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.fear import FearParameters
from nrc_sim.rules.rift import followed, next_rift


def test_a_rift_rises_with_what_it_was_and_falls_with_friendlier_acts():
    check_rises(next_rift, "rift")
    check_falls(next_rift, "acts")


@for_all(SHARE, FEARS)
def test_without_acts_a_rift_fades_with_the_half_life_of_fear(rift, p):
    assert next_rift(rift, 0.0, p) == faded(rift, p.half_life)


@for_all(FEARS)
def test_friendly_acts_make_no_rift_and_allies_who_do_nothing_have_none(p):
    assert next_rift(0.0, 0.7, p) == next_rift(0.0, 0.0, p) == 0.0


@for_all(SHARE)
def test_without_a_rift_a_power_follows_in_full_and_behind_a_whole_one_not_at_all(weight):
    assert followed(weight, 0.0) == weight
    assert followed(weight, 1.0) == 0.0


def test_months_worked_by_hand():
    # A half-life of ten times ln 2: a tenth in eleven fades in a month.
    p = central(FearParameters)._replace(half_life=6.931471805599453)
    first = next_rift(0.0, -0.44, p)  # .44 / 1.1
    assert first == pytest.approx(0.4)
    second = next_rift(first, -0.5, p)  # (.4 + .6 * .5) / 1.1
    assert second == pytest.approx(0.7 / 1.1)
    assert next_rift(0.5, 0.4, p) == pytest.approx(0.3 / 1.1)  # (.5 - .5 * .4) / 1.1
    assert followed(0.6, 0.25) == pytest.approx(0.45)
