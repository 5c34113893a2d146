"""Shares of the variance of the final index by cause: what changes when the draws of one cause are others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats, without_failures
from nrc_sim.engine.world import Job, draw_sets
from nrc_sim.engine.world.types import Moves
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import describe_job, kept
from nrc_sim.study.statistics.outcomes import final_index

_PARAMETERS, _HISTORY = "parameters", "history"
_NEGOTIATIONS, _INSTITUTION, _LEADERSHIP = "negotiations", "institution", "leadership"
_HOSTILE, _FRIENDLY, _NOISE = "hostile shocks", "friendly shocks", "conduct noise"

_OTHER_SEED = 0x5EED
"""Added to the seed where other draws are wanted."""
_RANGE_RUNS = 512
_RESAMPLES = 400


class CauseShare(NamedTuple):
    """Total-order share of a cause, with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class _JobOfSets(Job):
    """A job whose runs draw their parameter sets by a seed of their own."""

    seed_of_sets: int = 0

    def sets_of(self, runs: NDArray[np.int64]) -> NDArray[np.int64]:
        return draw_sets(self.seed_of_sets, runs, max(1, len(self.parameter_sets)))


class CauseEffects(NamedTuple):
    """What was found of single runs.

    Attributes
    ----------
    final : array (run)
        Final index, points.
    redrawn : mapping of str to array (run)
        The same with other draws of one cause; a cause that the world has no draws of is missing.
    """

    final: Floats
    redrawn: Mapping[str, Floats]

    def shares(self) -> dict[str, CauseShare]:
        """Return the total-order share of each cause, with bootstrap intervals over runs."""
        found = {name: self._shares_in(name, None) for name in self.redrawn}
        generator = np.random.Generator(np.random.PCG64(_OTHER_SEED))
        rows = [generator.integers(self.final.size, size=self.final.size) for _ in range(_RESAMPLES)]
        drawn = {name: [self._shares_in(name, chosen) for chosen in rows] for name in self.redrawn}
        ends = {name: np.quantile(values, (0.025, 0.975)) for name, values in drawn.items()}
        return {name: CauseShare(found[name], float(ends[name][0]), float(ends[name][1])) for name in found}

    def nth_largest(self, place: int) -> CauseShare:
        """Return the share of the cause that has the nth largest; 0 if there are fewer.

        Parameters
        ----------
        place : 1 for the largest
        """
        generator = np.random.Generator(np.random.PCG64(_OTHER_SEED))
        rows = [generator.integers(self.final.size, size=self.final.size) for _ in range(_RESAMPLES)]
        low, high = np.quantile([self._nth(place, chosen) for chosen in rows], (0.025, 0.975))
        return CauseShare(self._nth(place, None), float(low), float(high))

    def _nth(self, place: int, rows: NDArray[np.int64] | None) -> float:
        ordered = sorted((self._shares_in(name, rows) for name in self.redrawn), reverse=True)
        return ordered[place - 1] if len(ordered) >= place else 0.0

    def _shares_in(self, name: str, rows: NDArray[np.int64] | None) -> float:
        chosen = slice(None) if rows is None else rows
        first, second = self.final[chosen], self.redrawn[name][chosen]
        return float(((first - second) ** 2).mean() / 2.0 / np.concatenate([first, second]).var())


def _processes_by_cause(job: Job) -> dict[str, tuple[str, ...]]:
    """Sort the random processes of a scenario by the cause that they belong to.

    Parameters
    ----------
    job : of the scenario
    """
    hostile, friendly = (
        [entry.id for entry in job.world.shocks if _is_hostile(entry.moves) == answer] for answer in (True, False)
    )
    found = {
        _NEGOTIATIONS: ("negotiation",),
        _INSTITUTION: ("institution",),
        _LEADERSHIP: ("leadership",),
        _HOSTILE: tuple(f"{kind} {name}" for name in hostile for kind in ("shock", "window")),
        _FRIENDLY: tuple(f"{kind} {name}" for name in friendly for kind in ("shock", "window")),
    }
    if job.world.has_memory:
        found |= {_HOSTILE: (*found[_HOSTILE], "disputes"), _NOISE: ("drift",)}
    return found


def _is_hostile(moves: Moves) -> bool:
    """Return whether what happens is hostile on balance; without acts, whether it sets forces in motion."""
    acts = added_up((*moves.member_acts, *moves.outside_acts, *moves.rifts))
    return acts < 0.0 or (acts == 0.0 and moves.activity_outside + moves.activity_alliance > 0.0)


def redraw_causes(job: Job, runs: int, months: int, workers: int | None = None) -> CauseEffects:
    """Simulate runs as they are, and with other draws of each cause in turn.

    Parameters
    ----------
    job : of the scenario, without a nested ensemble
    runs : how many, from run 0 on
    months : of which the final index is the mean
    workers : threads; None takes what the machine offers

    Notes
    -----
    Pick-freeze: half the mean squared difference of runs that share everything but one cause, over the variance, is
    the total-order share of that cause (Jansen 1999).
    """
    pairs = _jobs_by_cause(job)

    def simulate() -> Floats:
        return np.stack([_final(past, future, (runs, months), workers) for past, future in pairs.values()])

    own, *others = kept(simulate, lambda: ["causes", describe_job(job), runs, months])()
    return CauseEffects(own, dict(zip(list(pairs)[1:], others, strict=True)))


def _jobs_by_cause(job: Job) -> dict[str, tuple[Job, Job]]:
    """Return the jobs of the history and of the months after it: as they are, then with other draws of each cause."""
    own = _JobOfSets(**{field.name: getattr(job, field.name) for field in fields(Job)}, seed_of_sets=job.seed)
    found: dict[str, tuple[Job, Job]] = {"": (own, own)}
    found |= {name: (own, replace(own, redrawn=processes)) for name, processes in _processes_by_cause(job).items()}
    if job.history is not None:
        found[_HISTORY] = (replace(own, seed=job.seed + _OTHER_SEED), own)
    if job.parameter_sets:
        of_sets = replace(own, seed_of_sets=job.seed + _OTHER_SEED)
        found[_PARAMETERS] = (of_sets, of_sets)
    return found


def _final(past: Job, future: Job, span: tuple[int, int], workers: int | None) -> Floats:
    """Return the final index of runs whose history is that of one job and whose months are those of another."""
    from nrc_sim.engine.kernel import simulate_block, simulate_histories
    from nrc_sim.engine.kernel.simulation import lay_out_job

    runs, months = span
    for job in (past, future):
        lay_out_job(job)

    def simulate(first: int, count: int) -> Floats:
        block = simulate_block(future, first, count, simulate_histories(past, first, count))
        return final_index(without_failures(block).index, months)

    pieces = [(first, min(_RANGE_RUNS, runs - first)) for first in range(0, runs, _RANGE_RUNS)]
    with choose_executor(workers, threads=True) as executor:
        return np.concatenate(list(map_ordered(executor, simulate, pieces)))
