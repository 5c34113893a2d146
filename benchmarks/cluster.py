"""What a cluster costs on one machine: `python -m benchmarks.cluster --write` renews its part of docs/performance.md.

It needs the extra `cluster`, and stands by itself, since the other benchmarks do without it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple

import psutil
from distributed import Client, LocalCluster

import nrc_sim
from benchmarks.document import CLUSTERS, write_section
from benchmarks.engines import SCENARIO
from benchmarks.tables import Table, as_markdown, number
from nrc_sim.scenario import load_defaults
from nrc_sim.study.cluster import use_cluster
from nrc_sim.study.executors import available_workers, choose_executor, map_ordered

WORKERS = (1, 2, 3, 4)
RUNS_EACH = 20_000
"""Runs for each worker, so that a piece of work takes about a second."""


class Spent(NamedTuple):
    """Seconds of a call, and seconds of the processor that this process and all that it has started spent on it."""

    wall: float
    processor: float


def simulate(runs: int, workers: int | None, client: Client | None) -> None:
    """Keep summaries of many runs, in threads or on a cluster."""
    how = {"seed": load_defaults().seed, "summary_only": True, "workers": workers, "executor": client}
    nrc_sim.run(SCENARIO, runs=runs, **how)


def count(size: int) -> int:
    """Work for a while in this interpreter."""
    return sum(range(size))


def do_little(pieces: int, client: Client) -> None:
    """Do pieces of work that take no time."""
    with use_cluster(client), choose_executor(None, threads=True) as executor:
        for _ in map_ordered(executor, count, [(1,)] * pieces):
            pass


def spend(call: Callable[[], object]) -> Spent:
    """Tell what a call costs."""
    start, before = perf_counter(), _processor_seconds()
    call()
    return Spent(perf_counter() - start, _processor_seconds() - before)


def _processor_seconds() -> float:
    here = psutil.Process()
    return sum(sum(one.cpu_times()[:2]) for one in (here, *here.children(recursive=True)))


def compare_pairs(runs: int, workers: int, rounds: int, client: Client) -> tuple[str, ...]:
    """Let threads and as many workers of one thread take turns at the same study, and compare each pair."""
    calls = (lambda: simulate(runs, workers, None), lambda: simulate(runs, None, client))
    for call in calls:
        call()
    pairs = [tuple(spend(call) for call in calls) for _ in range(rounds)]
    threads, cluster = (median(pair[side].wall for pair in pairs) for side in (0, 1))
    ratios = [median(there[what] / here[what] for here, there in pairs) for what in (0, 1)]
    faster = min(here.wall for here, _ in pairs), min(there.wall for _, there in pairs)
    figures = [number(threads), number(cluster), *(f"{ratio:.3f}" for ratio in ratios), f"{faster[1] / faster[0]:.3f}"]
    return (f"{workers}", *figures, f"{runs / faster[1]:,.0f}")


def measure(rounds: int, pieces: int) -> Table:
    """Compare clusters with threads that share the same processors.

    Parameters
    ----------
    rounds : pairs for each number of workers
    pieces : of work that take no time
    """
    rows = []
    for workers in WORKERS:
        made = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1")
        with made, Client(made, set_as_default=False) as client:
            rows.append(compare_pairs(RUNS_EACH * workers, workers, rounds, client))
            do_little(pieces, client)
            each = spend(lambda: do_little(pieces, client)).wall / pieces
    text = (
        f"`{SCENARIO}`, {RUNS_EACH:,} runs for each worker, `summary_only`: threads of one process, and as many "
        f"workers of one thread, on {available_workers()} processors. {rounds} pairs, one after the other; ratios are "
        "medians over pairs. Time of the processor is that of the command, the scheduler and all workers together, "
        f"which hardly depends on what else the machine does; at its end {psutil.getloadavg()[2]:.0f} programs "
        f"were at work. {pieces:,} pieces of work that take no time cost {1000 * each:.1f} ms each, on {WORKERS[-1]} "
        "workers."
    )
    columns = (
        *("workers", "seconds, threads", "seconds, cluster", "cluster over threads", "processor time over threads"),
        *("least over least", "runs a second at best"),
    )
    return Table(CLUSTERS, text, columns, rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pieces", type=int, default=1_000)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = parser.parse_args()
    found = measure(asked.rounds, asked.pieces)
    print(as_markdown(found))
    if asked.write:
        write_section(found)
