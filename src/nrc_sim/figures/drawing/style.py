"""Colours, sizes and settings shared by all figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib.style
from matplotlib import rc_params_from_file
from matplotlib.colors import LinearSegmentedColormap, to_hex

_SHEET = Path(__file__).with_name("style.mplstyle")
_SETTINGS = rc_params_from_file(_SHEET, use_default_template=False)

PAGE_WIDTH = 7.2  # inches: the text width of an A4 or letter page
RESOLUTION = 200
PRINT_RESOLUTION = 300
MAGNIFIED = 1.5  # drawings for screens open larger than the page they are measured on

TITLE_SIZE = 11.0
HEADING_SIZE = 7.5

# What the style sheet holds is taken from it, so that it stands in one place.
FAMILY: str = _SETTINGS["font.family"][0]
SMALL_SIZE: float = _SETTINGS["font.size"]
INK: str = _SETTINGS["text.color"]
GREY: str = _SETTINGS["axes.edgecolor"]
RULE = "#B5B5B5"
PALE = "#F3F3F3"

MEDIAN = "#0B3C6F"
BAND_50 = "#7FB3D9"
BAND_90 = "#CFE2F1"

# Dark ends and light middle classes: four clearly different greys in print without colour.
CLASS_ANCHORS = ("#C8500A", "#E9D9C3", "#7FB3D9", "#0B3C6F")


@contextmanager
def figure_style() -> Iterator[None]:
    """Use the settings of these figures, whatever the user's own settings are, and restore those afterwards."""
    with matplotlib.style.context(["default", _SHEET]):
        yield


def class_colours(classes: Sequence[str], anchors: Sequence[str] = CLASS_ANCHORS) -> dict[str, str]:
    """Give each outcome class a colour, from warm and dark over light to blue and dark.

    Parameters
    ----------
    classes : names, low to high
    anchors : colours between which those of the classes lie, low to high
    """
    ramp = LinearSegmentedColormap.from_list("classes", anchors)
    last = max(len(classes) - 1, 1)
    return {name: to_hex(ramp(position / last)) for position, name in enumerate(classes)}


def with_arrows(text: str) -> str:
    """Set arrows that were typed with hyphens as those of print.

    Parameters
    ----------
    text : such as `talks -> failure`

    Examples
    --------
    >>> with_arrows("RUS<->USA"), with_arrows("talks -> failure")
    ('RUS \N{LEFT RIGHT ARROW} USA', 'talks \N{RIGHTWARDS ARROW} failure')
    """
    arrows = {"->": " \N{RIGHTWARDS ARROW} ", "<->": " \N{LEFT RIGHT ARROW} "}
    return re.sub(r"\s*(<?->)\s*", lambda found: arrows[found[1]], text)


def whole_points(value: float) -> str:
    """Write a number of points with a true minus sign.

    Parameters
    ----------
    value : points, rounded to whole ones

    Examples
    --------
    >>> whole_points(-25.0)
    '\N{MINUS SIGN}25'
    """
    return signed_less(value, 0)


def signed_less(value: float, digits: int) -> str:
    """Write a number with a true minus sign, and no plus.

    Parameters
    ----------
    value : any number
    digits : after the point

    Examples
    --------
    >>> signed_less(-0.25, 2)
    '\N{MINUS SIGN}0.25'
    """
    return f"{value:z.{digits}f}".replace("-", "\N{MINUS SIGN}")
