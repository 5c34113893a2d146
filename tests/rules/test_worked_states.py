"""Worked examples of issues, talks, leaders, perception, institution and shocks: computed by hand, as comments show."""

import pytest
from rule_parameters import central

from nrc_sim.rules.arithmetic import faded, half_hyperbolic_tangent, logistic, mean_of_both, odds, ramp, weighted_sum
from nrc_sim.rules.index import IndexParameters, next_trend, points_of
from nrc_sim.rules.institution import InstitutionParameters, Politics, next_climate, next_consultation, thaw_hazard
from nrc_sim.rules.issues import Course, IssueParameters, felt_load, grievance, linked_share, load, next_tension
from nrc_sim.rules.leadership import LeadershipParameters, next_disposition, next_rally
from nrc_sim.rules.negotiation import (
    NegotiationParameters,
    Table,
    compromise_hazard,
    failure_hazard,
    months_overdue,
    next_project,
    partial_hazard,
    shared_clock,
)
from nrc_sim.rules.perception import PerceptionParameters, blended, seen_conduct
from nrc_sim.rules.shocks import plus_consultation, plus_excess, scaled_hazard, window_month

LN2 = 0.6931471805599453
ISSUES = central(IssueParameters)._replace(sharpening=0.5, easing=0.25, linkage=1.5)
LEADERS = central(LeadershipParameters)._replace(spread=0.5, limit=1.5, half_life=10.0 * LN2, rally_half_life=4.0 * LN2)
TALKS = central(NegotiationParameters)._replace(
    compromise=0.1,
    partial=0.2,
    failure=0.05,
    trust_effect=4.0,
    trust_reference=0.5,
    partial_trust_effect=0.5,
    distrust_limit=3.0,
    deadline_failure=0.3,
    deadline_width=10.0,
    project_rate=0.25,
    loss=0.01,
)
HOUSE = central(InstitutionParameters)._replace(
    thawing=0.4,
    thaw_climate=0.1,
    thaw_width=0.5,
    least_pause=3.0,
    climate_memory=4.0 * LN2,
    consultation_half_life=4.0 * LN2,
)
SCALE = IndexParameters(0.6, 0.3, 50.0, 4.0)

WORKED = {
    "ramp": (ramp(5.0, 4.0, 4.0), 0.25),  # 1 / 4
    "half tangent": (half_hyperbolic_tangent(2.0), 0.7615942),  # tanh 1
    "logistic": (logistic(1.0), 0.7310586),  # 1 / (1 + exp -1)
    "odds": (odds(1.0), 2.7182818),  # e
    "faded": (faded(0.5, 4.0 * LN2), 0.4),  # .5 * 4 / 5
    "mean of both": (mean_of_both(0.2, 0.8), 0.5),
    "weighted sum": (weighted_sum((2.0, 3.0), (0.1, 0.4)), 1.4),  # .2 + 1.2
    "points": (points_of((0.6, 0.8), (-0.2, -0.8), SCALE), 8.5),  # 50 * (.6 * .4 - .3 * .5) + 4
    "trend": (next_trend(0.3, 0.7, 0.6, 4.0 * LN2), 0.26),  # .1 + .2 * 4 / 5
    "sharper": (next_tension(0.4, 0.5, Course(0.2, 0.1), ISSUES), 0.53),  # .4 + .5 * .6 * .5 + .1 * -.2
    "eased": (next_tension(0.4, -0.5, Course(0.2, 0.1), ISSUES), 0.33),  # .4 - .5 * .4 * .25 - .02
    "load": (load((1.0, 2.0), (0.3, 0.4)), 1.1),  # .3 + .8
    "felt load": (felt_load(0.6, 1.5), 0.9),
    "grievance": (grievance(0.6, 1.5), 0.4),
    "linked share": (linked_share(0.8, ISSUES), -0.2),  # 1 - 1.5 * .8
    "leader stays": (next_disposition(0.66, 0.1, (0.2, 1.0), LEADERS), 0.6),  # .66 * 10 / 11
    "leader changes": (next_disposition(0.66, 0.3, (0.2, 1.4), LEADERS), 0.7),  # .5 * 1.4
    "leader at the limit": (next_disposition(0.66, 0.3, (0.2, 4.8), LEADERS), 1.5),  # 2.4 is beyond
    "leader at the lower limit": (next_disposition(0.66, 0.3, (0.2, -4.8), LEADERS), -1.5),
    "rally": (next_rally(0.5, 0.3, LEADERS), 0.7),  # .5 * 4 / 5 + .3
    "compromise": (compromise_hazard(Table(0.75, 0.5, 0.0), TALKS), 0.13591409),  # .1 * .5 * e
    "partial": (partial_hazard(Table(0.75, 0.5, 0.0), TALKS), 0.16487213),  # .2 * .5 * sqrt e
    "failure": (failure_hazard(Table(0.25, 0.5, 5.0), TALKS), 0.54365637),  # (.05 + .3 / 2) * e
    "failure at its limit": (failure_hazard(Table(0.0, 0.5, 5.0), TALKS), 0.6),  # .2 * 3, as e ** 2 is beyond
    "shared clock": (shared_clock(0.5, 0.6), 0.3),
    "overdue by duration": (months_overdue(20.0, 12.0, 5.0, 3.0), 3.0),  # 20 - (20 - 5 - 1 + 3)
    "overdue by deadline": (months_overdue(20.0, 18.0, 5.0, 3.0), 2.0),  # 20 - 18
    "project": (next_project(0.2, -0.6, TALKS), 0.0),  # .2 - .25 * .8
    "blended": (blended(0.2, 0.7, 0.4), 0.4),  # .2 + .4 * .5
    "seen": (seen_conduct(0.2, -0.8, 0.5, PerceptionParameters(0.4)), 0.0),  # .2 - .4 * .5 * 1
    "climate": (next_climate(0.5, 0.2, HOUSE), 0.44),  # .2 + .3 * 4 / 5
    "thaw": (thaw_hazard(Politics(0.0, 0.2, 0, 3.0, 0.0, 0.5), HOUSE), 0.08),  # .4 * .1 / .5
    "no thaw before the pause": (thaw_hazard(Politics(0.0, 0.2, 0, 2.0, 0.0, 0.5), HOUSE), 0.0),
    "consultation": (next_consultation(0.5, 0.2, HOUSE), 0.5),  # .5 * 4 / 5 + .2 * .5
    "scaled hazard": (scaled_hazard(0.2, 0.5), 0.3),  # .2 * 1.5
    "excess": (plus_excess(0.1, 2.0, 0.7, 0.4), 0.7),  # .1 + 2 * .3
    "consultation of a month": (plus_consultation(0.1, 2.0, 0.3), 0.6),  # 2 * .3
    "month in a window": (window_month(0.5, 10, 13), 12),  # 10 + 4 * .5
}


@pytest.mark.parametrize(("found", "by_hand"), WORKED.values(), ids=WORKED)
def test_a_rule_gives_what_was_computed_by_hand(found, by_hand):
    assert found == pytest.approx(by_hand, abs=1e-6)
