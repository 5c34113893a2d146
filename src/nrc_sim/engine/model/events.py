"""What happens to the relationship in a month: shocks that occur, and the acts they consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.rules.arithmetic import plus_weighted
from nrc_sim.rules.issues import linked_share
from nrc_sim.rules.shocks import (
    DISCRETE,
    drawn_size,
    drawn_value,
    holds,
    months_held,
    newly_held,
    plus_consultation,
    plus_discount,
    plus_excess,
    plus_pressure,
    plus_reply,
    scaled_hazard,
    window_month,
)

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel
    from nrc_sim.engine.world.types import Moves, ShockEntry, Timing, World


class MonthActs:
    """Sum of the month's acts: conduct by dyad, pressure by issue, and other moves.

    Attributes
    ----------
    member_acts, outside_acts : list of float (member)
        Goldstein weight / 10 of acts toward and from the outside power.
    discounts : list of float (member)
        What the outside power does not count, or turns around, of members' linked acts.
    pressure : list of float (issue)
    stocks : list of float (area)
    talks_opened : float
        Negotiations opened this month.
    commands : dict of negotiation to state
    institution : int
        Regime founded this month, or -1.
    """

    def __init__(self, world: World) -> None:
        self.member_acts = [0.0] * len(world.members)
        self.outside_acts = [0.0] * len(world.members)
        self.discounts = [0.0] * len(world.members)
        self.pressure = [0.0] * len(world.issues)
        self.stocks = [0.0] * len(world.areas)
        self.activity_outside = self.activity_alliance = self.rally = self.consultation = self.talks_opened = 0.0
        self.commands: dict[int, int] = {}
        self.institution = -1

    def add(self, moves: Moves, size: float, share: float) -> None:
        """Add what a shock does.

        Parameters
        ----------
        moves : what it does for size 1
        size : its size
        share : of its acts by members that counts with the outside power, and of its replies; 1 unless they are linked
        """
        for number, weight in enumerate(moves.member_acts):
            self.member_acts[number] = plus_weighted(self.member_acts[number], size, weight)
            self.discounts[number] = plus_discount(self.discounts[number], size, weight, share)
        for number, weight in enumerate(moves.outside_acts):
            self.outside_acts[number] = plus_reply(self.outside_acts[number], size, weight, share)
        for number, pressures in enumerate(zip(moves.member_pressure, moves.outside_pressure, strict=True)):
            self.pressure[number] = plus_pressure(self.pressure[number], size, pressures, share)
        for number, stock in enumerate(moves.stocks):
            self.stocks[number] = plus_weighted(self.stocks[number], size, stock)
        self.activity_outside = plus_weighted(self.activity_outside, size, moves.activity_outside)
        self.activity_alliance = plus_weighted(self.activity_alliance, size, moves.activity_alliance)
        self.rally = plus_weighted(self.rally, size, moves.rally)
        self.consultation = plus_consultation(self.consultation, size, moves.consultation)
        self.commands.update(moves.commands)
        self.institution = max(self.institution, moves.institution)

    def add_result(self, moves: Moves, *, opened: bool) -> None:
        """Add the acts with which a negotiation enters a new state."""
        self.add(moves, 1.0, 1.0)
        self.talks_opened += 1.0 if opened else 0.0


class ShockWatch:
    """Decides each month which shocks of the scenario occur.

    Parameters
    ----------
    model : RelationshipModel
    windows : list of float (shock)
        Uniform numbers that place shocks in their windows.
    """

    def __init__(self, model: RelationshipModel, windows: list[float]) -> None:
        self.model = model
        self.months = [_window_month(s.timing, chance) for s, chance in zip(model.world.shocks, windows, strict=True)]
        self.held_for = [0] * len(model.world.shocks)
        self.occurred: list[tuple[str, float]] = []

    def occur(self, acts: MonthActs) -> None:
        """Draw this month's shocks, and add their effects."""
        model, variables = self.model, self.model.variables()
        self.occurred = []
        for number, shock in enumerate(model.world.shocks):
            if not self._due(number, shock.timing, variables):
                continue
            size = _drawn(shock, model.draws.sizes[number])
            linked = shock.moves.linked
            share = 1.0 if linked < 0 else linked_share(model.agenda.tension[linked], model.parameters.issues)
            acts.add(shock.moves, size, share)
            model.policies.set_levels(shock.moves.policies)
            self.occurred.append((shock.id, size))

    def _due(self, number: int, timing: Timing, variables: list[float]) -> bool:
        if timing.conditions:
            return self._condition_met(number, timing, variables)
        if timing.hazard > 0.0:
            excess = 0.0
            for which, slope, reference in timing.scaling:
                excess = plus_excess(excess, slope, variables[which], reference)
            return self.model.draws.occurrences[number] < scaled_hazard(timing.hazard, excess)
        return self.model.month == self.months[number]

    def _condition_met(self, number: int, timing: Timing, variables: list[float]) -> bool:
        """Return whether the conditions have now held for long enough, for the first time in this run."""
        met = all(holds(variables[which], comparison, bound) for which, comparison, bound in timing.conditions)
        before, after = self.held_for[number], months_held(self.held_for[number], met, timing.patience)
        self.held_for[number] = after
        return newly_held(before, after, timing.patience)


def _window_month(timing: Timing, chance: float) -> int:
    first, last = timing.window
    return timing.month if first < 0 else window_month(chance, first, last)


def _drawn(shock: ShockEntry, chance: float) -> float:
    size = shock.size
    if size.shape == DISCRETE:
        return drawn_value(chance, size.values, size.cumulative)
    return drawn_size(chance, size.shape, size.low, size.mode, size.high)
