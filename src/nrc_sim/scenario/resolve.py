"""From a slug or path to a validated scenario: inheritance, settings, types, names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field

from nrc_sim.errors import InputError
from nrc_sim.scenario.check import Finding, check_scenario, check_world
from nrc_sim.scenario.composition import inherited_tree, with_settings
from nrc_sim.scenario.explain import validated
from nrc_sim.scenario.faults import Fault, FaultsError, Place, did_you_mean
from nrc_sim.scenario.nodes import Entry, Node, mapping_node, place_of
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.schema import ScenarioFile, Section, Texts
from nrc_sim.scenario.world_schema import WorldFile

Model = TypeVar("Model", bound=Section)


class Scenario:
    """A validated scenario with its world.

    Attributes
    ----------
    file : ScenarioFile
        The scenario after inheritance.
    world : WorldFile
        The world it plays in.
    path : Path
        Where it was read from.
    tree : Node
        The scenario after inheritance, each value with its place.
    """

    def __init__(self, file: ScenarioFile, world: WorldFile, path: Path, tree: Node | None = None) -> None:
        self.file, self.world, self.path, self.tree = file, world, path, tree
        self.slug, self.title, self.description = file.slug, file.title, file.description
        self.claims, self.shocks, self.range_end = file.claims, file.shocks, file.range_end
        self.start, self.months = file.horizon.start, file.horizon.months

    def resolved(self) -> dict[str, Any]:
        """Return the scenario after inheritance as plain data."""
        return self.file.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @property
    def hash(self) -> str:
        """Hex digest of everything that the scenario and its world say."""
        world = self.world.model_dump(mode="json", by_alias=True)
        text = json.dumps([self.resolved(), world], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __repr__(self) -> str:
        return f"Scenario({self.slug!r}, {self.start}, {self.months} months, {len(self.shocks)} shocks)"


class Defaults(Section):
    """Defaults of the command line and of the Python interface."""

    runs: int = Field(ge=1)
    seed: int = Field(ge=0)
    output: str
    range: Texts
    beside: Texts


@lru_cache(maxsize=1)
def bundled_folder() -> Path:
    """Return the folder of the bundled scenarios, in a wheel or beside the sources of a clone."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parents[1] / "scenarios"


@lru_cache(maxsize=1)
def load_defaults() -> Defaults:
    """Read the defaults that ship with the bundled scenarios."""
    return _loaded(Defaults, bundled_folder() / "settings" / "defaults.yaml")


def range_slugs() -> tuple[str, ...]:
    """Return the slugs of the bundled five-year range."""
    return load_defaults().range


def bundled_slugs() -> tuple[str, ...]:
    """Return the slugs of all bundled scenarios, the five-year range first."""
    return load_defaults().range + load_defaults().beside


def load_scenario(name: str | Path, settings: Sequence[str] = ()) -> Scenario:
    """Load a bundled scenario by its slug, or a scenario file by its path.

    Parameters
    ----------
    name : str or Path
        Slug of a bundled scenario, or path of a YAML file.
    settings : sequence of str
        Changes such as `policies.dialogue=0.5`.

    Raises
    ------
    InputError
        If there is no such scenario, or the file or its world cannot be accepted; with all faults of the file.

    Examples
    --------
    >>> load_scenario("baseline").months
    60
    """
    path = find_scenario(name)
    faults: list[Fault] = []
    tree = with_settings(inherited_tree(path, find_scenario, faults), settings)
    tree = _with_slug(tree, path)
    file, sound = validated(ScenarioFile, tree, faults)
    world = _world_of(file, sound, path, faults) if file is not None else None
    if file is not None and world is not None:
        faults.extend(_placed(check_scenario(file, world), sound))
    if faults or file is None or world is None:
        raise FaultsError(_first_at_each_place(faults))
    return Scenario(file, world, path, tree)


def find_scenario(name: str | Path, beside: Path | None = None) -> Path:
    """Find the file of a slug or path.

    Parameters
    ----------
    name : slug or path; paths in a file count from that file
    beside : folder of the file that names it, which goes before the bundled ones
    """
    text = str(name)
    if text.endswith((".yaml", ".yml")) or "/" in text or isinstance(name, Path):
        return Path(name) if beside is None else beside / name
    folders = [folder for folder in (beside, bundled_folder()) if folder is not None]
    for folder in folders:
        if (folder / f"{text}.yaml").is_file():
            return folder / f"{text}.yaml"
    known = sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})
    hint = did_you_mean(text, known) or "`nrc-sim list` shows the bundled ones"
    what, allowed = f"there is no scenario {text!r}", "a bundled slug or the path of a .yaml file"
    if beside is not None:
        raise FaultsError([Fault(Place(str(beside)), what, allowed, hint)])
    raise InputError(what, allowed=allowed, suggestion=hint)


def _with_slug(tree: Node, path: Path) -> Node:
    """Name a scenario after its file unless it names itself."""
    if "slug" in tree.content:
        return tree
    place = Place(str(path))
    slug = Entry(place, Node(path.name.rsplit(".", 1)[0], place))
    return mapping_node({"slug": slug, **tree.content}, tree.place)


def _world_of(file: ScenarioFile, tree: Node, path: Path, faults: list[Fault]) -> WorldFile | None:
    """Find the world of a scenario: beside it, in `worlds/` beside it, or bundled."""
    folders = (path.parent, path.parent / "worlds", bundled_folder() / "worlds")
    for folder in folders:
        if (folder / f"{file.world}.yaml").is_file():
            return load_world(folder / f"{file.world}.yaml")
    known = sorted(world.stem for world in folders[-1].glob("*.yaml"))
    what = f"there is no world {file.world!r}"
    faults.append(Fault(place_of(tree, ("world",)), what, ", ".join(known), did_you_mean(file.world, known)))
    return None


@lru_cache(maxsize=16)
def _load_world(path: Path, changed: int) -> WorldFile:  # noqa: ARG001 - a changed file is another one
    return _loaded(WorldFile, path, check_world)


def load_world(name: str | Path) -> WorldFile:
    """Load a bundled world by its slug, or a world file by its path.

    Raises
    ------
    InputError
        If the file cannot be accepted; with all its faults.
    """
    path = name if isinstance(name, Path) else bundled_folder() / "worlds" / f"{name}.yaml"
    if not path.is_file():
        known = sorted(world.stem for world in (bundled_folder() / "worlds").glob("*.yaml"))
        raise InputError(f"there is no world {str(name)!r}", allowed=", ".join(known))
    return _load_world(path, path.stat().st_mtime_ns)


def _loaded(kind: type[Model], path: Path, check: Any = None) -> Model:
    faults: list[Fault] = []
    tree = read_tree(path, faults)
    found, sound = validated(kind, _with_slug(tree, path) if "slug" in kind.model_fields else tree, faults)
    if found is not None and check is not None:
        faults.extend(_placed(check(found), sound))
    if faults or found is None:
        raise FaultsError(_first_at_each_place(faults))
    return found


def _placed(findings: Iterable[Finding], tree: Node) -> Iterable[Fault]:
    for finding in findings:
        yield Fault(place_of(tree, finding.path), finding.what, finding.allowed, finding.suggestion)


def _first_at_each_place(faults: Iterable[Fault]) -> list[Fault]:
    """Keep the first fault of each place: what is wrong with a scalar goes before what that leads to."""
    first: dict[tuple[str, int, int], Fault] = {}
    for fault in faults:
        first.setdefault((fault.place.file, fault.place.line, fault.place.column), fault)
    return list(first.values())
