"""Paired differences from the baseline, or levels, month by month, as small panels on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.data import DatedShock, Months
from nrc_sim.figures.drawing.fans import AxisLimits, decimal_years, make_room, set_year_axis, whole_months
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, Frame, make_frame
from nrc_sim.figures.drawing.grid import Grid, choose_shape
from nrc_sim.figures.drawing.marks import (
    EventKey,
    KeyEntry,
    Mark,
    Strip,
    arrange_key,
    choose_marks,
    draw_marks,
    keep_heaviest,
    number_shocks,
    strip_height,
    write_key,
)
from nrc_sim.figures.drawing.page import HEADING, QUIET, Page, wrap_text
from nrc_sim.figures.drawing.style import (
    BAND_50,
    BAND_90,
    GREY,
    INK,
    MEDIAN,
    PAGE_WIDTH,
    signed_less,
    whole_points,
)

_AXIS_ROOM = 0.5  # as `Grid` leaves left of its first column
_GAP = 0.14
_LONGEST_KEY = 27  # entries
_LINES = 3  # of a heading
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 25, 50, 100)  # between ticks
_MOST_TICKS = 7
_ROUNDING = 1e-9  # of logarithms


class PathsText(NamedTuple):
    """What is said of paths: title, line below it, label of their axis, and their unit.

    `from_zero` says whether the axis reaches 0, where differences vanish; `bands` says of what the bands are; `least`
    is what the axis shows at least beyond all data, in the unit.
    """

    title: str
    subtitle: str
    label: str = "Difference (points)"
    from_zero: bool = True
    bands: str = "pairs"
    least: float = 0.5


class DifferencePanel(NamedTuple):
    """One scenario against the baseline.

    `mean`, `low` and `high` (month) are the mean difference with its 95% interval, `quantiles` (level, month) those at
    .05, .25, .75 and .95 over pairs, all in points; `shocks` are the dated ones that only one of the two has, and
    `parts` is the month in which the first run differs.
    """

    title: str
    summary: str
    months: Months
    mean: Floats
    low: Floats
    high: Floats
    quantiles: Floats
    shocks: Sequence[DatedShock]
    parts: np.datetime64 | None


@dataclass(frozen=True)
class _Plan:
    frame: Frame
    grid: Grid
    text: PathsText
    marks: Sequence[tuple[Mark, ...]]
    entries: Mapping[tuple[np.datetime64, str], KeyEntry]
    key: EventKey
    limits: tuple[AxisLimits, AxisLimits]

    @property
    def bottom(self) -> float:
        """Lower edge of panels and key, inches."""
        key = self.key.height + HEADING.line + 0.12 if self.entries else 0.0
        return self.grid.bottom + key


def draw_differences(
    panels: Sequence[DifferencePanel], baseline: str, design: str, text: PathsText | None = None
) -> Figure:
    """Draw the difference of the index of each scenario from the baseline, or of what a text says.

    Parameters
    ----------
    panels : at least one, all of the same months
    baseline : title of the scenario compared with
    design : number of pairs and seed, in words
    text : what is said of other paths than those of the index; `baseline` is not named then

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not panels:
        raise InputError("there are no differences to draw", allowed="at least one scenario beside the baseline")
    plan = _plan(panels, design, text or _of_index(baseline))
    with plan.frame.page(plan.bottom) as page:
        for place, panel in enumerate(panels):
            _draw_panel(page, plan, place, panel, last=place + plan.grid.columns >= len(panels))
        heading = "Dated shocks that only one of the two scenarios has" if plan.text.from_zero else "Dated shocks"
        write_key(page, plan.key, MARGIN, plan.grid.bottom, heading)
    return page.figure


def _of_index(baseline: str) -> PathsText:
    return PathsText(
        f"Difference of the index from: {baseline}",
        "Scenario minus baseline in the same month of paired runs, which share all random draws. Dashed line: "
        "no difference.",
    )


def _plan(panels: Sequence[DifferencePanel], design: str, text: PathsText) -> _Plan:
    frame = make_frame(text.title, text.subtitle, _caption(design, panels, text))
    grid = _lay_grid(panels, frame.top)
    strip = Strip(decimal_years(panels[0].months), grid.panel[0], 2)
    marks = keep_heaviest([choose_marks(panel.shocks, strip, 12) for panel in panels], _LONGEST_KEY)
    entries = number_shocks(mark for panel in marks for mark in panel)
    key = arrange_key(tuple(entries.values()), PAGE_WIDTH - 2 * MARGIN, 3)
    shown = _find_limits(panels, text)
    above = max(strip_height(chosen) for chosen in marks)
    limits = make_room(shown, grid.panel[1], above=above)
    return _Plan(frame, grid, text, marks, entries, key, (shown, limits))


def _caption(design: str, panels: Sequence[DifferencePanel], text: PathsText) -> str:
    marks = "Numbered lines: dated shocks. " if any(panel.shocks for panel in panels) else ""
    mean = "mean difference" if text.from_zero else "mean"
    parts = (
        "Triangle on the lower edge: first month in which any run differs; before it all runs are equal. "
        if any(panel.parts is not None for panel in panels)
        else ""
    )
    return (
        f"Dark line: {mean}, with thin lines at its 95% interval. Bands: middle 50% and 90% of the {text.bands}. "
        f"{parts}{marks}{design} {CAUTION}"
    )


def _lay_grid(panels: Sequence[DifferencePanel], top: float) -> Grid:
    columns, height = choose_shape(len(panels))
    width = (PAGE_WIDTH - 2 * MARGIN - _AXIS_ROOM - _GAP * (columns - 1)) / columns
    lines = [len(_heading(panel, width)) + len(_summary(panel, width)) for panel in panels]
    headings = tuple(max(lines[start : start + columns]) for start in range(0, len(lines), columns))
    return Grid(columns, len(headings), (width, height), top, headings)


def _find_limits(panels: Sequence[DifferencePanel], text: PathsText) -> AxisLimits:
    values = np.concatenate([part.ravel() for panel in panels for part in (panel.quantiles, panel.low, panel.high)])
    low, high = float(values.min()), float(values.max())
    if text.from_zero:
        low, high = min(0.0, low), max(0.0, high)
    reach = max(text.least, 0.05 * max(abs(low), abs(high)) if text.from_zero else 0.05 * (high - low))
    return AxisLimits(low - reach, high + reach)


def _set_points_axis(axes: Axes, shown: AxisLimits, limits: AxisLimits) -> None:
    step = next((step for step in _STEPS if (shown.high - shown.low) / step <= _MOST_TICKS), _STEPS[-1])
    ticks = np.arange(np.ceil(shown.low / step) * step, shown.high, step)
    axes.set_ylim(limits.low, limits.high)
    digits = max(0, -floor(log10(step) + _ROUNDING))
    labels = [whole_points(float(tick)) if not digits else signed_less(float(tick), digits) for tick in ticks]
    axes.set_yticks(ticks, labels)
    axes.axhline(0.0, color=GREY, linewidth=0.5, zorder=3, dashes=(4, 2))


def _heading(panel: DifferencePanel, width: float) -> list[str]:
    return wrap_text(panel.title, width, HEADING, _LINES)


def _summary(panel: DifferencePanel, width: float) -> list[str]:
    return wrap_text(panel.summary, width, QUIET, _LINES)


def _draw_panel(page: Page, plan: _Plan, place: int, panel: DifferencePanel, *, last: bool) -> None:
    box = plan.grid.box(place)
    strip = Strip(decimal_years(panel.months), box.width, 2)
    axes = page.axes(box)
    draw_marks(axes, strip, box, plan.marks[place], dict(plan.entries))
    _draw_bands(axes, strip.years, panel)
    _set_points_axis(axes, *plan.limits)
    set_year_axis(axes, strip.years, box.width)
    _mark_parting(axes, panel)
    lines, below = _heading(panel, box.width), _summary(panel, box.width)
    top = box.top - 0.05 - HEADING.line * len(lines) - QUIET.line * len(below)
    page.write(box.left, top, lines, HEADING)
    page.write(box.left, top + HEADING.line * len(lines), below, QUIET)
    if place % plan.grid.columns:
        axes.set_yticklabels([])
    else:
        axes.set_ylabel(plan.text.label, labelpad=2)
    if last:
        page.write(box.left + box.width / 2, box.bottom + 0.17, ["Year"], QUIET, "center")


def _draw_bands(axes: Axes, years: Floats, panel: DifferencePanel) -> None:
    edges, (q05, q25, q75, q95, low, mean, high) = whole_months(
        years, np.array([*panel.quantiles, panel.low, panel.mean, panel.high])
    )
    axes.fill_between(edges, q05, q95, color=BAND_90, linewidth=0, zorder=1)
    axes.fill_between(edges, q25, q75, color=BAND_50, linewidth=0, zorder=2)
    axes.plot(edges, mean, color=MEDIAN, linewidth=1.3, zorder=4)
    for end in (low, high):
        axes.plot(edges, end, color=INK, linewidth=0.5, zorder=5)


def _mark_parting(axes: Axes, panel: DifferencePanel) -> None:
    if panel.parts is not None:
        year = decimal_years(np.array([panel.parts]))
        low = axes.get_ylim()[0]
        axes.plot(year, [low], marker="^", markersize=5, color=INK, linestyle="none", clip_on=False, zorder=6)
