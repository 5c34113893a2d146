"""The command `forecast`: one update or many, interrupted or not, and what its folder is good for."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.study.store import load_results, read_manifest

STORY = str(bundled_folder() / "india_pakistan" / "cold_peace.yaml")
MONTHS = [f"2013-{month:02d}" for month in range(1, 7)]


def events_file(folder: Path, until: str, *, changed: str = "") -> Path:
    path = folder / "events.csv"
    rows = [
        f"{month},{sender},{receiver},{-0.02 * number if month != changed else 0.3:.3f},10,1.0"
        for number, month in enumerate(MONTHS, start=1)
        if month <= until
        for sender, receiver in (("india", "pakistan"), ("pakistan", "india"))
    ]
    path.write_text("\n".join(["month,from,to,conduct,events,coverage", *rows]) + "\n", encoding="utf-8")
    return path


GIVEN = ["--given", "index < -10 in 2013-02", "--given", "index < -20 in 2013-04", "--given", "index > -200"]


def forecast(folder: Path, output: Path, until: str, *more: str, changed: str = "") -> list[str]:
    file = events_file(folder, until, changed=changed)
    typed = ["forecast", STORY, "--observed", str(file), "--until", until, "--months", "3", "--runs", "300"]
    return [*typed, "--parameters", "central", "--output", str(output), "--format", "none", *more]


def told(capsys, arguments: list[str]) -> tuple[dict, str]:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    printed = capsys.readouterr()
    return json.loads(printed.out)["forecast"], printed.err


@pytest.mark.parametrize("until", [pytest.param(MONTHS[2], marks=pytest.mark.slow), MONTHS[4]])
def test_updates_fulfil_conditions_as_one_update_of_all_does(tmp_path, capsys, until):
    for month in MONTHS[: MONTHS.index(until) + 1]:
        found, said = told(capsys, forecast(tmp_path, tmp_path / "monthly", month, *GIVEN))
    at_once = told(capsys, forecast(tmp_path, tmp_path / "whole", until, *GIVEN))[0]
    assert "continuing after" in said
    assert found["digest"] == at_once["digest"]
    assert found["given"] == at_once["given"]
    first, second, third = found["given"]
    assert (first["month"], second["month"]) == ("2013-02", "2013-04")
    assert all(0 < one["runs"] < 300 and 0.0 < one["share"] < 1.0 for one in (first, second))
    assert (third["conditions"], third["runs"], third["share"]) == (["index > -200"], 300, pytest.approx(1.0))
    results = load_results(tmp_path / "monthly")
    assert (next(iter(results)).single_runs.index[:, 3] < -20.0).all()
    drew = results.experiments()
    assert drew.equals(load_results(tmp_path / "whole").experiments())
    settings = read_manifest(tmp_path / "whole")["settings"]
    assert [one["text"] for one in settings["given"]] == GIVEN[1::2]


def test_the_terminal_says_how_many_runs_fulfil_what_is_given(tmp_path, capsys):
    assert main(forecast(tmp_path, tmp_path / "given", MONTHS[3], *GIVEN[2:4])) == 0
    printed = capsys.readouterr().out
    assert "given index < -20 in 2013-04: " in printed
    assert "all go on from these" in printed


def test_a_file_of_facts_is_not_overwritten(tmp_path, capsys):
    facts = tmp_path / "watch" / "facts.yaml"
    facts.parent.mkdir()
    facts.write_text("nothing_else: [{from: 2013-05, to: 2013-06}]\n", encoding="utf-8")
    assert main(forecast(tmp_path, tmp_path / "watch", MONTHS[3], "--given", str(facts), "--overwrite")) == 2
    assert facts.is_file()
    assert not (tmp_path / "watch" / "manifest.json").exists()
    capsys.readouterr()


@pytest.fixture(scope="module")
def updated(tmp_path_factory):
    """A folder with one update of all months, and what was printed of it."""
    folder, printed = tmp_path_factory.mktemp("updated"), io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main([*forecast(folder, folder / "whole", MONTHS[-1]), "--json"]) == 0
    return folder / "whole", json.loads(printed.getvalue())["forecast"]


@pytest.fixture
def whole(tmp_path, updated):
    shutil.copytree(updated[0], tmp_path / "whole")
    return updated[1]


def test_many_updates_of_one_month_give_what_one_update_of_all_gives(tmp_path, capsys, whole):
    for number, month in enumerate(MONTHS):
        found, said = told(capsys, forecast(tmp_path, tmp_path / "monthly", month))
        assert (f"continuing after {number} month" in said) == bool(number)
    assert found["digest"] == whole["digest"]
    assert found["months"] == whole["months"]
    assert found["surprises"] == whole["surprises"]
    assert found["change"]["since"] == MONTHS[-2]
    assert len(found["moved_by"]) == 2
    assert whole["change"] is None


def test_workers_do_not_change_a_forecast(tmp_path, capsys, whole):
    found, _ = told(capsys, forecast(tmp_path, tmp_path / "one", MONTHS[-1], "--workers", "1"))
    assert found["digest"] == whole["digest"]


def test_what_was_revised_is_followed_anew(tmp_path, capsys, whole):
    found, said = told(capsys, forecast(tmp_path, tmp_path / "whole", MONTHS[-1], changed=MONTHS[1]))
    assert "continuing" not in said
    assert found["digest"] != whole["digest"]
    back, _ = told(capsys, forecast(tmp_path, tmp_path / "whole", MONTHS[-1]))
    assert back["digest"] == whole["digest"]


def test_its_folder_is_one_of_results(tmp_path, capsys, whole):
    folder = tmp_path / "whole"
    results = load_results(folder)
    assert results["cold_peace"].digest == whole["digest"]
    assert read_manifest(folder)["forecast"] == {"until": MONTHS[-1], "months_ahead": 3}
    assert not (folder / "shards").exists()
    assert main(["plot", str(folder), "--format", "svg", "--quiet"]) == 0
    assert main(["seal", str(folder)]) == 0
    other = tmp_path / "other"
    assert main([*forecast(tmp_path, other, MONTHS[-1], "--set", "policies.dialogue=0.9"), "--quiet"]) == 0
    comparison = ["--output", str(tmp_path / "comparison"), "--format", "none", "--quiet"]
    assert main(["compare", str(folder), str(other), *comparison]) == 0
    assert "cold_peace" in capsys.readouterr().out


def test_questions_are_answered_by_runs_that_follow(tmp_path, capsys):
    path = tmp_path / "questions.yaml"
    path.write_text(
        "questions:\n  - id: low\n    question: Does the index fall below 0?\n    condition: index < 0\n"
        "    before: 2013-09\n",
        encoding="utf-8",
    )
    main(forecast(tmp_path, tmp_path / "asked", MONTHS[-1], "--questions", str(path)))
    assert 0.0 <= load_results(tmp_path / "asked")["cold_peace"].answers["low"][1].share <= 1.0
    assert "low" in (tmp_path / "asked" / "questions.csv").read_text(encoding="utf-8")
    assert "Largest surprises" in capsys.readouterr().out


def test_a_folder_of_another_command_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    assert main(forecast(tmp_path, tmp_path / "mine", MONTHS[0])) == 2
    assert "not results of ours" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_bad_input_writes_nothing(tmp_path, capsys):
    arguments = forecast(tmp_path, tmp_path / "none", MONTHS[0], "--only", "trust")
    assert main(arguments) == 2
    assert "nothing was observed of 'trust'" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_what_is_killed_goes_on_and_gives_the_same(tmp_path, capsys):
    more = ("--runs", "6000", "--quiet")
    arguments = forecast(tmp_path, tmp_path / "killed", MONTHS[-1], *more)
    process = subprocess.Popen([sys.executable, "-m", "nrc_sim", *arguments], env=dict(os.environ))
    deadline = time.monotonic() + 120.0
    while len(list((tmp_path / "killed").glob("shards/*.shard"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert list((tmp_path / "killed").glob("shards/*.shard"))
    killed, _ = told(capsys, arguments)
    whole, _ = told(capsys, forecast(tmp_path, tmp_path / "whole", MONTHS[-1], *more))
    assert killed["digest"] == whole["digest"]
