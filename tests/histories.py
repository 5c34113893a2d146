"""Histories of the readable engine, simulated once in a process for all tests whose runs share them."""

import numpy as np

from nrc_sim.engine import model
from nrc_sim.engine.world import Job

_known: dict[tuple[str, int], np.ndarray] = {}


def readable_histories(job: Job, first_run: int, runs: int) -> np.ndarray:
    """As `model.simulate_histories`, which takes most of the time of a test that simulates a few months.

    Jobs with the same `history_key` have the same histories. A test that changes a rule asks the engine itself.
    """
    numbers = range(first_run, first_run + runs)
    for run in numbers:
        if (job.history_key, run) not in _known:
            _known[job.history_key, run] = model.simulate_histories(job, run, 1)[0]
    return np.stack([_known[job.history_key, run] for run in numbers])
