"""Dated shocks on a time axis: which are numbered, where the numbers stand, and the key that explains them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.data import DatedShock
from nrc_sim.figures.drawing.fans import decimal_years
from nrc_sim.figures.drawing.page import HEADING, Box, Page, Type, text_width, wrap_text
from nrc_sim.figures.drawing.style import GREY, INK, SMALL_SIZE

_LANE = 0.115  # inches
NUMBER = Type(SMALL_SIZE, colour=INK)
_INDENT = 0.62  # inches of a key entry taken by number and month


class Mark(NamedTuple):
    """A numbered shock and the lane, counted from the top, in which its number stands."""

    shock: DatedShock
    lane: int


class Strip(NamedTuple):
    """The time axis along which marks stand: its decimal years, width in inches and number of lanes."""

    years: Floats
    width: float
    lanes: int

    def position(self, shock: DatedShock) -> float:
        """Place of a shock along the axis, inches.

        Parameters
        ----------
        shock : with its month
        """
        span = float(self.years[-1] - self.years[0]) + 1 / 12
        return float(_shock_year(shock) - self.years[0] + 0.5 / 12) / span * self.width


class KeyEntry(NamedTuple):
    """A line of the key."""

    number: int
    shock: DatedShock
    colour: str = INK


def _shock_year(shock: DatedShock) -> float:
    """Give the decimal year of a shock.

    Parameters
    ----------
    shock : with its month
    """
    return float(decimal_years(np.array([shock.month]))[0])


def choose_marks(shocks: Iterable[DatedShock], strip: Strip, limit: int, by_year: bool = False) -> tuple[Mark, ...]:
    """Choose the heaviest shocks whose numbers fit without overlap.

    Parameters
    ----------
    shocks : all dated shocks
    strip : axis and lanes
    limit : most shocks to number
    by_year : whether the heaviest shock of each year comes before the second of any
    """
    # Numbers are given after the choice, so room for two digits is kept for each.
    gap = text_width("00", NUMBER) + 0.05
    taken: list[list[float]] = [[] for _ in range(strip.lanes)]
    marks: list[Mark] = []
    for shock in _by_weight(shocks, by_year):
        # Near the edges the number moves inwards, and so counts as standing there.
        place = min(max(strip.position(shock), gap / 2), strip.width - gap / 2)
        lane = next((lane for lane, used in enumerate(taken) if all(abs(place - other) >= gap for other in used)), None)
        if lane is not None and len(marks) < limit:
            taken[lane].append(place)
            marks.append(Mark(shock, lane))
    return tuple(sorted(marks, key=lambda mark: (mark.shock.month, mark.shock.label)))


def _by_weight(shocks: Iterable[DatedShock], by_year: bool) -> list[DatedShock]:
    ordered = sorted(shocks, key=lambda shock: (-shock.weight, shock.month, shock.label))
    if not by_year:
        return ordered
    seen: Counter[np.datetime64] = Counter()
    ranks = []
    for shock in ordered:
        year = shock.month.astype("datetime64[Y]")
        ranks.append(seen[year])
        seen[year] += 1
    return [ordered[place] for place in np.argsort(ranks, kind="stable")]


def number_shocks(marks: Iterable[Mark]) -> dict[tuple[np.datetime64, str], KeyEntry]:
    """Number the different shocks of several panels by month; equal shocks share a number.

    Parameters
    ----------
    marks : chosen shocks of all panels
    """
    different = {(mark.shock.month, mark.shock.label): mark.shock for mark in marks}
    ordered = sorted(different)
    return {name: KeyEntry(number, different[name]) for number, name in enumerate(ordered, start=1)}


def keep_heaviest(panels: Sequence[Sequence[Mark]], limit: int) -> list[tuple[Mark, ...]]:
    """Drop the marks of all but the heaviest different shocks, so that the key stays short.

    Parameters
    ----------
    panels : marks of each panel
    limit : most different shocks
    """
    weights: dict[tuple[np.datetime64, str], float] = {}
    for mark in (mark for panel in panels for mark in panel):
        name = (mark.shock.month, mark.shock.label)
        weights[name] = max(mark.shock.weight, weights.get(name, 0.0))
    kept = set(sorted(weights, key=lambda name: (-weights[name], *name))[:limit])
    return [tuple(mark for mark in panel if (mark.shock.month, mark.shock.label) in kept) for panel in panels]


def strip_height(marks: Sequence[Mark]) -> float:
    """Height that the numbers of marks take at the top of an axis, inches.

    Parameters
    ----------
    marks : of one axis
    """
    return _LANE * (max(mark.lane for mark in marks) + 1) + 0.03 if marks else 0.0


def draw_marks(
    axes: Axes,
    strip: Strip,
    box: Box,
    marks: Sequence[Mark],
    entries: dict[tuple[np.datetime64, str], KeyEntry],
) -> None:
    """Draw a thin line and a number at each chosen shock.

    Parameters
    ----------
    axes : where to
    strip : its time axis
    box : of the axes
    marks : chosen shocks
    entries : their numbers, by month and label
    """
    across = blended_transform_factory(axes.transData, axes.transAxes)
    half = text_width("00", NUMBER) / 2 + 0.025
    for mark in marks:
        entry = entries[(mark.shock.month, mark.shock.label)]
        top = 1 - (_LANE * (mark.lane + 1) + 0.01) / box.height
        year = _shock_year(mark.shock)
        colour = GREY if entry.colour == INK else entry.colour
        axes.plot([year, year], [0, top], color=colour, alpha=0.55, linewidth=0.5, transform=across, zorder=2.5)
        place = min(max(strip.position(mark.shock), half), strip.width - half)
        height = top + _LANE * 0.55 / box.height
        axes.text(
            place / strip.width,
            height,
            str(entry.number),
            transform=axes.transAxes,
            fontsize=NUMBER.size,
            color=entry.colour,
            ha="center",
            va="center_baseline",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
        )


def draw_rug(axes: Axes, shocks: Iterable[DatedShock], length: float) -> None:
    """Draw a short tick at the lower edge for every dated shock, numbered or not, and a bar along all of its months.

    Parameters
    ----------
    axes : where to
    shocks : all dated shocks
    length : of a tick, share of the height of the axis
    """
    across = blended_transform_factory(axes.transData, axes.transAxes)
    for year, lasts in sorted({(_shock_year(shock), shock.lasts) for shock in shocks}):
        axes.plot([year, year], [0, length], color=GREY, linewidth=0.6, transform=across, zorder=5)
        if lasts > 1:
            ends = [year, year + (lasts - 1) / 12]
            axes.plot(ends, [length, length], color=GREY, linewidth=1.6, transform=across, zorder=5, scalex=False)


def describe_bars(shocks: Iterable[DatedShock]) -> str:
    """Say what the bars of `draw_rug` are, in brackets; nothing if no shock lasts.

    Parameters
    ----------
    shocks : all dated shocks
    """
    return " (bars: the months in which they last)" if any(shock.lasts > 1 for shock in shocks) else ""


class EventKey(NamedTuple):
    """The key of numbered shocks broken into columns of a width (inches): entries with their lines."""

    columns: tuple[tuple[tuple[KeyEntry, tuple[str, ...]], ...], ...]
    width: float

    @property
    def height(self) -> float:
        """Height of the longest column, inches."""
        longest = max((sum(len(lines) for _, lines in column) for column in self.columns), default=0)
        return longest * NUMBER.line


def arrange_key(entries: Sequence[KeyEntry], width: float, columns: int) -> EventKey:
    """Break entries into columns of nearly equal height.

    Parameters
    ----------
    entries : in the order of their numbers
    width : of all columns together, inches
    columns : how many
    """
    gutter = 0.2
    column = (width - gutter * (columns - 1)) / columns
    wrapped = [(entry, tuple(wrap_text(entry.shock.words, column - _INDENT, NUMBER, 3))) for entry in entries]
    total = sum(len(lines) for _, lines in wrapped)
    # An entry is never torn apart, so columns of equal height may not hold all: add a line until they do.
    room = -(-total // columns)
    while len(filled := _fill_columns(wrapped, room)) > columns:
        room += 1
    return EventKey(filled, column + gutter)


def _fill_columns(
    wrapped: Sequence[tuple[KeyEntry, tuple[str, ...]]], room: int
) -> tuple[tuple[tuple[KeyEntry, tuple[str, ...]], ...], ...]:
    columns: list[list[tuple[KeyEntry, tuple[str, ...]]]] = [[]]
    used = 0
    for entry, lines in wrapped:
        if columns[-1] and used + len(lines) > room:
            columns.append([])
            used = 0
        columns[-1].append((entry, lines))
        used += len(lines)
    return tuple(tuple(column) for column in columns)


def write_key(page: Page, key: EventKey, left: float, top: float, heading: str) -> None:
    """Write the key below its heading; nothing if it has no entries.

    Parameters
    ----------
    page : where to
    key : arranged entries
    left, top : inches
    heading : what the entries are
    """
    if any(key.columns):
        page.write(left, top, [heading], HEADING)
    for number, column in enumerate(key.columns):
        edge, height = left + key.width * number, top + HEADING.line + 0.02
        for entry, lines in column:
            style = NUMBER._replace(colour=entry.colour)
            page.write(edge + 0.14, height, [str(entry.number)], style, align="right")
            page.write(edge + 0.18, height, [str(entry.shock.month)], NUMBER._replace(colour=GREY))
            page.write(edge + _INDENT, height, lines, style)
            height += NUMBER.line * len(lines)
