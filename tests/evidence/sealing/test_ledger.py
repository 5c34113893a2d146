"""A ledger only grows, and a sealed folder is the one that was sealed."""

import json
import shutil

import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.sealing.ledger import read_ledger
from nrc_sim.evidence.sealing.sealing import find_seal, seal_folder
from nrc_sim.study.store import draft_folder


def write(folder, text="pair,year\n", command="backtest"):
    with draft_folder(folder, command=command) as draft:
        (draft.path / "forecasts.csv").write_text(text, encoding="utf-8")
        draft.complete({"command": ["nrc-sim", command], "scenarios": {}})


@pytest.fixture
def home(tmp_path):
    for name in ("first", "second"):
        write(tmp_path / name, f"{name}\n")
    return tmp_path


def test_each_line_carries_the_hash_of_the_line_before(home):
    first, second = seal_folder(home / "first"), seal_folder(home / "second")
    assert [one.entry.number for one in (first, second)] == [1, 2]
    assert second.entry.before == first.digest
    assert read_ledger(home / "ledger.csv") == [first.entry, second.entry]
    assert (first.entry.folder, first.entry.written_by, first.entry.files) == ("first", "backtest", 1)
    assert first.entry.command == "nrc-sim backtest"
    assert "numpy=" in first.entry.versions
    assert find_seal(home / "first") == first
    assert find_seal(home / "second") == second


def test_a_folder_is_found_wherever_it_is_moved_with_its_ledger(home, tmp_path):
    sealed = seal_folder(home / "first")
    moved = tmp_path / "elsewhere"
    shutil.copytree(home / "first", moved / "renamed")
    for name in ("ledger.csv", "ledger.csv.last"):
        shutil.copy(home / name, moved / name)
    assert find_seal(moved / "renamed").entry == sealed.entry


def test_a_folder_that_was_never_sealed_has_no_seal(home):
    assert find_seal(home / "first") is None
    seal_folder(home / "first")
    assert find_seal(home / "second") is None


def test_what_is_sealed_is_not_sealed_twice(home):
    seal_folder(home / "first")
    with pytest.raises(InputError, match=r"is sealed since .*; allowed: seal it once"):
        seal_folder(home / "first")
    assert len(read_ledger(home / "ledger.csv")) == 1


def test_a_folder_with_a_changed_file_is_neither_sealed_nor_found(home):
    seal_folder(home / "first")
    for name, function in (("first", find_seal), ("second", seal_folder)):
        (home / name / "forecasts.csv").write_text("better\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"not what was written: forecasts.csv is damaged"):
            function(home / name)


def test_a_folder_that_was_written_again_is_not_the_one_that_was_sealed(home):
    seal_folder(home / "first")
    write(home / "first", "better\n")
    with pytest.raises(InputError, match=r"not the one that was sealed on .*: it was written again"):
        find_seal(home / "first")
    again = seal_folder(home / "first")
    assert again.entry.number == 2
    assert find_seal(home / "first") == again


def lines_of(home):
    return (home / "ledger.csv").read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines[:-1], "1 line where 2 were noted"),
        (lambda lines: [lines[0], lines[2]], ":2: it does not carry the hash of the line before"),
        (lambda lines: [lines[0], lines[1].replace("first", "third"), lines[2]], ":3: it does not carry the hash"),
        (lambda lines: [*lines[:2], lines[2].replace("second", "third")], "the last line was changed"),
        (lambda lines: [*lines, lines[-1]], ":4: it does not carry the hash"),
        (lambda _: ["a,b\n"], ":1: the columns are a, b"),
    ],
)
def test_a_ledger_that_was_changed_or_shortened_is_refused(home, change, message):
    seal_folder(home / "first")
    seal_folder(home / "second")
    (home / "ledger.csv").write_text("".join(change(lines_of(home))), encoding="utf-8")
    write(home / "third")
    before = (home / "ledger.csv").read_bytes()
    for function in (seal_folder, find_seal):
        with pytest.raises(InputError) as caught:
            function(home / "third")
        refused = "this is not a ledger of ours" if function is seal_folder and "columns" in message else message
        assert refused in str(caught.value)
    assert (home / "ledger.csv").read_bytes() == before


def test_a_ledger_that_is_gone_or_has_no_note_beside_it_is_refused(home):
    seal_folder(home / "first")
    note = home / "ledger.csv.last"
    noted = json.loads(note.read_text(encoding="utf-8"))
    assert noted["lines"] == 1
    note.unlink()
    with pytest.raises(InputError, match="what was noted of the last line cannot be read"):
        seal_folder(home / "second")
    note.write_text(json.dumps(noted), encoding="utf-8")
    (home / "ledger.csv").unlink()
    with pytest.raises(InputError, match="the ledger is gone"):
        seal_folder(home / "second")


def test_foreign_files_and_folders_are_not_touched(home):
    (home / "ledger.csv").write_text("my,accounts\n", encoding="utf-8")
    with pytest.raises(InputError, match="this is not a ledger of ours"):
        seal_folder(home / "first")
    assert (home / "ledger.csv").read_text(encoding="utf-8") == "my,accounts\n"
    with pytest.raises(InputError, match="lies in the folder that is sealed"):
        seal_folder(home / "first", home / "first" / "mine.csv")
    with pytest.raises(InputError, match="there is no such folder"):
        seal_folder(home / "first", home / "none" / "mine.csv")


def test_only_whole_forecasts_are_sealed(home):
    write(home / "trace", command="trace")
    with pytest.raises(InputError, match="written by `trace` and holds no forecasts"):
        seal_folder(home / "trace")
    with pytest.raises(InputError, match="not a folder of results"):
        seal_folder(home)
    assert not (home / "ledger.csv").exists()


def test_a_ledger_can_be_named(home):
    sealed = seal_folder(home / "first", home / "mine.csv")
    assert find_seal(home / "first", home / "mine.csv") == sealed
    assert find_seal(home / "first") is None
    with pytest.raises(InputError, match="nothing is sealed in it"):
        find_seal(home / "first", home / "none.csv")
