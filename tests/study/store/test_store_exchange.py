"""A process that dies while results are replaced leaves the old or the new ones, and the next one tidies up."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nrc_sim.errors import InputError
from nrc_sim.study.store import draft_folder, load_results, make_manifest, write_ensemble, write_tallies
from nrc_sim.study.store.locking import lock_folder
from synthetic import make_results

OLD, NEW, NEXT = "baseline", "new_arms_race", "no_new_impulse"


def write_results(folder: Path, slug: str) -> None:
    results = make_results(slug)
    with draft_folder(folder, command="run") as draft:
        write_ensemble(results, draft.path)
        write_tallies(results, draft.path)
        draft.complete(make_manifest(results, {}, []))


def slug_of(folder: Path) -> str:
    return next(iter(load_results(folder).scenarios))


@pytest.fixture
def both(tmp_path) -> tuple[Path, Path]:
    """Old and new complete results, elsewhere."""
    write_results(tmp_path / "old", OLD)
    write_results(tmp_path / "new", NEW)
    for name in ("old", "new"):
        (tmp_path / name / ".lock").write_text('{"process": 1')
    (tmp_path / "old" / ".DS_Store").write_text("where windows stood")
    (tmp_path / "work").mkdir()
    return tmp_path / "old", tmp_path / "new"


# Where the old and the new results stand when the process dies, and whether the old ones are there in full.
MOMENTS = {
    "the draft is complete and not exchanged": ("out", ".out.draft", True),
    "the folders are exchanged": (".out.draft", "out", True),
    "the old results are being removed": (".out.draft", "out", False),
    "without a call that exchanges, the old results stand aside": (".out.draft.aside", ".out.draft", True),
    "without a call that exchanges, the new results are in place": (".out.draft.aside", "out", True),
}


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_after_a_death_the_next_run_finds_complete_results_and_leaves_nothing_beside_them(tmp_path, both, moment):
    old, new, whole = MOMENTS[moment]
    work = tmp_path / "work"
    both[0].rename(work / old)
    both[1].rename(work / new)
    if not whole:
        shutil.rmtree(work / old / "ensemble.zarr")
        (work / old / "summary.zarr" / ".zgroup").unlink()
    if (work / "out").exists():
        assert slug_of(work / "out") == (OLD if old == "out" else NEW)
    write_results(work / "out", NEXT)
    assert slug_of(work / "out") == NEXT
    assert [path.name for path in work.iterdir()] == ["out"]
    assert (work / "out" / ".DS_Store").read_text() == "where windows stood"


def test_a_death_while_the_old_results_stand_aside_is_mended_by_whatever_opens_the_folder_next(tmp_path, both):
    work = tmp_path / "work"
    both[0].rename(work / ".out.draft.aside")
    both[1].rename(work / ".out.draft")

    def fail() -> None:
        with draft_folder(work / "out", command="run"):
            raise InputError("late")

    with pytest.raises(InputError, match="late"):
        fail()
    assert slug_of(work / "out") == OLD
    assert [path.name for path in work.iterdir()] == ["out"]


def test_an_exchange_that_another_process_is_at_is_left_to_it(tmp_path, both):
    work = tmp_path / "work"
    both[0].rename(work / ".out.draft.aside")
    with (
        lock_folder(work / ".out.draft.aside"),
        pytest.raises(InputError, match="another run writes to the folder: process"),
    ):
        write_results(work / "out", NEXT)
    assert [path.name for path in work.iterdir()] == [".out.draft.aside"]


REPLACE = """
import sys
from pathlib import Path
import nrc_sim.study.store.exchange as exchange
sys.path[:0] = [sys.argv[2], str(Path(sys.argv[2]).parents[1])]
from test_store_exchange import NEW, OLD, write_results
if sys.argv[3] == "in steps":
    exchange._exchanged_at_once = lambda *_: False
print("begun", flush=True)
while True:
    for slug in (NEW, OLD):
        write_results(Path(sys.argv[1]), slug)
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["at once", "in steps"])
def test_results_that_are_replaced_survive_kills_at_random_moments(tmp_path, way):
    folder, luck = tmp_path / "work" / "out", random.Random(7)
    write_results(folder, OLD)
    for _ in range(4):
        command = [sys.executable, "-c", REPLACE, str(folder), str(Path(__file__).parent), way]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout.readline() == "begun\n"
            time.sleep(luck.uniform(0.05, 0.6))
            running.kill()
        if way == "at once":
            assert slug_of(folder) in {OLD, NEW, NEXT}
        write_results(folder, NEXT)
        assert slug_of(folder) == NEXT
        assert [path.name for path in folder.parent.iterdir()] == ["out"]
        assert not [path for path in folder.rglob("*") if path.name == ".lock" or path.suffix == ".part"]
