"""The months of a world at rest, for many states at once, by the compiled engine."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nrc_sim.analysis.equilibria.settings import Setting, field_slice, world_at_rest
from nrc_sim.engine.blocks import Block, Floats
from nrc_sim.engine.world import Job, StateLayout
from nrc_sim.engine.world.state import LONG_IN_OFFICE, RIFT_FIELD

_COUNTS = ("settlement_months", "regime_months", "ready", "lead_tenure")
"""Fields that count months, and so never rest."""
_OF_CHANCE = ("lead_disposition", "outside_disposition", "unrest")
"""Fields that chance alone moves away from 0."""
_HELD = (*_COUNTS, *_OF_CHANCE, "settlement", "regime", "home", RIFT_FIELD)
_MEMORY = ("member_slow", "outside_slow")
"""Fields that move in worlds with memory alone."""
_DERIVED = ("raw_index", "trend")
"""Fields that follow from others."""


class MonthlyMap:
    """The monthly map of a scenario in which nothing comes by chance.

    Parameters
    ----------
    job : of the scenario, all runs with one parameter set

    Attributes
    ----------
    free : array (value)
        Whether a value can move by the rules alone.
    moving : array (value)
        The same without values that follow from others.
    """

    def __init__(self, job: Job) -> None:
        self.job, self.layout = job, StateLayout.of(job.world)
        held = _HELD if job.world.has_memory else (*_HELD, *_MEMORY)
        self._counts, self.free = self._mask(_COUNTS), ~self._mask(held)
        self.moving = self.free & ~self._mask(_DERIVED)
        self._jobs: dict[int, Job] = {}

    def without(self, still: NDArray[np.bool_]) -> MonthlyMap:
        """Return the same map with values that do not move either, array (value)."""
        changed = copy(self)
        changed.free, changed.moving = self.free & ~still, self.moving & ~still
        return changed

    def advance(self, states: Floats, months: int) -> Floats:
        """Return states some months later, with all that counts months as it was.

        Parameters
        ----------
        states : array (run, value)
        months : how many, at least 1
        """
        from nrc_sim.engine.kernel import simulate_histories

        later = simulate_histories(self._job_of(months), 0, len(states), states)
        later[:, self._counts] = states[:, self._counts]
        return later

    def distance(self, one: Floats, other: Floats) -> Floats:
        """Return how far states lie apart in the value in which they differ most, array (run)."""
        return np.asarray(np.abs(one - other)[..., self.moving].max(axis=-1))

    def movement(self, states: Floats) -> Floats:
        """Return how far states move in a month, array (run), see `distance`."""
        return self.distance(self.advance(states, 1), states)

    def observe(self, states: Floats, months: int = 1) -> Block:
        """Return what the results of a run show of the months after given states.

        Parameters
        ----------
        states : array (run, value)
        months : how many
        """
        from nrc_sim.engine.kernel import simulate_block

        return simulate_block(self._job_of(months), 0, len(states), states)

    def names(self) -> list[tuple[str, int]]:
        """Name the values of a state: field, and number of the item."""
        return [(name, item) for name, size in self.layout.fields for item in range(size)]

    def hold(self, states: Floats, setting: Setting) -> Floats:
        """Return states with negotiations and regime as a setting has them, without rifts and with old leaderships.

        Parameters
        ----------
        states : array (run, value)
        setting : Setting
        """
        held = states.copy()
        held[:, field_slice(self.layout, "settlement")] = setting.settlements
        levels = {"regime": float(setting.regime), "lead_tenure": float(LONG_IN_OFFICE), RIFT_FIELD: 0.0}
        for name, level in {**dict.fromkeys(_OF_CHANCE, 0.0), **levels}.items():
            held[:, field_slice(self.layout, name)] = level
        return held

    def _mask(self, fields: tuple[str, ...]) -> NDArray[np.bool_]:
        return np.array([name in fields for name, _ in self.names()])

    def _job_of(self, months: int) -> Job:
        """Return a job whose history and whose months both are so many months at rest."""
        if months not in self._jobs:
            world = world_at_rest(self.job.world, months)
            self._jobs[months] = replace(self.job, world=world, history=world, history_key="", parameter_sets=())
        return self._jobs[months]
