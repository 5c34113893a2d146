import pytest
from rule_checks import check_rises, for_all
from rule_inputs import BELL, CHANCE, DISPOSITION, LEADERSHIP, SHARE

from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.leadership import next_disposition, next_rally


@pytest.mark.parametrize("argument", ["rally", "added"])
def test_the_rally_rises_with(argument):
    check_rises(next_rally, argument)


@for_all(DISPOSITION, CHANCE, BELL, LEADERSHIP)
def test_a_leadership_that_stays_loses_its_edge(disposition, decision, draw, p):
    after = next_disposition(disposition, 0.0, (decision, draw), p)
    assert after == faded(disposition, p.half_life)
    assert abs(after) <= abs(disposition)


@for_all(DISPOSITION, CHANCE, BELL, LEADERSHIP)
def test_a_new_leadership_owes_nothing_to_the_old_one(disposition, decision, draw, p):
    after = next_disposition(disposition, 1.0, (decision, draw), p)
    assert after == min(max(p.spread * draw, -2.0), 2.0)


@for_all(DISPOSITION, SHARE, BELL, LEADERSHIP)
def test_a_leadership_changes_where_the_number_drawn_is_below_the_probability(disposition, renewal, draw, p):
    stays = next_disposition(disposition, renewal, (renewal, draw), p)
    assert stays == faded(disposition, p.half_life)


@for_all(LEADERSHIP)
def test_a_rally_fades_to_half_in_about_its_half_life(p):
    rally = 1.0
    for _ in range(round(p.rally_half_life)):
        rally = next_rally(rally, 0.0, p)
    assert rally == pytest.approx(0.5, abs=0.1)
