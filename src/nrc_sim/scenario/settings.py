"""Settings typed on the command line, such as `policies.dialogue=0.5`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.scenario.composition import entry_id
from nrc_sim.scenario.faults import OPTION, Fault, FaultsError, Place, did_you_mean, nearest
from nrc_sim.scenario.nodes import Entry, Node, child, list_node, mapping_node
from nrc_sim.scenario.reading import parse_value
from nrc_sim.scenario.scenario_schema import ScenarioFile, Shock
from nrc_sim.scenario.words import known_keys
from nrc_sim.scenario.world_schema import WorldFile

_FORM = "path.to.key=value, such as policies.dialogue=0.5"


def setting_of(path: Any, value: Any) -> str:
    """Write a change made in Python as it would be typed, such as `policies.dialogue=0.5`.

    Parameters
    ----------
    path : a text such as `policies.dialogue`
    value : a number, one of NumPy's too, a truth value, None, which takes a value away, a text, which is read as if it
        had been typed, or a list or mapping of such values, whose texts stay texts

    Raises
    ------
    InputError
        If it cannot be typed.

    Examples
    --------
    >>> setting_of("policies.dialogue", 0.5), setting_of("shocks.syria", {"hazard": 1e-5, "at": None})
    ('policies.dialogue=0.5', 'shocks.syria={hazard: 1.0e-05, at: null}')
    """
    if not isinstance(path, str) or not path.strip() or "=" in path:
        raise InputError(f"{path!r} is no path of a setting", allowed="a text such as 'policies.dialogue'")
    return f"{path}={value if isinstance(value, str) else _typed(path, value)}"


def settings_of(changes: Mapping[str, Any]) -> list[str]:
    """Write changes made in Python as they would be typed, see `setting_of`.

    Parameters
    ----------
    changes : values by path
    """
    return [setting_of(path, value) for path, value in changes.items()]


def _typed(path: str, value: Any) -> str:
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool | None):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        mantissa, exponent, power = repr(value).partition("e")
        return f"{mantissa}.0e{power}" if exponent and "." not in mantissa else repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_typed(path, one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_typed(path, one) for one in value) + "]"
    allowed = "a finite number, a text, a truth value, None, or a list or mapping of them"
    raise InputError(f"{path} is {value!r}", allowed=allowed)


def with_settings(node: Node, settings: Sequence[str], faults: list[Fault]) -> Node:
    """Apply settings such as `policies.dialogue=0.5` or `shocks.syria.hazard=0.01`.

    Parameters
    ----------
    node : the tree of a scenario
    settings : `path.to.key=value`; shocks are named by their id, null takes a value away, `drop=true` a shock, and a
        mapping such as `shocks.meeting={kind: summit, at: 2014-06}` adds one
    faults : settings without a path or a value, or that name no shock of the scenario, are added; their place is the
        setting itself
    """
    for setting in settings:
        try:
            node = _set(node, setting)
        except FaultsError as error:
            faults.extend(error.faults)
    return node


def _set(node: Node, setting: str) -> Node:
    path, equals, value = setting.partition("=")
    place = Place(f"{OPTION}{setting}", 1, 1, max(1, len(path)), setting)
    keys = path.strip().split(".")
    if not equals or not all(keys):
        raise FaultsError([Fault(place, f"{setting!r} is no setting", _FORM)])
    try:
        leaf = parse_value(value, place.file)
    except FaultsError as error:
        raise FaultsError(
            [replace(fault, place=_moved(fault.place, setting, path)) for fault in error.faults]
        ) from None
    return _replaced(node, keys, _at_setting(leaf, setting, path), place)


def _moved(place: Place, setting: str, path: str) -> Place:
    """Give a place in the value its place in the setting."""
    return replace(place, column=place.column + len(path) + 1, text=setting)


def _at_setting(node: Node, setting: str, path: str) -> Node:
    here = _moved(node.place, setting, path)
    if isinstance(node.content, dict):
        entries = {
            key: Entry(_moved(entry.key, setting, path), _at_setting(entry.node, setting, path))
            for key, entry in node.content.items()
        }
        return mapping_node(entries, here)
    if isinstance(node.content, list):
        return list_node((_at_setting(item, setting, path) for item in node.content), here)
    return Node(node.content, here)


def _replaced(node: Node, keys: Sequence[str], leaf: Node, place: Place) -> Node:
    if not keys:
        return leaf
    if isinstance(node.content, list):
        return _replaced_item(node, keys, leaf, place)
    entries = dict(node.content) if isinstance(node.content, dict) else {}
    if len(keys) == 1 and leaf.content is None:
        entries.pop(keys[0], None)
    else:
        below = entries[keys[0]].node if keys[0] in entries else mapping_node({}, place)
        entries[keys[0]] = Entry(place, _replaced(below, keys[1:], leaf, place))
    return mapping_node(entries, node.place)


def _replaced_item(node: Node, keys: Sequence[str], leaf: Node, place: Place) -> Node:
    names = [entry_id(item) or str(number) for number, item in enumerate(node.content)]
    if keys[0] not in names and len(keys) == 1 and isinstance(leaf.content, dict):
        own = {"id": Entry(place, Node(keys[0], place)), **leaf.content}
        return list_node([*node.content, mapping_node(own, leaf.place)], node.place)
    if keys[0] not in names:
        what = f"there is no item with the id {keys[0]!r}"
        raise FaultsError([Fault(place, what, ", ".join(names), did_you_mean(keys[0], names))])
    items = list(node.content)
    position = names.index(keys[0])
    if list(keys[1:]) == ["drop"] and leaf.content is True:
        del items[position]
    else:
        items[position] = _replaced(items[position], keys[1:], leaf, place)
    return list_node(items, node.place)


def with_full_paths(faults: Sequence[Fault], tree: Node, world: WorldFile | None) -> list[Fault]:
    """Suggest the full right path wherever a setting has a wrong one.

    Parameters
    ----------
    faults : of files and settings
    tree : the scenario
    world : its world, whose parameters and areas can be set
    """
    return [_with_full_path(fault, tree, world) if fault.place.is_option else fault for fault in faults]


def _with_full_path(fault: Fault, tree: Node, world: WorldFile | None) -> Fault:
    typed = fault.place.file.removeprefix(OPTION).partition("=")[0].strip()
    paths = list(dict.fromkeys(_paths(tree, world)))
    if typed in paths or "=" not in fault.place.file:
        return fault
    ends = {path.rpartition(".")[2]: path for path in reversed(paths)}
    by_end = ends.get(nearest(typed.rpartition(".")[2], list(ends)), "")
    within = [path for path in paths if path.endswith(f".{typed}")]
    path = within[0] if within else nearest(typed, paths) or by_end
    return replace(fault, suggestion=f"did you mean {path!r}?") if path else fault


def _paths(tree: Node, world: WorldFile | None) -> Iterator[str]:
    for key in known_keys(ScenarioFile, ()):
        yield key
        yield from (f"{key}.{below}" for below in known_keys(ScenarioFile, (key,)))
    if world is not None:
        yield from (f"parameters.{group}.{name}" for group, named in world.parameters.items() for name in named)
        yield from (f"policies.{table}.{area.id}" for table in ("frameworks", "links") for area in world.areas)
    shocks = child(tree, "shocks")
    items = shocks.content if shocks is not None and isinstance(shocks.content, list) else []
    names = [name for name in map(entry_id, items) if name]
    for name in names:
        yield f"shocks.{name}"
        yield from (f"shocks.{name}.{key}" for key in known_keys(Shock, ()))
