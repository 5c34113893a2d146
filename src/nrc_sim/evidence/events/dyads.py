"""Monthly conduct of directed dyads: of powers, and of sides as the sum of who belongs to them then."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.events.actors import Cast
from nrc_sim.evidence.events.tallies import Attention, EventSums
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

    @property
    def mean_conduct(self) -> float:
        """Mean of all events, -1..1; NaN without any."""
        events = int(self.events.sum())
        return float(np.nansum(self.conduct * self.events) / events) if events else np.nan


class MonthlyEvents(NamedTuple):
    """All directed dyads between the sides of a world, from the first to the last month with an event."""

    first: int
    dyads: tuple[MonthlyDyad, ...]

    @property
    def months(self) -> int:
        """How many months there are."""
        return self.dyads[0].events.size


def monthly_events(kept: EventSums, cast: Cast) -> MonthlyEvents:
    """Return the conduct of all directed dyads between the two sides.

    Parameters
    ----------
    kept : with at least one event
    cast : actors of the world

    Notes
    -----
    Coverage is K / (K + M). K are the rows of the month that name the sender as source or the receiver as target,
    and another state at the other end; M are those that name nobody known there. Rows within a state are in neither.
    """
    groups = kept.groups()
    first, last = groups[0].month, groups[-1].month
    shape = (last + 1 - first, len(cast.actors), len(cast.actors))
    events, weights = np.zeros(shape), np.zeros(shape)
    for group in groups:
        events[group.month - first, group.sender, group.receiver] += group.events
        weights[group.month - first, group.sender, group.receiver] += group.weight
    parts = _parts(cast, first, shape[0])
    # Sides are sums of their parts: powers that belong to them, and what is said of the side as a whole.
    sums = _DyadSums(
        _summed(parts, events), _summed(parts, weights), *_coverage(parts, kept.attention(first, shape[0]))
    )
    sides = [actor.side for actor in cast.actors]
    pairs = [(one, other) for one in range(shape[1]) for other in range(shape[1]) if sides[one] != sides[other]]
    return MonthlyEvents(first, tuple(_dyad(one, other, sums) for one, other in pairs))


class _DyadSums(NamedTuple):
    """Arrays (month, sender, receiver): events, their weights, and rows whose other end is known or not."""

    events: Floats
    weights: Floats
    known: Floats
    unknown: Floats


def _parts(cast: Cast, first: int, months: int) -> Floats:
    """Return who is part of whom, array (month, whole, part): 1 for actors themselves and for powers of a side."""
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
    """Sum what powers do, or what is done to them, to what sides do; arrays (month, sender, receiver)."""
    return np.asarray(parts @ values @ parts.transpose(0, 2, 1))


def _coverage(parts: Floats, rows: Attention) -> tuple[Floats, Floats]:
    """Return the rows that may be of a dyad, those whose other end is known, and those whose other end is not."""
    of_actors = (rows.sent, rows.received, rows.sent_to_nobody, rows.received_from_nobody)
    sent, received, to_nobody, from_nobody = (np.einsum("mab,mb->ma", parts, values) for values in of_actors)
    known = sent[:, :, None] + received[:, None, :] - _summed(parts, rows.between)
    return known, to_nobody[:, :, None] + from_nobody[:, None, :]


def _dyad(sender: int, receiver: int, sums: _DyadSums) -> MonthlyDyad:
    events, weights, known, unknown = (values[:, sender, receiver] for values in sums)
    with np.errstate(invalid="ignore"):
        conduct = weights / events / GOLDSTEIN_SCALE
        coverage = known / (known + unknown)
    return MonthlyDyad(sender, receiver, events.astype(np.int64), conduct, coverage)
