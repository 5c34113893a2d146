"""Monthly conduct of directed dyads: of powers, and of sides as the sum of who belongs to them then."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.events.actors import Cast
from nrc_sim.evidence.events.tallies import Attention, Tally
from nrc_sim.evidence.events.weights import GOLDSTEIN_SCALE


class MonthlyDyad(NamedTuple):
    """The months of a directed dyad.

    Attributes
    ----------
    sender, receiver : int
        Numbers of actors, see `Cast`.
    events : array of int64 (month)
    conduct : array (month)
        Mean Goldstein weight / 10, -1..1; NaN without events.
    coverage : array (month)
        Of the rows that may be of this dyad the share that names both ends, 0..1; NaN where there are none.
    """

    sender: int
    receiver: int
    events: Integers
    conduct: Floats
    coverage: Floats


class MonthlyEvents(NamedTuple):
    """All directed dyads between the sides of a world, from the first to the last month with an event."""

    first: int
    dyads: tuple[MonthlyDyad, ...]

    @property
    def months(self) -> int:
        """How many months there are."""
        return self.dyads[0].events.size


def monthly_events(tally: Tally, cast: Cast) -> MonthlyEvents:
    """Return the conduct of all directed dyads between the two sides.

    Parameters
    ----------
    tally : with at least one event
    cast : actors of the world

    Notes
    -----
    Coverage is K / (K + M). K are the rows of the month that name the sender as source or the receiver as target, and
    another state at the other end; M are those in which nobody known is named there. Rows within a state are in neither.
    """
    groups = tally.groups()
    first, last = groups[0].month, groups[-1].month
    events = np.zeros((last + 1 - first, len(cast.actors), len(cast.actors)), dtype=np.int64)
    weights = np.zeros(events.shape)
    for group in groups:
        events[group.month - first, group.sender, group.receiver] += group.events
        weights[group.month - first, group.sender, group.receiver] += group.weight
    parts = _parts(cast, first, events.shape[0])
    # Sides are sums of their parts: powers that belong to them, and what is said of the side as a whole.
    events, weights = (_summed(parts, values) for values in (events, weights))
    attention = tally.attention(first, events.shape[0])
    single = [np.einsum("mab,mb->ma", parts, values) for values in attention[:-1]]
    summed = Attention(*single, between=_summed(parts, attention.between))
    sides = [actor.side for actor in cast.actors]
    return MonthlyEvents(
        first,
        tuple(
            _dyad(one, other, events[:, one, other], weights[:, one, other], summed)
            for one in range(len(sides))
            for other in range(len(sides))
            if sides[one] != sides[other]
        ),
    )


def _parts(cast: Cast, first: int, months: int) -> Floats:
    """Return who is part of whom: 1 for each actor itself, and for powers that belong to a side, array (month, a, b)."""
    found = np.tile(np.eye(len(cast.actors)), (months, 1, 1))
    for number, actor in enumerate(cast.actors):
        if actor.power is not None:
            continue
        side = cast.world.sides[actor.side]
        for part, power in enumerate(one.power for one in cast.actors):
            if power is not None and cast.actors[part].side == actor.side:
                found[:, number, part] = [side.belongs(power, first + month) for month in range(months)]
    return found


def _summed(parts: Floats, values: Floats | Integers) -> Floats:
    return np.asarray(parts @ values @ parts.transpose(0, 2, 1))


def _dyad(sender: int, receiver: int, events: Floats, weights: Floats, rows: Attention) -> MonthlyDyad:
    known = rows.sent[:, sender] + rows.received[:, receiver] - rows.between[:, sender, receiver]
    nobody = rows.sent_to_nobody[:, sender] + rows.received_from_nobody[:, receiver]
    with np.errstate(invalid="ignore"):
        conduct = weights / events / GOLDSTEIN_SCALE
        coverage = known / (known + nobody)
    return MonthlyDyad(sender, receiver, events.astype(np.int64), conduct, coverage)
