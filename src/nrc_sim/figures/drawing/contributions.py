"""Bars of what each element of a scenario contributes to the difference of its outcomes from the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.frame import MARGIN, FigureText, make_frame
from nrc_sim.figures.drawing.page import HEADING, Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import (
    BAND_50,
    CLASS_ANCHORS,
    GREY,
    INK,
    MEDIAN,
    PAGE_WIDTH,
    RULE,
    SMALL_SIZE,
)

_ROW = 0.3  # inches
_GAP = 0.2
_NAMES_WIDTH = 2.05
NAME = Type(SMALL_SIZE)
_STRONG = Type(SMALL_SIZE, "bold")
_ALONE = CLASS_ANCHORS[0]


class ContributionBar(NamedTuple):
    """A share of a difference with the ends of its 95% interval; what the element adds alone, and last of all."""

    value: float
    low: float
    high: float
    alone: float | None = None
    last: float | None = None


class ContributionPanel(NamedTuple):
    """Bars of one outcome, one for each element and the last for the whole difference; what their length is."""

    title: str
    unit: str
    bars: tuple[ContributionBar, ...]


def draw_contributions(panels: Sequence[ContributionPanel], names: Sequence[str], text: FigureText) -> Figure:
    """Draw a panel of bars for each outcome, side by side.

    Parameters
    ----------
    panels : at least one, each with a bar for each name
    names : labels of the elements, and of the whole difference
    text : what is written around them

    Raises
    ------
    InputError
        If there is nothing to draw, or bars and names do not match.
    """
    if not panels or any(len(panel.bars) != len(names) for panel in panels):
        raise InputError("there are no contributions to draw", allowed="panels with a bar for each name")
    frame = make_frame(*text)
    width = (PAGE_WIDTH - 2 * MARGIN - _NAMES_WIDTH - _GAP * (len(panels) - 1)) / len(panels)
    titles = [wrap_text(panel.title, width, HEADING, 2) for panel in panels]
    top = frame.top + HEADING.line * max(map(len, titles)) + 0.06
    with frame.page(top + _ROW * len(names) + 0.4) as page:
        _write_names(page, names, top)
        for place, (panel, title) in enumerate(zip(panels, titles, strict=True)):
            box = Box(MARGIN + _NAMES_WIDTH + place * (width + _GAP), top, width, _ROW * len(names))
            page.write(box.left, top - 0.06 - HEADING.line * len(title), title, HEADING)
            _draw_panel(page.axes(box), panel)
    return page.figure


def _write_names(page: Page, names: Sequence[str], top: float) -> None:
    for number, name in enumerate(names):
        style = _STRONG if number == len(names) - 1 else NAME
        lines = wrap_text(name, _NAMES_WIDTH - 0.1, style, 2)
        middle = top + (number + 0.5) * _ROW
        page.write(MARGIN + _NAMES_WIDTH - 0.08, middle - style.line * len(lines) / 2, lines, style, "right")


def _draw_panel(axes: Axes, panel: ContributionPanel) -> None:
    last = len(panel.bars) - 1
    for number, bar in enumerate(panel.bars):
        _draw_bar(axes, number, bar, MEDIAN if number == last else BAND_50)
    axes.axvline(0.0, color=GREY, linewidth=0.7, zorder=3)
    axes.axhline(last - 0.5, color=RULE, linewidth=0.6)
    axes.set(ylim=(last + 0.5, -0.5), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=4)
    axes.margins(x=0.06)
    axes.set_xlabel(panel.unit, labelpad=2)
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def _draw_bar(axes: Axes, number: int, bar: ContributionBar, colour: str) -> None:
    axes.barh(number, bar.value, height=0.56, color=colour, linewidth=0, zorder=2)
    ground = INK if colour == BAND_50 else GREY
    axes.plot([bar.low, bar.high], [number] * 2, color=ground, linewidth=0.9, marker="|", markersize=4, zorder=4)
    for value, marker, edge, shift in ((bar.alone, "o", _ALONE, -0.2), (bar.last, "D", MEDIAN, 0.2)):
        if value is not None:
            axes.plot(
                [value],
                [number + shift],
                marker=marker,
                markersize=3,
                linestyle="none",
                markerfacecolor="white",
                markeredgecolor=edge,
                markeredgewidth=0.8,
                zorder=5,
            )
