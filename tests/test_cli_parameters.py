"""Which parameters runs have, and what is refused before anything is simulated."""

import json
import shutil
from pathlib import Path

import pytest

from nrc_sim.cli import main

GOOD = Path(__file__).parent / "corpus" / "good"
FEW = ("--runs", "2", "--months", "3", "--format", "none")


@pytest.fixture(autouse=True)
def _story(tmp_path, monkeypatch):
    for name in ("own_world.yaml", "straits.yaml"):
        shutil.copy(GOOD / name, tmp_path)
    monkeypatch.chdir(tmp_path)


def test_a_world_without_accepted_sets_has_its_central_one_which_is_said_once(capsys):
    assert main(["run", "own_world.yaml", *FEW]) == 0
    told = "the world 'straits' ships no accepted parameter sets: all runs have its central set"
    assert capsys.readouterr().err.count(told) == 1
    assert main(["run", "own_world.yaml", *FEW, "--quiet", "--output", "again"]) == 0
    assert told not in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "turning-points", "trace"])
def test_accepted_sets_that_are_asked_for_and_not_there_are_refused(capsys, command):
    assert main([command, "own_world.yaml", "--parameters", "ensemble"]) == 2
    error = capsys.readouterr().err
    assert "--parameters ensemble: the world 'straits' ships no accepted parameter sets; allowed: central" in error
    assert "nrc-sim calibrate" in error
    assert sorted(path.name for path in Path().iterdir()) == ["own_world.yaml", "straits.yaml"]


def test_the_bundled_world_draws_from_its_accepted_sets_whether_that_is_typed_or_not(capsys):
    digests = []
    for typed in ((), ("--parameters", "ensemble"), ("--parameters", "central")):
        assert main(["run", "baseline", *FEW, *typed, "--quiet", "--json"]) == 0
        digests.append(json.loads(capsys.readouterr().out)["scenarios"]["baseline"]["digest"])
    assert digests[0] == digests[1] != digests[2]


def test_a_dry_run_refuses_what_would_not_fit_into_memory_as_the_run_does(capsys):
    errors = []
    for how in (("--dry-run",), ()):
        assert main(["run", "baseline", "--runs", "50000000", "--quiet", *how]) == 2
        errors.append(capsys.readouterr().err)
    assert errors[0] == errors[1]
    assert "--summary-only" in errors[0]
    assert main(["run", "baseline", "--runs", "50000000", "--quiet", "--dry-run", "--summary-only"]) == 0


def test_one_run_is_not_runs(capsys):
    assert main(["run", "baseline", "--runs", "1", "--dry-run"]) == 0
    assert "1 run each" in capsys.readouterr().out
