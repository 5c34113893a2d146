"""The difference between two scenarios in named elements, and scenarios that have some of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.scenario_schema import (
    Beginning,
    Holds,
    Policies,
    ScenarioFile,
    Shock,
    level_in_words,
    start_in_words,
)

_KeyPath = tuple[str, ...]
"""Where a value stands, such as `("policies", "frameworks", area)` or `("shocks", id)`."""

_SECTIONS = {"initial": "beginning", "policies": "policy", "holds": "hold"}
_SECTIONS |= {"parameters": "parameter", "shocks": "shock"}
"""Parts of a scenario file whose values can differ, and what one such value is called."""

_SHARED = ("world", "continues", "horizon")
"""Keys that both scenarios must have in common: they share neither random numbers nor months otherwise."""


@dataclass(frozen=True)
class Element:
    """One thing in which a scenario differs from its baseline.

    Attributes
    ----------
    path : tuple of str
        Where it stands, such as `("shocks", "exercise_2015")`.
    kind : str
        "shock", "policy", "parameter", "hold" or "beginning".
    change : str
        "added", "changed" or "dropped".
    label : str
        A few words for people.
    """

    path: _KeyPath
    kind: str
    change: str
    label: str

    @property
    def name(self) -> str:
        """Its path in a line, such as `policies.frameworks.afghanistan`."""
        return ".".join(self.path)

    def describe(self) -> dict[str, str]:
        """Return the element as plain data."""
        return {"name": self.name, "kind": self.kind, "change": self.change, "label": self.label}


def find_elements(scenario: Scenario, baseline: Scenario) -> tuple[Element, ...]:
    """Name everything in which a scenario differs from its baseline: shocks by id, policies, parameters, holds.

    Parameters
    ----------
    scenario, baseline : of the same world, history and horizon

    Raises
    ------
    InputError
        If world, history or horizon differ, or nothing does.
    """
    for key in _SHARED:
        mine, theirs = getattr(scenario.file, key), getattr(baseline.file, key)
        if mine != theirs:
            what = f"'{scenario.slug}' and '{baseline.slug}' differ in `{key}`: {mine} and {theirs}"
            raise InputError(what, allowed=f"scenarios with the same {', '.join(_SHARED)}")
    mine, theirs = _flatten(scenario.file), _flatten(baseline.file)
    paths = [path for path in dict.fromkeys((*theirs, *mine)) if mine.get(path) != theirs.get(path)]
    if not paths:
        what = f"'{scenario.slug}' does not differ from '{baseline.slug}'"
        raise InputError(what, allowed="two different scenarios", suggestion="name another one with --baseline")
    ordered = sorted(paths, key=lambda path: list(_SECTIONS).index(path[0]))
    return tuple(_element(path, mine.get(path), theirs.get(path), scenario) for path in ordered)


def _element(path: _KeyPath, mine: Any, theirs: Any, scenario: Scenario) -> Element:
    change = "added" if theirs is None else "dropped" if mine is None else "changed"
    return Element(path, _SECTIONS[path[0]], change, _label(path, mine, theirs, scenario))


def _label(path: _KeyPath, mine: Any, theirs: Any, scenario: Scenario) -> str:
    shock = mine if mine is not None else theirs
    if not isinstance(shock, Shock):
        listed = path[0] != "policies" and isinstance(shock, tuple)
        moved = "" if listed else f" {_number(theirs)} to {_number(mine)}"
        return f"{' '.join(path[1:]).replace('_', ' ')}{moved}"
    kind = scenario.world.kinds[shock.kind].label if shock.kind else shock.id.replace("_", " ")
    dropped = "without " if mine is None else "changed: " if theirs is not None else ""
    return f"{dropped}{shock.label or kind}{f', {shock.first_month}' if shock.first_month else ''}"


def _number(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        return "unset" if value is None else str(value).lower()
    if isinstance(value, Mapping):
        return start_in_words(value, "{:g}".format, lambda name: name.replace("_", " "))
    return level_in_words(value, "{:g}".format)


def _flatten(file: ScenarioFile) -> dict[_KeyPath, Any]:
    """Return the values that can differ by their paths; what is absent has no path."""
    # Whom the trust of one actor is toward is one value: a number toward all of them is another form of it.
    begun = {("initial", table, name): level for table, levels in file.initial for name, level in levels.items()}
    sections = {"policies": dict(file.policies), "holds": file.holds.model_dump(), "parameters": file.parameters}
    flat = begun | {(name, *path): value for name, section in sections.items() for path, value in _leaves(section)}
    return flat | {("shocks", shock.id): shock for shock in file.shocks}


def _leaves(section: Mapping[str, Any]) -> Iterator[tuple[_KeyPath, Any]]:
    for key, value in section.items():
        if isinstance(value, Mapping):
            yield from (((key, *path), leaf) for path, leaf in _leaves(value))
        else:
            yield (key,), value


def mix_scenarios(scenario: Scenario, baseline: Scenario, elements: Sequence[Element]) -> Scenario:
    """Make the baseline with some elements of a scenario.

    Parameters
    ----------
    scenario, baseline : see `find_elements`
    elements : those that are as in the scenario; everything else is as in the baseline

    Notes
    -----
    Shocks keep their identifiers, and so their random draws. Their order is that of the baseline, then that of
    the scenario, as inheritance gives it.
    """
    mine, mixed = _flatten(scenario.file), _flatten(baseline.file)
    order = list(dict.fromkeys((*mixed, *mine)))
    for element in elements:
        if element.path in mine:
            mixed[element.path] = mine[element.path]
        else:
            mixed.pop(element.path)
    parts = _unflatten({path: mixed[path] for path in order if path in mixed})
    update = {
        "initial": Beginning.model_validate(parts["initial"]),
        "policies": Policies.model_validate(parts["policies"]),
        "holds": Holds.model_validate(parts["holds"]),
        "parameters": parts["parameters"],
        "shocks": tuple(parts["shocks"].values()),
    }
    return Scenario(scenario.file.model_copy(update=update), scenario.world, baseline.path, baseline.tree)


def _unflatten(flat: Mapping[_KeyPath, Any]) -> dict[str, dict[str, Any]]:
    nested: dict[str, dict[str, Any]] = {name: {} for name in _SECTIONS}
    for (*above, last), value in flat.items():
        place = nested
        for key in above:
            place = place.setdefault(key, {})
        place[last] = value
    return nested
