"""What it costs to record what each run drew."""

from __future__ import annotations

from functools import partial
from time import process_time

import numpy as np

from benchmarks.sizes import Sizes
from benchmarks.tables import Table, number
from benchmarks.timing import take_turns
from nrc_sim.engine.kernel.recording import make_records, reused_records
from nrc_sim.engine.kernel.simulation import lay_out_job, simulate_histories, simulate_states
from nrc_sim.engine.world import ENSEMBLE, Job, make_jobs
from nrc_sim.scenario import load_defaults, load_scenario
from nrc_sim.study.running.settings import BLOCK_RUNS

SCENARIOS = ("baseline", "replay_2013_2018")
"""One whose shocks come by chance, and one with many at dates."""


def simulate_blocks(job: Job, runs: int, *, drawn: bool) -> None:
    """Simulate histories and runs, block by block, with or without a record of what they drew.

    Parameters
    ----------
    job : Job
    runs : in all, rounded up to whole blocks
    drawn : whether it is recorded
    """
    laid = lay_out_job(job)
    for first in range(0, runs, BLOCK_RUNS):
        numbers = np.arange(first, first + BLOCK_RUNS, dtype=np.int64)
        states = simulate_histories(job, first, BLOCK_RUNS)
        records = reused_records(make_records(job.world, job.months, 0, drawn=drawn), BLOCK_RUNS)
        simulate_states(job, numbers, states, laid.of_scenario[job.sets_of(numbers)], records)


def measure_noting(sizes: Sizes) -> list[Table]:
    """Time the kernel with and without its record of draws, in turn.

    Parameters
    ----------
    sizes : how much is measured
    """
    rows = []
    for job in make_jobs([load_scenario(slug) for slug in SCENARIOS], load_defaults().seed, parameters=ENSEMBLE):
        calls = {name: partial(simulate_blocks, job, sizes.compiled_runs, drawn=name == "with") for name in _NAMES}
        times = take_turns(calls, sizes.rounds, process_time)
        without, recorded = (times[name].median for name in _NAMES)
        rows.append((job.slug, number(without), number(recorded), f"{recorded / without:.3f}"))
    text = (
        f"{sizes.compiled_runs:,} runs, history included, on one core, in seconds of the processor: the kernel alone, "
        "without and with its record of what each run drew, from which `results.experiments()` makes its table."
    )
    return [Table("Recording what runs drew", text, ("scenario", "without", "with", "with / without"), rows)]


_NAMES = ("without", "with")
