"""Single runs over time: the index, trust of both sides and the institution, with what happened numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.comparison import LOWER, UPPER
from nrc_sim.figures.drawing.data import DatedShock, Months
from nrc_sim.figures.drawing.fans import (
    FanColours,
    class_margin,
    decimal_years,
    draw_fan,
    index_limits,
    label_classes,
    make_room,
    set_index_axis,
    set_year_axis,
)
from nrc_sim.figures.drawing.frame import MARGIN, Frame, make_frame
from nrc_sim.figures.drawing.marks import Strip, choose_marks, write_key
from nrc_sim.figures.drawing.numbered import Numbered, number_strip
from nrc_sim.figures.drawing.page import HEADING, Box, Page, Type, shorten_text, text_width
from nrc_sim.figures.drawing.style import GREY, INK, PAGE_WIDTH, RULE, SMALL_SIZE

_MOST_EVENTS = 20
_KEY_WIDTH = 2.1
_INDEX_HEIGHT = 2.9
_TRUST_HEIGHT = 1.2
_BAR = 0.15  # inches
_LONGEST_REGIME = 2.0  # inches; longer names are shortened
_LEFT = MARGIN + 0.5

# From light to dark and back: neighbours in the order of regimes differ in print without colour as well.
_REGIME_COLOURS = ("#F3E8D8", "#CFE2F1", "#4A4A4A", "#9A9A9A", "#0B3C6F")
_REGIME_EDGE = "#7A7A7A"
_REGIME_MARKS = ("", "////", "....")


@dataclass(frozen=True)
class PathSide:
    """One run.

    Attributes
    ----------
    name : str
        A word for the legend; of a single path it is not shown.
    index, mean : array (month)
        Index of each month, and its mean over the final window up to each month, points.
    trust_outside, trust_alliance : array (month)
        Mean trust of the outside power in the members, and the reverse, 0..1.
    regime : tuple of int (month)
        Positions in `PathsData.regimes`; empty if there are none.
    shocks : tuple of DatedShock
        What happened in it.
    """

    name: str
    index: Floats
    mean: Floats
    trust_outside: Floats
    trust_alliance: Floats
    regime: tuple[int, ...]
    shocks: tuple[DatedShock, ...]


@dataclass(frozen=True)
class PathsData:
    """One run, or the same run twice, with a change from a month on.

    Attributes
    ----------
    title, subtitle, caption : str
    months : array of datetime64[M] (month)
    classes : tuple of str
        Outcome classes, low to high.
    bounds : tuple of float
        Bounds between them, points.
    regimes : tuple of str
        Display names of the regimes of the institution, if there is one.
    outside : str
        Display name of the outside power.
    sides : tuple of PathSide
        One or two, with the same months.
    change : datetime64[M] or None
        First month of the change.
    fan : array (level, month), or None
        Quantiles of the mean index over continuations with other random draws, of the second side.
    """

    title: str
    subtitle: str
    caption: str
    months: Months
    classes: tuple[str, ...]
    bounds: tuple[float, ...]
    regimes: tuple[str, ...]
    outside: str
    sides: tuple[PathSide, ...]
    change: np.datetime64 | None = None
    fan: Floats | None = None


@dataclass(frozen=True)
class _Plan:
    """Everything that is measured before the page is made."""

    frame: Frame
    index: Box
    trust: Box
    bars: tuple[Box, ...]
    numbered: Numbered

    @property
    def bottom(self) -> float:
        """Lower edge of everything above the caption, inches."""
        key = self.index.top + HEADING.line + self.numbered.key.height
        panels = self.bars[-1].bottom + 0.64 if self.bars else self.trust.bottom + 0.4
        return max(panels, key) + 0.05


def draw_paths(data: PathsData) -> Figure:
    """Draw one run or two over the horizon, with the heaviest events numbered and explained.

    Parameters
    ----------
    data : PathsData
    """
    plan = _plan(data)
    with plan.frame.page(plan.bottom) as page:
        _draw_index(page, data, plan)
        _draw_trust(page, data, plan)
        if data.regimes:
            _draw_regimes(page, data, plan)
        _name_sides(page, data, plan)
        write_key(page, plan.numbered.key, PAGE_WIDTH - MARGIN - _KEY_WIDTH, plan.index.top, "Events")
    return page.figure


def _plan(data: PathsData) -> _Plan:
    frame = make_frame(data.title, data.subtitle, data.caption)
    width = PAGE_WIDTH - MARGIN - (_KEY_WIDTH + 0.1) - class_margin(data.classes) - _LEFT
    index = Box(_LEFT, frame.top, width, _INDEX_HEIGHT)
    trust = Box(_LEFT, index.bottom + 0.12, width, _TRUST_HEIGHT)
    places = range(len(data.sides) if data.regimes else 0)
    bars = tuple(Box(_LEFT, trust.bottom + 0.12 + (_BAR + 0.04) * n, width, _BAR) for n in places)
    strip = Strip(decimal_years(data.months), width, 3)
    shocks = {(shock.month, shock.label): shock for side in data.sides for shock in side.shocks}
    marks = choose_marks(shocks.values(), strip, _MOST_EVENTS)
    numbered = number_strip(strip, marks, _KEY_WIDTH, 1, lambda shock: _colour(data, (shock.month, shock.label)))
    return _Plan(frame, index, trust, bars, numbered)


def _colour(data: PathsData, name: tuple[np.datetime64, str]) -> str:
    """Colour an event that one of two paths alone has like that path."""
    having = [name in {(shock.month, shock.label) for shock in side.shocks} for side in data.sides]
    return INK if all(having) else _colours(data)[having.index(True)].median


def _colours(data: PathsData) -> tuple[FanColours, ...]:
    return (UPPER, LOWER)[: len(data.sides)]


def _draw_index(page: Page, data: PathsData, plan: _Plan) -> None:
    axes = page.axes(plan.index)
    fans = [] if data.fan is None else [data.fan]
    shown = index_limits([*(side.index for side in data.sides), *fans], data.bounds)
    limits = make_room(shown, _INDEX_HEIGHT, above=plan.numbered.height, below=0.05)
    plan.numbered.draw(axes, plan.index)
    years = plan.numbered.strip.years
    if data.fan is not None:
        _draw_other_draws(axes, data, years)
    for side, colours in zip(data.sides, _colours(data), strict=True):
        axes.plot(years, side.index, color=colours.median, linewidth=0.5, alpha=0.7, zorder=3)
        axes.plot(years, side.mean, color=colours.median, linestyle=colours.line, linewidth=1.4, zorder=5)
    set_index_axis(axes, limits, data.bounds, shown)
    # The numbers of events stand above the line, which would cut through one.
    _mark_change(axes, data, 1 - plan.numbered.height / _INDEX_HEIGHT)
    set_year_axis(axes, years, plan.index.width)
    axes.set_xticklabels([])
    axes.set_ylabel("Index (points)", labelpad=2)
    label_classes(page, data, limits, plan.index)


def _draw_other_draws(axes: Axes, data: PathsData, years: Floats) -> None:
    if data.fan is not None and data.change is not None:
        later = data.months >= data.change
        colours = LOWER._replace(line=(0, (1, 2)))
        draw_fan(axes, years[later], data.fan[:, later], colours)


def _mark_change(axes: Axes, data: PathsData, top: float = 1.0) -> None:
    if data.change is not None:
        start = float(decimal_years(np.array([data.change]))[0]) - 0.5 / 12
        axes.axvline(start, ymax=top, color=INK, linewidth=0.9, zorder=4.5)


def _draw_trust(page: Page, data: PathsData, plan: _Plan) -> None:
    axes = page.axes(plan.trust)
    years = plan.numbered.strip.years
    for side, colours in zip(data.sides, _colours(data), strict=True):
        axes.plot(years, side.trust_outside, color=colours.median, linestyle=colours.line, linewidth=1.4)
        axes.plot(years, side.trust_alliance, color=colours.median, linestyle=colours.line, linewidth=0.7)
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1])
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    _mark_change(axes, data)
    set_year_axis(axes, years, plan.trust.width)
    if plan.bars:
        axes.set_xticklabels([])
    else:
        axes.set_xlabel("Year", labelpad=2, color=GREY)
    axes.set_ylabel("Trust (0 to 1)", labelpad=2)


def _name_sides(page: Page, data: PathsData, plan: _Plan) -> None:
    """Name two paths in their colours, each beside its bar of regimes, or both beside the panel of trust."""
    lines = [plan.trust.top + Type(SMALL_SIZE).line * number for number in range(len(data.sides))]
    tops = [bar.top for bar in plan.bars] or lines
    for side, top, colours in zip(data.sides, tops, _colours(data), strict=True):
        if len(data.sides) > 1:
            page.write(plan.trust.right + 0.06, top, [side.name], Type(SMALL_SIZE, colour=colours.median))


def _draw_regimes(page: Page, data: PathsData, plan: _Plan) -> None:
    years = plan.numbered.strip.years
    for side, box in zip(data.sides, plan.bars, strict=True):
        axes = page.axes(box)
        for year, code in zip(years, side.regime, strict=True):
            axes.add_patch(Rectangle((year - 0.5 / 12, 0), 1 / 12, 1, linewidth=0, **_regime_looks(code)))
        set_year_axis(axes, years, box.width)
        axes.set_ylim(0, 1)
        axes.set_yticks([])
        if box is plan.bars[-1]:
            axes.set_xlabel("Year", labelpad=2, color=GREY)
        else:
            axes.set_xticks([])
    page.write(MARGIN, plan.bars[0].top, ["Regime"], Type(SMALL_SIZE))
    _write_regimes(page, data, plan)


def _regime_looks(code: int) -> dict[str, Any]:
    """Return the colour of a regime, and from the sixth on marks upon it."""
    turn, place = divmod(code, len(_REGIME_COLOURS))
    return {"facecolor": _REGIME_COLOURS[place], "hatch": _REGIME_MARKS[turn], "edgecolor": _REGIME_EDGE}


def _write_regimes(page: Page, data: PathsData, plan: _Plan) -> None:
    """Write the key of the regimes that occur, below the years."""
    style = Type(SMALL_SIZE, colour=GREY)
    left, top = plan.bars[-1].left, plan.bars[-1].bottom + 0.38
    edge = plan.bars[-1].right + class_margin(data.classes)
    for code in sorted({code for side in data.sides for code in side.regime}):
        name = shorten_text(data.regimes[code], _LONGEST_REGIME, style)
        width = 0.16 + text_width(name, style) + 0.14
        if left + width > edge:
            left, top = plan.bars[-1].left, top + style.line + 0.02
        axes = page.axes(Box(left, top + 0.01, 0.11, 0.09))
        axes.set_xticks([])
        axes.set_yticks([])
        axes.add_patch(Rectangle((0, 0), 1, 1, linewidth=0, **_regime_looks(code)))
        axes.spines[:].set_visible(True)
        axes.spines[:].set_color(_REGIME_EDGE)
        page.write(left + 0.16, top, [name], style)
        left += width
