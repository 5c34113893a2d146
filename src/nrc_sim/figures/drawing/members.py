"""Trust member by member: where it starts, where it ends and how far it moves between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.data import FigureData, MemberTrust, ScenarioFigureData
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, Frame, describe_runs, make_frame
from nrc_sim.figures.drawing.page import HEADING, Box, Page, Type, shorten_text, text_width, wrap_text
from nrc_sim.figures.drawing.style import (
    GREY,
    INK,
    MEDIAN,
    PAGE_WIDTH,
    PALE,
    RULE,
    SMALL_SIZE,
)
from nrc_sim.text.wording import last_months, trust_in_words

_MOST_COLUMNS = 4
_ROW = 0.2  # inches
_GAP = 0.18
_OFFSET = 0.16  # of a row, between the middle and the marks of start and end
_PATH = "#D3DCE4"
START = "#8A5A00"
NAME = Type(7.5)
_LONGEST_NAME = 1.5  # inches; longer names are shortened
_LONGEST_PAIR = 2.0

Direction = Literal["to_outside", "from_outside"]


class MiddleHalf(NamedTuple):
    """Median and middle 50% of runs, 0..1."""

    low: float
    median: float
    high: float


class MemberPath(NamedTuple):
    """Trust of one member at the start and the end, and the lowest and highest monthly median between."""

    start: MiddleHalf
    end: MiddleHalf
    lowest: float
    highest: float


def summarise_member(trust: MemberTrust, member: int) -> MemberPath | None:
    """Summarise the trust of one member, from its accession on; None if it never was a member.

    Parameters
    ----------
    trust : of all members
    member : number of the member, from 0
    """
    path = trust.paths[:, :, member]
    present = path[:, np.isfinite(path).all(axis=0)]
    if present.shape[1] == 0:
        return None
    start, end = (MiddleHalf(*map(float, quartiles)) for quartiles in (present[:, 0], trust.end[:, member]))
    medians = present[1]
    return MemberPath(start, end, float(medians.min()), float(medians.max()))


@dataclass(frozen=True)
class _Plan:
    """Everything that is measured before the page is made."""

    frame: Frame
    columns: tuple[ScenarioFigureData, ...]
    names: tuple[str, ...]
    paths: tuple[dict[str, MemberPath | None], ...]
    longest: float
    heading: int

    @property
    def left(self) -> float:
        """Left edge of the first column, beside the names, inches."""
        return MARGIN + min(self.longest, max(text_width(name, NAME) for name in self.names)) + 0.1

    @property
    def width(self) -> float:
        """Width of a column, inches."""
        return (PAGE_WIDTH - MARGIN - 0.08 - self.left - _GAP * (len(self.columns) - 1)) / len(self.columns)

    def box(self, position: int) -> Box:
        """Give the box of a column.

        Parameters
        ----------
        position : number of the column, from 0
        """
        top = self.frame.top + HEADING.line * self.heading + 0.06
        return Box(self.left + position * (self.width + _GAP), top, self.width, _ROW * len(self.names))


def draw_members(data: FigureData, slugs: Sequence[str] | None = None, direction: Direction = "to_outside") -> Figure:
    """Draw trust by member at the start and at the end, members by their trust at the end of the first scenario.

    Parameters
    ----------
    data : with the scenarios
    slugs : at most four; both ends of the range if None, or else the first two scenarios
    direction : "to_outside", trust of each member in the outside power, or "from_outside", the reverse

    Raises
    ------
    InputError
        When there are more than four scenarios, or their members differ.
    """
    plan = _plan(data, _choose_columns(data, slugs), direction)
    with plan.frame.page(plan.box(0).bottom + 0.45) as page:
        for number, name in enumerate(plan.names):
            middle = plan.box(0).top + _ROW * (number + 0.5)
            page.write(
                plan.left - 0.08, middle - NAME.line / 2, [shorten_text(name, plan.longest, NAME)], NAME, "right"
            )
        for position in range(len(plan.columns)):
            _draw_column(page, plan, position)
    return page.figure


def _choose_columns(data: FigureData, slugs: Sequence[str] | None) -> tuple[ScenarioFigureData, ...]:
    # Both ends of the range say more than the first two scenarios of a list.
    ends = [end for end in (data.range_end("breakthrough"), data.range_end("crisis")) if end is not None]
    standard = tuple(ends) if len(ends) == 2 else data.scenarios[:2]
    chosen = tuple(data.scenario(slug) for slug in slugs) if slugs else standard
    if len(chosen) > _MOST_COLUMNS:
        raise InputError(f"{len(chosen)} scenarios for the figure of members", allowed=f"at most {_MOST_COLUMNS}")
    for scenario in chosen:
        if scenario.member_names != chosen[0].member_names:
            raise InputError(f"`{scenario.slug}` and `{chosen[0].slug}` have different members")
    return chosen


def _plan(data: FigureData, columns: tuple[ScenarioFigureData, ...], direction: Direction) -> _Plan:
    paths = tuple(_summarise(scenario, direction) for scenario in columns)
    # A power that has left, or a candidate, has no trust of a member in any column.
    present = [name for name in columns[0].member_names if any(path[name] for path in paths)]
    names = tuple(sorted(present or columns[0].member_names, key=lambda name: -_level(paths[0][name])))
    order = "In the order of trust" if all(data.several) else "Members in the order of their trust"
    order = with_pairs(data, f"{order} at the end of: {columns[0].title}.")
    below = order if len(names) > 1 else "At the start and at the end of each scenario."
    frame = make_frame(whose_trust(data, names, direction), below, _caption(data, columns), _draw_glyph)
    longest = _LONGEST_PAIR if all(data.several) else _LONGEST_NAME
    # The width of a column is needed to break the headings, whose lines are part of the plan.
    plan = _Plan(frame, columns, names, paths, longest, 1)
    lines = max(len(wrap_text(scenario.title, plan.width, HEADING, 3)) for scenario in columns)
    return _Plan(frame, columns, names, paths, longest, lines)


def _summarise(scenario: ScenarioFigureData, direction: Direction) -> dict[str, MemberPath | None]:
    trust = scenario.member_trust if direction == "to_outside" else scenario.outside_trust
    return {name: summarise_member(trust, at) for at, name in enumerate(scenario.member_names)}


def _level(path: MemberPath | None) -> float:
    return path.end.median if path else -1.0


def whose_trust(data: FigureData, members: Sequence[str], direction: Direction) -> str:
    """Say whose trust a figure shows, of whom in whom.

    Parameters
    ----------
    data : with the names of both sides
    members : names
    direction : "to_outside" or "from_outside"
    """
    alone = members[0] if len(members) == 1 else ""
    return trust_in_words((data.alliance, data.outside), data.several, alone, reverse=direction == "from_outside")


def with_pairs(data: FigureData, order: str) -> str:
    """Add which pairs of powers are shown to a line on their order.

    Parameters
    ----------
    data : with what is said of the pairs
    order : a sentence
    """
    return f"{order} {data.pairs}".rstrip()


def joined_later(scenario: ScenarioFigureData) -> bool:
    """Return whether a member joins after the first month.

    Parameters
    ----------
    scenario : with the trust of its members
    """
    absent = np.isnan(scenario.member_trust.paths[1])
    return bool((absent[0] & ~absent[-1]).any())


def _caption(data: FigureData, columns: Sequence[ScenarioFigureData]) -> str:
    start = "first month (or accession)" if any(map(joined_later, columns)) else "first month"
    return (
        f"Open circle: {start}; full circle: mean of {last_months(data.final_months)}; lines: "
        f"middle 50% of runs; pale bar: range of the monthly medians on the way. {describe_runs(data)} {CAUTION}"
    )


def _draw_column(page: Page, plan: _Plan, position: int) -> None:
    scenario, box = plan.columns[position], plan.box(position)
    axes = page.axes(box)
    for number, name in enumerate(plan.names):
        if number % 2 == 0:
            axes.axhspan(number - 0.5, number + 0.5, color=PALE, linewidth=0, zorder=0)
        path = plan.paths[position][name]
        if path:
            _draw_path(axes, path, number)
    axes.set(xlim=(0, 1), ylim=(len(plan.names) - 0.5, -0.5), yticks=[])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "0.5", "", "1"])
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_xlabel("Trust (0 to 1)", labelpad=2)
    lines = wrap_text(scenario.title, box.width, HEADING, 3)
    page.write(box.left, box.top - 0.05 - HEADING.line * len(lines), lines, HEADING)


def _draw_path(axes: Axes, path: MemberPath, row: float) -> None:
    axes.barh(row, path.highest - path.lowest, left=path.lowest, height=0.72, color=_PATH, linewidth=0, zorder=1)
    # Start above end: their intervals often cover the same values.
    upper, lower = row - _OFFSET, row + _OFFSET
    axes.plot([path.start.median, path.end.median], [upper, lower], color=GREY, linewidth=0.5, zorder=2)
    axes.plot([path.start.low, path.start.high], [upper, upper], color=START, linewidth=0.8, zorder=3)
    axes.plot([path.end.low, path.end.high], [lower, lower], color=MEDIAN, linewidth=1.4, zorder=3)
    axes.plot(path.start.median, upper, "o", color=START, markersize=3.2, markerfacecolor="white", zorder=4)
    axes.plot(path.end.median, lower, "o", color=MEDIAN, markersize=3.6, zorder=4)


def _draw_glyph(axes: Axes) -> None:
    """Draw one row of the figure with its parts named."""
    axes.set(xlim=(0, 1), ylim=(1.25, -1.25))
    _draw_path(axes, MemberPath(MiddleHalf(0.08, 0.14, 0.2), MiddleHalf(0.3, 0.4, 0.5), 0.1, 0.43), 0)
    axes.text(0.14, -0.75, "start", fontsize=SMALL_SIZE, color=START, ha="center", va="center_baseline")
    axes.text(0.4, 0.75, "end", fontsize=SMALL_SIZE, color=MEDIAN, ha="center", va="center_baseline")
    axes.text(0.55, 0, "middle 50%", fontsize=SMALL_SIZE, color=INK, va="center_baseline")
