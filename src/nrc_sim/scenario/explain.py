"""Faults of types: described in words at their place, and mended so that the rest of the file can be checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from nrc_sim.errors import InputError
from nrc_sim.scenario.faults import Fault, did_you_mean, nearest, other_letters, shortened
from nrc_sim.scenario.key_hints import key_hint
from nrc_sim.scenario.nodes import Node, Path, child, place_against, place_of, plain, rank, tree_of, with_value, without
from nrc_sim.scenario.reading import kind_of
from nrc_sim.scenario.schema import ContradictionError, Section
from nrc_sim.scenario.texts import MONTH, SLUG
from nrc_sim.scenario.words import Schema, described, described_key, known_keys, schemas_at, stand_in

Model = TypeVar("Model", bound=Section)
_ROUNDS = 8
"""Times that what is left of a faulty file is checked again."""

_MOST_FAULTS = 100
"""Most faults of types that are reported; a file with more is not checked further."""

_LONGEST_SLUG = 60
"""Characters of a suggested slug."""

_ABOUT_KEYS = ("missing", "extra_forbidden")
"""Faults whose place is a key that the file lacks or should not have."""

_KEY_FAULT = "[key]"
"""How pydantic marks that a key rather than its value is at fault."""


@dataclass
class Checked(Generic[Model]):
    """What could be read of a tree.

    Attributes
    ----------
    kind : what it should hold
    tree : the tree, with stand-ins for values that are at fault or missing
    model : what was read of it, if anything
    mended : paths of the stand-ins; what is found about them is no fault of the file
    """

    kind: type[Model]
    tree: Node
    model: Model | None = None
    mended: set[Path] = field(default_factory=set)

    def is_mended(self, path: Path) -> bool:
        """Return whether a value is, or lies within, a stand-in."""
        return any(path[:length] in self.mended for length in range(len(path) + 1))

    def touches(self, path: Path) -> bool:
        """Return whether a value is a stand-in, lies within one, or has one within."""
        return self.is_mended(path) or any(mended[: len(path)] == path for mended in self.mended)


def validated(kind: type[Model], node: Node, faults: list[Fault]) -> Checked[Model]:
    """Check a tree against its type, and mend what is at fault so that the rest can be checked further.

    Parameters
    ----------
    kind : what the tree should hold
    node : the tree
    faults : all faults found are added
    """
    checked = Checked(kind, node)
    for _ in range(_ROUNDS):
        try:
            checked.model = kind.model_validate(plain(checked.tree))
        except ValidationError as error:
            reported = error.errors(include_url=False, include_input=False)
            found = [_located(checked.tree, fault) for fault in reported if not _counts_sound_items(fault, reported)]
        else:
            break
        faults.extend(_explained(checked, fault) for fault in found[:_MOST_FAULTS] if not _follows(checked, fault))
        if len(found) > _MOST_FAULTS:
            break
        # Parts go before the whole, whose stand-in takes their place.
        for fault in sorted(found, key=lambda fault: -len(fault.path)):
            _mend(checked, fault)
        if checked.is_mended(()):
            break
    return checked


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


@dataclass(frozen=True)
class _Located:
    """A fault of pydantic's with the path of the value, as far as the file has it."""

    path: Path
    type: str
    contradiction: ContradictionError | None = None


def _located(node: Node, fault: Mapping[str, Any]) -> _Located:
    """Leave out what is not a key: the names that pydantic gives to the branches of a choice."""
    location: Path = fault["loc"]
    path: list[str | int] = []
    for position, step in enumerate(location):
        below = child(node, step)
        if below is not None:
            node = below
            path.append(step)
        elif position == len(location) - 1 and isinstance(node.content, dict) and fault["type"] in _ABOUT_KEYS:
            path.append(step)
    kind = _KEY_FAULT if location and location[-1] == _KEY_FAULT else str(fault["type"])
    if kind == "missing" and isinstance(node.content, list):
        kind = "too_short"
    error = fault.get("ctx", {}).get("error")
    return _Located(tuple(path), kind, error if isinstance(error, ContradictionError) else None)


def _counts_sound_items(fault: Mapping[str, Any], reported: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a list is too short only because an item of it, reported separately, was not counted."""
    place = fault["loc"]
    deeper = (other["loc"] for other in reported if len(other["loc"]) > len(place))
    return fault["type"] == "too_short" and any(other[: len(place)] == place for other in deeper)


def _follows(checked: Checked[Any], fault: _Located) -> bool:
    """Return whether a fault follows from another one that was reported before."""
    if fault.contradiction is not None:
        return any(checked.touches((*fault.path, *path)) for path in fault.contradiction.concerns)
    return checked.is_mended(fault.path)


def _faulty_path(tree: Node, fault: _Located) -> Path:
    """Return the one of several values at odds that was written last: set, or in the child rather than its parent."""
    assert fault.contradiction is not None
    paths = [(*fault.path, *path) for path in fault.contradiction.faulty] or [fault.path]

    def order(path: Path) -> tuple[bool, bool, int, int]:
        place = place_of(tree, path)
        return (*rank(tree, path), place.line, place.column)

    return max(paths, key=order)


def _mend(checked: Checked[Any], fault: _Located) -> None:
    path, error = fault.path, fault.contradiction
    if fault.type in {"extra_forbidden", _KEY_FAULT}:
        near = nearest(str(path[-1]), known_keys(checked.kind, path[:-1]))
        checked.mended |= {(*path[:-1], near)} if near else set()
        checked.tree = without(checked.tree, path)
    elif error is None or (error.lacks and (*path, error.lacks) in checked.mended):
        _put_stand_in(checked, path)
    elif error.lacks:
        _put_stand_in(checked, (*path, error.lacks))
    else:
        _mend_contradiction(checked, fault)


def _mend_contradiction(checked: Checked[Any], fault: _Located) -> None:
    """Keep one of the values at odds; give a name that appears twice another one."""
    assert fault.contradiction is not None
    wrong = _faulty_path(checked.tree, fault)
    faulty = [(*fault.path, *path) for path in fault.contradiction.faulty]
    kept = next((path for path in faulty if path != wrong), None)
    if wrong[-1] == "id":
        _put_stand_in(checked, wrong)
        return
    for path in faulty:
        if path != kept:
            checked.tree = without(checked.tree, path[: len(fault.path) + 1])
    checked.mended.add(wrong[: len(fault.path) + 1])


def _put_stand_in(checked: Checked[Any], path: Path) -> None:
    again = path in checked.mended
    value = stand_in(checked.kind, path, len(checked.mended))
    checked.mended.add(path)
    if again or value is None:
        checked.tree = without(checked.tree, path)
    else:
        checked.tree = with_value(checked.tree, path, tree_of(value, place_of(checked.tree, path)))


def _explained(checked: Checked[Any], fault: _Located) -> Fault:
    kind, tree, path = checked.kind, checked.tree, fault.path
    name = str(path[-1]) if path else ""
    if fault.type == "extra_forbidden":
        keys = known_keys(kind, path[:-1])
        place = place_of(tree, path, key=True)
        return Fault(place, f"unknown key {shortened(name)!r}", ", ".join(keys), key_hint(tree, path, keys))
    if fault.type == _KEY_FAULT:
        allowed = described_key(kind, path)
        return Fault(place_of(tree, path, key=True), f"the key {shortened(name)!r}", allowed, _text_hint(name, SLUG))
    if fault.type == "missing":
        return Fault(place_of(tree, path[:-1]), f"the key {name!r} is missing", described(kind, path))
    if fault.contradiction is not None:
        return _explained_contradiction(checked, fault, fault.contradiction)
    node = _node_at(tree, path)
    where = f"{name}: " if path and isinstance(path[-1], str) else ""
    allowed = described(kind, path)
    return Fault(place_of(tree, path), f"{where}found {_in_words(node)}", allowed, _value_hint(kind, path, node))


def _explained_contradiction(checked: Checked[Any], fault: _Located, error: ContradictionError) -> Fault:
    wrong = _faulty_path(checked.tree, fault)
    concerns = [(*fault.path, *path) for path in error.concerns]
    place, remark = place_against(checked.tree, wrong, concerns, key=len(error.faulty) > 1)
    files = {place_of(checked.tree, (*fault.path, *path)).file for path in error.faulty}
    hint = "write null for what was inherited and is not wanted" if len(files) > 1 else ""
    return Fault(place, f"{error}{remark}", suggestion=hint)


def _node_at(node: Node, path: Path) -> Node:
    for step in path:
        node = child(node, step) or node
    return node


def _in_words(node: Node) -> str:
    content = node.content
    if isinstance(content, list):
        return f"a list of {len(content)}"
    if isinstance(content, dict) or content is None:
        return kind_of(node)
    if isinstance(content, bool):
        return str(content).lower()
    return f"{kind_of(node)} {shortened(content)!r}" if isinstance(content, str) else f"{kind_of(node)} {content}"


def _value_hint(kind: type[Section], path: Path, node: Node) -> str:
    schemas = schemas_at(kind, path)
    types = {str(schema.get("type")) for schema in schemas}
    content = node.content
    if isinstance(content, str):
        return _hint_for_text(content, schemas, types)
    if isinstance(content, float) and "integer" in types and content.is_integer():
        return f"write {content:.0f}"
    if isinstance(content, list) and "object" in types:
        return "remove the dashes or brackets, so that the lines are `key: value`"
    if isinstance(content, int | float) and not isinstance(content, bool) and types <= {"string", "null"}:
        forms = [form for form in _forms(schemas) if form]
        fits = not forms or any(re.search(form, str(content)) for form in forms)
        return _text_hint(str(content), *forms) or (f'quote it: "{content}"' if fits else "")
    return ""


def _hint_for_text(text: str, schemas: Sequence[Schema], types: set[str]) -> str:
    if types & {"number", "integer"} and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text.strip()):
        return "remove the quotes"
    if "array" in types and "string" not in types:
        return f"write a list: [{shortened(text)}]"
    names = [str(name) for schema in schemas for name in (*schema.get("enum", ()), schema.get("const", ""))]
    return did_you_mean(text, names) or _text_hint(text, *_forms(schemas))


def _forms(schemas: Sequence[Schema]) -> list[str]:
    return [str(schema.get("pattern", "")) for schema in schemas]


def _text_hint(text: str, *forms: str) -> str:
    """Suggest a slug or a month that is near to a text."""
    if SLUG in forms:
        others = other_letters(char for char in text if char.isalpha() and not char.isascii())
        if others:
            return others
        slug = re.sub(r"[^a-z0-9]+", "_", text[:_LONGEST_SLUG].lower()).strip("_")
        return f"did you mean {slug!r}?" if slug[:1].isalpha() and slug != text else ""
    found = re.fullmatch(r"([0-9]{4})(?:[-/. ]?([0-9]{1,2})(?:[-/.][0-9]{1,2})?)?", text)
    if MONTH in forms and found and 1 <= int(found[2] or 1) <= 12:
        return f"did you mean {found[1]}-{int(found[2] or 1):02d}?"
    return ""
