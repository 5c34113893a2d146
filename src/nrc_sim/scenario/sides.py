"""The two sides of a relationship: who belongs to them, and by which words scenarios mean them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from nrc_sim.rules.alliance import voice
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import month_number

FIRST_SIDE, SECOND_SIDE = "alliance", "outside"
"""Words for either side in every world."""


class PowerFacts(NamedTuple):
    """A power of a side, see `nrc_sim.scenario.side_schema.PowerEntry`."""

    id: str
    name: str
    code: str
    capability: float
    joined: str
    left: str | None = None
    domination: float = 0.0
    tie: float = 0.0
    alignment: float = 0.0
    distance: float = 0.0
    covariates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Side:
    """A side of a relationship: one power, or an alliance of several.

    Attributes
    ----------
    id, name : str
        Identifier, and display name.
    powers : tuple of PowerFacts
        Those who belong to it at any time, its lead first.
    paths : tuple of Path
        Where each power stands in the world file.
    words : tuple of str
        Words that mean all of it.
    lead_words, allies_words : tuple of str
        Words that mean its lead, and its powers other than the lead.
    lead : str or None
        Id of the power whose line the others look to; a power alone leads itself.
    openness : float, multiple of 1
        How heavily good news weighs with its powers.
    consulted : float, 0..1
        How far consultations before decisions are held with it.
    counter_measures : float, 0..1
        How far its forces answer failed talks.
    committed : float, 0..1
        Which share of its forces the commitment abroad holds.
    equal_voice : bool
        Whether each of its powers has the same voice, whatever its capabilities.
    weight_of_wariest : float, 0..1, or None
        Weight of its wariest powers; None for that of the parameters.
    """

    id: str
    name: str
    powers: tuple[PowerFacts, ...]
    paths: tuple[Path, ...]
    words: tuple[str, ...]
    lead_words: tuple[str, ...] = ()
    allies_words: tuple[str, ...] = ()
    lead: str | None = None
    openness: float = 1.0
    consulted: float = 1.0
    counter_measures: float = 1.0
    committed: float = 0.0
    equal_voice: bool = False
    weight_of_wariest: float | None = None

    @property
    def number_of_lead(self) -> int:
        """Number of its lead, or -1."""
        return -1 if self.lead is None else 0

    @property
    def lead_name(self) -> str:
        """Display name of its lead, or of the side where it has none."""
        return self.name if self.lead is None else self.powers[0].name

    @cached_property
    def groups(self) -> dict[str, tuple[int, ...]]:
        """Numbers of its powers by each word for several of them, the widest word first."""
        everyone = tuple(range(len(self.powers)))
        led = everyone[:1] if self.lead is not None else ()
        return {
            **dict.fromkeys(self.words, everyone),
            **dict.fromkeys(self.allies_words, everyone[len(led) :]),
            **dict.fromkeys(self.lead_words, led),
        }

    @cached_property
    def single(self) -> dict[str, tuple[int, ...]]:
        """Number of each of its powers by its id."""
        return {power.id: (number,) for number, power in enumerate(self.powers)}

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Everything by which a scenario can mean one or several of its powers."""
        return tuple(dict.fromkeys((*self.groups, *self.single)))

    def holds(self, names: Iterable[str]) -> bool:
        """Return whether any of some names means this side or powers of it."""
        return any(name in self.actors for name in names)

    def meant(self, name: str, here: Sequence[bool]) -> tuple[int, ...]:
        """Number the powers that a name means: of a group those who belong.

        Parameters
        ----------
        name : any
        here : whether each of its powers belongs
        """
        if name in self.groups and name not in self.lead_words:
            return tuple(number for number in self.groups[name] if here[number])
        return self.groups.get(name) or self.single.get(name, ())

    def who_belongs(self, month: int) -> tuple[bool, ...]:
        """Return whether each of its powers belongs to it in a month."""
        return tuple(self.belongs(power, month) for power in self.powers)

    def belongs(self, power: PowerFacts, month: int) -> bool:
        """Return whether one of its powers belongs to it in a month."""
        return month_number(power.joined) <= month and (power.left is None or month < month_number(power.left))

    def voice(self, power: PowerFacts) -> float:
        """Return the voice of one of its powers."""
        return 1.0 if self.equal_voice else voice(power.capability)


def told_apart(first: Side, second: Side, attribute: Literal["id", "name"], joint: str) -> tuple[str, ...]:
    """Name the pairs of powers of two sides, power by power of the first.

    Parameters
    ----------
    first, second : both sides
    attribute : what of each power is put into the name
    joint : what stands between the two

    Returns
    -------
    names; where a side is one power alone, the powers of the other side need no telling apart
    """
    ones, others = ([getattr(power, attribute) for power in side.powers] for side in (first, second))
    if len(others) == 1:
        return tuple(ones)
    return tuple(others) if len(ones) == 1 else tuple(f"{one}{joint}{other}" for one in ones for other in others)
