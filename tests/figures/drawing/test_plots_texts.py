"""Foreign texts in figures: letters that fonts lack, characters that steer, texts of any length."""

import warnings
from dataclasses import replace
from xml.dom import minidom

import numpy as np
import pytest

from figures.drawing.figure_checks import check_texts, visible_texts
from nrc_sim.errors import NrcSimWarning
from nrc_sim.figures.drawing import draw_comparison, draw_flows, draw_outcomes, draw_trajectories, fonts
from nrc_sim.figures.drawing.fonts import STAND_IN, drawable, families
from nrc_sim.figures.drawing.page import ELLIPSIS, Page, Type, text_width, wrap_text
from nrc_sim.figures.drawing.saving import save_figure
from nrc_sim.figures.drawing.style import FAMILY
from nrc_sim.figures.drawing.transitions import TransitionPanel, draw_transitions
from nrc_sim.figures.study import make_figure_data
from nrc_sim.scenario import load_world
from nrc_sim.study.class_names import class_names
from synthetic import make_results

WORLDS = ("euro_atlantic_2013", "csto_nato", "india_pakistan", "iran_talks")
LACKING = "\U000f1234"  # for private use: no font gives it a meaning
STYLE = Type(7.0)


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch):
    monkeypatch.setattr(fonts, "_undrawn", set())


def test_a_character_that_no_font_has_is_told_once_and_shown_as_a_sign():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert drawable(f"a{LACKING}b") == f"a{STAND_IN}b"
        assert drawable(f"{LACKING}") == STAND_IN
    assert [(one.category, LACKING in str(one.message)) for one in told] == [(NrcSimWarning, True)]


def test_the_usual_font_is_kept_where_it_has_all_letters():
    assert drawable("Ünïcode ДЖ ελ \u2212") == "Ünïcode ДЖ ελ \u2212"
    assert families("Ünïcode ДЖ ελ \u2212") == [FAMILY]


def test_another_installed_font_is_taken_for_letters_that_the_usual_one_lacks(monkeypatch):
    installed = [(FAMILY, "usual"), ("Other", "other")]
    monkeypatch.setattr(fonts, "_installed", lambda: installed)
    letters = {"usual": {ord("a")}, "other": {ord("a"), ord("\u65e5")}}
    monkeypatch.setattr(fonts, "_letters_of", letters.get)
    fonts._family_with.cache_clear()
    try:
        assert families(drawable("a\u65e5")) == [FAMILY, "Other"]
    finally:
        fonts._family_with.cache_clear()


@pytest.mark.parametrize("style", ["screen", "print"])
def test_a_drawing_stays_well_formed_whatever_its_texts_hold(tmp_path, style):
    from nrc_sim.figures.style import figure_look

    page, text = Page.blank(1.0), "a\x1b[31m\x00\u202e--><b>&"
    page.write(0.1, 0.1, [text], STYLE)
    with figure_look(style), warnings.catch_warnings():
        warnings.simplefilter("error")
        paths = save_figure(page.figure, tmp_path, "figure")
    assert "\\u001b" in minidom.parse(str(paths[1])).toxml()
    assert page.figure.texts[0].get_text() == text


@pytest.mark.parametrize("text", ["word " * 20_000, "m" * 100_000])
def test_few_letters_are_measured_however_long_a_text_is(text, monkeypatch):
    measured = []
    from nrc_sim.figures.drawing import page

    def counting(text, style):
        measured.append(len(text))
        return text_width(text, style)

    monkeypatch.setattr(page, "text_width", counting)
    lines = wrap_text(text, 2.0, STYLE, 3)
    assert len(lines) == 3
    assert lines[-1].endswith(ELLIPSIS)
    assert all(text_width(line, STYLE) <= 2.0 for line in lines)
    assert sum(measured) < 400_000


def data_with_classes_of(outcomes):
    """Results of two scenarios, as if they were classed by the classes of another world."""
    names = tuple(class_names(outcomes).values())
    data = make_figure_data(make_results("baseline", "new_arms_race"))
    shares = np.full((len(names), data.scenarios[0].months.size), 1 / len(names))
    told = {"outcomes": dict.fromkeys(names, (0.25, 0.2, 0.3)), "class_shares": shares}
    scenarios = tuple(replace(one, **told) for one in data.scenarios)
    return replace(data, scenarios=scenarios, classes=names, bounds=tuple(outcomes.bounds))


@pytest.mark.parametrize("world", WORLDS)
def test_names_of_classes_are_written_out_in_every_figure(world):
    data = data_with_classes_of(load_world(world).outcomes)
    panels = [TransitionPanel("A title", "A summary.", np.eye(len(data.classes)) / len(data.classes))] * 2
    drawn = [
        draw_outcomes(data),
        draw_flows(data),
        draw_trajectories(data),
        draw_comparison(data, "baseline", "new_arms_race"),
        draw_transitions(panels, data.classes, "Baseline", "6 pairs."),
    ]
    for figure in drawn:
        check_texts(figure)
        written = " ".join(text.get_text() for text in visible_texts(figure))
        assert ELLIPSIS not in written
        assert [name for name in data.classes if name not in " ".join(written.split())] == []
