"""Files of facts: what is given of the months of a scenario, and the scenario with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import find_scenario
from nrc_sim.scenario.composition import entry_id
from nrc_sim.scenario.faults import Fault, FaultsError, Place
from nrc_sim.scenario.given_schema import Given, KnownMonths, Span, ToldState
from nrc_sim.scenario.loading import accepted
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Entry, Node, child, list_node, mapping_node, place_of, tree_of
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.resolve import Scenario, load_scenario, resolved_tree
from nrc_sim.scenario.scenario_schema import Shock
from nrc_sim.scenario.schema import ContradictionError, Section, as_tuple, month_number, month_text
from nrc_sim.scenario.texts import Remark


class ShocksOf(Span):
    """Dated shocks of another scenario, such as a history, taken as facts of its months."""

    scenario: str
    nothing_else: bool = True


class GivenFile(Section):
    """What a file of facts holds."""

    title: Remark = ""
    shocks: Annotated[tuple[Shock, ...], BeforeValidator(as_tuple)] = ()
    shocks_of: Annotated[tuple[ShocksOf, ...], BeforeValidator(as_tuple)] = ()
    nothing_else: Annotated[tuple[KnownMonths, ...], BeforeValidator(as_tuple)] = ()
    states: Annotated[tuple[ToldState, ...], BeforeValidator(as_tuple)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> GivenFile:
        keys = ("shocks", "shocks_of", "nothing_else", "states")
        if not any(getattr(self, key) for key in keys):
            raise ContradictionError("the file tells no fact", [(key,) for key in keys], [], keys[0])
        return self


def with_facts(scenario: Scenario, file: str | FilePath) -> Scenario:
    """Return a scenario in whose months the facts of a file hold, instead of what chance would have drawn.

    Parameters
    ----------
    scenario : as loaded
    file : YAML file of facts

    Raises
    ------
    InputError
        If the file cannot be accepted, alone or with the scenario, with all its faults; or the scenario was not read
        from a file.

    Notes
    -----
    A shock of the file stands beside those of the scenario. It takes the place of a dated one, or of one with a window,
    that has its id, and no other shock of its kind comes by chance in its months.
    """
    if scenario.tree is None:
        what = f"the scenario '{scenario.slug}' was made in Python, and has no text to which facts could be added"
        raise InputError(what, allowed="a scenario that was loaded")
    path, faults = FilePath(file), list[Fault]()
    tree = read_tree(path, faults)
    facts = accepted(GivenFile, tree, faults, _check_dates)
    taken = [_taken(shocks, place_of(tree, ("shocks_of", number)), path) for number, shocks in _numbered(facts)]
    items = [item for listed in taken for item in listed]
    own = child(tree, "shocks")
    items += own.content if own is not None else []
    shocks = _with_shocks(child(scenario.tree, "shocks"), items, scenario)
    given = _with_given(scenario.tree, tree, facts)
    added = {"shocks": Entry(shocks.place, shocks), "given": Entry(given.place, given)}
    return resolved_tree(mapping_node({**scenario.tree.content, **added}, scenario.tree.place), scenario)


def _numbered(facts: GivenFile) -> Iterator[tuple[int, ShocksOf]]:
    return enumerate(facts.shocks_of)


def _check_dates(facts: GivenFile) -> Iterator[Finding]:
    """A fact has a date, and an id of its own."""
    for number, shock in enumerate(facts.shocks):
        if shock.at is None:
            what = f"the shock {shock.id!r} has no date: what is given as a fact happened in a month"
            yield Finding(("shocks", number), what, "at: a month such as 2014-06")
        if shock.id in [other.id for other in facts.shocks[:number]]:
            yield Finding(("shocks", number, "id"), f"two shocks have the id {shock.id!r}", "each id once")


def _taken(wanted: ShocksOf, place: Place, path: FilePath) -> list[Node]:
    """Return the dated shocks of another scenario in some months, as they are written there."""
    try:
        found = find_scenario(wanted.scenario, path.parent)
        source = load_scenario(found)
    except FaultsError as error:
        first = error.faults[0]
        raise FaultsError([Fault(place, first.what, first.allowed, first.suggestion)]) from None
    months = Span(**{"from": source.start, "to": month_text(month_number(source.start) + source.months - 1)}).numbers
    if wanted.numbers[0] not in months or wanted.numbers[-1] not in months:
        what = f"{wanted.start} to {wanted.end} lies outside the horizon of {source.slug}"
        raise FaultsError([Fault(place, what, f"{source.start} to {month_text(months[-1])}")])
    dated = [shock for shock in source.shocks if shock.at is not None]
    chosen = {shock.id for shock in dated if month_number(shock.at or "") in wanted.numbers}
    listed = child(source.written, "shocks")
    return [item for item in (listed.content if listed is not None else ()) if entry_id(item) in chosen]


def _with_shocks(before: Node | None, items: Sequence[Node], scenario: Scenario) -> Node:
    """Put facts in the place of shocks that have their ids, or behind the others."""
    named = {name: item for item in items if (name := entry_id(item)) is not None}
    by_chance = {shock.id for shock in scenario.shocks if shock.at is None and shock.window is None}
    faults = [
        Fault(
            place_of(item, ("id",)),
            f"the scenario has a shock {name!r} that comes by chance, and goes on to come in other months",
            "another id",
            "say `kind` for what it is",
        )
        for name, item in named.items()
        if name in by_chance
    ]
    if faults:
        raise FaultsError(faults)
    old: Sequence[Node] = before.content if before is not None else ()
    kept = [named.pop(entry_id(item) or "", item) for item in old]
    place = before.place if before is not None else scenario.written.place
    return list_node([*kept, *named.values()], place)


def _with_given(tree: Node, written: Node, facts: GivenFile) -> Node:
    """Add what is told of months, and what no longer comes by chance, to what was given before."""
    before = child(tree, "given")
    place = written.place
    told: dict[str, list[Node]] = {key: [] for key in Given.model_fields}
    for source in filter(None, (before, written)):
        for key, listed in told.items():
            found = child(source, key)
            listed.extend(found.content if found is not None else [])
    for number, known in enumerate(_known_by_shocks(facts)):
        where = place_of(written, ("shocks", number)) if number < len(facts.shocks) else place
        told["nothing_else"].append(tree_of(known, where))
    entries = {key: Entry(place, list_node(nodes, place)) for key, nodes in told.items() if nodes}
    return mapping_node(entries, place)


def _known_by_shocks(facts: GivenFile) -> Iterator[dict[str, Any]]:
    """List the months in which, and the kinds of which, facts take the place of chance."""
    for shock in facts.shocks:
        kinds = {"kinds": [shock.kind]} if shock.kind is not None else {"kinds": []}
        if shock.kind is not None:
            yield {"from": shock.first_month, "to": shock.last_month, **kinds}
    for taken in facts.shocks_of:
        if taken.nothing_else:
            yield {"from": taken.start, "to": taken.end}
