"""History as the model tells it beside what was observed, a panel for each series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.frame import MARGIN, FigureText, make_frame
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, text_width, wrap_text
from nrc_sim.figures.drawing.style import (
    BAND_90,
    CLASS_ANCHORS,
    GREY,
    MEDIAN,
    PAGE_WIDTH,
    RULE,
    SMALL_SIZE,
)

_OBSERVED = CLASS_ANCHORS[0]
_AXIS_ROOM = 0.72
_GAP = 0.78
_PANEL = 1.25
COLUMNS = 2


class HindcastPanel(NamedTuple):
    """A series: years, what was observed, what is predicted, and the root of the mean squared error of predictions.

    `title` names the series, `score` says in words how well it is predicted, `unit` is that of the values.
    """

    title: str
    score: str
    unit: str
    years: tuple[int, ...]
    observed: Floats
    predicted: Floats
    error: float


def draw_hindcast(panels: Sequence[HindcastPanel], text: FigureText) -> Figure:
    """Draw observed values as points and predictions as a line with a band of the usual error.

    Parameters
    ----------
    panels : at least one, each with at least one year
    text : what is written around them

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not panels or not all(panel.years for panel in panels):
        raise InputError("there are no observed series to draw")
    frame = make_frame(*text, _draw_glyph)
    rows = -(-len(panels) // COLUMNS)
    first, last = (end(year for panel in panels for year in panel.years) for end in (min, max))
    with frame.page(_box(rows * COLUMNS - 1, frame.top).bottom + 0.4) as page:
        for number, panel in enumerate(panels):
            _draw_panel(page, panel, _box(number, frame.top), (first, last))
    return page.figure


def _box(number: int, top: float) -> Box:
    row, column = divmod(number, COLUMNS)
    width = (PAGE_WIDTH - 2 * MARGIN - _AXIS_ROOM - _GAP * (COLUMNS - 1)) / COLUMNS
    heading = HEADING.line + QUIET.line + 0.06
    return Box(
        MARGIN + _AXIS_ROOM + column * (width + _GAP), top + row * (heading + _PANEL + 0.42) + heading, width, _PANEL
    )


def _draw_panel(page: Page, panel: HindcastPanel, box: Box, span: tuple[int, int]) -> None:
    axes = page.axes(box)
    _draw_series(axes, np.asarray(panel.years), panel)
    axes.set_xlim(span[0] - 0.5, span[1] + 0.5)
    step = 1 if (span[1] - span[0] + 1) * (text_width("2000", QUIET) + 0.1) <= box.width else 2
    axes.set_xticks(range(span[0], span[1] + 1, step))
    axes.margins(y=0.12)
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_ylabel("\n".join(wrap_text(panel.unit, box.height, QUIET, 3)), labelpad=2)
    axes.set_xlabel("Year", labelpad=2, color=GREY)
    top = box.top - 0.05 - HEADING.line - QUIET.line
    page.write(box.left, top, wrap_text(panel.title, box.width, HEADING, 1), HEADING)
    page.write(box.left, top + HEADING.line, wrap_text(panel.score, box.width, QUIET, 1), QUIET)


def _draw_series(axes: Axes, years: Floats, panel: HindcastPanel) -> None:
    low, high = panel.predicted - panel.error, panel.predicted + panel.error
    axes.fill_between(years, low, high, color=BAND_90, linewidth=0, zorder=1)
    # A mark of its own keeps a prediction visible that has no neighbour to be joined with.
    axes.plot(years, panel.predicted, color=MEDIAN, linewidth=1.2, marker="_", markersize=5, zorder=3)
    axes.plot(
        years,
        panel.observed,
        "o",
        color=_OBSERVED,
        markersize=4,
        markeredgecolor="white",
        markeredgewidth=0.5,
        zorder=4,
    )


def _draw_glyph(axes: Axes) -> None:
    """Draw a short series with its parts named."""
    x = np.linspace(0, 0.36, 4)
    height = np.array([-0.4, 0.1, -0.1, 0.4])
    panel = HindcastPanel("", "", "", (0, 1, 2, 3), height + np.array([0.3, -0.2, 0.25, 0.1]), height, 0.35)
    _draw_series(axes, x, panel)
    axes.set(xlim=(-0.03, 1), ylim=(-1.05, 1.05))
    for place, words, colour in (
        (0.65, "observed", _OBSERVED),
        (0.0, "predicted", MEDIAN),
        (-0.65, "\N{PLUS-MINUS SIGN} RMSE", GREY),
    ):
        axes.text(0.46, place, words, fontsize=SMALL_SIZE, color=colour, va="center_baseline")
