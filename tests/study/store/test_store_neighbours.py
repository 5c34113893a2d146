"""Nothing that we did not make is removed or overwritten: a tree like a home folder as output, neighbour and parent."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.study.store import draft_folder, load_results, make_manifest, write_ensemble, write_tallies
from synthetic import make_results

QUICK = ("--runs", "2", "--seed", "3", "--workers", "1", "--format", "none", "--quiet")
ONE = ("--run", "1", "--format", "none", "--quiet")

# Everything that takes an output folder; what it computes is refused before it begins.
COMMANDS = {
    "run": ("run", "baseline", *QUICK),
    "resume": ("run", "baseline", *QUICK, "--resume"),
    "overwrite": ("run", "baseline", *QUICK, "--overwrite"),
    "compare": ("compare", "baseline", "new_arms_race", *QUICK),
    "attribute": ("attribute", "new_arms_race", *QUICK),
    "turning-points": ("turning-points", "baseline", *QUICK),
    "sensitivity": ("sensitivity", "baseline", "--format", "none", "--quiet"),
    "hindcast": ("hindcast", "--format", "none", "--quiet"),
    "trace": ("trace", "baseline", *ONE),
    "branch": ("branch", "baseline", "--at", "2014-03", *ONE),
}


def write_results(folder: Path, shift: float = 10.0) -> None:
    results = make_results("baseline", "new_arms_race", shift=shift)
    with draft_folder(folder, command="run") as draft:
        write_ensemble(results, draft.path)
        write_tallies(results, draft.path)
        draft.complete(make_manifest(results, {}, []))


def make_home(home: Path) -> None:
    """Documents, hidden files, links, old folders, and names like ours."""
    files = {
        "thesis.txt": "years of work",
        ".profile": "export A=1",
        ".lock": "of another program",
        "summary.csv": "mine",
        "report.html": "<!DOCTYPE html><title>Mine</title>",
        "manifest.json": '{"program": "another", "status": "complete"}',
        "documents/letter.txt": "dear",
        "documents/old/tax.txt": "1999",
        ".out.draft/photo.jpg": "\x00",
        ".out.draft.aside/photo.jpg": "\x01",
        "shards/0000000000-0000001000.shard": "pottery",
        "shards/notes.txt": "keep",
        "ensemble.zarr/.zgroup": "{}",
        ".cache/nrc_sim/notes.txt": "keep",
        ".nrc_sim-0a1b2c.part": "mine",
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    (home / "empty").mkdir()
    (home / "link").symlink_to("documents")
    (home / "outputs").symlink_to(home)
    (home / "dangling").symlink_to("nowhere")
    (home / "loop").symlink_to("loop")
    for folder in (home / "documents" / "old", home / "documents"):
        os.utime(folder, (1e9, 1e9))


def snapshot(folder: Path) -> dict[str, object]:
    """Every path below a folder with what it holds, or where it leads."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        held = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else "folder"
        found[path.relative_to(folder).as_posix()] = held
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """Two folders of results, not to be changed."""
    for name, shift in (("first", 10.0), ("second", 1.0)):
        write_results(tmp_path_factory.getbasetemp() / "written" / name, shift)
    return tmp_path_factory.getbasetemp() / "written"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    make_home(tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


PLACES = (
    ".",
    "documents/old",
    "loop",
    "n" * 300,
    "link",
    "outputs",
    "thesis.txt",
    "summary.csv",
    "documents",
    "a/" * 3000,
)
ALL_PLACES = ("run", "overwrite", "trace")
"""Commands for which all places are tried; all others share the check with them."""


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_tree_like_a_home_folder_stays_as_it_is_whatever_is_asked_to_write_to_it(home, capsys, name):
    before = snapshot(home)
    for place in PLACES if name in ALL_PLACES else PLACES[:4]:
        assert main([*COMMANDS[name], "--output", place]) == 2, place
        shown = capsys.readouterr().err
        assert shown.startswith("nrc-sim: ")
        assert shown.count("\n") == 1
        assert snapshot(home) == before


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("path", ["", "-"])
def test_a_path_that_names_nothing_is_refused_with_what_to_do(home, capsys, name, path):
    before = snapshot(home)
    assert main([*COMMANDS[name], "--output", path]) == 2
    assert "Invalid value for '--output'" in (shown := capsys.readouterr().err)
    assert "give a path" in shown
    assert snapshot(home) == before


@pytest.mark.parametrize("arguments", [("report",), ("plot",), ("score", "--happened", "thesis.txt")])
@pytest.mark.parametrize("place", ["", "-", ".", "documents", "loop", "thesis.txt", "n" * 300])
def test_commands_that_read_results_touch_nothing_that_is_none(home, capsys, arguments, place):
    before = snapshot(home)
    assert main([arguments[0], place, *arguments[1:]]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert snapshot(home) == before


def test_a_neighbour_that_is_not_ours_is_refused_before_anything_is_computed_and_not_touched(home):
    shutil.move(home / ".out.draft", home / "kept")
    shutil.move(home / ".out.draft.aside", home / "kept_too")
    write_results(home / "out")
    for name in (".out.draft", ".out.draft.aside"):
        shutil.copytree(home / "kept", home / name)
        before = snapshot(home)
        with pytest.raises(InputError, match=rf"\{name}, where the new results would be prepared, is not ours; move"):
            write_results(home / "out", shift=1.0)
        assert snapshot(home) == before
        shutil.rmtree(home / name)


def test_results_are_written_and_replaced_beside_a_home_folder_and_nothing_else_changes(home):
    before = snapshot(home)
    for shift in (10.0, 1.0):
        write_results(home / "results", shift)
    assert load_results("results")["baseline"].block.index.size
    shutil.rmtree("results")
    assert snapshot(home) == before


OTHERS = [name for name in COMMANDS if name not in {"run", "resume", "overwrite"}]


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_a_command_does_not_replace_what_another_has_written(written, tmp_path, capsys, name):
    shutil.copytree(written / "first", tmp_path / "out")
    before = snapshot(tmp_path)
    for more in ((), ("--overwrite",)):
        assert main([*COMMANDS[name], *more, "--output", str(tmp_path / "out")]) == 2
        shown = capsys.readouterr().err
        assert (
            f"the folder holds what `run` has written, and `{name}` does not replace it; choose another fold" in shown
        )
        assert snapshot(tmp_path) == before


def test_an_input_is_not_written_to_through_whatever_links(written, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(shutil.copytree(written, tmp_path / "work"))
    Path("link").symlink_to("first")
    before = snapshot(tmp_path)
    for output, how, more in (
        ("first", "is", ("--overwrite",)),
        ("link", "is", ()),
        ("first/inside", "lies inside", ()),
        (".", "contains", ("--overwrite",)),
    ):
        assert main(["compare", "first", "second", *QUICK, *more, "--output", output]) == 2
        assert f"the folder {how} an input: first; choose another with --output" in capsys.readouterr().err
        assert snapshot(tmp_path) == before


def test_a_file_that_is_read_is_not_removed_with_the_results_it_lies_in(written, tmp_path, capsys):
    shutil.copytree(written / "first", tmp_path / "out")
    questions = tmp_path / "out" / "questions.csv"
    questions.write_text("id,value\na,1\n")
    before = snapshot(tmp_path)
    asked = tmp_path / "asked.yaml"
    asked.write_text("questions:\n- {id: a, question: Well?, condition: index < 0, before: 2015-01}\n")
    arguments = ["run", "baseline", *QUICK, "--questions", str(asked), "--happened", str(questions)]
    assert main([*arguments, "--output", str(tmp_path / "out")]) == 2
    assert f"the folder contains an input: {questions}" in capsys.readouterr().err
    asked.unlink()
    assert snapshot(tmp_path) == before


def of_earlier_version(manifest: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in manifest.items() if name != "written_by"}


@pytest.mark.parametrize(
    ("manifest", "writer"),
    [
        ({"scenarios": {}, "command": ["nrc-sim", "trace", "baseline"]}, "trace"),
        ({"scenarios": {}, "command": ["nrc-sim", "branch", "baseline"]}, "branch"),
        ({"scenarios": {}, "command": ["python"]}, "run"),
        ({"scenarios": {}, "command": [], "sensitivity": "baseline"}, "sensitivity"),
        ({"scenarios": {}, "command": [], "attribution": "baseline"}, "attribute"),
        ({"scenarios": {}, "command": [], "hindcast": "baseline"}, "hindcast"),
        ({"scenarios": {"baseline": {}}, "settings": {"baseline": "baseline"}}, "compare"),
        ({"scenarios": {"baseline": {}}, "settings": {"turning_points": "baseline"}}, "turning-points"),
        ({"scenarios": {"baseline": {}}, "settings": {"runs": 2}}, "run"),
        ({"scenarios": 7, "settings": 7, "command": 7}, "run"),
    ],
)
def test_folders_of_earlier_versions_tell_which_command_wrote_them(tmp_path, manifest, writer):
    with draft_folder(tmp_path / "out", command="any") as draft:
        draft.complete({"written_by": writer, **manifest})
    path = tmp_path / "out" / "manifest.json"
    path.write_text(path.read_text().replace(f' "written_by": "{writer}",\n', ""))
    with pytest.raises(InputError, match=f"holds what `{writer}` has written, and `other` does not replace it"):
        write_nothing(tmp_path / "out", "other")
    write_nothing(tmp_path / "out", writer)


def write_nothing(folder: Path, command: str) -> None:
    with draft_folder(folder, command=command) as draft:
        draft.complete({"scenarios": {}, "command": []})


LEFT = (
    ".DS_Store",
    "._summary.csv",
    "Thumbs.db",
    "desktop.ini",
    ".ipynb_checkpoints/summary-checkpoint.csv",
    ".~lock.summary.csv#",
    ".nfs000000000123",
    ".fuse_hidden0001",
    ".directory",
    ".gitignore",
    ".Trash-1000/files/a.txt",
    "summary.csv~",
    ".summary.csv.swp",
    "ensemble.zarr/.DS_Store",
    "summary.zarr/.DS_Store",
)


def leave(folder: Path, names: Sequence[str] = LEFT) -> dict[str, bytes]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"what {name} holds")
    return {name: (folder / name).read_bytes() for name in names}


def kept(folder: Path, left: dict[str, bytes]) -> bool:
    return all((folder / name).read_bytes() == content for name, content in left.items())


def test_files_that_systems_leave_survive_when_complete_results_are_replaced(written, tmp_path):
    shutil.copytree(written / "first", tmp_path / "out")
    left = leave(tmp_path / "out")
    (tmp_path / "out" / ".#summary.csv").symlink_to("me@here.1")
    write_results(tmp_path / "out", shift=1.0)
    assert kept(tmp_path / "out", left)
    assert load_results(tmp_path / "out").summary() == make_results("baseline", "new_arms_race", shift=1.0).summary()
    assert (tmp_path / "out" / ".#summary.csv").is_symlink()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("resume", [False, True])
def test_files_that_systems_leave_are_let_be_when_an_interrupted_run_goes_on(tmp_path, resume):
    folder = tmp_path / "out"

    def interrupt() -> None:
        with draft_folder(folder, command="run") as draft:
            draft.shards.mkdir()
            (draft.shards / "0000000000-0000001000.shard").write_bytes(b"runs")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    left = leave(folder, [*LEFT, "shards/.DS_Store"])
    results = make_results("baseline")
    with draft_folder(folder, command="run", resume=resume, overwrite=not resume) as draft:
        draft.clear()
        write_ensemble(results, draft.path)
        write_tallies(results, draft.path)
        draft.complete(make_manifest(results, {}, []))
    assert kept(folder, left)
    assert [path.name for path in (folder / "shards").iterdir()] == [".DS_Store"]
    assert load_results(folder).summary() == results.summary()


def test_an_otherwise_empty_folder_with_files_that_systems_leave_is_used_and_they_stay(tmp_path):
    left = leave(tmp_path, LEFT[:-2])
    with pytest.raises(InputError, match="late"), draft_folder(tmp_path, command="run"):
        raise InputError("late")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({name.split("/")[0] for name in left})
    write_results(tmp_path)
    assert kept(tmp_path, left)


def test_a_note_that_is_put_into_a_folder_while_it_is_replaced_is_not_lost(written, tmp_path):
    shutil.copytree(written / "first", tmp_path / "out")
    with draft_folder(tmp_path / "out", command="run") as draft:
        (tmp_path / "out" / "notes.txt").write_text("keep")
        (tmp_path / "out" / "ensemble.zarr" / "notes.txt").write_text("keep")
        draft.complete(make_manifest(make_results(), {}, []))
    assert (tmp_path / "out" / "notes.txt").read_text() == "keep"
    assert (tmp_path / "out" / "ensemble.zarr" / "notes.txt").read_text() == "keep"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_foreign_file_inside_a_folder_of_ours_is_found(written, tmp_path):
    shutil.copytree(written / "first", tmp_path / "out")
    (tmp_path / "out" / "ensemble.zarr" / "index" / "notes.txt").write_text("keep")
    with pytest.raises(InputError, match=r"not results of ours: ensemble\.zarr/index/notes\.txt"):
        write_results(tmp_path / "out")


def test_a_folder_called_like_a_file_of_ours_is_foreign(written, tmp_path):
    shutil.copytree(written / "first", tmp_path / "out")
    (tmp_path / "out" / "report.html").mkdir()
    with pytest.raises(InputError, match=r"not results of ours: report\.html"):
        write_results(tmp_path / "out")


LONG = "n" * 300
AT = ("--run", "1", "--at", "2014-03")


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", LONG),
        ("run", "baseline", "--questions", LONG),
        ("compare", LONG, "baseline"),
        ("compare", "loop", "baseline"),
        ("show", LONG),
        ("validate", LONG),
        ("trace", LONG, "--run", "1"),
        ("branch", LONG, *AT),
        ("new", LONG),
        ("hindcast", "--observed", "loop"),
        ("hindcast", "--world", LONG),
        ("calibrate", "--world", LONG),
        ("calibrate", "--output", "loop"),
        ("calibrate", "--output", LONG),
        ("calibrate", "--output", "-"),
        ("verify", "--page", "loop"),
        ("verify", "--page", ""),
        ("run", "baseline", "--dry-run", "--output", "loop/in"),
    ],
)
def test_names_that_no_system_can_have_and_loops_of_links_are_refused_in_one_line(home, capsys, arguments):
    before = snapshot(home)
    assert main([*arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert snapshot(home) == before


@pytest.mark.slow
def test_figures_that_are_links_are_replaced_and_what_they_lead_to_is_not(written, tmp_path):
    target = shutil.copytree(written / "first", tmp_path / "out")
    (tmp_path / "photo.png").write_bytes(b"mine")
    (target / "trajectories.png").symlink_to(tmp_path / "photo.png")
    assert main(["plot", str(target), "--format", "png", "--quiet"]) == 0
    assert (tmp_path / "photo.png").read_bytes() == b"mine"
    assert not (target / "trajectories.png").is_symlink()
