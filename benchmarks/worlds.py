"""Larger worlds: the bundled one with more members and issues."""

from __future__ import annotations

from typing import TypeVar

from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.scenario.world_schema import IssueEntry, MemberEntry, WorldFile

Entry = TypeVar("Entry", MemberEntry, IssueEntry)

BESIDE_MEMBERS = 2
"""Actors who are not members: the outside power, and the Alliance as an institution."""


def enlarged_scenario(slug: str, actors: int, issues: int) -> Scenario:
    """Load a bundled scenario into a world with more members and issues.

    Parameters
    ----------
    slug : of a bundled scenario
    actors, issues : how many there shall be, at least as many as there are

    Notes
    -----
    Added members are copies of those other than the lead in turn, added issues copies of all; no act is about the
    added issues, so that they drift and weigh only.
    """
    scenario = load_scenario(slug)
    world = scenario.world
    changes = {
        "members": (*world.members, *_more_members(world, actors - BESIDE_MEMBERS - len(world.members))),
        "issues": (*world.issues, *_more_issues(world, issues - len(world.issues))),
    }
    return Scenario(scenario.file, world.model_copy(update=changes), scenario.path, scenario.tree)


def _more_members(world: WorldFile, count: int) -> list[MemberEntry]:
    allies = [entry for entry in world.members if entry.role == "member"]
    copied = (allies[number % len(allies)] for number in range(count))
    return [_renamed(entry, f"added_member_{number}") for number, entry in enumerate(copied)]


def _more_issues(world: WorldFile, count: int) -> list[IssueEntry]:
    copied = (world.issues[number % len(world.issues)] for number in range(count))
    return [_renamed(entry, f"added_issue_{number}") for number, entry in enumerate(copied)]


def _renamed(entry: Entry, name: str) -> Entry:
    return entry.model_copy(update={"id": name, "name": name})
