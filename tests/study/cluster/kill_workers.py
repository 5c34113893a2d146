"""Kill workers of a real cluster at random moments while studies run on it, and compare with what threads give.

`python tests/study/cluster/kill_workers.py --kills 100` needs the extra `cluster`; schedulers are killed too.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import nrc_sim as nrc
from study.cluster.real_cluster import RealCluster

PROGRAM = [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())"]
RUNS, SEED, MONTHS = 150_000, 11, 60
MOST_SECONDS = 600


def study(folder: Path, address: str) -> list[str]:
    asked = ["run", "baseline", "--runs", str(RUNS), "--seed", str(SEED), "--months", str(MONTHS), "--summary-only"]
    where = ["--scheduler", address, "--output", str(folder), "--format", "none", "--json", "--quiet", "--resume"]
    return [*PROGRAM, *asked, *where]


def disturb(cluster: RealCluster, running: subprocess.Popen[str], luck: random.Random, most: int) -> int:
    """Kill workers until a study ends; return how many."""
    kills = 0
    while running.poll() is None and kills < most:
        time.sleep(luck.uniform(0.2, 2.5))
        workers = cluster.worker_processes()
        if running.poll() is None and workers:
            os.kill(luck.choice(workers), signal.SIGKILL)
            kills += 1
    return kills


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    luck, kills, studies, resumed, schedulers, faults = random.Random(asked.seed), 0, 0, 0, 0, 0
    expected = nrc.run("baseline", runs=RUNS, seed=SEED, months=MONTHS, summary_only=True)["baseline"].digest
    with tempfile.TemporaryDirectory() as place, RealCluster(Path(place)) as cluster:
        for _ in range(2):
            cluster.start_worker()
        folder = Path(place) / "results_0"
        while kills < asked.kills:
            command = study(folder, cluster.address)
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
                kills += disturb(cluster, running, luck, asked.kills - kills)
                if luck.random() < 1 / 8 and running.poll() is None:
                    cluster.kill_scheduler()
                    schedulers += 1
                    cluster.end_workers()
                    cluster.start_scheduler()
                    for _ in range(2):
                        cluster.start_worker()
                told, errors = running.communicate(timeout=MOST_SECONDS)
            if running.returncode == 0:
                studies += 1
                faults += expected not in told
                folder = Path(place) / f"results_{studies}"
            else:
                resumed += 1
                faults += running.returncode != 1 or "Traceback" in errors or "lost" not in errors
                print(errors, file=sys.stderr)
    print(
        f"{kills} kills of workers, {schedulers} of schedulers; {studies} studies done, {resumed} times resumed, "
        f"{faults} faults"
    )
    if not studies:
        print(
            "no study was done: workers died faster than they worked, so that no digest was compared", file=sys.stderr
        )
    return int(bool(faults) or not studies)


if __name__ == "__main__":
    sys.exit(main())
