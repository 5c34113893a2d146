"""The controls of a scenario on the page: sliders, switches, and what can be added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from nrc_sim.dashboard.additions import addable_kinds, listed_parameters
from nrc_sim.dashboard.controls import Control, ControlPanel, timing_in_words
from nrc_sim.scenario import Scenario, month_number

MOVE, SWITCH, READOUT = "move", "switch", "readout"

_FROM_TO = ".."
"""Stands in units that tell what both ends of their range mean."""


def _control_id(kind: str, key: str) -> dict[str, str]:
    """Return the id of a control on the page.

    Parameters
    ----------
    kind : `move` for a slider, `switch` for a box to tick, `readout` for the value beside a slider
    key : of the control
    """
    return {"type": kind, "key": key}


def _id_text(kind: str, key: str) -> str:
    """Return the id of a control as the document has it, for labels that belong to it.

    Parameters
    ----------
    kind, key : see `_control_id`
    """
    return json.dumps(_control_id(kind, key), sort_keys=True, separators=(",", ":"))


def control_sections(scenario: Scenario, panel: ControlPanel) -> list[Any]:
    """Lay out the controls of a scenario.

    Parameters
    ----------
    scenario : as it stands in its file
    panel : its controls
    """
    levers, parameters = panel.of_group("policy"), panel.of_group("parameter")
    main = [one for one in levers if one.key.count(".") == 1]
    others = [one for one in levers if one.key.count(".") > 1]
    return [
        html.H3("Policies"),
        *map(_slider, main),
        *([html.Details([html.Summary("Frameworks and links by area"), *map(_slider, others)])] if others else []),
        html.H3("Shocks"),
        *(_shock(name, controls, scenario) for name, controls in panel.shocks().items()),
        html.Label("Add a shock", htmlFor="add-shock"),
        dcc.Dropdown(id="add-shock", options=_options(addable_kinds(scenario)), placeholder="Choose a kind"),
        html.H3("Assumptions"),
        html.P("A parameter that is moved has this value in all runs, from the first month on.", className="hint"),
        *map(_slider, parameters),
        html.Label("Move a parameter", htmlFor="add-parameter"),
        dcc.Dropdown(id="add-parameter", options=_options(listed_parameters(scenario)), placeholder="Choose one"),
        *_kept(panel.others),
    ]


def _options(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in sorted(pairs, key=lambda pair: pair[1])]


def _kept(others: Sequence[str]) -> list[Any]:
    if not others:
        return []
    return [html.H3("Also set"), html.Ul([html.Li(html.Code(one)) for one in others])]


def _slider(control: Control) -> Any:
    name = _id_text(MOVE, control.key)
    unit = f"{control.unit} " if control.unit else ""
    ends = "" if _FROM_TO in unit else f"({control.low:g} to {control.high:g})"
    moved = dcc.Input(
        id=_control_id(MOVE, control.key),
        type="range",
        min=control.low,
        max=control.high,
        step=control.step,
        value=control.value,
        className="slider",
    )
    bounds = f"{unit}{ends}".strip() if control.kind == "level" else ""
    shown = html.Output("", id=_control_id(READOUT, control.key), htmlFor=name)
    hint = html.Span(bounds, className="hint")
    return html.Div([html.Label(control.label, htmlFor=name), shown, moved, hint], className="control")


def _shock(name: str, controls: Sequence[Control], scenario: Scenario) -> Any:
    by_kind = {control.kind: control for control in controls}
    on = by_kind["on"]
    ticked = dcc.Checklist(
        id=_control_id(SWITCH, on.key),
        options=[{"value": "on", "label": on.label}],
        value=["on"] if on.value else [],
        className="switch",
    )
    own = next((shock for shock in scenario.shocks if shock.id == name), None)
    comes = "added here" if own is None else timing_in_words(own)
    details = html.Details(
        [html.Summary(f"{comes}: month and size", title=on.label), _slider(by_kind["at"]), _slider(by_kind["size"])],
        open=own is None or by_kind["at"].value != by_kind["at"].default,
    )
    return html.Div([ticked, details], className="shock")


def control_facts(scenario: Scenario, panel: ControlPanel) -> dict[str, Any]:
    """Return what the page has to know of its controls: of each slider its kind, its default and what that means.

    Parameters
    ----------
    scenario : as it stands in its file
    panel : its controls
    """
    facts = {one.key: [one.kind, one.default, one.note] for one in panel.controls if one.kind != "on"}
    return {"start": month_number(scenario.start), "controls": facts}
