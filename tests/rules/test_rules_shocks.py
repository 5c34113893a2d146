import operator
from bisect import bisect_right

import pytest
from hypothesis import strategies as st
from rule_checks import check_rises, for_all
from rule_inputs import ACTS, CHANCE, CONDUCT, LINKED, PATIENCE, POINTS, SHARE, SIZE_DRAWN, SIZES, VALUES, WINDOW

from nrc_sim.rules.shocks import (
    DISCRETE,
    FIXED,
    TRIANGULAR,
    UNIFORM,
    Spell,
    can_begin,
    drawn_size,
    drawn_value,
    first_month,
    held_enough,
    holds,
    is_under_way,
    months_held,
    plus_consultation,
    plus_discount,
    plus_excess,
    plus_pressure,
    plus_reply,
    scaled_hazard,
    window_month,
)
from nrc_sim.rules.shocks import SIZES as NAMES
from nrc_sim.scenario.conditions import COMPARISONS

OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
EVEN = [(step + 0.5) / 2000 for step in range(2000)]  # chances that stand for all


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (scaled_hazard, "hazard"),
        (scaled_hazard, "excess"),
        (drawn_size, "chance"),
        (window_month, "chance"),
        (plus_excess, "total"),
        (plus_discount, "total"),
        (plus_reply, "total"),
        (plus_pressure, "total"),
        (plus_consultation, "total"),
        (plus_consultation, "size"),
    ],
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


@for_all(ACTS, st.floats(-2.0, 2.0), POINTS, CHANCE)
def test_a_variable_at_its_reference_leaves_a_hazard_as_it_is(total, slope, reference, more):
    assert plus_excess(total, slope, reference, reference) == total
    assert plus_excess(0.0, slope, reference + more, reference) == pytest.approx(slope * more, abs=1e-9)


@for_all(WINDOW)
def test_a_window_holds_its_first_and_its_last_month_and_no_other(window):
    assert window["first"] <= window_month(**window) <= window["last"]


def test_the_months_of_a_window_come_equally_often():
    drawn = [window_month(chance, 12, 15) for chance in EVEN]
    assert [drawn.count(month) / len(drawn) for month in (12, 13, 14, 15)] == [0.25] * 4
    assert [window_month(chance, 7, 7) for chance in (1e-16, 1.0 - 2.0**-53)] == [7, 7]


def held_through(met, patience):
    """Months in which conditions have held for long enough, from a list of whether they were met in each month."""
    held, occurred = 0, []
    for month, now in enumerate(met):
        held = months_held(held, now, patience)
        if held_enough(held, patience):
            occurred.append(month)
    return occurred


@for_all(st.lists(st.booleans(), max_size=30), PATIENCE)
def test_conditions_hold_first_after_they_were_met_for_long_enough_without_a_gap(met, patience):
    ends = [end for end in range(len(met)) if end + 1 >= patience and all(met[end + 1 - patience : end + 1])]
    assert held_through(met, patience)[:1] == ends[:1]


@for_all(st.integers(0, 40), PATIENCE)
def test_conditions_that_go_on_holding_count_anew_each_time(months, patience):
    assert held_through([True] * months, patience) == list(range(patience - 1, months, patience))


SPELL = st.builds(Spell, st.integers(0, 9), st.integers(1, 9), st.integers(0, 9), st.integers(0, 4))


@for_all(SPELL)
def test_a_shock_that_could_begin_in_each_month_comes_in_spells_with_its_cooldown_between(spell):
    first, count, came = -1, 0, []
    for month in range(80):
        if can_begin(month, first, count, spell):
            first, count = first_month(month, spell), count + 1
        if is_under_way(month, first, spell):
            came.append(month)
    step = spell.delay + spell.lasts + spell.cooldown
    begins = [spell.delay + step * place for place in range(spell.times or 80)]
    assert came == [begin + place for begin in begins for place in range(spell.lasts) if begin + place < 80]


def test_a_shock_that_was_never_set_off_is_not_under_way():
    assert not any(is_under_way(month, -1, Spell(lasts=6)) for month in range(10))
    assert can_begin(0, -1, 0, Spell(times=1))
    assert not can_begin(50, 3, 1, Spell(times=1))


def test_a_gap_starts_the_count_anew():
    assert held_through([True, True, False, True, True, True, True], 3) == [5]


@for_all(ACTS, SIZE_DRAWN, CONDUCT)
def test_an_act_that_counts_in_full_is_not_discounted_and_its_reply_is_whole(total, size, weight):
    assert plus_discount(total, size, weight, 1.0) == total
    assert plus_reply(total, size, weight, 1.0) == total + size * weight


@for_all(SIZE_DRAWN, CONDUCT, LINKED)
def test_what_counts_of_an_act_and_what_is_discounted_make_the_act(size, weight, share):
    counted = size * weight + plus_discount(0.0, size, weight, share)
    assert counted == pytest.approx(size * weight * share, abs=1e-12)
    assert plus_reply(0.0, size, weight, 0.0) == 0.0


@for_all(ACTS, SIZE_DRAWN, CONDUCT, CONDUCT, LINKED)
def test_the_first_side_presses_on_an_issue_in_full_and_replies_by_their_share(total, size, act, reply, share):
    assert plus_pressure(total, size, (act, reply), 0.0) == total + size * act
    together = plus_pressure(0.0, size, (act, reply), share)
    assert together == pytest.approx(size * act + size * share * reply, abs=1e-12)


@for_all(SHARE, SIZE_DRAWN, SHARE)
def test_consultations_of_a_month_are_as_large_as_the_largest_and_never_beyond_1(total, size, weight):
    assert plus_consultation(total, size, weight) == max(total, min(1.0, size * weight))
    assert plus_consultation(total, 100.0, 1.0) == 1.0
    assert plus_consultation(total, size, 0.0) == total


@pytest.mark.parametrize("code", range(len(COMPARISONS)))
@for_all(value=POINTS, bound=POINTS)
def test_a_comparison_holds_where_it_does_in_python(code, value, bound):
    compare = OPERATORS[COMPARISONS[code]]
    assert holds(value, code, bound) is compare(value, bound)
    assert holds(bound, code, bound) is compare(bound, bound)
