"""The numbered shocks of a single time axis, kept together with their key."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from nrc_sim.figures.drawing.data import DatedShock
from nrc_sim.figures.drawing.marks import (
    EventKey,
    KeyEntry,
    Mark,
    Strip,
    arrange_key,
    draw_marks,
    number_shocks,
    strip_height,
)
from nrc_sim.figures.drawing.page import Box


class Numbered(NamedTuple):
    """The numbered shocks along one time axis, with the key that explains them."""

    strip: Strip
    marks: tuple[Mark, ...]
    entries: dict[tuple[np.datetime64, str], KeyEntry]
    key: EventKey

    @property
    def height(self) -> float:
        """Height that the numbers take at the top of the axis, inches."""
        return strip_height(self.marks)

    def draw(self, axes: Axes, box: Box) -> None:
        """Draw a thin line and a number at each shock.

        Parameters
        ----------
        axes : where to
        box : of the axes
        """
        draw_marks(axes, self.strip, box, self.marks, self.entries)


def number_strip(
    strip: Strip, marks: tuple[Mark, ...], width: float, columns: int, colour: Callable[[DatedShock], str] | None = None
) -> Numbered:
    """Number the chosen shocks of one time axis and arrange their key.

    Parameters
    ----------
    strip : axis and lanes
    marks : chosen shocks
    width : of the key, inches
    columns : of the key
    colour : of a shock; all in the colour of text if None
    """
    entries = number_shocks(marks)
    if colour is not None:
        entries = {name: entry._replace(colour=colour(entry.shock)) for name, entry in entries.items()}
    return Numbered(strip, marks, entries, arrange_key(tuple(entries.values()), width, columns))
