"""The index of every scenario over time, as small fan charts on one scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.data import FigureData, ScenarioFigureData
from nrc_sim.figures.drawing.fans import (
    AxisLimits,
    FanColours,
    decimal_years,
    describe_monthly,
    describe_window,
    draw_fan,
    draw_monthly,
    index_label,
    index_limits,
    label_classes,
    make_room,
    set_index_axis,
    set_year_axis,
)
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, Frame, describe_runs, fan_glyph, make_frame
from nrc_sim.figures.drawing.grid import Grid, lay_grid
from nrc_sim.figures.drawing.marks import (
    EventKey,
    KeyEntry,
    Mark,
    Strip,
    arrange_key,
    choose_marks,
    describe_bars,
    draw_marks,
    draw_rug,
    keep_heaviest,
    number_shocks,
    strip_height,
    write_key,
)
from nrc_sim.figures.drawing.page import HEADING, Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import GREY, PAGE_WIDTH, SMALL_SIZE

_LONGEST_KEY = 18  # entries


def _strip(scenario: ScenarioFigureData, grid: Grid) -> Strip:
    return Strip(decimal_years(scenario.months), grid.panel[0], 2)


def _choose_all_marks(data: FigureData, grid: Grid) -> list[tuple[Mark, ...]]:
    limit = 16 if grid.columns == 1 else 8 if grid.columns == 2 else 6
    panels = [choose_marks(scenario.shocks, _strip(scenario, grid), limit) for scenario in data.scenarios]
    return keep_heaviest(panels, _LONGEST_KEY)


@dataclass(frozen=True)
class _Plan:
    """Everything that is measured before the page is made."""

    frame: Frame
    grid: Grid
    marks: list[tuple[Mark, ...]]
    entries: dict[tuple[np.datetime64, str], KeyEntry]
    key: EventKey
    key_box: Box


def _plan(data: FigureData) -> _Plan:
    frame = make_frame(*_words(data), _caption(data), fan_glyph(data))
    grid = lay_grid(data, frame.top)
    marks = _choose_all_marks(data, grid)
    entries = number_shocks(mark for panel in marks for mark in panel)
    key, box = _place_key(tuple(entries.values()), grid, len(data.scenarios))
    return _Plan(frame, grid, marks, entries, key, box)


def _place_key(entries: tuple[KeyEntry, ...], grid: Grid, count: int) -> tuple[EventKey, Box]:
    heading = HEADING.line + 0.02
    spare = grid.spare(count)
    # One free cell is too narrow for a key; two or more hold it, and it may reach below the grid.
    if spare is not None and spare.width > 3:
        key = arrange_key(entries, spare.width, 2)
        return key, spare._replace(height=key.height + heading)
    width = PAGE_WIDTH - 2 * MARGIN
    key = arrange_key(entries, width, 3)
    return key, Box(MARGIN, grid.bottom, width, key.height + heading if entries else 0.0)


def _words(data: FigureData) -> tuple[str, str]:
    parties = f"{data.outside} and {data.alliance}"
    return (
        f"Relations between {parties}: the index by scenario",
        "Index of trust and conduct in both directions, points. Dashed lines: bounds of the outcome classes.",
    )


def _caption(data: FigureData) -> str:
    shocks = [shock for scenario in data.scenarios for shock in scenario.shocks]
    marks = "Numbered lines: dated shocks (the largest where room is short); short ticks below: all dated shocks"
    shown = f"{marks}{describe_bars(shocks)}. " if shocks else ""
    return f"{describe_window(data)} {describe_monthly(data)} {describe_runs(data)} {shown}{CAUTION}"


def draw_trajectories(data: FigureData) -> Figure:
    """Draw the index of every scenario as a fan chart, all on one scale of points.

    Parameters
    ----------
    data : one scenario or more
    """
    plan = _plan(data)
    with plan.frame.page(max(plan.grid.bottom, plan.key_box.bottom)) as page:
        data_limits = index_limits(_shown_values(data), data.bounds)
        # One scale for all panels: the strip for numbers is as high as the panel with most lanes needs.
        above = max(strip_height(marks) for marks in plan.marks)
        limits = make_room(data_limits, plan.grid.panel[1], above=above, below=0.05)
        for position in range(len(data.scenarios)):
            _draw_panel(page, data, plan, position, (data_limits, limits))
        write_key(page, plan.key, plan.key_box.left, plan.key_box.top, "Dated shocks")
    return page.figure


def _shown_values(data: FigureData) -> list[Floats]:
    return [values for scenario in data.scenarios for values in (scenario.index, scenario.monthly)]


def _draw_panel(
    page: Page, data: FigureData, plan: _Plan, position: int, limits: tuple[AxisLimits, AxisLimits]
) -> None:
    scenario, grid, box = data.scenarios[position], plan.grid, plan.grid.box(position)
    strip = _strip(scenario, grid)
    axes = page.axes(box)
    draw_marks(axes, strip, box, plan.marks[position], plan.entries)
    draw_rug(axes, scenario.shocks, 0.04 / box.height)
    draw_fan(axes, strip.years, scenario.index, FanColours())
    draw_monthly(axes, strip.years, scenario.monthly)
    set_index_axis(axes, limits[1], data.bounds, limits[0])
    set_year_axis(axes, strip.years, box.width)
    lines = wrap_text(scenario.title, box.width, HEADING, 3)
    page.write(box.left, box.top - 0.05 - HEADING.line * len(lines), lines, HEADING)
    # Labels stand only where no neighbour already carries them.
    column = position % grid.columns
    if column == 0:
        axes.set_ylabel(index_label(data, box.height), labelpad=2)
    else:
        axes.set_yticklabels([])
    if column == grid.columns - 1 or position == len(data.scenarios) - 1:
        label_classes(page, data, limits[1], box)
    if position + grid.columns >= len(data.scenarios):
        page.write(box.left + box.width / 2, box.bottom + 0.17, ["Year"], Type(SMALL_SIZE, colour=GREY), "center")
