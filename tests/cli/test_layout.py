"""Tables fit their width, and no word of them is cut."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrc_sim.cli import display
from nrc_sim.cli.layout import break_lines, lay_out
from nrc_sim.scenario import range_slugs

CLASSES = ("crisis", "stagnation", "pragmatic", "breakthrough")
WORDS = st.lists(st.text("abcxyz019+-.,()", min_size=1, max_size=14), max_size=6).map(" ".join)


def outcome_rows():
    return [[slug, *["38% (31-44)"] * len(CLASSES), "-10.5", "42%"] for slug in range_slugs()]


def printed(capsys, monkeypatch, width, *table, **options):
    monkeypatch.setattr(display, "_width", lambda: width)
    display.print_table(*table, **options)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(("width", "most"), [(80, 32), (100, 19), (120, 18)])
def test_thirteen_scenarios_take_at_most_two_lines_each(capsys, monkeypatch, width, most):
    columns = ["scenario", *CLASSES, "mean index", "ever frozen"]
    lines = printed(capsys, monkeypatch, width, "Outcomes", columns, outcome_rows())
    assert len(lines) <= most
    assert max(map(len, lines)) <= width
    assert set("\n".join(lines).split()) >= {*CLASSES, "mean", "index", "ever", "frozen", "(31-44)", "-10.5"}
    rule = next(place for place, line in enumerate(lines) if "─" in line)
    joined = "".join(line[: lines[rule - 1].index("crisis") - 2].strip() for line in lines[rule + 1 :])
    assert all(slug in re.sub(r"[\d%()-]", "", joined) for slug in range_slugs())


def test_intervals_stand_all_beside_or_all_below_their_shares(capsys, monkeypatch):
    columns, rows = ["scenario", "percentage", "percent"], [["one", "1% (0-4)", "12% (8-17)"]]
    lines = printed(capsys, monkeypatch, 30, "T", columns, rows)
    assert lines[4:6] == [" one               1%      12%", "                (0-4)   (8-17)"]


def test_a_table_for_which_there_is_no_room_is_a_list(capsys, monkeypatch):
    lines = printed(capsys, monkeypatch, 40, "T", ["scenario", *CLASSES, "mean index", "ever frozen"], outcome_rows())
    assert lines[1:4] == ["", "baseline", "  crisis: 38% (31-44)"]


def test_texts_below_rows_are_indented_and_broken_between_words(capsys, monkeypatch):
    lines = printed(
        capsys, monkeypatch, 24, "T", ["a", "b"], [["x", "1"], ["y", "2"]], below=["one two three four five", ""]
    )
    assert lines[4:7] == [" x   1", "    one two three four", "    five"]
    assert lines[7] == " y   2"


def test_what_goes_to_a_file_has_a_hundred_columns(capsys):
    assert not sys.stdout.isatty()
    display.print_table("T", ["id", "text"], [["a", "word " * 100]], texts=1)
    lines = capsys.readouterr().out.splitlines()
    assert 90 < max(map(len, lines)) <= 100


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=5), st.integers(10, 90), st.integers(0, 2))
def test_every_word_is_whole_and_every_line_fits(rows, width, texts):
    columns = ("name", "one", "two words", "text")
    layout = lay_out(columns, rows, width, texts)
    if layout is None:
        return
    assert all(len(line) <= width for line in layout.heading_lines())
    for position, row in enumerate(rows):
        assert all(len(line) <= width for line in layout.row_lines(position))
        for cell, lines in zip(row, layout.rows[position], strict=True):
            assert "".join(lines).replace(" ", "") == cell.replace(" ", "")
            shown = {part for line in lines for part in line.split()}
            assert {word for word in cell.split() if not re.search(r"\.(?=[a-z])", word)} <= shown


@given(WORDS, st.integers(1, 40))
def test_a_broken_text_keeps_its_words(text, width):
    lines = break_lines(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= width or " " not in line for line in lines)


def test_a_path_is_broken_after_its_dots_only_where_it_is_longer_than_a_line():
    assert break_lines("from here on: policies.dialogue=0.9", 30) == ["from here on:", "policies.dialogue=0.9"]
    assert break_lines("policies.dialogue=0.9", 12) == ["policies.", "dialogue=0.9"]
