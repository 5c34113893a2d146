"""Rows of spans, each with a point: where something lies within what was expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.effects import COLUMNS, NAME
from nrc_sim.figures.drawing.frame import MARGIN, FigureText, make_frame
from nrc_sim.figures.drawing.page import HEADING, Box, Page, wrap_text
from nrc_sim.figures.drawing.style import BAND_50, BAND_90, INK, PAGE_WIDTH, RULE
from nrc_sim.text.wording import readable

_ROW = 0.19
_GAP = 0.35
_NAMES_WIDTH = 1.5


class SpanRow(NamedTuple):
    """A span and a point, on the axis of the panel; `pale` spans say little, `marked` points stand out."""

    name: str
    low: float
    high: float
    point: float
    pale: bool = False
    marked: bool = False


class SpanPanel(NamedTuple):
    """Rows of spans, what their axis is and from where to where it runs, and places with a line."""

    title: str
    unit: str
    rows: tuple[SpanRow, ...]
    axis: tuple[float, float]
    lines: tuple[float, ...] = ()


def draw_spans(panels: Sequence[SpanPanel], text: FigureText) -> Figure:
    """Draw panels of spans beside each other.

    Parameters
    ----------
    panels : one or two
    text : what is written around them

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not panels or not all(panel.rows for panel in panels):
        raise InputError("there are no spans to draw")
    frame = make_frame(*text)
    width = (PAGE_WIDTH - 2 * MARGIN - _GAP * (COLUMNS - 1)) / COLUMNS
    rows = max(len(panel.rows) for panel in panels)
    with frame.page(frame.top + rows * _ROW + HEADING.line + 0.5) as page:
        for number, panel in enumerate(panels):
            left = MARGIN + number * (width + _GAP) + _NAMES_WIDTH
            height = len(panel.rows) * _ROW
            _draw_panel(page, panel, Box(left, frame.top + HEADING.line + 0.06, width - _NAMES_WIDTH, height))
    return page.figure


def _draw_panel(page: Page, panel: SpanPanel, box: Box) -> None:
    page.write(box.left - _NAMES_WIDTH, box.top - HEADING.line - 0.06, [panel.title], HEADING)
    axes = page.axes(box)
    for line in panel.lines:
        axes.axvline(line, color=RULE, linewidth=0.6, zorder=1)
    for number, row in enumerate(panel.rows):
        words = wrap_text(readable(row.name), _NAMES_WIDTH - 0.08, NAME, 1)
        page.write(box.left - 0.06, box.top + (number + 0.5) * _ROW - NAME.line / 2, words, NAME, "right")
        _draw_row(axes, number, row, panel.axis)
    axes.set(ylim=(len(panel.rows) - 0.5, -0.5), yticks=[], xlim=panel.axis)
    axes.set_xlabel(panel.unit, labelpad=2)


def _draw_row(axes: Axes, number: int, row: SpanRow, ends: tuple[float, float]) -> None:
    colour = BAND_90 if row.pale else BAND_50
    axes.barh(number, row.high - row.low, left=row.low, height=0.56, color=colour, linewidth=0, zorder=2)
    place = min(max(row.point, ends[0]), ends[1])
    marker, size, face = ("D", 4.0, "white") if row.marked else ("o", 2.8, INK)
    axes.plot(
        [place], [number], color=INK, marker=marker, markersize=size, markerfacecolor=face, clip_on=False, zorder=4
    )
