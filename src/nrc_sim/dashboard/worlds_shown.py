"""Which scenarios a page can show: the bundled ones, and those that were named when it was started."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, bundled_slugs, load_scenario
from nrc_sim.scenario.bundled import bundled_folders, find_folder, find_scenario
from nrc_sim.study.running.choice import scenario_files
from nrc_sim.study.store import is_results_folder


class Choice(NamedTuple):
    """A scenario that a page can show: what it is called there, and its title and world; both empty if it is faulty."""

    name: str
    title: str
    world: str


class Shown:
    """What a page may name; nothing else is read.

    Parameters
    ----------
    named : slugs, scenario files, folders of them, and folders of results, as typed

    Attributes
    ----------
    names : tuple of str
        Scenarios, those named first.
    folders : tuple of Path
        Folders of results.

    Raises
    ------
    InputError
        If something named is neither a scenario nor a folder of results.
    """

    def __init__(self, named: Sequence[str] = ()) -> None:
        folders, own = [], []
        for one in named:
            if Path(one).is_dir() and is_results_folder(Path(one)):
                folders.append(Path(one))
            else:
                own.extend(_files_of(one))
        self.names: tuple[str, ...] = tuple(dict.fromkeys((*own, *bundled_slugs(), *_of_other_worlds())))
        self.folders = tuple(folders)

    def load(self, name: str) -> Scenario:
        """Load one of the scenarios, as its file is now.

        Parameters
        ----------
        name : one of `names`

        Raises
        ------
        InputError
            If the page may not name it, or its file cannot be accepted.
        """
        if name not in self.names:
            allowed = "the bundled scenarios, and those that were named when the page was started"
            raise InputError(f"there is no scenario {name!r} on this page", allowed=allowed)
        return load_scenario(name)

    def choices(self) -> list[Choice]:
        """List the scenarios with their titles and worlds; histories are left out."""
        found = []
        for name in self.names:
            try:
                scenario = self.load(name)
            except InputError:
                found.append(Choice(name, "", ""))
                continue
            if scenario.file.role != "history":
                found.append(Choice(name, scenario.title, scenario.world.title))
        return found


def _files_of(name: str) -> list[str]:
    folder = find_folder(name)
    if folder is not None:
        return [str(path) for path in scenario_files(folder)]
    return [name if name in bundled_slugs() else str(find_scenario(name))]


def _of_other_worlds() -> list[str]:
    return [path.stem for folder in bundled_folders()[1:] for path in scenario_files(folder)]
