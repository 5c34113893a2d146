"""Worked examples of what the store decides: what is ours, what has changed, what is damaged, and what goes on."""

import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from nrc_sim.engine.blocks import Failure
from nrc_sim.errors import InputError
from nrc_sim.study.store.checking import check_content, draft_of, refuse_inputs, resolve_folder
from nrc_sim.study.store.checkpoints import Checkpoints, differences
from nrc_sim.study.store.checksums import check_files, find_damaged, sum_files, way_to_mend
from nrc_sim.study.store.clearing import carry_over, clear_arrays, clear_folder, remove_folder, strangers_unmentioned
from nrc_sim.study.store.contents import is_part, keeps_shards, list_strangers
from nrc_sim.study.store.exchange import _exchanged_at_once, aside_of, settle_exchange
from nrc_sim.study.store.locking import is_left_lock
from nrc_sim.study.store.manifest_schema import sum_document
from nrc_sim.study.store.parts import pack_array, read_parts, unpack_array, write_parts
from nrc_sim.study.store.pieces import Pieces
from nrc_sim.study.store.places import FolderPlace
from nrc_sim.study.store.reading import PATHS, block_names, make_block
from nrc_sim.study.store.shards import ScenarioPart, Shard
from nrc_sim.study.store.status import command_of, read_document, write_durably

NOTHING = np.empty((0, 0), dtype=np.uint8)


def fill(folder: Path, contents: dict[str, str]) -> Path:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def paths(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


# Studies


@pytest.mark.parametrize(
    ("recorded", "wanted", "found"),
    [
        ({"seed": 1}, {"seed": 1}, []),
        ({"seed": 1, "more": 2}, {"seed": 1}, []),
        ({"seed": 1}, {"seed": 2, "months": 3}, ["seed: 1 there, 2 now", "months: None there, 3 now"]),
        (
            {"set": {"a": 1, "b": 2, "c": 3}},
            {"set": {"a": 1, "b": 5, "d": 4}},
            ["set 'b' was changed", "set 'c' was left out", "set 'd' is new"],
        ),
        ({"set": {"a": 1, "b": 2}}, {"set": {"b": 2, "a": 1}}, ["set had another order"]),
        ({"set": 7}, {"set": {"a": 1}}, ["set 'a' is new"]),
    ],
)
def test_studies_differ_in_what_was_changed_by_hand(recorded, wanted, found):
    assert list(differences(recorded, wanted)) == found


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def checkpoints(tmp_path, told) -> Checkpoints:
    return Checkpoints(FolderPlace(tmp_path), {"seed": 1}, None, told.append)


def shard_of(first_run: int, runs: int) -> Shard:
    return Shard(first_run, runs, (ScenarioPart({"run_counts": np.array([runs, 0])}, (), NOTHING, (), None),))


def test_a_study_goes_on_after_the_last_run_that_is_kept(tmp_path, checkpoints):
    assert (checkpoints.ranges(), checkpoints.stop) == ([], 0)
    for first_run, runs in ((1000, 500), (0, 1000)):
        checkpoints.keep(shard_of(first_run, runs))
    for name in ("notes-0000000009.shard", "0000000009-notes.shard", "0000002000-0000003000.part"):
        (tmp_path / name).write_bytes(b"")
    assert (checkpoints.ranges(), checkpoints.stop) == ([(0, 1000), (1000, 1500)], 1500)


def test_a_shard_under_the_name_of_other_runs_is_taken_away_and_said(tmp_path, checkpoints, told):
    checkpoints.keep(shard_of(0, 1000))
    assert checkpoints.load(0, 1000).stop == 1000
    (tmp_path / "0000000000-0000001000.shard").rename(tmp_path / "0000000000-0000002000.shard")
    assert told == []
    assert checkpoints.load(0, 2000) is None
    assert told == ["0000000000-0000002000.shard is damaged: its runs are done again"]
    assert paths(tmp_path) == []


def test_a_shard_of_another_study_is_not_taken(tmp_path, checkpoints, told):
    Checkpoints(FolderPlace(tmp_path), {"seed": 2}, None, print).keep(shard_of(0, 1000))
    assert checkpoints.load(0, 1000) is None
    assert len(told) == 1


def test_a_shard_is_called_by_its_first_run_and_the_one_after_its_last(tmp_path, checkpoints):
    assert not checkpoints.holds(1000, 1500)
    checkpoints.keep(shard_of(1000, 500))
    assert checkpoints.holds(1000, 1500)
    assert paths(tmp_path) == ["0000001000-0000001500.shard"]


def test_others_are_told_the_folder_the_study_and_its_mark(tmp_path, checkpoints):
    place = checkpoints.shared_place()
    assert place.shown == str(tmp_path.resolve())
    assert [path.read_text() for path in tmp_path.iterdir()] == [place.mark]
    assert place.key == Checkpoints(FolderPlace(tmp_path), {"seed": 1}, None, print).shared_place().key


def test_the_last_leaf_is_written_for_each_scenario_once_there_is_one(tmp_path, checkpoints):
    checkpoints.write_last_leaf(tmp_path, ["a", "b"])
    assert paths(tmp_path) == []
    checkpoints.last_leaf = (np.array([[1, 2]], dtype=np.uint8), np.array([[3]], dtype=np.uint8))
    checkpoints.write_last_leaf(tmp_path, ["a", "b"])
    with np.load(tmp_path / "last_leaf.npz") as file:
        assert {name: values.tolist() for name, values in file.items()} == {"a": [[1, 2]], "b": [[3]]}


def test_a_piece_comes_back_if_the_same_was_asked_and_is_done_again_if_not(tmp_path, told):
    arrays = {"shares": np.array([[0.25, 0.75]]), "none": np.empty((0, 3))}
    pieces = Pieces(tmp_path, "key", told.append)
    assert (pieces.read("a"), pieces.count) == (None, 0)
    pieces.write("a", arrays)
    pieces.write("b", {})
    # the first half of the sha256 of the letter
    assert paths(tmp_path) == ["3e23e8160039594a33894f6564e1b134.shard", "ca978112ca1bbdcafac231b39a23dc4d.shard"]
    assert pieces.count == 2
    found = pieces.read("a")
    assert {name: (values.tolist(), values.shape) for name, values in found.items()} == {
        "shares": ([[0.25, 0.75]], (1, 2)),
        "none": ([], (0, 3)),
    }
    assert told == []
    assert Pieces(tmp_path, "another", told.append).read("a") is None
    assert told[0].endswith(".shard is damaged: its work is done again")
    assert pieces.count == 1


def test_parts_of_a_file_come_back_one_by_one_and_not_at_all_if_a_byte_is_gone(tmp_path):
    write_parts(tmp_path / "file", [b"one", b"", b"three"])
    content = (tmp_path / "file").read_bytes()
    # a length of 8 bytes before each part, and 32 bytes of sha256
    assert len(content) == 3 * 8 + len("onethree") + 32
    assert content[7:11] == b"\x03one"
    assert [bytes(part) for part in read_parts(tmp_path / "file")] == [b"one", b"", b"three"]
    (tmp_path / "file").write_bytes(content[1:])
    assert read_parts(tmp_path / "file") is None
    assert read_parts(tmp_path / "missing") is None


def test_an_array_of_any_order_in_memory_is_packed_and_unpacked():
    values = np.arange(6, dtype=np.int32).reshape(2, 3).T
    assert unpack_array(memoryview(pack_array(values)), "<i4", [3, 2]).tolist() == [[0, 3], [1, 4], [2, 5]]


# Checksums


def test_files_are_damaged_missing_or_not_of_these_results(tmp_path):
    unsummed = {"manifest.json": "", ".lock": "", "shards/d": "5", ".nrc_sim-1.part": "", "a/.DS_Store": ""}
    fill(tmp_path, {"a/1": "1", "a/2": "2", "a/3": "3", "other": "4", **unsummed})
    recorded = sum_files(tmp_path)
    assert sorted(recorded) == ["a/1", "a/2", "a/3", "other"]
    assert recorded["other"] == "4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a"  # of the digit 4
    assert find_damaged(tmp_path, recorded, ["a", "other"]) == []
    (tmp_path / "a" / "2").unlink()
    fill(tmp_path, {"a/1": "changed", "a/new": "6", "other": "changed"})
    found = ["a/1 is damaged", "a/2 is missing", "a/new is not of these results"]
    assert find_damaged(tmp_path, recorded, ["a"]) == found


@pytest.mark.parametrize(("number", "more"), [(3, ""), (5, " and 2 more files")])
def test_three_damaged_files_are_named_and_others_counted(tmp_path, number, more):
    recorded = {f"a/{place}": "sum" for place in range(number)}
    listed = f"a/0 is missing, a/1 is missing, a/2 is missing{more}"
    with pytest.raises(InputError) as caught:
        check_files(tmp_path, {"files": recorded}, ["a"])
    assert f"the results are not what was written: {listed}; " in str(caught.value)
    with pytest.raises(InputError, match="b has no checksum"):
        check_files(tmp_path, {"files": recorded}, ["b"])


@pytest.mark.parametrize(
    ("manifest", "way"),
    [
        ({}, "write it again with the same command"),
        ({"study": {}}, "run it again with resume, which does again what is damaged alone"),
        ({"study": {}, "command": ["/bin/nrc-sim", "run", "a b", "--overwrite"]}, "nrc-sim run 'a b' --resume"),
        ({"study": {}, "command": ["run_scenarios.py", "a", "--resume"]}, "nrc-sim run a --resume"),
    ],
)
def test_a_folder_is_mended_by_the_command_that_wrote_it(manifest, way):
    assert way_to_mend(manifest).removeprefix("mend it with: ") == way


def test_the_checksum_of_a_document_is_that_of_all_its_other_fields_in_any_order():
    first = sum_document({"a": 1, "b": 2})
    assert first == sum_document({"b": 2, "checksum": "of before", "a": 1})
    assert first != sum_document({"a": 1, "b": 3})


def test_a_document_is_written_as_text_with_a_field_a_line_and_read_again(tmp_path):
    write_durably(tmp_path / "a.json", {"a": "\u00e9", "b": [1]})
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == '{\n "a": "\u00e9",\n "b": [\n  1\n ]\n}\n'
    assert read_document(tmp_path / "a.json") == {"a": "\u00e9", "b": [1]}
    fill(tmp_path, {"list.json": "[]", "half.json": '{"a":'})
    assert [read_document(tmp_path / name) for name in ("list.json", "half.json", "missing.json")] == [None] * 3


# What is ours

OURS = (
    "manifest.json",
    "summary.csv",
    "members.png",
    "report.html",
    "summary.zarr/points/0.0.0",
    "summary.zarr/.zgroup",
)
OURS += ("ensemble.zarr/.zmetadata", "shards/0-1.shard", "shards/study.json", ".nrc_sim-1.part", "shards/a.part")
FOREIGN = ("members.csv", "notes.png", "figures/members.png", "summary.zarr/notes.txt", "shards/a.shard.txt", "x.part")


def test_what_is_not_ours_is_listed_at_whatever_depth(tmp_path):
    fill(tmp_path, dict.fromkeys((*OURS, *FOREIGN, "shards/.DS_Store"), ""))
    (tmp_path / "report.html").unlink()
    (tmp_path / "report.html").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "summary.zarr" / "linked").symlink_to(tmp_path)
    found = {path.relative_to(tmp_path).as_posix() for path in list_strangers(tmp_path)}
    listed = {"members.csv", "notes.png", "figures", "summary.zarr/notes.txt", "summary.zarr/linked", "x.part"}
    assert found == listed | {"shards/a.shard.txt", "shards/.DS_Store"}


def test_what_is_ours_goes_and_what_is_not_stays(tmp_path):
    fill(tmp_path, dict.fromkeys((*OURS, *FOREIGN), ""))
    clear_arrays(tmp_path / "ensemble.zarr")
    clear_arrays(tmp_path / "summary.zarr")
    clear_arrays(tmp_path / "missing.zarr")
    assert not (tmp_path / "ensemble.zarr").exists()
    assert paths(tmp_path / "summary.zarr") == ["notes.txt"]
    clear_folder(tmp_path, kept=("summary.csv",))
    assert paths(tmp_path) == sorted((*FOREIGN, "summary.csv"))
    remove_folder(tmp_path)
    assert paths(tmp_path) == sorted(FOREIGN)


def test_a_folder_of_ours_is_removed_and_one_that_is_not_there_is_none(tmp_path):
    fill(tmp_path / "out", dict.fromkeys(OURS, ""))
    remove_folder(tmp_path / "out")
    remove_folder(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_moves_to_the_new_folder_unless_something_stands_there(tmp_path):
    old, new = (
        fill(tmp_path / "old", dict.fromkeys((*OURS, *FOREIGN), "old")),
        fill(tmp_path / "new", {"notes.png": ""}),
    )
    (new / "members.csv").symlink_to(tmp_path / "nowhere")
    carry_over(old, new)
    assert paths(new) == sorted(FOREIGN)
    assert (new / "notes.png").read_text() == ""
    assert sorted({*paths(old)} - {*OURS}) == ["members.csv", "notes.png"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (".manifest.json.part", True),
        (".nrc_sim-0a1b.part", True),
        (".nrc_sim-0a1b", False),
        ("a.part", False),
    ],
)
def test_a_file_of_ours_that_is_not_whole_is_known_by_its_name(name, found):
    assert is_part(name) is found


def test_a_folder_keeps_shards_if_there_is_one(tmp_path):
    assert not keeps_shards(tmp_path)
    fill(tmp_path, {"shards/study.json": ""})
    assert not keeps_shards(tmp_path)
    fill(tmp_path, {"shards/0-1.shard": ""})
    assert keeps_shards(tmp_path)


def test_a_folder_keeps_shards_if_it_says_where_they_stand(tmp_path):
    fill(tmp_path, {"shards/elsewhere.part": ""})
    assert keeps_shards(tmp_path)


@pytest.mark.parametrize(
    ("content", "left"), [("", True), (' {"process": 4', True), ("\0" * 3, False), ("my notes", False)]
)
def test_a_lock_that_was_left_is_known_by_what_stands_in_it(tmp_path, content, left):
    fill(tmp_path, {".lock": content})
    assert is_left_lock(tmp_path / ".lock") is left


# Folders


def test_five_files_that_are_not_ours_are_named(tmp_path):
    fill(tmp_path, dict.fromkeys("abcdefg", ""))
    with pytest.raises(InputError, match="files that are not results of ours: a, b, c, d, e; choose another folder"):
        check_content(tmp_path, "run")


@pytest.mark.parametrize(
    ("manifest", "kept", "commands"),
    [
        ({"status": "running"}, False, ["run", "compare"]),
        ({"status": "running"}, True, ["run"]),
        ({"status": "running", "written_by": "compare"}, False, ["compare"]),
        ({"status": "complete", "written_by": "compare"}, False, ["compare"]),
        ({"status": "complete"}, False, ["run"]),
    ],
)
def test_what_a_command_has_written_is_taken_by_none_but_itself(tmp_path, manifest, kept, commands):
    """The rest of an interrupted command of an earlier version, which kept nothing, is taken by any."""
    write_durably(tmp_path / "manifest.json", {"program": "nrc_sim", "format": 2, **manifest})
    if kept:
        (tmp_path / "shards").mkdir()
    for command in ("run", "compare"):
        if command in commands:
            assert check_content(tmp_path, command)["status"] == manifest["status"]
        else:
            with pytest.raises(InputError, match=f"has written, and `{command}` does not replace it"):
                check_content(tmp_path, command)


@pytest.mark.skipif(sys.platform != "linux", reason="the call is that of Linux")
def test_linux_exchanges_folders_in_one_step(tmp_path):
    first, second = fill(tmp_path / "first", {"1": ""}), fill(tmp_path / "second", {"2": ""})
    assert _exchanged_at_once(first, second)
    assert paths(tmp_path) == ["first/2", "second/1"]


@pytest.mark.parametrize(
    ("there", "after"),
    [
        (["out.aside", "out"], ["out", "first"]),
        (["out.aside"], ["first"]),
        (["out.aside", "first", "out"], ["out.aside", "first", "out"]),
        ([], []),
    ],
)
def test_an_exchange_goes_on_from_where_it_ended(tmp_path, there, after):
    first, second = tmp_path / "out", tmp_path / "first"
    assert aside_of(first) == tmp_path / "out.aside"
    assert draft_of(first) == tmp_path / ".out.draft"
    for name in there:
        (tmp_path / name).mkdir()
    settle_exchange(first, second)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(after)


@pytest.mark.parametrize(
    ("folder", "where"), [("a", "is"), ("a/b", "lies inside"), (".", "contains"), ("link/b", "lies inside")]
)
def test_a_folder_that_is_read_is_not_written_to(tmp_path, folder, where):
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(InputError, match=f"the folder {where} an input: "):
        refuse_inputs(tmp_path / folder, [tmp_path / "b", tmp_path / "a"])
    refuse_inputs(tmp_path / "c", [tmp_path / "b", tmp_path / "a"])


def test_a_path_that_no_system_takes_is_shown_up_to_a_hundred_letters():
    with pytest.raises(InputError) as caught:
        resolve_folder("n" * 5000)
    assert caught.value.place == "n" * 100
    assert "there can be no such folder: File name too long" in str(caught.value)


def test_why_a_path_cannot_be_is_said_where_no_system_was_asked():
    with pytest.raises(InputError, match=r"there can be no such folder: .*null"):
        resolve_folder("a\0b")


# Runs


def test_runs_that_failed_are_left_out_of_what_was_read():
    names = block_names(actor_paths=False, drawn=False, rifts=False)
    arrays = {name: np.arange(6.0, dtype=np.float32).reshape(3, 2) for name in names}
    failed = Failure("baseline", 8, "2013-02", "scenario", "fear", "not a number", 1)
    block = make_block(arrays, np.array([7, 8, 9]), (failed,))
    assert block.run.tolist() == [7, 9]
    assert {getattr(block, name).tolist() == [[0.0, 1.0], [4.0, 5.0]] for name in PATHS} == {True}
    assert {values.dtype.name for values in block.series.values()} == {"float64"}
    assert block.member_trust.tolist() == [[[0.0, 1.0]], [[4.0, 5.0]]]
    assert make_block(arrays, np.array([7, 8, 9]), ()).run.tolist() == [7, 8, 9]


@pytest.mark.parametrize(
    ("manifest", "command"),
    [
        ({"command": ["nrc-sim", "trace"], "scenarios": {}}, "trace"),
        ({"command": ["nrc-sim", "branch", "baseline"], "scenarios": {}}, "branch"),
        ({"command": ["nrc-sim", "trace"], "scenarios": {"baseline": {}}}, "run"),
        ({"command": ["trace"], "scenarios": {}}, "run"),
        ({"command": "nrc-sim trace", "scenarios": {}}, "run"),
        ({"command": ["nrc-sim", "trace"]}, "run"),
        ({"command": ["nrc-sim", "trace"], "scenarios": {}, "written_by": "answer"}, "answer"),
        ({"command": ["nrc-sim", "trace"], "scenarios": {}, "settings": {"attribution": 1}}, "attribute"),
    ],
)
def test_the_command_of_a_folder_is_named_or_told_from_what_it_left(manifest, command):
    assert command_of(manifest) == command


@pytest.mark.parametrize(("foreign", "heard"), [(False, 1), (True, 0)])
def test_warnings_of_foreign_files_are_silenced_where_there_are_some(tmp_path, foreign, heard):
    fill(tmp_path, {"manifest.json": "", **({"notes.txt": ""} if foreign else {})})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with strangers_unmentioned(tmp_path):
            warnings.warn("Object at notes.txt is not recognized as a component of a Zarr hierarchy", stacklevel=1)
    assert len(caught) == heard
