"""From a slug or path to a validated scenario: inheritance, world, checks."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from nrc_sim.errors import InputError
from nrc_sim.scenario.load import bundled_folder, read_mapping
from nrc_sim.scenario.schema import ScenarioFile, Section, month_number
from nrc_sim.scenario.world_schema import WorldFile

DEPTH_LIMIT = 16
"""Longest chain of `extends`."""

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
    """

    def __init__(self, file: ScenarioFile, world: WorldFile, path: Path) -> None:
        self.file, self.world, self.path = file, world, path
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
    range: tuple[str, ...]
    beside: tuple[str, ...]


@lru_cache(maxsize=1)
def load_defaults() -> Defaults:
    """Read the defaults that ship with the bundled scenarios."""
    content = read_mapping(bundled_folder() / "settings" / "defaults.yaml")
    return validated(
        Defaults, {key: tuple(v) if isinstance(v, list) else v for key, v in content.items()}, "defaults.yaml"
    )


def range_slugs() -> tuple[str, ...]:
    """Return the slugs of the bundled five-year range."""
    return load_defaults().range


def bundled_slugs() -> tuple[str, ...]:
    """Return the slugs of all bundled scenarios, the five-year range first."""
    return load_defaults().range + load_defaults().beside


def load_scenario(name: str | Path) -> Scenario:
    """Load a bundled scenario by its slug, or a scenario file by its path.

    Parameters
    ----------
    name : str or Path
        Slug of a bundled scenario, or path of a YAML file.

    Raises
    ------
    InputError
        If there is no such scenario, or the file or its world cannot be accepted.

    Examples
    --------
    >>> load_scenario("baseline").months
    60
    """
    path = find_scenario(name)
    content = inherited(path)
    file = validated(ScenarioFile, {"slug": path.stem, **content}, str(path))
    world = load_world(file.world)
    return Scenario(file, world, path)


def find_scenario(name: str | Path, beside: Path | None = None) -> Path:
    """Find the file of a slug or path; files beside the one that names it go first."""
    text = str(name)
    if text.endswith((".yaml", ".yml")) or "/" in text or isinstance(name, Path):
        return Path(name)
    for folder in (beside, bundled_folder()):
        if folder is not None and (folder / f"{text}.yaml").is_file():
            return folder / f"{text}.yaml"
    known = sorted(path.stem for path in bundled_folder().glob("*.yaml"))
    near = difflib.get_close_matches(text, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`nrc-sim list` shows the bundled ones"
    raise InputError(
        f"there is no scenario {text!r}", allowed="a bundled slug or the path of a .yaml file", suggestion=hint
    )


def inherited(path: Path, chain: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Read a scenario file and everything it extends, nearest last."""
    path = path.resolve() if path.exists() else path
    if path in chain or len(chain) >= DEPTH_LIMIT:
        shown = " -> ".join(step.stem for step in (*chain, path))
        raise InputError(f"`extends` goes in a circle or too deep: {shown}", place=str(path))
    content = read_mapping(path)
    parent = content.pop("extends", None)
    if parent is None:
        return content
    base = inherited(find_scenario(parent, path.parent), (*chain, path))
    # Who tells the story and where a file stands in the range is not passed on.
    return merged({key: value for key, value in base.items() if key not in ("slug", "range_end", "claims")}, content)


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Merge mappings; shocks merge by `id`, where `drop: true` removes one; anything else is replaced."""
    result = dict(base)
    for key, value in over.items():
        if key == "shocks" and isinstance(value, list):
            result[key] = _merged_shocks(result.get(key, []), value)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def _merged_shocks(base: list[Any], over: list[Any]) -> list[Any]:
    shocks = {shock.get("id"): shock for shock in base}
    for position, shock in enumerate(over):
        if not isinstance(shock, Mapping):
            raise InputError(f"shock number {position + 1} is {shock!r}", allowed="a mapping with an id")
        name = shock.get("id")
        if shock.get("drop") is True:
            if shocks.pop(name, None) is None:
                raise InputError(f"there is no inherited shock {name!r} to drop", allowed=", ".join(map(str, shocks)))
        else:
            shocks[name] = merged(shocks.get(name, {}), shock)
    return list(shocks.values())


@lru_cache(maxsize=8)
def load_world(slug: str) -> WorldFile:
    """Load a bundled world by its slug."""
    path = bundled_folder() / "worlds" / f"{slug}.yaml"
    if not path.is_file():
        known = sorted(world.stem for world in path.parent.glob("*.yaml"))
        raise InputError(f"there is no world {slug!r}", allowed=", ".join(known))
    return validated(WorldFile, {"slug": slug, **read_mapping(path)}, str(path))


def validated(kind: type[Model], content: Mapping[str, Any], place: str) -> Model:
    """Check plain data against its type; all faults are told in one error."""
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors()]
        raise InputError("; ".join(faults), place=place) from None


def last_month(scenario: Scenario) -> int:
    """Return the number of the month after the scenario's last one."""
    return month_number(scenario.start) + scenario.months
