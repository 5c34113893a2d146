"""Turning points: the medoid run of each class, and how early its end can be foreseen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.data import Months
from nrc_sim.figures.drawing.fans import (
    decimal_years,
    index_limits,
    set_index_axis,
    set_year_axis,
    spread,
    whole_months,
)
from nrc_sim.figures.drawing.frame import MARGIN, FigureText, make_frame
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import (
    BAND_50,
    CLASS_ANCHORS,
    GREY,
    INK,
    MEDIAN,
    PAGE_WIDTH,
    RULE,
    SMALL_SIZE,
)
from nrc_sim.text.wording import readable

_LEFT = MARGIN + 0.5
_LABELS = 1.55  # inches right of the axes for names of runs and lines
_PATHS, _SKILL = 2.1, 1.7  # inches, heights
_GAP = 0.75
_STYLES = ("-", (0, (4, 1.2)), (0, (1, 1)), (0, (5, 1, 1, 1)))
_LINES = (CLASS_ANCHORS[0], "#8A7350", "#3F86BD", CLASS_ANCHORS[-1])
"""Of the classes, lowest first: the light ones of areas are too pale for lines."""


class MedoidPath(NamedTuple):
    """Index of a run, points (month), with its label and the place of its class, from 0 lowest to 1 highest."""

    label: str
    place: float
    values: Floats


class IndicatorSpan(NamedTuple):
    """The variable of the best rule in some months in a row, numbers of the first and the last."""

    variable: str
    first: int
    last: int


class IndicatorSkill(NamedTuple):
    """Skill of indicators: balanced accuracy with its 95% interval and Brier skill (month), and their variables."""

    title: str
    accuracy: Floats
    low: Floats
    high: Floats
    brier_skill: Floats
    spans: Sequence[IndicatorSpan]


def draw_turning_points(
    paths: Sequence[MedoidPath], skill: IndicatorSkill | None, months: Months, bounds: Sequence[float], text: FigureText
) -> Figure:
    """Draw medoid runs and, if there is any, the skill of early-warning indicators below them.

    Parameters
    ----------
    paths : at least one, of at least one month
    skill : of the same months, or None
    months : of all paths
    bounds : class bounds, points
    text : what is written around the panels

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not paths or not len(months):
        raise InputError("there are no medoid runs to draw", allowed="at least one run of one month")
    frame = make_frame(*text)
    width = PAGE_WIDTH - _LEFT - _LABELS - MARGIN
    upper = Box(_LEFT, frame.top + HEADING.line + 0.06, width, _PATHS)
    lower = Box(_LEFT, upper.bottom + _GAP, width, _SKILL)
    bottom = lower.bottom if skill else upper.bottom
    with frame.page(bottom + 0.4) as page:
        _draw_paths(page, upper, paths, months, bounds)
        if skill:
            _draw_skill(page, lower, skill, decimal_years(months))
    return page.figure


def _draw_paths(page: Page, box: Box, paths: Sequence[MedoidPath], months: Months, bounds: Sequence[float]) -> None:
    page.write(box.left, box.top - HEADING.line - 0.06, ["Medoid run of each class"], HEADING)
    axes, years = page.axes(box), decimal_years(months)
    for path in paths:
        number = round(path.place * (len(_LINES) - 1))
        edges, values = whole_months(years, path.values)
        axes.plot(edges, values, color=_LINES[number], linestyle=_STYLES[number], linewidth=1.1, zorder=4)
    limits = index_limits([path.values for path in paths], bounds)
    set_index_axis(axes, limits, bounds)
    set_year_axis(axes, years, box.width)
    axes.set_ylabel("Index of the month (points)", labelpad=2)
    ends = sorted(paths, key=lambda path: -float(path.values[-1]))
    unit = box.height / (limits.high - limits.low)
    heights = spread([(limits.high - float(path.values[-1])) * unit for path in ends], HEADING.line)
    for path, height in zip(ends, heights, strict=True):
        style = HEADING._replace(colour=_LINES[round(path.place * (len(_LINES) - 1))])
        page.write(box.right + 0.06, box.top + height - HEADING.line / 2, [path.label], style)


def _draw_skill(page: Page, box: Box, skill: IndicatorSkill, years: Floats) -> None:
    page.write(
        box.left, box.top - HEADING.line - 0.06, wrap_text(skill.title, box.width + _LABELS, HEADING, 1), HEADING
    )
    axes = page.axes(box)
    values = np.array([skill.low, skill.high, skill.accuracy, skill.brier_skill])
    edges, (least, most, accuracy, brier_skill) = whole_months(years, values)
    axes.fill_between(edges, least, most, color=BAND_50, alpha=0.6, linewidth=0, zorder=2)
    axes.plot(edges, accuracy, color=MEDIAN, linewidth=1.3, zorder=4)
    axes.plot(edges, brier_skill, color=CLASS_ANCHORS[0], linewidth=1.1, linestyle=(0, (4, 1.2)), zorder=3)
    axes.axhline(0.5, color=GREY, linewidth=0.5, dashes=(4, 2), zorder=1)
    low = min(0.0, float(skill.brier_skill.min()))
    # The strip below holds the numbers of the spans.
    axes.set_ylim(low - 0.14, 1.02)
    axes.set_yticks(np.arange(0.0, 1.01, 0.25))
    axes.set_ylabel("Skill (1: certain)", labelpad=2)
    set_year_axis(axes, years, box.width)
    axes.set_xlabel("Year", labelpad=2, color=GREY)
    _name_lines(page, box, skill, axes)
    _mark_spans(axes, skill.spans, years)


def _name_lines(page: Page, box: Box, skill: IndicatorSkill, axes: Axes) -> None:
    low, high = axes.get_ylim()
    named = [
        ("balanced accuracy", float(skill.accuracy[-1]), MEDIAN),
        ("Brier skill", float(skill.brier_skill[-1]), CLASS_ANCHORS[0]),
    ]
    named.append(("accuracy of guessing", 0.5, GREY))
    named.sort(key=lambda item: -item[1])
    heights = spread([(high - value) / (high - low) * box.height for _, value, _ in named], QUIET.line)
    for (words, _, colour), height in zip(named, heights, strict=True):
        page.write(box.right + 0.06, box.top + height - QUIET.line / 2, [words], Type(SMALL_SIZE, colour=colour))


def _mark_spans(axes: Axes, spans: Sequence[IndicatorSpan], years: Floats) -> None:
    """Draw a tick between months whose best rules are about different variables, and number the spans."""
    for number, span in enumerate(spans, start=1):
        if span.first:
            edge = 0.5 * (years[span.first - 1] + years[span.first])
            axes.plot([edge, edge], axes.get_ylim(), color=RULE, linewidth=0.6, zorder=0)
        middle = 0.5 * (years[span.first] + years[span.last])
        axes.text(
            float(middle),
            0.05,
            str(number),
            fontsize=SMALL_SIZE,
            color=INK,
            ha="center",
            va="center_baseline",
            transform=axes.get_xaxis_transform(),
        )


def describe_spans(spans: Sequence[IndicatorSpan], months: Months) -> str:
    """Name the variables of numbered spans.

    Parameters
    ----------
    spans : in the order of months
    months : of the skill
    """
    named = [
        f"{number} {readable(span.variable)} (from {np.datetime_as_string(months[span.first], unit='M')})"
        for number, span in enumerate(spans, start=1)
    ]
    return "Variable of the best rule: " + "; ".join(named) + "."
