"""Figure data as pictures of the page: plain data that its library draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nrc_sim.dashboard import colours
from nrc_sim.dashboard.class_lines import class_bounds
from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing import DatedShock, FigureData, ScenarioFigureData
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.results import ScenarioRuns

Picture = dict[str, Any]
"""Traces and layout."""

_FONT = 12
_ROW, _ABOVE = 19, 62
"""Height of a row of members, and of what stands around the rows, pixels."""

_BETWEEN = (colours.BAND_90, colours.BAND_50)
"""Colours of regimes that are neither a pause nor a partnership, in turn."""

_DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
_MOST_MARKED = 12
_MARK = "\N{BLACK DOWN-POINTING TRIANGLE}"


def picture(traces: Sequence[Picture], *, height: int, **layout: Any) -> Picture:
    """Put traces together in the layout that all pictures share.

    Parameters
    ----------
    traces : what is drawn
    height : pixels
    layout : what this picture adds
    """
    axis = {"gridcolor": colours.RULE, "linecolor": colours.GREY, "zeroline": False, "fixedrange": True}
    shared: Picture = {
        "height": height,
        "autosize": True,
        "margin": {"l": 48, "r": 12, "t": 10, "b": 34},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "DejaVu Sans, Verdana, sans-serif", "size": _FONT, "color": colours.INK},
        "hoverlabel": {"bgcolor": colours.GROUND, "font": {"color": colours.INK}},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "bgcolor": "rgba(0,0,0,0)"},
        "showlegend": True,
        "dragmode": False,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }
    for name, value in layout.items():
        old = shared.get(name)
        shared[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return {"data": list(traces), "layout": shared}


def _month_texts(months: Floats | Any) -> list[str]:
    """Write months as the axis of a picture reads them.

    Parameters
    ----------
    months : array of datetime64[M]
    """
    return [f"{month}-01" for month in months.astype("datetime64[M]").astype(str).tolist()]


def fan_picture(data: FigureData) -> Picture:
    """Draw the fan of the first scenario, with the medians of the others over it.

    Parameters
    ----------
    data : the scenario that is moved, then those that are shown beside
    """
    mine, *others = data.scenarios
    months = _month_texts(mine.months)
    traces = [*fan_bands(mine), _line(months, mine.index[2], mine.title, colours.MEDIAN, width=2.6)]
    for number, other in enumerate(others):
        colour = colours.OTHER if number == 0 else colours.GREY
        line = _line(_month_texts(other.months), other.index[2], other.title, colour, width=1.8)
        line["line"]["dash"] = _DASHES[number % len(_DASHES)]
        traces.append(line)
    shapes, notes = [], []
    for shock in _marked(mine):
        where = {"x0": f"{shock.month}-01", "x1": f"{shock.month}-01", "y0": 0, "y1": 1, "yref": "paper"}
        shapes.append({"type": "line", "line": {"color": colours.GREY, "width": 1, "dash": "dot"}, **where})
        words = {"text": _MARK, "hovertext": f"{shock.month}: {shock.words}"}
        place = {"x": f"{shock.month}-01", "y": 0, "yref": "paper", "showarrow": False, "yanchor": "bottom"}
        notes.append({**words, **place, "font": {"size": 10, "color": colours.GREY}})
    ends = fan_range([*data.scenarios])
    bounds, names, room = class_bounds(data.bounds, data.classes, ends)
    return picture(
        traces,
        height=340,
        shapes=[*bounds, *shapes],
        annotations=[*names, *notes],
        yaxis={"title": {"text": "Index, points"}, "range": ends, "showgrid": False},
        xaxis={"type": "date", "showgrid": False},
        margin={"r": room},
    )


def _marked(scenario: ScenarioFigureData) -> list[DatedShock]:
    return sorted(sorted(scenario.shocks, key=lambda one: -one.weight)[:_MOST_MARKED], key=lambda one: one.month)


def fan_words(data: FigureData) -> str:
    """Say what is marked in the picture of a fan; empty if nothing is.

    Parameters
    ----------
    data : the scenario that is moved, then others
    """
    told = "; ".join(f"{shock.month} {shock.words}" for shock in _marked(data.scenarios[0]))
    return f"{_MARK} Shocks with a date: {told}." if told else ""


def fan_bands(scenario: ScenarioFigureData) -> list[Picture]:
    """Draw the bands of a fan: the middle 90% and 50% of runs.

    Parameters
    ----------
    scenario : with its quantiles
    """
    return _bands(_month_texts(scenario.months), [*scenario.index])


def fan_traces(months: Floats | Any, rows: Sequence[Floats]) -> list[Picture]:
    """Draw bands and median of a fan.

    Parameters
    ----------
    months : array of datetime64[M]
    rows : quantiles 5, 25, 50, 75 and 95%
    """
    texts = _month_texts(months)
    return [*_bands(texts, rows), _line(texts, rows[2], "median", colours.MEDIAN, width=2.6)]


def _bands(months: list[str], rows: Sequence[Floats]) -> list[Picture]:
    outer = _band(months, rows[0], rows[4], "middle 90% of runs", colours.BAND_90)
    return [outer, _band(months, rows[1], rows[3], "middle 50%", colours.BAND_50)]


def fan_range(scenarios: Sequence[ScenarioFigureData]) -> list[float]:
    """Return the ends of the axis of the index, at whole tens, points.

    Parameters
    ----------
    scenarios : that are drawn
    """
    return ends_of([one.index for one in scenarios])


def ends_of(values: Sequence[Floats]) -> list[float]:
    """Return whole tens between which all values lie, points.

    Parameters
    ----------
    values : arrays
    """
    low, high = min(float(one.min()) for one in values), max(float(one.max()) for one in values)
    return [10.0 * (low // 10), 10.0 * (high // 10 + 1)]


def _band(months: list[str], low: Floats, high: Floats, name: str, colour: str) -> Picture:
    x, y = [*months, *months[::-1]], [*_rounded(low), *_rounded(high)[::-1]]
    line = {"width": 0, "color": colour}
    looks = {"fill": "toself", "fillcolor": colour, "line": line, "hoverinfo": "skip"}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "name": name, **looks}


def _line(months: list[str], values: Floats, name: str, colour: str, width: float) -> Picture:
    looks: Picture = {"line": {"color": colour, "width": width}, "hovertemplate": "%{y:.1f}"}
    return {"type": "scatter", "mode": "lines", "x": months, "y": _rounded(values), "name": name, **looks}


def _rounded(values: Floats, digits: int = 2) -> list[float]:
    """Shorten what travels to the page; no picture shows more."""
    return [float(value) for value in np.round(np.asarray(values, dtype=np.float64), digits)]


def council_picture(runs: ScenarioRuns, baseline: ScenarioFigureData | None) -> Picture | None:
    """Draw the share of runs in each regime of the institution; None where there is none.

    Parameters
    ----------
    runs : of the scenario that is moved
    baseline : whose share of frozen runs is drawn over it
    """
    if not runs.labels.has_institution:
        return None
    entries = {entry.id: entry for entry in runs.scenario.world.regimes}
    regimes = [entries[name] for name in runs.labels.regimes]
    months, shares = _month_texts(runs.months), 100.0 * runs.tally.regimes / runs.runs
    traces: list[Picture] = []
    # The coldest at the bottom, where the line of the baseline is read against it.
    for code, colour in _colours_of_regimes(runs.scenario.world):
        if not shares[:, code].any():
            continue
        line = {"width": 0.5, "color": colours.GROUND}
        looks = {"mode": "lines", "line": line, "stackgroup": "regimes", "hovertemplate": "%{y:.0f}%"}
        told = {"name": regimes[code].name, "fillcolor": colour}
        traces.append({"type": "scatter", "x": months, "y": _rounded(shares[:, code]), **told, **looks})
    if baseline is not None and baseline.frozen is not None:
        name, values = f"frozen: {baseline.title}", 100.0 * baseline.frozen
        traces.append(_line(_month_texts(baseline.months), values, name, colours.INK, width=1.6))
        traces[-1]["line"]["dash"] = "dash"
    axis = {"title": {"text": "Runs, %"}, "range": [0, 100]}
    return picture(traces, height=300, yaxis=axis, xaxis={"type": "date", "showgrid": False})


def _colours_of_regimes(world: WorldFile) -> list[tuple[int, str]]:
    """Return codes of regimes with their colours: pauses first, then by their order, and partnerships last."""
    roles = list(enumerate(world.roles_of_regimes))
    cold = [(code, colours.OTHER) for code, role in roles if role.frozen]
    warm = [(code, colours.MEDIAN) for code, role in roles if role.partnership]
    others = [code for code, role in roles if not role.frozen and not role.partnership]
    return [*cold, *((code, _BETWEEN[place % len(_BETWEEN)]) for place, code in enumerate(others)), *warm]


def members_picture(data: FigureData) -> Picture:
    """Draw members by their trust at the end, with the start and what the second scenario gives.

    Parameters
    ----------
    data : the scenario that is moved, then those that are shown beside
    """
    mine, *others = data.scenarios
    order = member_order(mine)
    names = [mine.member_names[place] for place in order]
    low, middle, high = (mine.member_trust.end[row, order] for row in range(3))
    bars = {"type": "data", "symmetric": False, "array": _rounded(high - middle, 4), "thickness": 1.5, "width": 0}
    bars |= {"arrayminus": _rounded(middle - low, 4), "color": colours.MEDIAN}
    marks = {"type": "scatter", "mode": "markers", "y": names, "hovertemplate": "%{y}: %{x:.2f}"}
    start = {"color": colours.GREY, "size": 7, "symbol": "line-ns-open"}
    traces = [
        marks | {"x": _rounded(mine.member_trust.paths[1, 0, order], 4), "name": "start", "marker": start},
        marks
        | {"x": _rounded(middle, 4), "name": "end, middle 50%", "error_x": bars}
        | {"marker": {"color": colours.MEDIAN, "size": 8}},
    ]
    if others and others[0].member_names == mine.member_names:
        hollow = {"color": colours.OTHER, "size": 8, "symbol": "diamond-open"}
        values = others[0].member_trust.end[1, order]
        traces.append(marks | {"x": _rounded(values, 4), "name": f"end: {others[0].title}", "marker": hollow})
    return picture(
        traces,
        height=_ABOVE + _ROW * len(names) + 40,
        hovermode="closest",
        yaxis={"autorange": "reversed", "automargin": True, "tickfont": {"size": 11}, "type": "category"},
        xaxis={"range": [0, 1], "title": {"text": "Trust, 0 to 1"}},
        margin={"l": 8},
    )


def member_order(scenario: ScenarioFigureData) -> list[int]:
    """Order members by their trust at the end, the most trusting first; without those that never belong.

    Parameters
    ----------
    scenario : with its members
    """
    there = [place for place in range(len(scenario.member_names)) if _ever_belongs(scenario, place)]
    ends = scenario.member_trust.end[1]
    return sorted(there, key=lambda place: -float(ends[place]))


def _ever_belongs(scenario: ScenarioFigureData, place: int) -> bool:
    return bool(np.isfinite(scenario.member_trust.paths[1, :, place]).any())
