"""The command that learns shared numbers: what it refuses, and a small study that is interrupted and goes on."""

import json

import pytest

from nrc_sim.cli import main

SMALL = ("learn", "--budget", "1710", "--seed", "4", "--quiet")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("--until", "2005"), "until is 2005"),
        (("--until", "2013"), "until is 2013"),
        (("--budget", "100"), "the budget is 100"),
        (("--workers", "0"), "workers is 0"),
    ],
)
def test_what_cannot_be_learned_is_refused_and_leaves_nothing(tmp_path, capsys, typed, why):
    assert main(["learn", "--output", str(tmp_path / "out"), *typed]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_has_to_be_named(capsys):
    assert main(["learn"]) == 2
    assert "--output" in capsys.readouterr().err


def test_a_folder_with_foreign_files_is_not_touched(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert main([*SMALL, "--output", str(tmp_path)]) == 2
    assert "thesis.txt" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
def test_an_interrupted_study_goes_on_and_ends_the_same(tmp_path, capsys, monkeypatch):
    from nrc_sim.evidence.panel import learning

    whole, again = tmp_path / "whole", tmp_path / "again"
    assert main([*SMALL, "--workers", "2", "--json", "--output", str(whole)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["candidates"] <= document["budget"] == 1710
    assert len(document["statistics"]) == 26
    with monkeypatch.context() as patched:
        patched.setattr(learning, "simulate_all", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert main([*SMALL, "--output", str(again)]) == 130
    assert "--resume" in capsys.readouterr().err
    assert main([*SMALL, "--output", str(again)]) == 2
    assert main([*SMALL, "--workers", "1", "--resume", "--output", str(again)]) == 0
    for name in ("posterior.csv", "posterior.json", "learning.json"):
        assert (again / name).read_bytes() == (whole / name).read_bytes()
