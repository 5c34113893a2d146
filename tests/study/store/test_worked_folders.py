"""Worked examples of a folder that is written, replaced, interrupted and refused; it holds one small table."""

import errno
from pathlib import Path

import pytest

from nrc_sim.errors import InputError, RunError
from nrc_sim.study.store.exchange import exchange_folders
from nrc_sim.study.store.folders import Draft, draft_folder, way_on_after_interruption
from nrc_sim.study.store.status import read_document
from nrc_sim.text.writing import sync_path


def write(folder: Path, content: str, **options: bool) -> Draft:
    with draft_folder(folder, command="run", **options) as draft:
        (draft.path / "summary.csv").write_text(content)
        draft.complete({"scenarios": {}, "command": []})
    return draft


def stop(folder: Path, error: BaseException, *, keeps: bool, **options: bool) -> None:
    """Begin to write, keep a shard or none, and end with an error."""
    with draft_folder(folder, command="run", **options) as draft:
        (draft.path / "summary.csv").write_text("half")
        if keeps:
            draft.shards.mkdir(exist_ok=True)
            (draft.shards / "0000000000-0000001000.shard").write_text("runs")
        raise error


def interrupt(folder: Path, *, keeps: bool, **options: bool) -> None:
    with pytest.raises(KeyboardInterrupt):
        stop(folder, KeyboardInterrupt(), keeps=keeps, **options)


def contents(folder: Path) -> dict[str, str]:
    """All files but the manifest, and whether that says that they are complete."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    manifest = found.pop("manifest.json", None)
    said = {} if manifest is None else {"status": read_document(manifest)["status"]}
    return said | {name: path.read_text() for name, path in found.items()}


def test_a_new_folder_says_what_wrote_it_and_the_checksums_of_its_files(tmp_path):
    draft = write(tmp_path / "out", "1")
    assert draft.completed
    assert contents(tmp_path / "out") == {"status": "complete", "summary.csv": "1"}
    manifest = read_document(tmp_path / "out" / "manifest.json")
    assert (manifest["program"], manifest["written_by"], manifest["status"]) == ("nrc_sim", "run", "complete")
    # the sha256 of the digit 1
    sums = {"summary.csv": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}
    assert manifest["files"] == sums


def test_a_complete_folder_is_replaced_once_the_new_one_is_complete_and_keeps_what_is_not_ours(tmp_path):
    write(tmp_path / "out", "1")
    (tmp_path / "out" / ".DS_Store").write_text("windows")
    with draft_folder(tmp_path / "out", command="run") as draft:
        (draft.path / "summary.csv").write_text("2")
        assert contents(tmp_path / "out")["summary.csv"] == "1"
        assert contents(draft.path)["status"] == "running"
        for folder in (tmp_path / "out", draft.path):
            with pytest.raises(InputError, match="another run writes to the folder"):
                write(folder, "3", overwrite=True)
        draft.complete({"scenarios": {}, "command": []})
    assert contents(tmp_path / "out") == {"status": "complete", "summary.csv": "2", ".DS_Store": "windows"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_all_files_and_the_folder_above_are_put_on_the_disk(tmp_path, monkeypatch):
    synced = []

    def sync_noting(path: Path) -> None:
        synced.append(path)
        sync_path(path)

    write(tmp_path / "out", "1")
    monkeypatch.setattr("nrc_sim.study.store.folders.sync_path", sync_noting)
    write(tmp_path / "out", "2")
    assert [path.name for path in synced if path.name == "summary.csv"] == ["summary.csv"]
    assert synced[-1] == tmp_path


@pytest.mark.parametrize("exists", [False, True])
def test_of_what_cannot_be_continued_nothing_is_left(tmp_path, exists):
    if exists:
        (tmp_path / "out").mkdir()
    interrupt(tmp_path / "out", keeps=False)
    assert way_on_after_interruption() == ""
    assert [path.name for path in tmp_path.iterdir()] == ["out"] * exists
    assert contents(tmp_path) == {}


def test_what_was_kept_stays_and_is_continued_replaced_or_refused(tmp_path):
    folder = tmp_path / "out"
    interrupt(folder, keeps=True)
    told = f"; what is done is kept in {folder}: type the same command with --resume"
    assert way_on_after_interruption() == told
    kept = {"status": "running", "summary.csv": "half", "shards/0000000000-0000001000.shard": "runs"}
    assert contents(folder) == kept
    with pytest.raises(InputError, match="interrupted run; continue it with --resume, replace it with --overwrite"):
        write(folder, "1")
    with pytest.raises(InputError, match="late"):
        stop(folder, InputError("late"), keeps=False, resume=True)
    assert contents(folder) == kept
    with pytest.raises(RunError, match="lost; what is done is kept: run again with --resume"):
        stop(folder, RunError("lost"), keeps=False, resume=True)
    write(folder, "1", resume=True)
    assert contents(folder) == {"status": "complete", "summary.csv": "1"}
    interrupt(tmp_path / "other", keeps=True, resume=True)
    assert contents(tmp_path / "other") == kept
    (tmp_path / "other" / "trajectories.csv").write_text("half")
    write(tmp_path / "other", "2", overwrite=True)
    assert contents(tmp_path / "other") == {"status": "complete", "summary.csv": "2"}


def test_a_folder_that_kept_nothing_can_only_be_replaced(tmp_path):
    interrupt(tmp_path / "out", keeps=True)
    (tmp_path / "out" / "shards" / "0000000000-0000001000.shard").unlink()
    (tmp_path / "out" / "shards").rmdir()
    with pytest.raises(InputError, match="interrupted run; replace it with --overwrite"):
        write(tmp_path / "out", "1")


@pytest.mark.parametrize("place", [".out.draft", ".out.draft.aside"])
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_stands_where_the_new_results_would_be_prepared_and_is_not_ours_is_not_touched(tmp_path, place, kind):
    write(tmp_path / "out", "1")
    write(tmp_path / "other", "2")
    if kind == "file":
        (tmp_path / place).write_text("notes")
    elif kind == "link":
        (tmp_path / place).symlink_to(tmp_path / "other")
    else:
        (tmp_path / place).mkdir()
        (tmp_path / place / "notes.txt").write_text("notes")
    before = contents(tmp_path)
    with pytest.raises(InputError, match=f"{place}, where the new results would be prepared, is not ours"):
        write(tmp_path / "out", "3")
    assert contents(tmp_path) == before
    assert (tmp_path / place).is_symlink() == (kind == "link")


@pytest.mark.parametrize("place", [".out.draft", ".out.draft.aside"])
def test_what_a_killed_process_left_where_the_new_results_are_prepared_is_taken_away(tmp_path, place):
    write(tmp_path / "out", "1")
    write(tmp_path / place, "half")
    write(tmp_path / "out", "2")
    assert contents(tmp_path / "out") == {"status": "complete", "summary.csv": "2"}
    assert not (tmp_path / ".out.draft").exists()


@pytest.mark.parametrize("keeps", [False, True])
def test_complete_results_stay_when_what_would_replace_them_is_interrupted(tmp_path, keeps):
    write(tmp_path / "out", "1")
    interrupt(tmp_path / "out", keeps=keeps)
    shards = {"shards/0000000000-0000001000.shard": "runs"} if keeps else {}
    assert contents(tmp_path / "out") == {"status": "complete", "summary.csv": "1"} | shards
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    write(tmp_path / "out", "2", resume=True)
    assert contents(tmp_path / "out") == {"status": "complete", "summary.csv": "2"}


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (errno.ENAMETOOLONG, InputError, "the folder cannot be written: too much"),
        (errno.ENOSPC, RunError, r"results could not be written: .*too much$"),
    ],
)
def test_an_error_of_the_system_is_a_fault_of_the_path_or_of_the_disk(tmp_path, number, kind, message):
    with pytest.raises(kind, match=message):
        stop(tmp_path / "out", OSError(number, "too much"), keeps=False)
    assert list(tmp_path.iterdir()) == []


def test_a_draft_removes_what_earlier_runs_left_but_for_their_shards(tmp_path):
    interrupt(tmp_path / "out", keeps=True)
    with draft_folder(tmp_path / "out", command="run", resume=True) as draft:
        assert "summary.csv" in contents(draft.path)
        draft.clear()
        assert contents(draft.path).keys() == {"status", ".lock", "shards/0000000000-0000001000.shard"}


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_draft_is_taken_away_where_there_are_no_complete_results_either(tmp_path, interrupted):
    if interrupted:
        interrupt(tmp_path / "out", keeps=True)
    write(tmp_path / ".out.draft", "half")
    (tmp_path / ".out.draft" / ".DS_Store").write_text("windows")
    write(tmp_path / "out", "2", overwrite=True)
    assert contents(tmp_path / "out") == {"status": "complete", "summary.csv": "2", ".DS_Store": "windows"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(("windows", "locked"), [(False, True), (True, False)])
def test_folders_are_exchanged_under_their_locks_except_where_an_open_file_forbids_it(
    tmp_path, monkeypatch, windows, locked
):
    found = []

    def exchange_noting(first: Path, second: Path) -> None:
        found.extend((folder / ".lock").exists() for folder in (first, second))
        exchange_folders(first, second)

    write(tmp_path / "out", "1")
    monkeypatch.setattr("nrc_sim.study.store.folders.WINDOWS", windows)
    monkeypatch.setattr("nrc_sim.study.store.folders.exchange_folders", exchange_noting)
    write(tmp_path / "out", "2")
    assert found == [locked, locked]
    assert contents(tmp_path / "out") == {"status": "complete", "summary.csv": "2"}
