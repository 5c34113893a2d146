"""Other worlds than the bundled one: with more members and issues, or with two powers and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TypeVar

from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.scenario.template import world_text
from nrc_sim.scenario.world_schema import IssueEntry, MemberEntry, WorldFile

Entry = TypeVar("Entry", MemberEntry, IssueEntry)

BESIDE_MEMBERS = 2
"""Actors who are not members: the outside power, and the Alliance as an institution."""


_STORY = """
title: Ordinary years
description: Initiatives and crises at the rates that the world documents.
world: two_powers
horizon: {start: 2013-01, months: 60}
shocks:
  - {id: initiative, kind: initiative, hazard: documented}
  - {id: crisis, kind: crisis, hazard: documented}
"""


def smallest_scenario() -> Scenario:
    """Load a story of the smallest world that `nrc-sim new-world` writes: two powers and nothing between them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "two_powers.yaml").write_text(world_text("two_powers"), encoding="utf-8")
        story = Path(folder, "ordinary_years.yaml")
        story.write_text(_STORY, encoding="utf-8")
        return load_scenario(story)


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
