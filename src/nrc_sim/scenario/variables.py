"""State variables that hazards and conditions may name, with their units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nrc_sim.text.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nrc_sim.scenario.state_schema import NegotiationEntry, RegimeEntry
    from nrc_sim.scenario.world_schema import AreaEntry, IssueEntry, WorldFile

    _Entry = IssueEntry | AreaEntry | NegotiationEntry | RegimeEntry

VARIABLES = {
    "index": "points",
    "trust_outside": "0..1",
    "trust_alliance": "0..1",
    "conduct_outside": "-1..1",
    "conduct_alliance": "-1..1",
    "activity_outside": "0..1",
    "activity_alliance": "0..1",
    "portfolio": "0..1",
    "dialogue": "0..1",
    "upswing": "0..1",
    "downswing": "0..1",
    "lead_disposition": "log-odds",
    "outside_disposition": "log-odds",
    "lead_clock": "0..1",
    "outside_clock": "0..1",
    "new_lead": "0 or 1",
    "frozen": "0 or 1",
    "partnership": "0 or 1",
    "climate": "-1..1",
    "fear": "log-odds",
}
"""Names and units of the variables that every world has; values are those of the month before."""

_MEANINGS = {
    "index": "headline index of trust and conduct of both sides",
    "trust_outside": "trust of {outside} in {alliance}",
    "trust_alliance": "trust of {alliance} in {outside}",
    "conduct_outside": "conduct of {outside} toward {alliance}, hostile to friendly",
    "conduct_alliance": "conduct of {alliance} toward {outside}, hostile to friendly",
    "activity_outside": "military activity of {outside}",
    "activity_alliance": "military activity of {alliance}",
    "portfolio": "practical cooperation in all areas, by their weights",
    "dialogue": "level of dialogue",
    "upswing": "how far the index has been rising of late",
    "downswing": "how far the index has been falling of late",
    "lead_disposition": "disposition of the leadership of {lead}",
    "outside_disposition": "disposition of the leadership of {other_lead}",
    "lead_clock": "freedom of the leadership of {lead} to decide",
    "outside_clock": "freedom of the leadership of {other_lead} to decide",
    "new_lead": "whether the leadership of {lead} is new",
    "frozen": "whether the institution is frozen",
    "partnership": "whether the institution is a partnership",
    "climate": "how both sides have read each other's conduct of late",
    "fear": "memory in {alliance} of threats by {outside}",
}
"""What the variables that every world has mean, with the names of its sides."""

SERIES = (
    "trust_outside",
    "trust_alliance",
    "conduct_outside",
    "conduct_alliance",
    "index_without_lead",
    "index_lead",
    "activity_outside",
    "activity_alliance",
    "portfolio",
    "dialogue",
    "expectation_outside",
    "expectation_alliance",
    "fear",
)
"""Month-level variables that runs record besides the index, tensions and stocks."""

RECORDED = ("index", *SERIES, "frozen", "partnership")
"""Variables of every world that runs record month by month, and questions may name."""

_RECORDED_ONLY = {
    "index_without_lead": ("points", "index of {alliance} and {outside} without {lead}"),
    "index_lead": ("points", "index of {lead} and {outside} alone"),
    "expectation_outside": ("-1..1", "conduct that {outside} expects of {alliance}"),
    "expectation_alliance": ("-1..1", "conduct that {alliance} expects of {outside}"),
}
"""Units and meanings of what runs record and conditions of scenarios cannot name."""

_RIFT = "rift"

OWN = ("tension", "stock", "regime", _RIFT)
"""What stands before the point in the names of a world's own variables, where it is no state of a negotiation."""


RESERVED = (*OWN, "trust", "frozen", "partnership")
"""Words before the point that no state of a negotiation can have as its id."""


def states_of_talks(world: WorldFile) -> tuple[str, ...]:
    """List the ids of the states in which negotiations can be, in the order of their codes.

    Parameters
    ----------
    world : WorldFile
    """
    return tuple(state.id for state in world.negotiation_states)


def variable_names(world: WorldFile) -> tuple[str, ...]:
    """List the variables of a world in the order of their numbers.

    After those of every world come `tension.ISSUE` (0..1), `stock.AREA` (0..1), `STATE.NEGOTIATION` and `regime.REGIME`
    (0 or 1), and `rift.POWER` (0..1) for powers that have allies on their side.
    """
    tensions = tuple(f"tension.{issue.id}" for issue in world.issues)
    stocks = tuple(f"stock.{area.id}" for area in world.areas)
    states = tuple(f"{state}.{talks.id}" for talks in world.negotiations for state in states_of_talks(world))
    regimes = tuple(f"regime.{regime.id}" for regime in world.regimes)
    rifts = (f"{_RIFT}.{power}" for power in powers_with_allies(world))
    return (*VARIABLES, *tensions, *stocks, *states, *regimes, *rifts)


def powers_with_allies(world: WorldFile) -> tuple[str, ...]:
    """List the ids of the powers that have allies on their side, of the first side first.

    Parameters
    ----------
    world : WorldFile
    """
    return tuple(power for side in world.sides if len(side.powers) > 1 for power in side.single)


def alternatives(world: WorldFile) -> tuple[tuple[str, ...], ...]:
    """List the variables of a world of which exactly one is 1: the states of each negotiation, and the regimes.

    Parameters
    ----------
    world : WorldFile
    """
    talks = [tuple(f"{state}.{entry.id}" for state in states_of_talks(world)) for entry in world.negotiations]
    regimes = tuple(f"regime.{regime.id}" for regime in world.regimes)
    return (*talks, regimes) if regimes else tuple(talks)


def name_of_state(world: WorldFile, state: str) -> str:
    """Return the display name of a state of negotiations, which is its id unless the world gives it another.

    Parameters
    ----------
    world : WorldFile
    state : its id
    """
    return next((entry.name for entry in world.negotiation_states if entry.id == state and entry.name), state)


def askable_variables(world: WorldFile) -> tuple[str, ...]:
    """List the variables of a world that are recorded month by month.

    Parameters
    ----------
    world : WorldFile
    """
    return (*RECORDED, *(name for name in variable_names(world) if "." in name))


def _missing(name: str, world: WorldFile) -> str:
    """Name what a world lacks for a variable to be anything but 0; empty if it lacks nothing."""
    if name in {"frozen", "partnership"} and not world.regimes:
        return "institution"
    return "area of cooperation" if name == "portfolio" and not world.areas else ""


def variable_meaning(name: str, world: WorldFile) -> str:
    """Return what a variable of a world means, in a line.

    Parameters
    ----------
    name : one of `variable_names` or `askable_variables`
    world : WorldFile
    """
    kind, point, item = name.partition(".")
    if not point:
        missing = _missing(name, world)
        if missing:
            return f"0 in every month, since there is no {missing}"
        first, second = world.sides
        names = {
            "outside": second.name,
            "alliance": first.name,
            "lead": first.lead_name,
            "other_lead": second.lead_name,
        }
        sentence = _MEANINGS.get(name) or _RECORDED_ONLY[name][1]
        return sentence.format_map({word: with_article(found) for word, found in names.items()})
    return _meaning_of_own(kind, item, world)


def _meaning_of_own(kind: str, item: str, world: WorldFile) -> str:
    if kind == _RIFT:
        side, power = next((side, power) for side in world.sides for power in side.powers if power.id == item)
        return f"how far {with_article(power.name)} has drifted from the others in {with_article(side.name)}"
    entries: dict[str, tuple[str, Iterable[_Entry]]] = {
        "regime": ("whether the institution is in the regime", world.regimes),
        "tension": ("unresolved tension over", world.issues),
        "stock": ("practical cooperation:", world.areas),
    }
    if kind in entries:
        words, named = entries[kind]
        return f"{words} {_name_of(item, named)}"
    name = name_of_state(world, kind)
    told = "" if name == kind else f", {name}"
    return f"whether the negotiation {_name_of(item, world.negotiations)} is in the state `{kind}`{told}"


def _name_of(item: str, entries: Iterable[_Entry]) -> str:
    return next(entry.name for entry in entries if entry.id == item)


def variable_range(name: str) -> tuple[float, float, str]:
    """Return the lowest and highest value of a variable, and its unit.

    Parameters
    ----------
    name : one of `variable_names` or `askable_variables`
    """
    recorded = _RECORDED_ONLY.get(name, ("",))[0]
    unit = VARIABLES.get(name) or recorded or ("0..1" if name.startswith(("tension.", "stock.", "rift.")) else "0 or 1")
    ends = unit.replace(" or ", "..").split("..")
    if len(ends) != 2:
        return -math.inf, math.inf, unit
    return float(ends[0]), float(ends[1]), unit
