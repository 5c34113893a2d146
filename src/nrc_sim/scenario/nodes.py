"""A file as a tree of values that remember where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from nrc_sim.scenario.faults import Place

_Key = str | int
Path = tuple[_Key, ...]
"""Keys of mappings and positions in lists that lead to a value."""


@dataclass(frozen=True)
class Node:
    """A value of a file.

    Attributes
    ----------
    content : scalar, list of Node, or dict of str to Entry
    place : Place
        Where the value begins.
    size : int
        Number of values in it, itself included.
    """

    content: Any
    place: Place
    size: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Entry:
    """A key of a mapping and its value."""

    key: Place
    node: Node


def mapping_node(entries: dict[str, Entry], place: Place) -> Node:
    """Make a mapping of its entries."""
    return Node(entries, place, 1 + sum(entry.node.size for entry in entries.values()))


def list_node(items: Iterable[Node], place: Place) -> Node:
    """Make a list of its items."""
    listed = list(items)
    return Node(listed, place, 1 + sum(item.size for item in listed))


def plain(node: Node) -> Any:
    """Return the plain data of a tree."""
    if isinstance(node.content, dict):
        return {key: plain(entry.node) for key, entry in node.content.items()}
    if isinstance(node.content, list):
        return [plain(item) for item in node.content]
    return node.content


def child(node: Node, key: _Key) -> Node | None:
    """Return the value under a key or position, if there is one."""
    if isinstance(node.content, dict) and isinstance(key, str) and key in node.content:
        entry: Entry = node.content[key]
        return entry.node
    if isinstance(node.content, list) and isinstance(key, int) and key < len(node.content):
        item: Node = node.content[key]
        return item
    return None


def place_of(node: Node, path: Path, *, key: bool = False) -> Place:
    """Return where a value stands, or the nearest value above it that is written in the file.

    Parameters
    ----------
    node : the tree
    path : leads to the value; steps that the file does not have are passed over
    key : whether the place of the last key is wanted rather than that of its value
    """
    place = node.place
    for position, step in enumerate(path):
        entries = node.content if isinstance(node.content, dict) else {}
        last = position == len(path) - 1
        if last and key and step in entries:
            found: Entry = entries[str(step)]
            return found.key
        below = child(node, step)
        if below is None:
            continue
        node, place = below, below.place
    return place


def rank(node: Node, path: Path) -> tuple[bool, bool]:
    """Return how late a value is written: a setting comes after the files, and a child after what it extends.

    Parameters
    ----------
    node : the tree, whose root stands in the child
    path : leads to the value
    """
    place = place_of(node, path)
    return place.is_option, place.file == node.place.file


def place_against(node: Node, path: Path, against: Sequence[Path], *, key: bool = False) -> tuple[Place, str]:
    """Return where a value stands, or the one that has come to contradict it: what a child or a setting says.

    Parameters
    ----------
    node : the tree, whose root stands in the child
    path : leads to the value
    against : lead to values at odds with it; those that are not written do not count
    key : whether the place of the value's key is wanted

    Returns
    -------
    the place, and where the value itself stands, in brackets, if that is another place
    """
    place = place_of(node, path, key=key)
    last = max((path, *(other for other in against if _is_written(node, other))), key=lambda other: rank(node, other))
    if rank(node, last) <= rank(node, path):
        return place, ""
    return place_of(node, last), f" ({PurePath(place.file).name}:{place.line}:{place.column})"


def _is_written(node: Node, path: Path) -> bool:
    for step in path:
        below = child(node, step)
        if below is None:
            return False
        node = below
    return True


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """List all scalars of a tree with the paths that lead to them."""
    if isinstance(node.content, dict):
        for key, entry in node.content.items():
            yield from leaves(entry.node, (*path, key))
    elif isinstance(node.content, list):
        for position, item in enumerate(node.content):
            yield from leaves(item, (*path, position))
    else:
        yield path, node


def tree_of(content: Any, place: Place) -> Node:
    """Make a tree of plain data, all of it at one place."""
    if isinstance(content, dict):
        return mapping_node({key: Entry(place, tree_of(value, place)) for key, value in content.items()}, place)
    if isinstance(content, list):
        return list_node((tree_of(item, place) for item in content), place)
    return Node(content, place)


def with_value(node: Node, path: Path, value: Node) -> Node:
    """Put a value under a path; mappings on the way are made."""
    if not path:
        return value
    step = path[0]
    if isinstance(node.content, list) and isinstance(step, int):
        items = list(node.content)
        items[step] = with_value(items[step], path[1:], value)
        return list_node(items, node.place)
    entries = dict(node.content) if isinstance(node.content, dict) else {}
    old = entries.get(str(step), Entry(value.place, mapping_node({}, value.place)))
    entries[str(step)] = Entry(old.key, with_value(old.node, path[1:], value))
    return mapping_node(entries, node.place)


def without(node: Node, path: Path) -> Node:
    """Leave out the key of a mapping to which a path leads."""
    below = child(node, path[0])
    if below is None:
        return node
    if path[1:]:
        return with_value(node, path[:1], without(below, path[1:]))
    if isinstance(node.content, list):
        return node
    return mapping_node({key: entry for key, entry in node.content.items() if key != path[0]}, node.place)
