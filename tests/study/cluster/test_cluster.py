"""Work on a real scheduler with real worker processes: the same bits, whoever dies meanwhile."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import nrc_sim as nrc
from nrc_sim.errors import InputError, RunError

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from nrc_sim.study.cluster import use_cluster  # noqa: E402
from nrc_sim.study.executors import choose_executor, map_ordered  # noqa: E402
from nrc_sim.study.store.folders import keeps_shards  # noqa: E402
from study.cluster.real_cluster import RealCluster  # noqa: E402

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("default")]

SCENARIOS = ("baseline", "new_arms_race")
SOURCE = Path(nrc.__file__).parents[1]
PROGRAM = [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())"]
SMALL = {"runs": 2500, "seed": 7, "months": 12}
LONG = {"runs": 40_000, "seed": 5, "months": 60, "summary_only": True}
"""Some seconds of work for two workers."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A scheduler with two workers."""
    with RealCluster(tmp_path_factory.mktemp("cluster")) as found:
        found.start_worker()
        found.start_worker()
        yield found


@pytest.fixture
def client(pair):
    with distributed.Client(pair.address, set_as_default=False) as found:
        found.wait_for_workers(2, timeout=60)
        yield found


@pytest.fixture(scope="module")
def here():
    """What threads give."""
    return nrc.run(SCENARIOS, **SMALL)


@pytest.fixture(scope="module")
def long_here():
    return nrc.run("baseline", **LONG)


def command(folder: Path, where: str, *options: str) -> list[str]:
    months, runs, seed = (str(LONG[name]) for name in ("months", "runs", "seed"))
    asked = [
        "run",
        "baseline",
        "--runs",
        runs,
        "--seed",
        seed,
        "--months",
        months,
        "--summary-only",
        "--format",
        "none",
    ]
    return [*PROGRAM, *asked, "--scheduler", where, "--output", str(folder), *options]


def run_command(typed: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(typed, capture_output=True, text=True, timeout=240, check=False)


def digests(results) -> list[str]:
    return [runs.digest for runs in results]


def wait_until(holds, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it has not happened"
        time.sleep(0.02)


def test_results_are_those_of_threads(here, client):
    found = nrc.run(SCENARIOS, executor=client, **SMALL)
    assert digests(found) == digests(here)
    assert found.summary() == here.summary()
    assert found.dataset.identical(here.dataset)


def test_statistics_are_those_of_threads_and_come_as_counts(here, client):
    found = nrc.run(SCENARIOS, executor=client, summary_only=True, **SMALL)
    alone = nrc.run(SCENARIOS, summary_only=True, **SMALL)
    assert digests(found) == digests(here)
    assert found.summary() == alone.summary()


def test_the_readable_engine_gives_the_same(client):
    how = {"runs": 12, "seed": 3, "months": 2}
    found = nrc.run("history_2002_2012", engine="mesa", executor=client, **how)
    assert digests(found) == digests(nrc.run("history_2002_2012", **how))


def test_a_folder_is_that_of_threads(here, client, tmp_path):
    found = nrc.run(SCENARIOS, executor=client, output=tmp_path / "there", **SMALL)
    alone = nrc.run(SCENARIOS, output=tmp_path / "here", **SMALL)
    assert digests(found) == digests(alone) == digests(here)
    names = {path.relative_to(tmp_path / "here") for path in (tmp_path / "here").rglob("*") if path.is_file()}
    differ = {str(name) for name in names if (tmp_path / "here" / name).read_bytes() != _content(tmp_path, name)}
    assert differ <= {"manifest.json", "report.html"}
    assert not keeps_shards(tmp_path / "there")


def _content(folder: Path, name: Path) -> bytes:
    return (folder / "there" / name).read_bytes()


def test_workers_that_do_not_see_the_folder_hand_shards_over(here, client, tmp_path, monkeypatch):
    from nrc_sim.study.store.shared import SharedPlace

    monkeypatch.setattr(
        "nrc_sim.study.store.checkpoints.share_place",
        lambda place, key: SharedPlace(str(place.folder / "elsewhere"), key, "mark"),
    )
    found = nrc.run(SCENARIOS, executor=client, output=tmp_path / "there", **SMALL)
    assert digests(found) == digests(here)


def test_a_killed_worker_costs_nothing_but_time(long_here, pair, client):
    killed = []

    def kill_some() -> None:
        for _ in range(3):
            time.sleep(0.7)
            process = pair.worker_processes()[0]
            os.kill(process, signal.SIGKILL)
            killed.append(process)
            wait_until(lambda: len(pair.worker_processes()) == 2)

    thread = threading.Thread(target=kill_some)
    thread.start()
    found = nrc.run("baseline", executor=client, **LONG)
    thread.join()
    assert len(set(killed)) == 3
    assert digests(found) == digests(long_here)
    assert found.summary() == long_here.summary()


def test_an_error_of_the_work_reaches_the_caller(client):
    def fail(number: int) -> int:
        raise ValueError(f"number {number}")

    with (
        use_cluster(client),
        choose_executor(None, threads=True) as executor,
        pytest.raises(ValueError, match="number 3"),
    ):
        list(map_ordered(executor, fail, [(3,)]))


def test_work_that_kills_its_workers_is_given_up(client):
    lost = pytest.raises(RunError, match=r"workers were lost one after the other.*give each more memory")
    with use_cluster(client), choose_executor(None, threads=True) as executor, lost:
        list(map_ordered(executor, os._exit, [(1,)]))
    wait_until(lambda: len(client.nthreads()) == 2)


def other_program(folder: Path) -> dict[str, str]:
    """Return the variables with which a worker runs a package of which one comment differs."""
    shutil.copytree(SOURCE / "nrc_sim", folder / "nrc_sim", ignore=shutil.ignore_patterns("__pycache__"))
    place = folder / "nrc_sim" / "rules" / "trust.py"
    place.write_text(place.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def test_workers_with_other_code_are_refused_before_anything_is_written(tmp_path):
    variables = other_program(tmp_path / "other")
    with RealCluster(tmp_path) as cluster:
        cluster.start_worker(**variables)
        with distributed.Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
            with pytest.raises(
                InputError, match=r"workers have another program: tcp://\S+: code \w+ there and \w+ here"
            ):
                nrc.run("baseline", executor=client, output=tmp_path / "results", **SMALL)
            assert not (tmp_path / "results").exists()


def test_a_worker_with_other_code_that_joins_late_does_no_work(pair, client, tmp_path):
    variables = other_program(tmp_path / "other")
    with use_cluster(client), choose_executor(None, threads=True) as executor:
        late = pair.start_worker(**variables)
        try:
            wait_until(lambda: len(client.nthreads()) == 3)
            with pytest.raises(RunError, match=r"worker tcp://\S+ has another program: code \w+ there and \w+ here"):
                list(map_ordered(executor, time.sleep, [(0.5,)] * 12))
        finally:
            late.terminate()
            late.wait()
    wait_until(lambda: len(client.nthreads()) == 2)


def test_a_full_disk_on_a_worker_is_told_and_can_be_resumed(long_here, tmp_path):
    with RealCluster(tmp_path) as cluster:
        cluster.start_worker(limit=200_000)
        folder = tmp_path / "results"
        done = run_command(command(folder, cluster.address, "--json"))
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "worker tcp://127.0.0.1" in done.stderr
        assert "File too large" in done.stderr
        cluster.end_workers()
        cluster.start_worker()
        done = run_command(command(folder, cluster.address, "--json", "--resume"))
        assert done.returncode == 0, done.stderr
        assert digests(long_here)[0] in done.stdout


def test_a_lost_scheduler_is_told_and_can_be_resumed(long_here, tmp_path):
    folder = tmp_path / "results"
    with RealCluster(tmp_path) as cluster:
        cluster.start_worker(2)
        running = subprocess.Popen(command(folder, cluster.address), stderr=subprocess.PIPE, text=True)
        wait_until(lambda: keeps_shards(folder))
        cluster.kill_scheduler()
        _, told = running.communicate(timeout=120)
        assert running.returncode == 1
        assert "Traceback" not in told
        assert f"the scheduler {cluster.address} was lost; what is done is kept: run again with --resume" in told
        # Workers end with their scheduler.
        cluster.end_workers()
        cluster.start_scheduler()
        cluster.start_worker(2)
        done = run_command(command(folder, cluster.address, "--json", "--resume"))
        assert done.returncode == 0, done.stderr
        assert digests(long_here)[0] in done.stdout


def test_an_interruption_frees_the_workers_and_can_be_resumed(long_here, pair, client, tmp_path):
    folder = tmp_path / "results"
    running = subprocess.Popen(command(folder, pair.address), stderr=subprocess.PIPE, text=True)
    wait_until(lambda: keeps_shards(folder))
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "type the same command with --resume" in told
    wait_until(lambda: not any(client.processing().values()), 5)
    done = run_command(command(folder, pair.address, "--json", "--resume"))
    assert done.returncode == 0, done.stderr
    assert digests(long_here)[0] in done.stdout


def test_workers_may_join_late_and_be_slow(long_here, tmp_path):
    with RealCluster(tmp_path) as cluster:
        cluster.start_worker()
        with distributed.Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
            first = cluster.worker_processes()[0]
            thread = threading.Timer(0.5, lambda: (cluster.start_worker(2), _pause(first, 2.0)))
            thread.start()
            found = nrc.run("baseline", executor=client, **LONG)
            thread.join()
    assert digests(found) == digests(long_here)


def _pause(process: int, seconds: float) -> None:
    os.kill(process, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(process, signal.SIGCONT)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["local", "local:2", "local:4"])
def test_a_cluster_on_this_machine_gives_the_same(where, long_here, tmp_path):
    done = run_command(command(tmp_path / "results", where, "--json"))
    assert done.returncode == 0, done.stderr
    assert digests(long_here)[0] in done.stdout


@pytest.mark.parametrize("where", ["host", "local:0", "local:2000", "tcp://host"])
def test_what_is_no_cluster_is_refused(where):
    with pytest.raises(InputError, match="local"), use_cluster(where):
        pass


def test_what_is_no_client_is_refused():
    with pytest.raises(InputError, match="executor is 3; allowed: a dask"), use_cluster(3):
        pass
