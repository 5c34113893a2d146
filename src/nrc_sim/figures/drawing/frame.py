"""The frame of a figure: title, caption and the small picture that says how to read a fan chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from nrc_sim.figures.drawing.data import FigureData
from nrc_sim.figures.drawing.fans import FanColours
from nrc_sim.figures.drawing.page import QUIET, Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import GREY, PAGE_WIDTH, SMALL_SIZE, TITLE_SIZE, figure_style
from nrc_sim.text.wording import counted_unbroken

MARGIN = 0.1
_TITLE = Type(TITLE_SIZE, "bold")
_SUBTITLE = Type(8.0, colour=GREY)
_GLYPH_WIDTH = 1.75
_GLYPH_HEIGHT = 0.5


class FigureText(NamedTuple):
    """What is written around the panels of a figure."""

    title: str
    subtitle: str
    caption: str


class Frame(NamedTuple):
    """Title, subtitle and caption broken into lines, with an optional drawing left of the caption."""

    title: tuple[str, ...]
    subtitle: tuple[str, ...]
    caption: tuple[str, ...]
    draw: Callable[[Axes], None] | None

    @property
    def top(self) -> float:
        """Height of title and subtitle with the gap below, inches."""
        return MARGIN + _TITLE.line * len(self.title) + _SUBTITLE.line * len(self.subtitle) + 0.12

    @property
    def below(self) -> float:
        """Height of the caption with the gaps above and below, inches."""
        return max(QUIET.line * len(self.caption), _GLYPH_HEIGHT if self.draw else 0.0) + 0.1 + MARGIN

    @contextmanager
    def page(self, bottom: float) -> Iterator[Page]:
        """Make a page with its title, on which panels are drawn, and write the caption below them.

        Parameters
        ----------
        bottom : lower edge of the panels, inches
        """
        with figure_style():
            page = Page.blank(bottom + self.below)
            page.write(MARGIN, MARGIN, self.title, _TITLE)
            page.write(MARGIN, MARGIN + _TITLE.line * len(self.title), self.subtitle, _SUBTITLE)
            yield page
            self._write_caption(page)

    def _write_caption(self, page: Page) -> None:
        top, left = page.height - self.below + 0.1, MARGIN
        if self.draw:
            axes = page.axes(Box(MARGIN, top, _GLYPH_WIDTH - 0.15, _GLYPH_HEIGHT))
            axes.set_axis_off()
            self.draw(axes)
            left += _GLYPH_WIDTH
        page.write(left, top, self.caption, QUIET)


def make_frame(title: str, subtitle: str, caption: str, draw: Callable[[Axes], None] | None = None) -> Frame:
    """Break title, subtitle and caption into lines of the width of the page.

    Parameters
    ----------
    title, subtitle : one sentence each
    caption : sentences
    draw : what draws the small picture left of the caption, on axes without ticks
    """
    width = PAGE_WIDTH - 2 * MARGIN
    above, below = wrap_text(title, width, _TITLE, 2), wrap_text(subtitle, width, _SUBTITLE, 3)
    lines = wrap_text(caption, width - (_GLYPH_WIDTH if draw else 0.0), QUIET)
    return Frame(tuple(above), tuple(below), tuple(lines), draw)


def _draw_fan_glyph(axes: Axes) -> None:
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
    return _draw_fan_glyph if data.runs > 1 else None


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
