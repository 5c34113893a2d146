"""From rows of a file to events between actors of a world, or the reason why a row is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import IntEnum
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.events.actors import MISSING, UNKNOWN, Cast, Numbers
from nrc_sim.evidence.events.dates import day_of
from nrc_sim.evidence.events.duplicates import Seen, keys_of, mixed_keys
from nrc_sim.evidence.events.layouts import EventLayout
from nrc_sim.evidence.events.weights import Categories, weight_in

Cells = Mapping[str, NDArray[np.object_]]
"""Columns of some rows, arrays of str, by what they hold."""

_NO_DAY = 0
"""Stands for a date that cannot be read; days are counted from 1 of year 1."""

_HUNDREDTHS = 100
"""Weights are told apart to a hundredth."""

_NAMELESS = ("", "NA")
"""Numbers and addresses of stories that are none."""


class Reason(IntEnum):
    """Why a row is no event between actors, in the order in which rows are judged."""

    unreadable = 0
    no_date = 1
    no_weight = 2
    no_country = 3
    unknown_country = 4
    domestic = 5
    not_in_world = 6
    same_side = 7
    same_event = 8
    same_story = 9


PLACED = len(Reason)
"""What a row is that is counted."""


class JudgedRows(NamedTuple):
    """Ends of rows, one entry for each pair of a sender and a receiver of a row.

    Attributes
    ----------
    row, month, sender, receiver, category : array of int64 (pair)
        Number of the row; month since year 0; numbers of `Cast` and of `Categories`.
    weight : array (pair)
        Goldstein weight; NaN if there is none.
    fate : array of int64 (pair)
        A `Reason`, or `PLACED`.
    """

    row: Integers
    month: Integers
    sender: Integers
    receiver: Integers
    category: Integers
    weight: Floats
    fate: Integers

    def by_row(self) -> Integers:
        """Return the fate of each row, that of its pair which came farthest, array (row)."""
        starts = np.flatnonzero(np.diff(self.row, prepend=-1))
        return np.asarray(np.maximum.reduceat(self.fate, starts)) if self.row.size else self.fate


class _Ends(NamedTuple):
    """Whom rows name at one end: the first of each, array (row), and all of those rows that name several."""

    first: Integers
    several: Mapping[int, Numbers]


def _whole_numbers(texts: NDArray[np.object_], read: Callable[[str], int]) -> Integers:
    """Read cells, each different one once."""
    codes, different = pd.factorize(texts)
    return np.array([read(text) for text in different], dtype=np.int64)[codes]


def _weights(texts: NDArray[np.object_], read: Callable[[str], float]) -> Floats:
    """Read cells, each different one once."""
    codes, different = pd.factorize(texts)
    return np.array([read(text) for text in different], dtype=np.float64)[codes]


def _pairs(senders: _Ends, receivers: _Ends) -> tuple[Integers, Integers, Integers]:
    """Join both ends of rows: number of the row, sender and receiver of each pair, in the order of rows."""
    rows = np.arange(senders.first.size)
    crowded = sorted(senders.several.keys() | receivers.several.keys())
    if not crowded:
        return rows, senders.first, receivers.first
    found = [
        (row, *pair)
        for row in crowded
        for pair in product(*(ends.several.get(row, (int(ends.first[row]),)) for ends in (senders, receivers)))
    ]
    single = np.delete(rows, crowded)
    alone = np.column_stack((single, senders.first[single], receivers.first[single]))
    joined = np.concatenate((alone, np.array(found)))
    row, sender, receiver = joined[np.argsort(joined[:, 0], kind="stable")].T
    return row, sender, receiver


def _months(days: Integers) -> Integers:
    """Return months since year 0, array (row)."""
    codes, different = pd.factorize(days)
    dates = [date.fromordinal(max(int(day), 1)) for day in different]
    return np.array([12 * day.year + day.month - 1 for day in dates], dtype=np.int64)[codes]


class Judge:
    """Places the rows of a layout in a world.

    Parameters
    ----------
    cast : Cast
    categories : Categories
    layout : EventLayout
    seen : Seen
        Events and stories that were met before, in this file or in others.
    """

    def __init__(self, cast: Cast, categories: Categories, layout: EventLayout, seen: Seen) -> None:
        self._cast, self._categories, self._layout, self._seen = cast, categories, layout, seen
        self._sides = np.array([actor.side for actor in cast.actors])

    def judge(self, cells: Cells) -> JudgedRows:
        """Judge some rows; those whose number of cells is wrong are not among them.

        Parameters
        ----------
        cells : columns of at least one row
        """
        days = _whole_numbers(cells["date"], self._day)
        weights, category = np.full(days.size, np.nan), np.zeros_like(days)
        if "category" in cells:
            weights = _weights(cells["category"], self._categories.weight_of)
            category = _whole_numbers(cells["category"], self._categories.number)
        if "weight" in cells:
            given = _weights(cells["weight"], weight_in)
            weights = np.where(np.isnan(given), weights, given)
        row, sender, receiver = _pairs(self._ends(cells, "from"), self._ends(cells, "to"))
        found = JudgedRows(
            row, _months(days)[row], sender, receiver, category[row], weights[row], np.full(row.size, PLACED)
        )
        self._judge_ends(found, days[row])
        self._drop_repeated(found, days, cells)
        return found

    def _day(self, text: str) -> int:
        found = day_of(text, self._layout.dates)
        return _NO_DAY if found is None else found.toordinal()

    def _ends(self, cells: Cells, end: str) -> _Ends:
        """Find whom each row names; where its country is missing, whom the name of the actor means."""
        codes, texts = pd.factorize(cells[end])
        found = [self._cast.find(text) for text in texts]
        first = np.array([numbers[0] for numbers in found], dtype=np.int64)[codes]
        crowded = [code for code, numbers in enumerate(found) if len(numbers) > 1]
        several = {row: found[codes[row]] for row in np.flatnonzero(np.isin(codes, crowded)).tolist()}
        if f"{end}_name" in cells:
            (absent,) = np.nonzero(first == MISSING)
            first[absent] = _whole_numbers(cells[f"{end}_name"][absent], self._cast.named)
        return _Ends(first, several)

    def _judge_ends(self, found: JudgedRows, days: Integers) -> None:
        actors = self._sides.size
        lowest = np.minimum(found.sender, found.receiver)
        within = (lowest >= 0) & (np.maximum(found.sender, found.receiver) < actors)
        sides = self._sides[np.clip(found.sender, 0, actors - 1)], self._sides[np.clip(found.receiver, 0, actors - 1)]
        unfit = {
            Reason.no_date: days == _NO_DAY,
            Reason.no_weight: np.isnan(found.weight),
            Reason.no_country: lowest == MISSING,
            Reason.unknown_country: lowest == UNKNOWN,
            Reason.domestic: found.sender == found.receiver,
            Reason.not_in_world: ~within,
            Reason.same_side: sides[0] == sides[1],
        }
        found.fate[:] = np.select(list(unfit.values()), [int(reason) for reason in unfit], PLACED)

    def _drop_repeated(self, found: JudgedRows, days: Integers, cells: Cells) -> None:
        """Drop events that have the number of an earlier one, and what a story tells twice of the same day and ends.

        Those within a side, which are kept apart, count among these as well.
        """
        for name, reason in (("event", Reason.same_event), ("story", Reason.same_story)):
            if name not in cells:
                continue
            (left,) = np.nonzero((found.fate == PLACED) | (found.fate == Reason.same_side))
            rows = found.row[left]
            told = [found.sender[left], found.receiver[left]]
            if name == "story":
                told += [days[rows], found.category[left], np.round(_HUNDREDTHS * found.weight[left]).astype(np.int64)]
            texts = cells[name][rows]
            keys = mixed_keys(keys_of(texts), np.full(left.size, int(reason)), *told)
            known = ~np.isin(texts, _NAMELESS)
            fresh = np.ones(left.size, dtype=bool)
            fresh[known] = self._seen.fresh(keys[known])
            found.fate[left[~fresh]] = int(reason)
