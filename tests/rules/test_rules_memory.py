from math import sqrt

import pytest
from rule_checks import check_rises, for_all
from rule_inputs import ACTS, BELL, SHARE
from rule_parameters import MEMORY, central

from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.memory import MemoryParameters, drifted, next_slow, next_upkeep

NONE = MemoryParameters()


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (drifted, "common"),
        (drifted, "own"),
        (next_slow, "slow"),
        (next_slow, "drift"),
        (next_upkeep, "upkeep"),
        (next_upkeep, "acts"),
        (next_upkeep, "replies"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@for_all(BELL, BELL)
def test_without_its_parameters_nothing_is_kept(common, own):
    assert drifted(common, own, NONE) == 0.0
    assert next_slow(0.0, 0.0, NONE) == 0.0


@for_all(SHARE, ACTS, ACTS, MEMORY)
def test_what_one_side_offers_and_the_other_does_not_answer_is_no_investment(upkeep, acts, replies, p):
    assert next_upkeep(upkeep, acts, min(replies, 0.0), p) == faded(upkeep, p.upkeep_half_life)
    assert next_upkeep(upkeep, acts, replies, p) == next_upkeep(upkeep, replies, acts, p)


def test_the_drift_keeps_the_spread_of_the_slow_part():
    """What fading takes from the variance in a month, the drift of independent bells gives back."""
    p = central(MemoryParameters)._replace(half_life=30.0, spread=0.1, own_share=0.36)
    common, own = drifted(1.0, 0.0, p), drifted(0.0, 1.0, p)
    kept = faded(1.0, 30.0)
    assert (kept * 0.1) ** 2 + common**2 + own**2 == pytest.approx(0.1**2)
    assert common / own == pytest.approx(0.8 / 0.6)


def test_a_worked_month():
    p = MemoryParameters(half_life=6.931471805599453, upkeep_half_life=6.931471805599453)
    # Of .11 a tenth in eleven fades, and .02 drifts.
    assert next_slow(0.11, 0.02, p) == pytest.approx(0.1 + 0.02)
    # The smaller of both acts fills .4 of the room: .5 + .2; a tenth in eleven wears.
    assert next_upkeep(0.5, 0.6, 0.4, p) == pytest.approx(0.7 / 1.1)
    assert drifted(2.0, 0.0, p._replace(spread=0.1)) == pytest.approx(0.2 * sqrt(1.0 - (10.0 / 11.0) ** 2))
