import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrc_sim.engine.randomness import (
    SLOTS,
    as_bell,
    as_uniform,
    draw_words,
    mix,
    process_number,
    stream_key,
    stream_words,
)

# The first outputs of SplitMix64 for the seed 1234567, as published with many implementations.
KNOWN = [
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
]
DRAWS = 1_000_000


@pytest.fixture(scope="module")
def words():
    return draw_words(as_words(20), np.arange(DRAWS, dtype=np.uint64))


def as_words(*numbers):
    return np.array(numbers, dtype=np.uint64)


def drawn(seed=1, run=0, process="conduct", months=4, slots=8):
    return stream_words(stream_key(seed, run, process), np.arange(months), slots)


def test_words_are_those_of_splitmix64():
    assert draw_words(as_words(1234567), as_words(*range(5))).tolist() == KNOWN


def test_a_word_can_be_drawn_alone_and_in_any_order():
    assert [draw_words(as_words(1234567), as_words(counter)).item() for counter in (4, 0, 2)] == [
        KNOWN[4],
        KNOWN[0],
        KNOWN[2],
    ]


def test_scrambling_maps_zero_to_zero_and_the_first_step_to_the_known_word():
    assert mix(as_words(0)).item() == 0
    assert mix(as_words((1234567 + 0x9E3779B97F4A7C15) % 2**64)).item() == KNOWN[0]


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_counters_and_keys_wrap_around_without_a_warning(key, counter):
    state = (key + (counter + 1) * 0x9E3779B97F4A7C15) % 2**64
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB % 2**64
    assert draw_words(as_words(key), as_words(counter)).item() == state ^ (state >> 31)


def test_a_stream_counts_by_month_and_slot():
    key, months = stream_key(7, 3, "reading"), np.array([24168, 0, 24167])
    words = stream_words(key, months, 5)
    assert words.shape == (3, 5)
    for row, month in zip(words, months.tolist(), strict=True):
        counters = as_words(*(month * SLOTS + slot for slot in range(5)))
        assert row.tolist() == draw_words(key, counters).tolist()


def test_more_slots_leave_the_first_ones_as_they_are():
    assert drawn(slots=30)[:, :8].tolist() == drawn(slots=8).tolist()


def test_months_do_not_overlap():
    assert len(np.unique(drawn(months=120, slots=64))) == 120 * 64


@pytest.mark.parametrize("change", [{"seed": 2}, {"run": 1}, {"process": "reading"}])
def test_streams_differ_by(change):
    assert not np.isin(drawn(**change), drawn()).any()


def test_seed_and_run_are_not_interchangeable():
    assert stream_key(1, 2, "conduct").item() != stream_key(2, 1, "conduct").item()


def test_keys_of_many_runs_and_processes_are_all_different():
    branches = list(product((0, 1), range(500), ("a", "b", "shock a")))
    assert len({stream_key(*branch).item() for branch in branches}) == len(branches)


def test_keys_stay_as_they_are():
    assert stream_key(2013, 7, "conduct").tolist() == [18324401340974566814]


@pytest.mark.parametrize("number", [0, 2**63 - 1])
def test_the_ends_of_seeds_and_runs_are_allowed(number):
    key = stream_key(number, number, "conduct")
    assert key.shape == (1,)
    assert key.dtype == np.uint64


def test_a_process_is_numbered_by_the_first_eight_bytes_of_its_digest():
    # The SHA-256 digest of this word begins with 85ca6d6d291c070d.
    assert process_number("conduct") == 0x0D071C296D6DCA85


def test_uniform_numbers_keep_inside_the_open_interval():
    lowest, highest = as_uniform(as_words(0, 2**64 - 1)).tolist()
    assert lowest == 2.0**-53
    assert highest == 1.0 - 2.0**-53 < 1.0


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1))
def test_uniform_numbers_stand_in_the_middle_of_the_steps_of_their_grid(word):
    """Every number is exact, and as far from 0 as its mirror image is from 1."""
    number, mirrored = as_uniform(as_words(word, 2**64 - 1 - word)).tolist()
    assert 0.0 < number < 1.0
    assert Fraction(number) == Fraction(2 * (word >> 12) + 1, 2**53)
    assert number + mirrored == 1.0


def test_uniform_numbers_have_the_mean_and_variance_of_their_kind(words):
    numbers = as_uniform(words)
    assert 0.0 < numbers.min() < 1e-5
    assert 1.0 - 1e-5 < numbers.max() < 1.0
    assert numbers.mean() == pytest.approx(0.5, abs=4.0 * math.sqrt(1.0 / 12.0 / DRAWS))
    assert numbers.var() == pytest.approx(1.0 / 12.0, abs=4.0 * math.sqrt(1.0 / 180.0 / DRAWS))


def test_uniform_numbers_fill_all_parts_of_the_interval_alike(words):
    counts = np.bincount((as_uniform(words) * 100).astype(int), minlength=100)
    squares = ((counts - DRAWS / 100) ** 2 / (DRAWS / 100)).sum()
    assert abs(squares - 99.0) < 4.0 * math.sqrt(2.0 * 99.0)


def test_bell_shaped_numbers_have_their_documented_moments(words):
    numbers = as_bell(words)
    assert numbers.mean() == pytest.approx(0.0, abs=4.0 / math.sqrt(DRAWS))
    assert numbers.std() == pytest.approx(1.0, abs=4.0 * math.sqrt(0.5 / DRAWS))
    assert (numbers**3).mean() == pytest.approx(0.0, abs=4.0 * math.sqrt(15.0 / DRAWS))
    assert (numbers**4).mean() - 3.0 == pytest.approx(-0.15, abs=4.0 * math.sqrt(96.0 / DRAWS))


def test_bell_shaped_numbers_have_a_standard_deviation_of_one_byte_by_byte():
    """Eight independent bytes, each with the variance that the numbers of its values have."""
    ones = as_bell(as_words(*range(256)))  # one byte moves, seven stay
    assert math.sqrt(8.0 * ones.var()) == pytest.approx(1.0, abs=1e-14)


def test_bell_shaped_numbers_have_their_documented_ends_and_steps():
    lowest, next_lowest, highest = as_bell(as_words(0, 1, 2**64 - 1)).tolist()
    assert (lowest, highest) == (pytest.approx(-4.88, abs=5e-3), pytest.approx(4.88, abs=5e-3))
    assert highest == -lowest
    assert next_lowest - lowest == pytest.approx(0.005, abs=5e-4)


@settings(deadline=None)
@given(st.binary(min_size=8, max_size=8))
def test_a_bell_shaped_number_is_the_sum_of_the_eight_bytes(data):
    number = as_bell(as_words(int.from_bytes(data, "little"))).item()
    assert number == pytest.approx((sum(data) - 1020.0) / math.sqrt(8.0 * (256**2 - 1) / 12.0), rel=1e-15)


@pytest.mark.parametrize("kind", [as_uniform, as_bell])
@pytest.mark.parametrize("other", [{"run": 1}, {"seed": 2}, {"process": "reading"}, {}], ids=str)
def test_neighbouring_numbers_are_not_correlated(kind, other):
    months, slots = 400, 50
    one, two = kind(drawn(months=months, slots=slots)), kind(drawn(months=months, slots=slots, **other))
    pairs = (one, two) if other else (one[:, :-1], one[:, 1:])  # the next slot
    assert abs(correlation(*pairs)) < 4.0 / math.sqrt(pairs[0].size)


def test_numbers_of_neighbouring_months_are_not_correlated():
    numbers = as_uniform(drawn(months=400, slots=50))
    assert abs(correlation(numbers[:-1], numbers[1:])) < 4.0 / math.sqrt(numbers[1:].size)


def test_the_first_numbers_of_successive_runs_are_not_correlated():
    numbers = np.array([as_uniform(drawn(run=run, months=1, slots=1)).item() for run in range(5000)])
    assert abs(correlation(numbers[:-1], numbers[1:])) < 4.0 / math.sqrt(len(numbers))
    assert numbers.mean() == pytest.approx(0.5, abs=4.0 * math.sqrt(1.0 / 12.0 / len(numbers)))


def correlation(one, two):
    return float(np.corrcoef(one.ravel(), two.ravel())[0, 1])
