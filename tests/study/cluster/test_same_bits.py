"""Threads, worker processes and clusters of several sizes on this machine give the same bits."""

import pytest

import nrc_sim as nrc
from nrc_sim.study.cluster import use_cluster
from nrc_sim.study.executors import work_elsewhere
from nrc_sim.study.processes import ProcessExecutor

SCENARIOS = ("baseline", "new_arms_race")
RUNS = {"runs": 2300, "seed": 7, "months": 12}
"""Two leaves of the digest, and a part of a third."""

READABLE = {"runs": 12, "seed": 3, "months": 2}


@pytest.fixture(scope="module")
def threads():
    return nrc.run(SCENARIOS, **RUNS)


def check_same(found, expected) -> None:
    assert [runs.digest for runs in found] == [runs.digest for runs in expected]
    assert found.summary() == expected.summary()


@pytest.mark.slow
def test_worker_processes_give_what_threads_give(threads, tmp_path):
    with work_elsewhere(lambda _: ProcessExecutor(2)):
        found = nrc.run(SCENARIOS, output=tmp_path / "kept", **RUNS)
        counted = nrc.run(SCENARIOS, summary_only=True, **RUNS)
    check_same(found, threads)
    assert found.dataset.identical(threads.dataset)
    check_same(counted, nrc.run(SCENARIOS, summary_only=True, **RUNS))
    assert [runs.digest for runs in counted] == [runs.digest for runs in threads]


@pytest.mark.slow
def test_worker_processes_of_the_readable_engine_give_what_threads_give():
    expected = nrc.run("history_2002_2012", **READABLE)
    for workers in (1, 2, 4):
        check_same(nrc.run("history_2002_2012", engine="mesa", workers=workers, **READABLE), expected)


@pytest.mark.slow
@pytest.mark.cluster
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_clusters_of_any_size_give_what_threads_give(threads, workers, tmp_path):
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with use_cluster(f"local:{workers}"):
        found = nrc.run(SCENARIOS, output=tmp_path / "kept", **RUNS)
        counted = nrc.run(SCENARIOS, summary_only=True, **RUNS)
        readable = nrc.run("history_2002_2012", engine="mesa", **READABLE)
    check_same(found, threads)
    assert found.dataset.identical(threads.dataset)
    assert [runs.digest for runs in counted] == [runs.digest for runs in threads]
    check_same(readable, nrc.run("history_2002_2012", **READABLE))
