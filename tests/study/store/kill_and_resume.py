"""Kill commands at random moments, resume them, and compare what they leave with what nobody disturbed.

`python tests/study/store/kill_and_resume.py --kills 1000 --ensembles 40` kills whole commands and, with the Mesa
engine, single worker processes. Moments are spread over the life of each command from the first thing it writes on.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path

from nrc_sim.study.store import read_manifest

PROGRAM = [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())"]
TELLS_TIME = {"manifest.json", "report.html"}
"""Files in which the time and the command stand."""

SCENARIOS = ("baseline", "new_arms_race", "no_new_impulse", "history_2002_2012")
LOST = "a worker process was lost"
MOST_ENDS = 5
"""Ends before a kill that are borne with for each kill: a machine that was busy at first makes commands seem long."""

AFRESH = 2 / 3
"""How often a command that ended before it was killed begins again from nothing, not from what it has completed."""

TICK = 0.01


@dataclass(frozen=True)
class Ensemble:
    """What is run: arguments, the numbers of runs after which it is complete, and whether single workers are killed."""

    arguments: tuple[str, ...]
    stages: tuple[int, ...]
    workers_die: bool = False

    def command(self, runs: int, folder: Path) -> list[str]:
        return [*PROGRAM, *self.arguments, "--runs", str(runs), "--output", str(folder), "--quiet"]


@dataclass
class Tally:
    """What was found: kills of commands and of workers, ends before a kill, and what must never be."""

    kills: int = 0
    workers_killed: int = 0
    completed: int = 0
    differing: int = 0
    stray: int = 0
    tracebacks: int = 0
    wrong_statuses: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def faults(self) -> int:
        return self.differing + self.stray + self.tracebacks + self.wrong_statuses


def draw_run(luck: random.Random, *options: str) -> Ensemble:
    """Draw scenarios, seed and horizon; every second is extended once it is complete."""
    scenarios = luck.sample(SCENARIOS, luck.choice((1, 1, 2)))
    arguments = ["run", *scenarios, "--seed", str(luck.randrange(1000)), "--months", str(luck.randrange(3, 9))]
    look = () if luck.random() < 1 / 4 else ("--format", "none")
    runs = luck.randrange(1500, 4500)
    stages = (luck.randrange(200, runs), runs) if luck.random() < 1 / 2 else (runs,)
    return Ensemble((*arguments, *options, *look, "--workers", luck.choice("12")), stages)


def draw_mesa(luck: random.Random, *options: str) -> Ensemble:
    """Draw an ensemble of the readable engine in two worker processes, which are killed too."""
    engine = ("--engine", "mesa", "--workers", "2", "--months", str(luck.randrange(2, 5)), "--format", "none")
    arguments = ("run", "history_2002_2012", "--seed", str(luck.randrange(1000)), *engine, *options)
    return Ensemble(arguments, (luck.randrange(160, 320),), workers_die=True)


def draw_comparison(luck: random.Random, *options: str) -> Ensemble:
    """Draw a comparison."""
    arguments = ("compare", *luck.sample(SCENARIOS[:3], 2), "--seed", str(luck.randrange(1000)), "--format", "none")
    return Ensemble((*arguments, "--months", str(luck.randrange(3, 9)), *options), (luck.randrange(1500, 4500),))


def draw_turning_points(luck: random.Random, *options: str) -> Ensemble:
    """Draw a search for turning points."""
    arguments = ("turning-points", luck.choice(SCENARIOS[:3]), "--seed", str(luck.randrange(1000)), "--format", "none")
    return Ensemble((*arguments, "--months", "12", *options), (luck.randrange(1500, 3500),))


def draw_attribution(luck: random.Random, *options: str) -> Ensemble:
    """Draw an attribution, whose work is done in pieces."""
    arguments = ("attribute", "renewed_expansion", "--seed", str(luck.randrange(1000)), "--format", "none")
    return Ensemble((*arguments, "--parameters", "central", *options), (luck.randrange(300, 800),))


KINDS: tuple[tuple[Callable[..., Ensemble], tuple[str, ...]], ...] = (
    (draw_run, ()),
    (draw_mesa, ()),
    (draw_run, ("--summary-only",)),
    (draw_comparison, ()),
    (draw_run, ("--actor-paths",)),
    (draw_mesa, ("--summary-only",)),
    (draw_attribution, ()),
    (draw_turning_points, ()),
)


def draw_ensemble(number: int, luck: random.Random) -> Ensemble:
    """Draw an ensemble of the kind whose turn it is."""
    draw, options = KINDS[number % len(KINDS)]
    return draw(luck, *options)


def run_whole(command: list[str], folder: Path) -> tuple[float, float]:
    """Run to the end; return after how many seconds something was written for the first time, and all of them."""
    start = time.monotonic()
    first = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            if not first and folder.exists():
                first = time.monotonic() - start
            time.sleep(TICK)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return first, time.monotonic() - start


def workers_of(process: int) -> list[int]:
    """List the worker processes of a command."""
    found = []
    for name in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
        try:
            typed = Path(f"/proc/{name}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in typed:
            found.append(int(name))
    return found


def run_and_kill(command: list[str], seconds: float, luck: random.Random, *, worker: bool) -> Tally:
    """Start a command and kill it, or one of its workers if there are any, after some time."""
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors) as running,
    ):
        found = Tally()
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            found = _kill(running, luck, worker=worker)
        errors.seek(0)
        told = errors.read().decode("utf-8", "replace")
    if found.kills and running.returncode == 0:
        found = Tally()  # it ended just then, or the worker had nothing left to do
    expected = {1} if found.workers_killed else {-signal.SIGKILL} if found.kills else {0}
    lost = not found.workers_killed or LOST in told
    if running.returncode not in expected or not lost:
        print(*command[3:], running.returncode, told, sep=" | ", file=sys.stderr, flush=True)
        found.wrong_statuses += 1
    return found + Tally(completed=int(found.kills == 0), tracebacks=int("Traceback" in told))


def _kill(running: subprocess.Popen[bytes], luck: random.Random, *, worker: bool) -> Tally:
    workers = workers_of(running.pid) if worker and luck.random() < 3 / 4 else []
    if workers:
        os.kill(luck.choice(workers), signal.SIGKILL)
        running.wait(60)
        return Tally(kills=1, workers_killed=1)
    running.kill()
    running.wait()
    return Tally(kills=1)


def disturb(ensemble: Ensemble, folder: Path, kills: int, life: tuple[float, float], luck: random.Random) -> Tally:
    """Kill a command and resume it until it was killed often enough, then let it end."""
    found = Tally()
    for stage, runs in enumerate(ensemble.stages):
        command = [*ensemble.command(runs, folder), "--resume"]
        wanted = kills * (stage + 1) // len(ensemble.stages)
        while found.kills < wanted and found.completed < MOST_ENDS * kills:
            tried = run_and_kill(command, luck.uniform(*life), luck, worker=ensemble.workers_die)
            if tried.completed and luck.random() < AFRESH:
                shutil.rmtree(folder)
            found += tried
        run_whole(command, folder)
    return found


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """List the files whose bytes do not depend on the time and the command, and what is in them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in TELLS_TIME:
            yield str(path.relative_to(folder)), path.read_bytes()


def digests(folder: Path) -> dict[str, list[str]]:
    return {slug: about["leaves"] for slug, about in read_manifest(folder)["scenarios"].items()}


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def check_ensemble(ensemble: Ensemble, kills: int, luck: random.Random) -> Tally:
    """Run an ensemble undisturbed and disturbed, and compare."""
    with tempfile.TemporaryDirectory() as place:
        calm, disturbed = Path(place) / "calm" / "out", Path(place) / "disturbed" / "out"
        life = run_whole(ensemble.command(ensemble.stages[-1], calm), calm)
        found = disturb(ensemble, disturbed, kills, life, luck)
        same = digests(calm) == digests(disturbed) and dict(contents(calm)) == dict(contents(disturbed))
        strays = set(names(calm.parent)) ^ set(names(disturbed.parent))
        for name in strays:
            print(*ensemble.arguments, "has or lacks", name, file=sys.stderr, flush=True)
        return found + Tally(differing=int(not same), stray=len(strays))


def main() -> int:
    """Return 0 if there were kills enough and no fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--ensembles", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=2, help="ensembles that are disturbed at the same time")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    start = time.monotonic()

    def check(number: int) -> Tally:
        luck = random.Random(f"{options.seed}:{number}")
        kills = options.kills * (number + 1) // options.ensembles - options.kills * number // options.ensembles
        ensemble = draw_ensemble(number, luck)
        found = check_ensemble(ensemble, kills, luck)
        print(*ensemble.arguments, ensemble.stages, found, flush=True)
        return found

    with ThreadPoolExecutor(options.at_once) as pool:
        total = sum(pool.map(check, range(options.ensembles)), Tally())
    print(f"in all, in {(time.monotonic() - start) / 60:.1f} minutes: {total}")
    return int(total.kills < options.kills or total.faults > 0)


if __name__ == "__main__":
    sys.exit(main())
