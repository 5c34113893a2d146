"""Commands that are interrupted keep what they can go on from, and leave nothing else."""

from pathlib import Path

import pytest

from nrc_sim.cli import main

SMALL = ("--runs", "8", "--months", "6", "--seed", "3", "--format", "none", "--quiet")
RESUMABLE = {
    "compare": (("compare", "baseline", "new_arms_race", *SMALL), "nrc_sim.runner.write_comparison_tables"),
    "turning-points": (("turning-points", "baseline", *SMALL), "nrc_sim.turning_points.find_turning_points"),
}
OTHERS = {
    "attribute": (
        ("attribute", "missile_defense_failure", "--runs", "8", "--format", "none", "--quiet"),
        "nrc_sim.attribution.attribute",
    ),
    "sensitivity": (
        ("sensitivity", "baseline", "--quiet", "--output", "out"),
        "nrc_sim.sensitivity.screening.evaluate_sets",
    ),
    "hindcast": (("hindcast", "--output", "out", "--quiet"), "nrc_sim.hindcast.score_hindcast"),
    "trace": (("trace", "baseline", "--run", "1", "--output", "out"), "nrc_sim.runner.write_told"),
}


def interrupt(*_arguments: object, **_named: object) -> None:
    raise KeyboardInterrupt


def files(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "manifest.json"}


@pytest.fixture(autouse=True)
def _inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", RESUMABLE)
def test_an_interrupted_command_goes_on_to_the_same_bytes(capsys, monkeypatch, tmp_path, command):
    words, place = RESUMABLE[command]
    assert main([*words, "--output", "whole"]) == 0
    with monkeypatch.context() as patch:
        patch.setattr(place, interrupt)
        assert main([*words, "--output", "out"]) == 130
    told = "nrc-sim: interrupted; what is done is kept in out: type the same command with --resume\n"
    assert capsys.readouterr().err == told
    assert main([*words, "--output", "out"]) == 2
    assert "continue it with --resume" in capsys.readouterr().err
    monkeypatch.setattr("nrc_sim.study.ranges.load_engine", lambda _: pytest.fail("simulated again"))
    assert main([*words, "--output", "out", "--resume"]) == 0
    assert files(tmp_path / "out") == files(tmp_path / "whole")


@pytest.mark.parametrize("command", RESUMABLE)
def test_what_another_study_has_begun_is_not_continued(capsys, monkeypatch, command):
    words, place = RESUMABLE[command]
    with monkeypatch.context() as patch:
        patch.setattr(place, interrupt)
        main([*words, "--output", "out"])
    before = files(Path("out"))
    assert main([*words, "--seed", "4", "--output", "out", "--resume"]) == 2
    assert "the folder holds another study: seed: 3 there, 4 now" in capsys.readouterr().err
    assert files(Path("out")) == before


@pytest.mark.parametrize("command", OTHERS)
def test_a_command_that_keeps_nothing_leaves_nothing(capsys, monkeypatch, tmp_path, command):
    words, place = OTHERS[command]
    monkeypatch.setattr(place, interrupt)
    assert main(list(words)) == 130
    assert capsys.readouterr().err == "nrc-sim: interrupted\n"
    assert list(tmp_path.iterdir()) == []
