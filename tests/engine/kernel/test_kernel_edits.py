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
from nrc_sim.engine.kernel.cache_folder import CACHE_VARIABLE, OWN_FOLDER
from nrc_sim.scenario import bundled_folder

SLUG, RUNS = "no_new_impulse", 24
PROGRAM = "import nrc_sim.cli, sys; print(nrc_sim.__file__, file=sys.stderr); sys.exit(nrc_sim.cli.main())"
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
        command = [sys.executable, "-c", PROGRAM, "run", SLUG, "--runs", str(RUNS), "--seed", "1", "--months", "24"]
        # Accepted sets are refused once a rule is another.
        command += ["--parameters", "central", "--engine", engine, "--json", "--output", str(self.folder / output)]
        paths = {"PYTHONPATH": str(self.folder / "src"), CACHE_VARIABLE: str(self.folder / "cache")}
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, env={**os.environ, **paths}
        )
        assert done.stderr.startswith(str(self.folder)), done.stderr
        return Told(done.returncode, json.loads(done.stdout)["scenarios"][SLUG], done.stderr, self.folder / output)


class Told(NamedTuple):
    """What the command line gave back."""

    status: int
    summary: dict
    errors: str
    output: Path


class Story(NamedTuple):
    """What the copy gave: as it was, edited, with the readable engine, and as it was once more."""

    first: Told
    edited: Told
    readable: Told
    undone: Told
    folders: list[int]
    before: dict[str, tuple[int, int]]
    after: dict[str, tuple[int, int]]


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Story:
    """Compiling takes its time, so that all tests share two compilations."""
    copy = Copy(tmp_path_factory.mktemp("copy"))
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(nrc_sim.__file__).parent, copy.folder / "src" / "nrc_sim", ignore=ignored)
    shutil.copytree(bundled_folder(), copy.folder / "scenarios")
    first = copy.run("first", "compiled")
    copy.edit(*FACTOR)
    copy.edit(*DIVISION)
    leadership = copy.folder / "src" / "nrc_sim" / "rules" / "leadership.py"
    leadership.write_text(leadership.read_text(encoding="utf-8") + DIVISOR, encoding="utf-8")
    edited, readable = copy.run("edited", "compiled"), copy.run("readable", "mesa")
    copy.edit("leadership.py", DIVISOR, "")
    copy.edit(*(DIVISION[place] for place in (0, 2, 1)))
    copy.edit(*(FACTOR[place] for place in (0, 2, 1)))
    before = copy.cached()
    undone = copy.run("undone", "compiled")
    folders = len([path for path in (copy.folder / "cache" / OWN_FOLDER).iterdir() if path.is_dir()])
    return Story(first, edited, readable, undone, [folders], before, copy.cached())


pytestmark = pytest.mark.slow


def test_an_edited_rule_gives_other_results_at_once(story):
    assert story.first.status == 0, story.first.errors
    assert story.edited.summary["digest"] != story.first.summary["digest"]


def test_the_edited_rule_gives_the_same_results_in_both_engines(story):
    assert story.edited.summary["digest"] == story.readable.summary["digest"]
    assert story.edited.summary == story.readable.summary


def test_an_edit_that_is_undone_gives_the_first_results_again_without_compiling(story):
    assert story.undone.summary == story.first.summary
    assert story.folders == [2]
    assert story.after == story.before
    assert any(name.endswith(".nbc") for name in story.before)
    assert "compiling the engine" in story.first.errors
    assert "compiling the engine" in story.edited.errors
    assert "compiling the engine" not in story.undone.errors
    assert "compiling the engine" not in story.readable.errors


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


def test_the_command_line_says_which_runs_failed_and_leaves_with_status_1(story):
    for told in (story.edited, story.readable):
        assert told.status == 1
        lines = [line for line in told.errors.splitlines() if line.startswith("failed: ")]
        assert len(lines) == min(10, told.summary["failed"]) + (told.summary["failed"] > 10)
        assert all("leadership.next_disposition: " in line for line in lines[:10])


def test_the_rest_is_written_though_runs_failed(story):
    expected = {path.relative_to(story.first.output) for path in story.first.output.rglob("*.csv")}
    assert expected
    for told in (story.edited, story.readable):
        assert {path.relative_to(told.output) for path in told.output.rglob("*.csv")} == expected
        manifest = json.loads((told.output / "manifest.json").read_text(encoding="utf-8"))
        assert json.dumps(told.summary["failures"]) in json.dumps(manifest)
