"""From the file of a world to a checked world: the shared defaults, what it extends, and what it says itself."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import bundled_folder, find_parent_world, known_worlds
from nrc_sim.scenario.check_world import check_world
from nrc_sim.scenario.composition import inherited_tree, merged
from nrc_sim.scenario.faults import Fault
from nrc_sim.scenario.loading import accepted, with_slug
from nrc_sim.scenario.nodes import Node
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.world_schema import WorldFile

Identity = tuple[str, int]
"""What distinguishes a file from a changed one, or from one of the same name in another folder."""


def defaults_path() -> Path:
    """Return the file of what every world has that does not say otherwise."""
    return bundled_folder() / "settings" / "world_defaults.yaml"


def defaults_tree() -> Node:
    """Read what every world has that does not say otherwise."""
    return read_tree(defaults_path(), [])


def world_tree(path: Path, faults: list[Fault]) -> Node:
    """Compose the tree of a world, see `composed_world`, and name it after its file unless it names itself."""
    return with_slug(composed_world(path, faults), path)


def composed_world(path: Path, faults: list[Fault]) -> Node:
    """Compose what a world says: the defaults, before them what it extends, before that the file itself.

    Parameters
    ----------
    path : file of the world
    faults : faults that leave the rest readable are added

    Raises
    ------
    FaultsError
        If a file cannot be read, or one that it extends is not there.
    """
    own = inherited_tree(path, find_parent_world, faults)
    return merged(defaults_tree(), own, faults)


def load_world(name: str | Path) -> WorldFile:
    """Load a bundled world by its slug, or a world file by its path.

    Raises
    ------
    InputError
        If the file cannot be accepted; with all its faults.
    """
    path = name if isinstance(name, Path) else bundled_folder() / "worlds" / f"{name}.yaml"
    if not path.is_file():
        known = known_worlds(bundled_folder())
        raise InputError(f"there is no world {str(name)!r}", allowed=", ".join(known))
    return _load_world(path, tuple(identity(file) for file in (*_files_of(path), defaults_path())))


def _files_of(path: Path) -> list[Path]:
    """List a file and all that it extends."""
    found = [path]

    def find(name: str, folder: Path) -> Path:
        found.append(find_parent_world(name, folder))
        return found[-1]

    inherited_tree(path, find, [])
    return found


@lru_cache(maxsize=16)
def _load_world(path: Path, _identities: tuple[Identity, ...]) -> WorldFile:
    faults: list[Fault] = []
    return accepted(WorldFile, world_tree(path, faults), faults, check_world)


def identity(path: Path) -> Identity:
    """Return what distinguishes a file from a changed one, or from one of the same name in another folder."""
    return str(path.resolve()), path.stat().st_mtime_ns
