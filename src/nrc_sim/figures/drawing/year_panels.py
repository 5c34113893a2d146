"""Small panels over years, side by side: their places, axes and headings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from nrc_sim.figures.drawing.frame import MARGIN
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, text_width, wrap_text
from nrc_sim.figures.drawing.style import GREY, PAGE_WIDTH, RULE

_BELOW = 0.42  # inches below a panel, for the numbers and the label of its axis
_FOOT = 0.4  # inches below the last


class YearGrid(NamedTuple):
    """Where panels stand; all in inches.

    Attributes
    ----------
    axis_room : left of the first column
    gap : between columns
    height : of a panel
    columns : number of columns
    """

    axis_room: float
    gap: float
    height: float
    columns: int = 2

    def box(self, number: int, top: float) -> Box:
        """Return the place of a panel.

        Parameters
        ----------
        number : counted row by row from 0
        top : of the first row with its headings
        """
        row, column = divmod(number, self.columns)
        width = (PAGE_WIDTH - 2 * MARGIN - self.axis_room - self.gap * (self.columns - 1)) / self.columns
        heading = HEADING.line + QUIET.line + 0.06
        left = MARGIN + self.axis_room + column * (width + self.gap)
        return Box(left, top + row * (heading + self.height + _BELOW) + heading, width, self.height)

    def bottom(self, panels: int, top: float) -> float:
        """Return where a number of panels, at least one, ends."""
        rows = -(-panels // self.columns)
        return self.box(rows * self.columns - 1, top).bottom + _FOOT


def frame_years(axes: Axes, span: tuple[float, float], box: Box, label: str) -> None:
    """Set ticks, grid and labels of an axis of years.

    Parameters
    ----------
    axes : of the panel
    span : years between which ticks are set
    box : place of the panel
    label : of the other axis
    """
    axes.set_xticks(_ticks(*span, box.width))
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_ylabel(label, labelpad=2)
    axes.set_xlabel("Year", labelpad=2, color=GREY)


def head_panel(page: Page, box: Box, title: str, remark: str) -> None:
    """Write the title of a panel and a remark below it, each on one line.

    Parameters
    ----------
    page : Page
    box : place of the panel
    title, remark : texts, shortened where there is no room
    """
    top = box.top - 0.05 - HEADING.line - QUIET.line
    page.write(box.left, top, wrap_text(title, box.width, HEADING, 1), HEADING)
    page.write(box.left, top + HEADING.line, wrap_text(remark, box.width, QUIET, 1), QUIET)


def _ticks(first: float, last: float, width: float) -> list[int]:
    """Return whole years with room for their numbers; the first one alone where there is none."""
    years = range(int(np.ceil(first)), int(np.floor(last)) + 1)
    most = max(1, int(width / (text_width("2000", QUIET) + 0.1)))
    return list(years)[:: max(1, -(-len(years) // most))] or [round(first)]
