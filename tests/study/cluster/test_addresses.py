"""Shards at an address while a study runs on a cluster: the same bits, and nothing is left at the end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

import nrc_sim as nrc

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
fsspec = pytest.importorskip("fsspec", reason="the extra `cluster` is not installed")

from study.cluster.real_cluster import RealCluster  # noqa: E402

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("default")]

STUDY = {"runs": 5000, "seed": 7, "months": 12, "summary_only": True}
LONG = {"runs": 40_000, "seed": 5, "months": 60, "summary_only": True}
PROGRAM = [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())"]


def digest_of(results) -> str:
    return results["baseline"].digest


@pytest.fixture(scope="module")
def here() -> str:
    return digest_of(nrc.run("baseline", **STUDY))


@pytest.fixture(scope="module")
def long_here() -> str:
    return digest_of(nrc.run("baseline", **LONG))


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> Iterator[RealCluster]:
    with RealCluster(tmp_path_factory.mktemp("cluster")) as found:
        found.start_worker()
        found.start_worker()
        yield found


@pytest.fixture
def client(pair):
    with distributed.Client(pair.address, set_as_default=False) as found:
        found.wait_for_workers(2, timeout=60)
        yield found


class Watched:
    """Notes the largest number of shards that stood in a folder."""

    def __init__(self, folder: Path) -> None:
        self.most, self._folder, self._over = 0, folder, threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, len(list(self._folder.glob("*/*.shard"))))

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def test_workers_write_shards_to_an_address(here, client, tmp_path):
    with Watched(tmp_path / "shards") as watched:
        shards = f"file://{tmp_path}/shards"
        found = nrc.run("baseline", executor=client, output=tmp_path / "out", shards=shards, **STUDY)
    assert digest_of(found) == here == digest_of(nrc.load_results(tmp_path / "out"))
    assert watched.most > 0
    assert list((tmp_path / "shards").iterdir()) == []


def test_workers_in_this_process_write_to_its_memory(here, tmp_path, monkeypatch):
    from nrc_sim.study.store.shared import SharedPlace

    written = []
    write = SharedPlace.write
    monkeypatch.setattr(SharedPlace, "write", lambda place, shard: written.append(write(place, shard)) or written[-1])
    made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0")
    with made, distributed.Client(made, set_as_default=False) as client:
        shards = "memory://shards_of_workers"
        found = nrc.run("baseline", executor=client, output=tmp_path / "out", shards=shards, **STUDY)
    assert digest_of(found) == here
    assert written
    assert all(written)
    assert not [name for name in fsspec.filesystem("memory").store if "shards_of_workers" in name]


def test_workers_that_do_not_find_an_address_hand_shards_over_and_that_is_told(here, pair, tmp_path):
    asked = ["run", "baseline", "--runs", "5000", "--seed", "7", "--months", "12", "--summary-only", "--json"]
    where = ["--scheduler", pair.address, "--shards", "memory://nobody_else", "--output", str(tmp_path / "out")]
    done = subprocess.run([*PROGRAM, *asked, *where], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert here in done.stdout
    assert done.stderr.count("workers do not find the place of the shards, which travel instead") == 1


def test_a_lost_folder_and_killed_workers_cost_no_shard_that_stands_at_an_address(long_here, pair, tmp_path):
    months, runs, seed = (str(LONG[name]) for name in ("months", "runs", "seed"))
    asked = ["run", "baseline", "--runs", runs, "--seed", seed, "--months", months, "--summary-only", "--json"]
    shards = tmp_path / "shards"
    where = ["--scheduler", pair.address, "--shards", f"file://{shards}", "--format", "none"]
    with subprocess.Popen([*PROGRAM, *asked, *where, "--output", str(tmp_path / "lost")]) as running:
        until = time.monotonic() + 120
        while not list(shards.glob("*/*.shard")):
            assert time.monotonic() < until, "no shard is written"
            time.sleep(0.02)
        os.kill(pair.worker_processes()[0], signal.SIGKILL)
        running.kill()
    kept = {path: path.stat().st_mtime_ns for path in shards.glob("*/*.shard")}
    assert kept
    again = [*PROGRAM, *asked, *where, "--output", str(tmp_path / "new"), "--resume"]
    done = subprocess.run(again, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert "continuing after" in done.stderr
    assert long_here in done.stdout
    assert not list(shards.glob("*/*"))


@pytest.fixture
def bucket(tmp_path, monkeypatch) -> Iterator[str]:
    """A bucket of a local S3 server."""
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    if (program := which("moto_server", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")) is None:
        pytest.skip("moto, a local S3 server, is not installed")
    for name, value in (("KEY", "test"), ("SECRET", "test"), ("ENDPOINT_URL", "")):
        monkeypatch.setenv(f"FSSPEC_S3_{name}", value)
    log = tmp_path / "server.log"
    with log.open("wb") as file, subprocess.Popen([program, "-H", "127.0.0.1", "-p", "0"], stderr=file) as server:
        try:
            until = time.monotonic() + 60
            while "Running on http" not in (told := log.read_text()):
                assert time.monotonic() < until, told
                time.sleep(0.05)
            monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", told.split("Running on ")[1].split()[0])
            fsspec.config.set_conf_env(fsspec.config.conf)
            fsspec.filesystem("s3").mkdir("bucket")
            yield "s3://bucket/shards"
        finally:
            server.terminate()
            fsspec.config.conf.pop("s3", None)


def test_workers_write_shards_to_a_bucket(here, bucket, tmp_path):
    import s3fs

    with RealCluster(tmp_path) as cluster:
        cluster.start_worker()
        with distributed.Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=60)
            found = nrc.run("baseline", executor=client, output=tmp_path / "out", shards=bucket, **STUDY)
    assert digest_of(found) == here
    assert s3fs.S3FileSystem(skip_instance_cache=True).find("bucket") == []


def test_a_bucket_that_is_not_there_is_refused_and_not_made(bucket, tmp_path):
    import s3fs

    with pytest.raises(nrc.InputError, match="shards cannot be kept there"):
        nrc.run("baseline", output=tmp_path / "out", shards=bucket.replace("bucket", "nowhere"), **STUDY)
    assert s3fs.S3FileSystem(skip_instance_cache=True).ls("") == ["bucket"]
    assert not (tmp_path / "out").exists()
