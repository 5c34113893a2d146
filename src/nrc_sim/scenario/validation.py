"""Checking files of any kind: scenarios, worlds, questions and defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import (
    Defaults,
    bundled_slugs,
    find_folder,
    find_parent_world,
    find_scenario,
    find_world,
    is_file,
    known_worlds,
)
from nrc_sim.scenario.check import alliance_since
from nrc_sim.scenario.composition import DEPTH_LIMIT
from nrc_sim.scenario.faults import Fault, FaultsError, Place
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.question_schema import LISTED, QuestionFile, check_questions
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.resolve import load_scenario
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.schema import Section
from nrc_sim.scenario.words import known_keys
from nrc_sim.scenario.world_defaults import WorldDefaults
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import EVIDENCE, load_world
from nrc_sim.text.leftovers import is_left_by_system

_SUFFIXES = (".yaml", ".yml")


def find_files(names: Iterable[str]) -> list[Path]:
    """Find the files that are meant.

    Parameters
    ----------
    names : files, folders with all YAML files below them but those of evidence, or slugs of bundled scenarios

    Raises
    ------
    InputError
        If a slug is unknown, or a folder has no YAML files.
    """
    return list(dict.fromkeys(path for name in names for path in _files_of(name)))


def _files_of(name: str) -> Iterator[Path]:
    path = Path(name)
    if (folder := find_folder(name)) is not None:
        below = (file for file in folder.rglob("*") if _is_of_user(file.relative_to(folder)))
        found = sorted(file for file in below if file.suffix in _SUFFIXES and file.is_file())
        if not found:
            raise InputError("no scenario files in this folder", place=name, allowed="files that end in .yaml")
        yield from found
    elif is_file(path):
        yield path
    else:
        yield find_scenario(name)


def _is_of_user(path: Path) -> bool:
    return EVIDENCE not in path.parts and not any(map(is_left_by_system, path.parts))


def file_faults(path: Path) -> tuple[Fault, ...]:
    """Check one file as what it looks like: a scenario, a world, questions or defaults.

    Parameters
    ----------
    path : Path
    """
    kind: type[Section] | None = None
    keys: set[str] = set()
    try:
        keys = _keys_of(path)
        kind = _kind_of_file(path, keys)
        if kind is WorldFile:
            load_world(path)
        elif kind is WorldDefaults:
            loaded(WorldDefaults, path)
        elif kind is Defaults:
            loaded(Defaults, path)
        elif kind is QuestionFile:
            loaded(QuestionFile, path, partial(_check_asked, folder=path.parent), LISTED)
        else:
            load_scenario(path)
    except FaultsError as error:
        return error.faults if kind not in KINDS or _is_plainly(kind, keys) else _with_kind(error.faults, kind)
    except InputError as error:
        return (Fault(Place(str(path)), error.what, error.allowed, error.suggestion),)
    return ()


def _check_asked(file: QuestionFile, folder: Path) -> Iterator[Finding]:
    """Check questions, and find months before any that a world beside them, or a bundled one, covers."""
    about = _asked_worlds(tuple(_worlds_beside(folder)))
    yield from check_questions(file, meant=about.worlds)
    first = about.first_month
    for number, entry in enumerate(file.questions):
        if first is not None and entry.before <= first:
            what = f"no world here or bundled covers a month before {entry.before}"
            yield Finding((LISTED, number, "before"), what, f"after {first}, when the first alliance begins")


def _worlds_beside(folder: Path) -> Iterator[tuple[Path, int]]:
    """List the worlds that questions can be about, each with the time of its last change."""
    for name in known_worlds(folder):
        found = find_world(name, folder)
        with suppress(OSError):
            yield from () if found is None else [(found, found.stat().st_mtime_ns)]


class _AskedWorlds(NamedTuple):
    """The worlds that questions can be about, and the first month of any."""

    worlds: tuple[WorldFile, ...]
    first_month: str | None


@lru_cache(maxsize=4)
def _asked_worlds(worlds: tuple[tuple[Path, int], ...]) -> _AskedWorlds:
    """Read the worlds that questions can be about; many files of questions lie beside the same ones."""
    found = []
    for path, _ in worlds:
        # What is wrong with a world is reported when that is checked.
        with suppress(InputError):
            found.append(load_world(path))
    return _AskedWorlds(tuple(found), min(map(alliance_since, found), default=None))


KINDS: dict[type[Section], str] = {
    ScenarioFile: "a scenario",
    WorldFile: "a world",
    QuestionFile: "a file of questions",
    Defaults: "the defaults",
}
"""What a file can be taken for; the first of those with as many of its keys."""

_INHERITING: tuple[type[Section], ...] = (ScenarioFile, WorldFile)
"""Kinds of files that can extend another one of their kind."""


def _keys_of(path: Path) -> set[str]:
    """Return the keys of a file; those of a bare list of questions are what it would stand under."""
    try:
        return set(read_tree(path, []).content)
    except FaultsError:
        if not _lists_questions(path):
            raise
        return {LISTED}


def _keys_of_kind(kind: type[Section]) -> set[str]:
    own = set(known_keys(kind, ()))
    return own | {"extends"} if kind in _INHERITING else own


def _own_keys(kind: type[Section]) -> set[str]:
    """Return the keys that no file of another kind has."""
    return _keys_of_kind(kind).difference(*(_keys_of_kind(other) for other in KINDS if other is not kind))


def _kind_of_file(path: Path, keys: set[str], depth: int = 0) -> type[Section]:
    """Take a file for what most of its keys belong to; few files are the defaults, so all keys have to be theirs.

    Parameters
    ----------
    path : of the file
    keys : that it has
    depth : files that led here
    """
    if "extends" in keys:
        counts = [len(keys & _own_keys(kind)) for kind in _INHERITING]
        own = _INHERITING[counts.index(max(counts))]
        return own if counts[0] != counts[1] or depth > DEPTH_LIMIT else _kind_of_parent(path, depth + 1)
    if keys == set(known_keys(WorldDefaults, ())):
        return WorldDefaults
    kinds = [kind for kind in KINDS if kind is not Defaults or keys <= _keys_of_kind(Defaults)]
    return max(kinds, key=lambda kind: len(keys & _keys_of_kind(kind)))


def _kind_of_parent(path: Path, depth: int) -> type[Section]:
    """Return what a file is that says too little itself: what the file is that it extends, or a scenario."""
    name = plain(read_tree(path, []))["extends"]
    for find in (find_scenario, find_parent_world):
        with suppress(InputError):
            above = find(str(name), path.parent)
            return _kind_of_file(above, _keys_of(above), depth)
    return ScenarioFile


def is_world(name: str) -> bool:
    """Return whether a file, or the slug of a bundled one, is a world.

    Parameters
    ----------
    name : path or slug
    """
    if not is_file(Path(name)):
        return name not in bundled_slugs() and name in known_worlds()
    with suppress(FaultsError):
        return _kind_of_file(Path(name), _keys_of(Path(name))) is WorldFile
    return False


def _is_plainly(kind: type[Section], keys: set[str]) -> bool:
    """Return whether the keys show that a file is of one kind and of no other."""
    others = (keys & _own_keys(other) for other in KINDS if other is not kind)
    # What a file is that extends another one was told by its keys, or by the file that it extends.
    return bool(keys & {*_own_keys(kind), "extends"}) and not any(others)


def _with_kind(faults: tuple[Fault, ...], kind: type[Section]) -> tuple[Fault, ...]:
    """Add to the first missing or unknown key what the file was taken for."""
    taken = f"the file was taken for {KINDS[kind]}"
    first = next((fault for fault in faults if fault.what.startswith(("unknown key", "the key"))), None)
    if first is None:
        return faults
    hinted = replace(first, suggestion="; ".join(filter(None, (first.suggestion, taken))))
    return tuple(hinted if fault is first else fault for fault in faults)


def _lists_questions(path: Path) -> bool:
    """Return whether a file is a bare list of what looks like questions."""
    entry = read_tree(path, [], LISTED).content.get(LISTED)
    items = entry.node.content if entry is not None and isinstance(entry.node.content, list) else []
    known = set(known_keys(QuestionFile, (LISTED, 0)))
    return any(isinstance(item.content, dict) and item.content.keys() & known for item in items)
