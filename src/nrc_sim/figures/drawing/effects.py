"""Bars of effects: which parameters move which outcome, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.frame import MARGIN, FigureText, make_frame
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import (
    BAND_50,
    GREY,
    INK,
    MEDIAN,
    PAGE_WIDTH,
    RULE,
    SMALL_SIZE,
)
from nrc_sim.text.wording import readable

_ROW = 0.2
_GAP = 0.35
NAME = Type(SMALL_SIZE)
_NAMES_WIDTH = 1.72
COLUMNS = 2


class EffectBar(NamedTuple):
    """A parameter, its effect with the half-width of a 95% interval, and maybe a part of that effect."""

    name: str
    value: float
    interval: float
    part: float | None = None


class EffectPanel(NamedTuple):
    """Bars of one outcome, the strongest first, and what their length is; without bars nothing moves the outcome."""

    title: str
    unit: str
    bars: tuple[EffectBar, ...]


def draw_effects(panels: Sequence[EffectPanel], text: FigureText) -> Figure:
    """Draw panels of bars, two beside each other.

    Parameters
    ----------
    panels : at least one
    text : what is written around them

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not panels:
        raise InputError("there are no effects to draw")
    frame = make_frame(*text)
    rows = max(1, *(len(panel.bars) for panel in panels))
    height = rows * _ROW + HEADING.line + 0.5
    lines = -(-len(panels) // COLUMNS)
    with frame.page(frame.top + lines * (height + 0.1) + 0.1) as page:
        for number, panel in enumerate(panels):
            _draw_panel(page, panel, _place(number, frame.top + (number // COLUMNS) * (height + 0.1), rows))
    return page.figure


def _place(number: int, top: float, rows: int) -> Box:
    width = (PAGE_WIDTH - 2 * MARGIN - _GAP * (COLUMNS - 1)) / COLUMNS
    left = MARGIN + (number % COLUMNS) * (width + _GAP)
    return Box(left + _NAMES_WIDTH, top + HEADING.line + 0.06, width - _NAMES_WIDTH, rows * _ROW)


def _draw_panel(page: Page, panel: EffectPanel, box: Box) -> None:
    page.write(box.left - _NAMES_WIDTH, box.top - HEADING.line - 0.06, [panel.title], HEADING)
    if not panel.bars:
        page.write(box.left - _NAMES_WIDTH, box.top, ["No parameter moves this outcome in these runs."], QUIET)
        return
    axes = page.axes(Box(box.left, box.top, box.width, len(panel.bars) * _ROW))
    for number, bar in enumerate(panel.bars):
        middle = box.top + (number + 0.5) * _ROW
        page.write(
            box.left - 0.06,
            middle - NAME.line / 2,
            wrap_text(readable(bar.name), _NAMES_WIDTH - 0.08, NAME, 1),
            NAME,
            "right",
        )
        _draw_bar(axes, number, bar)
    axes.set(ylim=(len(panel.bars) - 0.5, -0.5), yticks=[])
    axes.set_xlim(left=0.0)
    axes.set_xlabel(panel.unit, labelpad=2)
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def _draw_bar(axes: Axes, number: int, bar: EffectBar) -> None:
    axes.barh(number, bar.value, height=0.56, color=BAND_50, linewidth=0, zorder=2)
    if bar.part is not None:
        axes.barh(number, max(0.0, bar.part), height=0.24, color=MEDIAN, linewidth=0, zorder=3)
    ends = [max(0.0, bar.value - bar.interval), bar.value + bar.interval]
    axes.plot(ends, [number] * 2, color=INK, linewidth=0.9, solid_capstyle="butt", zorder=4)
    axes.plot(ends, [number] * 2, color=GREY, linestyle="none", marker="|", markersize=3.5, zorder=4)
