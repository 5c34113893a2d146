"""From bytes to a tree of values with places: the only import of yaml.

The file is read as a stream of events, so that nothing is built before its depth, its aliases and its tags are known to
be harmless, and nothing in it is ever run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nrc_sim.scenario.decoding import decoded, lines_of, refuse_control_characters
from nrc_sim.scenario.faults import Fault, FaultsError, Place
from nrc_sim.scenario.nodes import Entry, Node, list_node, mapping_node
from nrc_sim.scenario.scalars import read_scalar
from nrc_sim.scenario.syntax import CLOSE_QUOTE, INVALID, UNCLOSED, hint_near, in_plain_words

DEPTH_LIMIT = 32
"""Deepest nesting of mappings and lists."""

NODE_LIMIT = 10_000
"""Most values in a file, those that aliases repeat included."""

_MOST_REMEMBERED = 32
"""Texts whose trees are kept: a folder of scenarios reads its parents, worlds and histories again and again."""

_MOST_FAULTS = 100
"""Most faults of keys and scalars that are reported; a file with more is not read further."""


def read_tree(path: Path, faults: list[Fault], listed: str = "") -> Node:
    """Read a file that holds one mapping.

    Parameters
    ----------
    path : Path
    faults : faults of keys and scalars are added; the rest of the file is still read
    listed : key under which a file that holds a bare list is taken to have it; without one such a file is refused

    Returns
    -------
    the tree; its root is a mapping

    Raises
    ------
    FaultsError
        If the file cannot be read or is not one harmless mapping; with the faults found so far.
    """
    return parse_tree(decoded(path), str(path), faults, listed)


def parse_tree(text: str, file: str, faults: list[Fault], listed: str = "") -> Node:
    """Read a text that holds one mapping, see `read_tree`."""
    root, found = composed(text, file, listed)
    faults.extend(found)
    if root is None:
        raise FaultsError(faults)
    return root


@lru_cache(maxsize=_MOST_REMEMBERED)
def composed(text: str, file: str, listed: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """Make the tree of a text, once for all that read it, such as the children of one parent.

    Parameters
    ----------
    text, file : what is read, and what it is called
    listed : see `read_tree`

    Returns
    -------
    the tree, or None if there is none that can be used, and the faults; nobody changes a tree
    """
    refuse_control_characters(text, file)
    composer = _Composer(file, lines_of(text), [])
    root = composer.compose(text)
    if root is not None and listed and isinstance(root.content, list):
        root = mapping_node({listed: Entry(root.place, root)}, root.place)
    if root is not None and not isinstance(root.content, dict):
        composer.report(root.place, f"the file holds {kind_of(root)}", "a mapping: lines of `key: value`")
        root = None
    return None if composer.broken else root, tuple(composer.faults)


def parse_value(text: str, option: str) -> Node:
    """Read a single value, such as one typed on the command line.

    Parameters
    ----------
    text : scalar, or list or mapping in brackets
    option : where it was typed, shown as its place
    """
    refuse_control_characters(text, option)
    composer = _Composer(option, [text], [])
    root = composer.compose(text)
    if composer.faults or root is None:
        raise FaultsError(composer.faults)
    return root


def kind_of(node: Node) -> str:
    """Name the kind of a value in words."""
    content = node.content
    if isinstance(content, dict):
        return "a mapping"
    if isinstance(content, list):
        return "a list"
    words = {str: "a text", bool: "a truth value", int: "a whole number", float: "a number", type(None): "nothing"}
    return words[type(content)]


@dataclass
class _Open:
    """A mapping or list that has begun."""

    place: Place
    anchor: str | None
    mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Node | None = None


@dataclass
class _Composer:
    """Builds the tree from events, on a stack of its own."""

    file: str
    lines: list[str]
    faults: list[Fault]
    broken: bool = False
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    root: Node | None = None
    documents: int = 0
    nodes: int = 0
    last: Any = None

    def report(self, place: Place, what: str, allowed: str = "", suggestion: str = "") -> None:
        """Note a fault and go on."""
        self.faults.append(Fault(place, what, allowed, suggestion))

    def place(self, mark: Any, end: Any = None) -> Place:
        """Turn marks of the parser into a place."""
        number = min(mark.line, len(self.lines) - 1)
        text = self.lines[number]
        length = end.column - mark.column if end is not None and end.line == mark.line else len(text) - mark.column
        column = mark.column + 1 if mark.line == number else len(text) + 1
        return Place(self.file, number + 1, column, max(1, length), text)

    def compose(self, text: str) -> Node | None:
        """Go through the events; stop at the first that makes the rest unreadable or harmful."""
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                self.last = event
                if not self._take(event) or len(self.faults) >= _MOST_FAULTS:
                    self.broken = True
                    break
        except yaml.MarkedYAMLError as error:
            self.broken = True
            self._tell_syntax(error)
        if self.root is None and not self.broken:
            self.root = Node(None, Place(self.file))
        return self.root

    def _take(self, event: Any) -> bool:
        if isinstance(event, yaml.DocumentStartEvent):
            return self._start_document(event)
        if isinstance(event, yaml.AliasEvent):
            return self._repeat(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._add(self._scalar(event), event.anchor)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._start(event)
        if isinstance(event, yaml.CollectionEndEvent):
            return self._end()
        return True

    def _start_document(self, event: Any) -> bool:
        self.documents += 1
        if self.documents > 1:
            place = self.place(event.start_mark, event.end_mark)
            self.report(
                place, "a second document begins here", "one document", "remove the line `---`, or make two files"
            )
        return self.documents == 1

    def _start(self, event: Any) -> bool:
        place = self.place(event.start_mark)
        self._check_tag(event, place)
        if len(self.open) >= DEPTH_LIMIT:
            self.report(place, f"nesting deeper than {DEPTH_LIMIT} levels", f"at most {DEPTH_LIMIT} levels")
            return False
        self.open.append(_Open(place, event.anchor, isinstance(event, yaml.MappingStartEvent)))
        return True

    def _end(self) -> bool:
        done = self.open.pop()
        node = mapping_node(done.entries, done.place) if done.mapping else list_node(done.items, done.place)
        return self._add(node, done.anchor)

    def _repeat(self, event: Any) -> bool:
        place = self.place(event.start_mark, event.end_mark)
        if any(level.anchor == event.anchor for level in self.open):
            self.report(
                place, f"the alias *{event.anchor} is inside what it repeats", suggestion="write the values out"
            )
            return False
        node = self.anchors.get(event.anchor)
        if node is None:
            self.report(place, f"there is no anchor &{event.anchor} before this alias", ", ".join(self.anchors))
            return False
        if self.nodes + node.size > NODE_LIMIT:
            what = f"aliases blow the file up to more than {NODE_LIMIT} values"
            self.report(place, what, suggestion="write the values out")
            return False
        self.nodes += node.size - 1
        return self._add(node, None)

    def _add(self, node: Node, anchor: str | None) -> bool:
        """Put a finished value where it belongs."""
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            self.report(node.place, f"the file holds more than {NODE_LIMIT} values", f"at most {NODE_LIMIT} values")
            return False
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return True
        level = self.open[-1]
        if not level.mapping:
            level.items.append(node)
        elif level.key is None:
            level.key = node
        else:
            self._add_entry(level, level.key, node)
            level.key = None
        return True

    def _add_entry(self, level: _Open, key: Node, node: Node) -> None:
        name = key.content
        if not isinstance(name, str):
            self.report(
                key.place,
                f"{kind_of(key)} is where a key should be",
                "a text",
                "quote it" if isinstance(name, int | float) else "",
            )
        elif name == "<<":
            self.report(
                key.place, "a merge key (`<<`), which only some versions of YAML read", suggestion="use `extends`"
            )
        elif name in level.entries:
            first = level.entries[name].key.line
            self.report(
                key.place, f"the key {name!r} appears twice; first on line {first}", suggestion="keep one of the two"
            )
        else:
            level.entries[name] = Entry(key.place, node)

    def _scalar(self, event: Any) -> Node:
        place = self.place(event.start_mark, event.end_mark)
        self._check_tag(event, place)
        reading = read_scalar(event.value, quoted=bool(event.style))
        if reading.fault:
            self.report(place, reading.fault, suggestion=reading.mend)
            return Node(event.value, place)
        return Node(reading.value, place)

    def _check_tag(self, event: Any, place: Place) -> None:
        if event.tag is not None:
            self.report(place, f"the tag {event.tag}", "no tags; nothing in a file is ever run", "remove the tag")

    def _tell_syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        if _is_quote_over_lines(self.last) and mark is not None and self.last.end_mark.line == mark.line:
            what = f"{UNCLOSED}; the text goes on to the next quote, on line {mark.line + 1}"
            self.report(self.place(self.last.start_mark), f"{INVALID}: {what}", suggestion=CLOSE_QUOTE)
            return
        place = self.place(mark) if mark else Place(self.file)
        hint = hint_near(self.lines, place.line)
        if hint is not None:
            self.report(
                Place(self.file, hint.line, hint.column, 1, self.lines[hint.line - 1]), hint.what, "", hint.mend
            )
            return
        what, mend, at_start = in_plain_words(str(error.problem or "the text cannot be read").strip())
        start = self.place(error.context_mark) if error.context_mark else place
        self.report(start if at_start else place, f"{INVALID}: {what}", suggestion=mend)


def _is_quote_over_lines(event: Any) -> bool:
    """Return whether an event is a text in quotes that ends on a later line than it begins."""
    quoted = isinstance(event, yaml.ScalarEvent) and event.style in {"'", '"'}
    return quoted and bool(event.start_mark.line < event.end_mark.line)
