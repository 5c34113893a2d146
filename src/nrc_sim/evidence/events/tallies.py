"""Sums over events by month, ends and category, which are small however large the files are."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Integers
from nrc_sim.evidence.events.placing import PLACED, JudgedRows, Reason


class EventGroup(NamedTuple):
    """Events of one month, sender, receiver and category: their number, and the sum of their weights."""

    month: int
    sender: int
    receiver: int
    category: int
    events: int
    weight: float


class Attention(NamedTuple):
    """Arrays (month, actor) and (month, actor, actor) of rows, duplicates among them, from which coverage is computed.

    `sent` and `received` count rows that name an actor at that end and a state, itself left out, at the other;
    `sent_to_nobody` and `received_from_nobody` those whose other end is not known; `between` those of both ends.
    """

    sent: Integers
    received: Integers
    sent_to_nobody: Integers
    received_from_nobody: Integers
    between: Integers


class EventSums:
    """What is kept of events.

    Parameters
    ----------
    actors, categories : int
        How many there are.
    """

    def __init__(self, actors: int, categories: int) -> None:
        self._actors, self._categories = actors, categories
        # Between the sides, and within one of them.
        self._events = [defaultdict[int, int](int) for _ in range(2)]
        self._weights = [defaultdict[int, float](float) for _ in range(2)]
        self._rows = [defaultdict[int, int](int) for _ in Attention._fields]

    def add(self, found: JudgedRows) -> None:
        """Add rows that were judged."""
        for part, fate in enumerate((PLACED, Reason.same_side)):
            chosen = found.fate == fate
            keys = self._pair_keys(found, chosen) * self._categories + found.category[chosen]
            different, place = np.unique(keys, return_inverse=True)
            sums = np.bincount(place, found.weight[chosen], minlength=different.size)
            _count(self._events[part], different, np.bincount(place, minlength=different.size))
            for key, weight in zip(different.tolist(), sums.tolist(), strict=True):
                self._weights[part][key] += weight
        self._add_attention(found)

    def _add_attention(self, found: JudgedRows) -> None:
        usable = (found.fate > int(Reason.no_weight)) & (found.fate != int(Reason.domestic))
        known = (found.sender >= 0, found.receiver >= 0)
        actor = tuple((end >= 0) & (end < self._actors) for end in (found.sender, found.receiver))
        chosen = (
            (usable & actor[0] & known[1], found.sender),
            (usable & actor[1] & known[0], found.receiver),
            (usable & actor[0] & ~known[1], found.sender),
            (usable & actor[1] & ~known[0], found.receiver),
        )
        for counts, (rows, end) in zip(self._rows, chosen, strict=False):
            _count(counts, *np.unique(found.month[rows] * self._actors + end[rows], return_counts=True))
        both = usable & actor[0] & actor[1]
        _count(self._rows[-1], *np.unique(self._pair_keys(found, both), return_counts=True))

    def _pair_keys(self, found: JudgedRows, rows: np.ndarray) -> Integers:
        pairs = found.sender[rows] * self._actors + found.receiver[rows]
        return np.asarray(found.month[rows] * self._actors**2 + pairs)

    def groups(self, *, within: bool = False) -> list[EventGroup]:
        """Return all groups of events, by month and by ends.

        Parameters
        ----------
        within : whether those within a side are meant, not those between the sides
        """
        found, events, weights = [], self._events[within], self._weights[within]
        for key in sorted(events):
            rest, category = divmod(key, self._categories)
            rest, receiver = divmod(rest, self._actors)
            month, sender = divmod(rest, self._actors)
            found.append(EventGroup(month, sender, receiver, category, events[key], weights[key]))
        return found

    def attention(self, first: int, months: int) -> Attention:
        """Return how many rows name whom.

        Parameters
        ----------
        first : month since year 0
        months : how many from it on
        """
        shapes = [(self._actors,)] * (len(self._rows) - 1) + [(self._actors, self._actors)]
        return Attention(
            *(_spread(counts, first, (months, *shape)) for counts, shape in zip(self._rows, shapes, strict=True))
        )


def _count(counts: defaultdict[int, int], keys: Integers, numbers: Integers) -> None:
    for key, number in zip(keys.tolist(), numbers.tolist(), strict=True):
        counts[key] += number


def _spread(counts: dict[int, int], first: int, shape: tuple[int, ...]) -> Integers:
    """Put counts by month and place into an array; months outside it are left out."""
    found = np.zeros(shape, dtype=np.int64)
    flat, start = found.reshape(-1), first * int(np.prod(shape[1:]))
    for key, number in counts.items():
        if 0 <= key - start < flat.size:
            flat[key - start] = number
    return found
