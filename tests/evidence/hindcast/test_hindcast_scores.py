"""Scores and naive predictions, against values reckoned by hand or by another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrc_sim.engine.world import make_job
from nrc_sim.evidence.hindcast.baselines import (
    every_act,
    leaky_sum,
    monthly_acts,
    predict_ar1,
    predict_from,
    predict_mean,
    predict_persistence,
)
from nrc_sim.evidence.hindcast.scores import (
    correlation,
    crps_of_normal,
    crps_of_sample,
    rank_correlation,
    rmse,
    skill,
)
from nrc_sim.evidence.observed.series import Dyad
from nrc_sim.scenario import load_scenario, month_number

OBSERVED = np.array([1.0, 2.0, 4.0, 3.0, 5.0])


def test_skill_is_the_share_of_the_error_that_is_saved():
    observed = np.array([0.0, 1.0, 2.0, 3.0])
    found = skill(observed + 0.5, observed + 1.0, observed)
    assert found == pytest.approx((0.5, 0.5, 0.5))
    assert rmse(observed + 0.5, observed) == pytest.approx(0.5)


def test_of_two_years_no_skill_is_told():
    assert skill(np.zeros(2), np.zeros(2), np.ones(2)) is None
    assert correlation(np.zeros(2), np.ones(2)) is None
    assert correlation(np.zeros(5), np.arange(5.0)) is None


def test_the_interval_of_a_skill_holds_it():
    rng = np.random.default_rng(1)
    observed = rng.standard_normal(11)
    found = skill(observed + 0.4 * rng.standard_normal(11), np.zeros(11), observed)
    assert found.low < found.value < found.high


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12), st.floats(-5, 5))
def test_the_score_of_a_sample_is_its_definition(values, observed):
    sample = np.array(values)
    pairs = np.abs(sample[:, None] - sample[None, :]).mean()
    assert crps_of_sample(sample, observed) == pytest.approx(np.abs(sample - observed).mean() - pairs / 2, abs=1e-9)


def test_the_score_of_a_large_sample_is_that_of_its_distribution():
    sample = 0.3 + 1.7 * np.random.default_rng(3).standard_normal(40_000)
    assert crps_of_sample(sample, 1.1) == pytest.approx(crps_of_normal(0.3, 1.7, 1.1), abs=0.01)


def test_a_sharp_and_right_forecast_scores_best():
    assert crps_of_normal(0.0, 0.1, 0.0) < crps_of_normal(0.0, 1.0, 0.0) < crps_of_normal(2.0, 0.1, 0.0)


def test_ranks_alone_count_in_a_rank_correlation():
    first = np.arange(10.0)
    assert rank_correlation(first, np.exp(first)).value == pytest.approx(1.0)


def test_the_mean_is_of_the_years_fitted():
    assert predict_mean(OBSERVED, [0, 1, 3], [2, 4]).tolist() == [2.0, 2.0]


def test_persistence_takes_the_last_known_value_and_the_mean_before_all():
    assert predict_persistence(OBSERVED, [1, 2, 3], [0, 4]).tolist() == [3.0, 3.0]
    assert predict_persistence(OBSERVED, [0, 1, 2], [3, 4]).tolist() == [4.0, 4.0]


def test_an_autoregression_follows_its_line_and_goes_on_from_it():
    series = np.array([8.0, 4.0, 2.0, 1.0, 0.5, 0.25])
    assert predict_ar1(series, [0, 1, 2, 3], [4, 5]) == pytest.approx([0.5, 0.25])


def test_no_prediction_knows_the_year_left_out():
    for predict in (predict_mean, predict_persistence, predict_ar1, predict_from([np.arange(5.0)])):
        changed = OBSERVED.copy()
        changed[2] = 100.0
        kept = [0, 1, 3, 4]
        assert np.array_equal(predict(OBSERVED, kept, [2]), predict(changed, kept, [2]))


def test_of_several_inputs_the_one_that_fits_the_years_fitted_is_taken():
    predict = predict_from([np.array([3.0, 1.0, 2.0, 0.0, 1.0]), 2.0 * OBSERVED])
    assert predict(OBSERVED, [0, 1, 2, 3], [4]) == pytest.approx([5.0])


def test_a_leaky_sum_halves():
    assert leaky_sum(np.array([1.0, 0.0, 0.0]), 1.0) == pytest.approx([1.0, 0.5, 0.25])


def test_sums_of_acts_are_those_of_the_dated_events():
    history = load_scenario("history_2002_2012")
    world = make_job(history, 1).world
    lead = Dyad(np.eye(1, len(world.pairs))[0], "to_outside")
    acts, hostile = monthly_acts(world, lead), monthly_acts(world, lead, hostile_only=True)
    assert (hostile <= np.minimum(acts, 0.0) + 1e-12).all()
    assert hostile.min() < 0.0 < acts.max()
    every = every_act(history)
    shock = next(one for one in history.shocks if one.acts)
    weight = sum(history.world.categories[act.category].weight for act in shock.acts)
    month = month_number(shock.at) - world.start
    same_month = [one for one in history.shocks if one.at == shock.at]
    if len(same_month) == 1:
        assert every[month] == pytest.approx(weight)
    total = sum(history.world.categories[act.category].weight for one in history.shocks for act in one.acts)
    assert every.sum() == pytest.approx(total)
