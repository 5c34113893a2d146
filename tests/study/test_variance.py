"""Parametric and sampling uncertainty: the variance between sets, without that of finitely many runs."""

import numpy as np
import pytest

from nrc_sim.study.variance import Components, range_between_sets, variance_components

CLASSES = ("low", "high")


def components_of(values: np.ndarray) -> Components:
    counts = np.full(len(values), float(values.shape[1]))
    return variance_components(counts, values.sum(axis=1), (values**2).sum(axis=1))


def test_the_split_is_without_bias():
    rng = np.random.default_rng(1)
    found = [components_of(2.0 * rng.standard_normal((40, 1)) + 3.0 * rng.standard_normal((40, 5))) for _ in range(300)]
    assert np.mean([one.within for one in found]) == pytest.approx(9.0, rel=0.03)
    assert np.mean([one.between for one in found]) == pytest.approx(4.0, rel=0.06)


def test_sets_that_do_not_differ_have_no_variance_between_them():
    rng = np.random.default_rng(2)
    between = [components_of(rng.standard_normal((100, 8))).between for _ in range(100)]
    assert np.mean(between) < 0.02


def test_the_share_of_the_parameters():
    assert Components(1.0, 3.0).share_between == 0.25
    assert Components(0.0, 0.0).share_between == 0.0


def test_sets_without_runs_do_not_count():
    outcomes = np.array([[3, 7], [0, 0], [7, 3]])
    assert range_between_sets(outcomes, CLASSES) == range_between_sets(outcomes[[0, 2]], CLASSES)


def test_the_range_of_shares_that_differ_by_less_than_sampling_noise_is_not_known():
    assert range_between_sets(np.full((30, 2), 50), CLASSES) == {}


def test_shares_of_all_and_none_have_a_range_of_one_point():
    found = range_between_sets(np.tile([0, 50], (30, 1)), CLASSES)
    assert found["low"] == (0.0, 0.0)
    assert found["high"] == (1.0, 1.0)


def test_the_range_is_that_of_the_sets_and_not_of_their_runs():
    rng = np.random.default_rng(3)
    shares = rng.beta(6.0, 14.0, 400)
    hits = rng.binomial(10, shares)
    found = range_between_sets(np.stack([hits, 10 - hits], axis=1), CLASSES)
    assert found["low"] == pytest.approx(np.quantile(shares, (0.05, 0.95)), abs=0.03)
    assert found["high"] == pytest.approx((1.0 - found["low"].sets_high, 1.0 - found["low"].sets_low), abs=1e-6)


@pytest.mark.parametrize("outcomes", [[[5, 5]], [[1, 0], [0, 1]]])
def test_of_one_set_or_single_runs_no_range_is_told(outcomes):
    assert range_between_sets(np.array(outcomes), CLASSES) == {}


def test_a_class_without_runs_has_a_range_at_nothing():
    assert range_between_sets(np.array([[5, 0], [6, 0]]), CLASSES)["high"] == (0.0, 0.0)
