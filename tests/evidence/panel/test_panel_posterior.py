"""What was learned from the bundled panel, as it ships, and panels beside simulated ones."""

import json
from pathlib import Path

import numpy as np
import pytest

from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.ablating import MECHANISMS
from nrc_sim.evidence.panel.comparing import compare_panel
from nrc_sim.evidence.panel.numbers import unknown_states
from nrc_sim.evidence.panel.posterior import load_posterior, summarise_draws
from nrc_sim.evidence.panel.priors import load_priors
from nrc_sim.evidence.panel.reading import Panel, panel_rows
from nrc_sim.evidence.panel.settings import load_panel, load_settings, panel_folder

FEW = ("CHN-FRA", "CHN-USA", "FRA-IND", "GBR-IND", "IND-USA", "IRN-USA")


@pytest.mark.parametrize("until", [None, load_settings().learned_until])
def test_draws_that_ship_fit_the_rules_the_ranges_and_the_panel_of_today(until):
    found = load_posterior(until)
    assert list(found.draws) == list(load_priors())
    assert found.source.until == (until or 2012)
    for name, values in found.draws.items():
        low, high = load_priors()[name].range
        assert ((low <= values) & (values <= high)).all(), name
        assert len(values) == 1024


@pytest.mark.parametrize("until", [None, load_settings().learned_until])
def test_no_mean_lies_at_the_end_of_its_range(until):
    learnt = summarise_draws(load_posterior(until).draws, load_priors())
    assert [one.name for one in learnt if one.at_the_end] == []


@pytest.mark.parametrize("name", ["learned.json", "learned_2007.json"])
def test_the_emulator_is_near_what_its_draws_show(name):
    document = json.loads((panel_folder() / name).read_text(encoding="utf-8"))
    first, last = document["rounds"][0], document["rounds"][-1]
    assert last["bias"] < 0.2
    assert last["moved"] < 0.25
    assert last["moved"] < first["moved"] / 2.0
    assert last["observed"] < 1.25 * last["floor"]
    assert last["simulated"] == pytest.approx(last["floor"], rel=0.15)


@pytest.mark.parametrize("name", ["learned.json", "learned_2007.json"])
def test_the_page_says_so_where_known_numbers_do_not_come_back(name):
    found = json.loads((panel_folder() / name).read_text(encoding="utf-8"))["known_numbers_come_back"]
    page = (Path(__file__).parents[3] / "docs/learning.md").read_text(encoding="utf-8")
    assert found is ("Known numbers do not all come back" not in page)


def test_mechanisms_are_switched_off_by_numbers_that_are_learned():
    assert {number for off in MECHANISMS.values() for number in off} <= set(load_priors())


@pytest.fixture(scope="module")
def compared():
    return compare_panel(load_panel().where(FEW.__contains__), 4, 5, 1)


def test_a_panel_is_compared_with_simulated_ones(compared):
    names = {one.name for one in compared.figures}
    assert {"lag_one", "share_of_drops", "same_year", "between_over_within"} <= names
    assert all(one.simulated.low <= one.simulated.value <= one.simulated.high for one in compared.figures)
    assert set(compared.forecasts) == {"climatology", "persistence", "pooled_ar", "model"}
    assert compared.origins == (2008, 2009, 2010, 2011, 2012)
    assert compared.unknown == ()
    assert compared.describe()["pairs"] == len(FEW)


def test_states_that_no_table_knows_have_the_usual_traits():
    panel = load_panel().where(FEW.__contains__)
    renamed = Panel(panel.years, ("XXA-XXB", *panel.pairs[1:]), panel.counts)
    assert unknown_states(renamed.pairs) == ("XXA", "XXB")
    assert compare_panel(renamed, 2, 5, 1).unknown == ("XXA", "XXB")


def test_a_panel_of_too_few_years_is_refused():
    with pytest.raises(InputError, match="the panel has 4 years"):
        compare_panel(load_panel(2005), 2, 5, 1)


def test_a_panel_of_ones_own_is_read_from_its_file(tmp_path, capsys):
    panel = load_panel().where(FEW[:3].__contains__)
    path = tmp_path / "mine.csv"
    text = "\n".join(",".join(row) for row in panel_rows(panel)).replace("CHN", "XXC")
    path.write_text(text, encoding="utf-8")
    assert main(["panel", str(path), "--panels", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["pairs"] == 3
    assert found["states_without_traits"] == ["XXC"]
    assert main(["panel", str(path), "--panels", "2"]) == 0
    told = capsys.readouterr()
    assert "Forecasts one year ahead, 2008-2012" in told.out
    assert "nothing is known of XXC" in told.err
    assert np.isfinite(found["forecasts"]["model"]["crps"])


def test_a_file_that_is_no_panel_is_refused(tmp_path, capsys):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["panel", str(tmp_path / "other.csv")]) == 2
    assert "the columns are a, b" in capsys.readouterr().err
