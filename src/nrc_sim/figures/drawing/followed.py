"""The index of runs that follow what is observed, and the series they follow, a panel each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.frame import MARGIN, FigureText, make_frame
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, text_width, wrap_text
from nrc_sim.figures.drawing.style import (
    BAND_50,
    BAND_90,
    CLASS_ANCHORS,
    GREY,
    MEDIAN,
    PAGE_WIDTH,
    RULE,
    SMALL_SIZE,
)

_AXIS_ROOM, _GAP, _PANEL, _COLUMNS = 0.6, 0.7, 1.3, 2


class FollowedPanel(NamedTuple):
    """A panel.

    Attributes
    ----------
    title, remark, unit : str
    years : array (point)
    values : array (row, point)
        Of the index its quantiles, 5, 25, 50, 75 and 95%; of a series low, median, observed value and high.
    until : float or None
        Of the index the year with which what is known ends.
    """

    title: str
    remark: str
    unit: str
    years: Floats
    values: Floats
    until: float | None = None


def draw_followed(index: FollowedPanel, series: Sequence[FollowedPanel], text: FigureText) -> Figure:
    """Draw a fan of the index, and each series beside what was expected of it.

    Parameters
    ----------
    index : of the runs
    series : any number
    text : what is written around them
    """
    frame, panels = make_frame(*text, _draw_glyph), [index, *series]
    rows = -(-len(panels) // _COLUMNS)
    span = (min(float(panel.years.min()) for panel in panels), max(float(panel.years.max()) for panel in panels))
    with frame.page(_box(rows * _COLUMNS - 1, frame.top).bottom + 0.4) as page:
        for number, panel in enumerate(panels):
            _draw_panel(page, panel, _box(number, frame.top), span)
    return page.figure


def _box(number: int, top: float) -> Box:
    row, column = divmod(number, _COLUMNS)
    width = (PAGE_WIDTH - 2 * MARGIN - _AXIS_ROOM - _GAP * (_COLUMNS - 1)) / _COLUMNS
    heading = HEADING.line + QUIET.line + 0.06
    left = MARGIN + _AXIS_ROOM + column * (width + _GAP)
    return Box(left, top + row * (heading + _PANEL + 0.42) + heading, width, _PANEL)


def _draw_panel(page: Page, panel: FollowedPanel, box: Box, span: tuple[float, float]) -> None:
    axes = page.axes(box)
    if panel.until is None:
        _draw_expected(axes, panel.years, panel.values)
    else:
        _draw_fan(axes, panel.years, panel.values)
        axes.axvline(panel.until, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)), zorder=4)
    axes.set_xlim(span[0] - 0.05, span[1] + 0.1)
    axes.set_xticks(_ticks(*span, box.width))
    axes.margins(y=0.12)
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_ylabel(panel.unit, labelpad=2)
    axes.set_xlabel("Year", labelpad=2, color=GREY)
    top = box.top - 0.05 - HEADING.line - QUIET.line
    page.write(box.left, top, wrap_text(panel.title, box.width, HEADING, 1), HEADING)
    page.write(box.left, top + HEADING.line, wrap_text(panel.remark, box.width, QUIET, 1), QUIET)


def _ticks(first: float, last: float, width: float) -> list[int]:
    years = range(int(np.ceil(first)), int(np.floor(last)) + 1)
    most = max(1, int(width / (text_width("2000", QUIET) + 0.1)))
    return list(years)[:: max(1, -(-len(years) // most))] or [round(first)]


def _draw_fan(axes: Axes, years: Floats, quantiles: Floats) -> None:
    axes.fill_between(years, quantiles[0], quantiles[4], color=BAND_90, linewidth=0, zorder=1)
    axes.fill_between(years, quantiles[1], quantiles[3], color=BAND_50, linewidth=0, zorder=2)
    axes.plot(years, quantiles[2], color=MEDIAN, linewidth=1.2, zorder=3)


def _draw_expected(axes: Axes, years: Floats, values: Floats) -> None:
    low, median, observed, high = values
    width = 5.0 if years.size <= 24 else 1.5
    axes.vlines(years, low, high, color=BAND_50, linewidth=width, zorder=1)
    axes.plot(years, median, "_", color=MEDIAN, markersize=width + 1.0, markeredgewidth=0.8, zorder=2)
    axes.plot(years, observed, ".", color=CLASS_ANCHORS[0], markersize=5.0 if width > 2.0 else 3.0, zorder=3)


def _draw_glyph(axes: Axes) -> None:
    """Draw what a bar, its middle and a point mean."""
    middle = np.array([0.1, -0.1, 0.2])
    observed = middle + np.array([0.2, -0.3, 0.75])
    _draw_expected(
        axes,
        np.array([0.05, 0.15, 0.25]),
        np.array([middle - 0.6, middle, observed, middle + 0.6]),
    )
    axes.set(xlim=(0, 1), ylim=(-1.05, 1.05))
    for place, words, colour in ((0.4, "expected before", MEDIAN), (-0.4, "observed", CLASS_ANCHORS[0])):
        axes.text(0.36, place, words, fontsize=SMALL_SIZE, color=colour, va="center_baseline")
