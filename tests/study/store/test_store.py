import errno
import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray

from nrc_sim.engine.blocks import Failure
from nrc_sim.errors import InputError, RunError
from nrc_sim.scenario import Scenario
from nrc_sim.study.results import Results, gather_runs
from nrc_sim.study.store import (
    draft_folder,
    is_results_folder,
    load_folders,
    load_results,
    make_manifest,
    open_checkpoints,
    read_manifest,
    write_ensemble,
    write_tallies,
)
from nrc_sim.study.store.checksums import sum_files
from nrc_sim.study.store.ensemble import EnsembleWriter, select_rows, writers_left
from nrc_sim.study.store.exchange import exchange_folders
from synthetic import make_block, make_results, make_runs


def write(results: Results, folder: Path, *, overwrite: bool = False) -> None:
    with draft_folder(folder, command="run", overwrite=overwrite) as draft:
        if not results.summary_only:
            write_ensemble(results, draft.path)
        write_tallies(results, draft.path)
        draft.complete(make_manifest(results, {"runs": 6}, ["nrc-sim", "run"]))


def counts(runs) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in runs.tally.arrays.items()}


def without_runs(results: Results) -> Results:
    return Results({runs.slug: replace(runs, block=None) for runs in results})


def with_failure(results: Results, slug: str, run: int) -> Results:
    """The same results, had one run of a scenario failed."""
    runs = results[slug]
    failure = Failure(slug, run, "2013-02", "scenario", "trust.learned", "division by zero", runs.seed)
    block = make_block(runs.labels, runs.block.index)
    survivors = replace(select_rows(block, block.run != run), failures=(failure,))
    gathered = gather_runs(runs.scenario, runs.seed, runs.labels, [survivors])
    return Results({**results.scenarios, slug: gathered})


def interrupt(folder: Path, *, overwrite: bool = False) -> None:
    def write_half() -> None:
        with draft_folder(folder, command="run", overwrite=overwrite) as draft:
            (draft.path / "summary.csv").write_text("half")
            draft.shards.mkdir(exist_ok=True)
            (draft.shards / "0000000000-0000001000.shard").write_bytes(b"runs")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_results_come_back_from_their_folder(tmp_path):
    results = make_results("baseline", "new_arms_race")
    write(results, tmp_path / "out")
    loaded = load_results(tmp_path / "out")
    assert loaded.summary() == results.summary()
    xarray.testing.assert_allclose(loaded.dataset, results.dataset, rtol=1e-6)
    for before, after in zip(results, loaded, strict=True):
        assert (after.scenario.hash, after.labels) == (before.scenario.hash, before.labels)
        assert np.array_equal(after.block.index, before.block.index)
        assert counts(after) == counts(before)


def test_results_whose_worlds_could_not_name_their_states_have_those_of_the_defaults(tmp_path):
    results = make_results()
    write(results, tmp_path / "out")
    path = tmp_path / "out" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) | {"checksum": ""}
    for world in manifest["worlds"].values():
        del world["negotiation_states"], world["regime_roles"]
    for name in ("ends", "frozen", "partnerships"):
        del manifest["scenarios"]["baseline"]["labels"][name]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    loaded = load_results(tmp_path / "out")["baseline"]
    assert loaded.labels == results["baseline"].labels
    assert loaded.labels.frozen == ("frozen",)
    assert loaded.scenario.world == results["baseline"].scenario.world


def test_the_index_has_all_its_digits_and_other_variables_seven(tmp_path):
    results = make_results()
    write(results, tmp_path / "out")
    with xarray.open_zarr(tmp_path / "out" / "ensemble.zarr", chunks=None) as data:
        assert {name: str(data[name].dtype) for name in ("index", "final_index", "fear", "stock", "regime")} == {
            "index": "float64",
            "final_index": "float64",
            "fear": "float32",
            "stock": "float32",
            "regime": "uint8",
        }
        assert data["regime"].attrs["flag_meanings"].split() == list(results["baseline"].labels.regimes)
        assert np.array_equal(data["index"].sel(scenario="baseline"), results["baseline"].block.index)


def test_results_without_runs_are_loaded_as_they_were(tmp_path):
    results = without_runs(make_results("baseline", "history_2002_2012"))
    write(results, tmp_path / "out")
    loaded = load_results(tmp_path / "out")
    assert loaded.summary_only
    assert loaded.summary() == results.summary()
    with pytest.raises(InputError, match="hold summaries only"):
        loaded["baseline"].single_runs  # noqa: B018


def test_the_same_statistics_give_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        write_tallies(make_results("baseline", "new_arms_race"), tmp_path / name)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_failed_runs_come_back_without_numbers(tmp_path):
    results = with_failure(make_results("baseline", "new_arms_race"), "baseline", 2)
    write(results, tmp_path / "out")
    loaded = load_results(tmp_path / "out")
    assert loaded.failures == results.failures
    assert loaded["baseline"].block.run.tolist() == [0, 1, 3, 4, 5]
    assert loaded.summary() == results.summary()
    with xarray.open_zarr(tmp_path / "out" / "ensemble.zarr", chunks=None) as data:
        failed = data.sel(scenario="baseline", run=2)
        assert np.isnan(failed["index"]).all()
        assert np.isnan(failed["fear"]).all()
        assert (failed["settlement"] == 255).all()
        assert not np.isnan(data["index"].sel(scenario="new_arms_race")).any()


@pytest.mark.slow
def test_leaves_are_written_one_after_the_other_and_room_can_be_made_later(tmp_path):
    results = make_results("no_new_impulse", runs=2100)
    with EnsembleWriter(tmp_path / "in_parts") as writer:
        writer.open(list(results), actor_paths=False)
        for first, runs in ((0, 1000), (1000, 1000), (2000, 100)):
            writer.make_room(first + runs)
            writer.put((first, runs), [select_rows(results["no_new_impulse"].block, slice(first, first + runs))])
        writer.finish(results)
    with xarray.open_zarr(tmp_path / "in_parts" / "ensemble.zarr", chunks=None) as data:
        assert np.array_equal(data["index"][0], results["no_new_impulse"].block.index)
        assert data["run"].to_numpy().tolist() == list(range(2100))


def test_what_cannot_be_written_is_told_to_the_one_who_waits(tmp_path):
    (tmp_path / "ensemble.zarr").write_text("in the way")
    with pytest.raises(OSError, match=r"ensemble\.zarr"):
        write_ensemble(make_results(), tmp_path)


def test_an_interrupted_writer_writes_no_more(tmp_path):
    results = make_results()

    def interrupt() -> None:
        with EnsembleWriter(tmp_path) as writer:
            writer.open(list(results), actor_paths=False)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert not (tmp_path / "ensemble.zarr").exists()


def test_a_folder_of_another_format_is_refused(tmp_path):
    write(make_results(), tmp_path / "out")
    manifest = tmp_path / "out" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 2', '"format": 1'))
    with pytest.raises(InputError, match="the results have the format 1; allowed: format 2, that of this version; run"):
        load_results(tmp_path / "out")


def test_every_figure_that_is_drawn_counts_as_ours(tmp_path):
    write(make_results(), tmp_path / "out")
    for name in ("trajectories", "outcomes", "flows", "comparison", "members", "member_paths", "history", "report"):
        for ending in ("png", "svg", "pdf", "html"):
            (tmp_path / "out" / f"{name}.{ending}").write_bytes(b"")
    write(make_results(), tmp_path / "out")


def test_scenarios_of_unequal_horizon_stand_in_groups_of_their_own(tmp_path):
    results = make_results("baseline", "history_2002_2012")
    write(results, tmp_path / "out")
    place = tmp_path / "out" / "ensemble.zarr"
    with xarray.open_zarr(place, group="2002-01_to_2012-12", chunks=None) as history:
        assert history.sizes["month"] == 132
    assert load_results(tmp_path / "out").summary() == results.summary()


def test_the_ensemble_is_of_zarr_format_2_and_at_the_root_if_there_is_one_group(tmp_path):
    write(make_results(), tmp_path / "out")
    assert (tmp_path / "out" / "ensemble.zarr" / ".zmetadata").is_file()
    with xarray.open_zarr(tmp_path / "out" / "ensemble.zarr", chunks=None) as data:
        assert data.sizes["run"] == 6


def test_the_manifest_says_how_the_results_were_made(tmp_path):
    results = make_results()
    write(results, tmp_path / "out")
    manifest = read_manifest(tmp_path / "out")
    described = manifest["scenarios"]["baseline"]
    assert manifest["status"] == "complete"
    assert manifest["command"] == ["nrc-sim", "run"]
    assert {"nrc_sim", "python", "mesa", "numpy"} <= set(manifest["versions"])
    assert described["hash"] == results["baseline"].scenario.hash
    assert described["leaves"] == list(results["baseline"].leaves)
    assert described["resolved"] == results["baseline"].scenario.resolved()
    assert list(manifest["worlds"]) == [described["resolved"]["world"]]


def test_a_new_folder_is_made_with_its_parents(tmp_path):
    write(make_results(), tmp_path / "a" / "b")
    assert is_results_folder(tmp_path / "a" / "b")


def test_an_empty_folder_is_used(tmp_path):
    write(make_results(), tmp_path)
    assert is_results_folder(tmp_path)


def test_a_complete_folder_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    write(make_results("baseline"), tmp_path / "out")
    write(make_results("new_arms_race"), tmp_path / "out")
    assert list(load_results(tmp_path / "out").scenarios) == ["new_arms_race"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_complete_folder_stays_as_it_is_when_its_replacement_is_interrupted(tmp_path):
    write(make_results(), tmp_path / "out")
    before = contents(tmp_path / "out")
    interrupt(tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "shards")
    assert contents(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_interrupted_folder_is_replaced_only_if_that_is_wanted(tmp_path):
    interrupt(tmp_path / "out")
    with pytest.raises(InputError, match="an interrupted run; continue it with --resume, replace it with --overwrite"):
        write(make_results(), tmp_path / "out")
    write(make_results(), tmp_path / "out", overwrite=True)
    assert load_results(tmp_path / "out")
    assert "summary.csv" not in contents(tmp_path / "out")


def test_an_interrupted_folder_cannot_be_loaded(tmp_path):
    interrupt(tmp_path / "out")
    with pytest.raises(InputError, match="the run that wrote these was interrupted; run it again"):
        load_results(tmp_path / "out")


@pytest.mark.parametrize("overwrite", [False, True])
def test_foreign_files_are_named_and_not_touched(tmp_path, overwrite):
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "summary.csv").write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(InputError, match=r"files that are not results of ours: thesis.txt; choose another folder"):
        write(make_results(), tmp_path, overwrite=overwrite)
    assert contents(tmp_path) == before


def test_a_foreign_file_among_results_of_ours_is_not_lost(tmp_path):
    write(make_results(), tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("keep")
    with pytest.raises(InputError, match=r"notes.txt"):
        write(make_results(), tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "keep"


def test_files_named_like_ours_without_a_manifest_are_foreign(tmp_path):
    (tmp_path / "summary.csv").write_text("mine")
    with pytest.raises(InputError, match=r"no valid manifest.json"):
        write(make_results(), tmp_path)


def test_a_manifest_of_another_program_is_foreign(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"program": "other", "status": "complete"}))
    with pytest.raises(InputError, match="not results of ours"):
        write(make_results(), tmp_path)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="out: this is a file; allowed: a folder"):
        write(make_results(), tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_told_before_any_work(tmp_path):
    (tmp_path / "file").write_text("")
    worked = False
    with (
        pytest.raises(InputError, match=r"cannot be (read|written)"),
        draft_folder(tmp_path / "file" / "out", command="run"),
    ):
        worked = True
    assert not worked


def test_bad_input_found_late_leaves_nothing_behind(tmp_path):
    with pytest.raises(InputError, match="late"), draft_folder(tmp_path / "out", command="run"):
        raise InputError("late")
    assert list(tmp_path.iterdir()) == []


def test_bad_input_found_late_leaves_an_empty_folder_empty(tmp_path):
    with pytest.raises(InputError, match="late"), draft_folder(tmp_path, command="run"):
        raise InputError("late")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_failed_run(tmp_path):
    with (
        pytest.raises(RunError, match=r"results could not be written.*No space left"),
        draft_folder(tmp_path / "out", command="run"),
    ):
        raise OSError(28, "No space left on device")


def test_a_folder_that_must_not_be_written_is_a_failed_run_and_nothing_is_left(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("nrc_sim.study.store.folders.lock_folder", refuse)
    with pytest.raises(RunError, match=r"out: results could not be written: .*Read-only file system$"):
        write(make_results(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_says_how_to_go_on_if_something_is_kept(tmp_path):
    def lose_worker() -> None:
        with draft_folder(tmp_path / "out", command="run") as draft:
            draft.shards.mkdir()
            (draft.shards / "0000000000-0000001000.shard").write_bytes(b"runs")
            raise RunError("a worker was lost")

    with pytest.raises(RunError, match=r"a worker was lost; what is done is kept: run again with --resume"):
        lose_worker()
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["status"] == "running"


def test_complete_results_on_a_mount_point_are_not_replaced(tmp_path, monkeypatch):
    write(make_results(), tmp_path / "out")
    monkeypatch.setattr("os.path.ismount", lambda _: True)
    with pytest.raises(InputError, match="the folder is a mount point, whose complete results cannot be replaced"):
        write(make_results(), tmp_path / "out")


def test_a_folder_in_which_a_process_died_before_it_wrote_anything_counts_as_empty(tmp_path):
    (tmp_path / "out").mkdir()
    for name, half in ((".lock", '{"process": 4'), (".manifest.json.part", "half"), (".nrc_sim-0a1b.part", "half")):
        (tmp_path / "out" / name).write_text(half)
    write(make_results(), tmp_path / "out")
    assert not {".lock", ".manifest.json.part"} & set(contents(tmp_path / "out"))


def test_results_of_another_command_cannot_be_continued(tmp_path):
    write(make_results(), tmp_path / "out")
    with (
        pytest.raises(InputError, match="the folder holds another study: seed: None there, 1 now; ask for the same"),
        draft_folder(tmp_path / "out", command="run", resume=True) as draft,
    ):
        open_checkpoints(draft, {"seed": 1}, 10, print)
    assert load_results(tmp_path / "out")


def test_drafts_of_killed_processes_are_removed(tmp_path):
    write(make_results(), tmp_path / "out")
    abandoned = tmp_path / ".out.draft"
    abandoned.mkdir()
    (abandoned / "summary.csv").write_text("half")
    (abandoned / "manifest.json").write_text('{"program": "nrc_sim", "format": 2, "status": "running"}')
    write(make_results(), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert ".lock" not in contents(tmp_path / "out")


def test_any_other_folder_is_not_a_folder_of_results(tmp_path):
    assert not is_results_folder(tmp_path)
    assert not is_results_folder(tmp_path / "missing")
    with pytest.raises(InputError, match="not a folder of results; allowed: a folder that `run` has written"):
        load_results(tmp_path)


def test_results_without_their_ensemble_cannot_be_loaded(tmp_path):
    write(make_results(), tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "ensemble.zarr")
    with pytest.raises(InputError, match=r"ensemble.zarr/.* is missing.*; write it again with the same command"):
        load_results(tmp_path / "out")


def test_a_folder_without_statistics_cannot_be_loaded(tmp_path):
    write(make_results(), tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "summary.zarr")
    with pytest.raises(InputError, match=r"no summary.zarr; write it again with the same command"):
        load_results(tmp_path / "out")


def test_runs_that_are_not_those_of_the_manifest_are_refused(tmp_path):
    write(make_results(), tmp_path / "out")
    write_ensemble(make_results(shift=1.0, runs=5), tmp_path / "out")
    with pytest.raises(InputError, match=r"not what was written: ensemble.zarr/.zmetadata is damaged, .* more files"):
        load_results(tmp_path / "out")
    described = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    del described["checksum"]
    (tmp_path / "out" / "manifest.json").write_text(json.dumps({**described, "files": sum_files(tmp_path / "out")}))
    with pytest.raises(InputError, match="runs of 'baseline' are not those that the manifest describes"):
        load_results(tmp_path / "out")


def test_folders_with_different_runs_of_one_scenario_stand_side_by_side(tmp_path):
    write(make_results("baseline", runs=6), tmp_path / "first")
    write(make_results("baseline", "new_arms_race", runs=5), tmp_path / "second")
    loaded = load_folders([tmp_path / "first", tmp_path / "second"])
    assert list(loaded.scenarios) == ["baseline", "baseline_in_second", "new_arms_race"]
    assert [runs.slug for runs in loaded] == list(loaded.scenarios)


def test_the_same_runs_from_two_folders_are_taken_once(tmp_path):
    for name in ("first", "second"):
        write(make_results("baseline"), tmp_path / name)
    assert list(load_folders([tmp_path / "first", tmp_path / "second"]).scenarios) == ["baseline"]


@pytest.mark.parametrize("at_once", [True, False])
def test_folders_are_exchanged(tmp_path, monkeypatch, at_once):
    if not at_once:
        monkeypatch.setattr("nrc_sim.study.store.exchange._exchanged_at_once", lambda *_: False)
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    exchange_folders(tmp_path / "first", tmp_path / "second")
    assert sorted(contents(tmp_path)) == ["first/second", "second/first"]


def test_two_worlds_of_one_slug_are_told_apart_by_their_folders(tmp_path):
    runs = make_runs("new_arms_race")
    changed = runs.scenario.world.model_copy(update={"description": "Another one."})
    other = replace(runs, scenario=Scenario(runs.scenario.file, changed, runs.scenario.path))
    write(make_results("baseline"), tmp_path / "first")
    write(Results({"new_arms_race": other}), tmp_path / "second")
    title = runs.scenario.world.title
    alike, both = load_folders([tmp_path / "first"]), load_folders([tmp_path / "first", tmp_path / "second"])
    assert [found for _, found in alike.worlds] == [title]
    assert both.world_titles == f"{title} (in first); {title} (in second)"
    assert [words for words, _ in both.tables()] == [f"{both.world_titles}. "]


def test_of_what_waits_when_a_writer_is_interrupted_nothing_is_done(tmp_path):
    begun, go_on, done = threading.Event(), threading.Event(), []

    def wait() -> None:
        begun.set()
        go_on.wait()

    def interrupt() -> None:
        with EnsembleWriter(tmp_path) as writer:
            writer._add_task(wait)
            writer._add_task(lambda: done.append("late"))
            begun.wait()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    (left,) = writers_left(tmp_path)
    assert (left in writers_left(), writers_left(tmp_path / "other")) == (True, [])
    go_on.set()
    left.join()
    assert done == []
