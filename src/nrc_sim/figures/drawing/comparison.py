"""Two scenarios on one axis, usually the ends of the range: paths, final index, trust, activity and portfolio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.data import DatedShock, FigureData, ScenarioFigureData
from nrc_sim.figures.drawing.fans import (
    AxisLimits,
    FanColours,
    class_heights,
    class_margin,
    decimal_years,
    describe_window,
    draw_fan,
    index_label,
    index_limits,
    make_room,
    set_index_axis,
    set_year_axis,
)
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, Frame, describe_runs, fan_glyph, make_frame
from nrc_sim.figures.drawing.marks import Strip, choose_marks, write_key
from nrc_sim.figures.drawing.numbered import Numbered, number_strip
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, Type, shorten_text, wrap_text
from nrc_sim.figures.drawing.style import (
    GREY,
    INK,
    PAGE_WIDTH,
    RULE,
    SMALL_SIZE,
)
from nrc_sim.text.wording import last_months, percent

# Dark and solid against lighter and dashed: the two sides differ in print without colour as well.
UPPER = FanColours("#0B3C6F", "#0B3C6F", "#0B3C6F", "-", 0.22)
LOWER = FanColours("#C8500A", "#C8500A", "#C8500A", (0, (3, 1)), 0.24)
NAME = Type(8.0, "bold", ground="white")
_NUMBERS_WIDTH = 0.72  # inches right of the names of the classes for shares
_FAN_HEIGHT = 3.1
_PANEL_HEIGHT = 1.15
_LEFT = MARGIN + 0.5
_BIN = 5.0  # points; class bounds that are multiples of it fall between two bins


class _Side(NamedTuple):
    scenario: ScenarioFigureData
    colours: FanColours


@dataclass(frozen=True)
class _Plan:
    """Everything that is measured before the page is made."""

    frame: Frame
    fan: Box
    numbered: Numbered

    @property
    def panels_top(self) -> float:
        """Upper edge of the small panels, inches."""
        key = self.numbered.key.height + HEADING.line + 0.15 if self.numbered.entries else 0.0
        return self.fan.bottom + 0.46 + key


def draw_comparison(data: FigureData, upper: str | None = None, lower: str | None = None) -> Figure:
    """Draw two scenarios against each other.

    Parameters
    ----------
    data : with both scenarios, of equal horizon
    upper, lower : slugs; the breakthrough end and the crisis end of the range if None

    Raises
    ------
    InputError
        When a scenario is missing, or the horizons differ.
    """
    sides = _choose_sides(data, upper, lower)
    plan = _plan(data, sides)
    panel_heading = HEADING.line * 2 + 0.06
    with plan.frame.page(plan.panels_top + panel_heading + _PANEL_HEIGHT + 0.4) as page:
        limits = _draw_fans(page, data, sides, plan)
        _draw_distributions(page, data, sides, plan, limits)
        write_key(page, plan.numbered.key, MARGIN, plan.fan.bottom + 0.46, "Dated shocks")
        _draw_panels(page, data, sides, plan.panels_top + panel_heading)
    return page.figure


def _choose_sides(data: FigureData, upper: str | None, lower: str | None) -> tuple[_Side, _Side]:
    high = data.scenario(upper) if upper else data.range_end("breakthrough")
    low = data.scenario(lower) if lower else data.range_end("crisis")
    if high is None or low is None:
        raise InputError(
            "the comparison needs both ends of the range",
            allowed="results with a breakthrough end and a crisis end, or two slugs",
        )
    if not np.array_equal(high.months, low.months):
        raise InputError(f"`{high.slug}` and `{low.slug}` have different horizons", allowed="equal months")
    return _Side(high, UPPER), _Side(low, LOWER)


def _plan(data: FigureData, sides: tuple[_Side, _Side]) -> _Plan:
    high, low = (side.scenario for side in sides)
    words = (
        f"{high.title} against {low.title}",
        f"Left: index over time. Right: distribution of the final index, mean of {last_months(data.final_months)}.",
    )
    width = (PAGE_WIDTH - _LEFT - _shares_width(data) - MARGIN) * 0.72
    strip = Strip(decimal_years(high.months), width, 2)
    # A shock that both scenarios have is numbered once.
    marks = choose_marks(dict.fromkeys([*high.shocks, *low.shocks]), strip, 12)
    numbered = number_strip(strip, marks, PAGE_WIDTH - 2 * MARGIN, 3, lambda shock: _colour(shock, sides))
    frame = make_frame(*words, _caption(data, bool(marks)), fan_glyph(data))
    return _Plan(frame, Box(_LEFT, frame.top, width, _FAN_HEIGHT), numbered)


def _colour(shock: DatedShock, sides: tuple[_Side, _Side]) -> str:
    """Return the colour of a scenario for a shock that it alone has."""
    name = (shock.month, shock.label)
    mine = [side.colours.median for side in sides if name in {other[:2] for other in side.scenario.shocks}]
    return mine[0] if len(mine) == 1 else INK


def _caption(data: FigureData, shocks: bool) -> str:
    marks = "Numbers: dated shocks, in the colour of the scenario if only one has it. " if shocks else ""
    panels = "Small panels: median and middle 50% of runs. "
    return f"{describe_window(data)} {describe_runs(data)} {marks}{panels}{CAUTION}"


def _draw_fans(page: Page, data: FigureData, sides: tuple[_Side, _Side], plan: _Plan) -> AxisLimits:
    finals = [side.scenario.final_index for side in sides]
    ends = [np.array([final.lowest, final.highest]) for final in finals]
    shown = index_limits([*(side.scenario.index for side in sides), *ends], data.bounds)
    names = [wrap_text(side.scenario.title, plan.fan.width - 0.15, NAME, 2) for side in sides]
    # The names stand in strips of their own above and below all data, so that they cover none.
    above, below = (NAME.line * len(lines) + 0.08 for lines in names)
    limits = make_room(shown, _FAN_HEIGHT, above + plan.numbered.height, below)
    axes = page.axes(plan.fan)
    years = plan.numbered.strip.years
    plan.numbered.draw(axes, plan.fan)
    for side in sides:
        draw_fan(axes, years, side.scenario.index, side.colours)
    set_index_axis(axes, limits, data.bounds, shown)
    set_year_axis(axes, years, plan.fan.width)
    axes.set_ylabel(index_label(data, _FAN_HEIGHT), labelpad=2)
    axes.set_xlabel("Year", labelpad=2, color=GREY)
    tops = (plan.fan.top + plan.numbered.height, plan.fan.bottom - NAME.line * len(names[1]) - 0.04)
    for side, lines, top in zip(sides, names, tops, strict=True):
        page.write(plan.fan.left + 0.08, top, lines, NAME._replace(colour=side.colours.median))
    return limits


def _draw_distributions(
    page: Page, data: FigureData, sides: tuple[_Side, _Side], plan: _Plan, limits: AxisLimits
) -> None:
    left = plan.fan.right + 0.12
    box = Box(left, plan.fan.top, PAGE_WIDTH - MARGIN - _shares_width(data) - left, plan.fan.height)
    axes = page.axes(box)
    edges = np.arange(_BIN * np.floor(limits.low / _BIN), limits.high + _BIN, _BIN)
    highest = max(_draw_histogram(axes, side, edges) for side in sides)
    set_index_axis(axes, limits, data.bounds)
    axes.set_yticks([])
    axes.set_xlim(0, highest * 1.08)
    ticks = _round_ticks(highest)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xlabel(f"Runs (%) per\n{_BIN:g} points", labelpad=2, color=GREY)
    _write_shares(page, data, sides, box, limits)


def _draw_histogram(axes: Axes, side: _Side, edges: Floats) -> float:
    final = side.scenario.final_index
    middles = (final.edges[:-1] + final.edges[1:]) / 2
    percent = np.histogram(np.clip(middles, edges[0], edges[-1]), edges, weights=100 * final.shares)[0]
    colour = side.colours.median
    axes.stairs(percent, edges, orientation="horizontal", fill=True, color=colour, alpha=0.35, linewidth=0)
    # Empty bins have no outline: it would run along the axis.
    outline = np.where(percent > 0, percent, np.nan)
    axes.stairs(outline, edges, orientation="horizontal", color=colour, linewidth=0.9)
    return float(percent.max())


def _round_ticks(highest: float) -> list[float]:
    step = next((step for step in (1, 2, 5, 10, 20) if highest / step < 3), 50)
    return [step * number for number in range(int(highest // step) + 1)]


def _shares_width(data: FigureData) -> float:
    """Return the room right of the distributions for classes and shares, inches."""
    return class_margin(data.classes) + _NUMBERS_WIDTH


def _write_shares(page: Page, data: FigureData, sides: tuple[_Side, _Side], box: Box, limits: AxisLimits) -> None:
    """Write the classes and, in the colours of the scenarios, the shares of runs that end in them."""
    edge, room = box.right + _shares_width(data), class_margin(data.classes)
    columns = (edge - 0.38, edge - 0.02)
    page.write(columns[1], box.top, ["Share of runs"], QUIET, "right")
    for name, height in zip(data.classes, class_heights(data, limits, box, QUIET.line), strict=True):
        top = height - QUIET.line / 2
        page.write(box.right + 0.06, top, [shorten_text(name, room, QUIET)], QUIET)
        for side, right in zip(sides, columns, strict=True):
            share = side.scenario.outcomes[name][0]
            page.write(right, top, [percent(share)], Type(SMALL_SIZE, "bold", side.colours.median), "right")


def _panel_values(data: FigureData, scenario: ScenarioFigureData) -> dict[str, Floats]:
    series = scenario.series
    return {
        f"Trust of {data.outside} in {data.alliance}": series["trust_outside"],
        f"Trust of {data.alliance} in {data.outside}": series["trust_alliance"],
        "Military activity, mean of both sides": series["activity"],
        "Practical cooperation (portfolio)": series["portfolio"],
    }


def _draw_panels(page: Page, data: FigureData, sides: tuple[_Side, _Side], top: float) -> None:
    values = [_panel_values(data, side.scenario) for side in sides]
    gap = 0.2
    width = (PAGE_WIDTH - _LEFT - MARGIN - gap * (len(values[0]) - 1)) / len(values[0])
    years = decimal_years(sides[0].scenario.months)
    for position, name in enumerate(values[0]):
        box = Box(_LEFT + position * (width + gap), top, width, _PANEL_HEIGHT)
        axes = page.axes(box)
        for side, named in zip(sides, values, strict=True):
            draw_fan(axes, years, named[name], side.colours, wide=False)
        # The whole scale, not the range of the data: the panels are compared with each other.
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"] if position == 0 else [])
        axes.grid(axis="y", color=RULE, linewidth=0.4)
        set_year_axis(axes, years, width)
        axes.set_xlabel("Year", labelpad=2, color=GREY)
        if position == 0:
            axes.set_ylabel("Level (0 to 1)", labelpad=2)
        lines = wrap_text(name, width, HEADING, 2)
        page.write(box.left, top - 0.05 - HEADING.line * len(lines), lines, HEADING)
