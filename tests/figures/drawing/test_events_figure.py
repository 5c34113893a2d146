"""The figure of event data is legible, shows the pairs with the most events, and smooths over events."""

import re
from pathlib import Path

import numpy as np
import pytest
from figure_checks import check_texts

from event_files import plain, written
from nrc_sim.errors import InputError
from nrc_sim.evidence.events.counting import count_events
from nrc_sim.figures import drawing as plots
from nrc_sim.figures import events as events_figures
from nrc_sim.figures.style import figure_look
from nrc_sim.scenario import load_world

TEXT = plots.FigureText("Conduct in event data", "Mean weight of each month.", "A caption. " * 20)


def make_panel(number: int, months: int) -> plots.PairPanel:
    random = np.random.default_rng(number)
    directions = [plots.DirectionSeries(*random.uniform(-1, 1, (2, months))) for _ in range(2)]
    remark = "12,345 events, mean +0.12; 12,345 events, mean +0.13"
    return plots.PairPanel(f"A power with a long name and another one {number}", remark, 2003.25, tuple(directions))


@pytest.mark.parametrize(("count", "months"), [(1, 1), (2, 5), (3, 30), (8, 400)])
def test_pairs_are_legible_over_any_number_of_months(count, months):
    check_texts(plots.draw_event_series([make_panel(number, months) for number in range(count)], TEXT))


def test_without_events_there_is_nothing_to_draw():
    with pytest.raises(InputError, match="there are no events to draw"):
        plots.draw_event_series([], TEXT)


@pytest.fixture
def drawn(monkeypatch):
    """What is given to the drawing, which draws it."""
    kept = {}
    draw = events_figures.draw_event_series

    def keep(panels, text):
        kept.update(panels=panels, text=text)
        return draw(panels, text)

    monkeypatch.setattr(events_figures, "draw_event_series", keep)
    return kept


def found_in(folder: Path, *rows: str):
    return count_events([written(folder, plain(*rows))], load_world("csto_nato"))


def test_the_pairs_with_the_most_events_come_first(tmp_path, drawn):
    allies = ("France", "Germany", "Italy", "Norway", "Poland", "Romania", "Estonia", "Latvia")
    rows = [f"2012-0{month + 1},Russia,{ally},,1" for place, ally in enumerate(allies) for month in range(place + 1)]
    with figure_look(None, ["png"]):
        (path,) = events_figures.write_events_figure(found_in(tmp_path, *rows), tmp_path)
    assert path.stat().st_size > 10_000
    titles = [panel.title for panel in drawn["panels"]]
    assert len(titles) == events_figures.MOST_PANELS
    # The alliances as a whole have all events; Russia acts for its own, and the rest is what single allies met.
    assert titles[0] == "The CSTO and NATO"
    assert {titles[1], titles[2]} == {"Russia and NATO", "The CSTO and Latvia"}
    assert re.search(r"Shown are the 8 pairs with the most events, of \d+\.", drawn["text"].caption)


def test_lines_are_means_over_the_events_of_a_year(tmp_path, drawn):
    rows = [*["2010-01,Russia,France,,8"] * 2, "2010-03,Russia,France,,-4", "2012-01,France,Russia,,2"]
    with figure_look(None, ["svg"]):
        events_figures.write_events_figure(found_in(tmp_path, *rows), tmp_path)
    (pair,) = (panel for panel in drawn["panels"] if panel.title == "Russia and France")
    there, back = pair.directions
    assert there.smoothed[:4] == pytest.approx([0.8, 0.8, 0.4, 0.4])
    assert there.smoothed[12] == pytest.approx(-0.4)
    assert np.isnan(there.smoothed[15:]).all()
    assert back.smoothed[-1] == pytest.approx(0.2)
    assert "3 events, mean +0.40; 1 events" not in pair.remark
    assert "3 events" in pair.remark


def test_nothing_is_drawn_where_no_format_is_wanted(tmp_path):
    with figure_look(None, ["none"]):
        assert events_figures.write_events_figure(found_in(tmp_path, "2010-01,Russia,France,,8"), tmp_path) == []
