"""Scenarios made of scenarios: what a child changes, adds and drops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from nrc_sim.scenario.faults import Fault, FaultsError, did_you_mean
from nrc_sim.scenario.nodes import Entry, Node, child, list_node, mapping_node, place_of
from nrc_sim.scenario.reading import kind_of, read_tree

DEPTH_LIMIT = 16
"""Longest chain of `extends`."""

WHOLE = ("size",)
"""Mappings that are one value: a child that draws a size in another way does not mean both."""

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
    return inherited(read_tree(path, faults), path, find, faults, chain)


def inherited(node: Node, path: Path, find: Finder, faults: list[Fault], chain: tuple[Path, ...] = ()) -> Node:
    """Merge the tree of a scenario with everything that it extends, see `inherited_tree`.

    Parameters
    ----------
    node : the scenario alone
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
    return merged(_left_out(base, NOT_INHERITED), _left_out(node, ("extends",)), faults)


def _left_out(node: Node, keys: Sequence[str]) -> Node:
    return mapping_node({key: entry for key, entry in node.content.items() if key not in keys}, node.place)


def merged(base: Node, over: Node, faults: list[Fault]) -> Node:
    """Merge two mappings: mappings merge, `shocks` merge by id, null takes away, anything else is replaced.

    Parameters
    ----------
    base : what is inherited
    over : what goes before it
    faults : a shock to drop that was not inherited is added
    """
    entries: dict[str, Entry] = dict(base.content)
    for key, entry in over.content.items():
        below = entries.get(key)
        if below is None:
            entries[key] = entry
        elif entry.node.content is None:
            del entries[key]
        elif key == "shocks" and isinstance(entry.node.content, list):
            entries[key] = Entry(entry.key, _merged_shocks(below.node, entry.node, faults))
        elif key not in WHOLE and isinstance(entry.node.content, dict) and isinstance(below.node.content, dict):
            entries[key] = Entry(entry.key, merged(below.node, entry.node, faults))
        else:
            entries[key] = entry
    return mapping_node(entries, over.place)


def _merged_shocks(base: Node, over: Node, faults: list[Fault]) -> Node:
    """Merge two lists of shocks by id: a child changes fields of an inherited shock, drops it, or adds one."""
    if not isinstance(base.content, list):
        faults.append(Fault(base.place, f"shocks: found {kind_of(base)}", "a list"))
        return over
    shocks: list[Node] = list(base.content)
    changed: set[str] = set()
    for shock in over.content:
        name = shock_id(shock)
        if name in changed:
            what = f"two shocks have the id {name!r}; ids are unique in a scenario"
            faults.append(Fault(place_of(shock, ("id",)), what))
        elif _dropped(shock):
            _drop(shocks, shock, name, faults)
        else:
            _change(shocks, shock, name, faults)
        changed |= {name} if name is not None else set()
    return list_node(shocks, over.place)


def _change(shocks: list[Node], shock: Node, name: str | None, faults: list[Fault]) -> None:
    position = _position(shocks, name)
    if position is None or not isinstance(shocks[position].content, dict):
        shocks.append(shock)
    else:
        shocks[position] = merged(shocks[position], shock, faults)


def _drop(shocks: list[Node], shock: Node, name: str | None, faults: list[Fault]) -> None:
    position = _position(shocks, name)
    if position is not None:
        del shocks[position]
        return
    known = [known for known in map(shock_id, shocks) if known is not None]
    what = f"there is no inherited shock {name!r} to drop" if name is not None else "a shock to drop has no id"
    faults.append(Fault(place_of(shock, ("id",)), what, ", ".join(known), did_you_mean(name or "", known)))


def _position(shocks: Sequence[Node], name: str | None) -> int | None:
    names = [shock_id(shock) for shock in shocks]
    return names.index(name) if name is not None and name in names else None


def shock_id(shock: Node) -> str | None:
    """Return the id of a shock, if it has one."""
    found = child(shock, "id")
    return found.content if found is not None and isinstance(found.content, str) else None


def _dropped(shock: Node) -> bool:
    found = child(shock, "drop")
    return found is not None and found.content is True
