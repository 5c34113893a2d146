"""The commands that say why scenarios differ: `compare`, `attribute`, `turning-points`."""

import json

import pytest

from nrc_sim.analysis.comparison import compare
from nrc_sim.cli import main
from nrc_sim.cli.compare import describe_pair
from synthetic import make_results

QUICK = ("--runs", "4", "--seed", "3", "--workers", "1", "--parameters", "central")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.figures
def test_attribute_prints_a_table_and_writes_its_folder(capsys, tmp_path):
    assert main(["attribute", "renewed_expansion", *QUICK]) == 0
    shown = capsys.readouterr()
    assert "shocks.enlargement_decision" in shown.out
    assert "whole difference" in shown.out
    assert shown.err.splitlines()[-1] == "attribution: attribution"
    assert {path.name for path in (tmp_path / "attribution").iterdir()} == {
        "manifest.json",
        "attribution.json",
        "attribution.csv",
        "attribution.png",
        "attribution.svg",
    }
    # One finished folder is replaced by the next.
    changed = ["--set", "policies.dialogue=1", "--format", "none"]
    arguments = ["attribute", "baseline", *changed, *QUICK, "--json", "--quiet"]
    assert main(arguments) == 0
    shown = capsys.readouterr()
    document = json.loads(shown.out)
    assert shown.err == ""
    assert (document["method"], document["coalitions"], document["runs"]) == ("exact", 2, 4)
    assert list(document["outcomes"]) == ["final_index", "share_crisis", "share_breakthrough"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["attribute"], "Missing argument"),
        (["attribute", "baseline"], "'baseline' does not differ from 'baseline'"),
        (["attribute", "history_2002_2012"], "differ in `continues`"),
        (["attribute", "new_arms_race", "--permutations", "2"], "permutations is 2"),
        (["attribute", "new_arms_race", "--baseline", "basline"], "basline"),
        (["turning-points"], "Missing argument"),
        (["turning-points", "baseline", "--runs", "0"], "runs is 0"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(capsys, tmp_path, arguments, message):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.figures
def test_turning_points_prints_medoid_runs_and_indicators(capsys, tmp_path):
    assert main(["turning-points", "baseline", "--runs", "150", "--seed", "3", "--workers", "1"]) == 0
    shown = capsys.readouterr()
    assert "Medoid run of each class of 'baseline', 150 runs, seed 3" in shown.out
    assert "Early-warning indicators of a run that ends in breakthrough" in shown.out
    assert "elling" in shown.out
    assert (tmp_path / "turning_points" / "early_signs.png").is_file()
    short = ["--months", "8", "--format", "none", "--json"]
    assert main(["turning-points", "strategic_partnership", *QUICK, *short]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["early_signs"] is None
    assert document["scenario"] == "strategic_partnership"


def test_turning_points_says_when_there_are_too_few_runs_for_indicators(capsys):
    assert main(["turning-points", "baseline", *QUICK, "--months", "8", "--format", "none"]) == 0
    assert "Too few runs end in the highest or the lowest class" in capsys.readouterr().out


@pytest.mark.slow
def test_compare_says_what_changes_in_words_and_then_as_data_in_the_same_folder(capsys, tmp_path):
    assert main(["compare", "baseline", "renewed_expansion", *QUICK]) == 0
    shown = capsys.readouterr().out
    assert "averted: share of the runs in crisis in 'baseline'" in shown
    assert "renewed_expansion: parts from 'baseline' in 2014-09 (the first 20 months are equal in all runs)" in shown
    assert (tmp_path / "comparison" / "differences.svg").is_file()
    assert main(["compare", "baseline", "renewed_expansion", *QUICK, "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)["differences"]["renewed_expansion"]
    assert found["divergence"]["equal_months"] == 20
    assert len(found["index"]["mean"]) == len(found["months"]) == 60
    assert sum(sum(row.values()) for row in found["transitions"]["counts"].values()) == found["pairs"] == 4
    assert found["precision"]["width_ratio"] > 2.0


def test_a_pair_that_never_parts_is_told_in_words():
    results = make_results("baseline", "new_arms_race", shift=0.0)
    (pair,) = compare(results).pairs.values()
    assert describe_pair(pair) == "new_arms_race: no run ever differs from 'baseline'."
