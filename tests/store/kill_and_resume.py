"""Kill runs at random moments, resume them, and compare what they leave with runs that nobody disturbed.

`python tests/store/kill_and_resume.py --kills 200 --ensembles 20` takes about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nrc_sim.store import read_manifest

COMMAND = [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())", "run"]
COMPARED = ("summary.csv", "trajectories.csv", "last_leaf.npz", "ensemble.zarr", "summary.zarr")
SCENARIOS = ("baseline", "new_arms_race", "no_new_impulse", "history_2002_2012")
MOST_TRIES = 20


@dataclass(frozen=True)
class Ensemble:
    """What is run: arguments, and the numbers of runs after which it is complete, one after the other."""

    arguments: tuple[str, ...]
    stages: tuple[int, ...]

    def command(self, runs: int, folder: Path) -> list[str]:
        return [*COMMAND, *self.arguments, "--runs", str(runs), "--output", str(folder), "--quiet"]


@dataclass
class Tally:
    """What was found."""

    kills: int = 0
    completed: int = 0
    differing: int = 0
    stray: int = 0


def draw_ensemble(luck: random.Random) -> Ensemble:
    """Draw scenarios, seed, horizon and options; every third is extended once it is complete."""
    scenarios = luck.sample(SCENARIOS, luck.choice((1, 1, 2)))
    options = luck.choice(((), (), ("--summary-only",), ("--summary-only",), ("--actor-paths",)))
    arguments = [*scenarios, "--seed", str(luck.randrange(1000)), "--months", str(luck.randrange(3, 9)), *options]
    runs = luck.randrange(1500, 4500)
    stages = (luck.randrange(200, runs), runs) if luck.random() < 1 / 3 else (runs,)
    return Ensemble((*arguments, "--workers", luck.choice("12")), stages)


def run_whole(command: list[str]) -> float:
    """Run to the end and return how many seconds it took."""
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def run_and_kill(command: list[str], seconds: float) -> bool:
    """Start a run and kill it after some time; say whether it was still running."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
            return True
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return False


def disturb(ensemble: Ensemble, folder: Path, kills: int, longest: float, luck: random.Random) -> tuple[int, int]:
    """Kill a run and resume it until it was killed often enough, then let it end; return kills and early ends."""
    killed = ended = 0
    for stage, runs in enumerate(ensemble.stages):
        command = [*ensemble.command(runs, folder), "--resume"]
        wanted = kills * (stage + 1) // len(ensemble.stages)
        while killed < wanted and ended < MOST_TRIES:
            if run_and_kill(command, luck.uniform(0.2, longest)):
                killed += 1
            else:
                ended += 1
        run_whole(command)
    return killed, ended


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """List the files with numbers, and what is in them."""
    for name in COMPARED:
        place = folder / name
        for path in sorted((place, *place.rglob("*"))):
            if path.is_file():
                yield str(path.relative_to(folder)), path.read_bytes()


def digests(folder: Path) -> dict[str, list[str]]:
    return {slug: about["leaves"] for slug, about in read_manifest(folder)["scenarios"].items()}


def check_ensemble(ensemble: Ensemble, kills: int, luck: random.Random) -> Tally:
    """Run an ensemble undisturbed and disturbed, and compare."""
    with tempfile.TemporaryDirectory() as place:
        calm, disturbed = Path(place) / "calm" / "out", Path(place) / "disturbed" / "out"
        longest = run_whole(ensemble.command(ensemble.stages[-1], calm))
        killed, ended = disturb(ensemble, disturbed, kills, longest, luck)
        same = digests(calm) == digests(disturbed) and dict(contents(calm)) == dict(contents(disturbed))
        names = [sorted(path.name for path in (folder, *folder.iterdir())) for folder in (calm, disturbed)]
        beside = [path for path in disturbed.parent.iterdir() if path != disturbed]
        return Tally(killed, ended, int(not same), int(names[0] != names[1]) + len(beside))


def main() -> int:
    """Return 0 if nothing differed and nothing was left lying about."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--ensembles", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    luck, total = random.Random(options.seed), Tally()
    for number in range(options.ensembles):
        kills = options.kills * (number + 1) // options.ensembles - options.kills * number // options.ensembles
        ensemble = draw_ensemble(luck)
        found = check_ensemble(ensemble, kills, luck)
        print(*ensemble.arguments, ensemble.stages, found, flush=True)
        for name in vars(total):
            setattr(total, name, getattr(total, name) + getattr(found, name))
    print("in all:", total)
    return int(total.kills < options.kills or total.differing > 0 or total.stray > 0)


if __name__ == "__main__":
    sys.exit(main())
