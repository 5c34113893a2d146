"""One run on the page: chosen by its place in the fan, followed month by month, and branched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from dash import html

from nrc_sim.analysis.trace import branch_run, trace_run
from nrc_sim.analysis.trace.events import parts_in_words
from nrc_sim.analysis.turning_points.medoid_runs import find_medoid_runs
from nrc_sim.dashboard import colours, pictures
from nrc_sim.dashboard.additions import addable_kinds
from nrc_sim.dashboard.answers import Answers, turn_of
from nrc_sim.dashboard.class_lines import class_bounds
from nrc_sim.dashboard.controls import list_controls
from nrc_sim.dashboard.desk import SupersededError
from nrc_sim.dashboard.page_settings import FIRST_RUNS, PageSettings
from nrc_sim.errors import InputError, NrcSimError
from nrc_sim.figures.drawing import ScenarioFigureData
from nrc_sim.figures.drawing.style import with_arrows
from nrc_sim.figures.study import make_figure_data
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.text.wording import signed, with_article

if TYPE_CHECKING:
    from nrc_sim.analysis.trace import Branch, Trace
    from nrc_sim.scenario import Scenario

_QUANTILE, _MEDOID = "quantile:", "medoid:"
_PLACES = {"0.5": "median run", "0.05": "run at 5%", "0.25": "run at 25%", "0.75": "run at 75%", "0.95": "run at 95%"}


def place_options(classes: Mapping[str, str]) -> list[dict[str, str]]:
    """List the places in a fan at which a run can be picked.

    Parameters
    ----------
    classes : names of the outcome classes by their ids, low to high
    """
    places = [{"value": f"{_QUANTILE}{level}", "label": f"{name} by final index"} for level, name in _PLACES.items()]
    return places + [{"value": f"{_MEDOID}{name}", "label": f"medoid of {label}"} for name, label in classes.items()]


def _pick_run(runs: ScenarioRuns, place: str) -> int:
    """Return the number of the run at a place.

    Parameters
    ----------
    runs : with single runs
    place : one of `place_options`

    Raises
    ------
    InputError
        If there is no such place, or no run ends in the class.
    """
    if place.startswith(_MEDOID):
        found = {one.outcome: one.run for one in find_medoid_runs(runs)}
        name = place.removeprefix(_MEDOID)
        if name not in found:
            names = class_names(runs.scenario.world.outcomes)
            ended = ", ".join(names[one] for one in found)
            raise InputError(f"no run ends in {names.get(name, name)}", allowed=ended)
        return found[name]
    level = place.removeprefix(_QUANTILE)
    if level not in _PLACES:
        raise InputError(f"there is no place {place!r}", allowed=", ".join(_PLACES))
    order = np.argsort(runs.final_index, kind="stable")
    return int(runs.single_runs.run[order[round(float(level) * (order.size - 1))]])


def follow_run(answers: Answers, asked: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Follow the run at a place of what a page shows.

    Parameters
    ----------
    answers : of the page
    asked : what the page has set
    place : one of `place_options`
    """
    try:
        found = answers.read(asked)
        study = answers.study(found, min(FIRST_RUNS, found.runs), turn_of(asked))
        run = _pick_run(study.mine, place)
        scenario = answers.moved(found)
        traced = trace_run(scenario, run=run, seed=found.seed, parameters=found.parameters)
    except SupersededError:
        return {"error": "The page has moved on; follow the run again."}
    except NrcSimError as error:
        return {"error": str(error)}
    told = _told(traced, make_figure_data([study.mine]).scenarios[0])
    kept = {key: asked.get(key) for key in ("tab", "number")}
    return told | {"asked": kept | _as_asked(found), "run": run, "branch": _branch_options(scenario)}


def _as_asked(found: PageSettings) -> dict[str, Any]:
    return {
        "scenario": found.scenario,
        "baseline": found.baseline,
        "changes": list(found.changes),
        "seed": found.seed,
        "runs": found.runs,
        "parameters": found.parameters,
    }


def _branch_options(scenario: Scenario) -> list[dict[str, str]]:
    """List the changes with which a run can be branched: policies, and shocks that come in that month.

    Parameters
    ----------
    scenario : of the run
    """
    levers = list_controls(scenario, ()).of_group("policy")
    options = [{"value": one.key, "label": f"Policy {one.label}"} for one in levers]
    return options + [{"value": f"kind:{kind}", "label": f"Shock: {label}"} for kind, label in addable_kinds(scenario)]


def branch_here(answers: Answers, followed: Mapping[str, Any], month: int, change: str, level: float) -> dict[str, Any]:
    """Branch the run that a page follows.

    Parameters
    ----------
    answers : of the page
    followed : what `follow_run` returned
    month : number of the month from which the change acts, from 0
    change : one of `_branch_options`
    level : level of the policy, or size of the shock
    """
    try:
        found = answers.read(followed["asked"])
        scenario, run, at = answers.moved(found), int(followed["run"]), followed["months"][month]
        kinds = dict(addable_kinds(scenario))
        setting = f"{change}={level:g}"
        if change.removeprefix("kind:") in kinds:
            kind = change.removeprefix("kind:")
            setting = f"shocks.branch_{kind}={{kind: {kind}, at: {at}, size: {level:g}}}"
        how: dict[str, Any] = {"run": run, "seed": found.seed, "parameters": found.parameters}
        branch = branch_run(scenario, changes=[setting], at=at, **how)
        study = answers.study(found, min(FIRST_RUNS, found.runs), turn_of(followed["asked"]))
    except SupersededError:
        return {"error": "The page has moved on; follow the run again."}
    except (NrcSimError, KeyError, IndexError) as error:
        return {"error": str(error)}
    told = _told(branch.original, make_figure_data([study.mine]).scenarios[0], branch)
    return told | {key: followed[key] for key in ("asked", "run", "branch")}


def _told(traced: Trace, fan: ScenarioFigureData, branch: Branch | None = None) -> dict[str, Any]:
    changed = None if branch is None else branch.changed
    return {
        "months": [month.month for month in traced.months],
        "words": _words(traced, branch),
        "events": [_month_told(traced, changed, place) for place in range(len(traced.months))],
        "picture": _path_picture(traced, fan, changed),
        "at": None if branch is None else branch.at,
    }


def _words(traced: Trace, branch: Branch | None) -> str:
    drawn = "" if traced.parameter_set is None else f", parameter set {traced.parameter_set}"
    words = f"Run {traced.run}, seed {traced.seed}{drawn}: ends at {signed(traced.final_index)} points"
    names = class_names(traced.scenario.world.outcomes)
    words += f", {names[traced.outcome]}."
    if branch is None:
        return words
    changed = f"{signed(branch.changed.final_index)} points, {names[branch.changed.outcome]}"
    first = branch.first_difference
    since = "the two paths are the same" if first is None else f"the paths differ from {first} on"
    return f"{words} With {'; '.join(branch.changes)} from {branch.at} on: {changed}; {since}."


def _month_told(traced: Trace, changed: Trace | None, place: int) -> list[Any]:
    if changed is None:
        return _one_month(traced, place)
    return [
        html.H4("As it was"),
        *_one_month(traced, place),
        html.H4("Changed"),
        *_one_month(changed, place),
    ]


def _one_month(traced: Trace, place: int) -> list[Any]:
    month = traced.months[place]
    regimes = {entry.id: entry.name for entry in traced.scenario.world.regimes}
    state = f"Index {signed(month.index)} points"
    for name in ("trust_outside", "trust_alliance"):
        state += f"; {_uncapitalised(_trust_of(name, traced))} {month.series[name]:.2f}"
    state += f"; {regimes[month.regime]}" if month.regime in regimes else ""
    moved = {name: parts_in_words(parts) for name, parts in month.parts.items() if name.startswith("trust")}
    causes = [html.Li(f"{_trust_of(name, traced)}: {words}") for name, words in moved.items() if words]
    events = [html.Li(with_arrows(event.what)) for event in traced.events_of(month.month)]
    listed = [html.Ul(events)] if events else [html.P("Nothing stands out this month.", className="hint")]
    why = [html.Details([html.Summary("What moved trust"), html.Ul(causes, className="causes")])] if causes else []
    return [html.P(f"{state}."), *listed, *why]


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]


def _trust_of(name: str, traced: Trace) -> str:
    alliance, outside = (with_article(side.name) for side in traced.scenario.world.sides)
    one, other = (outside, alliance) if name == "trust_outside" else (alliance, outside)
    return f"Trust of {one} in {other}"


def _path_picture(traced: Trace, fan: ScenarioFigureData, changed: Trace | None) -> pictures.Picture:
    outcomes = traced.scenario.world.outcomes
    months = [f"{month.month}-01" for month in traced.months]
    line = {"type": "scatter", "mode": "lines", "x": months, "hovertemplate": "%{y:.1f}"}
    own = {"y": np.round(traced.index, 2).tolist(), "name": "this run", "line": {"color": colours.INK, "width": 2}}
    traces = [*pictures.fan_bands(fan), {**line, **own}]
    values = [*traced.index]
    if changed is not None:
        looks = {"color": colours.OTHER, "width": 2, "dash": "dash"}
        traces.append({**line, "y": np.round(changed.index, 2).tolist(), "name": "changed", "line": looks})
        values += changed.index
    low, high = pictures.fan_range([fan])
    ends = [min(low, min(values) - 5), max(high, max(values) + 5)]
    bounds, names, room = class_bounds(outcomes.bounds, tuple(class_names(outcomes).values()), ends)
    return pictures.picture(
        traces,
        height=340,
        shapes=bounds,
        annotations=names,
        yaxis={"title": {"text": "Index, points"}, "range": ends, "showgrid": False},
        xaxis={"type": "date", "showgrid": False},
        margin={"r": room},
    )
