"""Blocks of runs with the readable engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nrc_sim.blocks import Block
from nrc_sim.errors import RunError
from nrc_sim.model.relationship import RelationshipModel, simulated_history
from nrc_sim.model.reporters import SERIES_REPORTERS, WIDE
from nrc_sim.world import Job


def simulate_histories(job: Job, first_run: int, runs: int) -> NDArray[np.float64]:
    """Simulate the dated history of several runs.

    Parameters
    ----------
    job : Job
    first_run, runs : int
        The runs `first_run` .. `first_run + runs - 1`.

    Returns
    -------
    array of float64 (run, value)
        States at the start of the job's horizon; the same for all jobs with the same `history_key`.
    """
    return np.stack([_history(job, run) for run in range(first_run, first_run + runs)])


def simulate_block(job: Job, first_run: int, runs: int, states: NDArray[np.float64]) -> Block:
    """Simulate several runs of one scenario.

    Parameters
    ----------
    job : Job
    first_run, runs : int
        The runs `first_run` .. `first_run + runs - 1`.
    states : array of float64 (run, value)
        Their states at the start, see `simulate_histories`.

    Raises
    ------
    RunError
        If a run meets an arithmetic error; it names scenario, run and month.
    """
    models = [_simulated(job, first_run + row, state) for row, state in enumerate(states[:runs])]
    collected = [model.datacollector.model_vars for model in models]

    def gathered(name: str) -> NDArray[np.float64]:
        return np.array([variables[name] for variables in collected], dtype=np.float64)

    codes = {name: code for code, name in enumerate(job.labels.regimes)}
    regimes = [[codes[regime] for regime in variables["regime"]] for variables in collected]
    return Block(
        first_run=first_run,
        index=gathered("index"),
        regime=np.array(regimes, dtype=np.uint8),
        settlement=gathered("settlement").astype(np.uint8),
        series={name: gathered(name) for name in SERIES_REPORTERS},
        **{name: gathered(name) for name in WIDE if name != "settlement"},
    )


def _history(job: Job, run: int) -> NDArray[np.float64]:
    try:
        return simulated_history(job, run)
    except ArithmeticError as error:
        raise RunError(f"history of scenario {job.slug!r}, run {run}: {error}") from error


def _simulated(job: Job, run: int, state: NDArray[np.float64]) -> RelationshipModel:
    model = RelationshipModel(job, run=run, state=state)
    try:
        while model.running:
            model.step()
    except ArithmeticError as error:
        raise RunError(f"scenario {job.slug!r}, run {run}, month {model.month + 1} of the horizon: {error}") from error
    return model
