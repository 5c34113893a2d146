"""The panel: what is read of a file, and what is refused."""

import csv

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.reading import Panel, directed_conduct, mean_conduct, pair_conduct, panel_rows, read_panel
from nrc_sim.evidence.panel.settings import is_held_out, load_panel, load_settings, panel_folder, split_panel

LONG = "a,b,year,verbCoop,matlCoop,verbConf,matlConf"


def written(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def small_panel():
    counts = np.arange(2 * 2 * 3 * 4).reshape(2, 2, 3, 4)
    return Panel((2002, 2003, 2004), ("AAA-BBB", "AAA-CCC"), counts)


def write_rows(path, rows):
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


def test_what_is_written_is_read_again(tmp_path):
    panel = small_panel()
    found = read_panel(write_rows(tmp_path / "panel.csv", panel_rows(panel)))
    assert (found.years, found.pairs) == (panel.years, panel.pairs)
    assert np.array_equal(found.counts, panel.counts)


def test_both_layouts_say_the_same(tmp_path):
    long = written(tmp_path / "long.csv", LONG, "BBB,AAA,2002,1,2,3,4", "AAA,BBB,2002,5,6,7,8")
    wide = tmp_path / "wide.csv"
    write_rows(wide, panel_rows(read_panel(long)))
    assert read_panel(long).counts.tolist() == [[[[5, 6, 7, 8]], [[1, 2, 3, 4]]]]
    assert np.array_equal(read_panel(wide).counts, read_panel(long).counts)


def test_what_stands_under_later_years_is_not_read(tmp_path):
    rows = panel_rows(small_panel())
    spoilt = [rows[0], *([*row[:-1], "not a number"] for row in rows[1:])]
    found = read_panel(write_rows(tmp_path / "panel.csv", spoilt), until=2003)
    assert found.years == (2002, 2003)
    assert np.array_equal(found.counts, small_panel().counts[:, :, :2])
    long = written(tmp_path / "long.csv", LONG, "AAA,BBB,2002,1,0,0,0", "AAA,BBB,2003,x,x,x,x")
    assert read_panel(long, until=2002).years == (2002,)


def test_pairs_without_events_in_some_year_are_left_out(tmp_path):
    panel = small_panel()
    panel.counts[0, :, 1] = 0
    assert read_panel(write_rows(tmp_path / "panel.csv", panel_rows(panel))).pairs == ("AAA-CCC",)


WIDE = "from,to,quad,2002,2003"
ROW = "AAA,BBB,verbal_cooperation,1,2"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["x,y", "1,2"], "the columns are x, y"),
        (["from,to,quad,2003,2002", ROW], "the years are not in their order"),
        (["from,to,quad,2002,1e3", ROW], "a year is '1e3'"),
        ([WIDE, "AAA,BBB,verbal_cooperation,1"], "there are 4 cells"),
        ([WIDE, "AAA,BBB,verbal,1,2"], "quad is 'verbal'"),
        ([WIDE, "AAA,BBB,verbal_cooperation,-1,2"], "a number of events is '-1'"),
        ([WIDE, "AAA,BBB,verbal_cooperation,1.5,2"], "a number of events is '1.5'"),
        ([WIDE, "AAA,b,verbal_cooperation,1,2"], "a state is 'b'"),
        ([WIDE, "AAA,AAA,verbal_cooperation,1,2"], "AAA acts toward itself"),
        ([WIDE, ROW, ROW], "AAA -> BBB, verbal_cooperation, 2002 appears twice"),
        ([WIDE], "there are no counts in it"),
        ([WIDE, "AAA,BBB,verbal_cooperation,1,0"], "no pair has events in every year"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(tmp_path, lines, message):
    path = written(tmp_path / "panel.csv", *lines)
    with pytest.raises(InputError, match=message) as refused:
        read_panel(path)
    assert str(path) in str(refused.value)


def test_a_year_before_all_of_the_file_leaves_nothing(tmp_path):
    path = written(tmp_path / "panel.csv", WIDE, ROW)
    with pytest.raises(InputError, match="there are no counts up to 1999 in it"):
        read_panel(path, until=1999)


def test_conduct_is_the_mean_weight_of_events():
    assert mean_conduct(np.array([[1, 1, 0, 0], [0, 0, 0, 0]])).tolist() == pytest.approx([0.2945, np.nan], nan_ok=True)
    panel = Panel((2002,), ("AAA-BBB",), np.array([[[[3, 0, 0, 0]], [[0, 0, 1, 0]]]]))
    assert pair_conduct(panel) == pytest.approx((3 * 0.228 - 0.308) / 4)
    assert directed_conduct(panel)[0, :, 0] == pytest.approx([0.228, -0.308])
    assert len(directed_conduct(panel, 2)) == 0


def test_the_bundled_panel_ends_with_2012_and_nothing_later_is_in_its_folder():
    panel = load_panel()
    assert (len(panel.pairs), panel.years) == (380, tuple(range(2002, 2013)))
    assert load_settings().forecast_years[-1] == load_panel().years[-1] == 2012
    assert load_panel(2007).years[-1] == 2007
    years = "".join(path.read_text(encoding="utf-8") for path in panel_folder().glob("*.csv")).split("\n")[0]
    assert "2013" not in years


def test_the_split_hangs_on_names_alone_and_leaves_out_whom_the_class_serves():
    panel, settings = load_panel(), load_settings()
    learned, held = split_panel(panel, settings)
    assert (len(learned.pairs), len(held.pairs)) == (261, 68)
    assert not set(learned.pairs) & set(held.pairs)
    assert not any("RUS" in pair for pair in (*learned.pairs, *held.pairs))
    assert is_held_out("ARG-BRA", 5)
    assert held.pairs[:2] == ("ARG-BRA", "ARG-GBR")
