"""Loops that count, compiled: a few nanoseconds a value, without the interpreter's lock."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Codes, Floats, Integers
from nrc_sim.engine.kernel.compiling import compiled, inner
from nrc_sim.rules.index import classify_outcome

Small = NDArray[np.int32]

LARGEST = 2**30
"""Whole numbers farther from zero count as this one, so that squares and differences fit their types."""

_LANES = 4
# The rule takes bounds in an array as well.
_classify: Any = inner(classify_outcome)


@inner
def _find_extremes(values: Floats, extremes: Floats) -> None:
    # Four chains of comparisons, because each has to wait for the one before it.
    low_a = low_b = low_c = low_d = extremes[0]
    high_a = high_b = high_c = high_d = extremes[1]
    whole = values.size // 4 * 4
    for run in range(0, whole, 4):
        low_a, high_a = min(low_a, values[run]), max(high_a, values[run])
        low_b, high_b = min(low_b, values[run + 1]), max(high_b, values[run + 1])
        low_c, high_c = min(low_c, values[run + 2]), max(high_c, values[run + 2])
        low_d, high_d = min(low_d, values[run + 3]), max(high_d, values[run + 3])
    for run in range(whole, values.size):
        low_a, high_a = min(low_a, values[run]), max(high_a, values[run])
    extremes[0] = min(low_a, low_b, low_c, low_d)
    extremes[1] = max(high_a, high_b, high_c, high_d)


@inner
def _add_up(values: Floats, scale: float, whole: Small, totals: Integers) -> None:
    """Turn values into whole numbers and add up these, and their squares in two parts of 32 bits."""
    total = high = low = np.int64(0)
    for run in range(values.size):
        number = np.int32(np.rint(min(max(values[run] * scale, -float(LARGEST)), float(LARGEST))))
        whole[run] = number
        wide = np.int64(number)
        square = wide * wide
        total += wide
        high += square >> 32
        low += square & 0xFFFFFFFF
    totals[0] += total
    totals[1] += high
    totals[2] += low


@inner
def _count_row(whole: Small, edge: int, shift: int, lanes: Small, histogram: Small) -> None:
    """Count whole numbers in bins; values beyond the ends go to the end bins."""
    last = histogram.size - 1
    first_used, last_used = last, 0
    for run in range(whole.size):
        place = min(max((whole[run] - np.int32(edge)) >> np.int32(shift), np.int32(0)), np.int32(last))
        whole[run] = place
        first_used, last_used = min(first_used, place), max(last_used, place)
    # Neighbours often fall in one bin; adding to it twice in a row would wait for the first to be stored.
    for run in range(whole.size):
        lanes[run % _LANES, whole[run]] += 1
    for place in range(first_used, last_used + 1):
        count = 0
        for lane in range(_LANES):
            count += lanes[lane, place]
            lanes[lane, place] = 0
        histogram[place] += count


@compiled
def _count_months(
    values: Floats, first: int, counted: tuple[Small, Integers, Floats], scaling: Integers, whole: Small, lanes: Small
) -> None:
    """Do the work of `count_values` in the room for whole numbers (run) and for counts of a row (lane, bin)."""
    histogram, totals, extremes = counted
    for month in range(values.shape[0]):
        for item in range(values.shape[1]):
            channel = first + item
            scale, edge, shift = scaling[channel]
            _find_extremes(values[month, item], extremes[month, channel])
            _add_up(values[month, item], float(scale), whole, totals[month, channel])
            _count_row(whole, edge, shift, lanes, histogram[month, channel])


def count_values(
    values: Floats, first: int, histogram: Small, totals: Integers, extremes: Floats, scaling: Integers
) -> None:
    """Add the values of all runs to the histogram, sums and extremes of each month and channel.

    Parameters
    ----------
    values : array of float64 (month, item, run), C order, finite, at least one run
    first : channel of the first item
    histogram : array of int32 (month, channel, bin)
    totals : array of int64 (month, channel, 3): sum, and sum of squares in units of 2**32 and of 1
    extremes : array of float64 (month, channel, 2): lowest and highest value
    scaling : array of int64 (channel, 3): whole numbers to 1, the lower edge of the first bin as such a number, and
        the width of a bin as a power of two of them

    Raises
    ------
    ValueError
        If a month or channel has no room: compiled code would write into other memory.
    """
    months, items, runs = values.shape
    channels = min(histogram.shape[1], totals.shape[1], extremes.shape[1], scaling.shape[0])
    if months > min(histogram.shape[0], totals.shape[0], extremes.shape[0]) or first < 0 or first + items > channels:
        raise ValueError("there are more months or channels than are counted")
    whole, lanes = np.empty(runs, np.int32), np.zeros((_LANES, histogram.shape[2]), np.int32)
    _count_months(values, first, (histogram, totals, extremes), scaling, whole, lanes)


@compiled
def count_codes(codes: Codes, counts: Integers) -> None:
    """Count how many runs have each code.

    Parameters
    ----------
    codes : array of uint8 (row, run), C order
    counts : array of int64 (row, code), to which is added

    Raises
    ------
    ValueError
        If there is a code or a row for which `counts` has no room: compiled code would write into other memory.
    """
    if codes.shape[0] > counts.shape[0]:
        raise ValueError("there are more rows than are counted")
    for row in range(codes.shape[0]):
        for run in range(codes.shape[1]):
            if codes[row, run] >= counts.shape[1]:
                raise ValueError("a code is beyond those that are counted")
            counts[row, codes[row, run]] += 1


@compiled
def classify_values(values: Floats, bounds: Floats, classes: Codes) -> None:
    """Give each value the code of its class of outcome, by the one rule.

    Parameters
    ----------
    values : array of float64 (value), C order, points
    bounds : array of float64, lower bounds of all classes but the lowest, ascending
    classes : array of uint8 (value), which is filled

    Raises
    ------
    ValueError
        If `classes` has no room for all.
    """
    if values.size > classes.size:
        raise ValueError("there are more values than room for their classes")
    for place in range(values.size):
        classes[place] = _classify(values[place], bounds)
