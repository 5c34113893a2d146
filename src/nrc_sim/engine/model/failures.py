"""Runs that cannot be finished: in which month, and by which rule or variable."""

from __future__ import annotations

import traceback
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Failure
from nrc_sim.engine.model.relationship import RelationshipModel, start_of_history
from nrc_sim.engine.model.transfer import read_state
from nrc_sim.engine.world import CENTRAL, ENSEMBLE, Job, State, StateLayout
from nrc_sim.rules.arithmetic import is_finite

NOT_FINITE = "not a finite number"
HISTORY, SCENARIO = "history", "scenario"
_MONTHS_OF_A_YEAR = 12


def finish_run(model: RelationshipModel) -> tuple[str, str] | None:
    """Step a model to its horizon, looking at its state after each month.

    Parameters
    ----------
    model : RelationshipModel

    Returns
    -------
    None, or where a run failed and why: the rule that met an arithmetic error, or the variable that is no finite
    number; the model stays in the month of the failure
    """
    while model.running:
        month = model.month
        try:
            model.step()
        except ArithmeticError as error:
            return failing_rule(error), str(error)
        field = first_undefined(read_state(model))
        if field is not None:
            model.month = month
            return field, NOT_FINITE
    return None


def first_undefined(state: State) -> str | None:
    """Return the first field of a state that holds anything but finite numbers, or None.

    Parameters
    ----------
    state : State
    """
    return next((name for name, values in state.items() if not all(map(is_finite, values))), None)


def failing_rule(error: ArithmeticError) -> str:
    """Name the rule, or else the function of the model, in which an arithmetic error arose, such as `trust.learned`.

    Parameters
    ----------
    error : as it was caught
    """
    frames = traceback.extract_tb(error.__traceback__)
    rules = [frame for frame in frames if Path(frame.filename).parent.name == "rules"]
    frame = (rules or list(frames))[-1]
    return f"{Path(frame.filename).stem}.{frame.name}"


def describe_failure(job: Job, run: int, place: tuple[str, int], fault: tuple[str, str]) -> Failure:
    """Describe a run that failed.

    Parameters
    ----------
    job : Job
    run : number of the run
    place : `HISTORY` or `SCENARIO`, and the number of the month counted from its start
    fault : rule or variable, and what was wrong
    """
    stage, month = place
    world = job.history if stage == HISTORY and job.history is not None else job.world
    year, in_year = divmod(world.start + month, _MONTHS_OF_A_YEAR)
    named = f"{year:04d}-{in_year + 1:02d}"
    drawn = ENSEMBLE if job.parameter_sets else CENTRAL
    return Failure(job.slug, run, named, stage, fault[0], fault[1], job.seed, drawn)


def find_failure(job: Job, run: int, state: NDArray[np.float64]) -> Failure:
    """Simulate a run that failed once more, to say in which month and by which rule or variable.

    Parameters
    ----------
    job : Job
    run : number of the run
    state : array of float64 (value)
        Its state at the start of the horizon; no numbers at all mark a run whose history failed.
    """
    if np.isnan(state).all() and job.history is not None:
        model, stage = start_of_history(job, run), HISTORY
    else:
        field = first_undefined(StateLayout.of(job.world).from_vector(state))
        if field is not None:
            return describe_failure(job, run, (SCENARIO, 0), (field, NOT_FINITE))
        model, stage = RelationshipModel(job, run=run, state=state), SCENARIO
    fault = finish_run(model)
    if fault is None:
        fault = "state", f"{NOT_FINITE} in the compiled engine, a finite one in the readable engine"
    return describe_failure(job, run, (stage, model.month), fault)
