from math import exp, inf, isfinite, log, nan, tanh

import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import BETWEEN, LOG_ODDS, MONTHS, NUMBER, POSITIVE, SHARE, WEIGHTED

from nrc_sim.rules.arithmetic import (
    added_up,
    clamp,
    exponential,
    faded,
    half_hyperbolic_tangent,
    held_at,
    is_finite,
    log_odds,
    logistic,
    mean_of_both,
    natural_logarithm,
    next_months,
    odds,
    overridden,
    plus_weighted,
    ramp,
    tainted,
    weighted_sum,
)


def grid(low, high, steps=4000):
    return [low + (high - low) * step / steps for step in range(steps + 1)]


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (clamp, "value"),
        (ramp, "value"),
        (half_hyperbolic_tangent, "x"),
        (logistic, "x"),
        (odds, "x"),
        (faded, "value"),
        (mean_of_both, "first"),
        (mean_of_both, "second"),
        (held_at, "value"),
        (plus_weighted, "total"),
        (plus_weighted, "value"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(("rule", "argument"), [(ramp, "start")])
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


@for_all(BETWEEN)
def test_a_clamped_value_is_the_nearest_between_the_bounds(bounded):
    value, low, high = bounded["value"], bounded["low"], bounded["high"]
    assert clamp(**bounded) == (low if value < low else high if value > high else value)


@for_all(st.integers(-100, 100), st.sampled_from([0.25, 1.0, 8.0]))
def test_a_ramp_is_0_until_its_start_and_1_from_its_end(start, width):
    points = (start - 1.0, start, start + width / 2.0, start + width, start + width + 1.0)
    assert [ramp(value, start, width) for value in points] == [0.0, 0.0, 0.5, 1.0, 1.0]


@pytest.mark.parametrize(("limit", "error"), [(5.0, 1e-6), (8.0, 3e-4)])
def test_the_hyperbolic_tangent_has_its_documented_error(limit, error):
    assert max(abs(half_hyperbolic_tangent(x) - tanh(x / 2.0)) for x in grid(-limit, limit)) < error


def test_the_hyperbolic_tangent_keeps_within_its_limits_beyond_its_range():
    assert [half_hyperbolic_tangent(x) for x in (-1e3, 0.0, 1e3)] == [-0.9999, 0.0, 0.9999]


@pytest.mark.parametrize(("limit", "error"), [(5.0, 0.5e-6), (8.0, 1.5e-4)])
def test_the_logistic_function_is_half_as_far_off(limit, error):
    assert max(abs(logistic(x) - 1.0 / (1.0 + exp(-x))) for x in grid(-limit, limit)) < error


@pytest.mark.parametrize(("limit", "share"), [(5.0, 2e-5), (7.0, 3e-3), (8.0, 3e-2)])
def test_odds_are_close_to_the_exponential_function(limit, share):
    assert max(abs(odds(x) / exp(x) - 1.0) for x in grid(-limit, limit)) < share


@for_all(LOG_ODDS)
def test_probabilities_of_opposite_log_odds_add_up_to_1(x):
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-15)


@for_all(LOG_ODDS)
def test_the_log_odds_of_a_probability_are_those_that_give_it(x):
    assert logistic(log_odds(logistic(x))) == pytest.approx(logistic(x), abs=1e-12)


def test_probabilities_beyond_all_log_odds_have_those_at_the_end():
    assert [log_odds(share) for share in (0.0, 1.0)] == pytest.approx([-8.0, 8.0])


@for_all(LOG_ODDS)
def test_odds_and_probability_tell_the_same(x):
    assert odds(x) == pytest.approx(logistic(x) / (1.0 - logistic(x)), rel=1e-9)


@pytest.mark.parametrize(("half_life", "error"), [(3.0, 2e-2), (11.0, 2e-3), (36.0, 2e-4)])
def test_the_factor_of_fading_is_close_to_the_exact_one(half_life, error):
    half_lives = grid(half_life, 240.0)
    assert max(abs(faded(1.0, months) - 2.0 ** (-1.0 / months)) for months in half_lives) < error


@for_all(NUMBER, POSITIVE)
def test_what_fades_keeps_its_sign_and_never_grows(value, half_life):
    assert abs(faded(value, half_life)) <= abs(value)
    assert faded(value, half_life) * value >= 0.0


def test_longer_half_lives_fade_more_slowly():
    kept = [faded(1.0, half_life) for half_life in (1.0, 6.0, 36.0, 120.0)]
    assert kept == sorted(set(kept))


@for_all(NUMBER, NUMBER)
def test_both_sides_count_the_same_in_their_mean(first, second):
    mean = mean_of_both(first, second)
    assert mean == mean_of_both(second, first) == pytest.approx((first + second) / 2.0)
    assert min(first, second) <= mean <= max(first, second)


@for_all(st.floats())
def test_a_value_is_finite_where_the_library_of_mathematics_says_so(value):
    assert is_finite(value) == isfinite(value)


@for_all(st.lists(NUMBER, max_size=10), st.lists(NUMBER, max_size=10))
def test_a_chain_of_values_stays_tainted_by_any_that_is_no_number(before, after):
    def taint_of(values):
        taint = 0.0
        for value in values:
            taint = tainted(taint, value)
        return taint

    assert taint_of([*before, *after]) == 0.0
    assert not any(is_finite(taint_of([*before, wrong, *after])) for wrong in (nan, inf, -inf))


def test_a_command_takes_the_place_of_any_code_and_none_leaves_it():
    assert [overridden(code, -1) for code in range(5)] == [0, 1, 2, 3, 4]
    assert [overridden(code, 2) for code in range(5)] == [2] * 5
    assert overridden(3, 0) == 0


@for_all(SHARE, SHARE, st.floats(-10.0, 0.0, exclude_max=True))
def test_a_quantity_is_held_at_the_level_that_is_named_and_moves_freely_where_none_is(value, level, none):
    assert held_at(value, level) == held_at(1.0 - value, level) == level
    assert held_at(value, none) == value


@for_all(MONTHS)
def test_months_in_a_state_are_counted_and_start_anew_with_another(months):
    assert next_months(months, same=True) == months + 1.0
    assert next_months(months, same=False) == 0.0


@for_all(NUMBER, NUMBER)
def test_a_value_without_weight_adds_nothing_and_one_of_weight_1_itself(total, value):
    assert plus_weighted(total, 0.0, value) == total
    assert plus_weighted(total, 1.0, value) == total + value


@for_all(st.lists(NUMBER, max_size=30))
def test_numbers_are_added_up_one_after_the_other(values):
    total = 0.0
    for value in values:
        total = total + value
    assert added_up(values) == total
    assert added_up(iter(values)) == total


def test_adding_up_does_not_compensate_rounding():
    assert added_up([1e16, 1.0, -1e16]) == 0.0
    assert added_up([0.1] * 10) == 0.9999999999999999


@for_all(WEIGHTED)
def test_a_weighted_sum_adds_up_the_products(weighted):
    products = [weight * value for weight, value in zip(*weighted.values(), strict=True)]
    assert weighted_sum(**weighted) == added_up(products)


def test_a_weighted_sum_needs_as_many_weights_as_values():
    with pytest.raises(ValueError, match="longer"):
        weighted_sum([1.0], [1.0, 2.0])


@pytest.mark.parametrize("x", [2.0**-52, 1e-9, 0.1, 0.25, 0.5, 0.5000001, 0.7, 0.999, 1.0])
def test_the_logarithm_is_as_close_as_it_says(x):
    assert natural_logarithm(x) == pytest.approx(log(x), abs=1e-9)


@pytest.mark.parametrize("x", grid(0.0, 8.0, 40))
def test_the_exponential_is_as_close_as_it_says(x):
    assert exponential(x) == pytest.approx(exp(x), rel=1e-9)


def test_beyond_its_range_the_exponential_stays():
    assert exponential(20.0) == exponential(8.0)
