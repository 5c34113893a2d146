"""Trust over time, a small panel for each member, in the order of their trust."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.comparison import LOWER, UPPER
from nrc_sim.figures.drawing.data import FigureData, MemberTrust, ScenarioFigureData
from nrc_sim.figures.drawing.fans import FanColours, decimal_years, set_year_axis, whole_months
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, Frame, describe_runs, make_frame
from nrc_sim.figures.drawing.members import Direction, joined_later, whose_trust, with_pairs
from nrc_sim.figures.drawing.page import Box, Page, Type, wrap_text
from nrc_sim.figures.drawing.style import GREY, HEADING_SIZE, PAGE_WIDTH, RULE, SMALL_SIZE

_MOST_SCENARIOS = 2
COLUMNS = 4
_COLUMNS_OF_PAIRS = 3
_PANEL = 0.52  # inches
NAME = Type(SMALL_SIZE, "bold")
_AXIS_ROOM = 0.42
_GAP = 0.16
_FOOT_ROOM = 0.4  # inches below the last row for the years
KEY = Type(HEADING_SIZE, "bold")


class _Side(NamedTuple):
    scenario: ScenarioFigureData
    colours: FanColours


def draw_member_paths(
    data: FigureData, slugs: Sequence[str] | None = None, direction: Direction = "to_outside"
) -> Figure:
    """Draw the path of trust of every member, members in the order of their trust at the end of the first scenario.

    Parameters
    ----------
    data : with the scenarios
    slugs : one or two; the first scenario if None
    direction : "to_outside", trust of each member in the outside power, or "from_outside", the reverse

    Raises
    ------
    InputError
        When there are more than two scenarios, or their members differ.
    """
    sides = _choose_sides(data, slugs)
    order = _order(sides[0].scenario, direction)
    frame = _frame(data, sides, order, direction)
    top = frame.top + KEY.line * len(sides) + 0.06
    columns = max(1, min(_COLUMNS_OF_PAIRS if all(data.several) else COLUMNS, len(order)))
    rows = -(-len(order) // columns)
    with frame.page(_box(rows * columns - 1, top, columns).bottom + _FOOT_ROOM) as page:
        for number, side in enumerate(sides):
            lines = wrap_text(side.scenario.title, PAGE_WIDTH - 2 * MARGIN, KEY, 1)
            page.write(MARGIN, frame.top + KEY.line * number, lines, KEY._replace(colour=side.colours.median))
        for position, member in enumerate(order):
            box, last = _box(position, top, columns), position + columns >= len(order)
            _draw_panel(page, sides, (member, direction), box, (position % columns == 0, last))
    return page.figure


def _frame(data: FigureData, sides: Sequence[_Side], order: Sequence[int], direction: Direction) -> Frame:
    first = sides[0].scenario
    words = f"In rows, by trust at the end of: {first.title}, highest first."
    since = "; from accession on" if any(joined_later(side.scenario) for side in sides) else ""
    return make_frame(
        f"{whose_trust(data, [first.member_names[member] for member in order], direction)}, month by month",
        with_pairs(data, words) if len(order) > 1 else "Scenarios in the colours of their titles.",
        f"Line: median; band: middle 50% of runs{since}. {describe_runs(data)} {CAUTION}",
    )


def _choose_sides(data: FigureData, slugs: Sequence[str] | None) -> list[_Side]:
    chosen = [data.scenario(slug) for slug in slugs] if slugs else [data.scenarios[0]]
    if len(chosen) > _MOST_SCENARIOS:
        raise InputError(f"{len(chosen)} scenarios for the paths of members", allowed=f"at most {_MOST_SCENARIOS}")
    first = chosen[0]
    for scenario in chosen[1:]:
        if scenario.member_names != first.member_names:
            raise InputError(f"`{scenario.slug}` and `{first.slug}` have different members")
    return [_Side(scenario, colours) for scenario, colours in zip(chosen, (UPPER, LOWER), strict=False)]


def _trust(scenario: ScenarioFigureData, direction: Direction) -> MemberTrust:
    return scenario.member_trust if direction == "to_outside" else scenario.outside_trust


def _order(scenario: ScenarioFigureData, direction: Direction) -> list[int]:
    """Number the members that ever belong to the alliance, highest trust at the end first."""
    trust = _trust(scenario, direction)
    members = np.flatnonzero(np.isfinite(trust.paths[1]).any(axis=0)).tolist()
    return sorted(members, key=lambda member: (-float(trust.end[1, member]), scenario.member_names[member]))


def _box(position: int, top: float, columns: int) -> Box:
    row, column = divmod(position, columns)
    width = (PAGE_WIDTH - 2 * MARGIN - _AXIS_ROOM - _GAP * (columns - 1)) / columns
    height = NAME.line + 0.02 + _PANEL + 0.1
    return Box(MARGIN + _AXIS_ROOM + column * (width + _GAP), top + row * height + NAME.line + 0.02, width, _PANEL)


def _draw_panel(
    page: Page, sides: Sequence[_Side], what: tuple[int, Direction], box: Box, labelled: tuple[bool, bool]
) -> None:
    member, direction = what
    leftmost, last = labelled
    axes = page.axes(box)
    for scenario, colours in sides:
        years = decimal_years(scenario.months)
        years, (low, median, high) = whole_months(years, _trust(scenario, direction).paths[:, :, member])
        axes.fill_between(years, low, high, color=colours.half, alpha=colours.alpha, linewidth=0, zorder=2)
        axes.plot(years, median, color=colours.median, linestyle=colours.line, linewidth=1.0, zorder=4)
    # The whole scale, not the range of the data: members are compared with each other.
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"] if leftmost else [])
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    set_year_axis(axes, decimal_years(np.unique(np.concatenate([side.scenario.months for side in sides]))), box.width)
    if leftmost:
        axes.set_ylabel("Trust", labelpad=2)
    if last:
        page.write(box.left + box.width / 2, box.bottom + 0.17, ["Year"], Type(SMALL_SIZE, colour=GREY), "center")
    else:
        axes.tick_params(axis="x", labelbottom=False)
    name = sides[0].scenario.member_names[member]
    page.write(box.left, box.top - 0.02 - NAME.line, wrap_text(name, box.width, NAME, 1), NAME)
