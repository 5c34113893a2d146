"""Questions are read with all their faults told, and answered as counting in the stored ensemble would."""

import json

import jsonschema
import numpy as np
import pytest
import xarray

import nrc_sim as nrc
from nrc_sim.figures.style import figure_look
from nrc_sim.scenario import bundled_folder, load_scenario, month_number
from nrc_sim.scenario.faults import FaultsError
from nrc_sim.scenario.json_schemas import file_schema
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.question_schema import LISTED
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.validation import file_faults
from nrc_sim.study.questions import Question, ask_question, count_answers, load_questions, mark_answers
from nrc_sim.study.running import Settings, resolve_scenarios, simulate_study
from nrc_sim.study.statistics.intervals import wilson_share
from nrc_sim.study.store import load_results
from synthetic import labels_of, make_block, turn_block

BUNDLED = bundled_folder() / "questions" / "euro_atlantic_2013.yaml"
SCENARIOS = ("baseline", "strategic_partnership")
SEED = 31
START = month_number("2013-01")


def longest(met):
    """The longest stretch of months in a row in each run, counted by hand."""
    best = np.zeros(met.shape[0], dtype=int)
    for run, row in enumerate(np.asarray(met)):
        length = 0
        for month in row:
            length = length + 1 if month else 0
            best[run] = max(best[run], length)
    return best


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder of results with the bundled questions answered."""
    folder = tmp_path_factory.mktemp("questions") / "out"
    with figure_look(formats=["none"]):
        nrc.run(SCENARIOS, runs=150, seed=SEED, questions=BUNDLED, output=folder)
    return folder


@pytest.fixture
def write(tmp_path):
    def written(text: str):
        path = tmp_path / "questions.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def faults_of(path, *scenarios, months=None):
    with pytest.raises(FaultsError) as caught:
        load_questions(path, [load_scenario(slug) for slug in scenarios or ("baseline",)], months)
    return [(f.place.line, f.place.column, f.what, f.allowed, f.suggestion) for f in caught.value.faults]


@pytest.mark.slow
@pytest.mark.parametrize("slug", SCENARIOS)
def test_the_shares_are_those_counted_by_hand_in_the_stored_ensemble(stored, slug):
    data = xarray.open_zarr(stored / "ensemble.zarr").sel(scenario=slug)
    before = data.sel(month=slice(None, "2015-12"))
    names = data["regime"].attrs["flag_meanings"].split()
    states = data["settlement"].attrs["flag_meanings"].split()
    talks = before["settlement"].sel(negotiation="missile_defense")
    late, last, year = (
        data.sel(month=slice(*m)) for m in (("2017-07", None), ("2017-12", None), ("2015-01", "2015-12"))
    )
    by_hand = {
        "council_frozen": before["regime"]
        .isin([n for n, r in enumerate(names) if r.startswith("frozen")])
        .any("month"),
        "compromise": (talks == states.index("compromise")).any("month"),
        "failure": (talks == states.index("failure")).any("month"),
        "long_crisis": longest(data["index"] < -25) >= 12,
        "breakthrough_at_the_end": (late["index"] >= 30).all("month"),
        "mutual_trust": ((last["trust_outside"] > 0.5) & (last["trust_alliance"] > 0.5)).any("month"),
        "cooperation_survives": (year["portfolio"] > 0.3).all("month"),
        "partnership": (data["regime"] == names.index("partnership")).any("month"),
    }
    answers = json.loads((stored / "manifest.json").read_text())["scenarios"][slug]["questions"]
    assert list(answers) == list(by_hand)
    for name, marked in by_hand.items():
        share = wilson_share(int(np.count_nonzero(marked)), 150)
        assert {key: answers[name][key] for key in ("share", "low", "high")} == share._asdict(), name


def test_some_questions_are_answered_either_way(stored):
    shares = [share.share for _, share in load_results(stored)["baseline"].answers.values()]
    assert any(0 < share < 1 for share in shares)


def test_loaded_results_hold_the_questions_and_the_table_has_a_row_for_each(stored):
    import pandas

    table = pandas.read_csv(stored / "questions.csv").set_index(["scenario", "id"])
    for runs in load_results(stored):
        for name, (question, share) in runs.answers.items():
            row = table.loc[runs.slug, name]
            assert (row["share"], row["low"], row["high"]) == tuple(share)
            assert (row["question"], row["condition"], row["before"]) == (
                question.question,
                question.condition,
                question.before,
            )
    assert len(table) == len(SCENARIOS) * 8


@pytest.mark.slow
@pytest.mark.parametrize(
    "others",
    [
        {"workers": 1, "block_runs": 4},
        {"workers": 2, "block_runs": 1, "summary_only": True},
        {"workers": 1, "engine": "mesa"},
    ],
)
def test_answers_do_not_depend_on_workers_blocks_engine_or_what_is_kept(stored, others):
    scenarios = [load_scenario(slug) for slug in SCENARIOS]
    questions = load_questions(BUNDLED, scenarios)
    results = simulate_study(scenarios, Settings(6, SEED, questions=questions, **others))
    for runs in load_results(stored):
        block = runs.single_runs
        first = [
            int(np.count_nonzero(mark_answers(block, runs.labels, ask_question(one, START, 60))[:6]))
            for one in questions
        ]
        assert results[runs.slug].tally.answers.tolist() == first


def test_more_questions_change_neither_runs_nor_statistics(stored):
    plain_run = nrc.run("baseline", runs=150, seed=SEED)["baseline"]
    asked = load_results(stored)["baseline"]
    assert plain_run.digest == asked.digest
    assert plain_run.answers == {}
    assert "questions" not in nrc.run("baseline", runs=2, seed=SEED, summary_only=True).summary()["baseline"]


@pytest.mark.parametrize(
    ("condition", "start", "before", "expected"),
    [
        ("index > 0", None, "2013-03", [True, False, True]),
        ("index > 0", "2013-02", "2013-03", [True, False, False]),
        ("index > 0 for 2 months", None, "2013-05", [True, True, False]),
        ("index > 0 for 3 months", None, "2013-07", [True, False, False]),
        ("index > 0 for 3 months", "2013-02", "2013-05", [False, False, False]),
        ("index > 0 and index < 2", None, "2013-07", [False, False, True]),
        ("index <= -1 for 4 months", None, "2013-07", [False, False, True]),
        ("index >= 2", "2013-06", "2013-07", [False, True, False]),
    ],
)
def test_months_count_from_the_first_up_to_and_without_the_deadline(condition, start, before, expected):
    labels = labels_of("baseline")
    block = make_block(labels, [[2, 2, 2, -1, -1, -1], [-1, -1, 2, 2, -1, 2], [1, -1, -1, -1, -1, -1]])
    asked = ask_question(Question("q", "?", condition, before, start), START, 6)
    for one in (block, turn_block(block)):
        assert mark_answers(one, labels, asked).tolist() == expected
        assert count_answers(one, labels, [asked]).tolist() == [sum(expected)]


@pytest.mark.parametrize(
    "variable", ["fear", "index_lead", "tension.missile_defense", "stock.afghanistan", "talks.missile_defense"]
)
def test_every_kind_of_recorded_variable_can_be_asked_for(write, variable):
    path = write(f"- {{id: q, question: Any?, condition: {variable} > 0.4, before: 2014-01}}")
    labels = labels_of("baseline")
    block = make_block(labels, np.zeros((4, 60)))
    (question,) = load_questions(path, [load_scenario("baseline")])
    marked = mark_answers(block, labels, ask_question(question, START, 60))
    kind, _, item = variable.partition(".")
    values = {
        "tension": lambda: block.tension[:, :, labels.issues.index(item)],
        "stock": lambda: block.stock[:, :, labels.areas.index(item)],
        "talks": lambda: block.settlement[:, :, 0] == labels.settlements.index("talks"),
    }.get(kind, lambda: block.series[variable])()
    assert marked.tolist() == (values[:, :12] > 0.4).any(axis=1).tolist()


def test_a_file_may_be_a_bare_list_or_a_mapping(write):
    row = "{id: q, question: Any?, condition: frozen > 0, before: 2014-01}"
    asked = [
        load_questions(write(text), [load_scenario("baseline")]) for text in (f"- {row}", f"questions:\n  - {row}")
    ]
    assert asked[0] == asked[1] == (Question("q", "Any?", "frozen > 0", "2014-01"),)


GOOD = "question: Any?, condition: index < 0, before: 2014-01"


@pytest.mark.parametrize(
    ("text", "line", "column", "what", "hint"),
    [
        (
            "- {id: q, question: Any?, condition: index < 0}",
            1,
            3,
            "the key 'before' is missing",
            "written like 2014-06",
        ),
        (f"- {{id: q, {GOOD}, deadlin: 2014-01}}", 1, 66, "unknown key 'deadlin'", "before"),
        (
            "- {id: q, question: Any?, condition: index < 0, before: 2014}",
            1,
            57,
            "before: found a whole number",
            "2014-06",
        ),
        (f"- {{id: q, {GOOD}}}\n- {{id: q, {GOOD}}}", 2, 8, "two questions have the id 'q'", ""),
        (f"- {{id: q, from: 2014-01, {GOOD}}}", 1, 72, "there is no month from 2014-01 and before 2014-01", ""),
        (
            "- {id: q, question: Any?, condition: index = 0, before: 2014-01}",
            1,
            38,
            "'index = 0' is not a comparison",
            "for N",
        ),
        (
            "- {id: q, question: Any?, condition: indx < 0, before: 2014-01}",
            1,
            38,
            "there is no variable 'indx'",
            "'index'",
        ),
        (
            "- {id: q, question: Any?, condition: climate < 0, before: 2014-01}",
            1,
            38,
            "'climate' is not recorded by runs",
            "index, trust_outside",
        ),
        (
            "- {id: q, question: Any?, condition: frozen > 3, before: 2014-01}",
            1,
            38,
            "frozen is compared with 3",
            "from 0 to 1",
        ),
        (
            "- {id: q, question: Any?, condition: index < 0, before: 2019-01}",
            1,
            57,
            "before 2019-01 lies outside the horizon of baseline, 2013-01 to 2017-12",
            "2013-02 to 2018-01",
        ),
        (
            f"- {{id: q, from: 2012-01, {GOOD}}}",
            1,
            17,
            "from 2012-01 lies outside the horizon of baseline, 2013-01 to 2017-12",
            "",
        ),
        (
            "- {id: q, question: Any?, condition: index < 0 for 13 months, before: 2014-01}",
            1,
            38,
            "13 months in a row do not fit into the 12 that count",
            "",
        ),
        ("questions: []", 1, 12, "there is no question in the list", ""),
        ("- {id: q\n", 1, 3, "this is not valid YAML", ""),
    ],
)
def test_a_faulty_file_is_told_line_column_and_what_is_allowed(write, text, line, column, what, hint):
    faults = faults_of(write(text))
    assert faults[0][:2] == (line, column)
    assert faults[0][2].startswith(what)
    assert hint in " ".join(faults[0][3:])


def test_all_faults_are_told_at_once(write):
    sound = "- {id: q, question: Any?, condition: indx < 0, before: 2014-01}\n"
    text = sound + "- {id: r, question: '', condition: 1, before: x}\n"
    assert [fault[0] for fault in faults_of(write(text))] == [1, 2, 2, 2]


def test_a_shorter_horizon_and_another_scenario_may_not_tell():
    assert any("horizon of baseline, 2013-01 to 2013-12" in fault[2] for fault in faults_of(BUNDLED, months=12))
    assert any("horizon of history_2002_2012" in fault[2] for fault in faults_of(BUNDLED, "history_2002_2012"))


def test_the_bundled_questions_are_valid_and_no_scenario():
    assert file_faults(BUNDLED) == ()
    jsonschema.Draft202012Validator(file_schema("questions")).validate(plain(read_tree(BUNDLED, [])))
    slugs = [scenario.slug for scenario in resolve_scenarios(bundled_folder())]
    assert "baseline" in slugs
    assert BUNDLED.stem not in slugs


def test_the_schema_accepts_a_bare_list_and_refuses_what_lacks_a_key(write):
    validator = jsonschema.Draft202012Validator(file_schema("questions"))
    good = plain(read_tree(write(f"- {{id: q, {GOOD}}}"), [], LISTED))
    assert validator.is_valid(good)
    assert validator.is_valid(good[LISTED])
    assert not validator.is_valid([{"id": "q"}])


def test_validate_checks_questions_without_a_world(write):
    assert file_faults(write(f"- {{id: q, {GOOD}}}")) == ()
    (fault,) = file_faults(write("- {id: q, question: Any?, condition: index = 0, before: 2014-01}"))
    assert (fault.place.line, fault.place.column) == (1, 38)
