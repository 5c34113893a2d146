"""What types cannot check of states: those of negotiations, the roles of regimes, and what leads from each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nrc_sim.scenario.names import Finding, Names, find_missing, find_twice
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.state_schema import RETURN, NegotiationEntry, NegotiationState, RegimeRole
from nrc_sim.scenario.variables import RESERVED
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.wording import counted, join_words

_STATE, _ROLE = "state of a negotiation", "role of regimes"
_WHOLE = 1.0 + 1e-9
"""The most that shares add up to, but for rounding."""


class _Way(NamedTuple):
    """A way from a state: where it leads, what takes it, under which key that stands, and its share of it."""

    to: str
    cause: str
    key: str
    share: float


_Listed = Sequence[tuple[str, Sequence[_Way]]]
"""States by their ids, in their order, each with the ways from it."""


def check_states(world: WorldFile, names: Names) -> Iterator[Finding]:
    """Check the states of negotiations, the roles of regimes, and that both are told of where they are needed.

    Parameters
    ----------
    world : WorldFile
    names : that it has
    """
    yield from _check_states_of_negotiations(world)
    yield from _check_roles(world)
    for number, talks in enumerate(world.negotiations):
        yield from _check_negotiation(talks, ("negotiations", number), names)
    yield from _check_regimes(world)


def homes_of(world: WorldFile) -> tuple[str, ...]:
    """List the regimes to which a pause or a partnership can return.

    Parameters
    ----------
    world : WorldFile
    """
    homes = {role.id for role in world.regime_roles if role.home}
    return tuple(regime.id for regime in world.regimes if (regime.role or regime.id) in homes)


def _check_states_of_negotiations(world: WorldFile) -> Iterator[Finding]:
    table, states = "negotiation_states", world.negotiation_states
    yield from find_twice("id", [((table, place, "id"), state.id) for place, state in enumerate(states)])
    yield from find_twice("name", [((table, place, "name"), it.name) for place, it in enumerate(states) if it.name])
    for place, state in enumerate(states):
        if state.id in RESERVED:
            what = f"the id {state.id!r} is a word for another variable"
            yield Finding((table, place, "id"), what, f"any other; taken are {', '.join(RESERVED)}")
        yield from _check_state(state, (table, place))
    initial = [place for place, state in enumerate(states) if state.initial]
    if not initial:
        what = "negotiations begin in no state"
        yield Finding((table,), what, "one that is initial", "say `initial: true` of one state")
    for place in initial[1:]:
        what = f"{states[place].id!r} is initial, as {states[initial[0]].id!r} is"
        yield Finding((table, place, "initial"), what, "one state that is initial")
    ways = [(state.id, [_Way(it.to, it.hazard, "hazard", it.share) for it in state.transitions]) for state in states]
    yield from _check_ways(_STATE, table, ways)
    roots = [state.id for state in states if state.initial or state.by_shock]
    if initial and _lead_somewhere(ways):
        yield from _check_reached(table, ways, roots, "by_shock: true")


def _check_state(state: NegotiationState, path: Path) -> Iterator[Finding]:
    if state.talking and state.settled:
        what = f"talks run in {state.id!r}, and have ended in it"
        yield Finding((*path, "settled"), what, "talking or settled", needs=((*path, "talking"),))
    if state.failed and not state.settled:
        what = f"talks have failed in {state.id!r}, and not ended"
        yield Finding((*path, "failed"), what, "failed beside settled", "say `settled: true` as well")


def _check_roles(world: WorldFile) -> Iterator[Finding]:
    table, roles = "regime_roles", world.regime_roles
    yield from find_twice("id", [((table, place, "id"), role.id) for place, role in enumerate(roles)])
    for place, role in enumerate(roles):
        yield from _check_role(role, (table, place))
    homes = [role.id for role in roles if role.home]
    if not homes:
        what = "there is no role of regimes to which a pause returns"
        yield Finding((table,), what, "one or more that are home", "say `home: true` of a role")
    ways = [(role.id, [_Way(it.to, it.when, "when", it.share) for it in role.transitions]) for role in roles]
    yield from _check_ways(_ROLE, table, ways, RETURN)
    begun = [regime.role or regime.id for regime in world.regimes if regime.id == world.initial.regime]
    roots = [*homes, *begun, *(role.id for role in roles if role.by_shock)]
    if homes and _lead_somewhere(ways, RETURN):
        yield from _check_reached(table, ways, roots, "home: true` or `by_shock: true")


def _check_role(role: RegimeRole, path: Path) -> Iterator[Finding]:
    if role.id == RETURN:
        what = f"the id {RETURN!r} is a word for the regime to which another returns"
        yield Finding((*path, "id"), what, "any other")
    meant = [key for key in ("frozen", "partnership", "home") if getattr(role, key)]
    if len(meant) > 1:
        what = f"{role.id!r} is {join_words(meant)} at once"
        needs = tuple((*path, key) for key in meant[:-1])
        yield Finding((*path, meant[-1]), what, "one of frozen, partnership and home, or none", needs=needs)
    for place, way in enumerate(role.transitions):
        if role.home and way.to == RETURN:
            what = f"{role.id!r} is itself a regime to which others return"
            yield Finding((*path, "transitions", place, "to"), what, "another role", needs=((*path, "home"),))


def _check_ways(what: str, table: str, ways: _Listed, word: str | None = None) -> Iterator[Finding]:
    """Find ways that lead nowhere, or that cannot be meant so."""
    known = [*(name for name, _ in ways), *([word] if word else [])]
    ids: tuple[Path, ...] = tuple((table, number, "id") for number in range(len(ways)))
    for number, (name, listed) in enumerate(ways):
        taken: dict[str, float] = {}
        for place, way in enumerate(listed):
            path: Path = (table, number, "transitions", place)
            for finding in find_missing(what, way.to, known, (*path, "to")):
                yield finding._replace(needs=ids)
            if way.to == name:
                yield Finding((*path, "to"), f"{name!r} leads into itself", "another one; what no way leads from stays")
            if (way.to, way.cause) in {(other.to, other.cause) for other in listed[:place]}:
                told = f"two ways lead from {name!r} into {way.to!r} by {way.cause}"
                yield Finding((*path, "to"), told, "one way for each", "give one of them the share of both")
            taken[way.cause] = taken.get(way.cause, 0.0) + way.share
            if taken[way.cause] > _WHOLE >= taken[way.cause] - way.share:
                told = f"the shares of {way.cause} from {name!r} add up to {taken[way.cause]:g}"
                shares = tuple((*path[:-1], other, "share") for other in range(place + 1))
                yield Finding((*path, way.key), told, "1 at most", "give each of its ways a share of it", shares)


def _lead_somewhere(ways: _Listed, word: str | None = None) -> bool:
    """Return whether all ways lead into states that there are."""
    known = {name for name, _ in ways} | {word}
    return all(way.to in known for _, listed in ways for way in listed)


def _check_reached(table: str, ways: _Listed, roots: Sequence[str], mend: str) -> Iterator[Finding]:
    """Find states into which nothing leads; of what those lead into, nothing is said."""
    reached = _reached_from(roots, ways)
    for number, (name, _) in enumerate(ways):
        if name not in reached:
            reached |= _reached_from([name], ways)
            needs = tuple((table, place, "transitions") for place in range(len(ways)))
            what = f"nothing leads into {name!r}"
            yield Finding((table, number, "id"), what, f"a way from one that is reached, or `{mend}`", needs=needs)


def _reached_from(roots: Sequence[str], ways: _Listed) -> set[str]:
    reached, to_come = set(roots), list(roots)
    while to_come:
        before = to_come.pop()
        found = {way.to for name, listed in ways if name == before for way in listed} - reached
        reached |= found
        to_come += found
    return reached


def _check_negotiation(talks: NegotiationEntry, path: Path, names: Names) -> Iterator[Finding]:
    yield from names.known("issue", talks.issue, (*path, "issue"))
    known, whole = names.lists[_STATE], (("negotiation_states",),)
    for finding in names.keys(_STATE, talks.states, (*path, "states")):
        yield finding._replace(needs=whole)
    missing = [state for state in known if state not in talks.states]
    if missing:
        what = f"states are missing: {', '.join(missing)}"
        yield Finding((*path, "states"), what, ", ".join(known), needs=whole)
    for state, entry in talks.states.items():
        yield from names.acts(entry.acts, (*path, "states", state, "acts"))


def _check_regimes(world: WorldFile) -> Iterator[Finding]:
    """An institution has a regime for each role, and a partnership that asks for some issues."""
    for number, issue in enumerate(world.issues if world.regimes else ()):
        if "settles_partnership" not in issue.model_fields_set:
            what = f"no settles_partnership of {issue.id!r}, though there is an institution"
            yield Finding(("issues", number), what, "true or false")
    roles = tuple(role.id for role in world.regime_roles)
    paths: list[tuple[Path, str]] = [
        (("regimes", number, "role" if regime.role else "id"), regime.role or regime.id)
        for number, regime in enumerate(world.regimes)
    ]
    whole = (("regime_roles",),)
    for path, role in paths:
        for finding in find_missing(_ROLE, role, roles, path):
            yield finding._replace(needs=whole)
    yield from find_twice("role", paths)
    missing = [role for role in roles if role not in {role for _, role in paths}]
    if world.regimes and missing:
        what = f"an institution with {counted(len(paths), 'regime')}: none has the role {join_words(missing)}"
        yield Finding(("regimes",), what, f"none, or one for each role: {', '.join(roles)}", needs=whole)
