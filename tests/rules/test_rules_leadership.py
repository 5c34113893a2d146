import pytest
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import BELL, CHANCE, DISPOSITION, MONTHS, SHARE
from rule_parameters import LEADERSHIP, central

from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.leadership import (
    LeadershipParameters,
    newness,
    next_disposition,
    next_rally,
    next_tenure,
    renewed,
)


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
    assert after == min(max(p.spread * draw, -p.limit), p.limit)


@for_all(DISPOSITION, SHARE, BELL, LEADERSHIP)
def test_a_leadership_changes_where_the_number_drawn_is_below_the_probability(disposition, renewal, draw, p):
    stays = next_disposition(disposition, renewal, (renewal, draw), p)
    assert stays == faded(disposition, p.half_life)


@for_all(SHARE)
def test_nobody_is_renewed_without_a_renewal_and_all_are_by_a_certain_one(chance):
    assert not renewed(chance, 0.0)
    assert renewed(min(chance, 1.0 - 2.0**-53), 1.0)


@for_all(DISPOSITION, CHANCE, SHARE, BELL, LEADERSHIP)
def test_a_disposition_is_drawn_in_the_months_that_count_as_a_renewal(disposition, chance, renewal, draw, p):
    after = next_disposition(disposition, renewal, (chance, draw), p)
    drawn, kept = (next_disposition(disposition, share, (chance, draw), p) for share in (1.0, 0.0))
    assert after == (drawn if renewed(chance, renewal) else kept)


@for_all(MONTHS)
def test_months_in_office_are_counted_and_start_anew_with_a_change(tenure):
    assert next_tenure(tenure, changed=False) == tenure + 1.0
    assert next_tenure(tenure, changed=True) == 0.0


def test_a_leadership_grows_old():
    check_falls(newness, "tenure")


def test_a_longer_honeymoon_keeps_it_new():
    check_rises(newness, "p.honeymoon")


def test_a_leadership_is_new_for_the_months_of_its_honeymoon():
    p, tenure, new = central(LeadershipParameters), 0.0, 0.0
    while newness(tenure, p) > 0.0:
        new, tenure = new + 1.0, next_tenure(tenure, changed=False)
    assert new == p.honeymoon == 12.0


@for_all(LEADERSHIP)
def test_a_rally_fades_to_half_in_about_its_half_life(p):
    rally = 1.0
    for _ in range(round(p.rally_half_life)):
        rally = next_rally(rally, 0.0, p)
    assert rally == pytest.approx(0.5, abs=0.1)
