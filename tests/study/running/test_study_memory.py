import pytest

from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.study.running import memory
from nrc_sim.study.running.keeping import KeptRuns
from nrc_sim.study.running.memory import actor_paths_bytes, available_memory, check_memory, in_megabytes, run_bytes


@pytest.fixture(scope="module")
def job():
    return make_job(load_scenario("baseline"), 1)


@pytest.mark.parametrize("actor_paths", [False, True])
def test_a_kept_run_takes_what_was_foretold(job, actor_paths):
    kept = KeptRuns(job, actor_paths=actor_paths)
    kept.make_room(0, 3)
    block = kept.joined(())
    arrays = [value for value in vars(block).values() if hasattr(value, "nbytes")]
    taken = sum(array.nbytes for array in (*arrays, *block.series.values())) - block.run.nbytes
    assert taken == 3 * run_bytes(job, actor_paths=actor_paths)


def test_the_paths_of_actors_are_most_of_what_a_run_can_take(job):
    extra = actor_paths_bytes([job, job], 10)
    assert extra == 20 * (run_bytes(job, actor_paths=True) - run_bytes(job, actor_paths=False))
    assert extra > 20 * run_bytes(job, actor_paths=False)


def test_runs_that_would_not_fit_are_refused_with_what_they_need(job, monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 10**9)
    check_memory([job], 10_000, actor_paths=False)
    message = (
        r"keeping 100,000 runs of 2 scenarios takes about 2,\d\d\d MB of memory; allowed: at most 500 MB, half of "
        r"what is free; keep statistics alone with --summary-only, or use fewer runs"
    )
    with pytest.raises(InputError, match=message):
        check_memory([job, job], 100_000, actor_paths=False)


def test_some_memory_is_free_and_a_container_may_have_less(tmp_path, monkeypatch):
    assert available_memory() > 0
    limit, used = tmp_path / "limit", tmp_path / "used"
    limit.write_text("3000000\n")
    used.write_text("1000000\n")
    monkeypatch.setattr(memory, "_LIMIT_FILES", (limit, used))
    assert available_memory() == 2_000_000
    limit.write_text("max\n")
    assert available_memory() > 2_000_000


def test_where_the_system_does_not_say_half_of_the_machine_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_MEMORY_FILE", tmp_path / "missing")
    assert available_memory() > 10**8


def test_sizes_are_written_for_people():
    assert in_megabytes(1_234_567_890) == "1,235 MB"
