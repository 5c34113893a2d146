"""How outcomes come about: the share of runs that would end in each class if they ended with each month."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.data import FigureData, ScenarioFigureData
from nrc_sim.figures.drawing.fans import class_margin, decimal_years, set_year_axis, whole_months
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, describe_runs, make_frame
from nrc_sim.figures.drawing.grid import Grid, lay_grid
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, Type, shorten_text, wrap_text
from nrc_sim.figures.drawing.style import PAGE_WIDTH, RULE, SMALL_SIZE, class_colours

_LABEL = Type(SMALL_SIZE)
_SWATCH = 0.12  # inches
_KEY_HEIGHT = 0.24


def draw_flows(data: FigureData) -> Figure:
    """Draw the share of runs in each class by month as stacked areas, a panel for each scenario.

    Parameters
    ----------
    data : one scenario or more
    """
    frame = make_frame(
        "How outcomes come about: share of runs in each class if they ended now",
        f"Class of the mean index over each month and the {data.final_months - 1} before it (fewer at the start).",
        f"The right edge of each panel is the outcome. {describe_runs(data)} {CAUTION}",
    )
    grid = lay_grid(data, frame.top + _KEY_HEIGHT)
    with frame.page(grid.bottom) as page:
        _write_key(page, data, frame.top)
        for position, scenario in enumerate(data.scenarios):
            _draw_panel(page, data, scenario, grid, position)
    return page.figure


def _write_key(page: Page, data: FigureData, top: float) -> None:
    colours = class_colours(data.classes)
    step = (PAGE_WIDTH - 2 * MARGIN) / len(data.classes)
    for number, name in enumerate(data.classes):
        left = MARGIN + number * step
        axes = page.axes(Box(left, top + 0.01, _SWATCH, _SWATCH))
        # A patch of its own: the ground of axes is taken away in print.
        axes.axvspan(0, 1, color=colours[name], linewidth=0)
        axes.set_xlim(0, 1)
        axes.set_axis_off()
        lines = wrap_text(name, step - _SWATCH - 0.12, _LABEL, 1)
        page.write(left + _SWATCH + 0.06, top, lines, _LABEL)


def _draw_panel(page: Page, data: FigureData, scenario: ScenarioFigureData, grid: Grid, position: int) -> None:
    box, column = grid.box(position), position % grid.columns
    axes = page.axes(box)
    years = decimal_years(scenario.months)
    _draw_areas(axes, years, scenario.class_shares, list(class_colours(data.classes).values()))
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100])
    axes.tick_params(axis="y", labelleft=column == 0)
    set_year_axis(axes, years, box.width)
    if column == 0:
        axes.set_ylabel("Runs (%)", labelpad=2)
    lines = wrap_text(scenario.title, box.width, HEADING, 3)
    page.write(box.left, box.top - 0.05 - HEADING.line * len(lines), lines, HEADING)
    if column == grid.columns - 1 or position == len(data.scenarios) - 1:
        _label_ends(page, data, scenario.class_shares[:, -1], box)
    if position + grid.columns >= len(data.scenarios):
        page.write(box.left + box.width / 2, box.bottom + 0.17, ["Year"], QUIET, "center")


def _draw_areas(axes: Axes, years: Floats, shares: Floats, colours: list[str]) -> None:
    # From the middle of the first month to that of the last there is half a month too little at each end.
    edges = np.concatenate([[years[0] - 0.5 / 12], years[1:-1], [years[-1] + 0.5 / 12]])
    tops = np.concatenate([np.zeros((1, shares.shape[1])), 100 * np.cumsum(shares, axis=0)])
    tops = whole_months(years, tops)[1]
    for low, high, colour in zip(tops, tops[1:], colours, strict=False):
        axes.fill_between(edges, low, high, color=colour, linewidth=0, zorder=1)
    for line in tops[1:-1]:
        axes.plot(edges, line, color="white", linewidth=0.6, zorder=2)
    axes.grid(axis="y", color=RULE, linewidth=0.4)


def _label_ends(page: Page, data: FigureData, shares: Floats, box: Box) -> None:
    """Write the names of the classes right of the panel, each beside its area if that is high enough for a line."""
    tops = np.cumsum(shares)
    for name, share, top in zip(data.classes, shares, tops, strict=True):
        if share * box.height >= QUIET.line:
            middle = box.bottom - float(top - share / 2) * box.height
            label = shorten_text(name, class_margin(data.classes), QUIET)
            page.write(box.right + 0.06, middle - QUIET.line / 2, [label], QUIET)
