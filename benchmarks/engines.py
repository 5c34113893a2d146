"""Both engines on the same months, and the floor of this machine, in the same rounds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import NamedTuple

import mesa

import nrc_sim
from benchmarks.floor import Draws, Floor, Rates, count_draws, find_rates, floor_contestants, floor_of_month
from benchmarks.operations import Operations, all_actors, all_months, count_operations
from benchmarks.sizes import Sizes
from benchmarks.tables import Table, number
from benchmarks.timing import NANOSECONDS, take_turns
from nrc_sim.engine import kernel
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.world import Job, make_job
from nrc_sim.scenario import load_defaults, load_scenario
from nrc_sim.study.running.settings import BLOCK_RUNS

SCENARIO = "baseline"
SUMMARY, ENSEMBLE, KERNEL, MESA = "summary", "ensemble", "kernel", "mesa"

REST = """\
The floor knows no order, no decision and no memory beyond the first cache. The kernel reads the parameters of every run
and the state of every actor, and writes them back; it computes both alternatives of a conditional expression where runs
side by side may differ; it settles negotiations, the institution and shocks run by run, since they rarely agree; its
operations wait for each other within a rule, where the floor's do not; and it keeps every month of every run."""


class Comparison(NamedTuple):
    """What one comparison of the engines found.

    Attributes
    ----------
    job : what was simulated
    nanoseconds : of each engine, per run, month and actor
    floor : nanoseconds a month of one run
    draws, operations : what a month of one run needs
    rates : what this machine reaches
    """

    job: Job
    nanoseconds: dict[str, float]
    floor: Floor
    draws: Draws
    operations: Operations
    rates: Rates

    def per_actor(self, nanoseconds: float) -> float:
        """Divide the time of a month of one run by the number of actors."""
        return nanoseconds / all_actors(self.job)

    @property
    def least(self) -> float:
        """The floor, per run, month and actor."""
        return self.per_actor(self.floor.random + self.floor.simple + self.floor.divisions)

    @property
    def least_bare(self) -> float:
        """The floor if no operand had to be loaded."""
        return self.per_actor(self.floor.random + self.floor.bare + self.floor.divisions)


def compare_engines(sizes: Sizes) -> Comparison:
    """Time both engines and the floor, round by round.

    Parameters
    ----------
    sizes : how much is measured
    """
    job = make_job(load_scenario(SCENARIO), load_defaults().seed)
    times = take_turns(engine_contestants(job, sizes) | floor_contestants(sizes.sweeps), sizes.rounds)
    runs = dict.fromkeys((SUMMARY, ENSEMBLE, KERNEL), sizes.compiled_runs) | {MESA: sizes.mesa_runs}
    unit = all_months(job) * all_actors(job)
    draws, operations = count_draws(job), count_operations(job, sizes.counted_runs)
    rates = find_rates(times, sizes.sweeps)
    return Comparison(
        job=job,
        nanoseconds={
            name: times[name].median / (runs_a_round * unit) * NANOSECONDS for name, runs_a_round in runs.items()
        },
        floor=floor_of_month(draws, operations, rates),
        draws=draws,
        operations=operations,
        rates=rates,
    )


def engine_contestants(job: Job, sizes: Sizes) -> dict[str, Callable[[], object]]:
    """Return what is timed of the engines.

    Parameters
    ----------
    job : what the kernel alone simulates
    sizes : how much is measured
    """
    fresh = count(step=sizes.mesa_runs)

    def run_compiled(*, summary_only: bool) -> object:
        runs, seed = sizes.compiled_runs, job.seed
        return nrc_sim.run(SCENARIO, runs=runs, seed=seed, workers=1, engine="compiled", summary_only=summary_only)

    def run_kernel() -> None:
        for first in range(0, sizes.compiled_runs, BLOCK_RUNS):
            runs = min(BLOCK_RUNS, sizes.compiled_runs - first)
            kernel.simulate_block(job, first, runs, kernel.simulate_histories(job, first, runs))

    def run_mesa() -> object:
        # The readable engine keeps histories by the number of the run: each round takes runs that are new to it.
        first = next(fresh)
        varied = {"scenario": [SCENARIO], "seed": [job.seed], "run": range(first, first + sizes.mesa_runs)}
        return mesa.batch_run(
            nrc_sim.RelationshipModel, varied, max_steps=job.months, number_processes=1, display_progress=False
        )

    return {
        SUMMARY: lambda: run_compiled(summary_only=True),
        ENSEMBLE: lambda: run_compiled(summary_only=False),
        KERNEL: run_kernel,
        MESA: run_mesa,
    }


def measure_engines(sizes: Sizes) -> list[Table]:
    """Compare the engines with each other and with the floor.

    Parameters
    ----------
    sizes : how much is measured
    """
    found = compare_engines(sizes)
    return [engine_table(found, sizes), floor_table(found), rest_above_floor(found)]


def engine_table(found: Comparison, sizes: Sizes) -> Table:
    """Draw up the engines, with the ratios that matter."""
    took, job = found.nanoseconds, found.job
    text = (
        f"Scenario `{SCENARIO}`, {all_months(job)} months a run (history included), {all_actors(job)} actors, "
        f"one core: {sizes.compiled_runs:,} runs a round of the compiled engine with one worker, "
        f"{sizes.mesa_runs} of Mesa's `batch_run` with one process, which collects at the end alone. Digest and "
        "statistics are part of the compiled engine's time, and so is loading the scenario; `kernel alone` is what "
        "remains without them."
    )
    names = {
        MESA: "Mesa's `batch_run`",
        ENSEMBLE: "compiled engine, keeping all runs",
        SUMMARY: "compiled engine, `summary_only`",
        KERNEL: "kernel alone",
    }
    rows = [
        (label, number(took[name]), number(took[MESA] / took[name]), number(took[name] / found.least))
        for name, label in names.items()
    ]
    columns = ("", "ns per run, month and actor", "times as fast as Mesa", "times the floor")
    floor = ("floor", number(found.least), number(took[MESA] / found.least), number(1.0))
    return Table("Engines", text, columns, [*rows, floor])


def floor_table(found: Comparison) -> Table:
    """Draw up the parts of the floor."""
    draws, operations, rates, floor = found.draws, found.operations, found.rates, found.floor
    parts = [
        ("bell-shaped numbers", draws.bell, rates.bell, draws.bell * rates.bell),
        ("uniform numbers", draws.uniform, rates.uniform, draws.uniform * rates.uniform),
        ("operations with an operand from the first cache", operations.simple, rates.simple, floor.simple),
        ("divisions", operations.divisions, rates.division, floor.divisions),
        ("the operations again, all operands in registers", operations.simple, rates.bare, floor.bare),
    ]
    rows = [
        (name, number(wanted), f"{rate:.4f}", number(total), number(found.per_actor(total)))
        for name, wanted, rate, total in parts
    ]
    text = (
        "What a month of one run needs, and the time it takes at the rate of the best round. Operations are those of "
        "the rules, counted while the readable engine runs on numbers that count what is done with them: additions, "
        "subtractions, multiplications, changes of sign and comparisons, among which minima and maxima. Their rate is "
        f"that of vectorised multiply-adds over {LANES} lanes; the random numbers are drawn by the generator itself, "
        "compiled over the same lanes. The floor is the sum of the first four lines. With all operands in registers "
        f"it would be {number(found.least_bare)} ns per run, month and actor."
    )
    columns = ("", "a month of one run", "ns each", "ns a month of one run", "ns per run, month and actor")
    return Table("The floor", text, columns, rows)


def rest_above_floor(found: Comparison) -> Table:
    """Say where the time above the floor goes."""
    took, least = found.nanoseconds, found.least
    beside, above = took[SUMMARY] - took[KERNEL], took[KERNEL] - least
    text = (
        f"Of {number(took[SUMMARY])} ns per run, month and actor, {number(least)} are the floor, {number(above)} are "
        f"the kernel above it, and {number(beside)} are spent beside the kernel: on statistics, on the digest, and on "
        f"loading the scenario. {REST}"
    )
    return Table("Above the floor", text)
