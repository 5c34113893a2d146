"""Every number of an actor goes where it belongs: what depends on it, in which direction, and what does not."""

import pytest
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import FORCES, RULES, SHARE
from rule_parameters import MILITARY

from nrc_sim.rules.actors import (
    choose_conduct,
    drawn_to_allies,
    drawn_to_lead,
    forces_of_alliance,
    forces_of_outside,
    learn_expectation,
    read_acts,
    trust_of_member,
    trust_of_outside,
)
from nrc_sim.rules.council import stock_of_area

RISING = [
    *((choose_conduct, f"stance.{name}") for name in ("conduct", "received", "trust_level", "acts", "leaders")),
    (choose_conduct, "stance.hostility_cut"),
    *((read_acts, name) for name in ("received", "acts", "discount")),
    (drawn_to_allies, "looked_to"),
    (drawn_to_allies, "traits.disposition"),
    (drawn_to_lead, "lead"),
    (drawn_to_lead, "disposition"),
    *((trust_of_member, f"view.{name}") for name in ("read", "dialogue", "rally", "whole_project", "spillover")),
    *((trust_of_member, name) for name in ("view.leaders", "view.transparency", "traits.disposition", "drawn")),
    *((trust_of_outside, f"view.{name}") for name in ("read", "dialogue", "consultation", "rally", "whole_project")),
    *((trust_of_outside, f"view.{name}") for name in ("spillover", "leaders", "transparency")),
    *((trust_of_outside, name) for name in ("disposition", "drawn")),
    *((learn_expectation, f"hopes.{name}") for name in ("read", "acts", "talks_opened")),
    *((forces_of_outside, f"forces.{name}") for name in ("activity_alliance", "failures", "added_activity_outside")),
    *((forces_of_alliance, f"forces.{name}") for name in ("activity_outside", "mean_fear", "added_activity_alliance")),
    *((stock_of_area, name) for name in ("let_through", "added", "area.need")),
    *((stock_of_area, f"now.{name}") for name in ("commitment", "support", "link")),
]
FALLING = [
    *((trust_of_member, f"view.{name}") for name in ("expectation", "fear", "load", "grievance", "activity_outside")),
    *((trust_of_outside, f"view.{name}") for name in ("expectation", "load", "grievance", "activity_alliance")),
    (learn_expectation, "hopes.replies"),
    (forces_of_outside, "forces.trust_outside"),
    (forces_of_alliance, "forces.trust_alliance"),
    (forces_of_alliance, "forces.commitment"),
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


@pytest.mark.parametrize(
    ("rule", "others"),
    [
        (forces_of_outside, ("trust_alliance", "mean_fear", "added_activity_alliance", "commitment")),
        (forces_of_alliance, ("trust_outside", "failures", "added_activity_outside")),
    ],
    ids=name_of,
)
def test_what_moves_one_side_alone_leaves_the_other_where_it_was(rule, others):
    @for_all(FORCES, SHARE, MILITARY)
    def check(forces, share, p):
        assert rule(forces._replace(**dict.fromkeys(others, share)), p) == rule(forces, p)

    check()


def test_all_rules_of_actors_are_drawn_for():
    assert {rule for rule, _ in (*RISING, *FALLING)} <= set(RULES)
