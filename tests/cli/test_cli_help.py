"""What the program tells before and while it works: defaults, completion, sizes on disk, progress in logs."""

import json
import os
import re
import subprocess
import sys

import pytest

from nrc_sim.analysis.attribution.attributing import DEFAULT_RUNS
from nrc_sim.cli import display, main
from nrc_sim.engine.world import make_jobs
from nrc_sim.scenario import load_defaults, load_scenario
from nrc_sim.study.running.memory import run_bytes


@pytest.mark.parametrize("command", ["run", "compare", "turning-points", "forecast"])
def test_help_shows_the_bundled_defaults_of_runs_and_seed(capsys, command):
    main([command, "--help"])
    shown = capsys.readouterr().out
    defaults = load_defaults()
    assert f"({defaults.runs})" in shown
    assert f"({defaults.seed})" in shown


@pytest.mark.parametrize(
    ("command", "folder"), [("run", load_defaults().output), ("compare", "comparison"), ("sensitivity", "sensitivity")]
)
def test_help_shows_where_results_go(capsys, command, folder):
    main([command, "--help"])
    assert re.search(rf"default:[\s│]+\({folder}\b", capsys.readouterr().out)


def test_help_of_attribute_shows_its_own_number_of_runs(capsys):
    main(["attribute", "--help"])
    assert f"({DEFAULT_RUNS})" in capsys.readouterr().out


def test_completion_can_be_shown_and_completes_commands(capsys, monkeypatch):
    # In a process of its own that is told its shell, since there may be none above the tests.
    told = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    words = (sys.executable, "-m", "nrc_sim", "--show-completion", "bash")
    shown = subprocess.run(words, env=told, capture_output=True, text=True, check=True)
    assert "_NRC_SIM_COMPLETE=complete_bash" in shown.stdout
    for name, value in (("_NRC_SIM_COMPLETE", "complete_bash"), ("COMP_WORDS", "nrc-sim tr"), ("COMP_CWORD", "1")):
        monkeypatch.setenv(name, value)
    assert main([]) == 0
    assert capsys.readouterr().out.split() == ["trace"]


def test_a_plan_says_how_large_runs_become(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = ("run", "baseline", "--runs", "50", "--dry-run")
    assert main([*plan, "--json"]) == 0
    job = make_jobs([load_scenario("baseline")], load_defaults().seed)[0]
    assert json.loads(capsys.readouterr().out)["bytes"] == 50 * run_bytes(job, actor_paths=False)
    assert main([*plan]) == 0
    assert "on disk" in capsys.readouterr().out
    assert main([*plan, "--summary-only"]) == 0
    assert "on disk" not in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_large_run_says_so_before_it_writes(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("nrc_sim.cli.run._MUCH", 1)
    assert main(["run", "baseline", "--runs", "4", "--format", "none"]) == 0
    assert re.match(r"the runs take up to \d+ MB on disk", capsys.readouterr().err)


def test_a_log_hears_once_a_minute_how_far_work_is(capsys, monkeypatch):
    clock = iter([0.0, 1.0, 59.0, 61.0, 61.0, 62.0, 121.5, 121.5])
    monkeypatch.setattr(display, "monotonic", lambda: next(clock))
    with display.listen(quiet=False) as listener:
        for done in (10, 20, 30, 40, 50):
            listener.progress("simulating", done, 2000)
    assert capsys.readouterr().err.splitlines() == ["simulating: 30 of 2,000 (2%)", "simulating: 50 of 2,000 (2%)"]
