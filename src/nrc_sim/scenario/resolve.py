"""From a slug or path to a validated scenario: inheritance, settings, types, names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import find_scenario, find_world, known_worlds
from nrc_sim.scenario.check import check_scenario, check_story
from nrc_sim.scenario.check_given import check_given, check_told
from nrc_sim.scenario.composition import files_of, inherited, inherited_tree
from nrc_sim.scenario.explain import Checked
from nrc_sim.scenario.faults import Fault, FaultsError, Place, did_you_mean, nearest
from nrc_sim.scenario.loading import add_findings, checked_tree, with_slug
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Node, place_of
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.schema import month_number
from nrc_sim.scenario.settings import with_full_paths, with_settings
from nrc_sim.scenario.words import known_keys
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import Identity, identity, load_world
from nrc_sim.text.html_tables import html_table
from nrc_sim.text.wording import counted


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

    @property
    def written(self) -> Node:
        """The tree, or an empty one if it was not read from a file."""
        return self.tree if self.tree is not None else Node({}, Place(str(self.path)))

    @property
    def past_path(self) -> Path | None:
        """Path of the history that it continues, looked for beside the scenario, and beside the file that names it."""
        if self.file.continues is None:
            return None
        return find_scenario(self.file.continues, *_folders(self.tree, "continues", self.path))

    def _repr_html_(self) -> str:
        rows = [("title", self.title), ("start", self.start), ("months", self.months), ("shocks", len(self.shocks))]
        rows += [("world", self.world.title), ("description", " ".join(self.description.split()))]
        return html_table(f"Scenario {self.slug}", ("", "value"), rows)

    def __repr__(self) -> str:
        size = f"{counted(self.months, 'month')}, {counted(len(self.shocks), 'shock')}"
        return f"Scenario({self.slug!r}, {self.start}, {size})"


def load_scenario(name: str | Path, settings: Sequence[str] = ()) -> Scenario:
    """Load a bundled scenario by its slug, or a scenario file by its path.

    Parameters
    ----------
    name : str or Path
        Slug of a bundled scenario, or path of a YAML file.
    settings : sequence of str
        Changes such as `policies.dialogue=0.5`; they act from the scenario's first month.

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
    tree = inherited_tree(path, find_scenario, faults)
    _refuse_world(tree, path)
    return _resolved(with_settings(tree, settings, faults), path, faults)


def with_changes(scenario: Scenario, settings: Sequence[str]) -> Scenario:
    """Return a scenario as if it had been loaded with changes.

    Parameters
    ----------
    scenario : as loaded; its file is not read again
    settings : see `load_scenario`

    Raises
    ------
    InputError
        If it cannot be accepted with them, or was not read from a file.
    """
    if not settings:
        return scenario
    if scenario.tree is None:
        what = f"the scenario '{scenario.slug}' was made in Python, and has no text that could be changed"
        raise InputError(what, allowed="a scenario that was loaded")
    faults: list[Fault] = []
    return _resolved(with_settings(scenario.tree, settings, faults), scenario.path, faults, scenario)


def resolved_tree(tree: Node, before: Scenario) -> Scenario:
    """Return a scenario with another tree, which plays in the same world after the same history.

    Parameters
    ----------
    tree : the scenario after inheritance, with what was changed
    before : the scenario that was changed

    Raises
    ------
    InputError
        If it cannot be accepted; with all its faults.
    """
    return _resolved(tree, before.path, [], before)


def _refuse_world(tree: Node, path: Path) -> None:
    """Refuse a world in one sentence, rather than each of its keys."""
    own, needed = known_keys(ScenarioFile, ()), {"world", "horizon"}
    of_world = [key for key in tree.content if key in known_keys(WorldFile, ()) and key not in own]
    if of_world and not needed & tree.content.keys():
        what = "this is a world; what can be run is a scenario that plays in it"
        hint = f"write one beside it that says `world: {path.stem}` and a `horizon`"
        raise FaultsError([Fault(place_of(tree, (of_world[0],), key=True), what, suggestion=hint)])


def scenario_of(node: Node, path: Path) -> Scenario:
    """Make the scenario that a mapping within another file describes, as a file of its own would.

    Parameters
    ----------
    node : its tree, as read from the file
    path : the file

    Raises
    ------
    InputError
        If it cannot be accepted; with all its faults.
    """
    faults: list[Fault] = []
    return _resolved(inherited(node, path, find_scenario, faults), path, faults)


def _resolved(tree: Node, path: Path, faults: list[Fault], before: Scenario | None = None) -> Scenario:
    """Check a tree after inheritance and settings; what it has in common with the scenario before these is known."""
    checked = checked_tree(ScenarioFile, with_slug(tree, path), faults)
    world = None
    if checked.model is not None:
        same = before is not None and _is_set_in_same(checked.model, before.file)
        world = before.world if before is not None and same else _world_of(checked, checked.model, path, faults)
        findings = [*check_story(checked.model), *check_given(checked.model)]
        findings += [*([] if same else _check_past(checked.model, checked.tree, path))]
        if world is not None:
            findings += [*check_scenario(checked.model, world), *check_told(checked.model, world)]
        add_findings(findings, checked, faults)
    if faults or checked.model is None or world is None:
        raise FaultsError(with_full_paths(faults, tree, world))
    return Scenario(checked.model, world, path, checked.tree)


def _is_set_in_same(file: ScenarioFile, before: ScenarioFile) -> bool:
    """Return whether two scenarios play in the same world, after the same history."""
    return (file.world, file.continues, file.horizon.start) == (before.world, before.continues, before.horizon.start)


def _folders(tree: Node | None, key: str, path: Path) -> tuple[Path, ...]:
    """Return where to look for what a key names: beside the scenario, then beside the file in which the key stands."""
    place = place_of(tree, (key,)) if tree is not None else None
    own = () if place is None or place.is_option else (Path(place.file).parent,)
    return tuple(dict.fromkeys((path.parent, *own)))


def _world_of(checked: Checked[ScenarioFile], file: ScenarioFile, path: Path, faults: list[Fault]) -> WorldFile | None:
    """Load the world of a scenario, or the one whose name is nearest, so that the rest can be checked."""
    beside = _folders(checked.tree, "world", path)
    known = known_worlds(*beside)
    found = find_world(file.world, *beside)
    if found is None:
        what = f"there is no world {file.world!r}"
        finding = Finding(("world",), what, ", ".join(known), did_you_mean(file.world, known))
        add_findings([finding], checked, faults)
        near = nearest(file.world, known) or (known[0] if len(known) == 1 else "")
        found = find_world(near, *beside) if near else None
    try:
        return load_world(found) if found is not None else None
    except FaultsError as error:
        faults.extend(error.faults)
        return None


class _Past(NamedTuple):
    """What matters of a history: its world, the month after its last, and what it continues itself."""

    world: str
    end: int
    continues: str | None


@lru_cache(maxsize=16)
def _past(path: Path, _identities: tuple[Identity, ...]) -> _Past:
    faults: list[Fault] = []
    checked = checked_tree(ScenarioFile, with_slug(inherited_tree(path, find_scenario, faults), path), faults)
    if faults or checked.model is None:
        raise FaultsError(faults)
    file = checked.model
    return _Past(file.world, month_number(file.horizon.start) + file.horizon.months, file.continues)


def _check_past(file: ScenarioFile, tree: Node, path: Path) -> Iterator[Finding]:
    if file.continues is None:
        return
    where = ("continues",)
    try:
        found = find_scenario(file.continues, *_folders(tree, "continues", path))
        past = _past(found, tuple(map(identity, files_of(found, find_scenario))))
    except FaultsError as error:
        first = error.faults[0]
        lost = "there is no" in first.what
        what = first.what if lost else f"the history {file.continues!r} cannot be accepted: {first.place}: {first.what}"
        yield Finding(where, what, first.allowed, first.suggestion)
        return
    if past.continues is not None:
        what = f"{file.continues!r} itself continues {past.continues!r}"
        yield Finding(where, what, "a history that starts at the beginning")
    elif past.world != file.world or past.end != month_number(file.horizon.start):
        what = f"the history {file.continues!r} of world {past.world!r} does not end where the horizon starts"
        allowed = f"a history of {file.world!r} that ends in the month before {file.horizon.start}"
        start = ("horizon", "start")
        yield Finding(where, what, allowed, needs=(("world",), start), against=(start,))
