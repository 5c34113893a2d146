"""A page measured in inches from its top left corner, with text that is measured before it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from nrc_sim.plots.style import INK, PAGE_WIDTH, RESOLUTION, SMALL_SIZE

LEADING = 1.28  # distance of lines in units of the font size
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


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
        return self.size * LEADING / 72


@cache
def text_width(text: str, style: Type) -> float:
    """Measure a line of text, inches.

    Parameters
    ----------
    text : one line
    style : how it is set
    """
    # Measured without a figure: the height of a page follows from its texts.
    font = FontProperties(family="DejaVu Sans", size=style.size, weight=style.weight)
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
    for word in _breakable_words(text, width, style):
        joined = f"{current} {word}" if current else word
        if current and text_width(joined, style) > width:
            broken.append(current)
            joined = word
        current = joined
    broken.append(current)
    if lines is None or len(broken) <= lines:
        return broken
    return [*broken[: lines - 1], _shortened(" ".join(broken[lines - 1 :]), width, style)]


def _breakable_words(text: str, width: float, style: Type) -> list[str]:
    words: list[str] = []
    for word in text.split():
        rest = word
        while text_width(rest, style) > width and len(rest) > 1:
            # Only a single word wider than its column is cut inside.
            cut = next(end for end in range(len(rest) - 1, 0, -1) if end == 1 or text_width(rest[:end], style) <= width)
            words.append(rest[:cut])
            rest = rest[cut:]
        words.append(rest)
    return words


def _shortened(text: str, width: float, style: Type) -> str:
    while text and text_width(text + ELLIPSIS, style) > width:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


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
