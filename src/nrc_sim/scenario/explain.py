"""What the types of a file say about a fault: the place, what was found, what is allowed, the likely fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError

from nrc_sim.errors import InputError
from nrc_sim.scenario.faults import Fault, Place, did_you_mean
from nrc_sim.scenario.nodes import Entry, Node, Path, child, list_node, mapping_node, place_of, plain
from nrc_sim.scenario.reading import kind_of
from nrc_sim.scenario.schema import PATTERNS, Section

Model = TypeVar("Model", bound=Section)
Schema = Mapping[str, Any]
ROUNDS = 8
"""Times that what is left of a faulty file is checked again."""

LONGEST_VALUE = 60
"""Characters of a value that a message repeats."""


def validated(kind: type[Model], node: Node, faults: list[Fault]) -> tuple[Model | None, Node]:
    """Check a tree against its type, and go on with what is sound of it.

    Parameters
    ----------
    kind : what the tree should hold
    node : the tree
    faults : all faults found are added

    Returns
    -------
    what could be read, or None, and the tree without its faulty parts
    """
    removed: set[Place] = set()
    for _ in range(ROUNDS):
        try:
            return kind.model_validate(plain(node)), node
        except ValidationError as error:
            found = [(_written_path(node, fault["loc"]), fault) for fault in error.errors(include_url=False)]
        for path, fault in found:
            if fault["type"] != "missing" or place_of(node, path[:-1]) not in removed:
                faults.append(_explained(kind, node, path, fault))
        pruned = node
        for path in sorted({_smallest_part(path, fault) for path, fault in found}, key=_backwards):
            if not path:
                return None, node
            removed.add(place_of(pruned, path[:-1]))
            pruned = _without(pruned, path)
        node = pruned
    return None, node


def from_plain(kind: type[Model], content: Mapping[str, Any], place: str) -> Model:
    """Check plain data that no file of the user's holds, such as those of a manifest.

    Raises
    ------
    InputError
        If they are not of their type.
    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise InputError("; ".join(faults), place=place) from None


def _smallest_part(path: Path, fault: Mapping[str, Any]) -> Path:
    """Return the part to leave out: what lacks a key goes as a whole."""
    return path[:-1] if fault["type"] == "missing" else path


def _backwards(path: Path) -> tuple[tuple[int, str], ...]:
    """Order paths so that later items of a list go first, and parts before the whole."""
    return tuple((-step, "") if isinstance(step, int) else (0, step) for step in path)


def _without(node: Node, path: Path) -> Node:
    below = child(node, path[0])
    if below is None:
        return node
    if isinstance(node.content, list):
        items = list(node.content)
        items[int(path[0]) : int(path[0]) + 1] = [_without(below, path[1:])] if path[1:] else []
        return list_node(items, node.place)
    entries = {key: entry for key, entry in node.content.items() if key != path[0] or path[1:]}
    if path[1:]:
        entry = entries[str(path[0])]
        entries[str(path[0])] = Entry(entry.key, _without(entry.node, path[1:]))
    return mapping_node(entries, node.place)


def _written_path(node: Node, location: Path) -> Path:
    """Leave out what is not a key: the names that pydantic gives to the branches of a choice."""
    path: list[str | int] = []
    for position, step in enumerate(location):
        below = child(node, step)
        if below is not None:
            node = below
            path.append(step)
        elif position == len(location) - 1 and isinstance(node.content, dict):
            path.append(step)
    return tuple(path)


def _explained(kind: type[Section], node: Node, path: Path, fault: Mapping[str, Any]) -> Fault:
    name = str(path[-1]) if path else ""
    if fault["type"] == "extra_forbidden":
        keys = known_keys(kind, path[:-1])
        mend = did_you_mean(name, keys)
        return Fault(place_of(node, path, key=True), f"unknown key {name!r}", ", ".join(keys), mend)
    if fault["type"] == "missing":
        return Fault(place_of(node, path[:-1]), f"the key {name!r} is missing", described(kind, path))
    if fault["type"] == "value_error":
        return Fault(place_of(node, path), str(fault["ctx"]["error"]), described(kind, path))
    return Fault(place_of(node, path), _found(node, path), described(kind, path), _pattern_hint(kind, path))


def _found(node: Node, path: Path) -> str:
    for step in path:
        node = child(node, step) or node
    shown = str(node.content) if not isinstance(node.content, dict | list) else ""
    value = f" {shown[:LONGEST_VALUE]!r}" if isinstance(node.content, str) else f" {shown[:LONGEST_VALUE]}"
    where = f"{path[-1]}: " if path and isinstance(path[-1], str) else ""
    return f"{where}found {kind_of(node)}{value if shown and node.content is not None else ''}"


def _pattern_hint(kind: type[Section], path: Path) -> str:
    for schema in schemas_at(kind, path):
        if schema.get("pattern") in PATTERNS:
            return PATTERNS[schema["pattern"]]
    return ""


@lru_cache(maxsize=16)
def json_schema(kind: type[Section]) -> Schema:
    """Return the JSON Schema of a type of file, with the keys as they are written."""
    return kind.model_json_schema(by_alias=True)


def schemas_at(kind: type[Section], path: Path) -> list[Schema]:
    """Return the parts of the JSON Schema that speak of the value under a path."""
    root = json_schema(kind)
    found = _branches(root, root)
    for step in path:
        found = [branch for schema in found for below in _below(schema, step) for branch in _branches(root, below)]
    return found


def _branches(root: Schema, schema: Schema) -> list[Schema]:
    if "$ref" in schema:
        target: Schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        return _branches(root, {**target, **{key: value for key, value in schema.items() if key != "$ref"}})
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        shared = {key: schema[key] for key in ("unit",) if key in schema}
        return [branch for choice in choices for branch in _branches(root, {**choice, **shared})]
    return [schema]


def _below(schema: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, str):
        if step in schema.get("properties", {}):
            yield schema["properties"][step]
        elif isinstance(schema.get("additionalProperties"), dict):
            yield schema["additionalProperties"]
    elif step < len(schema.get("prefixItems", ())):
        yield schema["prefixItems"][step]
    elif isinstance(schema.get("items"), dict):
        yield schema["items"]


def known_keys(kind: type[Section], path: Path) -> tuple[str, ...]:
    """Return the keys that a mapping may have."""
    keys = [key for schema in schemas_at(kind, path) for key in schema.get("properties", {})]
    return tuple(dict.fromkeys(keys))


def described(kind: type[Section], path: Path) -> str:
    """Say in words what is allowed under a path, with range and unit."""
    words = [_in_words(schema) for schema in schemas_at(kind, path)]
    return ", or ".join(dict.fromkeys(word for word in words if word))


_KINDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def _in_words(schema: Schema) -> str:
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("pattern") in PATTERNS:
        return PATTERNS[schema["pattern"]]
    words = _KINDS.get(str(schema.get("type")), "")
    return " ".join(filter(None, (words, _range(schema), f"({schema['unit']})" if "unit" in schema else "")))


def _range(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above = schema.get("exclusiveMinimum")
    if low is not None and high is not None:
        return f"from {low:g} to {high:g}"
    if above is not None:
        return f"above {above:g}" + (f", up to {high:g}" if high is not None else "")
    if low is not None:
        return f"from {low:g}"
    return f"up to {high:g}" if high is not None else ""
