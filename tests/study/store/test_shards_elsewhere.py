"""Shards may stand outside the folder of results: in another folder, or at an address that fsspec knows."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import nrc_sim as nrc
from nrc_sim.errors import InputError, RunError
from nrc_sim.study.executors import SerialExecutor, work_elsewhere
from nrc_sim.study.store import ScenarioPart, Shard, draft_folder, open_checkpoints, refuse_shards
from nrc_sim.study.store.addresses import AddressPlace, is_address
from nrc_sim.study.store.elsewhere import ask_elsewhere
from nrc_sim.study.store.folders import keeps_shards
from nrc_sim.study.store.places import FolderPlace, clear_place, list_shards, place_at, try_place
from nrc_sim.study.store.shared import share_place

STUDY = {"seed": 1}
NOTHING = np.empty((0, 0), dtype=np.uint8)


@pytest.fixture
def fsspec():
    return pytest.importorskip("fsspec", reason="the extra `cluster` is not installed")


@pytest.fixture
def memory(fsspec, request):
    """An address in the memory of this process."""
    files = fsspec.filesystem("memory")
    place = f"memory://{request.node.name}"
    yield place
    with suppress(FileNotFoundError):
        files.rm(place, recursive=True)


@pytest.fixture(params=["folder", "file://", "memory://"])
def asked(request, tmp_path):
    """Places of all kinds, as they are typed."""
    if request.param == "memory://":
        return request.getfixturevalue("memory")
    return f"{request.param.removeprefix('folder')}{tmp_path}/elsewhere"


def shard_of(first_run: int, runs: int) -> Shard:
    return Shard(first_run, runs, (ScenarioPart({"run_counts": np.array([runs, 0])}, (), NOTHING, (), None),))


def begin(folder: Path, shards: str | None, identity=STUDY, **options) -> None:
    """Keep one shard, and be interrupted."""
    interrupted = pytest.raises(KeyboardInterrupt)
    with interrupted, draft_folder(folder, command="run", shards=shards, **options) as draft:
        checkpoints = open_checkpoints(draft, identity, 9000, print)
        checkpoints.keep(shard_of(checkpoints.stop, 1000))
        raise KeyboardInterrupt


def stop_of(folder: Path, shards: str | None, identity=STUDY, **options) -> int:
    """Go on, and be interrupted again; return after how many runs."""
    stops = []
    interrupted = pytest.raises(KeyboardInterrupt)
    with interrupted, draft_folder(folder, command="run", shards=shards, **options) as draft:
        stops.append(open_checkpoints(draft, identity, 9000, print).stop)
        raise KeyboardInterrupt
    return stops[0]


def finish(folder: Path, shards: str | None = None, **options) -> None:
    with draft_folder(folder, command="run", shards=shards, **options) as draft:
        open_checkpoints(draft, STUDY, 9000, print)
        draft.complete({"scenarios": {}})


def test_an_interrupted_study_goes_on_from_shards_elsewhere_and_takes_them_away_at_its_end(asked, tmp_path):
    folder = tmp_path / "out"
    begin(folder, asked)
    assert keeps_shards(folder)
    assert not list((folder / "shards").glob("*.shard"))
    assert stop_of(folder, asked, resume=True) == 1000
    # the folder says where they stand, to whoever leaves it out
    assert stop_of(folder, None, resume=True) == 1000
    begin(folder, None, resume=True)
    assert stop_of(folder, None, resume=True) == 2000
    finish(folder, resume=True)
    assert not keeps_shards(folder)
    begin(tmp_path / "another", asked)  # none are left that would be refused
    assert stop_of(tmp_path / "another", asked, resume=True) == 1000


def test_a_folder_that_was_lost_costs_nothing_where_shards_stand_elsewhere(asked, tmp_path):
    begin(tmp_path / "lost", asked)
    assert stop_of(tmp_path / "new", asked, resume=True) == 1000
    assert stop_of(tmp_path / "other", asked, identity={"seed": 2}, resume=True) == 0


def test_shards_of_the_same_study_are_replaced_only_if_that_is_asked(asked, tmp_path):
    begin(tmp_path / "out", asked)
    refused = pytest.raises(
        InputError, match=r"--shards .*: shards of the same study stand there; continue with --resume, replace them"
    )
    with refused, draft_folder(tmp_path / "second", command="run", shards=asked) as draft:
        open_checkpoints(draft, STUDY, 9000, print)
    assert not (tmp_path / "second").exists()
    assert stop_of(tmp_path / "out", asked, resume=True) == 1000
    assert stop_of(tmp_path / "out", asked, overwrite=True) == 0


def test_a_study_stays_where_its_shards_stand(memory, tmp_path):
    begin(tmp_path / "out", memory)
    begin(tmp_path / "own", None)
    for folder, shards, told in (
        ("out", f"{memory}/moved", f"kept at {memory}; continue it with --shards {memory}"),
        ("own", memory, "kept with the results; continue it without --shards"),
    ):
        with (
            pytest.raises(InputError, match=told),
            draft_folder(tmp_path / folder, command="run", resume=True, shards=shards) as draft,
        ):
            open_checkpoints(draft, STUDY, 9000, print)
        assert stop_of(tmp_path / folder, None, resume=True) == 1000


def test_a_damaged_shard_at_an_address_is_found_and_taken_away(memory, tmp_path):
    told: list[str] = []
    with draft_folder(tmp_path / "out", command="run", shards=memory) as draft:
        checkpoints = open_checkpoints(draft, STUDY, 9000, told.append)
        checkpoints.keep(shard_of(0, 1000))
        (place,) = (AddressPlace(f"{memory}/{name}") for name in AddressPlace(memory).names())
        content = place.read("0000000000-0000001000.shard")
        place.write("0000000000-0000001000.shard", [content[:-1]])
        assert checkpoints.load(0, 1000) is None
        assert told == ["0000000000-0000001000.shard is damaged: its runs are done again"]
        assert not checkpoints.holds(0, 1000)
        draft.complete({"scenarios": {}})


def test_whoever_finds_the_mark_at_an_address_writes_there_and_nobody_else(memory):
    place = AddressPlace(memory)
    shared = share_place(place, "key")
    assert shared.write(shard_of(0, 1000))
    assert list_shards(place) == [(0, 1000)]
    assert not shared._replace(mark="another").write(shard_of(1000, 1000))
    assert not shared._replace(shown=f"{memory}/elsewhere").write(shard_of(1000, 1000))
    place.write("notes.txt", [b"mine"])
    clear_place(place, "shared.part")
    assert place.names() == ["notes.txt"]


def test_an_address_where_nothing_can_be_written_is_refused(fsspec, tmp_path):
    class LibraryFileSystem(fsspec.AbstractFileSystem):
        """Takes nothing, as one of web pages does."""

        def pipe_file(self, *_: object, **__: object) -> None:
            raise NotImplementedError

    fsspec.register_implementation("library", LibraryFileSystem, clobber=True)
    refused = pytest.raises(
        InputError,
        match=r"shards cannot be kept there: library://books/\w+ cannot be written: tried.part: it cannot do this; "
        "allowed: a folder, or an address at which files",
    )
    with refused, draft_folder(tmp_path / "out", command="run", shards="library://books") as draft:
        open_checkpoints(draft, STUDY, 9000, print)
    assert not (tmp_path / "out").exists()


class ForgetfulPlace(FolderPlace):
    """A folder that shows what was written only later."""

    def names(self) -> list[str]:
        return []

    def holds(self, _: str) -> bool:
        return False


def test_a_place_that_shows_files_late_is_refused(tmp_path):
    with pytest.raises(InputError, match="what is written or removed there is not seen at once"):
        try_place(ForgetfulPlace(tmp_path))


def test_a_folder_where_nothing_can_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot be kept there: .*Not a directory.*choose another with --shards"):
        try_place(FolderPlace(tmp_path / "file" / "shards"))


@pytest.mark.usefixtures("fsspec")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("nowhere://place", r"nowhere://place: there is no way to this address: .*nowhere.*install what fsspec asks"),
        ("s3:/bucket/shards", "no address for shards; allowed: one protocol and two slashes, as in s3://bucket/shards"),
        ("zip::memory://one.zip", "no address for shards; allowed: one protocol"),
    ],
)
def test_an_address_of_which_nobody_knows_the_way_is_refused(typed, told, tmp_path):
    with pytest.raises(InputError, match=told), draft_folder(tmp_path / "out", command="run", shards=typed):
        pass
    assert not (tmp_path / "out").exists()


def test_without_fsspec_there_are_folders_and_no_addresses(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    with pytest.raises(InputError, match=r"fsspec is not installed: .*\[cluster\]"):
        place_at("memory://shards")
    assert place_at(f"file://{tmp_path}").shown == str(tmp_path)


@pytest.mark.parametrize("inner", ["", "/shards", "/of/shards"])
def test_shards_elsewhere_are_not_in_the_folder_of_results(inner, tmp_path):
    for typed in (f"{tmp_path}/out{inner}", f"file://{tmp_path}/out{inner}"):
        with pytest.raises(InputError, match=r"kept in the folder of results anyway.*allowed: a folder outside it"):
            ask_elsewhere(typed, tmp_path / "out", replaced=False)
    assert ask_elsewhere(tmp_path, tmp_path / "out", replaced=True) == (str(tmp_path), True)


def test_shards_without_a_folder_of_results_are_refused(memory):
    refuse_shards(None)
    with pytest.raises(InputError, match=r"shards memory://\S+: shards are kept for results that are written; give"):
        refuse_shards(memory)


def test_a_place_that_fails_on_the_way_is_told_and_what_is_done_stays(memory, tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise TimeoutError("the server is silent\nfor long")

    lost = pytest.raises(RunError, match=r"cannot be written: \S+\.shard: the server is silent; what is done is kept")
    with lost, draft_folder(tmp_path / "out", command="run", shards=memory) as draft:
        checkpoints = open_checkpoints(draft, STUDY, 9000, print)
        checkpoints.keep(shard_of(0, 1000))
        with monkeypatch.context() as patch:
            patch.setattr("fsspec.implementations.memory.MemoryFileSystem.pipe_file", fail)
            checkpoints.keep(shard_of(1000, 1000))
    assert stop_of(tmp_path / "out", memory, resume=True) == 1000


class ElsewhereExecutor(SerialExecutor):
    """Works in this process as a worker of a cluster does."""

    shares_memory = False
    is_elsewhere = True


def test_a_shard_that_a_worker_has_written_and_nobody_finds_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("nrc_sim.study.running.shard_work._PATIENCE", 0.0)
    monkeypatch.setattr("nrc_sim.study.store.shared.SharedPlace.write", lambda *_: True)
    lost = pytest.raises(RunError, match=r"runs 0 to 9, which a worker has written, are missing or damaged")
    with work_elsewhere(lambda _: ElsewhereExecutor()), lost:
        nrc.run("baseline", runs=10, seed=1, months=1, output=tmp_path / "out", shards=tmp_path / "shards")


@pytest.mark.parametrize("typed", ["s3://bucket/many", "file:///many", "gs://bucket", "zip::s3://bucket/many.zip"])
def test_addresses_are_known(typed):
    assert is_address(typed)


@pytest.mark.parametrize("typed", ["C:/results", "a:b", "/results/a:b", "results"])
def test_folders_are_no_addresses(typed):
    assert not is_address(typed)
