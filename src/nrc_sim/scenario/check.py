"""What types cannot tell: names that must exist, dates inside the horizon, shocks that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, get_args

from nrc_sim.scenario.conditions import GRAMMAR, parse_condition
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import Act, ScenarioFile, Settlement, Shock, Size, month_number, month_text
from nrc_sim.scenario.variables import variable_names
from nrc_sim.scenario.world_schema import RegimeRole, WorldFile

GROUPS = ("outside", "alliance", "allies", "lead")
"""Names that stand for several actors: the members at the time, those but the lead, the lead."""


class Finding(NamedTuple):
    """A fault and the path of the value that it concerns."""

    path: Path
    what: str
    allowed: str = ""
    suggestion: str = ""


def check_scenario(file: ScenarioFile, world: WorldFile) -> list[Finding]:
    """Check a scenario against its world.

    Parameters
    ----------
    file : ScenarioFile
    world : WorldFile

    Returns
    -------
    all findings, in no particular order
    """
    names = Names(world)
    findings = [*_check_parameters(file, world), *_check_levers(file, names), *_check_contradictions(file)]
    for number, shock in enumerate(file.shocks):
        findings.extend(_check_shock(shock, ("shocks", number), file, names))
    return findings


def check_world(world: WorldFile) -> list[Finding]:
    """Check that a world names only what it has.

    Parameters
    ----------
    world : WorldFile
    """
    names = Names(world)
    findings = [*_check_roles(world), *_check_sensitivities(world)]
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


class Names:
    """The names that a world has, by what they stand for."""

    def __init__(self, world: WorldFile) -> None:
        self.world = world
        self.lists: dict[str, tuple[str, ...]] = {
            "actor": (*GROUPS, world.outside.id, *(member.id for member in world.members)),
            "issue": tuple(issue.id for issue in world.issues),
            "area of cooperation": tuple(area.id for area in world.areas),
            "regime": tuple(regime.id for regime in world.regimes),
            "negotiation": tuple(talks.id for talks in world.negotiations),
            "category of acts": tuple(world.categories),
            "kind of shock": tuple(world.kinds),
            "variable": variable_names(world),
        }

    def known(self, what: str, name: str, path: Path) -> Iterator[Finding]:
        """Find a name that does not exist."""
        names = self.lists[what]
        if name not in names:
            yield Finding(path, f"there is no {what} {name!r}", ", ".join(names), did_you_mean(name, names))

    def optional(self, what: str, name: str | None, path: Path) -> Iterator[Finding]:
        """Find a name that is given and does not exist."""
        return self.known(what, name, path) if name is not None else iter(())

    def keys(self, what: str, names: Iterable[str], path: Path) -> Iterator[Finding]:
        """Find keys that do not exist."""
        for name in names:
            yield from self.known(what, name, (*path, name))

    def members(self, names: Sequence[str], path: Path) -> Iterator[Finding]:
        """Find actors that do not exist."""
        for position, name in enumerate(names):
            yield from self.known("actor", name, (*path, position))

    def acts(self, acts: Sequence[Act], path: Path) -> Iterator[Finding]:
        """Find what is wrong with acts."""
        for position, act in enumerate(acts):
            here = (*path, position)
            yield from self.members(act.actors, (*here, "from"))
            yield from self.members(act.targets, (*here, "to"))
            yield from self.known("category of acts", act.category, (*here, "category"))
            yield from self.optional("issue", act.issue, (*here, "issue"))
            if self.is_outside(act.actors) == self.is_outside(act.targets):
                what = "an act runs between the outside power and members"
                yield Finding(here, what, f"`outside` or {self.world.outside.id!r} on one side, members on the other")

    def weight(self, act: Act) -> float:
        """Return the weight of an act, 0 where its category does not exist."""
        category = self.world.categories.get(act.category)
        return category.weight if category is not None else 0.0

    def is_outside(self, names: Sequence[str]) -> bool:
        """Say whether the outside power is meant."""
        return tuple(names) in (("outside",), (self.world.outside.id,))


def _check_parameters(file: ScenarioFile, world: WorldFile) -> Iterator[Finding]:
    groups = tuple(world.parameters)
    for group, values in file.parameters.items():
        path: Path = ("parameters", group)
        if group not in world.parameters:
            yield Finding(
                path, f"there is no group of parameters {group!r}", ", ".join(groups), did_you_mean(group, groups)
            )
            continue
        for name, value in values.items():
            yield from _check_parameter((*path, name), value, world)


def _check_parameter(path: Path, value: float, world: WorldFile) -> Iterator[Finding]:
    group, name = str(path[1]), str(path[2])
    names = tuple(world.parameters[group])
    if name not in names:
        everywhere = [f"{other}.{named}" for other, values in world.parameters.items() for named in values]
        near = did_you_mean(f"{group}.{name}", everywhere).replace("'", "'parameters.", 1)
        yield Finding(path, f"there is no parameter {name!r} in {group!r}", ", ".join(names), near)
        return
    quantity = world.parameters[group][name]
    low, high = quantity.range
    if not low <= value <= high:
        yield Finding(path, f"{name}: found {value:g}", f"from {low:g} to {high:g} ({quantity.unit})")


def _check_levers(file: ScenarioFile, names: Names) -> Iterator[Finding]:
    for table in ("frameworks", "links"):
        yield from names.keys("area of cooperation", getattr(file.policies, table), ("policies", table))
    for position, talks in enumerate(file.holds.negotiations):
        yield from names.known("negotiation", talks, ("holds", "negotiations", position))


def _check_shock(shock: Shock, path: Path, file: ScenarioFile, names: Names) -> Iterator[Finding]:
    yield from _check_timing(shock, path, file, names)
    yield from names.optional("kind of shock", shock.kind, (*path, "kind"))
    yield from names.acts(shock.acts, (*path, "acts"))
    yield from names.members(shock.actors, (*path, "from"))
    yield from names.members(shock.targets, (*path, "to"))
    yield from names.keys("area of cooperation", shock.areas, (*path, "areas"))
    yield from names.optional("regime", shock.institution, (*path, "institution"))
    yield from names.optional("negotiation", shock.opens, (*path, "opens"))
    yield from names.keys("negotiation", shock.settles, (*path, "settles"))
    yield from _check_size(shock.size, (*path, "size"), names.world)
    own = (shock.acts, shock.areas, shock.settles, shock.opens, shock.institution, shock.consults)
    if shock.kind is None and not any(own):
        yield Finding(path, f"shock {shock.id!r} does nothing", "a kind, or acts of its own")
    if shock.acts and (shock.actors or shock.targets):
        yield Finding((*path, "from" if shock.actors else "to"), "from and to beside acts", "they stand in each act")


def _check_timing(shock: Shock, path: Path, file: ScenarioFile, names: Names) -> Iterator[Finding]:
    start = month_number(file.horizon.start)
    horizon = f"{file.horizon.start} to {month_text(start + file.horizon.months - 1)}"
    dates = [((*path, "at"), shock.at)] if shock.at else []
    dates += [((*path, "window", position), month) for position, month in enumerate(shock.window or ())]
    for where, month in dates:
        if not 0 <= month_number(month) - start < file.horizon.months:
            yield Finding(where, f"{month} lies outside the horizon", horizon)
    kind = names.world.kinds.get(shock.kind or "")
    if shock.hazard == "documented" and (kind is None or kind.rate is None):
        rated = [name for name, entry in names.world.kinds.items() if entry.rate is not None]
        what = f"the kind {shock.kind!r} documents no rate"
        yield Finding((*path, "hazard"), what, f"a probability a month; rates are documented for {', '.join(rated)}")
    if shock.when is not None:
        yield from _check_condition(shock.when, (*path, "when"), names)


def _check_condition(text: str, path: Path, names: Names) -> Iterator[Finding]:
    try:
        condition = parse_condition(text)
    except ValueError as error:
        yield Finding(path, str(error), GRAMMAR)
        return
    for term in condition.terms:
        yield from names.known("variable", term.variable, path)


def _check_size(size: float | Size, path: Path, world: WorldFile) -> Iterator[Finding]:
    low, high = world.size_range
    values = _support(size)
    wrong = [value for value in values if not low <= value <= high]
    if wrong:
        yield Finding(path, f"size: found {wrong[0]:g}", f"from {low:g} to {high:g} (multiple of the acts and effects)")


def _support(size: float | Size) -> tuple[float, ...]:
    if not isinstance(size, Size):
        return (size,)
    return size.uniform or size.triangular or tuple(value for value, _ in size.discrete or ())


def _check_contradictions(file: ScenarioFile) -> Iterator[Finding]:
    settled: dict[tuple[str, str], str] = {}
    for number, shock in enumerate(file.shocks):
        commands = {**({shock.opens: "talks"} if shock.opens else {}), **shock.settles}
        for talks, state in commands.items():
            path: Path = ("shocks", number)
            if talks in file.holds.negotiations and file.role != "history":
                what = f"shock {shock.id!r} moves the negotiation {talks!r}, which the scenario holds"
                yield Finding(path, what, suggestion="drop the shock, or take it out of holds.negotiations")
            if shock.at and settled.setdefault((talks, shock.at), state) != state:
                what = f"two shocks bring the negotiation {talks!r} into different states in {shock.at}"
                yield Finding(path, what, suggestion="move or drop one of them")
