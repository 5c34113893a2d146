"""What many small studies cost beside their runs, and the main job beside its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import pandas as pd

import nrc_sim
from benchmarks.engines import SCENARIO
from benchmarks.sizes import Sizes
from benchmarks.tables import Table, number
from benchmarks.timing import run_command, take_turns
from nrc_sim.engine.world import ENSEMBLE, Job, make_jobs
from nrc_sim.scenario import load_defaults
from nrc_sim.scenario.bundled import range_slugs
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import resolve_scenarios
from nrc_sim.study.running.engines import load_engine
from nrc_sim.study.running.ranges import Range, simulate_range

MILLISECONDS = 1e3
RUNS = 200
"""Runs of a small study."""

RANGES = {"policies.dialogue": (0.0, 1.0), "policies.cooperation": (0.0, 1.0), "parameters.trust.learning": (0.2, 0.45)}
"""Settings of experiments, with the ranges from which they are drawn."""

COLUMNS = ("what", "seconds", "times simulating")


def measure_studies(sizes: Sizes) -> list[Table]:
    """Time single calls, many experiments and the main job beside their runs.

    Parameters
    ----------
    sizes : how much is measured
    """
    return [_measure_calls(sizes), _measure_experiments(sizes), _measure_main_job(sizes)]


def _measure_calls(sizes: Sizes) -> Table:
    """Compare a call after the first with its runs."""
    seeds = count(load_defaults().seed)
    (job,) = make_jobs(resolve_scenarios(SCENARIO), next(seeds), parameters=ENSEMBLE)
    how = {"runs": RUNS, "workers": 1, "summary_only": True}
    alone, fresh = f"{RUNS} runs alone", f"{RUNS} runs alone, their histories too"
    whole, other = "a call of `nrc.run`", "a call with another seed"
    calls: dict[str, Callable[[], object]] = {
        alone: partial(_simulate, [job], RUNS),
        fresh: lambda: _simulate([job.with_seed(next(seeds))], RUNS),
        whole: lambda: nrc_sim.run(SCENARIO, seed=job.seed, **how),
        other: lambda: nrc_sim.run(SCENARIO, seed=next(seeds), **how),
    }
    times = take_turns(calls, 3 * sizes.rounds, process_time)
    taken = {name: took.median * MILLISECONDS for name, took in times.items()}
    runs = {alone: alone, fresh: fresh, whole: alone, other: fresh}
    rows = [(name, number(took), number(took - taken[runs[name]])) for name, took in taken.items()]
    text = (
        f"`{SCENARIO}`, {RUNS} runs, one worker, after a first call in the process; time of the processor. The states "
        "in which the histories of the last seeds end are kept, so that only another seed simulates them."
    )
    return Table("A call", text, ("what", "ms", "ms beside its runs"), rows)


def _measure_experiments(sizes: Sizes) -> Table:
    """Compare experiments in one call with simulating the same runs from prepared jobs and one history."""
    table, seed = _draw_table(sizes.experiments), load_defaults().seed
    varied = [resolve_scenarios(SCENARIO, row)[0] for row in table.head(sizes.prepared).to_dict("records")]
    jobs = make_jobs(varied, seed, parameters=ENSEMBLE)
    calls = {
        "simulating": partial(_simulate_beside, jobs, len(table)),
        "`nrc.run_experiments`": partial(nrc_sim.run_experiments, SCENARIO, table, runs=RUNS, seed=seed),
    }
    times = take_turns(calls, -(-sizes.rounds // 3))
    alone = times["simulating"].median
    rows = [(name, number(took.median), number(took.median / alone)) for name, took in times.items()]
    text = (
        f"{sizes.experiments:,} experiments of {RUNS} runs with `{SCENARIO}`, all workers. Simulating takes prepared "
        "jobs and the states in which their one history ends, and counts nothing."
    )
    return Table("Experiments", text, COLUMNS, rows)


def _measure_main_job(sizes: Sizes) -> Table:
    """Compare the main job, from the start of its process to its end, with the same study that writes nothing."""
    with TemporaryDirectory() as folder:
        numbers = count()

        def run_all() -> object:
            place = str(Path(folder) / str(next(numbers)))
            words = ["run", "--runs", str(sizes.study_runs), "--output", place, "--quiet"]
            return run_command([sys.executable, "-m", "nrc_sim", *words])

        calls: dict[str, Callable[[], object]] = {
            "simulating": lambda: nrc_sim.run(list(range_slugs()), runs=sizes.study_runs, seed=load_defaults().seed),
            "`nrc-sim run`, all files": run_all,
        }
        times = take_turns(calls, sizes.rounds)
    alone = times["simulating"].median
    rows = [(name, number(took.median), number(took.median / alone)) for name, took in times.items()]
    text = (
        f"{len(range_slugs())} scenarios x {sizes.study_runs:,} runs, all workers. Simulating is a call in a process "
        "in which libraries are loaded and worlds prepared, with its statistics and its runs kept; the command is "
        "timed from the start of its process to its end."
    )
    return Table("The main job", text, COLUMNS, rows)


def _draw_table(rows: int) -> pd.DataFrame:
    generator = np.random.default_rng(load_defaults().seed)
    return pd.DataFrame({path: generator.uniform(*ends, rows) for path, ends in RANGES.items()})


def _simulate(jobs: Sequence[Job], runs: int) -> None:
    for _ in simulate_range("compiled", jobs, Range(0, runs)):
        pass


def _simulate_beside(jobs: Sequence[Job], experiments: int) -> None:
    """Simulate so many experiments, with each of some jobs again and again."""
    engine = load_engine("compiled")
    states = engine.simulate_histories(jobs[0], 0, RUNS)
    with choose_executor(None, threads=True) as executor:
        tasks = ((jobs[place % len(jobs)], 0, RUNS, states) for place in range(experiments))
        for _ in map_ordered(executor, _simulate_one, tasks):
            pass


def _simulate_one(job: Job, *of_runs: object) -> None:
    load_engine("compiled").simulate_block(job, *of_runs)  # type: ignore[arg-type]
