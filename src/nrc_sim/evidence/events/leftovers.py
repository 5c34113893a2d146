"""What is left out of files of events: how many rows for each reason, and what stood there."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from nrc_sim.engine.blocks import Integers
from nrc_sim.evidence.events.actors import UNKNOWN, Cast
from nrc_sim.evidence.events.placing import Cells, Reason

_MOST_DETAILS = 10_000
"""Different values that are told apart for each reason."""

_TELLING = {
    Reason.no_date: ("date",),
    Reason.no_weight: ("category", "weight"),
    Reason.unknown_country: ("from", "to"),
    Reason.not_in_world: ("from", "to"),
}
"""Columns that show what a reason is about; of category and weight the first that there is."""


class LeftOut:
    """Rows that are no events between actors of a world.

    Attributes
    ----------
    rows : Counter
        Number of rows by reason.
    details : dict
        For some reasons how often each value that was not understood stood there.
    """

    def __init__(self) -> None:
        self.rows: Counter[Reason] = Counter()
        self.details: dict[Reason, Counter[str]] = {reason: Counter() for reason in _TELLING}

    def add_unreadable(self, rows: int) -> None:
        """Count rows that have another number of cells than the first line."""
        if rows:
            self.rows[Reason.unreadable] += rows

    def add(self, fates: Integers, cells: Cells, cast: Cast) -> None:
        """Count rows.

        Parameters
        ----------
        fates : a `Reason` or `PLACED` for each row
        cells : their columns
        cast : whom names mean
        """
        for reason in Reason:
            (rows,) = np.nonzero(fates == int(reason))
            if not rows.size:
                continue
            self.rows[reason] += int(rows.size)
            there = [name for name in _TELLING.get(reason, ()) if name in cells]
            for name in there[:1] if reason is Reason.no_weight else there:
                codes, texts = pd.factorize(cells[name][rows])
                for text, number in zip(texts, np.bincount(codes).tolist(), strict=True):
                    self._tell(reason, str(text), number, cast)

    def _tell(self, reason: Reason, text: str, number: int, cast: Cast) -> None:
        if reason is Reason.unknown_country and cast.find(text) != (UNKNOWN,):
            return
        if reason is Reason.not_in_world and max(cast.find(text)) < len(cast.actors):
            return
        details = self.details[reason]
        if text in details or len(details) < _MOST_DETAILS:
            details[text] += number

    def table_rows(self, most: int) -> list[tuple[str, str, int]]:
        """Return reason, value and number, the most frequent first; what has no value of its own comes last.

        Parameters
        ----------
        most : values that are listed for a reason
        """
        found: list[tuple[str, str, int]] = []
        for reason, rows in self.rows.items():
            listed = self.details[reason].most_common(most) if reason in self.details else []
            found += [(reason.name, text, number) for text, number in listed]
            if not listed:
                found.append((reason.name, "", rows))
        return sorted(found, key=lambda one: (Reason[one[0]], -one[2], one[1]))
