import re
from html import escape

import html5lib
import pytest

from nrc_sim.analysis.comparison import compare_scenarios
from nrc_sim.scenario import load_scenario
from nrc_sim.study.results import Results, gather_runs
from nrc_sim.text.html_tables import html_table
from nrc_sim.text.wording import counted, difference, join_words, last_months, signed
from synthetic import fail_runs, labels_of, make_results, make_results_of_two_worlds, wandering_block


def check_fragment(text):
    html5lib.HTMLParser(strict=True).parseFragment(text)
    assert text.startswith("<table><caption>")
    assert text.endswith("</table>")


def test_what_a_table_holds_is_text():
    text = html_table("<a>", ["&", "b"], [["<script>", 1.5]])
    check_fragment(text)
    assert "<caption>&lt;a&gt;</caption>" in text
    assert '<th scope="row">&lt;script&gt;</th><td>1.5</td>' in text


def test_a_scenario_shows_itself_in_a_notebook():
    scenario = load_scenario("baseline")
    text = scenario._repr_html_()
    check_fragment(text)
    assert f"<td>{scenario.months}</td>" in text
    assert scenario.title in text


def test_a_title_with_markup_stays_text():
    scenario = load_scenario("baseline")
    file = scenario.file.model_copy(update={"title": "<img src=x>"})
    assert "<img" not in type(scenario)(file, scenario.world, scenario.path)._repr_html_()


def test_results_show_their_shares_in_a_notebook():
    results = make_results("baseline", "new_arms_race")
    text = results._repr_html_()
    check_fragment(text)
    assert text.count("<tr>") == 3
    for runs in results:
        assert runs.slug in text
        assert signed(runs.final_statistics["mean"]) in text


def test_results_of_worlds_with_other_classes_show_each_under_its_own():
    results = make_results_of_two_worlds()
    first, second = results._repr_html_().split("</table>")[:2]
    for text, runs in zip((first, second), results, strict=True):
        check_fragment(text + "</table>")
        assert re.findall('<th scope="col">([^<]*)</th>', text)[1:-2] == list(runs.classes)
        assert re.findall('<th scope="row">([^<]*)</th>', text) == [runs.slug]
        assert f"<caption>{escape(runs.scenario.world.title)}. Share of runs" in text


def test_failed_scenarios_show_so_in_a_notebook():
    failed = gather_runs(
        load_scenario("baseline"), 1, labels_of("baseline"), [fail_runs(wandering_block(runs=2), 0, 1)]
    )
    text = Results({"baseline": failed})._repr_html_()
    check_fragment(text)
    assert "all failed" in text


def test_a_comparison_shows_itself_in_a_notebook():
    (pair,) = compare_scenarios(make_results("baseline", "new_arms_race", shift=7.0))
    text = pair._repr_html_()
    check_fragment(text)
    assert "new_arms_race minus baseline, 6 pairs of runs" in text
    assert "<td>+7.0</td>" in text


def test_numbers_in_words():
    assert [signed(value) for value in (-3.21, -0.04, 0.04, 2.0)] == ["\N{MINUS SIGN}3.2", "0.0", "0.0", "+2.0"]
    assert [join_words(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert difference({"mean": 0.1, "low": 0.0, "high": 0.2}, 100.0) == {"value": "+10.0", "interval": "0.0 to +20.0"}


@pytest.mark.parametrize(("number", "words"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (12345, "12,345 runs")])
def test_one_thing_is_told_in_the_singular(number, words):
    assert counted(number, "run") == words


def test_a_plural_may_be_one_of_its_own():
    assert [counted(number, "class", "classes") for number in (1, 2)] == ["1 class", "2 classes"]


def test_the_end_of_one_month_is_the_last_month():
    assert [last_months(number) for number in (1, 12)] == ["the last month", "the last 12 months"]


def test_a_table_shows_characters_that_steer_as_escapes():
    table = html_table("a\x1b", ["b\u202e"], [["c\x9b", 1]])
    check_fragment(table)
    assert [word in table for word in ("a\\u001b", "b\\u202e", "c\\u009b")] == [True] * 3
    assert not set("\x1b\u202e\x9b") & set(table)
