"""One long scenario with its dated events and the months in which the institution is frozen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.data import FigureData, ScenarioFigureData
from nrc_sim.figures.drawing.fans import (
    FanColours,
    class_margin,
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
from nrc_sim.figures.drawing.marks import Strip, choose_marks, describe_bars, draw_rug, write_key
from nrc_sim.figures.drawing.numbered import Numbered, number_strip
from nrc_sim.figures.drawing.page import HEADING, Box, Page
from nrc_sim.figures.drawing.style import GREY, PAGE_WIDTH, RULE

_MOST_EVENTS = 16
_KEY_WIDTH = 2.1
_FAN_HEIGHT = 3.1
_FROZEN_HEIGHT = 0.5
FROZEN = "#6B6B6B"
_LEFT = MARGIN + 0.5


@dataclass(frozen=True)
class _Plan:
    """Everything that is measured before the page is made."""

    frame: Frame
    fan: Box
    frozen: Box | None
    numbered: Numbered


def draw_history(data: FigureData, slug: str | None = None) -> Figure:
    """Draw one scenario over its whole horizon, with its heaviest dated events numbered and explained.

    Parameters
    ----------
    data : with the scenario
    slug : which one; the longest if None

    Raises
    ------
    InputError
        When no scenario has that slug.
    """
    # Of equally long scenarios the first is taken.
    longest = max(data.scenarios, key=lambda scenario: len(scenario.months))
    scenario = data.scenario(slug) if slug else longest
    plan = _plan(data, scenario)
    key_bottom = plan.fan.top + HEADING.line + plan.numbered.key.height
    lowest = plan.fan if plan.frozen is None else plan.frozen
    with plan.frame.page(max(lowest.bottom + 0.4, key_bottom)) as page:
        _draw_index(page, data, scenario, plan)
        if plan.frozen is not None and scenario.frozen is not None:
            _draw_frozen(page, scenario.frozen, plan, plan.frozen)
        write_key(page, plan.numbered.key, PAGE_WIDTH - MARGIN - _KEY_WIDTH, plan.fan.top, "Events")
    return page.figure


def _plan(data: FigureData, scenario: ScenarioFigureData) -> _Plan:
    below = " Below: runs with frozen institution." if scenario.frozen is not None else ""
    words = (scenario.title, f"Index of relations between {data.outside} and {data.alliance}, points.{below}")
    key_width = _KEY_WIDTH + 0.1 if scenario.shocks else 0.0
    width = PAGE_WIDTH - MARGIN - key_width - class_margin(data.classes) - _LEFT
    strip = Strip(decimal_years(scenario.months), width, 3)
    marks = choose_marks(scenario.shocks, strip, _MOST_EVENTS, by_year=True)
    frame = make_frame(*words, _caption(data, scenario, len(marks)), fan_glyph(data))
    fan = Box(_LEFT, frame.top, width, _FAN_HEIGHT)
    frozen = Box(_LEFT, fan.bottom + 0.12, width, _FROZEN_HEIGHT) if scenario.frozen is not None else None
    return _Plan(frame, fan, frozen, number_strip(strip, marks, _KEY_WIDTH, 1))


def _caption(data: FigureData, scenario: ScenarioFigureData, numbered: int) -> str:
    total = len(scenario.shocks)
    chosen = f"; numbered: {numbered} of them, the largest of each year first" if numbered < total else ""
    events = f"Short ticks: all {total} dated events{describe_bars(scenario.shocks)}{chosen}. " if total else ""
    return f"{describe_window(data)} {describe_monthly(data)} {describe_runs(data)} {events}{CAUTION}"


def _draw_index(page: Page, data: FigureData, scenario: ScenarioFigureData, plan: _Plan) -> None:
    axes = page.axes(plan.fan)
    shown = index_limits([scenario.index, scenario.monthly], data.bounds)
    limits = make_room(shown, _FAN_HEIGHT, above=plan.numbered.height, below=0.08)
    years = plan.numbered.strip.years
    plan.numbered.draw(axes, plan.fan)
    draw_rug(axes, scenario.shocks, 0.05 / _FAN_HEIGHT)
    draw_fan(axes, years, scenario.index, FanColours())
    draw_monthly(axes, years, scenario.monthly)
    set_index_axis(axes, limits, data.bounds, shown)
    set_year_axis(axes, years, plan.fan.width)
    if plan.frozen is not None:  # the years stand below it
        axes.set_xticklabels([])
    else:
        axes.set_xlabel("Year", labelpad=2, color=GREY)
    axes.set_ylabel(index_label(data, _FAN_HEIGHT), labelpad=2)
    label_classes(page, data, limits, plan.fan)


def _draw_frozen(page: Page, shares: Floats, plan: _Plan, box: Box) -> None:
    axes = page.axes(box)
    years = plan.numbered.strip.years
    edges = np.append(years - 0.5 / 12, years[-1] + 0.5 / 12)
    # A full scale to 100 keeps a few frozen runs from looking like many.
    axes.stairs(100 * shares, edges, fill=True, color=FROZEN, linewidth=0)
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100])
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    set_year_axis(axes, years, box.width)
    axes.set_xlabel("Year", labelpad=2, color=GREY)
    axes.set_ylabel("Frozen\n(% of runs)", labelpad=2)
