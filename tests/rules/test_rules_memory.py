from math import sqrt

import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import ACTS, BELL, DRIFT, MEASURES, SLOW
from rule_parameters import MEMORY, central

from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.memory import MemoryParameters, drifted, next_measures, next_slow

NONE = MemoryParameters()


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (drifted, "common"),
        (drifted, "own"),
        (next_slow, "slow"),
        (next_slow, "drift"),
        (next_slow, "own"),
        (next_slow, "others"),
        (next_measures, "measures"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


def test_friendly_acts_lift_measures():
    check_falls(next_measures, "acts")


@for_all(BELL, BELL, ACTS, ACTS)
def test_without_its_parameters_nothing_is_kept(common, own, acts, replies):
    assert drifted(common, own, NONE) == 0.0
    assert next_slow(0.0, 0.0, acts, replies, NONE) == 0.0
    assert next_measures(0.0, acts, NONE) == 0.0


@for_all(SLOW, DRIFT, ACTS, ACTS, MEMORY)
def test_both_remember_a_quarrel_alike(slow, drift, own, others, p):
    assert next_slow(slow, drift, own, others, p) == next_slow(slow, drift, others, own, p)


@for_all(MEASURES, st.floats(0.0, 5.0), MEMORY)
def test_measures_are_never_below_nothing(measures, acts, p):
    assert next_measures(measures, acts, p) >= 0.0


def test_the_drift_keeps_the_spread_of_the_slow_part():
    """What fading takes from the variance in a month, the drift of independent bells gives back."""
    p = central(MemoryParameters)._replace(half_life=30.0, spread=0.1, own_share=0.36)
    common, own = drifted(1.0, 0.0, p), drifted(0.0, 1.0, p)
    kept = faded(1.0, 30.0)
    assert (kept * 0.1) ** 2 + common**2 + own**2 == pytest.approx(0.1**2)
    assert common / own == pytest.approx(0.8 / 0.6)


def test_a_worked_month():
    p = MemoryParameters(half_life=6.931471805599453, carried=0.2, standing=0.5, standing_half_life=0.6931471805599453)
    # Of .11 a tenth in eleven fades; a quarrel of -.3 and -.1 is carried by a fifth of its mean.
    assert next_slow(0.11, 0.02, -0.3, -0.1, p) == pytest.approx(0.1 + 0.02 - 0.04)
    # Half of .2 fades, half of the act of -.3 is left standing; an act of .3 lifts what it can.
    assert next_measures(0.2, -0.3, p) == pytest.approx(0.1 + 0.15)
    assert next_measures(0.2, 0.3, p) == 0.0
    assert drifted(2.0, 0.0, p._replace(spread=0.1)) == pytest.approx(0.2 * sqrt(1.0 - (10.0 / 11.0) ** 2))
