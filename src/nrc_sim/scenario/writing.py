"""A resolved scenario or world as YAML, each value with the file and line from which it came."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nrc_sim.scenario.faults import Place, visible
from nrc_sim.scenario.nodes import Node, Path, leaves, place_of
from nrc_sim.scenario.resolve import Scenario
from nrc_sim.scenario.scalars import read_scalar

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.()/-]*(?: [A-Za-z0-9_.()/-]+)*")
"""Texts that need no quotes, unless they can be read as something else."""

_Origin = Callable[[Path], str]


def scenario_text(scenario: Scenario) -> str:
    """Write a scenario after inheritance; what is read of it is the same scenario.

    Parameters
    ----------
    scenario : read from a file
    """
    return tree_text(scenario.written, scenario.resolved())


def tree_text(tree: Node, content: Mapping[str, Any]) -> str:
    """Write what a tree has come to hold, each value with the file and line from which it came.

    Parameters
    ----------
    tree : of a scenario or world, after inheritance
    content : its plain data
    """
    names = _short_names(tree)

    def origin(path: Path) -> str:
        return _shown(place_of(tree, path), names)

    lines = [f"# {name} = {visible(file)}" for file, name in names.items() if name != file]
    return "\n".join([*lines, *mapping_lines(content, (), origin)]) + "\n"


def origins(tree: Node) -> dict[str, str]:
    """Return where each value of a scenario or world comes from, by its path.

    Parameters
    ----------
    tree : after inheritance
    """
    return {".".join(map(str, path)): str(node.place) for path, node in leaves(tree)}


def mapping_lines(content: Mapping[str, Any], path: Path, origin: _Origin, indent: str = "") -> Iterator[str]:
    """Write a mapping, a key to a line.

    Parameters
    ----------
    content : plain data
    path : leads to it
    origin : says where the value under a path comes from
    indent : spaces before each line
    """
    for key, value in content.items():
        here = (*path, key)
        if isinstance(value, dict) and value:
            yield f"{indent}{scalar(key)}:"
            yield from mapping_lines(value, here, origin, indent + "  ")
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            yield f"{indent}{scalar(key)}:"
            yield from _item_lines(value, here, origin, indent + "  ")
        else:
            yield f"{indent}{scalar(key)}: {_flow(value)}  # {origin(here)}"


def _item_lines(items: list[Any], path: Path, origin: _Origin, indent: str) -> Iterator[str]:
    for number, item in enumerate(items):
        lines = list(mapping_lines(item, (*path, number), origin, indent + "  "))
        yield f"{indent}- {lines[0].lstrip()}"
        yield from lines[1:]


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return "{}" if isinstance(value, dict) else scalar(value)


def scalar(value: str | float | bool | None) -> str:
    """Write a scalar so that it is read as what it is."""
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and read_scalar(value, quoted=False).value == value
        return value if plain else '"' + "".join(map(_quoted, value)) + '"'
    if isinstance(value, float):
        return re.sub(r"^(-?[0-9]+)e", r"\1.0e", repr(value))
    return json.dumps(value)


def _quoted(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if visible(char) == char else f"\\U{ord(char):08x}"


def _short_names(tree: Node) -> dict[str, str]:
    """Call files by their last names where these tell them apart."""
    files = sorted({node.place.file for _, node in leaves(tree) if not node.place.is_option})
    last = [re.split(r"[/\\]", file)[-1] for file in files]
    return {file: name if last.count(name) == 1 else file for file, name in zip(files, last, strict=True)}


def _shown(place: Place, names: Mapping[str, str]) -> str:
    return visible(place.file if place.is_option else f"{names.get(place.file, place.file)}:{place.line}")
