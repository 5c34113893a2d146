"""What a type of file allows under a key: its JSON Schema, put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import Section
from nrc_sim.scenario.texts import MONTH, PATTERNS, SLUG

Schema = Mapping[str, Any]

_EXAMPLES = {MONTH: "0000-01", SLUG: "stand_in"}


@lru_cache(maxsize=16)
def json_schema(kind: type[Section]) -> Schema:
    """Return the JSON Schema of a type of file, with the keys as they are written."""
    return kind.model_json_schema(by_alias=True)


@lru_cache(maxsize=4096)
def schemas_at(kind: type[Section], path: Path) -> tuple[Schema, ...]:
    """Return the parts of the JSON Schema that speak of the value under a path."""
    root = json_schema(kind)
    if not path:
        return tuple(branches(root, root))
    found = (below for schema in schemas_at(kind, path[:-1]) for below in _below(schema, path[-1]))
    return tuple(branch for below in found for branch in branches(root, below))


def branches(root: Schema, schema: Schema) -> list[Schema]:
    """Follow references, and take a choice apart."""
    if "$ref" in schema:
        target: Schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        return branches(root, {**target, **{key: value for key, value in schema.items() if key != "$ref"}})
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        shared = {key: schema[key] for key in ("unit",) if key in schema}
        return [branch for choice in choices for branch in branches(root, {**choice, **shared})]
    return [schema]


def _below(schema: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, str):
        if step in schema.get("properties", {}):
            yield schema["properties"][step]
        elif isinstance(schema.get("additionalProperties"), dict):
            yield schema["additionalProperties"]
        yield from schema.get("patternProperties", {}).values()
    elif step < len(schema.get("prefixItems", ())):
        yield schema["prefixItems"][step]
    elif isinstance(schema.get("items"), dict):
        yield schema["items"]


def known_keys(kind: type[Section], path: Path) -> tuple[str, ...]:
    """Return the keys that a mapping may have."""
    keys = [key for schema in schemas_at(kind, path) for key in schema.get("properties", {})]
    return tuple(dict.fromkeys(keys))


def described(kind: type[Section], path: Path) -> str:
    """Describe what is allowed under a path, with range and unit."""
    words = [in_words(schema) for schema in schemas_at(kind, path)]
    return ", or ".join(dict.fromkeys(word for word in words if word))


def described_key(kind: type[Section], path: Path) -> str:
    """Describe the keys of the mapping that holds a path."""
    found = schemas_at(kind, path[:-1])
    names = [schema["propertyNames"] for schema in found if "propertyNames" in schema]
    names += [{"pattern": pattern} for schema in found for pattern in schema.get("patternProperties", {})]
    root = json_schema(kind)
    return ", or ".join(in_words(branch) for name in names for branch in branches(root, name))


def stand_in(kind: type[Section], path: Path, number: int) -> Any:
    """Return plain data of the right type, with which checks can go on; the number keeps names distinct."""
    found = [schema for schema in schemas_at(kind, path) if schema.get("type") != "null"]
    return _example(json_schema(kind), found[0], number) if found else None


def _example(root: Schema, schema: Schema, number: int) -> Any:
    schema = branches(root, schema)[0]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "integer" | "number":
            return schema.get("minimum", schema.get("maximum", 0))
        case "boolean":
            return False
        case "array":
            items = [*schema.get("prefixItems", ())] or [schema.get("items", {})] * schema.get("minItems", 0)
            return [_example(root, item, number) for item in items]
        case "object":
            properties = schema.get("properties", {})
            return {name: _example(root, properties[name], number) for name in schema.get("required", ())}
    example = _EXAMPLES.get(str(schema.get("pattern")), "-")
    return f"{example}_{number}" if example == _EXAMPLES[SLUG] else example


_KINDS = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def in_words(schema: Schema) -> str:
    """Describe what one part of a JSON Schema allows."""
    if schema.get("type") == "null":
        return ""
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("pattern") in PATTERNS:
        most = f"at most {schema['maxLength']} characters" if "maxLength" in schema else ""
        return ", ".join(filter(None, (PATTERNS[schema["pattern"]], most)))
    words = _KINDS.get(str(schema.get("type")), "")
    unit = f"({schema['unit']})" if "unit" in schema else ""
    return " ".join(filter(None, (words, _range(schema) or _length(schema), unit)))


def _length(schema: Schema) -> str:
    if schema.get("type") == "string" and schema.get("minLength"):
        return "that is not empty"
    if schema.get("type") == "string" and "maxLength" in schema:
        return f"of at most {schema['maxLength']} characters"
    low, high = schema.get("minItems"), schema.get("maxItems")
    if low is None:
        return ""
    return f"of {low}" if low == high else f"of {low} or more"


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
