import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrc_sim.engine.blocks import mark_regimes
from nrc_sim.rules.index import classify_outcome
from nrc_sim.study.statistics.intervals import share_of, wilson_share
from nrc_sim.study.statistics.outcomes import classify_runs, count_shares, final_index, running_mean, window_mean

BOUNDS = (-25.0, 5.0, 30.0)


def test_the_wilson_interval_has_its_published_values():
    # Newcombe (1998), table I: 81 of 263 gives .2553 to .3662.
    assert wilson_share(81, 263) == pytest.approx((0.3080, 0.2553, 0.3662), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_wilson_interval_holds_the_share_and_stays_within_0_and_1(case):
    share, low, high = wilson_share(*case)
    assert 0.0 <= low <= share <= high <= 1.0
    assert high > low


@pytest.mark.parametrize(("count", "end"), [(0, 0.0), (50, 1.0)])
def test_at_the_ends_one_bound_is_the_share_itself(count, end):
    found = wilson_share(count, 50)
    assert end in (found.low, found.high)
    assert found.share == end


def test_the_share_of_marked_runs_is_counted():
    assert share_of(np.array([True, False, False, False])).share == 0.25


def test_the_final_index_is_the_mean_of_the_last_months():
    index = np.array([[100.0, 1.0, 2.0, 3.0], [100.0, -1.0, 0.0, 1.0]])
    assert final_index(index, 3).tolist() == [2.0, 0.0]


def test_a_short_horizon_is_averaged_whole():
    assert final_index(np.array([[1.0, 3.0]]), 6).tolist() == [2.0]


def test_the_final_index_of_a_run_does_not_depend_on_the_runs_beside_it():
    index = np.random.default_rng(1).normal(size=(200, 60))
    alone = [final_index(index[run : run + 1], 6)[0] for run in range(200)]
    assert final_index(index, 6).tolist() == alone


@given(st.integers(1, 20), st.integers(1, 9))
def test_the_running_mean_ends_at_the_mean_of_the_final_window_bit_for_bit(months, window):
    values = np.random.default_rng(months).normal(size=(7, months, 3))
    running = running_mean(values, window)
    assert np.array_equal(running[:, -1], window_mean(values, window))
    for month in range(months):
        assert np.array_equal(running[:, month], window_mean(values[:, : month + 1], window))


def test_the_mean_of_a_window_does_not_depend_on_the_order_in_memory():
    values = np.random.default_rng(2).normal(size=(50, 60, 28))
    turned = np.ascontiguousarray(values.transpose(1, 2, 0)).transpose(2, 0, 1)
    assert np.array_equal(window_mean(values, 6), window_mean(turned, 6))
    assert window_mean(values, 6)[3, 4] == pytest.approx(values[3, -6:, 4].mean())


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.floats(-300, 300), min_size=1, max_size=50))
def test_classes_are_those_of_the_rule(final):
    assert classify_runs(np.array(final), BOUNDS).tolist() == [classify_outcome(value, BOUNDS) for value in final]


def test_without_bounds_there_is_one_class():
    assert classify_runs(np.array([-3.0, 4.0]), ()).tolist() == [0, 0]


def test_classes_are_half_open():
    final = np.array([-25.0 - 1e-9, -25.0, 5.0 - 1e-9, 5.0, 30.0 - 1e-9, 30.0])
    assert classify_runs(final, BOUNDS).tolist() == [0, 1, 1, 2, 2, 3]


def test_the_shares_of_all_classes_add_up_to_one():
    classes = ("low", "middle", "high")
    shares = count_shares([1, 0, 3], classes)
    assert [share.share for share in shares.values()] == [0.25, 0.0, 0.75]
    assert tuple(shares) == classes


def test_every_regime_that_is_meant_is_marked():
    regimes = ("open", "suspended", "closed")
    regime = np.arange(len(regimes), dtype=np.uint8)[None]
    assert mark_regimes(regime, regimes, ("suspended", "closed")).tolist() == [[False, True, True]]
    assert not mark_regimes(regime, regimes, ()).any()


def test_outcomes_of_three_runs_are_those_computed_by_hand():
    index = np.array([[0.0, 2.0, 4.0], [10.0, 20.0, 30.0], [-30.0, -40.0, -50.0]])
    final = final_index(index, 2)
    assert final.tolist() == [3.0, 25.0, -45.0]  # means of the last two months
    assert classify_runs(final, BOUNDS).tolist() == [1, 2, 0]
