"""Bounds between classes in pictures of the index, and the names of the classes beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from nrc_sim.dashboard import colours

_LINE, _LETTER, _AXIS = 12, 7, 230
"""Height of a line of small text, width of one of its letters, and height of the axis of a fan at least, pixels."""

_BEYOND = 6.0
"""How far beyond the last bounds the names of the end classes stand, points."""


def class_bounds(
    bounds: Sequence[float], classes: Sequence[str], ends: Sequence[float]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Draw the bounds between classes, and the names of the classes at the right, a word on each line.

    Parameters
    ----------
    bounds : points, ascending
    classes : names, low to high
    ends : of the axis of the index, points

    Returns
    -------
    lines, names, and the room that the names take at the right, pixels
    """
    lines = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": bound, "y1": bound}
        | {"line": {"color": colours.GREY, "width": 0.6}}
        for bound in bounds
    ]
    edges = [bounds[0] - 2 * _BEYOND, *bounds, bounds[-1] + 2 * _BEYOND] if bounds else ends
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    words = [name.split() for name in classes]
    line = (ends[1] - ends[0]) * _LINE / _AXIS
    places = _spread_blocks(middles, [line * len(one) for one in words])
    shared = {"xref": "paper", "x": 1.01, "xanchor": "left", "align": "left", "showarrow": False}
    small = {"size": 10, "color": colours.GREY}
    names = [
        {"text": "<br>".join(one), "y": place, "font": small, **shared}
        for one, place in zip(words, places, strict=True)
    ]
    return lines, names, _LETTER * max(len(word) for one in words for word in one) + 12


def _spread_blocks(middles: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Move blocks, given by their middles and heights, apart so that none covers another, the lowest first."""
    places: list[float] = []
    for number, (middle, height) in enumerate(zip(middles, heights, strict=True)):
        least = places[-1] + (heights[number - 1] + height) / 2 if places else middle
        places.append(max(middle, least))
    return places
