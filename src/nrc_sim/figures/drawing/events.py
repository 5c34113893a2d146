"""Monthly conduct of both directions of pairs, a panel for each pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.frame import FigureText, make_frame
from nrc_sim.figures.drawing.page import Box, Page
from nrc_sim.figures.drawing.style import CLASS_ANCHORS, MEDIAN, RULE, SMALL_SIZE
from nrc_sim.figures.drawing.year_panels import YearGrid, frame_years, head_panel

_COLOURS = (MEDIAN, CLASS_ANCHORS[0])
_STYLES = ("-", (0, (4, 1.5)))
"""How the lines of both directions differ where colours do not."""

_GRID = YearGrid(axis_room=0.55, gap=0.55, height=1.15)
_YEAR = 12


class DirectionSeries(NamedTuple):
    """Conduct from one actor toward another, arrays (month): of single months, and smoothed."""

    conduct: Floats
    smoothed: Floats


class PairPanel(NamedTuple):
    """A pair of actors: its title, what is said below it, the first month as a year, and both directions."""

    title: str
    remark: str
    start: float
    directions: tuple[DirectionSeries, DirectionSeries]


def draw_event_series(panels: Sequence[PairPanel], text: FigureText) -> Figure:
    """Draw months as points and their smoothed course as a line, for each direction of a pair.

    Parameters
    ----------
    panels : at least one, all over the same months
    text : what is written around them

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not panels:
        raise InputError("there are no events to draw")
    frame = make_frame(*text, _draw_glyph)
    with frame.page(_GRID.bottom(len(panels), frame.top)) as page:
        for number, panel in enumerate(panels):
            _draw_panel(page, panel, _GRID.box(number, frame.top))
    return page.figure


def _draw_panel(page: Page, panel: PairPanel, box: Box) -> None:
    axes = page.axes(box)
    months = panel.directions[0].conduct.size
    years = panel.start + np.arange(months) / _YEAR
    _draw_directions(axes, years, panel.directions)
    first, last = float(years[0]), float(years[-1]) + 1 / _YEAR
    axes.set(xlim=(first, last), ylim=(-1.0, 1.0), yticks=(-1.0, -0.5, 0.0, 0.5, 1.0))
    frame_years(axes, (first, last), box, "Conduct")
    head_panel(page, box, panel.title, panel.remark)


def _draw_directions(axes: Axes, years: Floats, directions: Sequence[DirectionSeries]) -> None:
    axes.axhline(0.0, color=RULE, linewidth=0.8, zorder=1)
    for series, colour, line in zip(directions, _COLOURS, _STYLES, strict=True):
        axes.plot(years, series.conduct, ".", color=colour, markersize=2.6, alpha=0.45, markeredgewidth=0, zorder=2)
        axes.plot(years, series.smoothed, color=colour, linewidth=1.2, linestyle=line, zorder=3)


def _draw_glyph(axes: Axes) -> None:
    """Draw two short courses with their names."""
    x = np.linspace(0, 0.36, 7)
    waves = np.array([0.1, 0.3, 0.2, 0.45, 0.3, 0.5, 0.4])
    noise = 0.1 * (-1.0) ** np.arange(waves.size)
    both = [DirectionSeries(sign * waves + noise, sign * waves) for sign in (1, -1)]
    _draw_directions(axes, x, both)
    axes.set(xlim=(-0.03, 1), ylim=(-1.05, 1.05))
    for place, words, colour in ((0.4, "first toward second", _COLOURS[0]), (-0.4, "second toward first", _COLOURS[1])):
        axes.text(0.42, place, words, fontsize=SMALL_SIZE, color=colour, va="center_baseline")
