"""Time one call in a process of its own: `python -m benchmarks.one_call SCENARIO RUNS WORKERS`."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.scaling import simulate_summary

FEW_RUNS = 128
KILOBYTE, MEGABYTE = 1024.0, 1e6
STATUS = Path("/proc/self/status")


def largest_memory() -> float:
    """Return the largest memory that this process has held, in MB."""
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    # Not ru_maxrss, which on Linux starts from the memory of the process that started this one.
    lines = dict(line.split(":", 1) for line in STATUS.read_text(encoding="utf-8").splitlines())
    return int(lines["VmHWM"].split()[0]) * KILOBYTE / MEGABYTE


def main(scenario: str, runs: str, workers: str) -> None:
    """Simulate, and print seconds and memory as JSON.

    Parameters
    ----------
    scenario : slug
    runs, workers : whole numbers
    """
    simulate_summary(scenario, FEW_RUNS, int(workers))
    start = perf_counter()
    simulate_summary(scenario, int(runs), int(workers))
    print(json.dumps({"seconds": perf_counter() - start, "megabytes": largest_memory()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
