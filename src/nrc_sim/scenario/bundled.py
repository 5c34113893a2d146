"""Where scenarios and worlds stand: bundled, or beside the file that names them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from nrc_sim.errors import InputError
from nrc_sim.scenario.faults import Fault, FaultsError, Place, did_you_mean, shortened
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.schema import Section, Texts


class Defaults(Section):
    """Defaults of the command line and of the Python interface."""

    runs: int = Field(ge=1)
    seed: int = Field(ge=0)
    output: str
    range: Texts
    beside: Texts


_EMPTY = "a variable of the shell may be unset"
"""Why a name is empty, most often."""


@lru_cache(maxsize=1)
def bundled_folder() -> Path:
    """Return the folder of the bundled scenarios, in a wheel or beside the sources of a clone."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parents[1] / "scenarios"


@lru_cache(maxsize=1)
def bundled_folders() -> tuple[Path, ...]:
    """List the folders of bundled scenarios: that of the first world, and one for each other world, of its name."""
    root = bundled_folder()
    named = (root / path.stem for path in sorted((root / "worlds").glob("*.yaml")))
    return (root, *(folder for folder in named if folder.is_dir()))


@lru_cache(maxsize=1)
def load_defaults() -> Defaults:
    """Read the defaults that ship with the bundled scenarios."""
    return loaded(Defaults, bundled_folder() / "settings" / "defaults.yaml")


def range_slugs() -> tuple[str, ...]:
    """Return the slugs of the bundled five-year range."""
    return load_defaults().range


def bundled_slugs() -> tuple[str, ...]:
    """Return the slugs of all bundled scenarios, the five-year range first."""
    return load_defaults().range + load_defaults().beside


@lru_cache(maxsize=1)
def claim_ids() -> tuple[str, ...]:
    """Return the ids of the claims that scenarios can speak to."""
    path = Path(__file__).resolve().parents[1] / "evidence" / "claims" / "claims.yaml"
    entries = plain(read_tree(path, []))["claims"]
    return tuple(entry["id"] for entry in entries)


def find_scenario(name: str | Path, *beside: Path) -> Path:
    """Find the file of a slug or path.

    Parameters
    ----------
    name : slug or path; paths in a file count from that file
    beside : folders that go before that of the bundled ones, such as that of the file which names it

    Raises
    ------
    InputError
        If there is no such scenario.
    """
    found = _find("scenario", name, beside, (*beside, *bundled_folders()))
    return found if found is not None else Path(name)


def find_folder(name: str | Path) -> Path | None:
    """Find the folder of scenarios that is meant: one that is there, or that of a bundled world.

    Parameters
    ----------
    name : path, or name of a bundled world with a folder of scenarios

    Returns
    -------
    None if it is no folder, or the slug of a bundled scenario
    """
    text = str(name)
    if not text.strip() or text in bundled_slugs():
        return None
    if is_folder(Path(name)):
        return Path(name)
    return next((folder for folder in bundled_folders()[1:] if folder.name == text), None)


def find_parent_world(name: str | Path, *beside: Path) -> Path:
    """Find the file of the world that another one extends, see `find_scenario` and `find_world`.

    Parameters
    ----------
    name : slug or path, counted from the file that names it
    beside : its folder

    Raises
    ------
    FaultsError
        If there is no such world.
    """
    found = _find("world", name, beside, _world_folders(*beside))
    assert found is not None
    return found


def _find(what: str, name: str | Path, beside: tuple[Path, ...], folders: tuple[Path, ...]) -> Path | None:
    """Find the file of a slug in folders, or of a path beside the file that names it.

    Parameters
    ----------
    what : is looked for, in a word
    name : slug or path
    beside : folders from which paths count; none where a path was typed, for which None is returned
    folders : in which slugs are looked up, in this order
    """
    text, allowed = str(name), "a bundled slug or the path of a .yaml file"
    if not text.strip():
        raise _unfound(text, f"the name of a {what} is empty", allowed, _EMPTY, bool(beside))
    if text.endswith((".yaml", ".yml")) or "/" in text or isinstance(name, Path):
        found = next((folder / name for folder in beside if is_file(folder / name)), None)
        if beside and found is None:
            near = next((f"{text}.yaml" for folder in beside if is_file(folder / f"{text}.yaml")), "")
            hint = f"did you mean '{near}'?" if near else ""
            raise _unfound(text, f"there is no file {shortened(text)!r}", "", hint, bool(beside))
        return found
    found = next((path for folder in folders if is_file(path := folder / f"{text}.yaml")), None)
    if found is None:
        known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
        hint = did_you_mean(text, known) or ("`nrc-sim list` shows the bundled ones" if what == "scenario" else "")
        raise _unfound(text, f"there is no {what} {shortened(text)!r}", allowed, hint, bool(beside))
    return found


def _unfound(text: str, what: str, allowed: str, hint: str, named_in_file: bool) -> InputError:
    """Make the error of a name that leads nowhere; where a file named it, its place is put in by whoever read it."""
    if named_in_file:
        return FaultsError([Fault(Place(text), what, allowed, hint)])
    return InputError(what, allowed=allowed, suggestion=hint)


def _world_folders(*beside: Path) -> tuple[Path, ...]:
    """List the folders in which worlds are looked up: each given one, `worlds/` in it, and that of the bundled ones."""
    return (*(place for folder in beside for place in (folder, folder / "worlds")), bundled_folder() / "worlds")


def find_world(name: str, *beside: Path) -> Path | None:
    """Find the file of a world: in one of the folders, in `worlds/` in it, or bundled."""
    return next((path for folder in _world_folders(*beside) if is_file(path := folder / f"{name}.yaml")), None)


def known_worlds(*beside: Path) -> list[str]:
    """List the worlds that a file in one of the folders can name."""
    folders = [folder / "worlds" for folder in (*beside, bundled_folder())]
    return sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})


def is_folder(path: Path) -> bool:
    """Return whether there is a folder; a name that no folder can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Return whether there is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
