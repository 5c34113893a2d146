from types import SimpleNamespace

import numpy as np
import pytest

from nrc_sim.evidence.hindcast.scores import Interval
from nrc_sim.evidence.hindcast.scoring import Hindcast, PrescribedScore
from nrc_sim.evidence.observed import load_plan
from nrc_sim.figures import hindcast as hindcast_figures

PLAN = load_plan("euro_atlantic_2013")


def make_score(years=5):
    skill = Interval(0.1, -0.2, 0.4)
    values = np.linspace(1.0, 2.0, years)
    return PrescribedScore(tuple(range(2003, 2003 + years)), values, values + 0.1, 0.5, 0.1, skill, {}, {})


def make_hindcast(conduct, trust=(), sets=7):
    scores = [{name: make_score() for name in names} for names in (conduct, trust)]
    return Hindcast(*scores, {}, None, None, SimpleNamespace(), sets)


@pytest.fixture
def drawn(monkeypatch):
    kept = {}

    def keep(panels, text):
        kept.update(panels=panels, text=text)

    monkeypatch.setattr(hindcast_figures, "draw_hindcast", keep)
    monkeypatch.setattr(hindcast_figures, "save_figure", lambda _, folder, name: [folder / name])
    return kept


def test_the_series_of_the_plan_stand_for_all(drawn, tmp_path):
    primary, trust = PLAN.series.primary, PLAN.series.trust
    found = make_hindcast([*reversed(primary), "RUS<->DEU", "RUS<->POL"], trust)
    assert hindcast_figures.write_hindcast_figure(found, PLAN, 3, tmp_path) == [tmp_path / "hindcast"]
    titles = [panel.title for panel in drawn["panels"]]
    assert titles[0] == "Conduct, RUS \N{LEFT RIGHT ARROW} USA"
    assert len(titles) == len(primary) + len(trust)
    assert titles[-1] == "Trust, RUS \N{RIGHTWARDS ARROW} USA"
    assert drawn["panels"][0].unit == PLAN.observation["conduct"].unit
    assert drawn["panels"][0].score == "r +0.50, RMSE 0.100, skill +0.10 (\N{MINUS SIGN}0.20 to +0.40)"
    assert drawn["panels"][0].error == 0.1
    assert "7 accepted parameter sets" in drawn["text"].caption
    assert "Seed 3." in drawn["text"].caption


def test_series_of_the_users_own_are_shown_as_far_as_there_is_room(drawn, tmp_path):
    found = make_hindcast([f"RUS<->{number}" for number in range(20)], sets=0)
    hindcast_figures.write_hindcast_figure(found, PLAN, 3, tmp_path)
    assert len(drawn["panels"]) == hindcast_figures.MOST_PANELS
    assert "the central parameter set" in drawn["text"].caption


def test_series_too_short_to_be_scored_give_no_figure(drawn, tmp_path):
    assert hindcast_figures.write_hindcast_figure(make_hindcast([]), PLAN, 3, tmp_path) == []
    assert drawn == {}
