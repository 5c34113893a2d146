"""The page: what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from nrc_sim.dashboard.page_settings import FIRST_RUNS, MOST_RUNS
from nrc_sim.dashboard.worlds_shown import Choice

_STORES = ("start", "facts", "settings", "asked", "answer", "refine-asked", "refined", "carried", "followed", "opened")
_PLOT = {"displayModeBar": False, "responsive": True}
_RUNS = (FIRST_RUNS, 2000, 5000, 10_000, MOST_RUNS)
_TAKEN = {"address": "Address of this page", "command": "Command", "python": "Python", "file": "Scenario file"}


def make_page(choices: Sequence[Choice], folders: Sequence[str]) -> Any:
    """Lay out the page.

    Parameters
    ----------
    choices : scenarios
    folders : folders of results
    """
    return html.Div(
        [
            dcc.Location(id="location", refresh=False),
            *(dcc.Store(id=name) for name in _STORES),
            dcc.Interval(id="play-clock", interval=700, disabled=True),
            html.A("Skip to the results", href="#results", className="skip"),
            _header(),
            html.Main(
                [
                    html.Section([html.H2("Explore", id="explore"), _choosers(choices), _explore()]),
                    html.Section([html.H2("One run", id="one-run"), *_one_run()]),
                    html.Section([html.H2("Results", id="results-folders"), *_results(folders)]),
                ]
            ),
        ],
        id="page",
    )


def _header() -> Any:
    links = [("Explore", "#explore"), ("One run", "#one-run"), ("Results", "#results-folders")]
    return html.Header(
        [
            html.H1("nrc_sim"),
            html.Nav([html.A(name, href=to) for name, to in links], **{"aria-label": "Parts of this page"}),
            html.Button("Dark or light", id="theme", n_clicks=0),
        ]
    )


def _chooser(label: str, field: Any) -> Any:
    return html.Div([html.Label(label, htmlFor=field.id), field], className="chooser")


def _choosers(choices: Sequence[Choice]) -> Any:
    usual = choices[0].world if choices else ""
    options = [{"value": one.name, "label": _named(one, usual)} for one in choices]
    scenario = dcc.Dropdown(id="scenario", options=options, clearable=False)
    baseline = dcc.Dropdown(id="baseline", options=options, clearable=False)
    beside = dcc.Dropdown(id="beside", options=options, multi=True, placeholder="None")
    runs = [{"value": number, "label": f"{number:,}"} for number in _RUNS]
    drawn = [("usual", "as `run` has them"), ("ensemble", "accepted sets"), ("central", "the central set")]
    parameters = [{"value": value, "label": label} for value, label in drawn]
    more = [
        _chooser("Seed", dcc.Input(id="seed", type="text", inputMode="numeric", debounce=True)),
        _chooser("Futures once refined", dcc.Dropdown(id="runs", options=runs, clearable=False)),
        _chooser("Parameters", dcc.Dropdown(id="parameters", options=parameters, clearable=False)),
    ]
    return html.Div(
        [
            _chooser("Scenario to move", scenario),
            _chooser("Compare with, unmoved", baseline),
            _chooser("Also show", beside),
            html.Details([html.Summary("Seed, futures, parameters"), html.Div(more, className="choosers")]),
        ],
        className="choosers",
    )


def _named(choice: Choice, usual: str) -> str:
    """Name a scenario by its title, with its world unless that is the usual one."""
    if not choice.title:
        return f"{choice.name} (has faults)"
    return choice.title if choice.world == usual else f"{choice.title} \N{MIDDLE DOT} {choice.world}"


def _explore() -> Any:
    controls = html.Div(
        [
            html.Button("Reset to the scenario file", id="reset", n_clicks=0),
            html.Div(id="panel"),
        ],
        className="controls",
        role="region",
        tabIndex=0,
        **{"aria-label": "What can be moved"},
    )
    return html.Div([controls, html.Div(_shown(), id="results", className="results")], className="columns")


def _shown() -> list[Any]:
    fan = _figure("fan", "Index month by month", "Fan of the index: bands, median, and medians beside").children
    council = _figure("council", "State of the council", "Share of runs in each regime").children
    members = _figure("members", "Members by their trust", "Trust of each member at start and end").children
    return [
        html.P("", id="error", role="alert", className="error", hidden=True),
        html.P("", id="headline", role="status", className="headline"),
        html.P("", id="status", className="hint"),
        html.Div(
            [
                html.Div([*fan, html.P("", id="fan-words", className="hint")], className="across"),
                html.Div([html.H3("Outcomes"), html.Div(id="outcomes")], className="across"),
                html.Div(
                    [html.H3("What carries the difference"), html.Div(id="carried-table")],
                    className="across",
                ),
                html.Div([*council, _more("The same in numbers", "council-table")], id="council-part"),
                html.Div([*members, _more("The same in numbers, and whose trust moved", "members-table")]),
                html.Details([html.Summary("Save, copy and share"), *_taken()], id="take", className="across"),
            ],
            id="pictures",
            **{"aria-busy": "true"},
        ),
    ]


def _more(summary: str, name: str) -> Any:
    return html.Details([html.Summary(summary), html.Div(id=name)])


def _figure(name: str, title: str, words: str) -> Any:
    graph = dcc.Graph(id=name, figure={"data": [], "layout": {"height": 300}}, config=_PLOT)
    return html.Div([html.H3(title), html.Div(graph, role="img", **{"aria-label": words})])


def _taken() -> list[Any]:
    parts: list[Any] = [html.A("Save as a scenario file", id="save", download="my_story.yaml", href="")]
    for name, label in _TAKEN.items():
        copy = html.Button("Copy", id={"type": "copy", "key": name}, title=f"Copy: {label}", n_clicks=0)
        text = html.Pre("", id={"type": "taken", "key": name})
        parts += [html.Div([html.H4(label), copy], className="take-head"), text]
    return [*parts, html.P("", id="copied", role="status")]


def _one_run() -> list[Any]:
    places = dcc.Dropdown(id="place", options=[], placeholder="After the first futures are there", clearable=False)
    names = {"first": "First month", "back": "Month before", "play": "Play", "on": "Next month"}
    buttons = [html.Button(label, id=f"month-{name}", n_clicks=0) for name, label in names.items()]
    month = dcc.Input(id="month", type="range", min=0, max=0, step=1, value=0, className="slider")
    branch = [
        _chooser("From this month on", dcc.Dropdown(id="branch-change", options=[], placeholder="Choose a change")),
        html.Div(
            [
                html.Label("Level or size", htmlFor="branch-level"),
                html.Output("1", id="branch-readout", htmlFor="branch-level"),
                dcc.Input(id="branch-level", type="range", min=0, max=1, step=0.05, value=1, className="slider"),
            ],
            className="control",
        ),
        html.Button("Branch here", id="branch", n_clicks=0),
    ]
    return [
        html.Div(
            [
                _chooser("Run by its place", places),
                html.Button("Follow it", id="follow", n_clicks=0),
            ],
            className="choosers",
        ),
        html.P("", id="run-words", role="status"),
        html.Div(
            [
                html.Div(buttons, className="buttons"),
                html.Div(
                    [html.Label("Month", htmlFor="month"), html.Output("", id="month-readout", htmlFor="month"), month],
                    className="control",
                ),
                _figure("path", "Its path in the fan", "Index of the run month by month"),
                html.Div(id="month-events", **{"aria-live": "polite"}),
                html.H3("Branch"),
                html.Div(branch, className="choosers"),
            ],
            id="run-part",
            hidden=True,
        ),
    ]


def _results(folders: Sequence[str]) -> list[Any]:
    options = [{"value": name, "label": name} for name in folders]
    listed = dcc.Dropdown(id="folders", options=options, multi=True, placeholder="Choose one or several")
    baseline = dcc.Dropdown(id="folder-baseline", options=[], placeholder="After results are open")
    return [
        html.P(
            "Folders named when the page was started, and those in the folder in which it was. Runs stay on disk until "
            "they are compared.",
            className="hint",
        ),
        html.Div(
            [_chooser("Folders of results", listed), _chooser("Compare with", baseline)],
            className="choosers",
        ),
        html.Div(id="folder-tables"),
    ]
