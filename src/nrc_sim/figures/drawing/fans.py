"""Fan charts: median and bands over months, on axes of years and points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
from matplotlib.axes import Axes

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.data import FigureData, Months
from nrc_sim.figures.drawing.page import Box, Page, Type, shorten_text, text_width
from nrc_sim.figures.drawing.style import BAND_50, BAND_90, GREY, MEDIAN, SMALL_SIZE, whole_points

_LOW_AXIS = 1.6  # inches; the label of a lower axis is shorter
_CLASS_MARGIN, _MOST_CLASS_MARGIN = 0.78, 1.3  # inches right of an axis for the names of the classes


class FanColours(NamedTuple):
    """Colours of the median and of the bands of the middle 50% and 90% of runs; how the line and bands are drawn."""

    median: str = MEDIAN
    half: str = BAND_50
    most: str = BAND_90
    line: str | tuple[int, tuple[int, int]] = "-"
    alpha: float = 1.0


class Classified(Protocol):
    """Something with classes of outcome, low to high, and the bounds between them, points."""

    @property
    def classes(self) -> Sequence[str]:
        """Names."""

    @property
    def bounds(self) -> Sequence[float]:
        """One fewer than classes."""


class AxisLimits(NamedTuple):
    """Lowest and highest value of an axis."""

    low: float
    high: float


def index_label(data: FigureData, height: float) -> str:
    """Label an axis of the running mean of the index.

    Parameters
    ----------
    data : with the length of the final window
    height : of the axis, inches
    """
    mean = f"{data.final_months}-month mean"
    return f"Points, {mean}" if height < _LOW_AXIS else f"Index (points, {mean})"


def describe_window(data: FigureData) -> str:
    """Say over which months the index is averaged and why.

    Parameters
    ----------
    data : with the length of the final window
    """
    lines = "Thick line" if data.runs == 1 else "Bands and thick line"
    return (
        f"{lines}: mean of the index over each month and the {data.final_months - 1} before it (fewer at the start), "
        "as in the final index, to which the class bounds (dashed) apply."
    )


def describe_monthly(data: FigureData) -> str:
    """Say what the thin line of `draw_monthly` is.

    Parameters
    ----------
    data : with the number of runs
    """
    return "Thin line: index of each month." if data.runs == 1 else "Thin line: median of the index of each month."


def decimal_years(months: Months) -> Floats:
    """Turn months into decimal years, at the middle of the month.

    Parameters
    ----------
    months : array of datetime64[M]
    """
    since_1970 = np.asarray(months).astype("datetime64[M]").astype(np.int64)
    return np.asarray(1970 + (since_1970 + 0.5) / 12)


def whole_months(years: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Hold the values of a single month from its start to its end, since a line has two ends; leave longer paths alone.

    Parameters
    ----------
    years : decimal years (month,)
    values : array (..., month)
    """
    if years.size > 1:
        return years, values
    return np.array([years[0] - 0.5 / 12, years[0] + 0.5 / 12]), np.repeat(values, 2, axis=-1)


def draw_fan(axes: Axes, years: Floats, quantiles: Floats, colours: FanColours, wide: bool = True) -> None:
    """Draw the median, the middle 50% and, if wide, the middle 90% of runs.

    Parameters
    ----------
    axes : where to
    years : decimal years (month,)
    quantiles : array (level, month), of the levels of `nrc_sim.figures.drawing.data.LEVELS`
    colours : of line and bands
    wide : whether the band of 90% is drawn
    """
    years, (q05, q25, q50, q75, q95) = whole_months(years, quantiles)
    if wide:
        axes.fill_between(years, q05, q95, color=colours.most, alpha=colours.alpha, linewidth=0, zorder=1)
    axes.fill_between(years, q25, q75, color=colours.half, alpha=colours.alpha, linewidth=0, zorder=2)
    axes.plot(years, q50, color=colours.median, linestyle=colours.line, linewidth=1.2, zorder=4)


def draw_monthly(axes: Axes, years: Floats, medians: Floats) -> None:
    """Draw the median of the monthly index as a thin line.

    Parameters
    ----------
    axes : where to
    years : decimal years (month,)
    medians : array (month), points
    """
    axes.plot(*whole_months(years, medians), color=GREY, linewidth=0.5, zorder=3)


def index_limits(values: Iterable[Floats], bounds: Sequence[float]) -> AxisLimits:
    """Choose index limits that show all values and a part of the lowest and highest class.

    Parameters
    ----------
    values : arrays of points
    bounds : class bounds, points
    """
    listed = list(values)
    reach = [*bounds] or [0.0]
    low = min(*(float(array.min()) for array in listed), reach[0] - 20)
    high = max(*(float(array.max()) for array in listed), reach[-1] + 20)
    return AxisLimits(5 * np.floor(low / 5), 5 * np.ceil(high / 5))


def make_room(limits: AxisLimits, height: float, above: float = 0.0, below: float = 0.0) -> AxisLimits:
    """Widen limits so that strips at the upper and lower edge of the axis stay free of data.

    Parameters
    ----------
    limits : of the data
    height : of the axis, inches
    above, below : height of the strips, inches
    """
    unit = (limits.high - limits.low) / (height - above - below)
    return AxisLimits(limits.low - below * unit, limits.high + above * unit)


def set_index_axis(axes: Axes, limits: AxisLimits, bounds: Sequence[float], ticks: AxisLimits | None = None) -> None:
    """Set the axis of points, with thin lines at the class bounds and ticks within the range of the data.

    Parameters
    ----------
    axes : where to
    limits : of the axis
    bounds : class bounds, points
    ticks : range within which ticks stand; the limits if None
    """
    shown = ticks or limits
    axes.set_ylim(limits.low, limits.high)
    step = 25 if shown.high - shown.low <= 200 else 50
    values = np.arange(np.ceil(shown.low / step) * step, shown.high + 0.1, step)
    axes.set_yticks(values, [whole_points(float(value)) for value in values])
    for bound in bounds:
        axes.axhline(bound, color=GREY, linewidth=0.5, zorder=3, dashes=(4, 2))


def set_year_axis(axes: Axes, years: Floats, width: float) -> None:
    """Set ticks at the starts of years, as dense as their labels allow.

    Parameters
    ----------
    axes : where to
    years : decimal years (month,)
    width : of the axis, inches
    """
    axes.set_xlim(float(years[0]) - 0.5 / 12, float(years[-1]) + 0.5 / 12)
    if years.size == 1:
        axes.set_xticks(years, [str(np.datetime64("1970-01") + round(12 * float(years[0] - 1970) - 0.5))])
        return
    span = max(float(years[-1] - years[0]), 1 / 12)
    room = (text_width("2000", Type(SMALL_SIZE)) + 0.12) * span / width
    step = next((step for step in (1, 2, 5, 10, 20) if step >= room), 50)
    first, last = int(np.ceil(years[0] - 1 / 12)), int(np.floor(years[-1] + 1 / 12))
    starts = np.arange(first, last + 1, step)
    # A label centred on the right edge would run into the axis of the next panel.
    edge = float(years[-1]) - span / width * text_width("2000", Type(SMALL_SIZE)) / 3
    axes.set_xticks(starts, [str(year) if year <= edge else "" for year in starts])


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Move ascending positions apart until neighbours are at least a gap apart, each as little as possible.

    Parameters
    ----------
    positions : in ascending order
    gap : smallest distance of neighbours

    Examples
    --------
    >>> spread([0.0, 0.5, 5.0], 1.0)
    [-0.25, 0.75, 5.0]
    """
    groups: list[list[float]] = []
    for position in positions:
        group = [position]
        while groups and _centre(groups[-1]) + gap * (len(groups[-1]) + len(group)) / 2 > _centre(group):
            group = groups.pop() + group
        groups.append(group)
    placed = [(_centre(group), len(group), rank) for group in groups for rank in range(len(group))]
    return [centre + gap * (rank - (size - 1) / 2) for centre, size, rank in placed]


def _centre(group: Sequence[float]) -> float:
    return sum(group) / len(group)


def class_heights(data: Classified, limits: AxisLimits, box: Box, gap: float) -> list[float]:
    """Place a label at the middle of each class that is visible, and return inches from the top of the page.

    Parameters
    ----------
    data : with the class bounds
    limits : of the axis of points
    box : of the axes
    gap : smallest distance of two labels, inches
    """
    edges = [limits.low, *data.bounds, limits.high]
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    unit = box.height / (limits.high - limits.low)
    heights = spread([(middle - limits.low) * unit for middle in middles], gap)
    return [box.bottom - height for height in heights]


def class_margin(classes: Sequence[str]) -> float:
    """Return the room that the names of classes have right of an axis, inches; longer names are shortened.

    Parameters
    ----------
    classes : names
    """
    longest = max(text_width(name, Type(SMALL_SIZE)) for name in classes)
    return max(_CLASS_MARGIN, min(longest + 0.06, _MOST_CLASS_MARGIN))


def label_classes(page: Page, data: Classified, limits: AxisLimits, box: Box) -> None:
    """Write the names of the classes right of the axes, each at the height of its class.

    Parameters
    ----------
    page : where to
    data : with classes and bounds
    limits : of the axis of points
    box : of the axes
    """
    style = Type(SMALL_SIZE, colour=GREY)
    for name, height in zip(data.classes, class_heights(data, limits, box, style.line), strict=True):
        label = shorten_text(name, class_margin(data.classes), style)
        page.write(box.right + 0.06, height - style.line / 2, [label], style)
