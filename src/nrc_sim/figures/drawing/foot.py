"""Titles, captions and the small picture that says how to read a fan chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from nrc_sim.figures.drawing.data import FigureData
from nrc_sim.figures.drawing.fans import FanColours
from nrc_sim.figures.drawing.page import Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import GREY, PAGE_WIDTH, SMALL_SIZE, TITLE_SIZE
from nrc_sim.text.wording import counted_unbroken

MARGIN = 0.1
TITLE = Type(TITLE_SIZE, "bold")
SUBTITLE = Type(8.0, colour=GREY)
CAPTION = Type(SMALL_SIZE, colour=GREY)
GLYPH_WIDTH = 1.75
GLYPH_HEIGHT = 0.5


class Head(NamedTuple):
    """Title and subtitle, broken into lines."""

    title: tuple[str, ...]
    subtitle: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height with the gap below, inches."""
        return MARGIN + TITLE.line * len(self.title) + SUBTITLE.line * len(self.subtitle) + 0.12


def make_head(title: str, subtitle: str) -> Head:
    """Break a title and a subtitle into lines of the width of the page.

    Parameters
    ----------
    title, subtitle : one sentence each
    """
    width = PAGE_WIDTH - 2 * MARGIN
    return Head(tuple(wrap_text(title, width, TITLE, 2)), tuple(wrap_text(subtitle, width, SUBTITLE, 3)))


def write_head(page: Page, head: Head) -> None:
    """Write title and subtitle at the top of the page.

    Parameters
    ----------
    page : where to
    head : broken into lines
    """
    page.write(MARGIN, MARGIN, head.title, TITLE)
    page.write(MARGIN, MARGIN + TITLE.line * len(head.title), head.subtitle, SUBTITLE)


class Foot(NamedTuple):
    """A caption broken into lines, with an optional drawing left of it."""

    lines: tuple[str, ...]
    draw: Callable[[Axes], None] | None

    @property
    def height(self) -> float:
        """Height with the gaps above and below, inches."""
        return max(CAPTION.line * len(self.lines), GLYPH_HEIGHT if self.draw else 0.0) + 0.1 + MARGIN


def make_foot(caption: str, draw: Callable[[Axes], None] | None = None) -> Foot:
    """Break a caption into lines.

    Parameters
    ----------
    caption : sentences
    draw : what draws the small picture left of the caption, on axes without ticks
    """
    width = PAGE_WIDTH - 2 * MARGIN - (GLYPH_WIDTH if draw else 0.0)
    return Foot(tuple(wrap_text(caption, width, CAPTION)), draw)


def write_foot(page: Page, foot: Foot) -> None:
    """Write the caption, and its picture, at the bottom of the page.

    Parameters
    ----------
    page : where to
    foot : broken into lines
    """
    top = page.height - foot.height + 0.1
    left = MARGIN
    if foot.draw:
        axes = page.axes(Box(MARGIN, top, GLYPH_WIDTH - 0.15, GLYPH_HEIGHT))
        axes.set_axis_off()
        foot.draw(axes)
        left += GLYPH_WIDTH
    page.write(left, top, foot.lines, CAPTION)


def draw_fan_glyph(axes: Axes) -> None:
    """Draw a small fan whose parts are named.

    Parameters
    ----------
    axes : without ticks
    """
    colours = FanColours()
    x = np.linspace(0, 0.42, 20)
    widening = np.sqrt(x / 0.42)
    axes.fill_between(x, -widening, widening, color=colours.most, linewidth=0)
    axes.fill_between(x, -0.42 * widening, 0.42 * widening, color=colours.half, linewidth=0)
    axes.plot(x, 0 * x, color=colours.median, linewidth=1.2)
    axes.set(xlim=(0, 1), ylim=(-1.05, 1.05))
    for height, words in ((0.7, "middle 90% of runs"), (0, "median"), (-0.42, "middle 50%")):
        # The lower half names the inner band, so that the three lines of text keep their distance.
        target = {0.7: 0.75, 0: 0.0, -0.42: -0.3}[height]
        place = height if height >= 0 else -0.7
        axes.plot([0.42, 0.46], [target, place], color=GREY, linewidth=0.5)
        axes.text(0.48, place, words, fontsize=SMALL_SIZE, color=GREY, va="center_baseline")


def fan_glyph(data: FigureData) -> Callable[[Axes], None] | None:
    """Choose the small picture beside the caption: a single run has no bands to explain.

    Parameters
    ----------
    data : with the number of runs
    """
    return draw_fan_glyph if data.runs > 1 else None


def describe_runs(data: FigureData) -> str:
    """Say how many runs there are, of which seed and version, and what their spread contains.

    Parameters
    ----------
    data : with runs, seed, version and parameters
    """
    spread = (
        "each run draws an accepted parameter set, so that the spread holds chance and uncertainty of parameters"
        if data.parameters == "ensemble"
        else "all runs share one parameter set, so that the spread holds chance alone"
    )
    if data.runs == 1:
        return f"1 run per scenario, seed {data.seed}, nrc_sim {data.version}: one of many possible paths."
    number = counted_unbroken(data.runs, "run")
    return f"{number} per scenario, seed {data.seed}, nrc_sim {data.version}; {spread}."


CAUTION = (
    "Shares and bands count runs of this model under its assumptions; "
    "they are not probabilities of events in the world."
)
