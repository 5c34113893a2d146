"""What a study of the page found, in words and tables: each picture has one beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from nrc_sim.dashboard import colours
from nrc_sim.dashboard.pictures import member_order
from nrc_sim.figures.drawing import FigureData
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.study.statistics.intervals import EstimatedShare
from nrc_sim.text.wording import counted, difference, percent, percent_range, signed, signed_range

if TYPE_CHECKING:
    from nrc_sim.analysis.attribution import Attribution
    from nrc_sim.analysis.comparison import PairedComparison

_MOST_ELEMENTS = 12


def page_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, texts: int = 1) -> Any:
    """Make a table whose first cells name their rows.

    Parameters
    ----------
    caption : read to those who do not see the page
    columns : headings
    rows : cells: texts or components
    texts : how many of the first columns hold texts; the others hold numbers, and stand at the right
    """
    looks = ["" if place < texts else "number" for place in range(len(columns))]
    head = [html.Th(name, scope="col", className=look) for name, look in zip(columns, looks, strict=True)]
    body = [
        html.Tr([_cell(cell, place, look) for place, (cell, look) in enumerate(zip(row, looks, strict=True))])
        for row in rows
    ]
    table = html.Table([html.Caption(html.Span(caption)), html.Thead(html.Tr(head)), html.Tbody(body)])
    return html.Div(table, className="table")


def _cell(cell: Any, place: int, look: str) -> Any:
    return html.Td(cell, className=look) if place else html.Th(cell, scope="row")


def outcome_table(runs: ScenarioRuns, baseline: ScenarioRuns | None, pair: PairedComparison | None) -> Any:
    """Show the share of runs in each class with its interval, and its paired difference from the baseline.

    Parameters
    ----------
    runs : of the scenario that is moved
    baseline : runs of what it is compared with; None if that is the scenario itself
    pair : the comparison of both, if they can be paired
    """
    rows, names = [], list(class_names(runs.scenario.world.outcomes).values())
    theirs = {} if baseline is None else baseline.shares()
    for place, (name, share) in reversed(list(enumerate(runs.shares().items()))):
        cells = [class_cell(names, place, share)]
        cells += [with_interval(percent(share.share), percent_range(share.low, share.high))]
        if baseline is not None:
            cells.append(percent(theirs[name].share) if name in theirs else "")
        if pair is not None:
            cells.append(_difference_cell(pair.shares[name]._asdict(), 100.0))
        rows.append(cells)
    mean = runs.final_statistics["mean"]
    last: list[Any] = ["Mean final index, points", signed(mean)]
    last += [] if baseline is None else [signed(baseline.final_statistics["mean"])]
    last += [] if pair is None else [_difference_cell(pair.final_index._asdict(), 1.0)]
    columns = ["Outcome", "Share of runs (95%)"]
    columns += [] if baseline is None else ["Baseline"]
    columns += [] if pair is None else ["Difference (95%)"]
    caption = f"Share of {counted(runs.runs, 'run')} in each class"
    caption += "" if pair is None else "; paired differences of shares in percentage points"
    return page_table(caption, columns, [*rows, last])


def class_cell(names: Sequence[str], place: int, share: EstimatedShare) -> Any:
    """Put the name of a class and a bar of its share into a cell.

    Parameters
    ----------
    names : of all classes, low to high
    place : of the class, the lowest being 0
    share : with its interval
    """
    width = f"{100 * share.share:.1f}%"
    bar = html.Span(className="bar", style={"width": width, "background": colours.class_colour(place, len(names))})
    edge = {"left": f"{100 * share.low:.1f}%", "width": f"{100 * (share.high - share.low):.1f}%"}
    drawn = html.Span([bar, html.Span(className="interval", style=edge)], className="track")
    return [html.Span(names[place], className="class-name"), drawn]


def _difference_cell(found: Mapping[str, float], scale: float) -> Any:
    words = difference(found, scale)
    clear = found["low"] > 0.0 or found["high"] < 0.0
    return with_interval(html.Strong(words["value"]) if clear else words["value"], words["interval"])


def with_interval(value: Any, interval: str) -> Any:
    """Put a value and its interval into a cell; neither is broken, and the interval stands below where room is short.

    Parameters
    ----------
    value : text or component
    interval : its ends, in words
    """
    return html.Span([value, " ", html.Span(f"({interval})", className="ends")])


def beside_table(listed: Sequence[ScenarioRuns]) -> Any:
    """Show the shares of all scenarios side by side.

    Parameters
    ----------
    listed : at least one, of classes alike
    """
    rows = []
    for runs in listed:
        shares = [percent(share.share) for share in runs.shares().values()]
        rows.append([runs.scenario.title, *shares, signed(runs.final_statistics["mean"])])
    return page_table(
        "All scenarios shown",
        ["Scenario", *class_names(listed[0].scenario.world.outcomes).values(), "Mean index, points"],
        rows,
    )


def carried_table(found: Attribution) -> Any:
    """Show what carries the difference of the final index and of the end classes.

    Parameters
    ----------
    found : contributions
    """
    scales = [1.0 if outcome.target.unit == "points" else 100.0 for outcome in found.outcomes]
    first = found.outcomes[0].contributions
    order = sorted(range(len(first)), key=lambda place: -abs(first[place].shapley.mean))
    rows = []
    for place in order[:_MOST_ELEMENTS]:
        parts = [outcome.contributions[place].shapley for outcome in found.outcomes]
        cells = [_difference_cell(part._asdict(), scale) for part, scale in zip(parts, scales, strict=True)]
        rows.append([first[place].element.label, *cells])
    whole = zip(found.outcomes, scales, strict=True)
    rows.append(["Whole difference", *(_difference_cell(outcome.total._asdict(), scale) for outcome, scale in whole)])
    columns = [outcome.target.label for outcome in found.outcomes]
    caption = f"Shapley values over {counted(found.runs, 'run')} with 95% intervals: points of the index, percentage "
    return page_table(f"{caption}points of shares", ["Changed", *columns], rows)


def trust_table(data: FigureData) -> Any:
    """Show the trust of each member at the start and at the end.

    Parameters
    ----------
    data : the scenario that is moved, then others
    """
    mine, rows = data.scenarios[0], []
    for place in member_order(mine):
        low, middle, high = mine.member_trust.end[:, place].tolist()
        start = float(mine.member_trust.paths[1, 0, place])
        first = "not yet" if math.isnan(start) else f"{start:.2f}"
        rows.append([mine.member_names[place], first, with_interval(f"{middle:.2f}", f"{low:.2f} to {high:.2f}")])
    return page_table("Trust of members, 0 to 1", ["Member", "Start", "End (middle 50%)"], rows)


def council_table(runs: ScenarioRuns, baseline: ScenarioRuns | None) -> Any:
    """Show the share of runs in each regime of the institution in the last month.

    Parameters
    ----------
    runs : of the scenario that is moved
    baseline : what it is compared with, or None
    """
    names = {entry.id: entry.name for entry in runs.scenario.world.regimes}
    sides = [runs] if baseline is None else [runs, baseline]
    rows = [
        [names[name], *(percent(float(one.tally.regimes[-1, code]) / one.runs) for one in sides)]
        for code, name in enumerate(runs.labels.regimes)
    ]
    columns = ["Regime in the last month", "Share of runs", "Baseline"]
    return page_table("State of the council at the end", columns[: 1 + len(sides)], rows)


def trust_shift_table(pair: PairedComparison) -> Any:
    """Show whose trust moved most.

    Parameters
    ----------
    pair : the comparison with the baseline
    """
    rows = [
        [
            f"{one.truster} in {one.trusted}",
            with_interval(signed(found.mean, 3), signed_range(found.low, found.high, 3)),
        ]
        for one, found in ((shift, shift.difference) for shift in pair.trust_shifts[:_MOST_ELEMENTS])
    ]
    return page_table("Whose trust moved most against the baseline", ["Trust of", "Difference (95%)"], rows)
