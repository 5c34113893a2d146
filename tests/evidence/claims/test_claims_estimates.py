"""How figures come from runs, on numbers small enough to reckon by hand."""

import numpy as np
import pytest

from nrc_sim.evidence.claims.estimates import (
    ContrastEstimate,
    CorrelationEstimate,
    RatioEstimate,
    ShareEstimate,
    SpreadEstimate,
    resampling_weights,
    weighted_means,
    weighted_quantile,
)
from nrc_sim.evidence.claims.evidence import Noted, make_estimates
from nrc_sim.evidence.claims.fact_schema import Contrast, Correlation, Part, Ratio, ShareOf, Spread
from nrc_sim.evidence.claims.loading import load_claims, load_facts, parts_of
from nrc_sim.evidence.claims.path_facts import best_window_contains, count_rises, count_swings, recoveries
from nrc_sim.evidence.claims.verdicts import judge, judge_part, keeps

ONE = np.ones((1, 4))
TERMS = ({"in": "baseline", "of": "index"},)


def part(operator, bound):
    return Part(id="X", statistic="x", operator=operator, bound=bound, unit="points")


def test_means_follow_the_weights():
    noted, weights = np.array([[1.0], [3.0]]), np.array([[1.0, 1.0], [3.0, 1.0]])
    assert weighted_means(noted, weights)[:, 0].tolist() == [2.0, 1.5]


@pytest.mark.parametrize(("level", "expected"), [(0.05, 1.0), (0.5, 2.0), (0.51, 3.0), (1.0, 4.0)])
def test_a_quantile_is_the_lowest_value_that_the_share_does_not_exceed(level, expected):
    assert weighted_quantile(np.array([4.0, 1.0, 3.0, 2.0]), ONE, level)[0] == expected


def test_runs_without_weight_have_no_say_in_a_quantile():
    assert weighted_quantile(np.array([4.0, 1.0, 3.0, 2.0]), np.array([[1.0, 0.0, 0.0, 1.0]]), 0.5)[0] == 2.0


@pytest.mark.parametrize(("kind", "expected"), [("ratio", 2.0), ("increase", 1.0), ("reduction", -1.0)])
def test_ratios_are_of_means(kind, expected):
    estimate = RatioEstimate(Ratio(estimate=kind, top=TERMS, bottom=TERMS))
    noted = np.array([[1.0, 1.0], [3.0, 1.0], [2.0, 1.0], [2.0, 1.0]])
    assert estimate.value(noted, ONE)[0] == expected


def test_a_ratio_over_nothing_is_infinite_and_nothing_over_nothing_is_nothing():
    estimate = RatioEstimate(Ratio(estimate="ratio", top=TERMS, bottom=TERMS))
    assert estimate.value(np.array([[1.0, 0.0]] * 4), ONE)[0] == np.inf
    assert estimate.value(np.zeros((4, 2)), ONE)[0] == 0.0


def test_a_share_counts_runs_among_those_that_are_meant():
    estimate = ShareEstimate(ShareOf(estimate="share", all=({"terms": TERMS, "above": 0.0},)))
    noted = np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [0.0, 1.0]])
    assert estimate.value(noted, ONE)[0] == pytest.approx(1 / 3)
    assert estimate.value(np.zeros((4, 2)), ONE)[0] == 0.0


def test_a_contrast_is_the_difference_of_two_groups():
    fact = Contrast(estimate="contrast", terms=TERMS, where=({"terms": TERMS, "above": 0.0},))
    noted = np.array([[5.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0], [7.0, 1.0, 0.0, 0.0], [0.0, 0.0, 3.0, 1.0]])
    assert ContrastEstimate(fact).value(noted, ONE)[0] == 4.0


def test_spreads_compare_as_difference_or_as_share():
    noted = np.array([[0.0, 0.0], [2.0, 4.0], [0.0, 0.0], [2.0, 4.0]])
    fact = Spread(estimate="spread", first=TERMS, second=TERMS)
    assert SpreadEstimate(fact).value(noted, ONE)[0] == -1.0
    assert SpreadEstimate(fact.model_copy(update={"relative": True})).value(noted, ONE)[0] == 0.5
    by_quantiles = fact.model_copy(update={"levels": (0.05, 0.95)})
    assert SpreadEstimate(by_quantiles).value(noted, ONE)[0] == -2.0


def test_correlation_is_that_of_all_changes_together():
    fact = Correlation.model_validate(
        {"estimate": "correlation", "in": "baseline", "first": "index", "second": "portfolio", "months": 3}
    )
    first, second = np.array([1.0, -1.0, 2.0, 0.5]), np.array([2.0, 0.5, 1.0, -1.0])
    noted = np.stack([first, second, first**2, second**2, first * second], axis=1)
    assert CorrelationEstimate(fact).value(noted, ONE)[0] == pytest.approx(np.corrcoef(first, second)[0, 1])


def test_resampling_draws_whole_clusters_and_keeps_their_number():
    weights = resampling_weights(np.array([7, 7, 9, 9, 11]), 50, 1)
    assert np.array_equal(weights[:, 0], weights[:, 1])
    assert (weights[:, [0, 2, 4]].sum(axis=1) == 3).all()
    assert weights.std() > 0.0


def test_rises_of_yearly_means_are_counted():
    settings = {"start": "2002-01", "from": "2002-01", "to": "2004-12"}
    assert count_rises(np.repeat([3.0, 1.0, 2.0], 12), settings) == 1.0


def test_swings_are_the_turns_between_long_legs():
    path = np.array([0.0, 20.0, 10.0, 30.0, 0.0, 4.0, 2.0, 25.0])
    assert count_swings(path, 15.0) == 2
    assert count_swings(np.zeros(5), 15.0) == 0


def test_a_crisis_too_near_the_end_is_not_judged():
    smooth = np.array([[0.0, -30.0, -30.0, 0.0], [0.0, -30.0, -30.0, -30.0], [0.0, 0.0, 0.0, -30.0]])
    assert recoveries(smooth, {"bound": -25.0, "months": 2}).tolist() == [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


def test_the_best_window_is_told():
    path = np.zeros(24)
    path[8:14] = 10.0
    settings = {"start": "2010-01", "within": ["2010-01", "2011-12"], "contains": ["2010-10", "2010-11"]}
    assert best_window_contains(path, settings) == 1.0
    assert best_window_contains(path, settings | {"contains": ["2011-05", "2011-06"]}) == 0.0


@pytest.mark.parametrize(
    ("operator", "bound", "inside", "outside"),
    [("<", 2.0, 1.9, 2.0), ("<=", 2.0, 2.0, 2.1), (">", 2.0, 2.1, 2.0), (">=", 2.0, 2.0, 1.9)],
)
def test_bounds_hold_or_not(operator, bound, inside, outside):
    assert keeps(part(operator, bound), inside)
    assert not keeps(part(operator, bound), outside)


def test_a_verdict_needs_the_whole_interval():
    bound = part(">=", 8.0)
    assert judge(bound, 9.0, 8.5, 9.5) == "holds"
    assert judge(bound, 7.0, 6.5, 7.9) == "fails"
    assert judge(bound, 8.1, 7.5, 8.6) == "undecided"


def test_an_interval_wider_than_a_range_is_undecided():
    within = part("between", (2.0, 6.0))
    assert judge(within, 4.0, 3.0, 5.0) == "holds"
    assert judge(within, 7.0, 6.5, 8.0) == "fails"
    assert judge(within, 1.0, 0.5, 7.0) == "undecided"


def test_every_bound_has_a_fact_and_every_fact_a_bound():
    assert set(load_facts().facts) == {bound.id for bound in parts_of(tuple(load_claims().claims))}


def test_every_variant_serves_a_fact():
    estimates = make_estimates(parts_of(tuple(load_claims().claims))).values()
    used = {name for estimate in estimates for name in estimate.variants}
    assert used == set(load_facts().variants)


def test_the_interval_of_a_share_is_wilsons():
    noted = Noted({"X": np.array([[1.0, 1.0]] * 20 + [[0.0, 1.0]] * 80)}, np.arange(100))
    share = ShareEstimate(ShareOf(estimate="share", all=({"terms": TERMS, "above": 0.0},)))
    found = judge_part(part("<", 0.3), share, noted)
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.1334, 0.2888), abs=1e-4)
    assert found.verdict == "holds"
