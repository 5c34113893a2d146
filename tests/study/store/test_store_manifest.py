"""A manifest that was damaged is refused with what is wrong, by every command that reads it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.study.store import draft_folder, is_results_folder, make_manifest, open_checkpoints, read_manifest
from synthetic import make_results

STUDY = {"seed": 1}


@pytest.fixture
def folder(tmp_path) -> Path:
    with draft_folder(tmp_path / "out", command="run") as draft:
        manifest = make_manifest(make_results(), {"actor_paths": False}, ["nrc-sim", "run"])
        (draft.path / "summary.csv").write_text("index\n", encoding="utf-8")
        draft.complete(manifest | {"study": STUDY})
    return tmp_path / "out"


def change(folder: Path, path: str, value: object) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    *groups, name = path.split(".")
    inner = manifest
    for group in groups:
        inner = inner[group]
    if value is None:
        del inner[name]
    else:
        inner[name] = value
    (folder / "manifest.json").write_text(json.dumps(manifest))


FIELDS = ("status", "format", "command", "scenarios", "versions", "finished", "settings", "summary_only", "worlds")
ENTRIES = (
    "title",
    "hash",
    "start",
    "months",
    "seed",
    "runs",
    "resolved",
    "labels",
    "labels.members",
    "group",
    "leaves",
)


@pytest.mark.parametrize("field", [*FIELDS, *(f"scenarios.baseline.{name}" for name in ENTRIES)])
def test_a_field_that_is_missing_is_named(folder, field):
    change(folder, field, None)
    with pytest.raises(InputError, match=rf"out: manifest.json is damaged: '{field}' is missing.*; put it back from a"):
        read_manifest(folder)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "done"),
        ("format", "2"),
        ("command", "nrc-sim run"),
        ("scenarios", ["baseline"]),
        ("settings", 3),
        ("settings.actor_paths", "no"),
        ("settings.questions", [{"id": "a"}]),
        ("summary_only", "false"),
        ("worlds", []),
        ("files", ["a"]),
        ("study", "same"),
        ("scenarios.baseline", []),
        ("scenarios.baseline.months", 0),
        ("scenarios.baseline.seed", -1),
        ("scenarios.baseline.runs", 6.5),
        ("scenarios.baseline.leaves", [1]),
        ("scenarios.baseline.failures", [{"run": 1}]),
        ("scenarios.baseline.labels.more", "unknown"),
        ("written_by", 7),
    ],
)
def test_a_field_of_another_type_is_named(folder, field, value):
    change(folder, field, value)
    with pytest.raises(InputError, match=rf"manifest.json is damaged: '{field}"):
        read_manifest(folder)


def test_the_least_numbers_that_are_allowed_are_read(folder):
    change(folder, "checksum", None)
    for field, least in (("months", 1), ("seed", 0), ("runs", 0), ("failed", 0)):
        change(folder, f"scenarios.baseline.{field}", least)
    assert read_manifest(folder)["scenarios"]["baseline"]["runs"] == 0


def test_three_faults_are_named_and_others_counted(folder):
    for field in ("title", "hash", "start", "group", "leaves"):
        change(folder, f"scenarios.baseline.{field}", None)
    listed = "; ".join(f"'scenarios.baseline.{field}' is missing" for field in ("title", "hash", "start"))
    with pytest.raises(InputError, match=f"damaged: {listed}; and 2 more; put it back"):
        read_manifest(folder)


def test_a_manifest_that_was_changed_by_hand_is_refused(folder):
    change(folder, "scenarios.baseline.runs", 7)
    with pytest.raises(InputError, match=r"manifest\.json is damaged: it is not what was written"):
        read_manifest(folder)


def test_scenarios_of_an_unknown_world_and_a_study_without_checksums_are_refused(folder):
    change(folder, "files", None)
    with pytest.raises(InputError, match="damaged: 'files' is missing, without which the study cannot be continued"):
        read_manifest(folder)
    change(folder, "worlds", {})
    with pytest.raises(InputError, match="damaged: the world of 'baseline' is not among the worlds"):
        read_manifest(folder)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no JSON: Expecting value: line 1 column 1"),
        (b'{"program": "nrc_sim", ', "no JSON: .*line 1"),
        (b'{"program": "\xff"}', "no UTF-8 text from byte 13 on"),
        (b"[" * 100_000, "no JSON: "),
        (b'{"program": "nrc_sim"}', "'format' is missing; 'status' is missing"),
    ],
)
@pytest.mark.parametrize("arguments", [("plot",), ("compare", "baseline"), ("report",), ("run", "--output")])
def test_a_manifest_that_is_no_manifest_is_refused_by_every_command(folder, content, message, arguments, capsys):
    (folder / "manifest.json").write_bytes(content)
    assert main([*arguments, str(folder)]) == 2
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    with pytest.raises(InputError, match=message):
        is_results_folder(folder)
    assert (folder / "manifest.json").read_bytes() == content


def test_a_damaged_manifest_cannot_be_continued(folder):
    change(folder, "scenarios.baseline.runs", None)
    with (
        pytest.raises(InputError, match=r"'scenarios\.baseline\.runs' is missing"),
        draft_folder(folder, command="run", resume=True) as draft,
    ):
        open_checkpoints(draft, STUDY, 10, print)
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_a_module_that_was_started_is_named_as_the_program(tmp_path):
    """What is told to repeat results can be typed as it stands."""
    how = ["--engine", "mesa", "--parameters", "central", "--format", "svg"]
    arguments = ["run", "baseline", "--runs", "2", "--months", "2", *how]
    typed = [*arguments, "--output", "again"]
    subprocess.run([sys.executable, "-m", "nrc_sim", *typed], cwd=tmp_path, check=True, capture_output=True)
    assert read_manifest(tmp_path / "again")["command"] == ["nrc-sim", *typed]
    assert f"nrc-sim {' '.join(typed)}" in (tmp_path / "again" / "report.html").read_text(encoding="utf-8")
