"""Statistics that are counted: equal bits in any order, close to the runs, and what is published from them."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrc_sim.engine.blocks import mark_regimes, select_rows
from nrc_sim.engine.world import SERIES, draw_sets, make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.study.questions import Question
from nrc_sim.study.statistics import (
    DERIVED,
    INDEX_MEAN,
    QUANTILES,
    STATISTICS,
    Layout,
    Tally,
    bins_of,
    describe_final_index,
    describe_paths,
)
from nrc_sim.study.statistics.description import bootstrap_levels
from nrc_sim.study.statistics.histograms import histogram_quantiles
from nrc_sim.study.statistics.layout import POINTS
from nrc_sim.study.statistics.outcomes import classify_runs, final_index, running_mean, window_mean
from nrc_sim.study.statistics.tally import MOST_RUNS
from synthetic import labels_of, make_block, turn_block, wandering_block

JOB = make_job(load_scenario("baseline"), 1)
BLOCK = wandering_block(runs=120)
LEVELS = list(QUANTILES.values())


def tally_of(*blocks) -> Tally:
    tally = Tally.for_job(JOB)
    for block in blocks:
        tally.add(block)
    return tally


def assert_equal(first: Tally, second: Tally) -> None:
    assert all(first.arrays[name].tobytes() == array.tobytes() for name, array in second.arrays.items())


@cache
def counted_once() -> Tally:
    """Counted when it is first asked for: processes that only collect tests would compile what counts."""
    return tally_of(BLOCK)


def values_of(variable: str, block=BLOCK):
    """The counted variable of each run, array (run, month, item)."""
    if variable == INDEX_MEAN:
        values = running_mean(block.index, 6)
    elif variable == "activity":
        values = (block.series["activity_outside"] + block.series["activity_alliance"]) / 2
    elif variable.endswith("_final"):
        values = window_mean(getattr(block, variable.removesuffix("_final")), 6)[:, None]
    else:
        values = block.series[variable] if variable in SERIES else getattr(block, variable)
    return values if values.ndim == 3 else values[:, :, None]


VARIABLES = ("index", *DERIVED, *SERIES, "tension", "stock", "member_trust", "outside_trust", "member_trust_final")


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(1, 119), max_size=12), st.randoms())
def test_any_partition_in_any_order_counts_the_same_bits(cuts, random):
    ends = [0, *sorted(cuts), 120]
    parts = [select_rows(BLOCK, slice(*pair)) for pair in pairwise(ends)]
    random.shuffle(parts)
    half = len(parts) // 2
    merged = tally_of(*parts[:half])
    merged.merge(tally_of(*parts[half:]))
    assert merged.runs == 120
    assert_equal(merged, counted_once())


def test_the_order_in_memory_makes_no_difference():
    assert_equal(tally_of(turn_block(BLOCK)), counted_once())


def test_a_block_without_runs_changes_nothing():
    assert_equal(tally_of(BLOCK, select_rows(BLOCK, slice(0, 0))), counted_once())
    assert tally_of(select_rows(BLOCK, slice(0, 0))).runs == 0


@pytest.mark.parametrize("variable", VARIABLES)
def test_quantiles_are_within_a_bin_of_those_of_the_runs(variable):
    found = describe_paths(counted_once(), variable)[1:]
    exact = np.quantile(values_of(variable), LEVELS, axis=0)
    assert found.shape == exact.shape
    assert np.abs(found - exact).max() < bins_of(variable).width


@settings(deadline=None)
@given(st.lists(st.floats(-199, 199), min_size=1, max_size=60), st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_no_quantile_of_any_values_is_off_by_a_bin(values, levels):
    histogram = np.histogram(values, POINTS.edges)[0][None].astype(np.int32)
    extremes = np.array([[min(values), max(values)]])
    found = histogram_quantiles(histogram, extremes, POINTS, levels)[:, 0]
    assert np.abs(found - np.quantile(values, levels)).max() <= POINTS.width


@pytest.mark.parametrize("variable", VARIABLES)
def test_means_and_extremes_are_those_of_the_runs(variable):
    values = values_of(variable)
    assert counted_once().means(variable) == pytest.approx(values.mean(axis=0), abs=1e-6)
    assert np.array_equal(
        counted_once().extremes(variable), np.stack([values.min(axis=0), values.max(axis=0)], axis=-1)
    )


def test_sums_of_squares_are_exact_for_the_whole_numbers_that_are_counted():
    whole = [round(value * bins_of("fear").scale) for value in BLOCK.series["fear"][:, 7].tolist()]
    total, high, low = counted_once().totals("fear")[7, 0].tolist()
    assert total == sum(whole)
    assert (high << 32) + low == sum(number**2 for number in whole)


def test_every_run_is_in_one_bin():
    for variable in VARIABLES:
        assert (counted_once().histogram(variable).sum(axis=-1) == 120).all()


def test_values_beyond_the_bins_are_counted_at_their_ends_and_kept_as_extremes():
    block = make_block(labels_of("baseline"), np.outer([-900.0, -250.0, 0.0, 201.0], np.ones(60)))
    tally = tally_of(block)
    assert tally.histogram("index")[0, 0, [0, -1]].tolist() == [2, 1]
    assert tally.extremes("index")[0, 0].tolist() == [-900.0, 201.0]
    # Values farther than 256 points from zero count as 256 in the sum.
    assert tally.means("index")[0, 0] == (-256.0 - 250.0 + 201.0) / 4
    described = describe_paths(tally, "index")[:, 0, 0]
    assert (described[1:] >= -900.0).all()
    assert (described[1:] <= 201.0).all()


def test_classes_are_those_of_the_whole_ensemble_if_it_ended_with_any_month():
    bounds = JOB.world.outcome_bounds
    for month in (0, 2, 30, 59):
        codes = classify_runs(final_index(BLOCK.index[:, : month + 1], 6), bounds)
        assert counted_once().outcomes[month].tolist() == np.bincount(codes, minlength=4).tolist()


def test_outcomes_are_counted_by_parameter_set_unless_sets_are_assigned_in_turn():
    sets = (JOB.parameters_of(0),) * 3
    assert Layout.of_job(JOB).sets == Layout.of_job(replace(JOB, parameter_sets=sets, runs_per_set=2)).sets == 1
    tally = Tally.for_job(replace(JOB, parameter_sets=sets))
    tally.add(BLOCK)
    drawn = draw_sets(JOB.seed, BLOCK.run, 3)
    assert tally.outcomes_by_set.sum(axis=1).tolist() == np.bincount(drawn, minlength=3).tolist()
    codes = classify_runs(final_index(BLOCK.index, 6), JOB.world.outcome_bounds)
    assert tally.outcomes_by_set[2].tolist() == np.bincount(codes[drawn == 2], minlength=4).tolist()


def test_regimes_and_settlements_are_counted_month_by_month():
    regimes = [np.bincount(codes, minlength=4).tolist() for codes in BLOCK.regime.T]
    assert counted_once().regimes.tolist() == regimes
    states = len(JOB.labels.settlements)
    for place in range(len(JOB.labels.negotiations)):
        counted = [np.bincount(codes, minlength=states).tolist() for codes in BLOCK.settlement[:, :, place].T]
        assert counted_once().settlements[:, place].tolist() == counted


def test_runs_that_answer_a_question_with_yes_are_counted_among_the_months_that_it_asks_about():
    ever = Question("ever", "Does the index exceed 10?", "index > 10", "2018-01")
    questions = [ever, replace(ever, id="in 2014", start="2014-01", before="2015-01")]
    assert tally_of(BLOCK).answers.tolist() == []
    tally = Tally.for_job(JOB, questions)
    for part in (slice(0, 50), slice(50, 120)):
        tally.add(select_rows(BLOCK, part))
    high = BLOCK.index > 10.0
    assert tally.answers.tolist() == [high.any(axis=1).sum(), high[:, 12:24].any(axis=1).sum()]


def test_runs_that_were_ever_frozen_are_counted():
    regime = np.zeros_like(BLOCK.regime)
    regime[[3, 50], 17] = JOB.labels.regimes.index("frozen") if "frozen" in JOB.labels.regimes else 2
    frozen = mark_regimes(regime, JOB.labels.regimes, JOB.labels.frozen).any(axis=1)
    assert tally_of(replace(BLOCK, regime=regime)).ever_frozen == frozen.sum() == 2


def test_sums_hold_two_billion_runs_at_the_largest_values():
    largest = np.full((1, 60), 256.0)
    totals = tally_of(make_block(labels_of("baseline"), largest)).totals("index")[0, 0]
    assert np.iinfo(np.int32).max == MOST_RUNS
    assert all(abs(int(part)) * MOST_RUNS < 2**63 for part in totals)
    # The lower half of a square is below 2**32.
    assert 2**32 * MOST_RUNS < 2**63


def test_a_tally_is_made_again_from_its_arrays():
    again = Tally(Layout.of_job(JOB), {name: array.copy() for name, array in counted_once().arrays.items()})
    assert_equal(again, counted_once())
    assert len(counted_once().arrays) <= 15
    assert repr(again) == "Tally(runs=120, months=60)"


def test_arrays_of_other_statistics_are_refused():
    arrays = counted_once().arrays | {"regime_counts": np.zeros((60, 2), dtype=np.int64)}
    with pytest.raises(InputError, match=r"`regime_counts` have the shape \(60, 2\); allowed: \(60, 4\); run again"):
        Tally(counted_once().layout, arrays)
    del arrays["regime_counts"]
    with pytest.raises(InputError, match="`regime_counts` have the shape None"):
        Tally(counted_once().layout, arrays)


def test_the_size_does_not_depend_on_the_number_of_runs():
    sizes = {name: array.nbytes for name, array in counted_once().arrays.items()}
    assert {name: array.nbytes for name, array in tally_of(select_rows(BLOCK, slice(1))).arrays.items()} == sizes


def test_paths_without_runs_have_no_numbers():
    described = describe_paths(Tally.for_job(JOB), "tension")
    assert described.shape == (len(STATISTICS), 60, len(JOB.labels.issues))
    assert np.isnan(described).all()


def test_the_final_index_is_described_as_that_of_the_runs():
    final = final_index(BLOCK.index, 6)
    described = describe_final_index(counted_once())
    assert described["mean"] == pytest.approx(final.mean(), abs=1e-6)
    assert described["sd"] == pytest.approx(final.std(ddof=1), rel=1e-6)
    margin = 1.959964 * final.std(ddof=1) / np.sqrt(120)
    assert described["mean_high"] - described["mean"] == pytest.approx(margin, rel=1e-6)
    assert described["mean"] - described["mean_low"] == pytest.approx(margin, rel=1e-6)
    for name, level in QUANTILES.items():
        assert described[name] == pytest.approx(np.quantile(final, level), abs=0.25)
        assert described[f"{name}_low"] <= described[name] <= described[f"{name}_high"]


def test_three_final_indices_are_described_as_by_hand():
    found = describe_final_index(tally_of(make_block(labels_of("baseline"), np.outer([1.0, 2.0, 6.0], np.ones(60)))))
    # deviations -2, -1 and 3: variance 14 / 2, and 1.959964 * sqrt(7 / 3) = 2.9938945 to both sides of the mean
    names = ("mean", "sd", "mean_low", "mean_high")
    assert [found[name] for name in names] == pytest.approx([3.0, 2.6457513, 0.0061055, 5.9938945], abs=1e-6)


def test_a_single_run_has_no_spread():
    described = describe_final_index(tally_of(make_block(labels_of("baseline"), np.full((1, 60), 7.1))))
    assert described["sd"] == 0.0
    assert all(value == pytest.approx(7.1, abs=1e-6) for name, value in described.items() if name != "sd")


def test_equal_runs_have_no_spread():
    described = describe_final_index(tally_of(make_block(labels_of("baseline"), np.full((50, 60), -12.3))))
    assert described["sd"] == 0.0
    assert described["q05_low"] == described["q95_high"] == pytest.approx(-12.3)


def test_the_intervals_of_quantiles_are_those_of_runs_drawn_again():
    final = np.sort(np.random.default_rng(5).normal(0, 30, size=2000))
    random = np.random.default_rng(6)
    again = np.quantile(final[random.integers(0, 2000, size=(4000, 2000))], LEVELS, axis=1)
    low, high = bootstrap_levels(2000, np.array(LEVELS))
    assert np.quantile(final, low) == pytest.approx(np.quantile(again, 0.025, axis=1), abs=0.4)
    assert np.quantile(final, high) == pytest.approx(np.quantile(again, 0.975, axis=1), abs=0.4)


def test_the_intervals_of_quantiles_are_the_same_whenever_they_are_computed():
    assert describe_final_index(counted_once()) == describe_final_index(tally_of(turn_block(BLOCK)))


def test_intervals_cover_the_true_quantile_as_often_as_they_say():
    levels = np.array([0.25])
    low, high = bootstrap_levels(400, levels)
    drawn = np.random.default_rng(7).random((2000, 400))
    covered = (np.quantile(drawn, low[0], axis=1) <= 0.25) & (np.quantile(drawn, high[0], axis=1) >= 0.25)
    assert 0.93 < covered.mean() < 0.97
