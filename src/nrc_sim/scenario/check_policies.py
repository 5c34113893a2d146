"""What types cannot check of policies: the months of their steps, their areas, and shocks that set them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from nrc_sim.scenario.names import Finding, Names, find_outside_horizon
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.scenario_schema import Policies, PolicyChanges, ScenarioFile

_BY_AREA = ("frameworks", "links")
"""Policies that have a level for each area of cooperation."""


def check_plans(file: ScenarioFile) -> Iterator[Finding]:
    """Check the policies of a scenario, and those that its shocks set, without its world.

    Parameters
    ----------
    file : ScenarioFile
    """
    for path, level in _levels(file.policies, ("policies",)):
        if isinstance(level, tuple):
            months = [step.start for step in level]
            for position, month in enumerate(months):
                yield from find_outside_horizon(month, (*path, position, "from"), file.horizon)
            for position, (before, after) in enumerate(pairwise(months), start=1):
                if after <= before:
                    what = f"a step from {after} stands after one from {before}"
                    here = (*path, position, "from")
                    yield Finding(here, what, "steps in the order of their months, each month once")
    yield from _check_settings(file)


def _check_settings(file: ScenarioFile) -> Iterator[Finding]:
    """A policy has one level a month."""
    settings: dict[tuple[str, Path], tuple[str, float]] = {}
    for number, shock in enumerate(file.shocks):
        for path, level in _levels(shock.sets, ()):
            month = shock.first_month
            if month is None:
                continue
            first, set_to = settings.setdefault((month, path), (shock.id, level))
            if set_to != level:
                name, here = ".".join(map(str, path)), ("shocks", number)
                what = f"two levels of {name} in {month}: {set_to:g} by shock {first!r}, {level:g} here"
                where, needs = (*here, "sets", *path), ((*here, "at"),)
                yield Finding(where, what, "one level a month", "move or drop one of them", needs=needs)


def check_areas(policies: Policies | PolicyChanges, path: Path, names: Names) -> Iterator[Finding]:
    """Find areas of cooperation that a world does not have.

    Parameters
    ----------
    policies : of a scenario or a shock
    path : where they stand
    names : of the world
    """
    for table in _BY_AREA:
        yield from names.keys("area of cooperation", getattr(policies, table), (*path, table))


def _levels(policies: Policies | PolicyChanges, path: Path) -> Iterator[tuple[Path, Any]]:
    """List the levels given, each with its path."""
    for name in type(policies).model_fields:
        level = getattr(policies, name)
        if isinstance(level, Mapping):
            yield from (((*path, name, area), entry) for area, entry in level.items())
        elif level is not None:
            yield (*path, name), level
