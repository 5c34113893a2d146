"""Monthly conduct of both directions of pairs, a panel for each pair."""

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
from nrc_sim.figures.drawing.style import CLASS_ANCHORS, GREY, MEDIAN, PAGE_WIDTH, RULE, SMALL_SIZE

_COLOURS = (MEDIAN, CLASS_ANCHORS[0])
_STYLES = ("-", (0, (4, 1.5)))
"""How the lines of both directions differ where colours do not."""

_AXIS_ROOM, _GAP, _PANEL, _COLUMNS = 0.55, 0.55, 1.15, 2
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
    rows = -(-len(panels) // _COLUMNS)
    with frame.page(_box(rows * _COLUMNS - 1, frame.top).bottom + 0.4) as page:
        for number, panel in enumerate(panels):
            _draw_panel(page, panel, _box(number, frame.top))
    return page.figure


def _box(number: int, top: float) -> Box:
    row, column = divmod(number, _COLUMNS)
    width = (PAGE_WIDTH - 2 * MARGIN - _AXIS_ROOM - _GAP * (_COLUMNS - 1)) / _COLUMNS
    heading = HEADING.line + QUIET.line + 0.06
    left = MARGIN + _AXIS_ROOM + column * (width + _GAP)
    return Box(left, top + row * (heading + _PANEL + 0.42) + heading, width, _PANEL)


def _draw_panel(page: Page, panel: PairPanel, box: Box) -> None:
    axes = page.axes(box)
    months = panel.directions[0].conduct.size
    years = panel.start + np.arange(months) / _YEAR
    _draw_directions(axes, years, panel.directions)
    first, last = float(years[0]), float(years[-1]) + 1 / _YEAR
    axes.set(xlim=(first, last), ylim=(-1.0, 1.0), yticks=(-1.0, -0.5, 0.0, 0.5, 1.0))
    axes.set_xticks(_ticks(first, last, box.width))
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_ylabel("Conduct", labelpad=2)
    axes.set_xlabel("Year", labelpad=2, color=GREY)
    top = box.top - 0.05 - HEADING.line - QUIET.line
    page.write(box.left, top, wrap_text(panel.title, box.width, HEADING, 1), HEADING)
    page.write(box.left, top + HEADING.line, wrap_text(panel.remark, box.width, QUIET, 1), QUIET)


def _ticks(first: float, last: float, width: float) -> list[int]:
    """Return whole years with room for their numbers; the first one alone where there is none."""
    years = range(int(np.ceil(first)), int(np.floor(last)) + 1)
    most = max(1, int(width / (text_width("2000", QUIET) + 0.1)))
    return list(years)[:: max(1, -(-len(years) // most))] or [round(first)]


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
