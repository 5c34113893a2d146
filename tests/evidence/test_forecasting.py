"""Answers are scored by hand-checked figures, and files of what happened are read line by line."""

import json
from math import log

import pytest

from nrc_sim.cli import main
from nrc_sim.cli.score import print_answers
from nrc_sim.errors import InputError
from nrc_sim.evidence.forecasting import brier_score, mean_log_score, read_happened, score_results
from nrc_sim.study.store import draft_folder, load_results, make_manifest, write_ensemble, write_tallies
from synthetic import make_results

QUESTIONS = """\
- {id: frozen, question: Is it frozen in 2013?, condition: frozen > 0, before: 2014-01}
- {id: high, question: Is the index ever above 60?, condition: index > 60, before: 2018-01}
- {id: always, question: Is there an index?, condition: index > -400, before: 2013-02}
"""
HAPPENED = "id,value\nhigh,1\nalways,0\n"
ASKED = ("frozen", "high", "always")
RUNS = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("forecasts")
    (home / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    (home / "happened.csv").write_text(HAPPENED, encoding="utf-8")
    quick = ("--runs", str(RUNS), "--seed", "3", "--quiet", "--summary-only", "--format", "none")
    assert main(["run", "baseline", *quick, "--questions", f"{home}/questions.yaml", "--output", f"{home}/out"]) == 0
    return home


@pytest.mark.slow
def test_scores_are_those_computed_by_hand(folder):
    results = load_results(folder / "out")
    scores = score_results(results, read_happened(folder / "happened.csv", ASKED))["baseline"]
    high = results["baseline"].answers["high"][1].share
    smooth = (high * RUNS + 0.5) / (RUNS + 1)
    assert results["baseline"].answers["always"][1].share == 1.0
    assert scores.questions == 2
    assert scores.brier == pytest.approx(((high - 1) ** 2 + 1) / 2)
    assert scores.log == pytest.approx(-(log(smooth) + log(0.5 / (RUNS + 1))) / 2)
    half, mean = scores.base_rates["half"], scores.base_rates["mean"]
    assert (half.probability, half.brier, half.log) == (0.5, 0.25, pytest.approx(log(2)))
    assert (mean.probability, mean.brier) == (0.5, 0.25)
    assert half.brier_skill == pytest.approx(1 - scores.brier / 0.25)


def test_a_base_rate_that_is_never_wrong_leaves_no_skill(folder):
    results = load_results(folder / "out")
    mean = score_results(results, {"always": 1, "high": 1})["baseline"].base_rates["mean"]
    assert (mean.probability, mean.brier, mean.log) == (1.0, 0.0, 0.0)
    assert mean.brier_skill is None
    assert mean.log_skill is None


def test_a_sure_and_right_forecast_has_the_best_scores():
    assert brier_score([1.0, 0.0], [1, 0]) == 0.0
    assert mean_log_score([1.0, 0.0], [1, 0]) == 0.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no such file; allowed: a CSV file of what happened"),
        (b"\xff\xfe\x00", "cannot be read"),
        ("", ": the file is empty; allowed: a CSV file of what happened"),
        ("id,came\n", ":1: the columns are id, came; allowed: id,value"),
        ("id,value\n\n", "it says of no question what happened"),
        (
            "id,value\nfrozn,1\n",
            ":2: there is no question 'frozn'; allowed: frozen, high, always; did you mean 'frozen'?",
        ),
        ("id,value\nhigh,1\nhigh,0\n", ":3: the question 'high' appears twice; allowed: one row for each question"),
        ("value,id\nyes,high\n", ":2: value is 'yes'; allowed: 1 if it happened, 0 if not"),
        ("id,value\nhigh\n", ":2: 1 cell; allowed: two: id and value"),
    ],
)
def test_a_faulty_file_of_what_happened_is_refused_with_its_line(tmp_path, text, message):
    path = tmp_path / "happened.csv"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_happened(path, ASKED)
    assert message in str(caught.value)


def test_score_prints_the_scores_beside_the_base_rates(folder, capsys):
    assert main(["score", f"{folder}/out", "--happened", f"{folder}/happened.csv"]) == 0
    shown = capsys.readouterr().out
    assert "Scores over 2 questions" in shown
    assert "base rate 0.50 (half)" in shown


@pytest.mark.slow
def test_run_gives_answers_and_scores_as_json(folder, capsys, tmp_path):
    files = ("--questions", f"{folder}/questions.yaml", "--happened", f"{folder}/happened.csv")
    quick = ("run", "baseline", "--runs", str(RUNS), "--seed", "3", "--quiet", *files)
    assert main([*quick, "--json", "--output", f"{tmp_path}/out"]) == 0
    document = json.loads(capsys.readouterr().out)["scenarios"]["baseline"]
    assert set(document["questions"]) == set(ASKED)
    assert main(["score", f"{tmp_path}/out", "--happened", f"{folder}/happened.csv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scenarios"]["baseline"] == document["scores"]


def test_answers_are_printed_in_the_order_of_the_questions(folder, capsys):
    print_answers(load_results(folder / "out").summary())
    shown = capsys.readouterr().out
    assert "share of runs that answer with yes" in shown
    assert [shown.index(name) for name in ASKED] == sorted(shown.index(name) for name in ASKED)
    assert "Is the index ever above 60?" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--happened", "happened.csv"), "--happened needs questions; name their file with --questions FILE"),
        (("--questions", "none.yaml"), "none.yaml:1:1: the file cannot be read"),
        (("--questions", "questions.yaml", "--happened", "none.csv"), "none.csv: there is no such file"),
        (("--questions", "questions.yaml", "--months", "12"), "lies outside the horizon of baseline"),
    ],
)
def test_bad_questions_end_a_run_before_it_starts(folder, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(folder)
    assert main(["run", "baseline", "--output", "other", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (folder / "other").exists()


def test_results_without_questions_cannot_be_scored(folder, capsys, tmp_path):
    results = make_results("baseline")
    with draft_folder(tmp_path / "out", command="run") as draft:
        write_ensemble(results, draft.path)
        write_tallies(results, draft.path)
        draft.complete(make_manifest(results, {}, []))
    assert main(["score", f"{tmp_path}/out", "--happened", f"{folder}/happened.csv"]) == 2
    assert "no questions were asked; run with --questions FILE" in capsys.readouterr().err
