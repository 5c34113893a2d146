"""The JSON Schema of world files as people write them: without what the shared defaults, or the world extended, say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from nrc_sim.scenario.composition import ENTRIES
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.schema import Section
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import defaults_tree

_Data = dict[str, Any]


@cache
def _defaults() -> _Data:
    return dict(plain(defaults_tree()))


def left_to_say(name: str, definition: _Data) -> tuple[str, ...]:
    """Return the keys that a mapping of a world has to have, since the defaults do not hold them.

    Parameters
    ----------
    name : of the class of the mapping
    definition : its JSON Schema
    """
    required: Sequence[str] = definition.get("required", ())
    if name == WorldFile.__name__:
        return tuple(key for key in required if key not in _defaults() or _is_incomplete(key))
    return tuple(key for key in required if key not in _defaults_by_class().get(name, {}))


def _is_incomplete(key: str) -> bool:
    """Return whether the defaults of a mapping leave something to say."""
    kind = WorldFile.model_fields[key].annotation
    fields = kind.model_fields if isinstance(kind, type) and issubclass(kind, Section) else {}
    return any(field.is_required() and (field.alias or name) not in _defaults()[key] for name, field in fields.items())


@cache
def _defaults_by_class() -> dict[str, _Data]:
    """Return what the defaults say of mappings that a world has once, by the class of the mapping."""
    fields = {name: field.annotation for name, field in WorldFile.model_fields.items()}
    return {getattr(fields[key], "__name__", ""): value for key, value in _defaults().items() if key in fields}


def with_inheritance(root: _Data) -> _Data:
    """Let a world leave out what it inherits, change entries by their ids, drop them, and take away with null.

    Parameters
    ----------
    root : JSON Schema of a world that stands alone and says everything
    """
    alone = _alone(root)
    extends = {"type": "string", "description": "slug or path of the world that this one starts from"}
    properties = {name: _in_part(name, schema) for name, schema in root["properties"].items()}
    definitions = {name: {key: it[key] for key in it if key != "required"} for name, it in root["$defs"].items()}
    for definition in definitions.values():
        if "properties" in definition:
            definition["properties"] = {name: _in_part(name, it) for name, it in definition["properties"].items()}
    levels = [properties, *(it.get("properties", {}) for it in definitions.values())]
    lists = [level[name].get("items", {}) for level in levels for name in ENTRIES.keys() & level.keys()]
    for entry in [definitions[_class_of(items)] for items in lists if _class_of(items)]:
        drop = {"const": True, "description": "drop the entry of this id that was inherited"}
        entry["properties"] = {**entry["properties"], "drop": drop}
    choice = {"if": {"required": ["extends"]}, "then": {}, "else": alone}
    kept = {key: root[key] for key in root if key not in {"required", "properties", "$defs"}}
    return {**kept, "properties": {"extends": extends, **properties}, "$defs": definitions, **choice}


def _in_part(name: str, schema: _Data) -> _Data:
    """Leave out how long a list of entries must be, and let a table lose what it inherits."""
    if name in ENTRIES:
        return {key: value for key, value in schema.items() if key not in {"minItems", "maxItems"}}
    tables = ("additionalProperties", "patternProperties")
    return {key: _or_null(value) if key in tables else value for key, value in schema.items()}


def _or_null(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return {"anyOf": [value, {"type": "null"}]}
    return {key: {"anyOf": [below, {"type": "null"}]} for key, below in value.items()}


def _class_of(schema: _Data) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _alone(root: _Data) -> _Data:
    """Return what a file has to say that extends no other one."""
    needed: _Data = {"required": list(left_to_say(WorldFile.__name__, root)), "properties": {}}
    # The two sides stand there as such, or in short.
    needed["anyOf"] = [{"required": ["sides"]}, {"required": ["outside", "members"]}]
    needed["required"] = [key for key in needed["required"] if key != "slug"]
    for key, schema in root["properties"].items():
        lengths = {word: schema[word] for word in ("minItems", "maxItems") if key in ENTRIES and word in schema}
        found = lengths | _needs(schema, root, key in _defaults())
        if key in ENTRIES and "items" in found:
            found["items"] = {**found["items"], "not": {"required": ["drop"]}}
        needed["properties"] |= {key: found} if found else {}
    return needed


def _needs(schema: _Data, root: _Data, has_defaults: bool) -> _Data:
    """Return which keys mappings below need; in tables that have defaults a row may be said in part."""
    if "$ref" in schema:
        name = _class_of(schema)
        known = _defaults_by_class().get(name)
        return {} if has_defaults and known is None else _class_needs(name, root, known or {})
    if "anyOf" in schema:
        return _choice_needs(schema["anyOf"], root)
    inner = {} if has_defaults else {key: schema[key] for key in ("items", "additionalProperties") if key in schema}
    patterns = {} if has_defaults else schema.get("patternProperties", {})
    found = {key: it for key, value in inner.items() if isinstance(value, dict) and (it := _needs(value, root, False))}
    matched = {key: it for key, value in patterns.items() if (it := _needs(value, root, False))}
    return found | ({"patternProperties": matched} if matched else {})


def _class_needs(name: str, root: _Data, known: _Data) -> _Data:
    definition = root["$defs"][name]
    required = left_to_say(name, definition)
    below = {
        key: needs for key, it in definition.get("properties", {}).items() if (needs := _needs(it, root, key in known))
    }
    return ({"required": list(required)} if required else {}) | ({"properties": below} if below else {})


def _choice_needs(choices: Sequence[_Data], root: _Data) -> _Data:
    """Return what a mapping needs that is one of several things; what is no mapping needs no key."""
    found = [needs for choice in choices if (needs := _needs(choice, root, False))]
    return found[0] if found else {}
