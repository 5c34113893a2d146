"""How time and memory grow with workers, runs, actors and issues."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial

import nrc_sim
from benchmarks.engines import SCENARIO
from benchmarks.operations import all_months
from benchmarks.sizes import Sizes
from benchmarks.tables import Table, number
from benchmarks.timing import NANOSECONDS, run_command, take_turns
from benchmarks.worlds import enlarged_scenario, smallest_scenario
from nrc_sim.engine import kernel
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import Scenario, load_defaults, load_scenario

WORKERS = (1, 2)


def simulate_summary(scenario: str | Scenario, runs: int, workers: int) -> None:
    """Simulate with the compiled engine and keep summaries alone."""
    seed = load_defaults().seed
    # Accepted sets are made for one world: one that was enlarged has the central set.
    parameters = "ensemble" if isinstance(scenario, str) else "central"
    how = {"workers": workers, "engine": "compiled", "parameters": parameters, "summary_only": True}
    nrc_sim.run(scenario, runs=runs, seed=seed, **how)


def months_of(scenario: Scenario) -> int:
    """Return the months that a run of a scenario goes through, history included."""
    return all_months(make_job(scenario, load_defaults().seed))


def measure_workers(sizes: Sizes) -> list[Table]:
    """Compare one worker with two.

    Parameters
    ----------
    sizes : how much is measured
    """
    calls = {str(workers): partial(simulate_summary, SCENARIO, sizes.worker_runs, workers) for workers in WORKERS}
    times = take_turns(calls, sizes.rounds)
    alone = times[str(WORKERS[0])].median
    months = sizes.worker_runs * months_of(load_scenario(SCENARIO))
    rows = [
        (workers, number(took), f"{months / took / 1e6:.2f}", number(alone / took))
        for workers, (took, _) in times.items()
    ]
    text = f"`{SCENARIO}`, {sizes.worker_runs:,} runs, `summary_only`; workers are threads of one process."
    columns = ("workers", "seconds", "million run-months a second", "times one worker")
    return [Table("Workers", text, columns, rows)]


def measure_runs(sizes: Sizes) -> list[Table]:
    """Measure time and memory of ever more runs, each call in a process of its own.

    Parameters
    ----------
    sizes : how much is measured
    """
    # Compiled here if it has to be: a process that compiles needs more memory than one that simulates.
    simulate_summary(SCENARIO, sizes.run_counts[0], WORKERS[-1])
    months = months_of(load_scenario(SCENARIO))
    rows = []
    for runs in sizes.run_counts:
        arguments = [sys.executable, "-m", "benchmarks.one_call", SCENARIO, str(runs), str(WORKERS[-1])]
        found = json.loads(run_command(arguments).output)
        nanoseconds = found["seconds"] / (runs * months) * NANOSECONDS
        rows.append((f"{runs:,}", number(found["seconds"]), number(nanoseconds), number(found["megabytes"])))
    text = (
        f"`{SCENARIO}`, `summary_only`, {WORKERS[-1]} workers, each number of runs in a new process that has simulated "
        "a few runs before; memory is the largest that the process has held, libraries included."
    )
    columns = ("runs", "seconds", "ns per run and month", "MB at most")
    return [Table("Runs", text, columns, rows)]


def measure_worlds(sizes: Sizes) -> list[Table]:
    """Measure larger worlds, more actors, then more issues; and the smallest.

    Parameters
    ----------
    sizes : how much is measured
    """
    fewest, smallest = sizes.actors[0], sizes.issues[0]
    shapes = [(actors, smallest) for actors in sizes.actors] + [(fewest, issues) for issues in sizes.issues[1:]]
    worlds = {f"{actors}, {issues}": enlarged_scenario(SCENARIO, actors, issues) for actors, issues in shapes}
    calls = {name: partial(simulate_summary, scenario, sizes.world_runs, 1) for name, scenario in worlds.items()}
    times = take_turns(calls, sizes.rounds)
    rows = []
    for (actors, issues), name in zip(shapes, worlds, strict=True):
        month = times[name].median / (sizes.world_runs * months_of(worlds[name])) * NANOSECONDS
        rows.append((str(actors), str(issues), number(month), number(month / actors)))
    text = (
        f"`{SCENARIO}` in the bundled world and in larger ones, {sizes.world_runs:,} runs, `summary_only`, one worker. "
        "Added members and issues are copies of those there are."
    )
    columns = ("actors", "issues", "ns per run and month", "ns per run, month and actor")
    return [Table("Actors and issues", text, columns, rows), _measure_smallest(sizes)]


def _simulate_alone(scenario: Scenario, runs: int) -> None:
    job = make_job(scenario, load_defaults().seed)
    kernel.simulate_block(job, 0, runs, kernel.simulate_histories(job, 0, runs))


def _measure_smallest(sizes: Sizes) -> Table:
    """Compare two powers and nothing else with the bundled world."""
    worlds = {"the bundled world": load_scenario(SCENARIO), "two powers": smallest_scenario()}
    ways: dict[str, Callable[..., None]] = {
        "with `summary_only`": partial(simulate_summary, workers=1),
        "kernel alone": _simulate_alone,
    }
    pairs = [(world, way) for way in ways for world in worlds]
    # So many more months that a call does not consist of its beginning.
    runs = {"the bundled world": sizes.world_runs, "two powers": 8 * sizes.world_runs}
    calls = {f"{world}, {way}": partial(ways[way], worlds[world], runs=runs[world]) for world, way in pairs}
    times = take_turns(calls, sizes.rounds)
    took = {
        (world, way): times[f"{world}, {way}"].median / (runs[world] * months_of(worlds[world])) * NANOSECONDS
        for world, way in pairs
    }
    rows = [
        (f"{world}, {way}", number(took[world, way]), number(took["the bundled world", way] / took[world, way]))
        for world, way in pairs
    ]
    text = (
        f"`{SCENARIO}` and ordinary years of two powers, as `nrc-sim new-world` writes them, without alliance, "
        f"institution, negotiation, area or issue; {sizes.world_runs:,} and {8 * sizes.world_runs:,} runs, one worker."
    )
    return Table("The smallest world", text, ("world", "ns per run and month", "times the bundled world"), rows)
