"""Histograms of ranks beside the range in which they lie by chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.frame import MARGIN, FigureText, make_frame
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, wrap_text
from nrc_sim.figures.drawing.style import BAND_50, GREY, INK, PAGE_WIDTH, PALE, RULE

_COLUMNS = 4
_GAP = 0.3
_AXIS = 0.42
_HEIGHT = 1.05
_BELOW = 0.5


class HistogramPanel(NamedTuple):
    """A histogram: title, a line below it, heights as multiples of an even spread, and the range by chance."""

    title: str
    subtitle: str
    heights: tuple[float, ...]
    low: float
    high: float


def draw_histograms(panels: Sequence[HistogramPanel], labels: tuple[str, str], text: FigureText) -> Figure:
    """Draw histograms of the same scale, several beside each other.

    Parameters
    ----------
    panels : at least one, each with bins of equal width from 0 to 1
    labels : of both axes
    text : what is written around them

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not panels:
        raise InputError("there are no histograms to draw")
    frame = make_frame(*text)
    rows, head = -(-len(panels) // _COLUMNS), HEADING.line + QUIET.line + 0.06
    width = (PAGE_WIDTH - 2 * MARGIN - _AXIS - _GAP * (_COLUMNS - 1)) / _COLUMNS
    top = 1.06 * max(max(*panel.heights, panel.high) for panel in panels)
    with frame.page(frame.top + rows * (head + _HEIGHT + _BELOW)) as page:
        for number, panel in enumerate(panels):
            row, column = divmod(number, _COLUMNS)
            left = MARGIN + _AXIS + column * (width + _GAP)
            box = Box(left, frame.top + row * (head + _HEIGHT + _BELOW) + head, width, _HEIGHT)
            _draw_panel(page, panel, box, top)
            axes = page.figure.axes[-1]
            axes.set_xlabel(labels[0], labelpad=2)
            if column == 0:
                axes.set_ylabel(labels[1], labelpad=3)
            else:
                axes.set_yticklabels([])
    return page.figure


def _draw_panel(page: Page, panel: HistogramPanel, box: Box, top: float) -> None:
    page.write(
        box.left, box.top - HEADING.line - QUIET.line - 0.04, wrap_text(panel.title, box.width, HEADING, 1), HEADING
    )
    page.write(box.left, box.top - QUIET.line - 0.03, wrap_text(panel.subtitle, box.width, QUIET, 1), QUIET)
    axes: Axes = page.axes(box)
    bins = len(panel.heights)
    axes.axhspan(panel.low, panel.high, color=PALE, linewidth=0, zorder=1)
    for line in (panel.low, panel.high):
        axes.axhline(line, color=RULE, linewidth=0.6, zorder=1)
    middles = (np.arange(bins) + 0.5) / bins
    axes.bar(middles, panel.heights, width=0.86 / bins, color=BAND_50, edgecolor=GREY, linewidth=0.4, zorder=2)
    axes.axhline(1.0, color=INK, linewidth=0.8, linestyle=(0, (4, 2)), zorder=3)
    axes.set(xlim=(0.0, 1.0), ylim=(0.0, top), xticks=[0.0, 0.5, 1.0])
