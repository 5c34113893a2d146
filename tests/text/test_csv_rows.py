"""Cells of the CSV files that spreadsheets open."""

import csv

import pandas
import pytest

from nrc_sim.text.csv_rows import plain_cell, write_table


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_is_marked_as_text(text):
    assert plain_cell(text).startswith("'")


@pytest.mark.parametrize("cell", [-0.5, 3, None, "-0.5", "+1e3", "a = b", "title - part", "\u2212 5"])
def test_numbers_and_other_texts_stay(cell):
    assert plain_cell(cell) == cell


def test_tables_are_read_back_with_their_numbers_and_no_formula_in_any_place(tmp_path):
    table = pandas.DataFrame({"title": ["=A1", "b"], "@x": [-0.5, 2.0]}, index=pandas.Index(["+i", "j"], name="id"))
    write_table(table, tmp_path / "t.csv", index=True)
    rows = list(csv.reader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["id", "title", "'@x"], ["'+i", "'=A1", "-0.5"], ["j", "b", "2.0"]]
    assert table.title.tolist() == ["=A1", "b"]
