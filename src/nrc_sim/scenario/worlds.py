"""From the file of a world to a checked world: the shared defaults, what it extends, and what it says itself."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import (
    bundled_folder,
    find_parent_world,
    find_world,
    is_file,
    is_folder,
    known_worlds,
)
from nrc_sim.scenario.check_world import check_world
from nrc_sim.scenario.composition import files_of, inherited_tree, merged
from nrc_sim.scenario.faults import Fault, did_you_mean, shortened
from nrc_sim.scenario.loading import accepted, with_slug
from nrc_sim.scenario.nodes import Node
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.world_schema import WorldFile

WORLDS, EVIDENCE = "worlds", "evidence"
"""Folders: of worlds beside scenarios, and of what a world is measured by, whose files are neither."""

Identity = tuple[str, str]
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
    return _load_world(path, tuple(identity(file) for file in (*files_of(path, find_parent_world), defaults_path())))


def load_named_world(name: str) -> WorldFile:
    """Load the world that a command names: a file, or a slug that is looked up here, in `worlds/` here, or bundled.

    Parameters
    ----------
    name : path or slug

    Raises
    ------
    InputError
        If there is none, or its file cannot be accepted.
    """
    here = Path()
    path = Path(name) if name.endswith((".yaml", ".yml")) and is_file(Path(name)) else find_world(name, here)
    if path is None:
        known = known_worlds(here)
        hint = did_you_mean(name, known)
        raise InputError(f"there is no world {shortened(name)!r}", allowed=", ".join(known), suggestion=hint)
    return load_world(path)


def folders_of(world: WorldFile) -> tuple[Path, ...]:
    """List where what belongs to a world is looked for: beside its file, and beside the folder `worlds` of its file.

    Parameters
    ----------
    world : WorldFile
    """
    if world.path is None:
        return ()
    beside = world.path.parent
    return (beside, beside.parent) if beside.name == WORLDS else (beside,)


def evidence_folder(world: WorldFile | str) -> Path:
    """Return the folder of a world's evidence: `evidence/<slug>` beside its file or its folder `worlds`, or bundled.

    Parameters
    ----------
    world : the world, or the slug of a bundled one

    Returns
    -------
    the first of these that there is; if there is none, the first, where it would stand
    """
    slug = world if isinstance(world, str) else world.slug
    beside = () if isinstance(world, str) else folders_of(world)
    places = [folder / EVIDENCE / slug for folder in (*beside, bundled_folder())]
    return next((place for place in places if is_folder(place)), places[0])


@lru_cache(maxsize=16)
def _load_world(path: Path, _identities: tuple[Identity, ...]) -> WorldFile:
    faults: list[Fault] = []
    return accepted(WorldFile, world_tree(path, faults), faults, check_world).read_from(path.absolute())


def identity(path: Path) -> Identity:
    """Return what distinguishes a file from a changed one, or from one of the same name in another folder."""
    # By what it says: the time of a change may be put back, and two changes may share one.
    return str(path.resolve()), sha256(path.read_bytes()).hexdigest()
