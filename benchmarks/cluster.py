"""What a cluster costs on one machine: `python -m benchmarks.cluster` prints the tables of docs/cluster.md.

It needs the extra `cluster`, and stands by itself, since the other benchmarks do without it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from distributed import Client, LocalCluster

import nrc_sim
from benchmarks.engines import SCENARIO
from benchmarks.tables import Table, as_markdown, number
from benchmarks.timing import take_turns
from nrc_sim.scenario import load_defaults
from nrc_sim.study.cluster import use_cluster
from nrc_sim.study.executors import available_workers, choose_executor, map_ordered

CLUSTERS = (1, 2, 4)


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


def measure(runs: int, rounds: int, pieces: int) -> list[Table]:
    """Take turns between threads and clusters that share the same processors.

    Parameters
    ----------
    runs : of a study
    rounds : of each contestant
    pieces : of work that take no time
    """
    processors = available_workers()
    calls: dict[str, Callable[[], object]] = {f"{processors} threads": partial(simulate, runs, processors, None)}
    with ExitStack() as stack:
        for workers in CLUSTERS:
            threads = max(1, processors // workers)
            made = LocalCluster(workers, threads_per_worker=threads, dashboard_address="127.0.0.1:0", host="127.0.0.1")
            client = stack.enter_context(Client(stack.enter_context(made), set_as_default=False))
            calls[f"{workers} x {threads} on a cluster"] = partial(simulate, runs, None, client)
        times = take_turns(calls, rounds)
        least = take_turns({"": partial(do_little, pieces, client)}, rounds)[""].least
    alone = next(iter(times.values()))
    rows = [
        (name, number(took), number(least), f"{took / alone.median:.3f}", f"{least / alone.least:.3f}")
        for name, (took, least) in times.items()
    ]
    columns = ("workers x threads", "seconds, median", "least", "median over threads", "least over threads")
    text = f"`{SCENARIO}`, {runs:,} runs, `summary_only`, {rounds} rounds in turn, {processors} processors."
    each = 1000 * least / pieces
    apart = f"{pieces:,} pieces of work that take no time: {each:.1f} ms each, on {CLUSTERS[-1]} workers."
    return [Table("Clusters on one machine", f"{text} {apart}", columns, rows)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pieces", type=int, default=1_000)
    asked = parser.parse_args()
    for table in measure(asked.runs, asked.rounds, asked.pieces):
        print(as_markdown(table))
