import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import CAPABILITY, DISTANCE, FACTS
from rule_parameters import TRAITS, central

from nrc_sim.rules.alliance import AllianceParameters, drawn_along, wariness
from nrc_sim.rules.powers import (
    Facts,
    TraitParameters,
    disposition,
    nearness,
    perceived_threat,
    stubbornness,
    weight_of_lead,
)

P = central(TraitParameters)
FAR = 1e12  # thousand kilometres
PLAIN = Facts(domination=0.0, tie=0.0, alignment=0.0, distance=FAR, capability=0.001)

MOVED_BY = {
    disposition: ("domination", "tie", "alignment"),
    perceived_threat: ("domination", "distance"),
    weight_of_lead: ("alignment",),
    stubbornness: ("capability",),
}
ABSENT = [
    (disposition, "domination", "disposition_by_domination"),
    (disposition, "tie", "disposition_by_tie"),
    (disposition, "alignment", "disposition_by_alignment"),
    (perceived_threat, "domination", "threat_by_domination"),
    (perceived_threat, "distance", "threat_by_nearness"),
    (weight_of_lead, "alignment", "lead_weight_by_alignment"),
]


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (disposition, "facts.tie"),
        (disposition, "p.disposition_by_tie"),
        (perceived_threat, "facts.domination"),
        (perceived_threat, "p.threat_at_rest"),
        (perceived_threat, "p.threat_by_domination"),
        (perceived_threat, "p.threat_by_nearness"),
        (weight_of_lead, "facts.alignment"),
        (weight_of_lead, "p.lead_weight_at_rest"),
        (stubbornness, "facts.capability"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (disposition, "facts.domination"),
        (disposition, "facts.alignment"),
        (nearness, "distance"),
        (perceived_threat, "facts.distance"),
        (stubbornness, "p.independence"),
    ],
)
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


@pytest.mark.parametrize("rule", MOVED_BY, ids=lambda rule: rule.__name__)
def test_a_trait_follows_from_its_own_facts_and_from_no_others(rule):
    @for_all(FACTS, FACTS, TRAITS)
    def check(facts, others, p):
        mixed = others._replace(**{name: getattr(facts, name) for name in MOVED_BY[rule]})
        assert rule(mixed, p) == rule(facts, p)

    check()


@pytest.mark.parametrize(("rule", "fact", "parameter"), ABSENT)
def test_a_fact_without_weight_leaves_the_trait_as_it_is(rule, fact, parameter):
    @for_all(FACTS, FACTS, TRAITS)
    def check(facts, others, p):
        other = facts._replace(**{fact: getattr(others, fact)})
        weightless = p._replace(**{parameter: 0.0})
        assert rule(other, weightless) == rule(facts, weightless)

    check()


@for_all(TRAITS)
def test_a_member_without_history_tie_or_alignment_is_disposed_like_the_common_level(p):
    assert disposition(PLAIN, p) == 0.0
    assert weight_of_lead(PLAIN, p) == p.lead_weight_at_rest


@for_all(TRAITS)
def test_each_fact_moves_the_disposition_by_its_own_weight(p):
    assert disposition(PLAIN._replace(domination=1.0), p) == -p.disposition_by_domination
    assert disposition(PLAIN._replace(tie=1.0), p) == p.disposition_by_tie
    assert disposition(PLAIN._replace(alignment=1.0), p) == -p.disposition_by_alignment


def test_a_history_of_full_domination_outweighs_full_ties_of_supply_in_the_world_file():
    assert disposition(PLAIN._replace(domination=1.0, tie=1.0), P) < 0.0


def test_a_neighbour_is_near_and_half_as_near_is_who_lives_at_half_the_distance():
    assert [nearness(distance, P._replace(half_distance=1.0)) for distance in (0.0, 1.0, 3.0)] == [1.0, 0.5, 0.25]


@for_all(DISTANCE, DISTANCE, TRAITS)
def test_the_same_step_matters_less_the_farther_away_it_is_taken(one, two, p):
    near, far = sorted((one, two))
    assert nearness(near, p) - nearness(near + 1.0, p) >= nearness(far, p) - nearness(far + 1.0, p) - 1e-12


@for_all(TRAITS)
def test_a_member_far_away_without_history_feels_no_more_than_at_rest_and_a_neighbour_the_whole_of_nearness(p):
    assert perceived_threat(PLAIN, p) == pytest.approx(p.threat_at_rest, abs=1e-9)
    assert perceived_threat(PLAIN._replace(distance=0.0), p) == p.threat_at_rest + p.threat_by_nearness


@for_all(FACTS, TRAITS)
def test_what_a_member_feels_lies_between_rest_and_all_that_can_be_added_to_it(facts, p):
    felt = perceived_threat(facts, p)
    assert p.threat_at_rest <= felt <= p.threat_at_rest + p.threat_by_domination + p.threat_by_nearness


def test_a_neighbour_that_was_dominated_is_among_the_wariest_and_a_distant_member_that_was_not_is_not():
    assert wariness(perceived_threat(PLAIN._replace(domination=1.0, distance=0.0), P)) > 0.0
    assert wariness(perceived_threat(PLAIN, P)) == 0.0


@for_all(FACTS, TRAITS)
def test_full_alignment_adds_its_whole_weight_to_that_of_the_lead(facts, p):
    aligned = weight_of_lead(facts._replace(alignment=1.0), p)
    assert aligned == p.lead_weight_at_rest + p.lead_weight_by_alignment
    assert p.lead_weight_at_rest <= weight_of_lead(facts, p) <= aligned


@for_all(TRAITS)
def test_influence_reaches_half_the_view_of_a_member_as_capable_as_the_measure_of_independence(p):
    assert stubbornness(PLAIN._replace(capability=p.independence), p) == 0.5


@for_all(TRAITS)
def test_influence_reaches_all_of_the_view_of_the_smallest_member_and_almost_none_of_a_giant_s(p):
    assert stubbornness(PLAIN._replace(capability=1e-9), p) == pytest.approx(0.0, abs=1e-6)
    assert stubbornness(PLAIN._replace(capability=1e9), p) == pytest.approx(1.0)


@for_all(CAPABILITY, CAPABILITY, st.floats(0.01, 6.0), TRAITS)
def test_the_more_capable_of_two_members_is_drawn_along_less(one, two, pull, p):
    alliance = central(AllianceParameters)
    small, great = (stubbornness(PLAIN._replace(capability=size), p) for size in sorted((one, two)))
    assert drawn_along(0.0, pull, great, alliance) <= drawn_along(0.0, pull, small, alliance)
