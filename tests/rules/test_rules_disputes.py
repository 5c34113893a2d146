from math import log

import pytest
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import CHANCE, SHARE, UNREST
from rule_parameters import DISPUTES

from nrc_sim.rules.disputes import DisputeParameters, chance_of_dispute, first_acts, next_unrest, severity

CLUSTER = DisputeParameters(rate=0.05, tail=2.0, least=0.1, clustering=0.6, cluster_half_life=2.0, reply=0.5)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (chance_of_dispute, "unrest"),
        (chance_of_dispute, "p.rate"),
        (chance_of_dispute, "grievance"),
        (severity, "p.least"),
        (next_unrest, "unrest"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(("rule", "argument"), [(severity, "chance"), (severity, "p.tail")])
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


def test_without_its_parameters_no_dispute_breaks_out():
    assert chance_of_dispute(0.0, 1.0, DisputeParameters()) == 0.0


@pytest.mark.parametrize("size", [0.1, 0.2, 0.4, 0.8])
def test_severities_follow_a_power_law(size):
    """The chance of more than a size is (least / size) to the power of the tail."""
    chance = (0.1 / size) ** 2.0
    assert severity(chance, CLUSTER) == pytest.approx(size, rel=1e-6)


@for_all(CHANCE, DISPUTES)
def test_no_severity_lies_outside_the_scale(chance, p):
    assert p.least <= severity(chance, p) * (1.0 + 1e-12)
    assert severity(chance, p) <= 1.0


@for_all(SHARE, CHANCE, DISPUTES)
def test_either_begins_and_the_other_returns_a_share(size, chance, p):
    acts, replies = first_acts(size, chance, p)
    first, second = (acts, replies) if chance < 0.5 else (replies, acts)
    assert (first, second) == (-size, -p.reply * size)


@for_all(UNREST, DISPUTES)
def test_a_dispute_brings_as_many_after_it_as_is_said(unrest, p):
    added = next_unrest(unrest, True, p) - next_unrest(unrest, False, p)
    kept = p.cluster_half_life / (p.cluster_half_life + log(2.0))
    # It adds this in the first month, `kept` times as much in the next, and so on.
    assert added / (1.0 - kept) == pytest.approx(p.clustering, abs=1e-9)
