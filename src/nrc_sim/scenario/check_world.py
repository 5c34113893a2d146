"""What types cannot tell of a world: names that must exist, roles in their order, ids that are unique."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from nrc_sim.scenario.names import Finding, Names
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import Settlement
from nrc_sim.scenario.world_schema import RegimeRole, WorldFile

TABLES = ("members", "issues", "areas", "regimes", "negotiations")
CLOCKS = ("lead_clock", "outside_clock", "commitment")


def check_world(world: WorldFile) -> list[Finding]:
    """Check that a world names only what it has.

    Parameters
    ----------
    world : WorldFile
    """
    names = Names(world)
    findings = [
        *_check_ids(world),
        *_check_roles(world),
        *_check_sensitivities(world),
        *_check_calendar(world),
    ]
    for number, talks in enumerate(world.negotiations):
        path: Path = ("negotiations", number)
        findings.extend(names.known("issue", talks.issue, (*path, "issue")))
        missing = [state for state in get_args(Settlement) if state not in talks.states]
        if missing:
            what = f"states are missing: {', '.join(missing)}"
            findings.append(Finding((*path, "states"), what, ", ".join(get_args(Settlement))))
        for state, entry in talks.states.items():
            findings.extend(names.acts(entry.acts, (*path, "states", state, "acts")))
    for name, kind in world.kinds.items():
        path = ("kinds", name)
        findings.extend(names.acts(kind.acts, (*path, "acts")))
        findings.extend(names.keys("area of cooperation", kind.areas, (*path, "areas")))
        findings.extend(names.optional("issue", kind.linked_to, (*path, "linked_to")))
        if kind.linked_to and any(names.weight(act) < 0 for act in kind.acts):
            findings.append(Finding((*path, "linked_to"), "a hostile act in a linked kind", "friendly acts alone"))
        for position, influence in enumerate(kind.scaled_by):
            where = (*path, "scaled_by", position, "variable")
            findings.extend(names.known("variable", influence.variable, where))
    findings.extend(names.known("regime", world.initial.regime, ("initial", "regime")))
    findings.extend(names.known("regime", world.initial.home, ("initial", "home")))
    return findings


def _check_roles(world: WorldFile) -> Iterator[Finding]:
    """The rules know actors and regimes by their roles, and codes follow their order."""
    for number, member in enumerate(world.members):
        if (member.role == "lead") != (number == 0):
            yield Finding(("members", number), f"{member.id!r} has the role {member.role!r}", "one lead, the first")
    for number, (regime, role) in enumerate(zip(world.regimes, get_args(RegimeRole), strict=False)):
        if regime.role != role:
            order = ", ".join(get_args(RegimeRole))
            yield Finding(("regimes", number, "role"), f"{regime.id!r} is {regime.role!r}", f"in order: {order}")


def _check_sensitivities(world: WorldFile) -> Iterator[Finding]:
    for name in ("outside_sensitivity", "member_sensitivity"):
        if not any(getattr(issue, name) > 0 for issue in world.issues):
            yield Finding(("issues",), f"{name} is 0 for every issue", "above 0 for one issue at least")


def _check_ids(world: WorldFile) -> Iterator[Finding]:
    for table in TABLES:
        seen: set[str] = set()
        for number, entry in enumerate(getattr(world, table)):
            if entry.id in seen:
                yield Finding((table, number, "id"), f"two of the {table} have the id {entry.id!r}")
            seen.add(entry.id)


def _check_calendar(world: WorldFile) -> Iterator[Finding]:
    for clock in CLOCKS:
        steps = getattr(world.calendar, clock)
        for number in range(1, len(steps)):
            if steps[number].start <= steps[number - 1].start:
                path: Path = ("calendar", clock, number, "from")
                yield Finding(path, f"{steps[number].start} does not come after {steps[number - 1].start}")
