"""The parts of the figures: wrapped text, spread labels, chosen marks, keys and colours."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from nrc_sim.figures.drawing.data import DatedShock, MemberTrust
from nrc_sim.figures.drawing.fans import AxisLimits, class_margin, decimal_years, index_limits, make_room, spread
from nrc_sim.figures.drawing.grid import choose_shape
from nrc_sim.figures.drawing.marks import KeyEntry, Strip, arrange_key, choose_marks, keep_heaviest, number_shocks
from nrc_sim.figures.drawing.members import summarise_member
from nrc_sim.figures.drawing.page import Type, text_width, wrap_text
from nrc_sim.figures.drawing.style import SMALL_SIZE, class_colours, whole_points
from nrc_sim.text.wording import percent, readable

PRINT = Type(7.0)


@given(st.text(alphabet="ab cdefgh", min_size=1, max_size=200), st.floats(0.3, 3.0))
def test_wrapped_lines_fit_their_column_and_keep_all_letters(text: str, width: float) -> None:
    lines = wrap_text(text, width, PRINT)
    assert all(text_width(line, PRINT) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_text_longer_than_its_lines_ends_in_an_ellipsis() -> None:
    lines = wrap_text("one two three four five six seven eight nine ten", 0.8, PRINT, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert text_width(lines[-1], PRINT) <= 0.8


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12).map(sorted), st.floats(0.1, 10))
def test_spread_labels_keep_their_distance_order_and_centre(positions: list[float], gap: float) -> None:
    placed = spread(positions, gap)
    assert all(two - one >= gap - 1e-6 for one, two in pairwise(placed))
    assert sum(placed) == pytest.approx(sum(positions), abs=1e-6)


def test_labels_that_have_room_stay_where_they_are() -> None:
    assert spread([0.0, 5.0, 9.0], 1.0) == [0.0, 5.0, 9.0]


def make_shock(month: int, weight: float) -> DatedShock:
    return DatedShock(np.datetime64("2013-01", "M") + np.timedelta64(month, "M"), f"Shock {month}", weight)


STRIP = Strip(decimal_years(np.datetime64("2013-01", "M") + np.arange(60).astype("timedelta64[M]")), 2.0, 2)


@given(st.lists(st.tuples(st.integers(0, 59), st.floats(0, 10)), max_size=60, unique_by=lambda pair: pair[0]))
def test_numbers_in_a_lane_never_touch(pairs: list[tuple[int, float]]) -> None:
    marks = choose_marks([make_shock(*pair) for pair in pairs], STRIP, 16)
    assert len(marks) == min(len(pairs), len(marks), 16)
    for lane in range(STRIP.lanes):
        places = [STRIP.position(mark.shock) for mark in marks if mark.lane == lane]
        inner = [place for place in places if 0.1 < place < 1.9]
        assert all(two - one >= text_width("00", PRINT) for one, two in pairwise(inner))


def test_the_heaviest_of_crowded_shocks_is_numbered() -> None:
    marks = choose_marks([make_shock(20, 1), make_shock(21, 9), make_shock(22, 5)], STRIP, 16)
    assert [mark.shock.weight for mark in marks] == [9, 5]


def test_the_heaviest_shock_of_each_year_comes_first_where_years_take_turns() -> None:
    shocks = [make_shock(2, 9), make_shock(8, 8), make_shock(14, 1), make_shock(50, 2)]
    weights = [mark.shock.weight for mark in choose_marks(shocks, STRIP, 3, by_year=True)]
    assert weights == [9, 1, 2]
    assert [mark.shock.weight for mark in choose_marks(shocks, STRIP, 3)] == [9, 8, 2]


def test_equal_shocks_of_several_panels_share_a_number() -> None:
    panels = [choose_marks([make_shock(3, 1), make_shock(30 + panel, 2)], STRIP, 16) for panel in range(2)]
    entries = number_shocks(mark for panel in panels for mark in panel)
    assert [entry.number for entry in entries.values()] == [1, 2, 3]
    assert [len(panel) for panel in keep_heaviest(panels, 2)] == [1, 1]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_key_keeps_every_entry_in_order(columns: int) -> None:
    entries = [KeyEntry(number, make_shock(number, 1)) for number in range(17)]
    key = arrange_key(entries, 7.0, columns)
    assert len(key.columns) <= columns
    assert [entry for column in key.columns for entry, _ in column] == entries


def test_an_empty_key_has_no_height() -> None:
    assert arrange_key([], 7.0, 3).height == 0


@pytest.mark.parametrize("count", range(1, 40))
def test_a_grid_has_at_most_one_row_that_is_not_full(count: int) -> None:
    columns, height = choose_shape(count)
    assert 1 <= columns <= 4
    assert height >= 1


def test_class_colours_differ_without_colour() -> None:
    colours = class_colours(("a", "b", "c", "d"))
    greys = sorted(float(np.dot((0.299, 0.587, 0.114), to_rgb(colour))) for colour in colours.values())
    assert all(two - one >= 0.12 for one, two in pairwise(greys))
    assert len(set(class_colours(tuple("abcdefg")).values())) == 7


def test_months_stand_at_their_middle() -> None:
    assert decimal_years(np.array(["2014-07"], dtype="datetime64[M]"))[0] == pytest.approx(2014 + 6.5 / 12)


def test_limits_show_all_values_and_the_outer_classes() -> None:
    assert index_limits([np.array([-3.0, 61.0])], (-25.0, 5.0, 30.0)) == AxisLimits(-45, 65)
    assert make_room(AxisLimits(0, 10), 2.0, above=0.5, below=0.5) == AxisLimits(-5, 15)


def test_a_member_is_summarised_from_its_accession_on() -> None:
    paths = np.full((3, 10, 2), np.nan)
    trust = MemberTrust(paths, np.array([[0.4, 0.5], [0.5, 0.6], [0.6, 0.7]]))
    assert summarise_member(trust, 1) is None
    paths[:, 4:, 1] = np.array([0.2, 0.3, 0.3, 0.1, 0.5, 0.5]) + np.array([[-0.1], [0.0], [0.1]])
    path = summarise_member(trust, 1)
    assert path is not None
    assert (path.start.median, path.end, path.lowest, path.highest) == (0.2, (0.5, 0.6, 0.7), 0.1, 0.5)


def test_words_and_numbers_are_written_for_readers() -> None:
    assert readable("global_role") == "global role"
    assert [whole_points(value) for value in (-25.0, -0.2, 30.0)] == ["\N{MINUS SIGN}25", "0", "30"]
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_the_margin_of_class_names_is_as_wide_as_the_longest_within_limits() -> None:
    short, long, endless = ("crisis", "cold_peace"), ("crisis", "working_relations"), ("crisis", "a" * 40)
    assert class_margin(short) < class_margin(long) < class_margin(endless)
    assert class_margin(long) >= text_width("working relations", Type(SMALL_SIZE))
    assert class_margin(endless) == class_margin(("b" * 60,))
