"""A recorded variable in a month: `answer`, `compare --variable`, `plot --variable`, `variables --recorded`."""

import json

import pytest
from test_cli import write_results

from nrc_sim.cli import main
from nrc_sim.scenario import load_world
from nrc_sim.scenario.variables import askable_variables

QUICK = ("--runs", "6", "--seed", "3", "--workers", "1", "--parameters", "central", "--quiet")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_answer_tells_levels_and_paired_differences_and_writes_nothing(capsys, tmp_path):
    asked = ["--variable", "trust", "--side", "outside", "--at", "2015-01"]
    assert main(["answer", "baseline", "new_arms_race", *asked, *QUICK]) == 0
    told = capsys.readouterr().out
    assert "trust_outside in 2015-01: trust of Russia in the Alliance (0..1)" in told
    assert "minus baseline" in told
    assert main(["answer", "baseline", "new_arms_race", *asked, *QUICK, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    found = document["differences"]["new_arms_race"]
    means = {slug: level["mean"] for slug, level in document["levels"].items()}
    assert found["mean"] == pytest.approx(means["new_arms_race"] - means["baseline"])
    assert found["low"] <= found["mean"] <= found["high"] < 0.0
    assert list(tmp_path.iterdir()) == []


def test_answer_takes_one_scenario_and_a_power(capsys):
    asked = ["--variable", "trust", "--power", "POL", "--at", "2014-06"]
    assert main(["answer", "baseline", *asked, *QUICK, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["variable"], document["meaning"]) == ("trust.poland", "trust of Poland in Russia")
    assert document["differences"] == {}


def test_folders_answer_in_their_last_month(capsys, tmp_path):
    write_results(tmp_path / "out", "baseline", "new_arms_race")
    assert main(["answer", "out", "--variable", "frozen"]) == 0
    told = capsys.readouterr().out
    assert "frozen in 2017-12" in told
    assert "share" in told
    assert main(["compare", "out", "--variable", "index", "--at", "2015-01", "--format", "none", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["answer"]["differences"]["new_arms_race"]["mean"] == pytest.approx(10.0, abs=1e-4)
    assert (tmp_path / "comparison" / "variable.csv").is_file()


@pytest.mark.figures
def test_plot_draws_one_variable(capsys, tmp_path):
    write_results(tmp_path / "out", "baseline", "new_arms_race")
    assert main(["plot", "out", "--variable", "stock.airspace", "--format", "svg"]) == 0
    assert "figure: out/variable_stock_airspace_difference.svg" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["answer", "baseline"], "--variable: it is not said what is asked for"),
        (["answer", "baseline", "--variable", "trust_outsid"], "did you mean 'trust_outside'"),
        (["answer", "baseline", "--variable", "index", "--at", "2030-01"], "--at: 2030-01 lies outside the horizon"),
        (["compare", "baseline", "new_arms_race", "--at", "2015-01"], "there is no variable of which it is asked"),
        (["compare", "baseline", "new_arms_race", "--variable", "climate"], "'climate' is not recorded by runs"),
        (["answer", "out", "--variable", "index", "--given", "index > 0"], "facts are given to scenarios"),
        (["plot", "out", "--baseline", "baseline"], "there is no variable to compare"),
        (["plot", "out", "--variable", "trust", "--power", "FRA"], "run with actor_paths"),
    ],
)
def test_bad_input_is_refused(capsys, tmp_path, arguments, message):
    write_results(tmp_path / "out", "baseline", "new_arms_race")
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_what_runs_record_is_listed(capsys):
    assert main(["variables", "--recorded", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["variables"]
    assert tuple(listed) == askable_variables(load_world("euro_atlantic_2013"))
    assert listed["index_lead"]["unit"] == "points"
    assert main(["variables", "--recorded"]) == 0
    assert "trust.POWER" in capsys.readouterr().out


def test_the_command_version_tells_what_the_option_tells_and_with_json_the_libraries(capsys):
    assert main(["version"]) == 0
    told = capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == told
    assert main(["version", "--json"]) == 0
    versions = json.loads(capsys.readouterr().out)["versions"]
    assert versions["nrc_sim"] == told.strip()
    assert {"python", "numpy", "numba"} <= set(versions)
