"""JSON Schemas of the files as people write them: with `extends`, partial shocks, and null for what is taken away."""

from __future__ import annotations

from typing import Any

from nrc_sim.scenario.meanings import MEANINGS
from nrc_sim.scenario.question_schema import LISTED, QuestionFile
from nrc_sim.scenario.schema import TIMINGS, ScenarioFile, Section
from nrc_sim.scenario.words import json_schema
from nrc_sim.scenario.world_json_schema import with_inheritance
from nrc_sim.scenario.world_schema import WorldFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, type[Section]] = {"scenario": ScenarioFile, "world": WorldFile, "questions": QuestionFile}

_OWN = ("title", "unit", "default")
"""What pydantic adds to a schema; a property of such a name is a mapping."""

_Data = dict[str, Any]


def file_schema(name: str) -> _Data:
    """Return the JSON Schema of a kind of file.

    Parameters
    ----------
    name : one of `KINDS`
    """
    root: _Data = _tidied(json_schema(KINDS[name]))
    root["required"] = [key for key in root["required"] if key != "slug"]
    _explain(root, KINDS[name].__name__)
    for title, definition in root["$defs"].items():
        _explain(definition, title)
    if name == "scenario":
        _allow_inheritance(root)
    if name == "world":
        root = with_inheritance(root)
    if name == "questions":
        root = _or_bare_list(root)
    return {"$schema": _DIALECT, "title": f"nrc_sim {name} file", **root}


def _or_bare_list(root: _Data) -> _Data:
    """A file of questions may also be the list alone."""
    definitions = root.pop("$defs")
    return {"anyOf": [root, dict(root["properties"][LISTED])], "$defs": definitions}


def _tidied(value: Any) -> Any:
    """Copy a schema without what pydantic adds for itself; `unit` is put in words."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: _tidied(item)
        for key, item in value.items()
        if key not in _OWN or (isinstance(item, dict) and key != "default")
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    if isinstance(value.get("unit"), str):
        kept["$comment"] = value["unit"]
    return kept


def _explain(definition: _Data, title: str) -> None:
    for key, meaning in MEANINGS.get(title, {}).items():
        entry = definition["properties"][key]
        unit = entry.pop("$comment", None)
        entry["description"] = f"{meaning} ({unit})" if unit else meaning


def _allow_inheritance(root: _Data) -> None:
    """A file that extends another one may say as little as it likes, and take away with null."""
    root["properties"] = {
        "extends": {"type": "string", "description": "slug or path of the scenario that this one starts from"},
        **root["properties"],
    }
    shock = root["$defs"]["Shock"]
    shock["properties"]["drop"] = {"const": True, "description": "drop the shock of this id that was inherited"}
    alone = root.pop("required")
    complete = root["$defs"]["Horizon"].pop("required")
    timing = [{"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in TIMINGS]
    root["if"] = {"required": ["extends"]}
    root["then"] = {}
    root["else"] = {
        "required": alone,
        "properties": {
            "horizon": {"required": complete},
            "shocks": {"items": {"oneOf": timing, "not": {"required": ["drop"]}}},
        },
    }
    for definition in (root, *(root["$defs"][name] for name in ("Shock", "Policies", "Holds", "Horizon", "Size"))):
        for key, entry in definition["properties"].items():
            if key not in {"id", "drop", "extends"}:
                definition["properties"][key] = _or_null(entry)


def _or_null(entry: _Data) -> _Data:
    words: _Data = {key: entry[key] for key in ("description",) if key in entry}
    rest = {key: value for key, value in entry.items() if key not in words}
    choices = rest["anyOf"] if set(rest) == {"anyOf"} else [rest]
    if {"type": "null"} in choices:
        return entry
    return {"anyOf": [*choices, {"type": "null"}], **words}
