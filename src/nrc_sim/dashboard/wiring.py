"""What follows from what on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from nrc_sim.dashboard import single_run
from nrc_sim.dashboard.additions import added_shock
from nrc_sim.dashboard.answers import Answers
from nrc_sim.dashboard.controls import list_controls
from nrc_sim.dashboard.folders import Folders
from nrc_sim.dashboard.page_settings import read_query
from nrc_sim.dashboard.panel import MOVE, READOUT, SWITCH, control_facts, control_sections
from nrc_sim.errors import InputError
from nrc_sim.study.class_names import class_names

_CHOSEN = ("scenario", "baseline", "beside", "seed", "runs", "parameters")


def _in_browser(name: str) -> ClientsideFunction:
    return ClientsideFunction("nrc", name)


def wire_page(app: Dash, answers: Answers, folders: Folders) -> None:
    """Connect everything on the page.

    Parameters
    ----------
    app : with its layout
    answers : what the page shows
    folders : what it can open
    """
    _wire_controls(app, answers)
    _wire_pictures(app, answers)
    _wire_run(app, answers)
    choices = (Input("folders", "value"), Input("folder-baseline", "value"))

    def open_folders(chosen: list[str] | None, baseline: str | None) -> list[Any]:
        found = folders.show(chosen or [], baseline)
        return [{"parts": found.parts, "palettes": found.palettes}, found.scenarios]

    app.callback(Output("opened", "data"), Output("folder-baseline", "options"), *choices)(open_folders)
    opened = (Input("opened", "data"), Input("theme", "title"))
    app.clientside_callback(_in_browser("showFolders"), Output("folder-tables", "children"), *opened)


def _wire_controls(app: Dash, answers: Answers) -> None:
    first = answers.shown.names[0]

    def begin(query: str | None) -> list[Any]:
        return _begun(query or "", first)

    outputs = [Output(name, "value") for name in _CHOSEN]
    app.callback(*outputs, Output("start", "data"), Input("location", "search"))(begin)

    def lay_out(_name: str, _reset: int, kind: str | None, parameter: str | None, *kept: Any) -> list[Any]:
        return _laid_out(answers, kind, parameter, *kept)

    app.callback(
        Output("panel", "children"),
        Output("facts", "data"),
        Input("scenario", "value"),
        Input("reset", "n_clicks"),
        Input("add-shock", "value", allow_optional=True),
        Input("add-parameter", "value", allow_optional=True),
        State("scenario", "value"),
        State("start", "data"),
        State("settings", "data"),
        State("facts", "data"),
    )(lay_out)
    moves = [Input({"type": kind, "key": ALL}, "value") for kind in (MOVE, SWITCH)]
    names = [State({"type": kind, "key": ALL}, "id") for kind in (MOVE, SWITCH)]
    chosen = [Input(name, "value") for name in _CHOSEN]
    app.clientside_callback(
        _in_browser("gather"), Output("settings", "data"), Input("facts", "data"), *moves, *chosen, *names
    )
    readout = {kind: {"type": kind, "key": MATCH} for kind in (MOVE, READOUT)}
    app.clientside_callback(
        _in_browser("readOut"),
        Output(readout[READOUT], "children"),
        Input(readout[MOVE], "value"),
        Input("facts", "data"),
        State(readout[MOVE], "id"),
    )
    app.clientside_callback(_in_browser("theme"), Output("theme", "title"), Input("theme", "n_clicks"))


def _begun(query: str, first: str) -> list[Any]:
    try:
        found = read_query(query, first)
        trouble = ""
    except InputError as error:
        found, trouble = read_query("", first), str(error)
    start = {"scenario": found.scenario, "changes": list(found.changes), "error": trouble}
    chosen = [found.scenario, found.baseline, list(found.beside), str(found.seed), found.runs]
    return [*chosen, found.parameters or "usual", start]


def _laid_out(
    answers: Answers,
    kind: str | None,
    parameter: str | None,
    name: str | None,
    *kept: Mapping[str, Any] | None,
) -> list[Any]:
    """Lay out the controls: of another scenario, as in its file, or with something more than before."""
    start, settings, facts = kept
    if not name:
        return [no_update, no_update]
    changes: Sequence[str] = start["changes"] if start and start["scenario"] == name else ()
    told, watched = {"scenario": name, "error": (start or {}).get("error", "")}, list((facts or {}).get("watched", ()))
    trigger = ctx.triggered_id
    try:
        scenario = answers.shown.load(name)
        if trigger in {"add-shock", "add-parameter"} and settings and settings["scenario"] == name:
            if not (kind if trigger == "add-shock" else parameter):
                return [no_update, no_update]
            changes = answers.read(settings).changes
            if trigger == "add-shock":
                changes = (*changes, added_shock(scenario, str(kind), changes))
            else:
                watched.append(str(parameter))
        elif trigger == "reset" or (facts and facts["scenario"] != name):
            changes, watched = (), []
            told["error"] = ""
        panel = list_controls(scenario, changes, watched)
    except InputError as error:
        return [[], told | {"changes": list(changes), "watched": [], "controls": {}, "start": 0, "error": str(error)}]
    about = control_facts(scenario, panel)
    return [control_sections(scenario, panel), told | about | {"changes": list(changes), "watched": watched}]


def _wire_pictures(app: Dash, answers: Answers) -> None:
    # The page asks by itself: were `asked` an output of what follows from the answer, Dash would wait for all of it.
    app.callback(Output("answer", "data"), Input("asked", "data"), prevent_initial_call=True)(
        lambda asked: answers.answer(asked) or {"number": asked["number"], "dropped": True}
    )
    app.callback(Output("refined", "data"), Input("refine-asked", "data"), prevent_initial_call=True)(
        lambda asked: answers.answer(asked, refine=True) or no_update
    )
    app.callback(Output("carried", "data"), Input("refine-asked", "data"), prevent_initial_call=True)(
        lambda asked: answers.explain(asked) or no_update
    )
    # Three callbacks, since one would wait until the slowest of its inputs is there.
    shown: dict[str, Any] = {"prevent_initial_call": True}
    ids = State({"type": "taken", "key": ALL}, "id")
    first = (Input("settings", "data"), Input("answer", "data"), Input("theme", "title"))
    app.clientside_callback(_in_browser("show"), *_pictures(first=True), *first, ids, **shown)
    app.clientside_callback(_in_browser("showRefined"), *_pictures(first=False), Input("refined", "data"), ids, **shown)
    app.clientside_callback(
        _in_browser("showCarried"), Output("carried-table", "children"), Input("carried", "data"), **shown
    )
    copied = {"type": "copy", "key": ALL}
    app.clientside_callback(
        _in_browser("copy"), Output("copied", "children"), Input(copied, "n_clicks"), prevent_initial_call=True
    )


def _pictures(*, first: bool) -> list[Output]:
    """List what is shown of an answer."""
    again = {"allow_duplicate": not first}
    outputs = [Output(name, "figure", **again) for name in ("fan", "council", "members")]
    outputs += [
        Output(name, "children", **again) for name in ("outcomes", "council-table", "members-table", "fan-words")
    ]
    outputs += [Output("carried-table", "children", allow_duplicate=True)]
    outputs += [Output(name, "children", **again) for name in ("headline", "status", "error")]
    return [*outputs, Output("save", "href", **again), Output({"type": "taken", "key": ALL}, "children", **again)]


def _wire_run(app: Dash, answers: Answers) -> None:
    def offer(name: str | None) -> list[Any]:
        try:
            outcomes = answers.shown.load(str(name)).world.outcomes
        except InputError:
            return [[], None]
        options = single_run.place_options(class_names(outcomes))
        return [options, options[0]["value"]]

    app.callback(Output("place", "options"), Output("place", "value"), Input("scenario", "value"))(offer)

    def follow(
        _follow: int, _branch: int, settings: dict[str, Any] | None, place: str | None, *branch: Any
    ) -> Mapping[str, Any]:
        followed, month, change, level = branch
        if ctx.triggered_id == "branch":
            if not followed or not change:
                return (followed or {}) | {"error": "Choose a change first."}
            known = {option["value"] for option in followed["branch"]}
            chosen = change if change in known else ""
            found = single_run.branch_here(answers, followed, int(month), chosen, float(level))
            return found if "error" not in found else followed | found
        if not settings or not place:
            return {"error": "The first futures are not there yet."}
        return single_run.follow_run(answers, settings, place)

    app.callback(
        Output("followed", "data"),
        Input("follow", "n_clicks"),
        Input("branch", "n_clicks"),
        State("settings", "data"),
        State("place", "value"),
        State("followed", "data"),
        State("month", "value"),
        State("branch-change", "value"),
        State("branch-level", "value"),
        prevent_initial_call=True,
    )(follow)
    _wire_months(app)


def _wire_months(app: Dash) -> None:
    buttons = [Input(f"month-{name}", "n_clicks") for name in ("first", "back", "play", "on")]
    app.clientside_callback(
        _in_browser("step"),
        Output("month", "value"),
        Output("month", "max"),
        Output("play-clock", "disabled"),
        Output("month-play", "children"),
        *buttons,
        Input("play-clock", "n_intervals"),
        Input("followed", "data"),
        State("month", "value"),
        State("play-clock", "disabled"),
    )
    app.clientside_callback(
        _in_browser("showMonth"),
        Output("path", "figure"),
        Output("month-events", "children"),
        Output("month-readout", "children"),
        Output("run-words", "children"),
        Output("run-part", "hidden"),
        Output("branch-change", "options"),
        Input("month", "value"),
        Input("followed", "data"),
        Input("theme", "title"),
        State("answer", "data"),
    )
    app.clientside_callback(_in_browser("level"), Output("branch-readout", "children"), Input("branch-level", "value"))
