import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import POINTS, PROJECT, SHARE
from rule_parameters import COOPERATION, central

from nrc_sim.rules.cooperation import (
    CooperationParameters,
    Project,
    downswing,
    insulated,
    next_stock,
    remaining_need,
    spillover,
    upswing,
)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (insulated, "factor"),
        (insulated, "insulation"),
        (next_stock, "p.willingness"),
        (next_stock, "regime_factor"),
        (next_stock, "project.need"),
        (next_stock, "project.insulation"),
        (next_stock, "project.support"),
        (next_stock, "project.added"),
        (upswing, "trend"),
        (spillover, "portfolio"),
        (spillover, "rising"),
        (remaining_need, "need"),
        (remaining_need, "commitment"),
        (remaining_need, "framework"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(("rule", "argument"), [(downswing, "trend"), (remaining_need, "dependence")])
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


@for_all(POINTS, COOPERATION)
def test_relations_are_never_in_an_upswing_and_a_downswing_at_once(trend, p):
    assert min(upswing(trend, p), downswing(trend, p)) == 0.0
    assert downswing(trend, p) == upswing(-trend, p)


@for_all(st.floats(-200.0, 0.0), SHARE, COOPERATION)
def test_nothing_spills_over_in_a_downswing(trend, portfolio, p):
    assert spillover(portfolio, upswing(trend, p), p) == 0.0


def test_cooperation_spills_over_in_an_upswing():
    p = central(CooperationParameters)
    assert spillover(0.5, upswing(p.upswing_start + p.upswing_width, p), p) == pytest.approx(p.spillover * 0.5)


@for_all(PROJECT, COOPERATION)
def test_a_stock_that_politics_reaches_never_starts_to_grow_without_will_need_or_project(project, p):
    unwilling = p._replace(willingness=0.0)
    assert next_stock(0.0, 1.0, project._replace(added=0.0, insulation=0.0), unwilling) == 0.0
    assert next_stock(0.0, 1.0, project._replace(added=0.0, need=0.0), p) == 0.0


@for_all(SHARE, COOPERATION)
def test_projects_fill_the_room_that_is_left(stock, p):
    assert next_stock(1.0, 1.0, Project(1.0, 0.0, 1.0, 1.0), p) == pytest.approx(1.0 - p.decay)
    assert next_stock(stock, 1.0, Project(0.0, 0.0, 0.0, 1.0), p) == pytest.approx(1.0 - p.decay * stock)


@for_all(SHARE, SHARE, SHARE)
def test_a_need_stays_whole_while_the_commitment_lasts_or_a_framework_carries_it(need, dependence, other):
    assert remaining_need(need, dependence, 1.0, other) == need
    assert remaining_need(need, dependence, other, 1.0) == need


def test_what_rested_on_an_ended_commitment_alone_is_gone():
    assert remaining_need(0.8, 1.0, 0.0, 0.0) == 0.0


@for_all(SHARE, SHARE, SHARE, PROJECT, COOPERATION)
def test_an_area_that_politics_does_not_reach_goes_its_way_whatever_the_will_and_the_regime(
    stock, will, regime_factor, project, p
):
    spared, willing = project._replace(insulation=1.0), p._replace(willingness=1.0)
    unsure = p._replace(willingness=will)
    assert next_stock(stock, regime_factor, spared, unsure) == next_stock(stock, 1.0, spared, willing)


@for_all(st.floats(0.01, 1.0), COOPERATION)
def test_a_closed_regime_stops_growth_where_politics_reaches(need, p):
    assert next_stock(0.0, 0.0, Project(need, 0.0, 1.0, 0.0), p) == 0.0


@for_all(st.floats(0.01, 1.0), COOPERATION)
def test_lack_of_will_stops_growth_where_politics_reaches_and_not_elsewhere(need, p):
    exposed, spared = Project(need, 0.0, 0.0, 0.0), Project(need, 1.0, 0.0, 0.0)
    unwilling = p._replace(willingness=0.0)
    assert next_stock(0.0, 1.0, exposed, unwilling) == 0.0
    assert next_stock(0.0, 1.0, spared, unwilling) == pytest.approx(p.growth * need)


@for_all(st.floats(0.01, 1.0), st.floats(0.01, 0.99), COOPERATION)
def test_an_upswing_lets_more_spill_over_and_never_more_than_the_whole(portfolio, rising, p):
    rest, some, full = (spillover(portfolio, level, p) for level in (0.0, rising, 1.0))
    assert rest - 1e-12 <= some <= full + 1e-12
    assert full == pytest.approx(p.spillover * portfolio)
