"""Colours of the page: those of the figures on white, and what stands for each of them on a dark ground.

Pictures and tables name their colours, such as `@median@`; the page puts in what its ground asks for.
"""

from __future__ import annotations

from collections.abc import Sequence

from nrc_sim.figures.drawing import style

INK, GREY, RULE, PALE, GROUND = "@ink@", "@grey@", "@rule@", "@pale@", "@ground@"
MEDIAN, BAND_50, BAND_90, OTHER = "@median@", "@band50@", "@band90@", "@other@"

_LIGHT = {
    INK: f"#{style.INK.lstrip('#')}",
    GREY: f"#{style.GREY.lstrip('#')}",
    RULE: style.RULE,
    PALE: style.PALE,
    GROUND: "#FFFFFF",
    MEDIAN: style.MEDIAN,
    BAND_50: style.BAND_50,
    BAND_90: style.BAND_90,
    OTHER: style.CLASS_ANCHORS[0],
}
_DARK = {
    INK: "#E8EAED",
    GREY: "#AEB4BD",
    RULE: "#4A4F58",
    PALE: "#22262D",
    GROUND: "#16191E",
    MEDIAN: "#9FCBF2",
    BAND_50: "#3F78A6",
    BAND_90: "#24435C",
    OTHER: "#F08A4B",
}

_DARK_ANCHORS = ("#F08A4B", "#8A7C66", "#3F78A6", "#9FCBF2")
"""Classes from warm over quiet to blue, as on white: the ends stand out, the middle does not."""


def class_colour(position: int, classes: int) -> str:
    """Return the name of the colour of a class.

    Parameters
    ----------
    position : of the class, the lowest being 0
    classes : how many there are
    """
    return f"@class{position}of{classes}@"


def palettes(*classes: int) -> dict[str, dict[str, str]]:
    """Return what the names of colours stand for, on a `light` and on a `dark` ground.

    Parameters
    ----------
    classes : how many outcome classes there are, of each world that is shown
    """
    grounds = {"light": (_LIGHT, style.CLASS_ANCHORS), "dark": (_DARK, _DARK_ANCHORS)}
    return {
        ground: named | {name: colour for count in classes for name, colour in _class_palette(count, anchors).items()}
        for ground, (named, anchors) in grounds.items()
    }


def _class_palette(count: int, anchors: Sequence[str]) -> dict[str, str]:
    found = style.class_colours(tuple(map(str, range(count))), anchors)
    return {class_colour(place, count): colour for place, colour in enumerate(found.values())}
