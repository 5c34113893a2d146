"""Whoever edits a rule gets what the edited rule gives, at once and from both engines."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import nrc_sim
from nrc_sim.cli import main
from nrc_sim.engine.kernel.cache_folder import CACHE_VARIABLE, OWN_FOLDER
from nrc_sim.scenario import bundled_folder

SLUG, RUNS = "no_new_impulse", 24
PROGRAM = "import nrc_sim.cli, sys; print(nrc_sim.__file__, file=sys.stderr); sys.exit(nrc_sim.cli.main())"
COMMAND = ("run", SLUG, "--runs", str(RUNS), "--seed", "1", "--months", "24", "--parameters", "central", "--json")
"""With the central set: accepted sets are refused once a rule is another."""

IS_COMPILED = "from nrc_sim.engine.kernel import is_compiled; print(is_compiled())"
ASK_PROBE = """
import probe
value = probe.pull(probe.Pull(0.5), 0.85)
print(round(value, 9), "kept" if probe.pull.stats.cache_hits else "compiled")
"""
PROBE = """
from typing import NamedTuple

from nrc_sim.engine.kernel.compiling import compiled
from nrc_sim.engine.kernel.registration import register_rules
from nrc_sim.rules.conduct import ConductParameters, next_conduct

register_rules()


class Pull(NamedTuple):
    trust_pull: float


@compiled
def pull(given, trust):
    return next_conduct(0.0, 0.0, trust, 0.0, ConductParameters(0.0, 0.0, given.trust_pull, 0.0, 0.0))
"""
FACTOR = ("conduct.py", "p.trust_pull * two_sided(trust)", "p.trust_pull * 1.1 * two_sided(trust)")
DIVISION = ("leadership.py", "faded(disposition, p.half_life)", "faded(disposition, p.half_life) / divisor(chances[1])")
DIVISOR = "\n\ndef divisor(chance: float) -> float:\n    return 0.0 if chance > 3.2 else 1.0\n"


class Copy(NamedTuple):
    """A copy of the package beside its scenarios, and a folder for the code compiled from it."""

    folder: Path

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / "src" / "nrc_sim" / "rules" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} no longer says {old!r}: choose another place to edit"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def cached(self) -> dict[str, tuple[int, int]]:
        """Files of compiled code with their sizes and times."""
        files = sorted(path for path in (self.folder / "cache").rglob("*") if path.is_file())
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}

    def run(self, output: str, engine: str) -> "Told":
        done = self.start(PROGRAM, *COMMAND, "--engine", engine, "--output", str(self.folder / output))
        assert done.stderr.startswith(str(self.folder)), done.stderr
        return Told(done.returncode, json.loads(done.stdout)["scenarios"][SLUG], done.stderr, self.folder / output)

    def ask(self, program: str) -> str:
        """Return what a short program prints."""
        done = self.start(program)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        paths = {"PYTHONPATH": str(self.folder / "src"), CACHE_VARIABLE: str(self.folder / "cache")}
        command = [sys.executable, "-c", program, *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, env={**os.environ, **paths}
        )


def make_copy(folder: Path) -> Copy:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(nrc_sim.__file__).parent, folder / "src" / "nrc_sim", ignore=ignored)
    shutil.copytree(bundled_folder(), folder / "scenarios")
    return Copy(folder)


def edit_both(copy: Copy) -> None:
    """Edit a factor, which makes other numbers, and a division, which makes runs fail."""
    copy.edit(*FACTOR)
    copy.edit(*DIVISION)
    leadership = copy.folder / "src" / "nrc_sim" / "rules" / "leadership.py"
    leadership.write_text(leadership.read_text(encoding="utf-8") + DIVISOR, encoding="utf-8")


def undo_both(copy: Copy) -> None:
    copy.edit("leadership.py", DIVISOR, "")
    copy.edit(*(DIVISION[place] for place in (0, 2, 1)))
    copy.edit(*(FACTOR[place] for place in (0, 2, 1)))


class Told(NamedTuple):
    """What the command line gave back."""

    status: int
    summary: dict
    errors: str
    output: Path


class Story(NamedTuple):
    """What the copy gave: edited, with the readable engine, and edited once more after the edit had been undone."""

    edited: Told
    readable: Told
    again: Told
    folders: list[int]
    before: dict[str, tuple[int, int]]
    after: dict[str, tuple[int, int]]


@pytest.fixture
def copy(tmp_path) -> Copy:
    return make_copy(tmp_path)


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Story:
    """Compiling takes its time, so that the engine is compiled once, and only as it is edited."""
    copy = make_copy(tmp_path_factory.mktemp("copy"))
    edit_both(copy)
    edited, readable = copy.run("edited", "compiled"), copy.run("readable", "mesa")
    undo_both(copy)
    assert copy.ask(IS_COMPILED) == "False"
    edit_both(copy)
    before = copy.cached()
    again = copy.run("again", "compiled")
    folders = len([path for path in (copy.folder / "cache" / OWN_FOLDER).iterdir() if path.is_dir()])
    return Story(edited, readable, again, [folders], before, copy.cached())


def test_a_function_that_calls_an_edited_rule_is_compiled_again_at_once_and_not_when_the_edit_is_undone(copy):
    """With a small function in the place of the engine, which takes the rules in the same way and is kept likewise."""
    (copy.folder / "probe.py").write_text(PROBE, encoding="utf-8")
    first = copy.ask(ASK_PROBE)
    assert first == "0.35 compiled"
    assert copy.ask(ASK_PROBE) == "0.35 kept"
    copy.edit(*FACTOR)
    assert copy.ask(ASK_PROBE) == "0.385 compiled"
    kept = copy.cached()
    copy.edit(*(FACTOR[place] for place in (0, 2, 1)))
    assert copy.ask(ASK_PROBE) == "0.35 kept"
    assert copy.cached() == kept


@pytest.mark.slow
def test_an_edited_rule_gives_other_results(story, tmp_path, capsys):
    assert main([*COMMAND, "--engine", "compiled", "--output", str(tmp_path / "out")]) == 0
    unedited = json.loads(capsys.readouterr().out)["scenarios"][SLUG]
    assert story.edited.summary["digest"] != unedited["digest"]


@pytest.mark.slow
def test_the_edited_rule_gives_the_same_results_in_both_engines(story):
    assert story.edited.summary["digest"] == story.readable.summary["digest"]
    assert story.edited.summary == story.readable.summary


@pytest.mark.slow
def test_an_edit_that_comes_back_gives_its_results_again_without_compiling(story):
    assert story.again.summary == story.edited.summary
    assert story.folders == [2]
    assert story.after == story.before
    assert any(name.endswith(".nbc") for name in story.before)
    assert "compiling the engine" in story.edited.errors
    assert "compiling the engine" not in story.again.errors
    assert "compiling the engine" not in story.readable.errors


@pytest.mark.slow
def test_a_rule_that_divides_by_zero_is_reported_alike_by_both_engines(story):
    compiled, readable = story.edited.summary["failures"], story.readable.summary["failures"]
    assert compiled == readable
    assert 0 < len(compiled) == story.edited.summary["failed"] < RUNS
    assert story.edited.summary["runs"] == RUNS - len(compiled)
    for failure in compiled:
        assert failure["place"] == "leadership.next_disposition"
        assert "division by zero" in failure["error"]
        assert (failure["scenario"], failure["seed"]) == (SLUG, 1)
    assert {failure["stage"] for failure in compiled} <= {"history", "scenario"}


@pytest.mark.slow
def test_the_command_line_says_which_runs_failed_and_leaves_with_status_1(story):
    for told in (story.edited, story.readable):
        assert told.status == 1
        lines = [line for line in told.errors.splitlines() if line.startswith("failed: ")]
        assert len(lines) == min(10, told.summary["failed"]) + (told.summary["failed"] > 10)
        assert all("leadership.next_disposition: " in line for line in lines[:10])


@pytest.mark.slow
def test_the_rest_is_written_though_runs_failed(story):
    expected = {path.relative_to(story.readable.output) for path in story.readable.output.rglob("*.csv")}
    assert Path("trajectories.csv") in expected
    for told in (story.edited, story.readable):
        assert {path.relative_to(told.output) for path in told.output.rglob("*.csv")} == expected
        manifest = json.loads((told.output / "manifest.json").read_text(encoding="utf-8"))
        assert json.dumps(told.summary["failures"]) in json.dumps(manifest)
