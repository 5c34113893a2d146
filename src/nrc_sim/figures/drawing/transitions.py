"""From class to class: matrices of the shares of runs that end so in the baseline and so in the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.frame import CAUTION, MARGIN, make_frame
from nrc_sim.figures.drawing.page import HEADING, QUIET, Box, Page, Type, text_width, wrap_text
from nrc_sim.figures.drawing.style import (
    CLASS_ANCHORS,
    GREY,
    INK,
    PAGE_WIDTH,
    RULE,
    SMALL_SIZE,
)
from nrc_sim.text.wording import percent

_LABEL = Type(SMALL_SIZE)
COLUMNS = 2
_LONGEST_NAME = 0.9  # inches; longer names of classes take two lines
_ALL = "all"
_CELL = 0.3  # inches, height
_GAP = 0.3
_WORSE, _BETTER = CLASS_ANCHORS[0], CLASS_ANCHORS[-1]
_DARK = 0.45
"""Share of runs from which the ground of a cell is dark enough for white figures."""


class TransitionPanel(NamedTuple):
    """Share of all runs from each class of the baseline (row) to each class of the scenario (column), 0..1."""

    title: str
    summary: str
    shares: Floats


def draw_transitions(panels: Sequence[TransitionPanel], classes: Sequence[str], baseline: str, design: str) -> Figure:
    """Draw a matrix for each scenario, two beside each other.

    Parameters
    ----------
    panels : at least one
    classes : names of the classes, lowest first
    baseline : title of the scenario compared with
    design : number of pairs and seed, in words

    Raises
    ------
    InputError
        If there is nothing to draw.
    """
    if not panels:
        raise InputError("there are no transitions to draw", allowed="at least one scenario beside the baseline")
    frame = make_frame(
        f"What becomes of the same runs, against: {baseline}",
        "Row: class in which a run ends in the baseline. Column: class in which the run with the same random draws "
        "ends in the scenario.",
        "Share of all runs in each cell; cells of a matrix add up to 100%. Blue: ends in a higher class than in the "
        f"baseline; orange: in a lower one; grey: in the same. {design} {CAUTION}",
    )
    tops, bottom = _lay_rows(panels, classes, frame.top)
    with frame.page(bottom) as page:
        for place, panel in enumerate(panels):
            _draw_matrix(page, panel, classes, _box(place, tops[place // COLUMNS], classes))
    return page.figure


def _width() -> float:
    return (PAGE_WIDTH - 2 * MARGIN - _GAP * (COLUMNS - 1)) / COLUMNS


def _names_width(classes: Sequence[str]) -> float:
    return max(text_width(line, _LABEL) for name in classes for line in _row_name(name)) + 0.1


def _row_name(name: str) -> list[str]:
    return wrap_text(name, _LONGEST_NAME, _LABEL, 2)


def _column_names(classes: Sequence[str]) -> list[list[str]]:
    """Break the names above the columns to lines; those wider than a column stand on two levels in turn."""
    column = (_width() - _names_width(classes)) / (len(classes) + 1)
    return [wrap_text(name, 2 * column - 0.04, _LABEL, 2) for name in (*classes, _ALL)]


def _levels(names: Sequence[list[str]]) -> tuple[int, int]:
    """Count the lines of the lower and of the upper level of names above the columns."""
    return max(map(len, names[::2])), max(map(len, names[1::2]))


def _lay_rows(panels: Sequence[TransitionPanel], classes: Sequence[str], top: float) -> tuple[list[float], float]:
    """Return the upper edge of the matrices of each row, and where the last row ends, inches."""
    tops = []
    for start in range(0, len(panels), COLUMNS):
        lines = max(_lines(panel) for panel in panels[start : start + COLUMNS])
        top += HEADING.line * lines + sum(_levels(_column_names(classes))) * _LABEL.line + 0.14
        tops.append(top)
        top += _CELL * (len(classes) + 1) + 0.22
    return tops, top


def _lines(panel: TransitionPanel) -> int:
    return len(wrap_text(panel.title, _width(), HEADING, 2)) + len(wrap_text(panel.summary, _width(), QUIET, 3))


def _box(place: int, top: float, classes: Sequence[str]) -> Box:
    left = MARGIN + (place % COLUMNS) * (_width() + _GAP) + _names_width(classes)
    return Box(left, top, _width() - _names_width(classes), _CELL * (len(classes) + 1))


def _draw_matrix(page: Page, panel: TransitionPanel, classes: Sequence[str], box: Box) -> None:
    names, left = _names_width(classes), box.left - _names_width(classes)
    title = wrap_text(panel.title, _width(), HEADING, 2)
    below = wrap_text(panel.summary, _width(), QUIET, 3)
    heads = _column_names(classes)
    lower, upper = _levels(heads)
    top = box.top - (lower + upper) * _LABEL.line - 0.1 - HEADING.line * len(title) - QUIET.line * len(below)
    page.write(left, top, title, HEADING)
    page.write(left, top + HEADING.line * len(title), below, QUIET)
    axes = page.axes(box)
    size = len(classes)
    axes.set(xlim=(-0.5, size + 0.5), ylim=(size + 0.5, -0.5), xticks=[], yticks=[])
    axes.set_axis_off()
    column = box.width / (size + 1)
    for place, name in enumerate([*classes, _ALL]):
        colour, head = _LABEL if place < size else QUIET, heads[place]
        height = box.top - _LABEL.line * (len(head) + lower * (place % 2)) - 0.02
        page.write(box.left + column * (place + 0.5), height, head, colour, "center")
        middle, label = box.top + _CELL * (place + 0.5), _row_name(name)
        page.write(left + names - 0.06, middle - _LABEL.line * len(label) / 2, label, colour, "right")
    _draw_cells(axes, panel.shares)


def _draw_cells(axes: Axes, shares: Floats) -> None:
    size = shares.shape[0]
    for row in range(size):
        for column in range(size):
            share = float(shares[row, column])
            colour = GREY if row == column else _BETTER if column > row else _WORSE
            ground = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour, alpha=min(1.0, share * 1.6) * 0.9)
            axes.add_patch(ground)
            axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=RULE, linewidth=0.5))
            _write_share(axes, column, row, share, "white" if share > _DARK else INK)
    for place in range(size):
        _write_share(axes, size, place, float(shares[place].sum()), GREY)
        _write_share(axes, place, size, float(shares[:, place].sum()), GREY)


def _write_share(axes: Axes, column: int, row: int, share: float, colour: str) -> None:
    words = percent(share) if share > 0.0 else "\N{EN DASH}"
    axes.text(column, row, words, ha="center", va="center_baseline", fontsize=SMALL_SIZE, color=colour)
