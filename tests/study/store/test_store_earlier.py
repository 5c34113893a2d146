"""Complete results to which runs are added: what is taken from them, and what is not if it is damaged."""

import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import zarr

from nrc_sim.engine.blocks import ARRAYS
from nrc_sim.errors import InputError
from nrc_sim.study.results import Results, gather_runs
from nrc_sim.study.store import draft_folder, make_manifest, read_manifest, write_ensemble, write_tallies
from nrc_sim.study.store.checkpoints import Checkpoints, open_checkpoints
from nrc_sim.study.store.earlier import EarlierRuns, open_earlier
from nrc_sim.study.store.places import FolderPlace
from nrc_sim.study.store.shards import ScenarioPart, Shard
from synthetic import fail_runs, labels_of, make_results, wandering_block

SLUGS = ("baseline", "history_2002_2012", "new_arms_race")
STUDY = {"seed": 1, "set": {"a": 1}}
LOOSE = [np.full((1, 3), place, dtype=np.uint8) for place in range(3)]


def with_failures(results: Results) -> Results:
    """The same results, had runs 1 and 4 of the last scenario failed."""
    runs = results[SLUGS[2]]
    block = fail_runs(wandering_block(SLUGS[2], runs=5, shift=20.0), 1, 4)
    return Results({**results.scenarios, SLUGS[2]: gather_runs(runs.scenario, 1, labels_of(SLUGS[2]), [block])})


@cache
def results_of_three() -> Results:
    return with_failures(make_results(*SLUGS, runs=5))


@pytest.fixture(scope="module", autouse=True)
def leaves_of_two():
    """Leaves of two runs, so that five runs fill two and begin a third."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("ensemble", "earlier"):
            patch.setattr(f"nrc_sim.study.store.{module}.LEAF_RUNS", 2)
        yield


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "out"
    with draft_folder(folder, command="run") as draft:
        write_ensemble(results_of_three(), draft.path)
        write_tallies(results_of_three(), draft.path)
        checkpoints = Checkpoints(FolderPlace(draft.path), {}, None, print)
        checkpoints.last_leaf = LOOSE
        checkpoints.write_last_leaf(draft.path, SLUGS)
        manifest = make_manifest(results_of_three(), {"actor_paths": False}, [])
        for about in manifest["scenarios"].values():
            about["leaves"] = ["first", "second", "third"]
        draft.complete(manifest | {"study": STUDY})
    return folder


@pytest.fixture
def folder(written, tmp_path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "out"))


def open_runs(folder: Path) -> tuple[EarlierRuns, list[str]]:
    told: list[str] = []
    return EarlierRuns(folder, read_manifest(folder), told.append), told


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def test_all_but_the_runs_is_taken_as_one_shard(written):
    earlier, told = open_runs(written)
    assert (earlier.runs, earlier.keeps_runs, earlier.statistics_are_whole) == (5, True, True)
    found = earlier.statistics()
    assert (found.first_run, found.stop) == (0, 5)
    for part, runs, loose in zip(found.parts, results_of_three(), LOOSE, strict=True):
        assert part.leaves == ("first", "second")
        assert part.loose.tolist() == loose.tolist()
        assert part.failures == runs.failures
        assert part.block is None
        assert part.tally.keys() == runs.tally.arrays.keys()
        assert all(np.array_equal(part.tally[name], values) for name, values in runs.tally.arrays.items())
    assert told == []


@pytest.mark.parametrize(("first_run", "runs"), [(0, 2), (2, 2), (4, 1)])
def test_the_runs_of_a_leaf_come_back_with_those_that_failed(written, first_run, runs):
    earlier, told = open_runs(written)
    assert told == []
    for block, before in zip(earlier.leaf(first_run, runs), results_of_three(), strict=True):
        whole = before.single_runs
        kept = (whole.run >= first_run) & (whole.run < first_run + runs)
        assert block.run.tolist() == whole.run[kept].tolist()
        assert np.array_equal(block.index, whole.index[kept])
        for name in ARRAYS:
            assert getattr(block, name) == pytest.approx(getattr(whole, name)[kept], rel=1e-6)
        failed = [one.run for one in before.failures if first_run <= one.run < first_run + runs]
        assert [one.run for one in block.failures] == failed


def test_of_a_damaged_leaf_nothing_is_taken_and_others_are(folder):
    (group,) = {about["group"] for slug, about in read_manifest(folder)["scenarios"].items() if slug == SLUGS[0]}
    damage(folder / "ensemble.zarr" / group / "index" / "0.1.0")
    earlier, told = open_runs(folder)
    assert [earlier.leaf(first_run, 1) is None for first_run in (0, 2, 4)] == [False, True, False]
    assert told == ["ensemble.zarr is damaged: the runs from 2 on are done again"]
    damage(folder / "ensemble.zarr" / group / "fear" / ".zattrs")
    assert earlier.leaf(0, 2) is None


def test_damaged_statistics_are_said_and_nothing_is_taken(folder):
    told: list[str] = []
    assert open_earlier(folder, read_manifest(folder), told.append).runs == 5
    damage(folder / "summary.zarr" / ".zgroup")
    assert open_earlier(folder, read_manifest(folder), told.append) is None
    assert told == ["summary.zarr is damaged: all runs are done again"]


def test_a_damaged_last_leaf_gives_no_bytes(folder):
    damage(folder / "last_leaf.npz")
    earlier, _ = open_runs(folder)
    assert [part.loose.size for part in earlier.statistics().parts] == [0, 0, 0]


def test_an_array_on_disk_has_a_leaf_of_all_scenarios_in_each_file(written):
    groups = {slug: about["group"] for slug, about in read_manifest(written)["scenarios"].items()}
    assert groups[SLUGS[0]] == groups[SLUGS[2]] != groups[SLUGS[1]]
    array = zarr.open_array(written / "ensemble.zarr" / groups[SLUGS[0]] / "index", mode="r")
    assert (array.shape, array.chunks) == ((2, 5, 60), (2, 2, 60))
    assert array.attrs["_ARRAY_DIMENSIONS"] == ["scenario", "run", "month"]
    (packed,) = array.compressors
    assert packed.get_config() == {"id": "blosc", "cname": "lz4", "clevel": 1, "shuffle": 1, "blocksize": 0}


def open_again(folder: Path, identity: dict[str, object], runs: int | None, command: str = "run") -> Checkpoints:
    with draft_folder(folder, command=command, resume=True) as draft:
        return open_checkpoints(draft, identity, runs, print)


def test_runs_are_added_to_complete_results_of_the_same_study(folder):
    for runs in (5, 6, None):
        opened = open_again(folder, STUDY, runs)
        assert (opened.earlier.runs, opened.stop, opened.ranges()) == (5, 5, [])
    with pytest.raises(InputError, match="the folder holds 5 runs of each scenario, more than the 4 that are wanted"):
        open_again(folder, STUDY, 4)
    with pytest.raises(InputError, match="the folder holds another study: seed: 1 there, 2 now; ask for the same"):
        open_again(folder, STUDY | {"seed": 2}, 6)
    assert read_manifest(folder)["study"] == STUDY


def begin(folder: Path, command: str = "run", **options: bool) -> None:
    """Keep the runs of a shard, and be interrupted."""

    def keep() -> None:
        with draft_folder(folder, command=command, **options) as draft:
            runs = results_of_three()[SLUGS[0]]
            part = ScenarioPart(runs.tally.arrays, (), LOOSE[0], (), runs.block)
            open_checkpoints(draft, STUDY, 5, print).keep(Shard(0, 5, (part,)))
            (draft.shards / ".nrc_sim-1.part").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep()


@pytest.mark.parametrize("command", ["run", "compare"])
def test_an_interrupted_study_goes_on_from_what_it_kept(tmp_path, command):
    begin(tmp_path, command)
    assert (tmp_path / "shards" / ".nrc_sim-1.part").exists()
    with pytest.raises(InputError, match="holds 5 runs of each scenario, more than the 4 that are wanted"):
        open_again(tmp_path, STUDY, 4, command)
    with pytest.raises(InputError, match="the folder holds another study: set 'a' was changed; ask for the same"):
        open_again(tmp_path, {"seed": 1, "set": {"a": 2}}, 5, command)

    def go_on() -> None:
        with draft_folder(tmp_path, command=command, resume=True) as draft:
            opened = open_checkpoints(draft, STUDY, 5, print)
            assert sorted(path.name for path in draft.shards.iterdir()) == ["0000000000-0000000005.shard", "study.json"]
            assert (opened.earlier, opened.stop, opened.ranges()) == (None, 5, [(0, 5)])
            before, after = results_of_three()[SLUGS[0]].block.stock, opened.load(0, 5).parts[0].block.stock
            # Only runs come back from an ensemble that has seven digits of them.
            assert np.array_equal(after, before) == (command == "compare")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        go_on()
    begin(tmp_path, command, overwrite=True)
    with draft_folder(tmp_path, command=command, overwrite=True) as draft:
        assert open_checkpoints(draft, STUDY, 4, print).stop == 0


def test_runs_of_a_first_scenario_that_failed_are_counted_with_the_others(written):
    manifest = read_manifest(written)
    failing = {SLUGS[2]: manifest["scenarios"][SLUGS[2]]}
    assert (failing[SLUGS[2]]["runs"], failing[SLUGS[2]]["failed"]) == (3, 2)
    assert EarlierRuns(written, {**manifest, "scenarios": failing}, print).runs == 5
