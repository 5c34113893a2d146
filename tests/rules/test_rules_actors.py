"""Every number of an actor goes where it belongs: what depends on it, in which direction, and what does not."""

import pytest
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import CONDUCT, FORCES, LOG_ODDS, POWER, RULES, SHARE, STANCE, VIEW
from rule_parameters import ALLIANCE, BEHAVIOUR, BELIEF, MILITARY, PERCEPTION

from nrc_sim.rules.actors import (
    choose_conduct,
    drawn_to_allies,
    drawn_to_lead,
    learn_expectation,
    next_forces,
    read_acts,
    see_conduct,
    updated_trust,
)
from nrc_sim.rules.council import stock_of_area
from nrc_sim.rules.powers import SideTraits

RISING = [
    *((choose_conduct, f"stance.{name}") for name in ("conduct", "received", "trust_level", "acts", "leaders")),
    (choose_conduct, "stance.hostility_cut"),
    *((read_acts, name) for name in ("received", "acts", "discount")),
    *((see_conduct, name) for name in ("own", "toward_lead")),
    (drawn_to_allies, "looked_to"),
    (drawn_to_lead, "lead"),
    *((updated_trust, f"view.{name}") for name in ("read", "dialogue", "consultation", "rally", "whole_project")),
    *((updated_trust, f"view.{name}") for name in ("spillover", "leaders", "transparency")),
    *((updated_trust, name) for name in ("traits.disposition", "traits.openness", "traits.consulted", "drawn")),
    *((learn_expectation, f"hopes.{name}") for name in ("read", "acts", "talks_opened")),
    *((next_forces, f"forces.{name}") for name in ("opposing", "mean_fear", "failures", "added_activity")),
    *((next_forces, f"traits.{name}") for name in ("counter_measures", "committed")),
    *((stock_of_area, name) for name in ("let_through", "added", "area.need")),
    *((stock_of_area, f"now.{name}") for name in ("commitment", "support", "link")),
]
FALLING = [
    (drawn_to_allies, "deviation"),
    (drawn_to_lead, "deviation"),
    *((updated_trust, f"view.{name}") for name in ("expectation", "fear", "load", "grievance", "activity")),
    (learn_expectation, "hopes.replies"),
    (next_forces, "forces.trust"),
    (next_forces, "forces.commitment"),
    (stock_of_area, "area.dependence"),
]


def name_of(value):
    return getattr(value, "__name__", value)


@pytest.mark.parametrize(("rule", "argument"), RISING, ids=name_of)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(("rule", "argument"), FALLING, ids=name_of)
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


@for_all(FORCES, SHARE, MILITARY)
def test_a_side_without_the_trait_is_moved_neither_by_failed_talks_nor_by_forces_set_free(forces, share, p):
    neither = SideTraits(0.0, 0.0, True)
    moved = next_forces(forces._replace(failures=5.0 * share, commitment=share), neither, p)
    assert moved == next_forces(forces, neither, p)


@for_all(STANCE, BEHAVIOUR, CONDUCT, CONDUCT, SHARE, PERCEPTION)
def test_a_power_that_has_wholly_drifted_from_its_allies_goes_its_own_way(stance, p, own, toward_lead, weight, seeing):
    apart = choose_conduct(stance._replace(rift=1.0), p)
    assert apart == choose_conduct(stance._replace(rift=1.0, lead=-stance.lead), p)
    assert apart == choose_conduct(stance._replace(rift=0.0, lead_weight=0.0), p)
    assert see_conduct(own, toward_lead, weight, 1.0, seeing) == own


@for_all(LOG_ODDS, LOG_ODDS, POWER, ALLIANCE)
def test_what_draws_a_power_to_its_allies_falls_with_the_rift_between_them(deviation, looked_to, traits, p):
    whole, half, none = (drawn_to_allies(deviation, looked_to, rift, traits, p) for rift in (0.0, 0.5, 1.0))
    assert (half, none) == (0.5 * whole, 0.0)


@for_all(VIEW, POWER, LOG_ODDS, SHARE, BELIEF, MILITARY)
def test_a_power_that_is_not_consulted_minds_no_consultation(view, traits, drawn, share, belief, military):
    apart = traits._replace(consulted=0.0)
    moved = updated_trust(view._replace(consultation=share), apart, drawn, belief, military)
    assert moved == updated_trust(view, apart, drawn, belief, military)


def test_all_rules_of_actors_are_drawn_for():
    assert {rule for rule, _ in (*RISING, *FALLING)} <= set(RULES)
