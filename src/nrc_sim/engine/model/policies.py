"""Policies as they stand in a run."""

from __future__ import annotations

from collections.abc import Iterable

from nrc_sim.engine.world.policies import COOPERATION, DIALOGUE, FIRST_AREA, TRANSPARENCY
from nrc_sim.engine.world.types import World
from nrc_sim.rules.arithmetic import held_at


class StandingPolicies:
    """The levels of all policies, 0..1: as the scenario plans them, or as a shock has set them since.

    Attributes
    ----------
    levels : list of float
        In the order of `nrc_sim.engine.world.policies`.
    """

    def __init__(self, world: World) -> None:
        self.levels = list(world.policies[0])
        self._areas = len(world.areas)

    def begin_month(self, planned: Iterable[float]) -> None:
        """Set the policies for which the scenario plans a level from this month on."""
        self.levels = [held_at(level, plan) for level, plan in zip(self.levels, planned, strict=True)]

    def set_levels(self, changes: Iterable[tuple[int, float]]) -> None:
        """Set the policies that a shock sets."""
        for number, level in changes:
            self.levels[number] = level

    @property
    def dialogue(self) -> float:
        """Effort for dialogue."""
        return self.levels[DIALOGUE]

    @property
    def cooperation(self) -> float:
        """Effort for practical cooperation."""
        return self.levels[COOPERATION]

    @property
    def transparency(self) -> float:
        """Transparency of forces and exercises."""
        return self.levels[TRANSPARENCY]

    @property
    def frameworks(self) -> list[float]:
        """Agreed frameworks by area."""
        return self.levels[FIRST_AREA : FIRST_AREA + self._areas]

    @property
    def links(self) -> list[float]:
        """Links to politics by area."""
        return self.levels[FIRST_AREA + self._areas :]
