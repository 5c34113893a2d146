"""What happens to the relationship in a month: shocks that occur, and the acts they consist of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from nrc_sim.engine.model.reporters import read_variables
from nrc_sim.rules.arithmetic import plus_weighted
from nrc_sim.rules.issues import linked_share
from nrc_sim.rules.shocks import (
    DISCRETE,
    can_begin,
    drawn_size,
    drawn_value,
    first_month,
    held_enough,
    holds,
    is_under_way,
    months_held,
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
    by_side : list of list of float (side, pair)
        Goldstein weight / 10 of acts of either side.
    discounts : list of float (pair)
        What the second side does not count, or turns around, of linked acts of the first.
    pressure : list of float (issue)
    stocks : list of float (area)
    talks_opened : float
        Negotiations opened this month.
    commands : dict of negotiation to state
    institution : int
        Regime founded this month, or -1.
    rifts : list of float (power with allies)
        Acts between each and its allies.
    state : int
        State of membership, by which words for several powers mean those who belong.
    """

    def __init__(self, world: World, state: int = 0) -> None:
        self.by_side = [[0.0] * len(world.pairs), [0.0] * len(world.pairs)]
        self.discounts = [0.0] * len(world.pairs)
        self.pressure = [0.0] * len(world.issues)
        self.stocks = [0.0] * len(world.areas)
        self.rifts = [0.0] * (len(world.allied[0]) + len(world.allied[1]))
        self.activity_outside = self.activity_alliance = self.rally = self.consultation = self.talks_opened = 0.0
        self.commands: dict[int, int] = {}
        self.institution = -1
        self.state = state

    def add(self, moves: Moves, size: float, share: float) -> None:
        """Add what a shock does.

        Parameters
        ----------
        moves : what it does for size 1
        size : its size
        share : of acts of the first side that counts with the second, and of its replies; 1 unless they are linked
        """
        acts, replies = self.by_side
        first, second = moves.acts(self.state)
        for number, weight in enumerate(first):
            acts[number] = plus_weighted(acts[number], size, weight)
            self.discounts[number] = plus_discount(self.discounts[number], size, weight, share)
        for number, weight in enumerate(second):
            replies[number] = plus_reply(replies[number], size, weight, share)
        for number, pressures in enumerate(zip(moves.member_pressure, moves.outside_pressure, strict=True)):
            self.pressure[number] = plus_pressure(self.pressure[number], size, pressures, share)
        for number, weight in enumerate(moves.rifts_while(self.state)):
            self.rifts[number] = plus_weighted(self.rifts[number], size, weight)
        for number, stock in enumerate(moves.stocks):
            self.stocks[number] = plus_weighted(self.stocks[number], size, stock)
        self.activity_outside = plus_weighted(self.activity_outside, size, moves.activity_outside)
        self.activity_alliance = plus_weighted(self.activity_alliance, size, moves.activity_alliance)
        self.rally = plus_weighted(self.rally, size, moves.rally)
        self.consultation = plus_consultation(self.consultation, size, moves.consultation)
        self.commands.update(moves.commands)
        self.institution = max(self.institution, moves.institution)

    def add_result(self, moves: Moves, opened: float) -> None:
        """Add the acts with which a negotiation enters a new state; `opened` is 1 where talks begin with it, else 0."""
        self.add(moves, 1.0, 1.0)
        self.talks_opened += opened


class ShockNote(NamedTuple):
    """How many times a shock began, in which month first, or -1, and its largest size."""

    times: int = 0
    first_month: int = -1
    largest_size: float = 0.0


class ShockWatch:
    """Decides each month which shocks of the scenario occur.

    Parameters
    ----------
    model : RelationshipModel
    windows : list of float (shock)
        Uniform numbers that place shocks in their windows.
    later : sequence of float (shock)
        Those that place them in what is left of these, where a run has draws of its own after those of another.

    Attributes
    ----------
    months : list of int (shock)
        First month in which each came, or will come, when it was last set off; -1 if it never was.
    held_for : list of int (shock)
        For how many months the conditions of each have held.
    counts : list of int (shock)
        How often each has been set off by chance, a condition or another shock.
    notes : list of ShockNote (shock)
        What the run has drawn of each so far.
    """

    def __init__(self, model: RelationshipModel, windows: list[float], later: Sequence[float] = ()) -> None:
        self.model, self._later = model, later
        shocks = model.world.shocks
        self.months = [placed_month(shock.timing, chance) for shock, chance in zip(shocks, windows, strict=True)]
        self.held_for, self.counts = [0] * len(shocks), [0] * len(shocks)
        self.occurred: list[tuple[str, float]] = []
        self.notes = [ShockNote() for _ in shocks]

    def occur(self, acts: MonthActs) -> None:
        """Draw this month's shocks, and add their effects."""
        model, variables = self.model, read_variables(self.model)
        self.occurred = []
        if 0 < model.job.turn == model.month:
            self._place_again()
        barred = model.world.barred[model.month] if model.world.barred else ()
        for number, shock in enumerate(model.world.shocks):
            if barred and barred[number]:
                # All that came in this month is told: what would begin does not come at all.
                self.months[number] = -1 if self.months[number] == model.month else self.months[number]
                continue
            if self._is_set_off(number, shock.timing, variables):
                self._begin(number, shock.timing)
            if not is_under_way(model.month, self.months[number], shock.timing.spell):
                continue
            # Its size is drawn once, in the first of its months.
            size = _drawn(shock, model.months_of_draws[self.months[number]].sizes[number])
            linked = shock.moves.linked
            share = 1.0 if linked < 0 else linked_share(model.agenda.tension[linked], model.parameters.issues)
            acts.add(shock.moves, size, share)
            model.policies.set_levels(shock.moves.policies)
            model.membership.change(shock.moves.kept, shock.moves.joined)
            self.occurred.append((shock.id, size))
            self.notes[number] = self._noted(number, shock.timing, size)
        self._set_off_followers()

    def _place_again(self) -> None:
        """Place shocks in what is left of their windows, unless their month has been reached."""
        month = self.model.month
        for number, (shock, chance) in enumerate(zip(self.model.world.shocks, self._later, strict=True)):
            first, last = shock.timing.window
            reached = 0 <= self.months[number] < first_month(month, shock.timing.spell)
            if first >= 0 and month <= last and not reached:
                self.months[number] = placed_month(shock.timing, chance, month)

    def _noted(self, number: int, timing: Timing, size: float) -> ShockNote:
        """Return what is noted of a shock that comes this month; one that lasts begins once."""
        note, month = self.notes[number], self.model.month
        if note.times == 0:
            return ShockNote(1, month, size)
        begins = timing.spell.lasts == 1 or self.months[number] == month
        return ShockNote(note.times + begins, note.first_month, max(note.largest_size, size))

    def _can_begin(self, number: int, timing: Timing) -> bool:
        return can_begin(self.model.month, self.months[number], self.counts[number], timing.spell)

    def _begin(self, number: int, timing: Timing) -> None:
        self.months[number] = first_month(self.model.month, timing.spell)
        self.counts[number] += 1

    def _is_set_off(self, number: int, timing: Timing, variables: list[float]) -> bool:
        """Return whether a shock is set off this month by chance or a condition."""
        if timing.conditions:
            return self._condition_met(number, timing, variables)
        if timing.hazard > 0.0 and self._can_begin(number, timing):
            excess = 0.0
            for which, slope, reference in timing.scaling:
                excess = plus_excess(excess, slope, variables[which], reference)
            return self.model.draws.occurrences[number] < scaled_hazard(timing.hazard, excess)
        return False

    def _condition_met(self, number: int, timing: Timing, variables: list[float]) -> bool:
        """Return whether the conditions have now held for long enough; the months of a spell do not count."""
        met = self._can_begin(number, timing) and all(
            holds(variables[which], comparison, bound) for which, comparison, bound in timing.conditions
        )
        self.held_for[number] = months_held(self.held_for[number], met, timing.patience)
        return held_enough(self.held_for[number], timing.patience)

    def _set_off_followers(self) -> None:
        """Set off the shocks that follow those that have begun this month."""
        firsts = {shock.id: first for shock, first in zip(self.model.world.shocks, self.months, strict=False)}
        for number, shock in enumerate(self.model.world.shocks):
            begun = firsts.get(shock.timing.follows) == self.model.month
            if begun and self._can_begin(number, shock.timing):
                self._begin(number, shock.timing)


def placed_month(timing: Timing, chance: float, earliest: int = 0) -> int:
    """Return the first month in which a shock with a date or a window comes, -1 for any other.

    Parameters
    ----------
    timing : of the shock
    chance : uniform number that places it in its window
    earliest : month before which it is not set off
    """
    first, last = timing.window
    if first >= 0:
        return first_month(window_month(chance, max(first, earliest), last), timing.spell)
    return timing.month if timing.month < 0 else first_month(timing.month, timing.spell)


def _drawn(shock: ShockEntry, chance: float) -> float:
    size = shock.size
    if size.shape == DISCRETE:
        return drawn_value(chance, size.values, size.cumulative)
    return drawn_size(chance, size.shape, size.low, size.mode, size.high)
