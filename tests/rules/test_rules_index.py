import pytest
from hypothesis import assume
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import ANCHORS, CONDUCT, HALF_LIFE, POINTS, RAW, SHARE
from rule_parameters import SCALE, WORLD

from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.index import (
    IndexParameters,
    anchored_scale,
    classify_outcome,
    index_points,
    next_trend,
    points_of,
    raw_index,
)

BOUNDS = (-25.0, 5.0, 30.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (raw_index, "trust"),
        (raw_index, "conduct"),
        (index_points, "raw"),
        (next_trend, "trend"),
        (next_trend, "raw"),
        (classify_outcome, "final_index"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


def test_the_trend_falls_with_the_index_of_the_month_before():
    check_falls(next_trend, "before")


@for_all(SHARE, CONDUCT, SCALE)
def test_the_raw_index_is_symmetric_around_even_trust_and_neutral_conduct(trust, conduct, p):
    assert raw_index(1.0 - trust, -conduct, p) == pytest.approx(-raw_index(trust, conduct, p), abs=1e-12)


@for_all(SCALE)
def test_even_trust_and_neutral_conduct_have_a_raw_index_of_0(p):
    assert raw_index(0.5, 0.0, p) == 0.0
    assert index_points(0.0, p) == p.offset


def test_the_weights_of_the_world_file_add_up_to_1():
    assert WORLD.index.weight_of_trust + WORLD.index.weight_of_conduct == pytest.approx(1.0)


@for_all(ANCHORS)
def test_anchors_have_their_points(anchors):
    slope, offset = anchored_scale(**anchors)
    p = IndexParameters(0.6, 0.4, slope, offset)
    for raw, points in zip((anchors["raw_low"], anchors["raw_high"]), anchors["points"], strict=True):
        assert index_points(raw, p) == pytest.approx(points, abs=1e-9)


def test_points_are_not_clipped():
    assert index_points(1.0, IndexParameters(0.6, 0.4, 500.0, 50.0)) == 550.0


@for_all(SHARE, SHARE, CONDUCT, CONDUCT, SCALE)
def test_both_directions_count_the_same_in_the_points(one, two, act, reply, p):
    points = points_of((one, two), (act, reply), p)
    assert points == points_of((two, one), (reply, act), p)
    assert points == index_points(raw_index((one + two) / 2.0, (act + reply) / 2.0, p), p)


@for_all(CONDUCT, RAW, RAW, HALF_LIFE)
def test_the_trend_moves_toward_the_latest_change(trend, raw, before, half_life):
    change = raw - before
    assume(abs(trend - change) > 1e-6)
    assert min(trend, change) < next_trend(trend, raw, before, half_life) < max(trend, change)


@for_all(CONDUCT, RAW, HALF_LIFE)
def test_the_trend_fades_while_the_index_stands_still(trend, raw, half_life):
    assert next_trend(trend, raw, raw, half_life) == faded(trend, half_life)


def test_a_longer_half_life_keeps_more_of_the_old_trend():
    assert next_trend(1.0, 0.0, 0.0, 3.0) < next_trend(1.0, 0.0, 0.0, 12.0)


@pytest.mark.parametrize("half_life", [6, 12, 36])
def test_half_of_an_old_trend_is_gone_after_its_half_life(half_life):
    trend = 1.0
    for _ in range(half_life):
        trend = next_trend(trend, 0.0, 0.0, float(half_life))
    assert trend == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("final_index", "outcome"),
    [
        (-1e3, 0),
        (-25.0 - 1e-9, 0),
        (-25.0, 1),
        (5.0 - 1e-9, 1),
        (5.0, 2),
        (30.0 - 1e-9, 2),
        (30.0, 3),
        (1e3, 3),
    ],
)
def test_classes_hold_their_lower_bound_and_not_their_upper_one(final_index, outcome):
    assert classify_outcome(final_index, BOUNDS) == outcome


def test_the_world_file_has_these_bounds():
    assert WORLD.outcomes.bounds == BOUNDS


@for_all(POINTS, st.integers(0, 4))
def test_a_class_is_the_number_of_bounds_reached(final_index, count):
    bounds = tuple(range(-40, -40 + 20 * count, 20))
    assert classify_outcome(final_index, bounds) == len([bound for bound in bounds if bound <= final_index])
