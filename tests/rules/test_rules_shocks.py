import operator
from bisect import bisect_right

import pytest
from hypothesis import strategies as st
from rule_checks import check_rises, for_all
from rule_inputs import CHANCE, POINTS, SHARE, SIZES, VALUES

from nrc_sim.rules.shocks import (
    DISCRETE,
    FIXED,
    TRIANGULAR,
    UNIFORM,
    drawn_size,
    drawn_value,
    holds,
    scaled_hazard,
)
from nrc_sim.rules.shocks import SIZES as NAMES
from nrc_sim.scenario.conditions import COMPARISONS

OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
EVEN = [(step + 0.5) / 2000 for step in range(2000)]  # chances that stand for all


@pytest.mark.parametrize(
    ("rule", "argument"), [(scaled_hazard, "hazard"), (scaled_hazard, "excess"), (drawn_size, "chance")]
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@for_all(SHARE)
def test_a_hazard_at_the_reference_state_is_as_documented(hazard):
    assert scaled_hazard(hazard, 0.0) == hazard


def test_a_hazard_never_leaves_0_to_1():
    assert [scaled_hazard(0.4, excess) for excess in (-2.0, 0.5, 9.0)] == [0.0, pytest.approx(0.6), 1.0]


def test_the_codes_stand_for_the_names_of_the_ways_to_draw():
    assert [NAMES[code] for code in (FIXED, UNIFORM, TRIANGULAR, DISCRETE)] == list(NAMES)


@pytest.mark.parametrize("shape", [UNIFORM, TRIANGULAR])
@for_all(chance=CHANCE, size=SIZES)
def test_a_size_lies_between_its_bounds(shape, chance, size):
    assert size[0] - 1e-12 <= drawn_size(chance, shape, *size) <= size[2] + 1e-12


@for_all(CHANCE, SIZES)
def test_a_fixed_size_is_not_drawn(chance, size):
    assert drawn_size(chance, FIXED, *size) == size[1]


@for_all(SIZES)
def test_a_uniform_size_has_its_mean_in_the_middle(size):
    mean = sum(drawn_size(chance, UNIFORM, *size) for chance in EVEN) / len(EVEN)
    assert mean == pytest.approx((size[0] + size[2]) / 2.0, abs=1e-9)


@for_all(SIZES)
def test_a_triangular_size_has_its_mean_at_a_third_of_the_sum(size):
    mean = sum(drawn_size(chance, TRIANGULAR, *size) for chance in EVEN) / len(EVEN)
    assert mean == pytest.approx(sum(size) / 3.0, abs=1e-3 * (size[2] - size[0]))


@for_all(st.sampled_from([(0.5, 0.5, 2.0), (0.5, 2.0, 2.0)]), CHANCE)
def test_a_triangle_may_have_its_mode_at_an_end(size, chance):
    assert size[0] - 1e-12 <= drawn_size(chance, TRIANGULAR, *size) <= size[2] + 1e-12


@for_all(VALUES)
def test_a_value_is_drawn_by_its_share(case):
    position = bisect_right(case["cumulative"], case["chance"])
    assert drawn_value(**case) == case["values"][position]


def test_values_come_as_often_as_their_shares_say():
    drawn = [drawn_value(chance, (1.0, 2.0, 3.0), (0.2, 0.5, 1.0)) for chance in EVEN]
    assert [drawn.count(value) / len(drawn) for value in (1.0, 2.0, 3.0)] == pytest.approx([0.2, 0.3, 0.5])


def test_shares_that_add_up_to_a_little_less_than_1_give_the_last_value():
    assert drawn_value(1.0 - 1e-16, (1.0, 2.0), (0.5, 1.0 - 1e-15)) == 2.0


@pytest.mark.parametrize("code", range(len(COMPARISONS)))
@for_all(value=POINTS, bound=POINTS)
def test_a_comparison_holds_where_it_does_in_python(code, value, bound):
    compare = OPERATORS[COMPARISONS[code]]
    assert holds(value, code, bound) is compare(value, bound)
    assert holds(bound, code, bound) is compare(bound, bound)
