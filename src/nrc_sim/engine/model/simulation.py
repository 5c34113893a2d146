"""Blocks of runs with the readable engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import CONDUCT, RIFT, SHOCKS, Block, Failure
from nrc_sim.engine.model.failures import SCENARIO, describe_failure, find_failure, finish_run
from nrc_sim.engine.model.relationship import RelationshipModel, simulated_history, start_of_history
from nrc_sim.engine.model.reporters import SERIES_REPORTERS
from nrc_sim.engine.world import Job, StateLayout, codes_before


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
        States at the start of the job's horizon, the same for all jobs with the same `history_key`; a row of no
        numbers where the history failed.
    """
    return np.stack([_history(job, run) for run in range(first_run, first_run + runs)])


def simulate_block(job: Job, first_run: int, runs: int, states: NDArray[np.float64], *, conduct: bool = False) -> Block:
    """Simulate several runs of one scenario.

    Parameters
    ----------
    job : Job
    first_run, runs : int
        The runs `first_run` .. `first_run + runs - 1`.
    states : array of float64 (run, value)
        Their states at the start, see `simulate_histories`.
    conduct : bool
        Whether the conduct of every actor is kept.

    Returns
    -------
    Block
        Without the runs that failed; its `failures` say where and why.
    """
    ended = [_simulated(job, first_run + row, state) for row, state in enumerate(states[:runs])]
    models = [model for model in ended if isinstance(model, RelationshipModel)]
    collected = [model.datacollector.model_vars for model in models]
    labels = job.labels
    drawn: dict[str, Any] = _drawn_by(models, len(job.world.shocks))
    drawn |= codes_before(job.world, states[[model.run - first_run for model in models]])
    codes = {name: code for code, name in enumerate(labels.regimes)}
    axes = {
        "settlement": len(labels.negotiations),
        "tension": len(labels.issues),
        "stock": len(labels.areas),
        **dict.fromkeys(("member_trust", "outside_trust", *CONDUCT), len(labels.members)),
        **({RIFT: len(labels.rifts)} if labels.rifts else {}),
    }

    def stacked(name: str, *axis: int) -> NDArray[np.float64]:
        values = np.array([variables[name] for variables in collected], dtype=np.float64)
        return values.reshape(len(models), job.months, *axis)

    regimes = [[codes[regime] for regime in variables["regime"]] for variables in collected]
    return Block(
        run=np.array([model.run for model in models], dtype=np.int64),
        index=stacked("index"),
        regime=np.array(regimes, dtype=np.uint8).reshape(len(models), job.months),
        settlement=stacked("settlement", axes["settlement"]).astype(np.uint8),
        series={name: stacked(name) for name in SERIES_REPORTERS},
        failures=tuple(failure for failure in ended if isinstance(failure, Failure)),
        **drawn,
        origin=job.origins_of(np.array([model.run for model in models], dtype=np.int64)),
        **{
            name: stacked(name, axes[name])  # type: ignore[arg-type]
            for name in axes
            if name != "settlement" and (conduct or name not in CONDUCT)
        },
    )


def _drawn_by(models: Sequence[RelationshipModel], shocks: int) -> dict[str, Any]:
    """Return what each run drew of shocks, arrays (run, shock) by name."""
    notes = [model.shocks.notes for model in models]
    columns = zip(SHOCKS, (np.int32, np.int32, np.float64), strict=True)
    return {
        name: np.array([[note[place] for note in row] for row in notes], dtype=kind).reshape(len(models), shocks)
        for place, (name, kind) in enumerate(columns)
    }


def _history(job: Job, run: int) -> NDArray[np.float64]:
    if job.history is None:
        return simulated_history(job, run)
    model = start_of_history(job, run)
    failed = finish_run(model) is not None
    return np.full(StateLayout.of(job.history).size, np.nan) if failed else model.export_state()


def _simulated(job: Job, run: int, state: NDArray[np.float64]) -> RelationshipModel | Failure:
    if not np.isfinite(state).all():
        return find_failure(job, run, state)
    model = RelationshipModel(job, run=run, state=state)
    fault = finish_run(model)
    return model if fault is None else describe_failure(job, run, (SCENARIO, model.month), fault)
