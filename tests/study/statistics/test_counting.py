"""Compiled loops against plain ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrc_sim.rules.index import classify_outcome
from nrc_sim.study.statistics.counting import LARGEST, classify_values, count_codes, count_values

SCALE, EDGE, SHIFT, BINS = 2**10, -(2**12), 8, 64
"""Multiples of 1/1024 in bins of a quarter, from -4 to 12."""


def count(values, channels: int = 4, first: int = 1):
    """Histogram, totals and extremes of values (month, item, run)."""
    histogram = np.zeros((values.shape[0], channels, BINS), dtype=np.int32)
    totals = np.zeros((values.shape[0], channels, 3), dtype=np.int64)
    extremes = np.full((values.shape[0], channels, 2), (np.inf, -np.inf))
    count_values(values, first, histogram, totals, extremes, np.tile(np.array([SCALE, EDGE, SHIFT]), (channels, 1)))
    return histogram, totals, extremes


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.floats(-20, 30), min_size=1, max_size=23))
def test_values_are_counted_as_by_hand(values):
    histogram, totals, extremes = (array[0, 1] for array in count(np.array(values)[None, None]))
    whole = [round(value * SCALE) for value in values]
    bins = [min(max((number - EDGE) >> SHIFT, 0), BINS - 1) for number in whole]
    assert histogram.tolist() == np.bincount(bins, minlength=BINS).tolist()
    assert totals[0] == sum(whole)
    assert (int(totals[1]) << 32) + int(totals[2]) == sum(number**2 for number in whole)
    assert extremes.tolist() == [min(values), max(values)]


def test_only_the_channels_of_the_items_are_counted():
    histogram, totals, extremes = count(np.ones((3, 2, 5)))
    assert histogram.sum(axis=-1).tolist() == [[0, 5, 5, 0]] * 3
    assert totals[:, [0, 3]].tolist() == np.zeros((3, 2, 3)).tolist()
    assert extremes[2].tolist() == [[np.inf, -np.inf], [1.0, 1.0], [1.0, 1.0], [np.inf, -np.inf]]


def test_the_first_channel_is_counted_as_well():
    histogram, _, _ = count(np.ones((1, 4, 5)), first=0)
    assert histogram.sum(axis=-1).tolist() == [[5, 5, 5, 5]]


def test_enormous_values_count_as_the_largest_whole_number():
    _, totals, extremes = count(np.array([[[1e30, -1e30, 1e30]]]))
    assert totals[0, 1, 0] == LARGEST
    assert (int(totals[0, 1, 1]) << 32) + int(totals[0, 1, 2]) == 3 * LARGEST**2
    assert extremes[0, 1].tolist() == [-1e30, 1e30]


def test_codes_are_added_to_what_was_counted():
    counts = np.ones((2, 3), dtype=np.int64)
    count_codes(np.array([[0, 2, 2], [1, 1, 1]], dtype=np.uint8), counts)
    assert counts.tolist() == [[2, 1, 3], [1, 4, 1]]


def test_a_code_for_which_there_is_no_room_is_refused_and_nothing_is_written_beside():
    memory = np.zeros((3, 3), dtype=np.int64)
    with pytest.raises(ValueError, match="beyond those that are counted"):
        count_codes(np.array([[0, 3]], dtype=np.uint8), memory[1:2])
    assert memory[[0, 2]].tolist() == [[0, 0, 0], [0, 0, 0]]


def test_rows_for_which_there_is_no_room_are_refused():
    memory = np.zeros((3, 3), dtype=np.int64)
    with pytest.raises(ValueError, match="more rows than are counted"):
        count_codes(np.zeros((2, 1), dtype=np.uint8), memory[:1])
    assert not memory.any()


@pytest.mark.parametrize(("shape", "first"), [((1, 2, 5), 3), ((1, 2, 5), -1), ((2, 1, 5), 0)])
def test_months_and_channels_for_which_there_is_no_room_are_refused(shape, first):
    with pytest.raises(ValueError, match="more months or channels than are counted"):
        count_values(
            np.ones(shape),
            first,
            np.zeros((1, 4, BINS), dtype=np.int32),
            np.zeros((1, 4, 3), dtype=np.int64),
            np.zeros((1, 4, 2)),
            np.tile(np.array([SCALE, EDGE, SHIFT]), (4, 1)),
        )


def test_values_without_room_for_their_classes_are_refused():
    classes = np.full(5, 9, dtype=np.uint8)
    with pytest.raises(ValueError, match="more values than room"):
        classify_values(np.zeros(4), np.zeros(1), classes[:3])
    assert classes.tolist() == [9] * 5


@pytest.mark.parametrize("bounds", [(), (0.0,), (-25.0, 5.0, 30.0)])
def test_values_are_classified_by_the_rule(bounds):
    values = np.array([-25.0, np.nextafter(-25.0, -30.0), 0.0, 5.0, 29.9, 30.0, 99.0])
    classes = np.empty(values.size, dtype=np.uint8)
    classify_values(values, np.array(bounds), classes)
    assert classes.tolist() == [classify_outcome(value, bounds) for value in values.tolist()]


def test_three_runs_are_counted_as_by_hand():
    histogram, totals, extremes = (array[0, 1] for array in count(np.array([[[0.5, 1.0, -0.25]]])))
    # 512, 1024 and -256 of 1/1024; from -4096 on by 256: bins 4608 / 256, 5120 / 256 and 3840 / 256
    assert np.flatnonzero(histogram).tolist() == [15, 18, 20]
    assert totals.tolist() == [1280, 0, 1376256]  # 512 ** 2 + 1024 ** 2 + 256 ** 2
    assert extremes.tolist() == [-0.25, 1.0]
