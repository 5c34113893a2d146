"""Until when paired runs are the same, and how many differ from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Floats, Integers

_COMPARED = ("index", "regime", "settlement", "tension", "stock")
"""Monthly arrays of a block, beside its series, in which runs may differ."""


@dataclass(frozen=True, eq=False)
class Divergence:
    """When the runs of two scenarios part.

    Attributes
    ----------
    months : array of datetime64[M] (month)
        Months of the horizon.
    shares : array (month)
        Share of pairs that have differed in anything recorded by then, 0..1; it never falls.
    """

    months: NDArray[np.datetime64]
    shares: Floats

    @property
    def first_month(self) -> str | None:
        """First month in which any pair differs, such as `2013-12`; before it all are equal. None if none ever does."""
        differing = np.flatnonzero(self.shares)
        return str(self.months[differing[0]]) if differing.size else None

    @property
    def equal_months(self) -> int:
        """Number of months, from the start of the horizon, in which all pairs are equal."""
        return int(np.count_nonzero(self.shares == 0.0))

    def describe(self) -> dict[str, Any]:
        """Return the divergence as plain data."""
        return {
            "first_month": self.first_month,
            "equal_months": self.equal_months,
            "share_that_differs": self.shares.tolist(),
        }


def find_divergence(pair: tuple[Block, Block], rows: tuple[Integers, Integers], months: NDArray[Any]) -> Divergence:
    """Find when paired runs part.

    Parameters
    ----------
    pair : runs of both scenarios, of the same months
    rows : rows of each that form pairs, arrays (run)
    months : months of the horizon, array of datetime64[M] (month)
    """
    (first, second), (mine, theirs) = pair, rows
    arrays = [(getattr(first, name), getattr(second, name)) for name in _COMPARED]
    arrays += [(values, second.series[name]) for name, values in first.series.items()]
    differs = np.zeros((mine.size, months.size), dtype=np.bool_)
    for one, other in arrays:
        unequal = one[mine] != other[theirs]
        differs |= unequal.reshape(mine.size, months.size, -1).any(axis=2)
    parted = np.logical_or.accumulate(differs, axis=1)
    return Divergence(months, parted.mean(axis=0))
