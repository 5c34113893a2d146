"""What types cannot check in a world: names that must exist and differ, roles and months in their order."""

from __future__ import annotations

from collections.abc import Iterator

from nrc_sim.scenario.check_amounts import check_amounts
from nrc_sim.scenario.check_states import check_states, homes_of
from nrc_sim.scenario.names import GROUPS, Finding, Names, find_missing, find_twice
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import Kind
from nrc_sim.scenario.side_schema import ALWAYS
from nrc_sim.scenario.sides import FIRST_SIDE, SECOND_SIDE, Side
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.wording import with_article

_TABLES = ("members", "issues", "areas", "regimes", "negotiations")
_CLOCKS = ("lead_clock", "outside_clock", "commitment")
_RENEWALS = ("lead_renewals", "outside_renewals")


def check_world(world: WorldFile) -> list[Finding]:
    """Check that a world names only what it has, and that its numbers can mean what they say.

    Parameters
    ----------
    world : WorldFile
    """
    names = Names(world)
    findings = [
        *_check_ids(world),
        *_check_names(world),
        *_check_roles(world),
        *_check_calendar(world),
        *_check_beginning(world, names),
        *_check_covariates(world),
        *check_amounts(world),
        *check_states(world, names),
    ]
    for name, kind in world.kinds.items():
        findings.extend(_check_kind(kind, ("kinds", name), names))
    return findings


def _check_kind(kind: Kind, path: Path, names: Names) -> Iterator[Finding]:
    yield from names.acts(kind.acts, (*path, "acts"))
    yield from names.keys("area of cooperation", kind.areas, (*path, "areas"))
    yield from names.optional("issue", kind.linked_to, (*path, "linked_to"))
    if kind.linked_to and any(names.weight(act) < 0 for act in kind.acts):
        yield Finding((*path, "linked_to"), "a hostile act in a linked kind", "friendly acts alone")
    variables = [((*path, "scaled_by", place, "variable"), it.variable) for place, it in enumerate(kind.scaled_by)]
    for where, variable in variables:
        yield from names.known("variable", variable, where)
    yield from find_twice("variable", variables)


def _check_covariates(world: WorldFile) -> Iterator[Finding]:
    """Powers have covariates that the world names, within their ranges."""
    for side in world.sides:
        for path, power in zip(side.paths, side.powers, strict=True):
            for name, value in power.covariates:
                where = (*path, "covariates", name)
                yield from find_missing("covariate", name, tuple(world.covariates), where, key=True)
                low, high = world.covariates[name].range if name in world.covariates else (value, value)
                if not low <= value <= high:
                    yield Finding(where, f"{name}: found {value:g}", f"from {low:g} to {high:g}")


def _check_roles(world: WorldFile) -> Iterator[Finding]:
    """The rules know actors by their roles, and codes follow their order."""
    for number, member in enumerate(world.members):
        if (member.role == "lead") != (number == 0):
            yield Finding(("members", number), f"{member.id!r} has the role {member.role!r}", "one lead, the first")
    for number, side in enumerate(world.given_sides):
        known = tuple(power.id for power in side.powers)
        if side.lead is not None:
            yield from find_missing("power of this side", side.lead, known, ("sides", number, "lead"))


def _check_ids(world: WorldFile) -> Iterator[Finding]:
    for table in _TABLES:
        seen: set[str] = set()
        for number, entry in enumerate(getattr(world, table)):
            if entry.id in seen:
                yield Finding((table, number, "id"), f"two of the {table} have the id {entry.id!r}")
            seen.add(entry.id)
    first, second = world.sides
    taken = _words((first, second))
    for side in (second, first):
        for path, power in zip(side.paths, side.powers, strict=True):
            if power.id in taken:
                what = f"the id {power.id!r} is a word for several actors"
                yield Finding((*path, "id"), what, f"any other; taken are {', '.join(taken)}")
    others = {power.id: path for path, power in zip(second.paths, second.powers, strict=True)}
    for path, power in zip(first.paths, first.powers, strict=True):
        if power.id in others:
            whose = "the outside power" if len(others) == 1 else f"a power of {with_article(second.name)}"
            what = f"the id {power.id!r} is that of {whose}"
            yield Finding((*path, "id"), what, "an id of its own", against=((*others[power.id], "id"),))
    yield from _check_sides(world)
    yield from find_twice(
        "class", [(("outcomes", "classes", place), it) for place, it in enumerate(world.outcomes.classes)]
    )


def _words(sides: tuple[Side, Side]) -> tuple[str, ...]:
    """Return the words that no power can have as its id: those of every world, and those of its sides."""
    own = [word for side in sides for word in side.groups if not (word == side.id and len(side.powers) == 1)]
    return tuple(dict.fromkeys((*GROUPS, *own)))


def _check_sides(world: WorldFile) -> Iterator[Finding]:
    """Two sides, and two powers of a side, are told apart by their ids; powers come before they go."""
    for number, side in enumerate(world.given_sides):
        yield from find_twice(
            "power", [(("sides", number, "powers", place, "id"), power.id) for place, power in enumerate(side.powers)]
        )
        if side.id in GROUPS and side.id != (FIRST_SIDE, SECOND_SIDE)[number]:
            what = f"the id {side.id!r} is a word for other actors"
            yield Finding(("sides", number, "id"), what, f"any other; taken are {', '.join(GROUPS)}")
    yield from find_twice("side", [(("sides", number, "id"), it.id) for number, it in enumerate(world.given_sides)])
    for both in world.sides:
        for path, power in zip(both.paths, both.powers, strict=True):
            if power.left is not None and power.left <= power.joined:
                what = f"{power.id!r} leaves in {power.left}, before it has joined"
                yield Finding((*path, "left"), what, f"after {power.joined}", needs=((*path, "joined"),))


def _check_names(world: WorldFile) -> Iterator[Finding]:
    """Names and codes stand in tables, figures and observed series, where nothing else tells their bearers apart."""
    powers = [pair for side in reversed(world.sides) for pair in zip(side.paths, side.powers, strict=True)]
    for key in ("name", "code"):
        given = [((*path, key), getattr(power, key)) for path, power in powers]
        yield from find_twice(key, [(path, name) for path, name in given if name])
    for table in _TABLES[1:]:
        yield from find_twice(
            "name", [((table, place, "name"), it.name) for place, it in enumerate(getattr(world, table))]
        )
    yield from find_twice("name", [(("outcomes", "names", place), it) for place, it in enumerate(world.outcomes.names)])


def _check_calendar(world: WorldFile) -> Iterator[Finding]:
    calendar = world.calendar
    for name in (*_CLOCKS, *_RENEWALS):
        key = "at" if name in _RENEWALS else "from"
        months = [entry.at if name in _RENEWALS else entry.start for entry in getattr(calendar, name)]
        for number in range(1, len(months)):
            if months[number] <= months[number - 1]:
                path: Path = ("calendar", name, number, key)
                what = f"{months[number]} does not come after {months[number - 1]}"
                yield Finding(path, what, "months in their order, each once")


def _check_beginning(world: WorldFile, names: Names) -> Iterator[Finding]:
    for key in ("regime", "home"):
        name = getattr(world.initial, key)
        if name is None and world.regimes:
            what, known = f"no {key}, though there is an institution", ", ".join(names.lists["regime"])
            yield Finding(("initial",), what, known, needs=(("regimes",),))
        yield from names.optional("regime", name, ("initial", key))
    homes = homes_of(world)
    if world.initial.home in names.lists["regime"] and homes and world.initial.home not in homes:
        what = f"home: a pause cannot end in {world.initial.home!r}"
        regimes: Path = ("regimes",)
        yield Finding(
            ("initial", "home"), what, ", ".join(homes), needs=(regimes, ("regime_roles",)), against=(regimes,)
        )
    for side, key in zip(world.sides, _CLOCKS, strict=False):
        lead, first = side.powers[0], getattr(world.calendar, key)[0].start
        if side.lead is not None and first != ALWAYS and lead.joined > first:
            what = f"{with_article(lead.name)} joins in {lead.joined}, after its clock begins"
            clock: Path = ("calendar", key)
            yield Finding((*side.paths[0], "joined"), what, f"{first} or before", needs=(clock,), against=(clock,))
