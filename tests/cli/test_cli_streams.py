"""Where output goes: encodings that lack characters, closed and full streams, texts that would steer a terminal."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.cli.streams import safe_streams
from nrc_sim.engine.accepted import candidates_path
from nrc_sim.errors import NrcSimWarning

TITLE = "Dé́jà vu \u65e5\u672c \U0001f600"
STORY = f'extends: baseline\ntitle: "{TITLE}"\n'
POLICY = "policies.dialogue=0.5"
QUESTIONS = f"""
questions:
  - id: high
    question: "{TITLE}: will the index stand above 10?"
    condition: index > 10
    before: 2015-01
"""
SHORT = ("--runs", "2", "--format", "none", "--quiet")
LONG = (
    ("sensitivity", "story.yaml", "--trajectories", "2", "--samples", "0", *SHORT),
    ("hindcast", "--parameters", "central"),
    ("verify", "--claims", "C1", "--in-sets", "0", "--parameters", "central"),
    ("calibrate", "--output", "candidates.csv"),
    ("report", "results", "--output", "page.html", "--json"),
)
COMMANDS = (
    ("run", "story.yaml", "--dry-run"),
    ("run", "story.yaml", "--dry-run", "--json"),
    ("run", "story.yaml", "--runs", "2", "--format", "none", "--overwrite"),
    ("run", "story.yaml", "--runs", "2", "--format", "none", "--overwrite", "--json"),
    ("show", "story.yaml"),
    ("show", "story.yaml", "--json"),
    ("trace", "story.yaml", "--run", "0"),
    ("trace", "story.yaml", "--run", "0", "--json"),
    ("branch", "story.yaml", "--run", "0", "--at", "2013-06", "--set", "policies.dialogue=0.5"),
    ("validate", "story.yaml"),
    ("validate", "story.yaml", "--json"),
    ("list", "--json"),
    ("list",),
    ("schema", "scenario"),
    ("compare", "story.yaml", "baseline", *SHORT),
    ("attribute", "story.yaml", "--set", POLICY, *SHORT),
    ("turning-points", "story.yaml", *SHORT),
    ("score", "results", "--happened", "happened.csv"),
    ("plot", "results", "--format", "none", "--json"),
    ("new", "fresh", "--json"),
    ("--help",),
    ("--version",),
    *(pytest.param(arguments, marks=pytest.mark.slow) for arguments in LONG),
)
# All commands print through the same streams, see `test_only_one_module_prints`: that these fail is seen with a few.
FEW = (
    ("run", "story.yaml", "--runs", "2", "--format", "none", "--overwrite"),
    ("trace", "story.yaml", "--run", "0", "--json"),
    ("list",),
    ("--help",),
)
FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A folder with a scenario, its results, which answer a question, and what happened."""
    folder = tmp_path_factory.mktemp("answered")
    (folder / "story.yaml").write_text(STORY, encoding="utf-8")
    (folder / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    (folder / "happened.csv").write_text("id,value\nhigh,1\n", encoding="utf-8")
    story, asked, results = (str(folder / name) for name in ("story.yaml", "questions.yaml", "results"))
    assert main(["run", story, "--questions", asked, "--output", results, *SHORT]) == 0
    return folder


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.yaml").write_text(STORY, encoding="utf-8")


@pytest.fixture
def needed(answered, tmp_path):
    """Give a command what it reads."""
    shutil.copytree(answered, tmp_path, dirs_exist_ok=True)
    shutil.copy(candidates_path("euro_atlantic_2013"), tmp_path / "candidates.csv")


def program(*arguments, stdout=subprocess.PIPE, **environment):
    """Start the program on a stream of its own and return it, ended."""
    return subprocess.run(
        [sys.executable, "-m", "nrc_sim", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.usefixtures("needed")
def test_every_command_writes_to_an_encoding_that_lacks_characters(arguments, monkeypatch):
    check_encoding(arguments, "ascii", monkeypatch)


@pytest.mark.parametrize("arguments", COMMANDS[:2], ids=" ".join)
@pytest.mark.usefixtures("needed")
def test_commands_write_to_a_code_page(arguments, monkeypatch):
    check_encoding(arguments, "cp1252", monkeypatch)


def check_encoding(arguments, encoding, monkeypatch):
    taken = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(taken, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert main(arguments) == 0
    written = taken.getvalue().decode(encoding)
    if "--json" in arguments:
        document = json.loads(written)
        assert (
            "title" not in json.dumps(document)
            or TITLE in json.dumps(document, ensure_ascii=False)
            or "list" in arguments
        )
    assert written


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", FEW, ids=" ".join)
@pytest.mark.usefixtures("needed")
def test_a_command_tells_in_one_line_that_standard_output_is_full(arguments, monkeypatch):
    messages = io.StringIO()
    with FULL.open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        monkeypatch.setattr(sys, "stderr", messages)
        assert main(arguments) == 1
    line = "nrc-sim: standard output cannot be written: No space left on device\n"
    assert messages.getvalue().endswith(line)
    assert "Traceback" not in messages.getvalue()


@pytest.mark.parametrize("arguments", FEW, ids=" ".join)
@pytest.mark.usefixtures("needed")
def test_a_command_tells_in_one_line_that_standard_output_is_closed(arguments, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(arguments) == 1
    assert capsys.readouterr().err.endswith("nrc-sim: standard output is closed: nothing can be printed to it\n")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_the_interpreter_ends_without_a_word_of_its_own_on_a_full_device():
    with FULL.open("wb") as full:
        done = program("list", stdout=full)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)


def test_messages_do_not_go_to_standard_output_where_error_output_is_closed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["show", "nowhere"]) == 2
    assert capsys.readouterr().out == ""


def test_faults_as_json_to_a_closed_output_are_one_line(tmp_path, monkeypatch, capsys):
    (tmp_path / "wrong.yaml").write_text("extends: baseline\ntitle: []\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["run", "wrong.yaml", "--json"]) == 2
    assert capsys.readouterr().err == "nrc-sim: standard output is closed: nothing can be printed to it\n"


@pytest.mark.parametrize("typed", [("kinds", "--world", "iran_talks"), ("list", "--json")], ids=["short", "long"])
def test_a_pipe_that_closes_early_is_left_in_silence(monkeypatch, typed):
    reading, writing = os.pipe()
    os.close(reading)
    messages = io.StringIO()
    monkeypatch.setattr(sys, "stderr", messages)
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main([*typed]) == 1
    assert messages.getvalue() == ""


def test_the_program_starts_as_a_module_in_a_bare_locale():
    done = program("run", "story.yaml", "--dry-run", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"story" in done.stdout
    assert b"Usage: nrc-sim run" in program("run", "--help").stdout


@pytest.mark.parametrize("sign", ["\x1b", "\x9b", "\x07", "\u202e", "\u200b", "\u2066", "\r"])
def test_no_foreign_text_steers_the_terminal(sign, tmp_path, capsys):
    name = f"a{sign}[31mb.yaml"
    (tmp_path / name).write_text("extends: baseline\ntitle: [\n", encoding="utf-8")
    for arguments in (
        ["validate", "."],
        ["validate", ".", "--json"],
        ["run", name, "--dry-run"],
        ["show", f"x{sign}.yaml"],
    ):
        assert main(arguments) == 2
        shown = capsys.readouterr()
        assert sign not in shown.out + shown.err
        assert re.search(rf"\\(u00|x|u){ord(sign):02x}|\\r|x \.yaml", shown.out + shown.err)


def test_json_is_the_same_document_with_its_escapes(tmp_path, capsys):
    name = "a\u202eb\x1bc\x85.yaml"
    (tmp_path / name).write_text(STORY, encoding="utf-8")
    assert main(["validate", name, "--json"]) == 2  # for its name
    assert json.loads(capsys.readouterr().out)["files"][0]["file"] == name


def test_warnings_of_ours_are_one_line_and_those_of_others_stay(capsys):
    with warnings.catch_warnings(record=True) as others:
        warnings.simplefilter("always")
        with safe_streams():
            warnings.warn("a b\x1b", NrcSimWarning, stacklevel=1)
            warnings.warn("other", UserWarning, stacklevel=1)
    shown = capsys.readouterr().err
    assert shown.startswith("a b\\u001b\n")
    assert str(others[-1].message) == "other"


def test_only_one_module_prints():
    folder = Path(sys.modules["nrc_sim.cli"].__file__).parent
    printing = [path.name for path in folder.glob("*.py") if re.search(r"(?<![\w.])print\(", path.read_text("utf-8"))]
    assert sorted(printing) == ["display.py", "streams.py"]
