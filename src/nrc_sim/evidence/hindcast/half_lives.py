"""How long conduct and trust remember an impulse: half-lives of the response, with common random numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import Job
from nrc_sim.evidence.claims.fact_schema import Probe
from nrc_sim.evidence.claims.variants import with_probe
from nrc_sim.evidence.observed.series import Dyad
from nrc_sim.evidence.observed.simulated import paths_of
from nrc_sim.scenario import month_text

_IMPULSE, _MONTHS_LATER, _FOLLOWED = -0.5, 24, 48


class HalfLives(NamedTuple):
    """Months until the response has fallen below half of its height."""

    conduct: float
    trust: float


def half_lives(job: Job, runs: int = 512) -> HalfLives:
    """Return the half-lives of the response to one month of hostile conduct between all members and the outside power.

    Parameters
    ----------
    job : of the history
    runs : with and without the impulse
    """
    from nrc_sim.engine.kernel import simulate_block, simulate_histories

    month = job.start + _MONTHS_LATER
    probe = Probe(at=month_text(month), impulse=_IMPULSE, members=("alliance",))
    paths = []
    for world in (job.world, with_probe(job.world, probe)):
        changed = replace(job, world=world)
        block = simulate_block(changed, 0, runs, simulate_histories(changed, 0, runs), conduct=True)
        everyone = Dyad(np.full(len(world.pairs), 1.0 / len(world.pairs)), "both")
        paths.append(tuple(paths_of(block, name, everyone).mean(axis=0) for name in HalfLives._fields))
    responses = [np.abs(changed - plain)[_MONTHS_LATER:][:_FOLLOWED] for plain, changed in zip(*paths, strict=True)]
    return HalfLives(*(_half_life(response) for response in responses))


def _half_life(response: Floats) -> float:
    """Return the months from the peak until half of it is crossed, between months in a straight line."""
    peak = int(response.argmax())
    half = 0.5 * float(response[peak])
    for month in range(peak + 1, response.size):
        if response[month] < half:
            before, after = float(response[month - 1]), float(response[month])
            return month - peak - 1 + (before - half) / (before - after)
    return float(response.size - peak)
