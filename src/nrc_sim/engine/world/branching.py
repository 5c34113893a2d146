"""Runs that are others up to a month, and go on from there with draws of their own."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nrc_sim.engine.world.job import Job


class Branching(NamedTuple):
    """Runs that are others up to a month, and go on from there with fresh draws.

    `origins` holds for each run the number of the run that it is at first, array (run); `turn` is the month from which
    its draws are its own, counted from the start of the horizon, >= 1.
    """

    origins: NDArray[np.int64]
    turn: int


def branched_job(job: Job, branching: Branching) -> Job:
    """Return a job whose runs branch from others.

    Parameters
    ----------
    job : Job
    branching : from which, and when
    """
    key = sha256(job.history_key.encode() + branching.origins.tobytes()).hexdigest()
    return replace(job, history_key=key, branching=branching)
