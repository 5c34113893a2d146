"""Runs that are interrupted, damaged or extended, and then continued: all they leave is as if nothing had happened."""

import json
import os
import random
import shutil
import threading
from functools import cache
from pathlib import Path

import pytest

import nrc_sim as nrc
from nrc_sim.engine.blocks import ARRAYS
from nrc_sim.errors import InputError
from nrc_sim.study.running import Settings, collecting, identify_study, resolve_scenarios
from nrc_sim.study.store import load_results, read_manifest
from nrc_sim.study.store.ensemble import EnsembleWriter
from nrc_sim.study.store.locking import refuse_locked
from study.store.kill_and_resume import KINDS, check_ensemble

PAIR = ("no_new_impulse", "history_2002_2012")
FULL, SUMMARY = {}, {"summary_only": True}
RUNS = 2300

pytestmark = pytest.mark.usefixtures("without_figures")


load = cache(nrc.load_scenario)


def run(folder: Path, runs: int = RUNS, slugs=PAIR, **others):
    given = {"seed": 3, "months": 3, "workers": 2, "parameters": "central", **others}
    scenarios = [load(one) if isinstance(one, str) else one for one in slugs]
    return nrc.run(scenarios, runs=runs, output=folder, **given)


def interrupt(folder: Path, done: int, runs: int = RUNS, **others) -> None:
    """Run until so many runs of each scenario were done, and then be interrupted."""

    def stop(_stage: str, news: int, _total: int) -> None:
        if news >= done * len(PAIR):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder, runs, progress=stop, **others)


def shards(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "shards").glob("*.shard"))


def files(folder: Path) -> dict[str, bytes]:
    """All that was written but what tells the time and the command."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    manifest = json.loads(found.pop("manifest.json"))
    kept = ("versions", "worlds", "scenarios", "study", "files", "status", "summary_only")
    return found | {"manifest": json.dumps({name: manifest[name] for name in kept}).encode()}


def counting_runs(monkeypatch) -> list[tuple[int, int]]:
    """List the ranges that are simulated."""
    seen = []
    count = collecting.RunCollector.count

    def count_noting(self, blocks, work):
        seen.append(work.piece)
        return count(self, blocks, work)

    monkeypatch.setattr(collecting.RunCollector, "count", count_noting)
    return seen


def simulated(seen: list[tuple[int, int]]) -> set[int]:
    return {run for first, runs in seen for run in range(first, first + runs)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Undisturbed results, with their runs and as summaries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nrc_sim.figures.study.list_figures", lambda *_: [])
        place = tmp_path_factory.mktemp("whole")
        run(place / "full")
        run(place / "summary", **SUMMARY)
    return {False: files(place / "full"), True: files(place / "summary")}


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A run that was interrupted once two leaves were done."""
    folder = tmp_path_factory.mktemp("begun") / "out"
    interrupt(folder, 2000)
    return folder


@pytest.fixture(scope="module")
def smaller(tmp_path_factory):
    """Complete results of 1,200 runs, with their runs and as summaries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nrc_sim.figures.study.list_figures", lambda *_: [])
        place = tmp_path_factory.mktemp("smaller")
        run(place / "full", 1200)
        run(place / "summary", 1200, **SUMMARY)
    return {False: place / "full", True: place / "summary"}


def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "out"))


@pytest.mark.slow
@pytest.mark.parametrize(("done", "way"), [(100, FULL), (1000, FULL), (2000, SUMMARY)])
def test_an_interrupted_run_is_continued_to_the_same_bytes(tmp_path, whole, monkeypatch, way, done):
    interrupt(tmp_path / "out", done, **way)
    assert len(shards(tmp_path / "out")) == done // 1000
    seen = counting_runs(monkeypatch)
    run(tmp_path / "out", resume=True, **way)
    assert simulated(seen) == set(range(done // 1000 * 1000, RUNS))
    assert files(tmp_path / "out") == whole[bool(way)]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("complete", [False, True])
def test_a_run_waits_for_what_an_interrupted_one_of_the_same_process_still_writes(
    tmp_path, begun, smaller, whole, monkeypatch, complete
):
    folder = copy(smaller[False] if complete else begun, tmp_path)
    begins, goes_on = threading.Event(), threading.Event()
    write_leaf = EnsembleWriter._write_leaf
    written = []

    def write_late(self, *given):
        begins.set()
        assert goes_on.wait(60)
        write_leaf(self, *given)
        written.append(given)

    def stop(_stage, news, _total):
        if news >= 1000 * len(PAIR):
            assert begins.wait(60)
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(EnsembleWriter, "_write_leaf", write_late)
        with pytest.raises(KeyboardInterrupt):
            run(folder, resume=True, progress=stop)
    # Its lock is kept for as long as it writes: no other process may clear what is being written.
    with pytest.raises(InputError, match="another run writes to the folder"):
        refuse_locked(folder)
    threading.Timer(0.3, goes_on.set).start()
    run(folder, resume=True)
    assert len(written) == 1
    assert files(folder) == whole[False]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
def test_a_run_can_be_interrupted_again_and_again(tmp_path, whole):
    for done in (1000, 1500, 2000, RUNS):
        interrupt(tmp_path / "out", done, resume=True)
    run(tmp_path / "out", resume=True)
    assert files(tmp_path / "out") == whole[False]


def test_a_resumed_run_returns_what_its_folder_holds(tmp_path, begun):
    folder = copy(begun, tmp_path)
    found = run(folder, resume=True)
    loaded = load_results(folder)
    assert found.summary() == loaded.summary()
    for one, other in zip(found, loaded, strict=True):
        assert one.leaves == other.leaves
        assert all(
            getattr(one.block, name)[:2000].tobytes() == getattr(other.block, name)[:2000].tobytes() for name in ARRAYS
        )


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "number"), [("flip", 0), ("truncate", 1), ("remove", 0)])
def test_a_damaged_shard_is_found_and_only_its_runs_are_done_again(tmp_path, begun, whole, monkeypatch, damage, number):
    folder = copy(begun, tmp_path)
    path = folder / "shards" / shards(folder)[number]
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 16
    path.write_bytes(content if damage == "flip" else content[:-100])
    if damage == "remove":
        path.unlink()
    seen = counting_runs(monkeypatch)
    run(folder, resume=True)
    lost = set(range(1000 * number, 1000 * number + 1000))
    assert simulated(seen) == lost | set(range(2000, RUNS))
    assert files(folder) == whole[False]


@pytest.mark.slow
def test_stray_files_are_swept(tmp_path, begun, whole):
    folder = copy(begun, tmp_path)
    for name in ("shards/0000002000-0000002300.part", "shards/.study.json.part", "trajectories.csv", ".lock"):
        (folder / name).write_text("half")
    (folder / ".manifest.json.part").write_text("half")
    run(folder, resume=True)
    assert files(folder) == whole[False]


@pytest.mark.slow
@pytest.mark.parametrize("way", [FULL, SUMMARY])
def test_runs_are_added_to_a_complete_folder_and_no_old_one_is_done_again(tmp_path, smaller, whole, monkeypatch, way):
    folder = copy(smaller[bool(way)], tmp_path)
    seen = counting_runs(monkeypatch)
    run(folder, resume=True, **way)
    assert simulated(seen) == set(range(1200, RUNS))
    assert files(folder) == whole[bool(way)]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
@pytest.mark.parametrize("way", [FULL, SUMMARY])
def test_an_extension_that_is_interrupted_keeps_the_complete_results_and_what_was_added(
    tmp_path, smaller, whole, monkeypatch, way
):
    folder = copy(smaller[bool(way)], tmp_path)
    before = files(folder)
    interrupt(folder, 2000, resume=True, **way)
    kept = {name: content for name, content in files(folder).items() if not name.startswith("shards/")}
    assert kept == before
    assert load_results(folder)["no_new_impulse"].requested == 1200
    seen = counting_runs(monkeypatch)
    run(folder, resume=True, **way)
    assert simulated(seen) == set(range(2000, RUNS))
    assert files(folder) == whole[bool(way)]


def damage_file(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("ensemble.zarr/2013-01_to_2013-03/fear/0.1.0", set(range(1000, RUNS))),
        ("ensemble.zarr/2013-01_to_2013-03/index/0.0.0", {*range(1000), *range(1200, RUNS)}),
        ("ensemble.zarr/2013-01_to_2013-03/index/.zarray", set(range(RUNS))),
        ("ensemble.zarr/.zgroup", set(range(1200, RUNS))),
    ],
)
def test_damaged_files_of_a_complete_folder_are_found_and_only_their_runs_are_done_again(
    tmp_path, smaller, whole, monkeypatch, name, again
):
    folder = copy(smaller[False], tmp_path)
    damage_file(folder / name)
    seen = counting_runs(monkeypatch)
    run(folder, resume=True)
    assert simulated(seen) == again
    assert files(folder) == whole[False]


@pytest.mark.slow
def test_damaged_statistics_of_a_complete_folder_have_all_runs_done_again(tmp_path, smaller, whole, monkeypatch):
    folder = copy(smaller[True], tmp_path)
    damage_file(next((folder / "summary.zarr").rglob("*_histogram/0.0.0.0")))
    seen = counting_runs(monkeypatch)
    run(folder, resume=True, **SUMMARY)
    assert simulated(seen) == set(range(RUNS))
    assert files(folder) == whole[True]


@pytest.mark.slow
def test_without_the_bytes_of_the_last_leaf_its_runs_are_done_again_for_their_digest(
    tmp_path, smaller, whole, monkeypatch
):
    folder = copy(smaller[True], tmp_path)
    damage_file(folder / "last_leaf.npz")
    seen = counting_runs(monkeypatch)
    run(folder, resume=True, **SUMMARY)
    assert simulated(seen) == set(range(1000, RUNS))
    assert files(folder) == whole[True]


def test_a_complete_folder_with_all_its_runs_is_written_again_without_simulating(tmp_path, smaller, monkeypatch):
    folder = copy(smaller[False], tmp_path)
    before = files(folder)
    (folder / "summary.csv").unlink()
    seen = counting_runs(monkeypatch)
    run(folder, 1200, resume=True)
    assert seen == []
    assert files(folder) == before


def test_resuming_starts_a_run_in_a_new_folder(tmp_path, smaller):
    run(tmp_path / "out", 1200, resume=True)
    assert files(tmp_path / "out") == files(smaller[False])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"seed": 4}, "seed: 3 there, 4 now"),
        ({"months": 4}, "months: 3 there, 4 now"),
        ({"parameters": "ensemble"}, "parameters: central there, ensemble now; parameter sets: "),
        ({"summary_only": True}, "summary_only: False there, True now"),
        ({"actor_paths": True}, "actor_paths: False there, True now"),
        ({"slugs": PAIR[:1]}, "scenario 'history_2002_2012' was left out"),
        ({"slugs": (*PAIR, "baseline")}, "scenario 'baseline' is new"),
        ({"slugs": PAIR[::-1]}, "scenario had another order"),
    ],
)
def test_another_study_is_refused_with_what_differs_and_nothing_is_changed(tmp_path, begun, smaller, changed, message):
    for number, folder in enumerate((begun, smaller[False])):
        place = Path(shutil.copytree(folder, tmp_path / str(number)))
        before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
        with pytest.raises(nrc.InputError) as caught:
            run(place, resume=True, **changed)
        assert f"the folder holds another study: {message}" in str(caught.value)
        assert before == {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_a_changed_scenario_and_a_changed_version_are_refused(tmp_path, begun, monkeypatch):
    folder = copy(begun, tmp_path)
    altered = [nrc.load_scenario(PAIR[0], ["policies.dialogue=0.9"]), PAIR[1]]
    with pytest.raises(nrc.InputError, match="scenario 'no_new_impulse' was changed"):
        run(folder, slugs=altered, resume=True)
    monkeypatch.setattr("nrc_sim.study.running.identity.__version__", "9.9")
    with pytest.raises(nrc.InputError, match=r"version: [\d.]+ there, 9.9 now"):
        run(folder, resume=True)


def test_fewer_runs_than_there_are_cannot_be_asked_for(tmp_path, begun, smaller):
    with pytest.raises(nrc.InputError, match=r"holds 1,200 runs of each scenario, more than the 1,000 that are wanted"):
        run(copy(smaller[False], tmp_path), 1000, resume=True)
    with pytest.raises(nrc.InputError, match=r"holds 2,000 runs of each scenario, more than the 1,999 that are wanted"):
        run(begun, 1999, resume=True)


def test_results_are_replaced_or_continued_but_not_both(begun):
    with pytest.raises(nrc.InputError, match="overwrite replaces what resume continues; allowed: one of the two"):
        run(begun, overwrite=True, resume=True)


def test_an_interrupted_run_can_be_replaced(tmp_path, begun):
    folder = copy(begun, tmp_path)
    with pytest.raises(nrc.InputError, match="continue it with --resume, replace it with --overwrite"):
        run(folder)
    run(folder, 10, seed=9, overwrite=True)
    assert load_results(folder)[PAIR[0]].requested == 10
    assert "shards" not in {path.name for path in folder.iterdir()}


@pytest.mark.slow
def test_a_replacement_that_was_interrupted_can_be_continued(tmp_path, smaller, whole):
    folder = copy(smaller[False], tmp_path)
    run(folder, 10, seed=9)
    interrupt(folder, 1000)
    assert read_manifest(folder)["settings"]["seed"] == 9
    run(folder, resume=True)
    assert files(folder) == whole[False]


@pytest.mark.slow
def test_runs_are_added_until_shares_are_known_as_without_the_interruption(tmp_path):
    wanted = {"until_error": 0.02, "slugs": ("baseline", PAIR[0]), "summary_only": True, "months": 24}
    run(tmp_path / "calm", 1, **wanted)
    interrupt(tmp_path / "out", 1000, 1, **wanted)
    run(tmp_path / "out", 1, resume=True, **wanted)
    assert files(tmp_path / "out") == files(tmp_path / "calm")
    assert read_manifest(tmp_path / "out")["scenarios"]["baseline"]["runs"] >= 2000
    run(tmp_path / "out", 1, resume=True, **wanted | {"until_error": 0.4})
    assert files(tmp_path / "out") == files(tmp_path / "calm")


@pytest.mark.slow
def test_another_engine_may_go_on_and_keeps_fewer_runs_in_a_shard(tmp_path):
    few = {"slugs": PAIR[1:], "runs": 120}
    run(tmp_path / "calm", **few)

    def stop(_stage: str, news: int, _total: int) -> None:
        if news >= 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", **few, engine="mesa", workers=1, progress=stop)
    assert shards(tmp_path / "out") == ["0000000000-0000000050.shard", "0000000050-0000000100.shard"]
    run(tmp_path / "out", **few, resume=True)
    assert files(tmp_path / "out") == files(tmp_path / "calm")


def test_what_decides_the_numbers_names_parameter_sets_and_histories():
    scenarios = resolve_scenarios(["baseline", "no_new_impulse"])
    ensemble = identify_study(scenarios, Settings(1, 1))
    assert ensemble == identify_study(scenarios, Settings(9, 1, workers=2, engine="mesa", until_error=0.1))
    assert list(ensemble["history"]) == ["history_2002_2012"]
    assert (
        ensemble["parameter sets"] != identify_study(scenarios, Settings(1, 1, parameters="central"))["parameter sets"]
    )


@pytest.mark.slow
def test_runs_killed_at_random_moments_are_continued_to_the_same_bytes():
    """A short form of the program that kills all kinds: two of them, others each time."""
    luck = random.Random(os.getpid())
    found = [check_ensemble(draw(luck, *options), 1, luck) for draw, options in luck.sample(KINDS, 2)]
    assert sum(one.kills for one in found) >= 1  # where the machine is busy at first, a command may end before its kill
    assert [one.faults for one in found] == [0] * len(found)
