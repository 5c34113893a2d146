"""What is learned from: an observation, and what simulates it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.panel.coordinates import to_unit
from nrc_sim.study.executors import Progress, choose_executor, ignore_news, map_ordered
from nrc_sim.study.running import kept

BATCH = 32
"""Candidates that are simulated together."""
_KEPT_TOGETHER = 512
LEARNING = "learning"
"""What kept work and its news are called."""


class Problem(NamedTuple):
    """What is learned from.

    Attributes
    ----------
    observed : array (statistic)
    counted : array (counted)
        Places of the statistics that count.
    numbers : int
        How many are learned.
    simulate : callable
        Given places in the unit cube, array (candidate, number), and the number of the first candidate, returns
        statistics, array (candidate, statistic). All it draws follows from the numbers of the candidates.
    seed : int
    budget : int
        Most candidates, see `inference.least_budget`.
    workers : int or None
        Threads; None takes what the machine offers.
    progress : callable
        Receives the stage, candidates done and to do.
    """

    observed: Floats
    counted: Integers
    numbers: int
    simulate: Callable[[Floats, int], Floats]
    seed: int
    budget: int
    workers: int | None = None
    progress: Progress = ignore_news

    @property
    def target(self) -> Floats:
        """What is observed of the statistics that count, array (counted)."""
        return self.observed[self.counted]


def simulate_all(problem: Problem, coordinates: Floats, first: int) -> Floats:
    """Simulate candidates in batches, and keep what they gave, array (candidate, statistic).

    Parameters
    ----------
    problem : how
    coordinates : of the candidates, array (candidate, number)
    first : number of the first candidate
    """
    found = []
    for start in range(0, len(coordinates), _KEPT_TOGETHER):
        part = coordinates[start : start + _KEPT_TOGETHER]
        described = [LEARNING, problem.seed, first + start, len(part)]
        found.append(kept(_simulate, lambda *_, listed=described: listed)(problem, to_unit(part), first + start))
    return np.concatenate(found)


def _simulate(problem: Problem, places: Floats, first: int) -> Floats:
    pieces = [(places[start : start + BATCH], first + start) for start in range(0, len(places), BATCH)]
    found = []
    with choose_executor(problem.workers, threads=True) as executor:
        for statistics in map_ordered(executor, problem.simulate, pieces):
            found.append(statistics)
            problem.progress(LEARNING, first + BATCH * len(found), problem.budget)
    return np.concatenate(found)
