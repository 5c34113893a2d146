"""Experiments: a row of settings gives what `run` gives with the same changes, whatever engine and workers."""

import json

import numpy as np
import pandas as pd
import pytest

import nrc_sim as nrc
from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.scenario import bundled_folder
from nrc_sim.study.experiments import EXPERIMENTS_FILE

SEED = 2013
TABLE = pd.DataFrame(
    {
        "policies.dialogue": [0.1, 0.9, 0.5],
        "parameters.trust.learning": [0.2, 0.3, 0.25],
        "shocks": [[], [], [{"id": "thaw", "kind": "summit", "at": "2014-06"}]],
    },
    index=["low", "high", "thaw"],
)
RIGHT = {"policies.dialogue": 0.5}


def of_run(changes, scenario="baseline", **how):
    return nrc.run(scenario, seed=SEED, changes=changes, summary_only=True, **how)[scenario]


def assert_same(outcomes, runs):
    """A row of the table holds the numbers of a run."""
    assert outcomes["runs"] == runs.runs
    for name, share in runs.shares().items():
        assert [outcomes[f"{name}_{part}"] for part in ("share", "low", "high")] == list(share)
    for name, value in runs.final_statistics.items():
        assert outcomes[f"final_index_{name}"] == value
    assert outcomes["ever_frozen_share"] == runs.tally.ever_frozen / runs.runs


@pytest.mark.parametrize("parameters", ["ensemble", "central"])
def test_each_experiment_is_a_run_with_its_changes(parameters):
    how = {"runs": 300, "months": 18, "parameters": parameters}
    found = nrc.run_experiments("baseline", TABLE, seed=SEED, **how)
    assert list(found.outcomes.index) == ["low", "high", "thaw"]
    for name, changes in zip(TABLE.index, TABLE.to_dict("records"), strict=True):
        assert_same(found.outcomes.loc[name], of_run(changes, **how))


@pytest.mark.parametrize(
    "changes",
    [
        [{"initial.trust": {"outside": 0.8}}, {"initial.trust": {}}],
        [{"horizon.months": 48}, {"horizon.months": 50}],
        [{"continues": None, "shocks": []}],
    ],
)
def test_experiments_with_a_beginning_a_horizon_or_a_past_of_their_own_are_runs_too(changes):
    found = nrc.run_experiments("baseline", pd.DataFrame(changes), runs=5, seed=SEED)
    for row, each in enumerate(changes):
        assert_same(found.outcomes.loc[row], of_run(each, runs=5))


def test_a_scenario_that_sets_parameters_itself_keeps_them_unless_a_row_takes_them_away(tmp_path):
    text = "extends: baseline\ntitle: T\nparameters: {trust: {learning: 0.4}}\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    table = pd.DataFrame({"parameters.trust.learning": [0.4, 0.21, None]}, dtype=object)
    found = nrc.run_experiments(tmp_path / "own.yaml", table, runs=60, seed=SEED, months=24).outcomes
    means = found.final_index_mean
    own = nrc.run(tmp_path / "own.yaml", runs=60, seed=SEED, months=24)["own"]
    assert means[0] == own.final_statistics["mean"]
    assert means[2] == of_run({}, runs=60, months=24).final_statistics["mean"]
    assert len(set(means)) == 3


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_engines_and_workers_give_the_same(workers):
    table = pd.DataFrame({"policies.dialogue": [0.1, 0.9]})
    how = {"runs": 3, "seed": SEED, "months": 4}
    compiled = nrc.run_experiments("baseline", table, **how)
    mesa = nrc.run_experiments("baseline", table, **how, workers=workers, engine="mesa")
    pd.testing.assert_frame_equal(compiled.outcomes, mesa.outcomes, check_exact=True)


def test_experiments_have_common_random_numbers():
    table = pd.DataFrame({"policies.dialogue": [0.5, 0.5, 0.6]})
    outcomes = nrc.run_experiments("baseline", table, runs=200, seed=SEED, months=12).outcomes
    assert (outcomes.loc[0] == outcomes.loc[1]).all()
    assert outcomes.final_index_mean[2] > outcomes.final_index_mean[1]


@pytest.mark.filterwarnings("ignore:the world")
def test_a_world_without_sets_and_institution_has_experiments():
    table = pd.DataFrame({"policies.dialogue": [0.0, 1.0]})
    outcomes = nrc.run_experiments(
        bundled_folder() / "india_pakistan" / "cold_peace.yaml", table, runs=20, seed=1
    ).outcomes
    assert (outcomes.runs == 20).all()
    assert not [name for name in outcomes if name.startswith("ever_frozen")]


def test_results_fit_tools_that_take_arrays():
    found = nrc.run_experiments("baseline", pd.DataFrame(RIGHT, index=range(2)), runs=4, seed=1, months=2)
    assert len(found) == 2
    assert found.arrays["final_index_mean"].shape == (2,)
    assert found.arrays["final_index_mean"].dtype == np.float64
    assert list(found.table.columns) == [*RIGHT, *found.outcomes.columns]
    assert "2 experiments of 4 runs" in repr(found)
    assert found._repr_html_().count("<tr>") == 3


def test_progress_is_told_in_runs():
    told = []
    table = pd.DataFrame({"policies.dialogue": [0.1, 0.2, 0.3]})
    nrc.run_experiments("baseline", table, runs=4, seed=1, months=2, progress=lambda *news: told.append(news[1:]))
    assert told == [(4, 12), (8, 12), (12, 12)]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"policies.dialogue": [0.5, 1.5]}, r"row 1, column 'policies\.dialogue': .*1\.5.*allowed"),
        ({"policies.dialogue": [0.5, np.nan]}, r"row 1, column 'policies\.dialogue': the value is nan; allowed: a fin"),
        ({"policies.dialogue": [0.5, np.inf]}, r"row 1, column 'policies\.dialogue': the value is inf"),
        ({"policies.dialogue": [0.5, object()]}, r"row 1, column 'policies\.dialogue': the value is <object"),
        ({"policies.dialog": [0.5]}, r"row 0, column 'policies\.dialog': .*did you mean 'policies\.dialogue'"),
        ({"shocks.nothing.hazard": [0.5]}, r"row 0, column 'shocks\.nothing\.hazard'"),
        ({"policies.dialogue": ["0.5", "much"]}, r"row 1, column 'policies\.dialogue'"),
        ({"policies.dialogue": []}, "the table has no row"),
        ({}, "the table has no column"),
        ({"a=b": [1]}, "'a=b' is no path of a setting"),
        ({5: [1]}, "5 is no path of a setting"),
    ],
)
def test_what_cannot_be_accepted_is_refused_with_row_and_column(table, says):
    with pytest.raises(InputError, match=says):
        nrc.run_experiments("baseline", pd.DataFrame(table), runs=2, seed=1)


def test_two_columns_of_one_name_are_refused():
    table = pd.DataFrame([[0.1, 0.2]], columns=["policies.dialogue"] * 2)
    with pytest.raises(InputError, match=r"two columns are called 'policies\.dialogue'"):
        nrc.run_experiments("baseline", table, runs=2, seed=1)


def test_an_error_in_the_middle_of_a_column_is_found_when_its_turn_comes():
    values = [0.1, "0.2", 0.3, {"from": 1}, 0.4]
    with pytest.raises(InputError, match=r"row 3, column 'policies\.dialogue'"):
        nrc.run_experiments("baseline", pd.DataFrame({"policies.dialogue": values}), runs=2, seed=1, months=2)
    apart = {"policies.dialogue": [0.1, 0.2, 0.3], "horizon.months": [60, 3, 61], "shocks": [[], [LATE], [LATE]]}
    with pytest.raises(InputError, match="row 1"):
        nrc.run_experiments("baseline", pd.DataFrame(apart), runs=2, seed=1)


LATE = {"id": "late", "kind": "summit", "at": "2014-06"}


def test_several_scenarios_are_refused(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(f"extends: baseline\ntitle: {name}\n", encoding="utf-8")
    with pytest.raises(InputError, match="experiments vary one scenario"):
        nrc.run_experiments(tmp_path, pd.DataFrame(RIGHT, index=[0]), runs=2, seed=1)


def test_changes_of_run_are_settings_of_the_command():
    changes = {"policies.dialogue": np.float64(0.25), "shocks.meeting": {"kind": "summit", "at": "2014-06"}}
    typed = ["policies.dialogue=0.25", "shocks.meeting={kind: summit, at: 2014-06}"]
    by_name = nrc.run("baseline", runs=3, seed=1, months=20, changes=changes)["baseline"]
    assert by_name.digest == nrc.run(nrc.load_scenario("baseline", typed), runs=3, seed=1, months=20)["baseline"].digest
    loaded = nrc.run(nrc.load_scenario("baseline"), runs=3, seed=1, months=20, changes=changes)["baseline"]
    assert loaded.digest == by_name.digest
    assert loaded.scenario.hash == by_name.scenario.hash


@pytest.mark.parametrize("changes", [{"policies.dialogue": 2.0}, {"policies.nothing": 0.1}, {"": 1}, {"a=b": 1}])
def test_wrong_changes_are_refused(changes):
    with pytest.raises(InputError):
        nrc.run("baseline", runs=2, seed=1, changes=changes)


def test_the_command_writes_the_same_table(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.csv").write_text("policies.dialogue,horizon.months\n0.1,48\n1e-05,50\n", encoding="utf-8")
    command = ["run", "baseline", "--grid", "grid.csv", "--runs", "7", "--seed", "3", "--json", "--quiet"]
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    table = pd.DataFrame({"policies.dialogue": [0.1, 1e-05], "horizon.months": [48, 50]})
    found = nrc.run_experiments("baseline", table, runs=7, seed=3)
    written = pd.read_csv(tmp_path / "experiments" / EXPERIMENTS_FILE, index_col="experiment")
    assert written.index.tolist() == [1, 2]
    np.testing.assert_array_equal(written.to_numpy(), found.table.to_numpy())
    assert [one["outcomes"]["final_index_mean"] for one in told["experiments"]] == [*found.outcomes.final_index_mean]
    assert json.loads((tmp_path / "experiments" / "manifest.json").read_text("utf-8"))["written_by"] == "run --grid"
    assert main([*command, "--output", "experiments"]) == 0
    assert main(["run", "baseline", "--runs", "2", "--output", "experiments", "--quiet"]) == 2


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        ("policies.dialogue\n0.1\n\n", (), "row 2"),
        (
            "policies.dialogue,policies.cooperation\n0.1,\n",
            (),
            "row 1, column 'policies.cooperation': the cell is empty",
        ),
        ("policies.dialogue\n7\n", (), "row 1, column 'policies.dialogue'"),
        ("", (), "the file is empty"),
        ("policies.dialogue\n0.1\n", ("--resume",), "--resume beside --grid"),
        ("policies.dialogue\n0.1\n", ("--shards", "elsewhere"), "--shards beside --grid"),
        ("policies.dialogue\n0.1\n", ("--actor-paths",), "--actor-paths beside --grid"),
        ("policies.dialogue\n0.1\n", ("new_arms_race",), "2 scenarios"),
    ],
)
def test_the_command_refuses_what_does_not_fit(text, words, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.csv").write_text(text, encoding="utf-8")
    assert main(["run", "baseline", *words, "--grid", "grid.csv", "--runs", "2"]) == 2
    assert says in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["grid.csv"]


def test_the_command_says_what_it_would_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grid.csv").write_text("policies.dialogue\n0.1\n0.2\n", encoding="utf-8")
    assert main(["run", "baseline", "--grid", "grid.csv", "--dry-run"]) == 0
    assert "Would run 2 experiments with baseline" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["grid.csv"]
