"""Scores of forecasts, the linear pool, and naive forecasts, against figures computed by hand or in another way."""

import doctest

import numpy as np
import pytest
from scipy.stats import norm

from nrc_sim.evidence.backtest import combining
from nrc_sim.evidence.backtest.combining import learn_weight, pool_members
from nrc_sim.evidence.backtest.grading import Grades, grade_members
from nrc_sim.evidence.backtest.scores import score_grades, stack_grades
from nrc_sim.evidence.hindcast.scores import crps_of_normal
from nrc_sim.evidence.panel.naive import ALL_NAIVE, Known

LEVELS = (np.arange(2000) + 0.5) / 2000


def known(conduct):
    values = np.asarray(conduct, dtype=float)
    return Known(values, np.full(values.shape, 50))


def test_examples_in_docstrings_hold():
    assert doctest.testmod(combining).failed == 0


def test_a_normal_forecast_has_the_scores_of_the_normal_distribution():
    members = np.array([0.1 + 0.05 * norm.ppf(LEVELS), 0.1 + 0.05 * norm.ppf(LEVELS)])
    came = np.array([0.13, 0.1])
    found = grade_members(members, came, drop_below=np.array([0.05, 0.1]))
    assert found.crps == pytest.approx([crps_of_normal(0.1, 0.05, one) for one in came], abs=1e-4)
    assert found.log == pytest.approx(-norm.logpdf(came, 0.1, 0.05), abs=0.05)
    assert found.pit == pytest.approx(norm.cdf(came, 0.1, 0.05), abs=1e-3)
    assert found.in_50.tolist() == [True, True]
    # What came true is the last value itself, and that counts as the drop.
    assert found.brier == pytest.approx([norm.cdf(-1.0) ** 2, 0.25], abs=1e-3)


def test_what_no_member_comes_near_has_a_finite_log_score():
    found = grade_members(np.zeros((1, 100)), np.array([0.9]))
    assert found.log[0] == pytest.approx(-np.log(0.01 / 2.0))
    assert not found.covered[0]
    assert np.isnan(found.brier[0])


def test_ranks_of_values_drawn_from_the_forecast_are_even():
    generator = np.random.Generator(np.random.PCG64(3))
    found = grade_members(generator.standard_normal((4000, 200)) * 0.1, generator.standard_normal(4000) * 0.1)
    counts = np.histogram(found.pit, bins=10, range=(0.0, 1.0))[0]
    assert abs(counts / 400.0 - 1.0).max() < 0.2
    assert found.covered.mean() == pytest.approx(0.9, abs=0.02)


def test_root_mean_squared_errors_are_those_of_years_and_of_a_pair_those_over_years():
    each = [
        grade_members(np.full((2, 3), 0.1), np.array([0.1 + one, 0.1 - two])) for one, two in ((0.3, 0.4), (0.0, 0.1))
    ]
    stacked = stack_grades(each)
    assert isinstance(stacked, Grades)
    assert score_grades(stacked).rmse == pytest.approx((np.sqrt(0.125) + np.sqrt(0.005)) / 2)
    assert score_grades(stacked.take(lambda values: values[:, [1]].T)).rmse == pytest.approx(np.sqrt((0.16 + 0.01) / 2))


@pytest.mark.parametrize(("weight", "mean"), [(0.0, 1.0), (0.3, 0.7), (1.0, 0.0)])
def test_the_pool_holds_each_forecast_by_its_weight(weight, mean):
    found = pool_members(np.zeros((3, 200)), np.ones((3, 100)), weight)
    assert found.mean(axis=1) == pytest.approx(mean)


def test_the_weight_goes_to_the_forecast_that_was_right():
    generator = np.random.Generator(np.random.PCG64(5))
    came = [generator.standard_normal(50) for _ in range(3)]
    right = norm.ppf(LEVELS[::20])[None, :].repeat(50, axis=0)
    earlier = [(right, right * 4.0 + 3.0, one) for one in came]
    assert learn_weight(earlier) > 0.9
    assert learn_weight([(other, one, value) for one, other, value in earlier]) < 0.1


def test_too_few_earlier_forecasts_leave_equal_weights():
    right, wrong = np.zeros((500, 5)), np.ones((500, 5))
    assert learn_weight([]) == 0.5
    assert learn_weight([(right, wrong, np.zeros(500))]) == 0.5
    assert learn_weight([(right[:20], wrong[:20], np.zeros(20))] * 2) == 0.5
    assert learn_weight([(right, wrong, np.zeros(500))] * 2) > 0.5


def test_an_own_autoregression_goes_on_as_the_pair_did():
    series = [0.8]
    for _ in range(8):
        series.append(0.1 + 0.5 * series[-1])
    for ahead in (1, 2, 3):
        wanted = series[-1]
        for _ in range(ahead):
            wanted = 0.1 + 0.5 * wanted
        assert ALL_NAIVE["ar1"](known([series]), ahead).mean() == pytest.approx(wanted)


def test_a_pair_that_never_moved_is_forecast_to_stay():
    for name in ("ar1", "smoothing", "climatology", "persistence"):
        members = ALL_NAIVE[name](known([[0.2] * 6]), 1)
        assert members.mean() == pytest.approx(0.2)
        assert 0.0 < members.std() < 0.02


def test_smoothing_takes_the_last_value_of_walks_and_the_mean_of_noise():
    generator = np.random.Generator(np.random.PCG64(7))
    noise = generator.standard_normal((200, 12)) * 0.1
    walk = noise.cumsum(axis=1)
    assert np.abs(ALL_NAIVE["smoothing"](known(walk), 1).mean(axis=1) - walk[:, -1]).mean() < 0.02
    assert np.abs(ALL_NAIVE["smoothing"](known(noise), 1).mean(axis=1)).mean() < 0.06
    assert np.abs(noise[:, -1]).mean() > 0.07


def test_each_naive_forecast_scales_with_what_is_forecast():
    generator = np.random.Generator(np.random.PCG64(9))
    conduct = 0.1 + 0.05 * generator.standard_normal((40, 9))
    for name in ("ar1", "smoothing", "climatology", "persistence"):
        once, twice = (ALL_NAIVE[name](known(factor * conduct), 2) for factor in (1.0, 2.0))
        assert twice == pytest.approx(2.0 * once, abs=1e-12), name
