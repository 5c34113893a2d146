"""Shares of runs by outcome class, scenario by scenario, with their intervals."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nrc_sim.figures.drawing.data import FigureData, OutcomeShare, ScenarioFigureData
from nrc_sim.figures.drawing.fans import AxisLimits
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, describe_runs, make_frame
from nrc_sim.figures.drawing.page import HEADING, Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import (
    GREY,
    INK,
    PAGE_WIDTH,
    PALE,
    RULE,
    SMALL_SIZE,
    class_colours,
    whole_points,
)
from nrc_sim.text.wording import last_months, percent

_NAMES_WIDTH = 1.75
_MEAN_WIDTH = 0.42
_NUMBER_WIDTH = 0.34  # inches right of each column for its numbers
_GAP = 0.1
_HEADING_LINES = 2
_LEFT = MARGIN + _NAMES_WIDTH + _MEAN_WIDTH + 0.1
NAME = Type(7.5)
NUMBER = Type(SMALL_SIZE)


class _Row(NamedTuple):
    """A scenario with its mean final index, the lines of its name and the middle of its row (inches)."""

    scenario: ScenarioFigureData
    mean: float
    lines: tuple[str, ...]
    middle: float
    height: float


def _lay_rows(data: FigureData, top: float) -> list[_Row]:
    means = {scenario.slug: scenario.final_index.mean for scenario in data.scenarios}
    rows: list[_Row] = []
    # Sorted by a number that all classes enter, so that one order serves every column.
    for scenario in sorted(data.scenarios, key=lambda scenario: -means[scenario.slug]):
        lines = tuple(wrap_text(scenario.title, _NAMES_WIDTH - 0.12, NAME, 3))
        height = max(NAME.line * len(lines) + 0.08, 0.27)
        rows.append(_Row(scenario, means[scenario.slug], lines, top + height / 2, height))
        top += height
    return rows


def draw_outcomes(data: FigureData) -> Figure:
    """Draw the share of runs in each outcome class with 95% Wilson intervals, scenarios by mean final index.

    Parameters
    ----------
    data : one scenario or more
    """
    frame = make_frame(
        "Outcomes by scenario: share of runs in each class",
        f"Class of the mean index of {last_months(data.final_months)}. "
        "Scenarios in the order of the mean of that index over runs.",
        _caption(data),
    )
    headings = _headings(data)
    deepest = HEADING.line * max(map(len, headings))
    rows = _lay_rows(data, frame.top + deepest + NUMBER.line + 0.06)
    bottom = rows[-1].middle + rows[-1].height / 2
    with frame.page(bottom + 0.4) as page:
        _draw_names(page, rows, frame.top + deepest)
        for position, name in enumerate(data.classes):
            box = _column_box(data, position, rows)
            _draw_column(page.axes(box), data, name, rows)
            _head_column(page, box, headings[position], _describe_class(data, position), frame.top + deepest)
            _write_shares(page, box, name, rows)
    return page.figure


def _caption(data: FigureData) -> str:
    shares = (OutcomeShare(*share) for scenario in data.scenarios for share in scenario.outcomes.values())
    # With few runs the range between sets is within sampling noise, and no line is drawn.
    known = any(share.sets_low is not None for share in shares)
    ranges = "Thin line below it: range of the share between parameter sets, 5-95%. " if known else ""
    return (
        f"Bar: share of runs. Dark box over its end: 95% Wilson interval of the share, which is the error of counting "
        f"finitely many runs. {ranges}{describe_runs(data)} {CAUTION}"
    )


def _column_box(data: FigureData, position: int, rows: list[_Row]) -> Box:
    width = _column_width(data)
    top = rows[0].middle - rows[0].height / 2
    height = rows[-1].middle + rows[-1].height / 2 - top
    return Box(_LEFT + position * (width + _GAP), top, width - _NUMBER_WIDTH, height)


def _column_width(data: FigureData) -> float:
    return (PAGE_WIDTH - MARGIN - _LEFT - _GAP * (len(data.classes) - 1)) / len(data.classes)


def _headings(data: FigureData) -> list[list[str]]:
    """Break the names of the classes to lines, at most two."""
    width = _column_width(data) - 0.04
    return [wrap_text(name, width, HEADING, _HEADING_LINES) for name in data.classes]


def _draw_names(page: Page, rows: list[_Row], bottom: float) -> None:
    quiet = Type(SMALL_SIZE, colour=GREY)
    edge = MARGIN + _NAMES_WIDTH + _MEAN_WIDTH - 0.05
    page.write(MARGIN, bottom - HEADING.line, ["Scenario"], HEADING)
    page.write(edge, bottom - HEADING.line, ["Mean"], HEADING, "right")
    page.write(edge, bottom, ["points"], quiet, "right")
    for row in rows:
        page.write(MARGIN, row.middle - NAME.line * len(row.lines) / 2, row.lines, NAME)
        page.write(edge, row.middle - NAME.line / 2, [whole_points(row.mean)], NAME, "right")


def _draw_column(axes: Axes, data: FigureData, name: str, rows: list[_Row]) -> None:
    colour = class_colours(data.classes)[name]
    top = rows[0].middle - rows[0].height / 2
    limits = AxisLimits(top, rows[-1].middle + rows[-1].height / 2)
    for number, row in enumerate(rows):
        if number % 2 == 0:
            axes.axhspan(row.middle - row.height / 2, row.middle + row.height / 2, color=PALE, linewidth=0, zorder=0)
        _draw_share(axes, OutcomeShare(*row.scenario.outcomes[name]), row.middle, colour)
    axes.set(xlim=(0, 100), ylim=(limits.high, limits.low), yticks=[])
    axes.set_xticks([0, 50, 100], ["0", "50", "100"])
    axes.set_xlabel("Share of runs (%)", labelpad=2)
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    # The rim of an interval at zero would otherwise cut the axis.
    axes.spines["left"].set_zorder(6)


def _draw_share(axes: Axes, share: OutcomeShare, middle: float, colour: str) -> None:
    """Draw a bar of the share and, over its end, the interval as a flat dark box with a white rim."""
    axes.barh(middle, 100 * share.share, height=0.16, color=colour, linewidth=0, zorder=2)
    if share.sets_low is not None and share.sets_high is not None:
        ends = [100 * share.sets_low, 100 * share.sets_high]
        axes.plot(ends, [middle + 0.115] * 2, color=GREY, linewidth=0.8, solid_capstyle="butt", zorder=3, clip_on=False)
    left, width = 100 * share.low, 100 * (share.high - share.low)
    # The rim keeps the box visible on the darkest bars; it adds nothing to the dark part, which is the interval.
    for rim, fill in ((0.8, "white"), (0.0, INK)):
        corner = (left - rim, middle - 0.03 - rim / 100)
        axes.add_patch(
            Rectangle(corner, width + 2 * rim, 0.06 + rim / 50, facecolor=fill, linewidth=0, zorder=3, clip_on=False)
        )


def _head_column(page: Page, box: Box, heading: list[str], about: str, bottom: float) -> None:
    page.write(box.left, bottom - HEADING.line * len(heading), heading, HEADING)
    page.write(box.left, bottom, [about], Type(SMALL_SIZE, colour=GREY))


def _write_shares(page: Page, box: Box, name: str, rows: list[_Row]) -> None:
    for row in rows:
        share = row.scenario.outcomes[name][0]
        page.write(box.right + _NUMBER_WIDTH - 0.02, row.middle - NUMBER.line / 2, [percent(share)], NUMBER, "right")


def _describe_class(data: FigureData, position: int) -> str:
    if not data.bounds:
        return "any index"
    if position == 0:
        return f"below {whole_points(data.bounds[0])}"
    if position == len(data.bounds):
        return f"{whole_points(data.bounds[-1])} and above"
    return f"{whole_points(data.bounds[position - 1])} to {whole_points(data.bounds[position])}"
