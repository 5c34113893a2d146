"""What types cannot check: names that must exist, dates inside the horizon, shocks that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nrc_sim.scenario.bundled import claim_ids
from nrc_sim.scenario.check_beginning import check_beginning
from nrc_sim.scenario.check_membership import MOVES, check_membership
from nrc_sim.scenario.check_policies import check_areas, check_plans
from nrc_sim.scenario.check_timings import check_timings
from nrc_sim.scenario.conditions import GRAMMAR, parse_condition
from nrc_sim.scenario.faults import did_you_mean, shortened
from nrc_sim.scenario.names import Finding, Names
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.possible import check_bound, check_possible
from nrc_sim.scenario.scenario_schema import ScenarioFile, Shock
from nrc_sim.scenario.schema import Section, Size
from nrc_sim.scenario.sides import Side
from nrc_sim.scenario.variables import alternatives
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.wording import all_but_first, with_article


def check_story(file: ScenarioFile) -> list[Finding]:
    """Check what a scenario says without its world.

    Parameters
    ----------
    file : ScenarioFile

    Returns
    -------
    all findings, in no particular order
    """
    findings = [*_check_regimes(file), *_check_claims(file), *_check_lists(file)]
    findings += [*check_plans(file), *check_timings(file)]
    for number, shock in enumerate(file.shocks):
        findings.extend(_check_deeds(shock, ("shocks", number)))
    return findings


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
    findings = [*_check_parameters(file, world), *_check_levers(file, names), *_check_alliance(file, world)]
    findings += _check_contradictions(file, world)
    findings += [*check_beginning(file.initial, names), *check_membership(file, names)]
    for number, shock in enumerate(file.shocks):
        findings.extend(_check_shock(shock, ("shocks", number), names))
    return findings


def _check_parameters(file: ScenarioFile, world: WorldFile) -> Iterator[Finding]:
    groups = tuple(world.parameters)
    for group, values in file.parameters.items():
        path: Path = ("parameters", group)
        if group not in world.parameters:
            near = did_you_mean(group, groups)
            yield Finding(path, f"there is no group of parameters {group!r}", ", ".join(groups), near, key=True)
            continue
        for name, value in values.items():
            yield from _check_parameter((*path, name), value, world)


def _check_parameter(path: Path, value: float, world: WorldFile) -> Iterator[Finding]:
    group, name = str(path[1]), str(path[2])
    names = tuple(world.parameters[group])
    if name not in names:
        everywhere = [f"{other}.{named}" for other, values in world.parameters.items() for named in values]
        same = [path for path in everywhere if path.endswith(f".{name}")]
        near = did_you_mean(same[0] if same else f"{group}.{name}", everywhere).replace("'", "'parameters.", 1)
        yield Finding(path, f"there is no parameter {name!r} in {group!r}", ", ".join(names), near, key=True)
        return
    quantity = world.parameters[group][name]
    if not quantity.allows(value):
        yield Finding(path, f"{name}: found {value:g}", quantity.allowed)


def alliance_since(world: WorldFile) -> str:
    """Return the month in which the lead, and its first ally, if any, have joined; no scenario starts before it.

    Parameters
    ----------
    world : WorldFile
    """
    return max(_side_since(side) for side in world.sides)


def _side_since(side: Side) -> str:
    lead, *others = (power.joined for power in side.powers)
    return min(lead, *others) if side.lead is None else max(lead, min(others, default=lead))


def _check_alliance(file: ScenarioFile, world: WorldFile) -> Iterator[Finding]:
    """An alliance is the lead and one ally at least, from the first month on."""
    since = alliance_since(world)
    late = [side for side in world.sides if _side_since(side) > file.horizon.start]
    if late:
        side = late[0]
        first = f" or the first of {all_but_first(side.name)}" if len(side.powers) > 1 else ""
        who = f"{with_article(side.lead_name)}{first}"
        what = f"in {file.horizon.start} {who} has not joined, in the world {world.slug!r}"
        yield Finding(("horizon", "start"), what, f"{since} or later")


def _check_levers(file: ScenarioFile, names: Names) -> Iterator[Finding]:
    yield from check_areas(file.policies, ("policies",), names)
    for position, talks in enumerate(file.holds.negotiations):
        yield from names.known("negotiation", talks, ("holds", "negotiations", position))
    yield from names.keys("issue", file.holds.tensions, ("holds", "tensions"))
    yield from names.keys("area of cooperation", file.holds.stocks, ("holds", "stocks"))


def _check_shock(shock: Shock, path: Path, names: Names) -> Iterator[Finding]:
    yield from _check_rate(shock, path, names.world)
    if shock.when is not None:
        yield from _check_condition(shock.when, (*path, "when"), names)
    yield from names.optional("kind of shock", shock.kind, (*path, "kind"))
    yield from names.acts(shock.acts, (*path, "acts"))
    if shock.kind in names.world.kinds and not shock.acts:
        yield from names.addressed(names.world.kinds[shock.kind].acts, shock, path)
    yield from names.each("member", shock.actors, (*path, "from"))
    yield from names.each("member", shock.targets, (*path, "to"))
    yield from names.keys("area of cooperation", shock.areas, (*path, "areas"))
    yield from check_areas(shock.sets, (*path, "sets"), names)
    yield from names.optional("regime", shock.institution, (*path, "institution"))
    yield from _check_talks(shock, path, names)
    yield from _check_size(shock.size, (*path, "size"), names.world)
    yield from _check_empty_kind(shock, path, names.world)


def _check_talks(shock: Shock, path: Path, names: Names) -> Iterator[Finding]:
    unknown = list(names.optional("negotiation", shock.opens, (*path, "opens")))
    yield from unknown
    yield from names.keys("negotiation", (talks for talks in shock.settles if talks != shock.opens), (*path, "settles"))
    for talks, state in shock.settles.items():
        yield from names.known("state of a negotiation", state, (*path, "settles", talks))
    if shock.opens and not unknown and not names.world.state_of_talks:
        what = f"shock {shock.id!r} opens a negotiation, and talks run in no state"
        allowed = f"settles, with one of {', '.join(names.lists['state of a negotiation'])}"
        yield Finding((*path, "opens"), what, allowed, "say `talking: true` of a state in the world")
    if shock.opens in shock.settles and not unknown:
        what = f"shock {shock.id!r} opens and settles the negotiation {shock.opens!r}"
        yield Finding((*path, "settles", shock.opens), what, "one of the two", "make two shocks of it", key=True)


_OWN_DEEDS = ("acts", "areas", "settles", "opens", "institution", "consults", "sets", "effects", *MOVES)
"""Keys under which a shock says what it does beside its kind."""

_AMOUNTS = ("areas", "effects")
"""Those that say how much."""


def _does_anything(shock: Shock, names: Sequence[str]) -> bool:
    """Return whether a shock says anything under some keys; a mapping may say nothing."""
    return any(_says(getattr(shock, name), counts=name not in _AMOUNTS) for name in names)


def _says(value: object, *, counts: bool) -> bool:
    """Return whether a value says anything; of amounts 0 is nothing, of other numbers it may be what is meant."""
    said = value.model_dump(exclude_defaults=True) if isinstance(value, Section) else value
    return bool(said) and (counts or not isinstance(said, dict) or any(said.values()))


def _check_empty_kind(shock: Shock, path: Path, world: WorldFile) -> Iterator[Finding]:
    kind = world.kinds.get(shock.kind or "")
    if kind is None or kind.acts:
        return
    amounts = kind.areas | kind.effects.model_dump()
    left = amounts | shock.areas | shock.effects.model_dump(exclude_none=True)
    if not any(left.values()) and not _does_anything(shock, _OWN_DEEDS):
        none = ", and its effects are set to 0 here" if any(amounts.values()) else " and no effects"
        what = f"shock {shock.id!r} does nothing: the kind {shock.kind!r} has no acts{none}"
        needs = tuple((*path, name) for name in ("kind", *_OWN_DEEDS))
        mend = "say what it does, or choose another kind"
        yield Finding((*path, "kind"), what, f"one of {', '.join(_OWN_DEEDS)} beside it", mend, needs=needs)


def _check_deeds(shock: Shock, path: Path) -> Iterator[Finding]:
    names = ("kind", *_OWN_DEEDS)
    if not _does_anything(shock, names):
        needs = tuple((*path, name) for name in names)
        yield Finding(path, f"shock {shock.id!r} does nothing", "a kind, or acts of its own", needs=needs)
    if shock.acts and (shock.actors or shock.targets):
        where = (*path, "from" if shock.actors else "to")
        yield Finding(where, "from and to beside acts", "they are given in each act", key=True)


def _check_rate(shock: Shock, path: Path, world: WorldFile) -> Iterator[Finding]:
    kind = world.kinds.get(shock.kind or "")
    if shock.hazard == "documented" and (kind is None or kind.rate is None):
        rated = [name for name, entry in world.kinds.items() if entry.rate is not None]
        what = (
            f"the kind {shock.kind!r} documents no rate" if shock.kind else "a shock without a kind documents no rate"
        )
        allowed = f"a probability a month; rates are documented for {', '.join(rated)}"
        if kind is not None or shock.kind is None:
            yield Finding((*path, "hazard"), what, allowed, needs=((*path, "kind"),))


def _check_condition(text: str, path: Path, names: Names) -> Iterator[Finding]:
    try:
        condition = parse_condition(text)
    except ValueError as error:
        yield Finding(path, str(error), GRAMMAR)
        return
    for term in condition.terms:
        unknown = list(names.known("variable", term.variable, path))
        yield from unknown or check_bound(term, path)
        if unknown:
            return
    yield from check_possible(condition, path, alternatives(names.world))


def _check_size(size: float | Size, path: Path, world: WorldFile) -> Iterator[Finding]:
    low, high = world.size_range
    values = _support(size)
    wrong = [value for value in values if not low <= value <= high]
    if wrong:
        allowed = f"from {low:g} to {high:g} (multiple of the acts and effects)"
        yield Finding(path, f"size: found {wrong[0]:g}", allowed)


def _support(size: float | Size) -> tuple[float, ...]:
    if not isinstance(size, Size):
        return (size,)
    return size.uniform or size.triangular or tuple(value for value, _ in size.discrete or ())


def _check_contradictions(file: ScenarioFile, world: WorldFile) -> Iterator[Finding]:
    settled: dict[tuple[str, str], str] = {}
    for number, shock in enumerate(file.shocks):
        path: Path = ("shocks", number)
        commands = {talks: ("settles", talks, state) for talks, state in shock.settles.items()}
        if shock.opens:
            commands = {shock.opens: ("opens", "", world.state_of_talks), **commands}
        for talks, (key, entry, state) in commands.items():
            where = (*path, key, entry) if entry else (*path, key)
            if talks in file.holds.negotiations and file.role != "history":
                what = f"shock {shock.id!r} moves the negotiation {talks!r}, which the scenario holds"
                mend = "drop the shock, or remove it from holds.negotiations"
                yield Finding(where, what, suggestion=mend, needs=(where,), against=(("holds", "negotiations"),))
            first = shock.first_month
            if first and settled.setdefault((talks, first), state) != state:
                what = f"two shocks bring the negotiation {talks!r} into different states in {first}"
                needs = ((*path, "at"),)
                yield Finding(where, what, suggestion="move or drop one of them", needs=needs)


def _check_regimes(file: ScenarioFile) -> Iterator[Finding]:
    """An institution has one regime a month."""
    commanded: dict[str, Shock] = {}
    for number, shock in enumerate(file.shocks):
        month = shock.first_month
        if month is None or shock.institution is None:
            continue
        first = commanded.setdefault(month, shock)
        if first.institution != shock.institution:
            path: Path = ("shocks", number)
            what = f"two regimes in {month}: {first.institution!r} by shock {first.id!r}, {shock.institution!r} here"
            mend = "move or drop one of them"
            yield Finding((*path, "institution"), what, "one regime a month", mend, needs=((*path, "at"),))


def _check_lists(file: ScenarioFile) -> Iterator[Finding]:
    """What appears twice in a list is meant once, or something else is meant."""
    lists: list[tuple[Path, tuple[str, ...]]] = [(("claims",), file.claims)]
    lists.append((("holds", "negotiations"), file.holds.negotiations))
    for number, shock in enumerate(file.shocks):
        path: Path = ("shocks", number)
        lists += [((*path, "from"), shock.actors), ((*path, "to"), shock.targets)]
        acts = [((*path, "acts", place), act) for place, act in enumerate(shock.acts)]
        lists += [
            ((*where, key), names) for where, act in acts for key, names in (("from", act.actors), ("to", act.targets))
        ]
    for where, names in lists:
        for position, name in enumerate(names):
            if name in names[:position]:
                yield Finding((*where, position), f"{shortened(name)!r} appears twice in the list", "each once")


def _check_claims(file: ScenarioFile) -> Iterator[Finding]:
    known = claim_ids() if file.claims else ()
    for position, claim in enumerate(file.claims):
        if claim not in known:
            allowed = f"ids of claims, {known[0]} to {known[-1]}"
            near = did_you_mean(claim.upper(), known)
            yield Finding(("claims", position), f"there is no claim {shortened(claim)!r}", allowed, near)
