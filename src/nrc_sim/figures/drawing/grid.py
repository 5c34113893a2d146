"""A panel for each scenario on one page, with headings above and years below."""

from __future__ import annotations

from dataclasses import dataclass

from nrc_sim.figures.drawing.data import FigureData
from nrc_sim.figures.drawing.fans import class_margin
from nrc_sim.figures.drawing.frame import MARGIN
from nrc_sim.figures.drawing.page import HEADING, Box, wrap_text
from nrc_sim.figures.drawing.style import PAGE_WIDTH

_AXIS_ROOM = 0.5  # inches left of the first column for its axis
_GAP = 0.14
_YEARS_ROOM = 0.3  # inches below a row for the years


@dataclass(frozen=True)
class Grid:
    """Where the panels of the scenarios stand.

    Attributes
    ----------
    columns, rows : int
        Shape.
    panel : tuple of float
        Width and height of a panel, inches.
    top : float
        Upper edge of the grid, inches from the top of the page.
    headings : tuple of int
        Lines of the longest heading of each row.
    margin : float
        Room right of the last column for the names of classes, inches.
    """

    columns: int
    rows: int
    panel: tuple[float, float]
    top: float
    headings: tuple[int, ...]
    margin: float = 0.0

    def row_height(self, row: int) -> float:
        """Height of a row with heading and years, inches.

        Parameters
        ----------
        row : number of the row, from 0
        """
        return HEADING.line * self.headings[row] + 0.05 + self.panel[1] + _YEARS_ROOM

    @property
    def bottom(self) -> float:
        """Lower edge of the grid, inches from the top of the page."""
        return self.top + sum(self.row_height(row) for row in range(self.rows)) + 0.1

    def box(self, position: int) -> Box:
        """Give the box of a panel.

        Parameters
        ----------
        position : number of the panel, from 0
        """
        row, column = divmod(position, self.columns)
        left = MARGIN + _AXIS_ROOM + column * (self.panel[0] + _GAP)
        above = sum(self.row_height(other) for other in range(row))
        return Box(left, self.top + above + HEADING.line * self.headings[row] + 0.05, *self.panel)

    def spare(self, count: int) -> Box | None:
        """Give the box of the cells that panels leave free, or None.

        Parameters
        ----------
        count : number of panels
        """
        if count == self.columns * self.rows:
            return None
        first = self.box(count)
        left = first.left + self.margin
        return Box(left, first.top, PAGE_WIDTH - MARGIN - left, first.height)


def choose_shape(count: int) -> tuple[int, float]:
    """Choose the number of columns and the height of a panel (inches) that fill a page well.

    Parameters
    ----------
    count : number of panels
    """
    # Few panels are larger; thirteen, the usual range, fill five rows of three on one portrait page.
    if count <= 4:
        return {1: (1, 3.2), 2: (2, 2.4), 3: (3, 1.9), 4: (2, 2.0)}[count]
    return (3, 1.7 if count <= 6 else 1.2) if count <= 15 else (4, 1.0)


def lay_grid(data: FigureData, top: float) -> Grid:
    """Lay out a panel for each scenario, the names of the classes right of the last.

    Parameters
    ----------
    data : one scenario or more
    top : upper edge, inches from the top of the page
    """
    columns, height = choose_shape(len(data.scenarios))
    margin = class_margin(data.classes)
    width = (PAGE_WIDTH - 2 * MARGIN - _AXIS_ROOM - margin - _GAP * (columns - 1)) / columns
    lines = [len(wrap_text(scenario.title, width, HEADING, 3)) for scenario in data.scenarios]
    headings = tuple(max(lines[start : start + columns]) for start in range(0, len(lines), columns))
    return Grid(columns, len(headings), (width, height), top, headings, margin)
