"""Who belongs to which side, as a report says it."""

from nrc_sim.figures.report import make_report
from nrc_sim.figures.report.stories import relationships_in_words
from nrc_sim.scenario import load_world
from nrc_sim.study.results import Results
from synthetic import make_runs

MANIFEST = {"command": ["nrc-sim"], "finished": "now", "versions": {}, "settings": {}}


def test_the_powers_of_either_side_are_listed_with_lead_and_departures():
    first, second = relationships_in_words([load_world("csto_nato")])["powers"]
    assert first == (
        "the CSTO",
        "Russia (lead), Armenia, Belarus, Kazakhstan, Kyrgyzstan, Tajikistan, Uzbekistan (left in 2012-12)",
    )
    assert second[0] == "NATO"
    assert second[1].startswith("United States (lead), Estonia, France, ")


def test_a_power_alone_is_its_side_and_two_of_them_need_no_list():
    assert relationships_in_words([load_world("india_pakistan")])["powers"] == []
    members, outside = relationships_in_words([load_world("euro_atlantic_2013")])["powers"]
    assert members[1].startswith("United States (lead), ")
    assert outside == ("Russia", "Russia")


def test_worlds_of_the_same_sides_are_listed_once():
    worlds = [load_world(name) for name in ("csto_nato", "csto_nato", "euro_atlantic_2013")]
    assert [side for side, _ in relationships_in_words(worlds)["powers"]] == [
        "the CSTO",
        "NATO",
        "the Alliance",
        "Russia",
    ]


def test_the_page_lists_the_sides_before_the_outcomes(tmp_path):
    page = make_report(Results({"baseline": make_runs("baseline")}), MANIFEST, tmp_path)
    assert page.index("<p>Sides:</p>") < page.index('<h2 id="outcomes">')
    assert "<li><strong>the Alliance</strong>: United States (lead), " in page
    assert "<li><strong>Russia</strong></li>" in page
