"""Disputes that break out between the powers of the two sides by chance, and bring others after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nrc_sim.engine.model.events import MonthActs
from nrc_sim.rules.arithmetic import mean_of_both
from nrc_sim.rules.disputes import chance_of_dispute, first_acts, next_unrest, severity

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel


class Dispute(NamedTuple):
    """A dispute that broke out: in which pair, how severe, and the acts of both sides (Goldstein weight / 10)."""

    pair: int
    severity: float
    acts: tuple[float, float]


class Disputes:
    """Disputes of all pairs; not an agent, since it has no will of its own.

    Attributes
    ----------
    unrest : list of float (pair)
        What earlier disputes add to the probability of the next one.
    occurred : list of Dispute
        Those of the last month.
    quiet : bool
        Whether none breaks out, to see what they change.
    """

    def __init__(self, model: RelationshipModel) -> None:
        self.model = model
        self.unrest = [0.0] * len(model.world.pairs)
        self.occurred: list[Dispute] = []
        self.quiet = False

    def break_out(self, acts: MonthActs) -> None:
        """Draw this month's disputes, and add the acts of both sides."""
        self.occurred = []
        world = self.model.world
        if self.quiet or not world.has_memory:
            return
        barred = bool(world.barred) and world.barred[self.model.month][-1]
        p, held = self.model.parameters.disputes, mean_of_both(*self.model.agenda.grievances)
        for pair, chances in enumerate(self.model.draws.disputes):
            broke_out = not barred and chances[0] < chance_of_dispute(self.unrest[pair], held, p)
            if broke_out:
                size = severity(chances[2], p)
                both = first_acts(size, chances[1], p)
                self.occurred.append(Dispute(pair, size, both))
                for side in range(2):
                    acts.by_side[side][pair] += both[side]
            self.unrest[pair] = next_unrest(self.unrest[pair], broke_out, p)
