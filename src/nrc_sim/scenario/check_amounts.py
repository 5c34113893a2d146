"""What the numbers of a world may be: limits that the rules set, notes that the file makes, shares that add up to 1."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any

from nrc_sim.rules.index import IndexParameters
from nrc_sim.rules.kinds import Conduct, Limits, Points, Share, Weight
from nrc_sim.rules.parameters import OPTIONAL_GROUPS
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.limits import limits_of, limits_of_group, limits_of_groups, optional_parameters
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import Quantity
from nrc_sim.scenario.words import known_keys
from nrc_sim.scenario.world_schema import Anchor, Note, WorldFile

_ROUNDING = 1e-6
"""How far shares may add up to something else than 1."""

_LARGEST_SIZE = 100.0
"""Largest size of a shock that a world may allow."""

_NOTED = {
    "member_attributes": "members",
    "issue_attributes": "issues",
    "area_attributes": "areas",
    "regime_attributes": "regimes",
    "negotiation_attributes": "negotiations",
    "kind_attributes": "kinds",
}
"""Notes on columns, and the table in which the columns stand."""

_OF_STATES = ("tension", "prospect")
"""Columns of negotiations that stand in each of their states."""

_BESIDE_COLUMNS = ("size",)
"""What `kind_attributes` may speak of besides the keys of a kind."""

_Amounts = Iterable[tuple[Path, float]]
"""Numbers, each with the path under which it stands."""


def check_amounts(world: WorldFile) -> Iterator[Finding]:
    """Check the numbers of a world.

    Parameters
    ----------
    world : WorldFile
    """
    yield from _check_parameters(world)
    yield from _check_lead_weights(world)
    yield from _check_beginnings(world)
    yield from _check_index(world)
    yield from _check_shares(world)
    yield from _check_sensitivities(world)
    for name, table in _NOTED.items():
        yield from _check_notes(world, name, table)


@cache
def _optional() -> dict[str, frozenset[str]]:
    """Return the parameters that a world file may leave out, by group."""
    return optional_parameters()


@cache
def _parameters() -> dict[str, dict[str, Limits]]:
    return limits_of_groups()


def _check_parameters(world: WorldFile) -> Iterator[Finding]:
    """Check that a world has the parameters of the rules, and each within the limits of its kind."""
    known = _parameters()
    yield from _check_keys("group of parameters", world.parameters, known, ("parameters",), OPTIONAL_GROUPS)
    for group, limits in known.items():
        given = world.parameters.get(group)
        if given is None:
            continue
        path: Path = ("parameters", group)
        yield from _check_keys("parameter", given, limits, path, _optional()[group])
        for name in given.keys() & limits.keys():
            yield from _check_quantity(given[name], limits[name], (*path, name))


def _check_keys(
    what: str, given: Iterable[str], known: Iterable[str], path: Path, optional: Collection[str]
) -> Iterator[Finding]:
    """Find keys that the rules do not know, and where none of these is near, those that they miss."""
    listed, written = list(known), list(given)
    unknown = [name for name in written if name not in listed]
    hints = {name: did_you_mean(name, listed) for name in unknown}
    for name in unknown:
        yield Finding((*path, name), f"the rules have no {what} {name!r}", ", ".join(listed), hints[name], key=True)
    missing = [
        name
        for name in listed
        if name not in written and name not in optional and not any(repr(name) in hint for hint in hints.values())
    ]
    if missing:
        names = ", ".join(missing)
        yield Finding(path, f"no {what} {names}", ", ".join(listed), f"add {names} with value, range, unit and source")


def _check_quantity(quantity: Quantity, limits: Limits, path: Path) -> Iterator[Finding]:
    """Check value, range and absence of a quantity against what its kind can be at most."""
    amounts: list[tuple[Path, float]] = [((*path, "value"), quantity.value)]
    amounts += [((*path, "range", place), end) for place, end in enumerate(quantity.range)]
    amounts += [((*path, "absent"), quantity.absent)] if quantity.absent is not None else []
    yield from _outside(limits, str(path[-1]), amounts)


def _outside(limits: Limits, name: str, amounts: _Amounts) -> Iterator[Finding]:
    for path, value in amounts:
        if not limits.low <= value <= limits.high:
            allowed = f"from {limits.low:g} to {limits.high:g} ({limits.words})"
            yield Finding(path, f"{name}: found {value:g}", allowed)


def _check_lead_weights(world: WorldFile) -> Iterator[Finding]:
    """A member that looks to the lead by more than 1 would overdo what the lead does."""
    traits = world.parameters.get("traits", {})
    names = ("lead_weight_at_rest", "lead_weight_by_alignment")
    if all(name in traits for name in names):
        most = math.fsum(traits[name].range[1] for name in names)
        if most > 1.0 + _ROUNDING:
            paths: list[Path] = [("parameters", "traits", name, "range") for name in names]
            what = f"the ranges of {' and '.join(names)} reach {most:g} together"
            yield Finding(paths[1], what, "at most 1: shares of one weight", needs=(paths[0],), against=(paths[0],))


def _check_beginnings(world: WorldFile) -> Iterator[Finding]:
    """Check what is no parameter of a rule but given to rules; ranges of these are notes, which nothing draws from."""
    initial = world.initial
    quantities: dict[Path, tuple[Quantity, Limits]] = {
        ("initial", "conduct"): (initial.conduct, limits_of(Conduct)),
        ("initial", "rally"): (initial.rally, Limits(0.0, 2.0, "log-odds of trust")),
        ("initial", "activity"): (initial.activity, limits_of(Share)),
    }
    if world.outside is not None:
        quantities["outside", "openness"] = (world.outside.openness, limits_of(Weight))
    for name, kind in world.kinds.items():
        if kind.rate is not None:
            quantities["kinds", name, "rate"] = (kind.rate, limits_of(Share))
    for path, (quantity, limits) in quantities.items():
        yield from _outside(limits, str(path[-1]), [((*path, "value"), quantity.value)])


def _check_index(world: WorldFile) -> Iterator[Finding]:
    index, path = world.index, ("index",)
    for name, limits in limits_of_group(IndexParameters).items():
        yield from _outside(limits, name, [((*path, name), getattr(index, name))])
    points: list[tuple[Path, float]] = [
        (("outcomes", "bounds", place), bound) for place, bound in enumerate(world.outcomes.bounds)
    ]
    yield from _outside(limits_of(Points), "points", points)
    if index.anchors is not None:
        yield from _check_anchors(index.anchors)


def _check_anchors(anchors: tuple[Anchor, Anchor]) -> Iterator[Finding]:
    points: list[tuple[Path, float]] = [
        (("index", "anchors", place, "points"), anchor.points) for place, anchor in enumerate(anchors)
    ]
    yield from _outside(limits_of(Points), "points", points)
    for place, anchor in enumerate(anchors):
        if anchor.end < anchor.start:
            what = f"the anchor ends in {anchor.end}, before it begins"
            yield Finding(("index", "anchors", place, "to"), what, f"{anchor.start} or later")
    first, second = anchors
    if first.points == second.points:
        what = f"both anchors have {second.points:g} points, from which no scale follows"
        yield Finding(("index", "anchors", 1, "points"), what, "other points than the first")
    if (first.start, first.end) == (second.start, second.end):
        what = "both anchors have the same months, from which no scale follows"
        yield Finding(("index", "anchors", 1, "from"), what, "other months than the first")


def _check_shares(world: WorldFile) -> Iterator[Finding]:
    names = ("weight_of_trust", "weight_of_conduct")
    weights: list[tuple[Path, float]] = [(("index", name), getattr(world.index, name)) for name in names]
    yield from _not_one("the weights of the index", weights)
    areas: list[tuple[Path, float]] = [(("areas", place, "weight"), it.weight) for place, it in enumerate(world.areas)]
    if areas:
        yield from _not_one("the weights of the areas", areas)
    for side in world.sides:
        total = math.fsum(power.capability for power in side.powers)
        if total > 1.0 + _ROUNDING:
            whose, where = side.paths[0][-2], side.paths[0][:-1]
            what = f"the capabilities of the {whose} add up to {total:g}"
            needs = tuple((*path, "capability") for path in side.paths)
            yield Finding(where, what, "at most 1: each is a share of the world's", needs=needs)


def _not_one(what: str, amounts: list[tuple[Path, float]]) -> Iterator[Finding]:
    total = math.fsum(value for _, value in amounts)
    if abs(total - 1.0) > _ROUNDING:
        needs = tuple(path for path, _ in amounts)
        yield Finding(amounts[-1][0], f"{what} add up to {total:g}", "1 together", needs=needs, against=needs)


def _check_sensitivities(world: WorldFile) -> Iterator[Finding]:
    for name in ("outside_sensitivity", "member_sensitivity"):
        if world.issues and not any(getattr(issue, name) > 0 for issue in world.issues):
            yield Finding(("issues",), f"{name} is 0 for every issue", "above 0 for one issue at least")


def _check_notes(world: WorldFile, name: str, table: str) -> Iterator[Finding]:
    """Check that notes speak of columns that there are, and that the columns keep to the ranges noted."""
    step: str | int = next(iter(world.kinds), "") if table == "kinds" else 0
    beside = {"negotiations": _OF_STATES, "kinds": _BESIDE_COLUMNS}.get(table, ())
    columns = [*known_keys(WorldFile, (table, step)), *beside]
    for column, note in getattr(world, name).items():
        path: Path = (name, column)
        if column not in columns:
            what = f"the {table} have no {column!r}"
            yield Finding(path, what, ", ".join(columns), did_you_mean(column, columns), key=True)
        elif isinstance(note.range, tuple):
            yield from _check_note(world, note, table, column, (*path, "range"))


def _check_note(world: WorldFile, note: Note, table: str, column: str, path: Path) -> Iterator[Finding]:
    assert isinstance(note.range, tuple)
    low, high = note.range
    if low > high:
        yield Finding(path, f"the range of {column} ends before it begins", "the lower end first")
        return
    if column in _BESIDE_COLUMNS:
        limits = Limits(0.0, _LARGEST_SIZE, "multiple of the acts and effects")
        yield from _outside(limits, column, [((*path, place), end) for place, end in enumerate(note.range)])
        return
    for where, value in _amounts_of(world, table, column):
        if not low <= value <= high:
            allowed = f"from {low:g} to {high:g} ({note.unit}), as {path[0]} says"
            yield Finding(where, f"{column}: found {value:g}", allowed, needs=(path,), against=(path,))


def _amounts_of(world: WorldFile, table: str, column: str) -> _Amounts:
    """List the numbers of a column with their paths."""
    if table == "kinds":
        return chain.from_iterable(_amounts_of_kind(world, name, column) for name in world.kinds)
    entries: list[tuple[Path, Any]] = [((table, place), entry) for place, entry in enumerate(getattr(world, table))]
    if column in _OF_STATES and table == "negotiations":
        entries = [
            ((*path, "states", state), found) for path, entry in entries for state, found in entry.states.items()
        ]
    values = [((*path, column), getattr(entry, column)) for path, entry in entries]
    return [(path, value) for path, value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def _amounts_of_kind(world: WorldFile, name: str, column: str) -> _Amounts:
    kind, path = world.kinds[name], ("kinds", name, column)
    if column == "rate" and kind.rate is not None:
        return [((*path, "value"), kind.rate.value)]
    if column == "scaled_by":
        return [((*path, place, "slope"), it.slope) for place, it in enumerate(kind.scaled_by)]
    if column == "areas":
        return [((*path, area), share) for area, share in kind.areas.items()]
    if column == "effects":
        return [((*path, effect), getattr(kind.effects, effect)) for effect in kind.effects.model_fields_set]
    return []
