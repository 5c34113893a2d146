"""Forecasts that follow what was observed, on the page: probabilities, fan, and points beside what was expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dash import dcc, html

from nrc_sim.dashboard import colours, pictures, tables
from nrc_sim.dashboard.class_lines import class_bounds
from nrc_sim.figures.followed_series import MOST_SERIES, FollowedSeries
from nrc_sim.figures.report.followed import followed_section
from nrc_sim.scenario import month_number, month_text
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.study.statistics import QUANTILES, STATISTICS, describe_paths
from nrc_sim.text.wording import percent, percent_range, signed

_PLOT = {"displayModeBar": False, "responsive": True}
_DAYS = {"type": "date", "showgrid": False, "nticks": 5, "tickangle": 0, "tickformat": "%Y-%m"}
_FAN, _SERIES = 340, 260
"""Heights of pictures, pixels."""


def forecast_parts(folder: Path, runs: ScenarioRuns) -> list[Any]:
    """Show the forecast that a folder holds; nothing if it holds none.

    Parameters
    ----------
    folder : of results
    runs : of its scenario; single runs are not needed

    Raises
    ------
    InputError
        If `forecast.json` is not what a forecast writes.
    """
    names = class_names(runs.scenario.world.outcomes)
    found = followed_section(folder, names)
    if found is None:
        return []
    until, series = str(found["until"]), list(found["series"])
    shown = series[:MOST_SERIES]
    words = f"{runs.scenario.title}: known until {until}, {found['ahead']} ahead; {found['observations']} followed. "
    words += "Bars: the middle 90% of what was expected before a value was known, and the median; points: observed. "
    words += f"{len(shown)} of {len(series)} series."
    fan = _graph(_fan_picture(runs, until), f"Fan of the index; what is known ends with {until}", _FAN)
    drawn = [html.Div([html.H4("Index"), html.P("Known until the dotted line.", className="hint"), fan])]
    drawn += [
        html.Div(
            [
                html.H4(one.title),
                html.P(f"{one.remark}.", className="hint"),
                _graph(_series(one, runs), one.title, _SERIES),
            ]
        )
        for one in shown
    ]
    numbers = [_series_table(one) for one in shown]
    return [
        html.P(words, className="hint"),
        _probabilities(runs, names, found),
        html.Div(drawn, className="forecast"),
        *([html.Details([html.Summary("The same in numbers"), *numbers])] if numbers else []),
        *_surprises(found),
        *_moved(found),
    ]


def _graph(picture: pictures.Picture, words: str, height: int) -> Any:
    graph = dcc.Graph(figure=picture, config=_PLOT, style={"height": f"{height}px"})
    return html.Div(graph, role="img", **{"aria-label": words})


def _probabilities(runs: ScenarioRuns, names: Mapping[str, str], found: Mapping[str, Any]) -> Any:
    change = found["change"]
    rows = []
    for place, share in reversed(list(enumerate(runs.shares().values()))):
        cells = [tables.class_cell(list(names.values()), place, share)]
        cells += [tables.with_interval(percent(share.share), percent_range(share.low, share.high))]
        rows.append(cells + ([] if change is None else [change["cells"][place]]))
    columns = ["Outcome", "Probability (95%)"]
    columns += [] if change is None else [f"Change since {change['since']}, points"]
    mean = signed(runs.final_statistics["mean"])
    caption = f"Probability of each class at the end of {runs.months[-1]}; mean final index {mean} points"
    return tables.page_table(caption, columns, rows)


def _fan_picture(runs: ScenarioRuns, until: str) -> pictures.Picture:
    outcomes = runs.scenario.world.outcomes
    paths = describe_paths(runs.tally, "index")
    rows = [paths[STATISTICS.index(name), :, 0] for name in QUANTILES]
    ends = pictures.ends_of([rows[0], rows[-1]])
    bounds, names, room = class_bounds(outcomes.bounds, tuple(class_names(outcomes).values()), ends)
    line = {"type": "line", "x0": f"{until}-15", "x1": f"{until}-15", "y0": 0, "y1": 1, "yref": "paper"}
    line["line"] = {"color": colours.GREY, "width": 2, "dash": "dot"}
    return pictures.picture(
        pictures.fan_traces(runs.months, rows),
        height=_FAN,
        shapes=[*bounds, line],
        annotations=names,
        yaxis={"title": {"text": "Index, points"}, "range": ends, "showgrid": False},
        xaxis=_DAYS,
        margin={"r": room},
    )


def _series(one: FollowedSeries, runs: ScenarioRuns) -> pictures.Picture:
    low, median, value, high = one.values.round(3).tolist()
    days = [_middle(months) for months in one.months]
    marks = {"type": "scatter", "mode": "markers", "x": days, "hovertemplate": "%{y:.2f}"}
    spans = {"type": "data", "symmetric": False, "thickness": 5, "width": 0, "color": colours.BAND_50}
    spans |= {"array": _apart(high, median), "arrayminus": _apart(median, low)}
    expected = {"color": colours.MEDIAN, "size": 9, "symbol": "line-ew-open", "line": {"width": 2}}
    came = {"color": colours.OTHER, "size": 8, "line": {"color": colours.GROUND, "width": 1}}
    return pictures.picture(
        [
            marks | {"y": median, "name": "expected, middle 90%", "error_y": spans, "marker": expected},
            marks | {"y": value, "name": "observed", "marker": came},
        ],
        height=_SERIES,
        yaxis={"title": {"text": one.variable}},
        xaxis={"range": [f"{runs.months[0]}-01", f"{runs.months[-1]}-28"], **_DAYS},
    )


def _apart(high: Sequence[float], low: Sequence[float]) -> list[float]:
    return [round(one - other, 3) for one, other in zip(high, low, strict=True)]


def _middle(months: str) -> str:
    """Return the middle of the months of a value, as the axis of a picture reads it."""
    first, _, last = months.partition("..")
    middle, odd = divmod(month_number(first) + month_number(last or first), 2)
    return f"{month_text(middle + odd)}-01" if odd else f"{month_text(middle)}-15"


def _series_table(one: FollowedSeries) -> Any:
    rows = [
        [months, *(signed(number, 3) for number in (low, median, high, value))]
        for months, (low, median, value, high) in zip(one.months, one.values.T.tolist(), strict=True)
    ]
    return tables.page_table(one.title, ["Months", "5%", "Median", "95%", "Observed"], rows)


def _surprises(found: Mapping[str, Any]) -> list[Any]:
    if not found["surprises"]:
        return []
    keys = ("name", "months", "low", "high", "value", "probability")
    rows = [[one[key] for key in keys] for one in found["surprises"]]
    caption = "Largest surprises: the middle 90% of what was expected, what came, and the probability of as much"
    return [tables.page_table(caption, ["What", "Months", "5%", "95%", "Observed", "Probability"], rows, texts=2)]


def _moved(found: Mapping[str, Any]) -> list[Any]:
    if not found["moved"]:
        return []
    rows = [[one["name"], one["months"], *one["cells"]] for one in found["moved"]]
    caption = "What the last observations did to the probability of each class, percentage points"
    return [tables.page_table(caption, ["What", "Months", *found["classes"]], rows, texts=2)]
