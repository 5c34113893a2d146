"""Scenarios made of scenarios and worlds made of worlds: what a child changes, adds and drops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from nrc_sim.scenario.faults import Fault, FaultsError, did_you_mean
from nrc_sim.scenario.nodes import Entry, Node, child, list_node, mapping_node, place_of
from nrc_sim.scenario.reading import kind_of, read_tree

DEPTH_LIMIT = 16
"""Longest chain of `extends`."""

WHOLE = ("size",)
"""Mappings that are one value: a child that draws a size in another way does not mean both."""


class Entries(NamedTuple):
    """A list of entries with ids: what one of them is called, and the kind of file in which ids are unique."""

    one: str
    file: str


ENTRIES = {
    "shocks": Entries("shock", "scenario"),
    "sides": Entries("side", "world"),
    "powers": Entries("power", "world"),
    "members": Entries("member", "world"),
    "issues": Entries("issue", "world"),
    "areas": Entries("area", "world"),
    "regimes": Entries("regime", "world"),
    "negotiations": Entries("negotiation", "world"),
}
"""Lists that a child changes entry by entry, by their keys; any other list is replaced."""

_OF_ONE_SCENARIO = ("slug", "range_end", "claims", "description")
"""Keys that speak of one scenario alone: what a parent assumes need not be what its child does."""

_OF_ONE_WORLD = ("slug",)
"""The same of a world, which cannot do without a description."""

_Finder = Callable[[str, Path], Path]
"""Finds the file of a slug or path that another file names."""


def inherited_tree(path: Path, find: _Finder, faults: list[Fault], chain: tuple[Path, ...] = ()) -> Node:
    """Read a scenario or world file and everything it extends, and merge them.

    Parameters
    ----------
    path : Path
    find : turns what `extends` names into a path
    faults : faults that leave the rest readable are added
    chain : files that led here

    Raises
    ------
    FaultsError
        If a file cannot be read, or the chain goes in a circle or is too long; the chain is shown.
    """
    return inherited(read_tree(path, faults), path, find, faults, chain)


def files_of(path: Path, find: _Finder) -> list[Path]:
    """List a file and everything that it extends, the nearest first.

    Parameters
    ----------
    path, find : see `inherited_tree`
    """
    found = [path]

    def noted(name: str, folder: Path) -> Path:
        found.append(find(name, folder))
        return found[-1]

    inherited_tree(path, noted, [])
    return found


def inherited(node: Node, path: Path, find: _Finder, faults: list[Fault], chain: tuple[Path, ...] = ()) -> Node:
    """Merge the tree of a scenario or world with everything that it extends, see `inherited_tree`.

    Parameters
    ----------
    node : the scenario or world alone
    path : the file in which it stands
    find, faults, chain : see `inherited_tree`
    """
    parent = child(node, "extends")
    if parent is None:
        return node
    if not isinstance(parent.content, str):
        allowed = "a slug, or the path of a .yaml file"
        raise FaultsError([*faults, Fault(parent.place, f"extends: found {kind_of(parent)}", allowed)])
    chain = (*chain, path.resolve())
    try:
        above = find(parent.content, path.parent)
    except FaultsError as error:
        raise FaultsError([*faults, *(replace(fault, place=parent.place) for fault in error.faults)]) from None
    if above.resolve() in chain or len(chain) >= DEPTH_LIMIT:
        shown = " -> ".join(step.stem for step in (*chain, above))
        raise FaultsError([*faults, Fault(parent.place, f"`extends` goes in a circle or too deep: {shown}")])
    base = inherited_tree(above, find, faults, chain)
    own = _OF_ONE_SCENARIO if "world" in base.content else _OF_ONE_WORLD
    return merged(_left_out(base, own), _left_out(node, ("extends",)), faults)


def _left_out(node: Node, keys: Sequence[str]) -> Node:
    return mapping_node({key: entry for key, entry in node.content.items() if key not in keys}, node.place)


def merged(base: Node, over: Node, faults: list[Fault]) -> Node:
    """Merge two mappings: mappings merge, entries merge by id, null takes away, anything else is replaced.

    Parameters
    ----------
    base : what is inherited
    over : what goes before it
    faults : an entry to drop that was not inherited is added
    """
    entries: dict[str, Entry] = dict(base.content)
    for key, entry in over.content.items():
        below = entries.get(key)
        if below is None:
            entries[key] = entry
        elif entry.node.content is None:
            del entries[key]
        elif key in ENTRIES and _are_entries(below.node, entry.node):
            entries[key] = Entry(entry.key, _merged_entries(key, below.node, entry.node, faults))
        elif key not in WHOLE and isinstance(entry.node.content, dict) and isinstance(below.node.content, dict):
            entries[key] = Entry(entry.key, merged(below.node, entry.node, faults))
        else:
            entries[key] = entry
    return mapping_node(entries, over.place)


def _are_entries(base: Node, over: Node) -> bool:
    """Return whether two values are lists of entries, or meant to be; a list of names alone is replaced."""
    listed = [node.content for node in (base, over) if isinstance(node.content, list)]
    items = [item for content in listed for item in content]
    return isinstance(over.content, list) and any(isinstance(item.content, dict) for item in items)


def _merged_entries(key: str, base: Node, over: Node, faults: list[Fault]) -> Node:
    """Merge two lists of entries by id: a child changes fields of an inherited entry, drops it, or adds one."""
    if not isinstance(base.content, list):
        faults.append(Fault(base.place, f"{key}: found {kind_of(base)}", "a list"))
        return over
    entries: list[Node] = list(base.content)
    changed: set[str] = set()
    for entry in over.content:
        name = entry_id(entry)
        if name in changed:
            what = f"two {key} have the id {name!r}; ids are unique in a {ENTRIES[key].file}"
            faults.append(Fault(place_of(entry, ("id",)), what))
        elif _dropped(entry):
            _drop(entries, entry, ENTRIES[key].one, faults)
        else:
            _change(entries, entry, name, faults)
        changed |= {name} if name is not None else set()
    return list_node(entries, over.place)


def _change(entries: list[Node], entry: Node, name: str | None, faults: list[Fault]) -> None:
    position = _position(entries, name)
    if position is None or not isinstance(entries[position].content, dict):
        entries.append(entry)
    else:
        entries[position] = merged(entries[position], entry, faults)


def _drop(entries: list[Node], entry: Node, one: str, faults: list[Fault]) -> None:
    name = entry_id(entry)
    position = _position(entries, name)
    if position is not None:
        del entries[position]
        return
    known = [known for known in map(entry_id, entries) if known is not None]
    article = "an" if one[0] in "aeiou" else "a"
    what = f"there is no inherited {one} {name!r} to drop" if name is not None else f"{article} {one} to drop has no id"
    faults.append(Fault(place_of(entry, ("id",)), what, ", ".join(known), did_you_mean(name or "", known)))


def _position(entries: Sequence[Node], name: str | None) -> int | None:
    names = [entry_id(entry) for entry in entries]
    return names.index(name) if name is not None and name in names else None


def entry_id(entry: Node) -> str | None:
    """Return the id of an entry, such as a shock, if it has one."""
    found = child(entry, "id")
    return found.content if found is not None and isinstance(found.content, str) else None


def _dropped(entry: Node) -> bool:
    found = child(entry, "drop")
    return found is not None and found.content is True
