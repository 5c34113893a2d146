"""Checking files of any kind: scenarios, worlds, questions and defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nrc_sim.errors import InputError
from nrc_sim.leftovers import is_left_by_system
from nrc_sim.scenario.bundled import Defaults, bundled_slugs, find_scenario, is_file, is_folder
from nrc_sim.scenario.faults import Fault, FaultsError, Place
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.question_schema import LISTED, QuestionFile, check_questions
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.resolve import load_scenario, load_world
from nrc_sim.scenario.schema import ScenarioFile, Section
from nrc_sim.scenario.words import known_keys
from nrc_sim.scenario.world_schema import WorldFile

SUFFIXES = (".yaml", ".yml")
EVIDENCE = "evidence"
"""Folder of what a world is measured by: its files are neither scenarios nor worlds."""


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
    if name.strip() and name not in bundled_slugs() and is_folder(path):
        below = (file for file in path.rglob("*") if _is_of_user(file.relative_to(path)))
        found = sorted(file for file in below if file.suffix in SUFFIXES and file.is_file())
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
    try:
        kind = _kind_of_file(path)
        if kind is WorldFile:
            load_world(path)
        elif kind is Defaults:
            loaded(Defaults, path)
        elif kind is QuestionFile:
            loaded(QuestionFile, path, check_questions, LISTED)
        else:
            load_scenario(path)
    except FaultsError as error:
        return error.faults
    except InputError as error:
        return (Fault(Place(str(path)), error.what, error.allowed, error.suggestion),)
    return ()


def _kind_of_file(path: Path) -> type[Section]:
    """Take a file for what most of its keys belong to."""
    try:
        keys = set(read_tree(path, []).content)
    except FaultsError:
        if not _lists_questions(path):
            raise
        return QuestionFile
    kinds: tuple[type[Section], ...] = (ScenarioFile, WorldFile, Defaults, QuestionFile)
    if "extends" in keys:
        return ScenarioFile
    return max(kinds, key=lambda kind: len(keys & set(known_keys(kind, ()))))


def _lists_questions(path: Path) -> bool:
    """Say whether a file is a bare list of what looks like questions."""
    entry = read_tree(path, [], LISTED).content.get(LISTED)
    items = entry.node.content if entry is not None and isinstance(entry.node.content, list) else []
    return any(isinstance(item.content, dict) and "condition" in item.content for item in items)
