"""Names as they stand within sentences."""

import pytest

from nrc_sim.scenario import load_world
from nrc_sim.scenario.countries import load_countries
from nrc_sim.scenario.names import actor_names
from nrc_sim.scenario.variables import variable_meaning
from nrc_sim.text.wording import all_but_first, trust_in_words, with_article


def test_countries_of_the_table_take_an_article_where_speakers_give_them_one():
    names = [country.name for country in load_countries().values()]
    assert {name for name in names if with_article(name) != name} == {
        "United Arab Emirates",
        "Democratic Republic of the Congo",
        "Republic of the Congo",
        "Czech Republic",
        "United Kingdom",
        "Netherlands",
        "Philippines",
        "United States",
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("United States and allies", "the United States and allies"),
        ("Japan, United States and Netherlands", "Japan, the United States and the Netherlands"),
        ("Marshall Islands", "the Marshall Islands"),
        ("the European Union", "the European Union"),
        ("The European Union", "The European Union"),
        ("Bosnia and Herzegovina", "Bosnia and Herzegovina"),
        ("Netherland", "Netherland"),
        ("", ""),
    ],
)
def test_an_article_comes_once_and_before_each_that_takes_it(name, shown):
    assert with_article(name) == shown
    assert with_article(shown) == shown


def test_sentences_name_powers_and_sides_with_their_articles():
    world = load_world("csto_nato")
    assert variable_meaning("new_lead", world) == "whether the leadership of Russia is new"
    assert variable_meaning("outside_clock", world).startswith("freedom of the leadership of the United States to ")
    assert actor_names(world)["united_kingdom"] == "the United Kingdom"
    assert actor_names(world)["nato_lead"] == "the United States"
    assert all_but_first("United Nations") == "the other members of the United Nations"


@pytest.mark.parametrize(
    ("several", "alone", "there", "back"),
    [
        ((True, True), "", "each power of the Gambia in each of Mars", "each power of Mars in each of the Gambia"),
        ((False, True), "", "the Gambia in each power of Mars", "each power of Mars in the Gambia"),
        ((True, False), "", "each member in Mars", "Mars in each member"),
        ((False, False), "Bahamas", "the Bahamas in Mars", "Mars in the Bahamas"),
    ],
)
def test_trust_is_that_of_one_side_in_the_other(several, alone, there, back):
    assert trust_in_words(("Gambia", "Mars"), several, alone) == f"Trust of {there}"
    assert trust_in_words(("Gambia", "Mars"), several, alone, reverse=True) == f"Trust of {back}"
