"""What accepted parameter sets were made for: the numbers of a world, and the rules."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import nrc_sim.rules
from nrc_sim.scenario.world_schema import WorldFile

_TEXTS = {"slug", "title", "description", "name", "label", "means", "unit", "source", "categories_source", "computed"}
"""Keys of a world that move no number."""

_Definition = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


def numbers_of_world(world: WorldFile, free: Iterable[str]) -> Any:
    """Return what of a world decides which parameter sets are accepted, as plain data.

    Parameters
    ----------
    world : WorldFile
    free : parameters whose values are drawn, as `group.name`: only their ranges matter
    """
    written: dict[str, Any] = json.loads(world.model_dump_json(by_alias=True, exclude_defaults=True))
    for path in free:
        group, _, name = path.partition(".")
        written["parameters"].get(group, {}).get(name, {}).pop("value", None)
    # The scale of the index moves no state, nor do notes and classes.
    kept = {
        key: written[key] for key in written if key not in {"index", "outcomes"} and not key.endswith("_attributes")
    }
    return _without_texts(kept)


def world_key(world: WorldFile, free: Iterable[str]) -> str:
    """Return a fingerprint of `numbers_of_world`."""
    return fingerprint(json.dumps(numbers_of_world(world, free), sort_keys=True).encode())


def _without_texts(data: Any) -> Any:
    if isinstance(data, dict):
        return {
            key: _without_texts(value) for key, value in data.items() if key not in _TEXTS or isinstance(value, dict)
        }
    return [_without_texts(item) for item in data] if isinstance(data, list) else data


@cache
def rules_key() -> str:
    """Return a fingerprint of what the rules compute: not of their words, their types, nor of where each stands."""
    return code_key(path for folder in nrc_sim.rules.__path__ for path in Path(folder).glob("*.py"))


def code_key(paths: Iterable[Path]) -> str:
    """Return a fingerprint of what code computes: not of its words, its types, nor of where each piece stands.

    Parameters
    ----------
    paths : of modules
    """
    found: set[str] = set()
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {_written_out(node) for node in tree.body if isinstance(node, _Definition) and not _is_type(node)}
    return fingerprint("\n".join(sorted(found)).encode())


def _written_out(node: Any) -> str:
    """Write a piece of syntax out; equal for every version of Python, without docstrings and types."""
    if isinstance(node, list):
        return "[" + ",".join(_written_out(item) for item in node if not _is_text(item)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    left_out = {"annotation", "returns", "type_params", "type_comment", "kind", "ctx"}
    fields = ((name, value) for name, value in ast.iter_fields(node) if name not in left_out)
    return type(node).__name__ + "(" + ",".join(f"{name}={_written_out(value)}" for name, value in fields) + ")"


def _is_type(node: _Definition) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript)


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def fingerprint(content: bytes) -> str:
    """Return a short fingerprint of bytes.

    Parameters
    ----------
    content : of any length
    """
    return hashlib.sha256(content).hexdigest()[:16]
