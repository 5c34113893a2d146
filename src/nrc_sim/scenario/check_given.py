"""What types cannot check of facts: months inside the horizon, names that exist, facts that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from nrc_sim.scenario.given_schema import SUBJECTS, Span, ToldState
from nrc_sim.scenario.names import Finding, Names, find_missing, find_outside_horizon
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.schema import month_number, month_text
from nrc_sim.scenario.world_schema import WorldFile

_KINDS = {"institution": "regime", "negotiation": "negotiation"}
"""What the subjects of states are called by `Names`."""


def check_given(file: ScenarioFile) -> Iterator[Finding]:
    """Check the facts of a scenario without its world.

    Parameters
    ----------
    file : ScenarioFile
    """
    for place, known in enumerate(file.given.nothing_else):
        yield from _check_span(known, ("given", "nothing_else", place), file)
    for place, told in enumerate(file.given.states):
        path: Path = ("given", "states", place)
        for key, month in (("at", told.at), ("from", told.start), ("to", told.end)):
            if month is not None:
                yield from find_outside_horizon(month, (*path, key), file.horizon)
    yield from _check_twice(file)


def _check_span(span: Span, path: Path, file: ScenarioFile) -> Iterator[Finding]:
    yield from find_outside_horizon(span.start, (*path, "from"), file.horizon)
    yield from find_outside_horizon(span.end, (*path, "to"), file.horizon)


def _check_twice(file: ScenarioFile) -> Iterator[Finding]:
    """One thing has one state a month."""
    told: dict[tuple[tuple[str, str], int], tuple[object, ...]] = {}
    for place, entry in enumerate(file.given.states):
        path: Path = ("given", "states", place)
        for month in entry.numbers:
            before = told.setdefault((entry.subject, month), entry.told)
            if before != entry.told:
                name = " ".join(filter(None, entry.subject))
                what = f"two facts contradict each other: two states of the {name} in {month_text(month)}"
                yield Finding(path, what, "one state a month", "move or drop one of them")
                break


def _check_against_shocks(file: ScenarioFile, world: WorldFile) -> Iterator[Finding]:
    """What is told is not moved otherwise by a dated shock of the same month, nor held by the scenario."""
    states = {(entry.subject, month): entry for entry in file.given.states for month in entry.numbers}
    for number, shock in enumerate(file.shocks):
        if shock.first_month is None:
            continue
        month = month_number(shock.first_month)
        moved = {("institution", ""): shock.institution} if shock.institution else {}
        moved |= {("negotiation", talks): state for talks, state in shock.settles.items()}
        moved |= {("negotiation", shock.opens): world.state_of_talks} if shock.opens else {}
        for subject, state in moved.items():
            entry = states.get((subject, month))
            if entry is not None and state not in entry.told:
                what = f"the shock {shock.id!r} moves the {' '.join(filter(None, subject))} into {state!r} in "
                what += f"{shock.first_month}, of which another state is told"
                where: Path = ("given", "states", file.given.states.index(entry))
                yield Finding(where, what, "one state a month", needs=(("shocks", number, "at"),))
    for place, entry in enumerate(file.given.states):
        if entry.negotiation in file.holds.negotiations and file.role != "history":
            what = f"the state of the negotiation {entry.negotiation!r} is told, which the scenario holds"
            where = ("given", "states", place, "negotiation")
            yield Finding(where, what, suggestion="remove it from holds.negotiations, or drop the fact")


def check_told(file: ScenarioFile, world: WorldFile) -> Iterator[Finding]:
    """Check the facts of a scenario against its world.

    Parameters
    ----------
    file : ScenarioFile
    world : WorldFile
    """
    names = Names(world)
    for place, known in enumerate(file.given.nothing_else):
        yield from names.each("kind of shock", known.kinds, ("given", "nothing_else", place, "kinds"))
    for place, told in enumerate(file.given.states):
        yield from _check_subject(told, ("given", "states", place), names)
    yield from _check_against_shocks(file, world)


def _check_subject(told: ToldState, path: Path, names: Names) -> Iterator[Finding]:
    for subject in SUBJECTS[:2]:
        yield from names.optional(_KINDS[subject], getattr(told, subject), (*path, subject))
    yield from names.optional("state of a negotiation", told.state, (*path, "state"))
    if told.leadership is not None:
        leads = leads_of(names.world)
        yield from find_missing("leadership", told.leadership, leads, (*path, "leadership"), names.ids)
    limit = names.world.parameters["leadership"]["limit"].value
    if told.disposition is not None and abs(told.disposition) > limit:
        allowed = f"from {-limit:g} to {limit:g} (log-odds, leadership.limit of the world)"
        yield Finding((*path, "disposition"), f"disposition: found {told.disposition:g}", allowed)


def leads_of(world: WorldFile) -> tuple[str, ...]:
    """Return the ids of the powers whose leaderships change, that of the first side first.

    Parameters
    ----------
    world : WorldFile
    """
    return tuple(side.powers[0].id for side in world.sides)
