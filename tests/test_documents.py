"""What the pages on single runs and on questions show works."""

import re
import shlex
from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.variables import askable_variables
from nrc_sim.study.questions import load_questions

ROOT = Path(__file__).parent.parent
NAMES = ("explain", "python", "questions")
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in NAMES}
WITHOUT_RUNS = ("--summary-only", "--format", "none", "--quiet")
FENCES = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name: str, language: str) -> list[str]:
    return [body for found, body in FENCES.findall(PAGES[name]) if found == language]


def commands(name: str) -> list[list[str]]:
    return [shlex.split(line) for body in blocks(name, "bash") for line in body.splitlines()]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that holds what the commands name."""
    (questions,) = blocks("questions", "yaml")
    (tmp_path / "questions.yaml").write_text(questions, encoding="utf-8")
    (tmp_path / "happened.csv").write_text("id,value\nfrozen,1\n", encoding="utf-8")
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_questions_of_the_page_can_be_asked(folder):
    asked = load_questions(folder / "questions.yaml", [load_scenario("baseline")])
    assert [question.id for question in asked] == ["frozen", "high_at_the_end"]


def test_the_page_names_all_variables_that_can_be_asked_for():
    common = [name for name in askable_variables(load_scenario("baseline").world) if "." not in name]
    assert [name for name in common if f"`{name}`" not in PAGES["questions"]] == []


@pytest.mark.usefixtures("folder")
def test_the_commands_about_questions_are_accepted(capsys):
    for words in commands("questions"):
        if words[1] == "run":
            assert main([*words[1:], "--dry-run"]) == 0, words
    assert main(["run", "baseline", "--runs", "4", "--questions", "questions.yaml", *WITHOUT_RUNS]) == 0
    capsys.readouterr()
    (score,) = (words for words in commands("questions") if words[1] == "score")
    assert main(score[1:]) == 0
    assert "Scores over 1 question," in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", commands("explain"), ids=" ".join)
def test_the_commands_about_single_runs_work(words):
    assert words[0] == "nrc-sim"
    assert main(words[1:]) == 0


def test_the_rule_of_ones_own_runs_and_moves_trust(capsys):
    (body,) = (body for body in blocks("python", "python") if "ForgivingModel" in body)
    exec(compile(body, "docs/python.md", "exec"), {"__name__": "page"})
    own, bundled = map(float, capsys.readouterr().out.split(" instead of "))
    assert own > bundled


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:the world")
def test_the_experiments_of_the_page_can_be_run(capsys):
    (body,) = (body for body in blocks("python", "python") if "run_experiments" in body)
    exec(compile(body, "docs/python.md", "exec"), {"__name__": "page"})
    printed = capsys.readouterr().out
    assert "final_index_mean" in printed
    assert len(printed.splitlines()) == 9


@pytest.mark.slow
def test_the_python_about_single_runs_runs(capsys):
    (body,) = blocks("explain", "python")
    exec(body, {})
    assert "2013-01" in capsys.readouterr().out
