"""Which parameters runs have, and what is refused before anything is simulated."""

import json
import re
import shutil
from pathlib import Path

import pytest

import nrc_sim
from nrc_sim.analysis.attribution import attribute
from nrc_sim.analysis.trace import branch_run, trace_run
from nrc_sim.cli import main
from nrc_sim.engine.world import prepared
from nrc_sim.errors import InputError, NrcSimWarning
from nrc_sim.figures.style import figure_look
from nrc_sim.scenario import load_scenario
from nrc_sim.study.running import Settings

GOOD = Path(__file__).parents[1] / "corpus" / "good"
FEW = ("--runs", "2", "--months", "3", "--format", "none")


@pytest.fixture(autouse=True)
def _story(tmp_path, monkeypatch):
    for name in ("own_world.yaml", "straits.yaml"):
        shutil.copy(GOOD / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    prepared._say_central.cache_clear()


def test_a_world_without_accepted_sets_has_its_central_one_which_is_said_once(capsys):
    assert main(["run", "own_world.yaml", *FEW]) == 0
    told = "the world 'straits_1900' ships no accepted parameter sets: all runs have its central set"
    assert capsys.readouterr().err.count(told) == 1
    assert main(["run", "own_world.yaml", *FEW, "--quiet", "--output", "again"]) == 0
    assert told not in capsys.readouterr().err


def story():
    return load_scenario("own_world.yaml")


PYTHON = {
    "run": lambda **how: nrc_sim.run(story(), runs=1, seed=1, months=2, **how),
    "model": lambda **how: nrc_sim.RelationshipModel(story(), seed=1, **how),
    "trace": lambda **how: trace_run(story(), run=0, seed=1, **how),
    "branch": lambda **how: branch_run("own_world.yaml", run=0, at=story().start, seed=1, **how),
}
"""Ways to runs in Python that take the parameters."""


@pytest.mark.parametrize("way", PYTHON)
def test_python_warns_once_in_a_process_that_a_world_has_its_central_set_alone(way):
    with pytest.warns(
        NrcSimWarning, match="'straits_1900' ships no accepted parameter sets: all runs have its"
    ) as told:
        PYTHON[way]()
    assert len(told) == 1
    PYTHON[way]()  # a second warning would be an error


@pytest.mark.parametrize("way", PYTHON)
def test_python_says_nothing_of_central_sets_that_are_asked_for(way):
    PYTHON[way](parameters="central")


@pytest.mark.parametrize("way", PYTHON)
def test_python_refuses_accepted_sets_that_are_asked_for_and_not_there(way):
    with pytest.raises(
        InputError, match=r'parameters="ensemble": the world .straits_1900. ships no .*allowed: central'
    ):
        PYTHON[way](parameters="ensemble")


@pytest.mark.parametrize("way", PYTHON)
def test_python_refuses_parameters_that_nobody_knows(way):
    with pytest.raises(InputError, match="parameters is 'centre'; allowed: ensemble, central"):
        PYTHON[way](parameters="centre")


def test_an_attribution_warns_too_and_what_was_run_with_the_central_set_says_so():
    with pytest.warns(NrcSimWarning, match="straits_1900"):
        attribute(load_scenario("own_world.yaml", ["policies.dialogue=0.9"]), story(), Settings(2, 1, months=2))
    with figure_look(formats=["none"]):
        nrc_sim.run(story(), runs=1, seed=1, months=2, output="out")
    assert json.loads(Path("out/manifest.json").read_text("utf-8"))["settings"]["parameters"] == "central"


def test_worlds_with_and_without_sets_are_told_apart_in_one_line_and_each_has_a_table_with_its_classes(capsys):
    assert main(["run", "own_world.yaml", "baseline", *FEW]) == 0
    shown = capsys.readouterr()
    assert shown.err.count("ships no accepted parameter sets") == 1
    assert shown.out.count("mean index") == 2
    for one in (story(), load_scenario("baseline")):
        assert all(name in shown.out for name in one.world.outcomes.classes)
        assert f"{one.world.title}. Outcomes of" in " ".join(shown.out.split())


@pytest.mark.parametrize("command", [("run",), ("turning-points",), ("trace", "--run", "1")], ids=" ".join)
def test_accepted_sets_that_are_asked_for_and_not_there_are_refused(capsys, command):
    assert main([*command, "own_world.yaml", "--parameters", "ensemble"]) == 2
    error = capsys.readouterr().err
    assert "--parameters ensemble: the world 'straits_1900' ships no accepted parameter sets; allowed: central" in error
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
        errors.append(re.sub(r"[\d,]+ MB", "N MB", capsys.readouterr().err))
    assert errors[0] == errors[1]
    assert "--summary-only" in errors[0]
    assert main(["run", "baseline", "--runs", "50000000", "--quiet", "--dry-run", "--summary-only"]) == 0


def test_one_run_is_not_runs(capsys):
    assert main(["run", "baseline", "--runs", "1", "--dry-run"]) == 0
    assert "1 run each" in capsys.readouterr().out
