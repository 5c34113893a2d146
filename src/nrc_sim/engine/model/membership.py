"""Who belongs to either side of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.engine.belonging import next_membership

if TYPE_CHECKING:
    from nrc_sim.engine.world.types import World


class StandingMembership:
    """Who belongs to either side, as the calendar of the world has it or as shocks have changed it since.

    Parameters
    ----------
    world : World

    Attributes
    ----------
    state : int
        State of `nrc_sim.engine.world.types.Membership`; 0 where nobody can join or leave by shocks.
    coming : int
        The state once the shocks of the month have come, by which it is replaced then.
    """

    def __init__(self, world: World) -> None:
        self._world, self.state, self.coming = world, 0, 0
        self.begin_month(0)
        self.settle()

    def begin_month(self, month: int) -> None:
        """Let those join and leave whom the calendar lets do so."""
        if self._world.membership is not None:
            kept, joined = self._world.membership.planned[month]
            self.state = next_membership(self.state, kept, joined)
        self.coming = self.state

    def change(self, kept: int, joined: int) -> None:
        """Let those join and leave whom a shock lets do so, once all shocks of the month have come."""
        self.coming = next_membership(self.coming, kept, joined)

    def settle(self) -> int:
        """Take in whom this month's shocks have let join, let go whom they have let leave, and return the state."""
        self.state = self.coming
        return self.state

    def weights(self, month: int) -> tuple[float, ...]:
        """Return the weights of the pairs in a month."""
        held, row = self._world.membership, self._row(month)
        return self._world.weights[row] if held is None else held.weights[row]

    def without_lead(self, month: int) -> tuple[float, ...]:
        """Return the weights of the pairs without the lead of the first side in a month."""
        held, row = self._world.membership, self._row(month)
        return self._world.without_lead[row] if held is None else held.without_lead[row]

    def allies(self, month: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the weights of the powers of either side other than its lead in a month."""
        held, row = self._world.membership, self._row(month)
        return self._world.allies[row] if held is None else held.allies[row]

    def _row(self, month: int) -> int:
        return month if self._world.membership is None else self._world.membership.rows[month][self.state]
