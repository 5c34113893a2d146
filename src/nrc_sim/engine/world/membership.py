"""Who belongs to either side where shocks can change it: states as bits, and the weights that hold in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nrc_sim.engine.belonging import next_membership
from nrc_sim.engine.world.pairs import TraitRules, WeightsOfPairs, weights_while
from nrc_sim.engine.world.types import Membership
from nrc_sim.rules.alliance import AllianceParameters
from nrc_sim.scenario.scenario_schema import Shock, moved_powers
from nrc_sim.scenario.sides import Side

EVERYONE_STAYS = -1
"""Bits of those who stay as they are where nobody joins or leaves."""


class States:
    """States of membership: one bit for each power that a shock can let join or leave.

    Parameters
    ----------
    shocks : of a scenario
    sides : of its world

    Attributes
    ----------
    powers : tuple of str
        Ids of these powers, in the order of their bits.
    """

    def __init__(self, shocks: Sequence[Shock], sides: tuple[Side, Side]) -> None:
        self.powers, self.sides = moved_powers(shocks), sides

    def __len__(self) -> int:
        """Return the number of states; without such powers there is one."""
        return 1 << len(self.powers)

    def bits(self, powers: Sequence[str]) -> int:
        """Return the bits of some powers."""
        found = 0
        for power in powers:
            found |= 1 << self.powers.index(power)
        return found

    def who_belongs(self, month: int, state: int) -> tuple[tuple[bool, ...], ...]:
        """Return, of either side, whether each of its powers belongs in a month of that state."""
        changed = {power: bool(state >> bit & 1) for bit, power in enumerate(self.powers)}
        return tuple(
            tuple(
                changed.get(power.id, by_calendar)
                for power, by_calendar in zip(side.powers, side.who_belongs(month), strict=True)
            )
            for side in self.sides
        )

    def by_calendar(self, month: int) -> int:
        """Return the state that the calendar of the world gives a month."""
        belonging = [power.id for side in self.sides for power in side.powers if side.belongs(power, month)]
        return self.bits([power for power in self.powers if power in belonging])

    def planned(self, months: Sequence[int]) -> Iterator[tuple[int, int]]:
        """List which bits stay in each month and which are set: all in the first, then what the calendar changes."""
        before = 0
        for place, month in enumerate(months):
            now = self.by_calendar(month)
            changed = now ^ before if place else len(self) - 1
            yield EVERYONE_STAYS & ~changed, now & changed
            before = now


def membership_of(
    states: States, months: Sequence[int], of_traits: TraitRules, p: AllianceParameters
) -> Membership | None:
    """Return who can join or leave by shocks, or None if nobody can.

    Parameters
    ----------
    states : of the scenario
    months : numbers of the months
    of_traits, p : how facts become traits, and parameters of the alliance
    """
    if not states.powers:
        return None
    found: dict[tuple[tuple[bool, ...], ...], int] = {}
    rows = tuple(
        tuple(found.setdefault(states.who_belongs(month, state), len(found)) for state in range(len(states)))
        for month in months
    )
    weights: list[WeightsOfPairs] = [weights_while(states.sides, here, of_traits, p) for here in found]
    return Membership(
        powers=states.powers,
        planned=tuple(states.planned(months)),
        rows=rows,
        weights=tuple(one.weights for one in weights),
        without_lead=tuple(one.without_lead for one in weights),
        allies=tuple(one.allies for one in weights),
    )


def _state_by_calendar(membership: Membership, month: int) -> int:
    """Return the state after the months before one, as the calendar has it.

    Parameters
    ----------
    membership : Membership
    month : of the horizon; in the first the state is that with which it begins
    """
    state = 0
    for kept, joined in membership.planned[: max(1, month)]:
        state = next_membership(state, kept, joined)
    return state


def state_carried(source: Membership | None, state: int, membership: Membership | None, month: int) -> int:
    """Return the state of a run that goes on with other shocks: who has joined or left stays so.

    Parameters
    ----------
    source, state : of the run until now
    membership : of what it goes on with
    month : the month to come
    """
    if membership is None:
        return 0
    carried = _state_by_calendar(membership, month)
    for bit, power in enumerate(membership.powers):
        if source is not None and power in source.powers:
            belongs = state >> source.powers.index(power) & 1
            carried = next_membership(carried, ~(1 << bit), belongs << bit)
    return carried
