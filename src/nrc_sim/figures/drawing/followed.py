"""The index of runs that follow what is observed, and the series they follow, a panel each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.frame import FigureText, make_frame
from nrc_sim.figures.drawing.page import Box, Page
from nrc_sim.figures.drawing.style import (
    BAND_50,
    BAND_90,
    CLASS_ANCHORS,
    GREY,
    MEDIAN,
    SMALL_SIZE,
)
from nrc_sim.figures.drawing.year_panels import YearGrid, frame_years, head_panel

_GRID = YearGrid(axis_room=0.6, gap=0.7, height=1.3)


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
    span = (min(float(panel.years.min()) for panel in panels), max(float(panel.years.max()) for panel in panels))
    with frame.page(_GRID.bottom(len(panels), frame.top)) as page:
        for number, panel in enumerate(panels):
            _draw_panel(page, panel, _GRID.box(number, frame.top), span)
    return page.figure


def _draw_panel(page: Page, panel: FollowedPanel, box: Box, span: tuple[float, float]) -> None:
    axes = page.axes(box)
    if panel.until is None:
        _draw_expected(axes, panel.years, panel.values)
    else:
        _draw_fan(axes, panel.years, panel.values)
        axes.axvline(panel.until, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)), zorder=4)
    axes.set_xlim(span[0] - 0.05, span[1] + 0.1)
    axes.margins(y=0.12)
    frame_years(axes, span, box, panel.unit)
    head_panel(page, box, panel.title, panel.remark)


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
