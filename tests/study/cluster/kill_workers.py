"""Kill what works on a study on a real cluster, at random moments, and compare with what threads give.

`python tests/study/cluster/kill_workers.py --kills 100` needs the extra `cluster`. Workers, the scheduler and the
command are killed, some of them while a shard is being written. A study that fails is resumed, until it is done.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import nrc_sim as nrc
from study.cluster.real_cluster import RealCluster

PROGRAM = [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())"]
RUNS, SEED, MONTHS = 60_000, 11, 60
MOST_SECONDS = 600
PATIENCE = 30.0
"""Seconds for which progress is waited for between kills; without any, workers would die faster than they work."""

KINDS = ("worker", "worker that writes", "command", "command while a shard is written", "scheduler")
WEIGHTS = (8, 4, 3, 3, 2)


class Disturber:
    """Kills what works on studies, and counts.

    Parameters
    ----------
    cluster : that works
    luck : when and whom
    """

    def __init__(self, cluster: RealCluster, luck: random.Random) -> None:
        self._cluster, self._luck = cluster, luck
        self.kills: Counter[str] = Counter()

    def disturb(self, running: subprocess.Popen[str], folder: Path, most: int) -> None:
        """Kill until a study ends, at most so often in all."""
        while running.poll() is None and self.kills.total() < most:
            before = shards_of(folder)
            wait(lambda: shards_of(folder) != before or running.poll() is not None)  # noqa: B023
            time.sleep(self._luck.uniform(0.0, 1.0))
            kind = self._luck.choices(KINDS, WEIGHTS)[0]
            if "writ" in kind:
                wait(lambda: is_writing(folder) or running.poll() is not None, pause=0.0)
            if running.poll() is None and self._kill(kind, running):
                self.kills[kind] += 1

    def _kill(self, kind: str, running: subprocess.Popen[str]) -> bool:
        if kind.startswith("command"):
            running.kill()
            running.wait()
            return True
        if kind == "scheduler":
            self._cluster.kill_scheduler()
            running.wait(MOST_SECONDS)
            self._cluster.end_workers()
            self._cluster.start_scheduler()
            for _ in range(2):
                self._cluster.start_worker()
            return True
        workers = self._cluster.worker_processes()
        if workers:
            os.kill(self._luck.choice(workers), signal.SIGKILL)
        return bool(workers)


def wait(holds: Callable[[], bool], pause: float = 0.02) -> None:
    until = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < until:
        time.sleep(pause)


def shards_of(folder: Path) -> set[str]:
    return {path.name for path in (folder / "shards").glob("*.shard")}


def is_writing(folder: Path) -> bool:
    return any((folder / "shards").glob(".nrc_sim-*.part"))


def study(folder: Path, address: str) -> list[str]:
    asked = ["run", "baseline", "--runs", str(RUNS), "--seed", str(SEED), "--months", str(MONTHS), "--summary-only"]
    where = ["--scheduler", address, "--output", str(folder), "--format", "none", "--json", "--quiet", "--resume"]
    return [*PROGRAM, *asked, *where]


def is_right(told: str, expected: str) -> bool:
    """Whether a study gave what threads give, with no run lost or doubled."""
    found = json.loads(told)["scenarios"]["baseline"]
    return found["digest"] == expected and found["runs"] == RUNS


def is_explained(status: int, errors: str) -> bool:
    """Whether a study that failed was killed itself, or says in a line what it has lost."""
    return status == -signal.SIGKILL or (status == 1 and "Traceback" not in errors and "lost" in errors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    studies, resumed, faults, done = 0, 0, 0, True
    expected = nrc.run("baseline", runs=RUNS, seed=SEED, months=MONTHS, summary_only=True)["baseline"].digest
    with tempfile.TemporaryDirectory() as place, RealCluster(Path(place)) as cluster:
        for _ in range(2):
            cluster.start_worker()
        disturber = Disturber(cluster, random.Random(asked.seed))
        while disturber.kills.total() < asked.kills or not done:
            folder = Path(place) / f"results_{studies}"
            with subprocess.Popen(
                study(folder, cluster.address), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            ) as running:
                disturber.disturb(running, folder, asked.kills)
                told, errors = running.communicate(timeout=MOST_SECONDS)
            done = running.returncode == 0
            right = is_right(told, expected) if done else is_explained(running.returncode, errors)
            studies, resumed, faults = studies + done, resumed + (not done), faults + (not right)
            if not right:
                print(running.returncode, told, errors, file=sys.stderr)
            print(f"{disturber.kills.total()} kills, {studies} studies done, {resumed} times resumed", flush=True)
    kinds = ", ".join(f"{kind} {disturber.kills[kind]}" for kind in KINDS)
    print(
        f"{disturber.kills.total()} kills ({kinds}); {studies} studies done, {resumed} times resumed, {faults} faults"
    )
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
