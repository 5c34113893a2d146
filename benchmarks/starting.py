"""How long it takes from a command to its first result."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.engines import SCENARIO
from benchmarks.sizes import Sizes
from benchmarks.tables import Table, number
from benchmarks.timing import run_command, script
from nrc_sim.engine.kernel.cache_folder import CACHE_VARIABLE

RUNS = 100


def measure_starting(sizes: Sizes) -> list[Table]:
    """Time commands in new processes, with the engine to be compiled and with it in the cache.

    Parameters
    ----------
    sizes : how much is measured
    """
    cached, cold = sizes.starts
    with TemporaryDirectory() as folder:
        place = Path(folder)
        run = [script("nrc-sim"), "run", SCENARIO, "--runs", str(RUNS), "--overwrite", "--quiet"]
        fresh = [_seconds([*run, "--output", str(place / f"cold {turn}")], place / str(turn)) for turn in range(cold)]
        # The cache that the last of the cold starts has filled.
        run = [*run, "--output", str(place / "cached")]
        commands: dict[str, Sequence[str]] = {
            f"`nrc-sim run {SCENARIO} --runs {RUNS}`": run,
            "`import nrc_sim`": [sys.executable, "-c", "import nrc_sim"],
            "`nrc-sim --help`": [script("nrc-sim"), "--help"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(cached):
            for name, command in commands.items():
                taken[name].append(_seconds(command, place / str(cold - 1)))
    rows = [(f"`nrc-sim run {SCENARIO} --runs {RUNS}`, nothing compiled", number(median(fresh)))]
    rows += [(name, number(median(seconds))) for name, seconds in taken.items()]
    text = (
        "Each command in a new process, from its start to its end. The first row finds an empty cache and compiles the "
        "engine; the others find it compiled. `run` writes all its files. "
        f"Medians of {cold} and {cached} starts."
    )
    return [Table("First result", text, ("command", "seconds"), rows)]


def _seconds(command: Sequence[str], cache: Path) -> float:
    return run_command(command, **{CACHE_VARIABLE: str(cache)}).seconds
