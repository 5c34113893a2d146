"""The commands that keep score: backtest, seal and score, from a panel file to a graded forecast."""

import csv
import json
import shutil

import numpy as np
import pytest

from nrc_sim.cli import main
from nrc_sim.evidence.backtest import runs
from nrc_sim.evidence.panel.reading import panel_rows
from nrc_sim.evidence.panel.settings import load_panel
from nrc_sim.study.store import draft_folder, make_manifest, write_ensemble, write_tallies
from synthetic import make_results

SMALL = ("--panels", "100", "--seed", "4", "--quiet")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scores")
    whole = load_panel()
    panel = whole.where(set(whole.pairs[::19]).__contains__)
    with (folder / "panel.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(panel_rows(panel))
    return folder


@pytest.fixture(autouse=True)
def few_runs(monkeypatch):
    monkeypatch.setattr(runs, "_LEAST_RUNS", 1000)


def backtest(home, *typed):
    return main(["backtest", "--panel", f"{home}/panel.csv", *SMALL, *typed])


def test_a_forecast_is_made_sealed_and_scored(home, capsys):
    made = ("--first", "2013", "--last", "2013", "--output", f"{home}/next", "--format", "none", "--json")
    assert backtest(home, *made) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["years"], document["scored_years"], document["learned_until"]) == ([2013], [], 2012)
    assert main(["seal", f"{home}/next", "--json"]) == 0
    seal = json.loads(capsys.readouterr().out)["seal"]
    assert seal["folder"] == "next"
    with (home / "next" / "forecasts.csv").open(encoding="utf-8") as stream:
        said = {row["pair"]: float(row["q50"]) for row in csv.DictReader(stream) if row["forecast"] == "model"}
    happened = home / "happened.csv"
    rows = [f"{pair},2013,{value}" for pair, value in said.items()]
    happened.write_text("\n".join(["pair,year,value", *rows]) + "\n", encoding="utf-8")
    assert main(["score", f"{home}/next", "--happened", str(happened), "--json"]) == 0
    scored = json.loads(capsys.readouterr().out)
    assert scored["sealed"] == seal
    assert scored["values"] == len(said)
    # What came true is the median of the model, so that every band of it holds it.
    assert scored["scores"]["model"]["in_50"] == 1.0
    assert scored["scores"]["model"]["crps"] == min(one["crps"] for one in scored["scores"].values())
    assert main(["score", f"{home}/next", "--happened", str(happened)]) == 0
    shown = capsys.readouterr()
    assert "best first" in shown.out
    assert f"sealed {seal['sealed']}, line 1" in shown.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", ":1: the columns are a, b; allowed: pair,year,value"),
        ("pair,year,value\nXXX-YYY,2013,0\n", ":2: nothing was forecast of 'XXX-YYY'"),
        ("pair,year,value\nPAIR,2012,0\n", ":2: nothing was forecast of the year '2012'; allowed: 2013"),
        ("pair,year,value\nPAIR,2013,7\n", ":2: value is '7'; allowed: conduct, -1 .. 1"),
        ("pair,year,value\nPAIR,2013,nan\n", ":2: value is 'nan'"),
        ("pair,year,value\nPAIR,2013\n", ":2: there are 2 cells"),
        ("pair,year,value\nPAIR,2013,0\nPAIR,2013,0\n", ":3: PAIR in 2013 appears twice"),
        ("pair,year,value\n", "it says of no pair what happened"),
    ],
)
def test_what_cannot_have_happened_is_refused(home, capsys, text, message):
    out = ("--first", "2013", "--last", "2013", "--output", f"{home}/next", "--format", "none")
    if not (home / "next").is_dir():
        assert backtest(home, *out) == 0
    with np.load(home / "next" / "forecasts.npz") as kept:
        pair = str(kept["pairs"][0])
    (home / "odd.csv").write_text(text.replace("PAIR", pair), encoding="utf-8")
    assert main(["score", f"{home}/next", "--happened", f"{home}/odd.csv"]) == 2
    assert message.replace("PAIR", pair) in capsys.readouterr().err


def test_a_backtest_writes_scores_forecasts_and_figures(home, capsys):
    assert backtest(home, "--first", "2011", "--output", f"{home}/past", "--format", "png") == 0
    assert "Forecasts 1 year ahead, 2011-2012, 20 pairs, best first" in capsys.readouterr().out
    names = {path.name for path in (home / "past").iterdir()}
    documents = {"backtest.json", "forecasts.csv", "forecasts.npz", "scores_by_pair.csv", "manifest.json"}
    assert names == documents | {"league.png", "pit.png"}
    document = json.loads((home / "past" / "backtest.json").read_text(encoding="utf-8"))
    with (home / "past" / "scores_by_pair.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows[:20]:
        assert float(row["crps"]) == pytest.approx(document["by_pair"][row["pair"]][row["forecast"]]["crps"])


def test_an_interrupted_backtest_goes_on_and_ends_the_same(home, capsys, monkeypatch):
    typed = ("--first", "2012", "--format", "none")
    with monkeypatch.context() as patched:
        patched.setattr("nrc_sim.evidence.backtest.backtesting.ModelForecaster", interrupted)
        assert backtest(home, *typed, "--output", f"{home}/again") == 130
    assert "--resume" in capsys.readouterr().err
    assert backtest(home, *typed, "--output", f"{home}/again") == 2
    assert backtest(home, "--first", "2011", "--format", "none", "--output", f"{home}/again", "--resume") == 2
    monkeypatch.setattr(runs, "simulate_conduct", None)  # all that was simulated is kept
    assert backtest(home, *typed, "--output", f"{home}/again", "--resume") == 0
    monkeypatch.undo()
    monkeypatch.setattr(runs, "_LEAST_RUNS", 1000)
    assert backtest(home, *typed, "--output", f"{home}/whole") == 0
    for name in ("backtest.json", "forecasts.csv", "scores_by_pair.csv"):
        assert (home / "again" / name).read_bytes() == (home / "whole" / name).read_bytes()


def interrupted(*_):
    raise KeyboardInterrupt


def test_the_panel_is_no_place_for_results(home, capsys):
    assert backtest(home, "--output", f"{home}") == 2
    assert "contains an input" in capsys.readouterr().err


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outcomes")
    results = make_results("baseline")
    with draft_folder(folder / "out", command="run") as draft:
        write_ensemble(results, draft.path)
        write_tallies(results, draft.path)
        draft.complete(make_manifest(results, {}, []))
    return folder, results["baseline"]


def score(folder, text, *typed):
    (folder / "happened.csv").write_text(text, encoding="utf-8")
    return main(["score", f"{folder}/out", "--happened", f"{folder}/happened.csv", *typed])


def test_the_outcome_of_scenarios_is_scored(outcomes, capsys):
    folder, one = outcomes
    index = float(np.median(one.final_index))
    assert score(folder, f"id,value\nfinal_index,{index}\n", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sealed"] is None
    scores = found["outcomes"]["baseline"]
    shares = {name: share.share for name, share in one.shares().items()}
    came = scores["class_name"]
    assert scores["class_probability"] == shares[came]
    brier = sum((share - (name == came)) ** 2 for name, share in shares.items())
    assert scores["class_brier"] == pytest.approx(brier)
    assert scores["in_50"] is True
    assert scores["pit"] == pytest.approx(0.5, abs=0.5 / one.runs)
    gaps = np.abs(one.final_index[:, None] - one.final_index[None, :]).mean()
    assert scores["crps"] == pytest.approx(np.abs(one.final_index - index).mean() - gaps / 2)
    assert score(folder, f"id,value\noutcome_class,{came}\n") == 0
    shown = capsys.readouterr()
    assert "Scores of the outcome" in shown.out
    assert "not sealed" in shown.err


def test_runs_are_sealed_too(outcomes, capsys, tmp_path):
    source, one = outcomes
    shutil.copytree(source / "out", tmp_path / "out")
    ledger = ("--ledger", f"{tmp_path}/mine.csv")
    assert main(["seal", f"{tmp_path}/out", *ledger]) == 0
    assert f"line 1 of {tmp_path}/mine.csv" in capsys.readouterr().out
    happened = f"id,value\noutcome_class,{one.classes[0]}\n"
    assert score(tmp_path, happened, *ledger) == 0
    assert "sealed 20" in capsys.readouterr().err
    (tmp_path / "out" / "summary.zarr" / ".zattrs").write_text('{"better": 1}', encoding="utf-8")
    assert score(tmp_path, happened, *ledger) == 2
    assert "not what was written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,value\nfinal_index,high\n", ":2: final_index is 'high'; allowed: points, a number"),
        ("id,value\noutcome_class,war\n", "outcome_class is 'war'; allowed: "),
        ("id,value\noutcome_class,a\noutcome_class,b\n", ":3: outcome_class appears twice"),
        ("id,value\nfinal_index,1000\noutcome_class,LOWEST\n", "that of the index 1000"),
        ("id,value\nfrozen,1\n", "no questions were asked"),
        ("name,value\n", ":1: the columns are name, value; allowed: id,value"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(outcomes, capsys, text, message):
    folder, one = outcomes
    assert score(folder, text.replace("LOWEST", one.classes[0])) == 2
    assert message in capsys.readouterr().err
