"""The first lines of a report, its picture, and the names of classes."""

from itertools import starmap

import pytest

from nrc_sim.api import run
from nrc_sim.evidence.scorecard import load_scorecard
from nrc_sim.figures.report.images import Image, _described
from nrc_sim.figures.report.lead import lead_lines, lead_picture
from nrc_sim.figures.report.sections import comparison_section
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results, find_largest_draw
from nrc_sim.text.wording import percent


@pytest.fixture(scope="module")
def results():
    return run(["baseline", "strategic_partnership", "new_arms_race"], runs=60, seed=3)


def test_five_lines_say_what_the_tables_say(results):
    comparison = comparison_section(results)
    lines = dict(lead_lines(results, comparison))
    assert list(lines) == [
        "Where it stands",
        "What moves it most",
        "Worst and best",
        "What would avert New crisis",
        "How far to trust it",
    ]
    shares = results["baseline"].shares()
    assert f"{percent(shares['crisis'].share)} end in New crisis" in lines["Where it stands"]
    assert find_largest_draw(results["baseline"]).sentence in lines["What moves it most"]
    ordered = sorted(results, key=lambda runs: runs.final_statistics["mean"])
    told = [lines["Worst and best"].index(runs.scenario.title) for runs in (ordered[0], ordered[-1])]
    assert told == sorted(told)
    crises = {runs.scenario.title: runs.shares()["crisis"].share for runs in results}
    fewer = [row for row in comparison["rows"] if crises[row["title"]] < crises["Baseline"]]
    most = max(fewer, key=lambda row: row["averted"].share)
    assert f"“{most['title']}” averts {percent(most['averted'].share)}" in lines["What would avert New crisis"]
    totals = load_scorecard("euro_atlantic_2013")["claims"]["totals"].values()
    assert (
        f"{sum(row['holds'] for row in totals)} of {sum(row['claims'] for row in totals)}"
        in lines["How far to trust it"]
    )


def test_a_scenario_that_averts_some_crises_and_causes_more_is_not_said_to_avert_them(results):
    comparison = comparison_section(results)
    worse = [row for row in comparison["rows"] if row["fewer"] < 0.0]
    assert [row["title"] for row in worse] == ["New arms race"]
    told = dict(lead_lines(results, comparison | {"rows": worse}))["What would avert New crisis"]
    assert told == "In no other scenario do fewer runs end in New crisis than in “Baseline”."


def test_one_scenario_has_no_line_of_what_needs_two(results):
    alone = Results({"baseline": results["baseline"]})
    assert [line.about for line in lead_lines(alone, comparison_section(alone))] == [
        "Where it stands",
        "What moves it most",
        "How far to trust it",
    ]


def test_the_picture_is_that_of_outcomes():
    images = list(starmap(Image, [("flows.png", "", "", ""), ("outcomes.some_world.svg", "", "", "")]))
    assert lead_picture(images) is images[1]
    assert lead_picture(images[:1]) is None


def test_classes_with_the_same_name_go_by_their_ids(results):
    outcomes = results["baseline"].scenario.world.outcomes
    assert list(class_names(outcomes).values()) == list(outcomes.names)
    alike = outcomes.model_copy(update={"names": ("Same",) * len(outcomes.names)})
    assert list(class_names(alike).values()) == list(outcomes.classes)


def test_figures_of_any_variable_say_what_they_show(results):
    title, alt = _described("variable_trust_outside", results)
    assert title == "Trust outside by month"
    assert "Trust outside" in alt
    title, alt = _described("variable_trust_outside_difference", results)
    assert title == "Trust outside: difference from the baseline"
    assert "difference from the baseline" in alt
