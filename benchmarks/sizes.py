"""How much is measured."""

from __future__ import annotations

from typing import NamedTuple


class Sizes(NamedTuple):
    """Counts of everything that is measured.

    Attributes
    ----------
    rounds : rounds of each comparison
    compiled_runs, mesa_runs : runs a round of either engine
    counted_runs : runs in which operations are counted
    sweeps : passes over all lanes in a round of the floor
    worker_runs : runs of a call with one or two workers
    run_counts : runs of the calls in processes of their own
    actors, issues : sizes of worlds
    world_runs : runs of a call in these worlds
    study_runs : runs of each scenario of the main job
    experiments : experiments in one call
    prepared : jobs that are prepared for them beforehand
    starts : starts of each command, with a filled and with an empty cache
    event_rows : rows of files of events
    """

    rounds: int
    compiled_runs: int
    mesa_runs: int
    counted_runs: int
    sweeps: int
    worker_runs: int
    run_counts: tuple[int, ...]
    actors: tuple[int, ...]
    issues: tuple[int, ...]
    world_runs: int
    study_runs: int
    experiments: int
    prepared: int
    starts: tuple[int, int]
    event_rows: int


FULL = Sizes(
    rounds=7,
    compiled_runs=20_000,
    mesa_runs=20,
    counted_runs=4,
    sweeps=400_000,
    worker_runs=20_000,
    run_counts=(1_000, 10_000, 100_000, 1_000_000),
    actors=(30, 100, 300),
    issues=(8, 16, 32),
    world_runs=1_024,
    study_runs=2_000,
    experiments=1_000,
    prepared=20,
    starts=(7, 3),
    event_rows=10_000_000,
)

QUICK = Sizes(
    rounds=1,
    compiled_runs=64,
    mesa_runs=1,
    counted_runs=1,
    sweeps=2_000,
    worker_runs=128,
    run_counts=(64, 128),
    actors=(30, 40),
    issues=(8, 9),
    world_runs=64,
    study_runs=8,
    experiments=3,
    prepared=2,
    starts=(1, 1),
    event_rows=2_000,
)
