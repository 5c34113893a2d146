"""Who of a world is meant by a name of event data: its powers, its sides, or states that it does not have."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.evidence.events.layouts import EventLayout
from nrc_sim.evidence.events.states import names_of_states, plain_name, state_codes, without_forces
from nrc_sim.scenario.faults import did_you_mean, shortened
from nrc_sim.scenario.sides import PowerFacts
from nrc_sim.scenario.world_schema import WorldFile

MISSING, UNKNOWN = -2, -1
"""Numbers of nobody: no name is given, or one that nobody is known by."""

_NOTHING = {"", "na", "nan", "null", "none", "n/a", "-", "--", "---", "."}
"""How data say that a name is missing. `NA` is one of them, so that Namibia has its code of three letters alone."""

_SEVERAL = ";"
_MOST_REMEMBERED = 1 << 17

Numbers = tuple[int, ...]


class EventActor(NamedTuple):
    """Who can act in a world.

    Attributes
    ----------
    id, name : str
        As scenarios and figures write it.
    side : int
        0 or 1.
    power : PowerFacts or None
        None for a side of several powers as a whole.
    """

    id: str
    name: str
    side: int
    power: PowerFacts | None


class Cast:
    """The actors of a world, and the names by which event data mean them.

    Parameters
    ----------
    world : WorldFile
    layout : EventLayout
        Whose names go before all others, and whose system of codes counts.

    Attributes
    ----------
    actors : tuple of EventActor
        Powers of the first and of the second side, then each side of several powers. A name means the number of one of
        them, a larger number for a state that is not in the world, or `MISSING` or `UNKNOWN`.

    Raises
    ------
    InputError
        If the layout gives a name to somebody who is neither an actor nor a state.
    """

    def __init__(self, world: WorldFile, layout: EventLayout) -> None:
        self.world = world
        self.actors = tuple(_actors(world))
        self._states = names_of_states(layout.codes)
        self._own = self._names_of_actors()
        self._numbers = self._numbers_of_states()
        for name, meant in layout.names.items():
            self._own[plain_name(name)] = self._meant(name, meant)
        self.find: Callable[[str], Numbers] = lru_cache(_MOST_REMEMBERED)(self._find)

    def _names_of_actors(self) -> dict[str, int]:
        """Return the numbers of actors by id, name and codes that are of no state; powers go before sides."""
        found: dict[str, int] = {}
        for number, actor in enumerate(self.actors):
            code = actor.power.code if actor.power is not None else ""
            for name in (actor.id, actor.name, "" if code in state_codes() else code):
                if plain_name(name):
                    found.setdefault(plain_name(name), number)
        return found

    def _numbers_of_states(self) -> dict[str, int]:
        """Number all states: those of the world as its actors, the others after them."""
        known, found = names_of_states("iso"), dict[str, int]()
        for number, actor in enumerate(self.actors):
            names = () if actor.power is None else (actor.power.code, actor.name, actor.id)
            code = next((known[plain_name(name)] for name in names if plain_name(name) in known), None)
            if code is not None:
                found.setdefault(code, number)
        for code in state_codes():
            found.setdefault(code, len(self.actors) + len(found))
        return found

    def _meant(self, name: str, meant: str) -> int:
        found = self._number(meant)
        if found is None:
            known = [actor.id for actor in self.actors]
            what = f"names: {shortened(name)!r} stands for {shortened(meant)!r}, who is not known"
            hint = did_you_mean(meant, known)
            raise InputError(what, place="--mapping", allowed=f"{', '.join(known)}, or a state", suggestion=hint)
        return found

    def _number(self, text: str) -> int | None:
        plain = plain_name(text)
        if plain in self._own:
            return self._own[plain]
        code = self._states.get(plain)
        return None if code is None else self._numbers[code]

    def _find(self, text: str) -> Numbers:
        """Return the numbers of all whom a cell names, each once."""
        parts = [part.strip().strip('"').strip() for part in text.split(_SEVERAL)]
        parts = [part for part in parts if part.lower() not in _NOTHING]
        numbers = [self._number(part) for part in parts]
        numbers = [
            self._number(without_forces(part)) if number is None else number
            for part, number in zip(parts, numbers, strict=True)
        ]
        known = tuple(dict.fromkeys(number for number in numbers if number is not None))
        return known or ((UNKNOWN,) if parts else (MISSING,))

    def named(self, text: str) -> int:
        """Return the number of whom the name of an actor means where its country is not said.

        Parameters
        ----------
        text : name of the actor, which is looked up among actors of the world and names of the layout alone
        """
        return self._own.get(plain_name(text.strip().strip('"')), MISSING)


def _actors(world: WorldFile) -> list[EventActor]:
    sides = world.sides
    powers = [EventActor(power.id, power.name, side, power) for side in (0, 1) for power in sides[side].powers]
    blocs = [EventActor(sides[side].id, sides[side].name, side, None) for side in (0, 1) if len(sides[side].powers) > 1]
    return [*powers, *blocs]
