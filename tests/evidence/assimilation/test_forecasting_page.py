"""The tutorial from raw events to a scored forecast: its commands, and its Python, on its own files."""

import json
import re
import shlex
from pathlib import Path

import pytest

from nrc_sim.cli import main

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "forecasting.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^(?:<!-- file: (\S+) -->\n)?```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
FASTER = {"events": ["--format", "none", "--quiet"], "forecast": ["--runs", "300", "--format", "png", "--quiet"]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, _, body in SNIPPETS:
        if name:
            (tmp_path / name).write_text(body, encoding="utf-8")
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("ignore:the world")
def test_the_commands_lead_from_raw_events_to_a_scored_forecast(folder, capsys):
    lines = [line for _, language, body in SNIPPETS if language == "bash" for line in body.splitlines()]
    assert [shlex.split(line)[1] for line in lines] == [
        "events",
        "forecast",
        "seal",
        "score",
        "events",
        "forecast",
        "report",
        "forecast",
    ]
    for line in lines:
        command, *others = shlex.split(line)[1:]
        assert main([command, *others, *FASTER.get(command, [])]) == 0, line
    printed = capsys.readouterr().out
    assert "Scores over 1 question" in printed
    assert "given index < -10 in 2013-06: " in printed
    assert "Scores of the outcome" in printed
    assert "Change since the forecast of 2013-03" in printed
    document = json.loads((folder / "watch" / "forecast.json").read_text(encoding="utf-8"))
    assert document["until"] == "2013-04"
    assert document["change"]["classes"]["crisis"] > 0.0, "April was hostile"
    page = (folder / "watch" / "report.html").read_text(encoding="utf-8")
    assert "What was observed, and what may follow" in page
    assert "Largest surprises" in page
    assert "since the forecast of 2013-03" in page


@pytest.mark.usefixtures("folder")
@pytest.mark.filterwarnings("ignore:the world")
def test_the_python_of_the_page_runs(capsys):
    assert main(["events", "raw_april.csv", "--world", "india_pakistan", "--output", "april", *FASTER["events"]]) == 0
    (body,) = (body for _, language, body in SNIPPETS if language == "python")
    capsys.readouterr()
    exec(compile(body.replace("months=4)", "months=4, runs=200)"), "docs/forecasting.md", "exec"), {})
    assert "crisis" in capsys.readouterr().out
