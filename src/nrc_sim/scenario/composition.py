"""Scenarios made of scenarios: what a child changes, and what is set on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from nrc_sim.scenario.faults import Fault, FaultsError, Place, did_you_mean
from nrc_sim.scenario.nodes import Entry, Node, child, list_node, mapping_node
from nrc_sim.scenario.reading import parse_value, read_tree

DEPTH_LIMIT = 16
"""Longest chain of `extends`."""

NOT_INHERITED = ("slug", "range_end", "claims")
"""Keys that speak of one file alone."""

Finder = Callable[[str, Path], Path]
"""Finds the file of a slug or path that another file names."""


def inherited_tree(path: Path, find: Finder, faults: list[Fault], chain: tuple[Path, ...] = ()) -> Node:
    """Read a scenario file and everything it extends, and merge them.

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
    node = read_tree(path, faults)
    parent = child(node, "extends")
    if parent is None:
        return node
    if not isinstance(parent.content, str):
        raise FaultsError([Fault(parent.place, "extends: found no text", "a slug, or the path of a .yaml file")])
    chain = (*chain, path.resolve())
    try:
        above = find(parent.content, path.parent)
    except FaultsError as error:
        raise FaultsError([replace(fault, place=parent.place) for fault in error.faults]) from None
    if above.resolve() in chain or len(chain) >= DEPTH_LIMIT:
        shown = " -> ".join(step.stem for step in (*chain, above))
        raise FaultsError([Fault(parent.place, f"`extends` goes in a circle or too deep: {shown}")])
    base = inherited_tree(above, find, faults, chain)
    return merged(without(base, NOT_INHERITED), without(node, ("extends",)), faults)


def without(node: Node, keys: Sequence[str]) -> Node:
    """Leave keys of a mapping out."""
    return mapping_node({key: entry for key, entry in node.content.items() if key not in keys}, node.place)


def merged(base: Node, over: Node, faults: list[Fault]) -> Node:
    """Merge two mappings: mappings merge, `shocks` merge by id, anything else is replaced.

    Parameters
    ----------
    base : what is inherited
    over : what goes before it
    faults : a shock to drop that was not inherited is added
    """
    entries: dict[str, Entry] = dict(base.content)
    for key, entry in over.content.items():
        below = entries.get(key)
        if below is None or entry.node.content is None:
            entries[key] = entry
        elif key == "shocks" and isinstance(entry.node.content, list) and isinstance(below.node.content, list):
            entries[key] = Entry(entry.key, merged_shocks(below.node, entry.node, faults))
        elif isinstance(entry.node.content, dict) and isinstance(below.node.content, dict):
            entries[key] = Entry(entry.key, merged(below.node, entry.node, faults))
        else:
            entries[key] = entry
    return mapping_node(entries, over.place)


def merged_shocks(base: Node, over: Node, faults: list[Fault]) -> Node:
    """Merge two lists of shocks by id: a child changes fields of an inherited shock, drops it, or adds one."""
    shocks = {shock_id(shock): shock for shock in base.content}
    added: list[Node] = []
    for shock in over.content:
        name = shock_id(shock)
        if _dropped(shock):
            if shocks.pop(name, None) is None:
                known = [str(known) for known in shocks if known]
                what = f"there is no inherited shock {name!r} to drop"
                faults.append(Fault(shock.place, what, ", ".join(known), did_you_mean(str(name), known)))
        elif name is not None and name in shocks and isinstance(shocks[name].content, dict):
            shocks[name] = merged(shocks[name], shock, faults)
        elif isinstance(name, str):
            shocks[name] = shock
        else:
            added.append(shock)
    return list_node([*shocks.values(), *added], over.place)


def shock_id(shock: Node) -> str | None:
    """Return the id of a shock, if it has one."""
    found = child(shock, "id")
    return found.content if found is not None and isinstance(found.content, str) else None


def _dropped(shock: Node) -> bool:
    found = child(shock, "drop")
    return found is not None and found.content is True


def with_settings(node: Node, settings: Sequence[str]) -> Node:
    """Apply settings such as `policies.dialogue=0.5` or `shocks.syria.hazard=0.01`.

    Parameters
    ----------
    node : the tree of a scenario
    settings : `path.to.key=value`; shocks are named by their id

    Raises
    ------
    FaultsError
        If a setting has no path or value, or names no shock of the scenario; its place is shown as `--set`.
    """
    for setting in settings:
        node = _set(node, setting)
    return node


def _set(node: Node, setting: str) -> Node:
    path, equals, value = setting.partition("=")
    place = Place(f"--set {setting}", 1, 1, max(1, len(path)), setting)
    keys = path.strip().split(".")
    if not equals or not all(keys):
        raise FaultsError(
            [Fault(place, f"{setting!r} is no setting", "path.to.key=value, such as policies.dialogue=0.5")]
        )
    leaf = _moved(parse_value(value, place.file), place, len(path) + 1)
    return _replaced(node, keys, leaf, place)


def _moved(node: Node, place: Place, shift: int) -> Node:
    """Give a typed value, and all in it, its place in the setting."""
    here = Place(place.file, 1, node.place.column + shift, node.place.length, place.text)
    if isinstance(node.content, dict):
        entries = {key: Entry(here, _moved(entry.node, place, shift)) for key, entry in node.content.items()}
        return mapping_node(entries, here)
    if isinstance(node.content, list):
        return list_node((_moved(item, place, shift) for item in node.content), here)
    return Node(node.content, here)


def _replaced(node: Node, keys: Sequence[str], leaf: Node, place: Place) -> Node:
    if not keys:
        return leaf
    if isinstance(node.content, list):
        return _replaced_item(node, keys, leaf, place)
    entries = dict(node.content) if isinstance(node.content, dict) else {}
    below = entries[keys[0]].node if keys[0] in entries else mapping_node({}, place)
    entries[keys[0]] = Entry(place, _replaced(below, keys[1:], leaf, place))
    return mapping_node(entries, node.place)


def _replaced_item(node: Node, keys: Sequence[str], leaf: Node, place: Place) -> Node:
    names = [shock_id(item) for item in node.content]
    if keys[0] not in names:
        known = [name for name in names if name]
        near = did_you_mean(keys[0], known)
        raise FaultsError([Fault(place, f"there is no item with the id {keys[0]!r}", ", ".join(known), near)])
    items = list(node.content)
    position = names.index(keys[0])
    items[position] = _replaced(items[position], keys[1:], leaf, place)
    return list_node(items, node.place)
