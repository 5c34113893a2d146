"""A page measured in inches from its top left corner, with text that is measured before it is set."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from nrc_sim.figures.drawing.fonts import drawable, families
from nrc_sim.figures.drawing.style import GREY, HEADING_SIZE, INK, PAGE_WIDTH, RESOLUTION, SMALL_SIZE

_LEADING = 1.28  # distance of lines in units of the font size
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_MOST_LETTERS = 4000
"""Longer texts are cut before they are laid out; no caption of ours is as long."""


class Box(NamedTuple):
    """A rectangle on the page, inches; `top` counts downwards from the top edge."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge, inches."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Bottom edge, inches from the top of the page."""
        return self.top + self.height


class Type(NamedTuple):
    """How a text is set: size in points, weight, colour, and colour of the ground behind it."""

    size: float = SMALL_SIZE
    weight: str = "normal"
    colour: str = INK
    ground: str = "none"

    @property
    def line(self) -> float:
        """Distance of two lines, inches."""
        return self.size * _LEADING / 72


HEADING = Type(HEADING_SIZE, "bold")
QUIET = Type(SMALL_SIZE, colour=GREY)


def text_width(text: str, style: Type) -> float:
    """Measure a line of text, inches.

    Parameters
    ----------
    text : one line
    style : how it is set
    """
    return _drawable_width(drawable(text), style)


@cache
def _drawable_width(text: str, style: Type) -> float:
    # Measured without a figure: the height of a page follows from its texts.
    font = FontProperties(family=families(text), size=style.size, weight=style.weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


def wrap_text(text: str, width: float, style: Type, lines: int | None = None) -> list[str]:
    """Break a text into lines of at most a width; shorten it with an ellipsis after the last allowed line.

    Parameters
    ----------
    text : words
    width : inches
    style : how it is set
    lines : most lines, or None for any number
    """
    broken: list[str] = []
    current = ""
    # Checked before it is cut: a sign may take the place of a character.
    rest = _bounded(drawable(text))
    for word in _breakable_words(rest, width, style):
        joined = f"{current} {word}" if current else word
        if current and text_width(joined, style) > width:
            broken.append(current)
            joined = word
        current = joined
    broken.append(current)
    if lines is None or len(broken) <= lines:
        return broken
    return [*broken[: lines - 1], _shortened(" ".join(broken[lines - 1 : lines + 1]), width, style)]


def _bounded(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}{ELLIPSIS}"


def shorten_text(text: str, width: float, style: Type) -> str:
    """Return a text as one line of at most a width, with an ellipsis if it is longer.

    Parameters
    ----------
    text : words
    width : inches
    style : how it is set
    """
    return wrap_text(text, width, style, 1)[0]


def _breakable_words(text: str, width: float, style: Type) -> list[str]:
    words: list[str] = []
    for word in text.split():
        rest = word
        while len(rest) > 1 and (cut := _fitting(rest, width, style)) < len(rest):
            # Only a single word wider than its column is cut inside.
            words.append(rest[:cut])
            rest = rest[cut:]
        words.append(rest)
    return words


def _fitting(text: str, width: float, style: Type, after: str = "") -> int:
    """Return how many letters of a text fit into a width, at least one; few texts longer than that are measured."""
    high = 8
    while high < len(text) and text_width(text[:high] + after, style) <= width:
        high *= 2
    ends = range(1, min(high, len(text)) + 1)
    return max(1, bisect_right(ends, width, key=lambda end: text_width(text[:end] + after, style)))


def _shortened(text: str, width: float, style: Type) -> str:
    return text[: _fitting(text, width, style, ELLIPSIS)].rstrip() + ELLIPSIS


@dataclass(frozen=True)
class Page:
    """A figure of fixed size that places axes and text in inches.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The figure, with a canvas of its own and no global state.
    height : float
        Height, inches; the width is `PAGE_WIDTH`.
    """

    figure: Figure
    height: float

    @classmethod
    def blank(cls, height: float) -> Page:
        """Make an empty page.

        Parameters
        ----------
        height : inches
        """
        figure = Figure(figsize=(PAGE_WIDTH, height), dpi=RESOLUTION, facecolor="white")
        # A canvas of its own instead of pyplot, which would keep every figure alive.
        FigureCanvasAgg(figure)
        return cls(figure, height)

    def axes(self, box: Box) -> Axes:
        """Add axes that fill a box.

        Parameters
        ----------
        box : inches
        """
        left, bottom = box.left / PAGE_WIDTH, 1 - box.bottom / self.height
        return self.figure.add_axes((left, bottom, box.width / PAGE_WIDTH, box.height / self.height))

    def write(self, left: float, top: float, lines: Sequence[str], style: Type, align: str = "left") -> None:
        """Set lines of text below each other.

        Parameters
        ----------
        left, top : inches; the anchor of the first line (its right end when aligned right)
        lines : texts
        style : how they are set
        align : "left", "center" or "right"
        """
        for number, line in enumerate(lines):
            baseline = top + style.line * number + style.size * 0.95 / 72
            self.figure.text(
                left / PAGE_WIDTH,
                1 - baseline / self.height,
                line,
                fontsize=style.size,
                fontweight=style.weight,
                color=style.colour,
                ha=align,
                va="baseline",
                bbox={"facecolor": style.ground, "edgecolor": "none", "pad": 0.4},
            )
