"""Traits of pairs, from figures of their countries."""

import doctest

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.panel import traits
from nrc_sim.evidence.panel.settings import load_panel
from nrc_sim.evidence.panel.traits import CountryFigures, find_traits, load_traits, read_countries

HEAD = "code,name,region,polity_2002,gdp_2002,population_2002"


def test_examples_in_docstrings_hold():
    assert doctest.testmod(traits).failed == 0


def test_every_pair_of_the_bundled_panel_has_traits():
    found = load_traits(load_panel().pairs)
    assert all(len(values) == 380 and np.isfinite(values).all() for values in found)
    assert found.joint_democracy[load_panel().pairs.index("FRA-USA")] == 1.0
    assert found.same_region[load_panel().pairs.index("DEU-FRA")] == 1.0
    assert found.log_ratio.min() >= 0.0
    assert 0.2 < found.joint_democracy.mean() < 0.6


def test_what_is_unknown_counts_as_no_democracy_and_as_the_median_product_per_head():
    known = {
        "AAA": CountryFigures("Asia", 8.0, 40.0, 10.0),
        "BBB": CountryFigures("Africa", float("nan"), float("nan"), 5.0),
    }
    found = find_traits(["AAA-BBB"], known)
    assert (found.joint_democracy[0], found.same_region[0]) == (0.0, 0.0)
    assert found.log_ratio[0] == pytest.approx(np.log(2.0))


def test_figures_of_other_years_are_not_looked_at(tmp_path):
    path = tmp_path / "countries.csv"
    path.write_text(f"{HEAD},polity_2012\nAAA,Aland,Asia,8,40,10,nonsense\n", encoding="utf-8")
    assert read_countries(path, 2002)["AAA"] == CountryFigures("Asia", 8.0, 40.0, 10.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,region\nAAA,Asia\n", "there is no column 'polity_2002'"),
        (f"{HEAD}\nAAA,Aland,Asia,8,40\n", "there are 5 cells"),
        (f"{HEAD}\nAAA,Aland,Asia,high,40,10\n", "a figure is 'high'"),
    ],
)
def test_a_table_of_countries_that_says_something_else_is_refused(tmp_path, text, message):
    path = tmp_path / "countries.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_countries(path, 2002)


def test_a_pair_of_which_nothing_is_known_is_refused():
    with pytest.raises(InputError, match="nothing is known of AAA"):
        find_traits(["AAA-BBB"], {})
