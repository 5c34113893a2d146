"""What a scenario sets in the state with which it starts: trust and conduct of whom it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nrc_sim.rules.arithmetic import log_odds
from nrc_sim.scenario.scenario_schema import Beginning
from nrc_sim.scenario.sides import Side
from nrc_sim.scenario.world_schema import WorldFile

DIRECTIONS = ("member", "outside")
"""How fields of a state begin, by the number of the side whose they are."""

TRUST = {"member": ("member_trust",), "outside": ("outside_trust",)}
CONDUCT = {
    "member": ("member_conduct", "outside_received", "outside_expectation"),
    "outside": ("outside_conduct", "member_received", "member_expectation"),
}
"""Fields of a state that are set, by whose trust or conduct it is; the other side has received it, and expects it."""


def values_of_beginning(beginning: Beginning, world: WorldFile) -> tuple[tuple[str, int, float], ...]:
    """List what is set in a state: field, number of the pair, and value.

    Parameters
    ----------
    beginning : of a scenario whose names have been checked
    world : WorldFile
    """
    trust = ((field, number, log_odds(level)) for field, number, level in _entries(beginning.trust, TRUST, world))
    return (*trust, *_entries(beginning.conduct, CONDUCT, world))


def _entries(
    values: Mapping[str, float | Mapping[str, float]], fields: Mapping[str, Sequence[str]], world: WorldFile
) -> Iterator[tuple[str, int, float]]:
    first, second = world.sides
    for side, other, direction in ((first, second, "member"), (second, first, "outside")):
        # From the widest group to the single power, so that the narrower name counts.
        for name, powers in {**side.groups, **side.single}.items():
            for toward, level in _levels_toward(values[name], other) if name in values else ():
                for power in powers:
                    pairs = pairs_of(power, direction, len(first.powers), len(second.powers))
                    yield from ((field, pairs[toward], level) for field in fields[direction])


def _levels_toward(value: float | Mapping[str, float], other: Side) -> Iterator[tuple[int, float]]:
    """List levels by the number of the power of the other side, from the widest word for it to the narrowest."""
    levels = value if isinstance(value, Mapping) else {other.words[0]: value}
    for name, powers in {**other.groups, **other.single}.items():
        yield from ((power, levels[name]) for power in powers if name in levels)


def pairs_of(power: int, direction: str, firsts: int, seconds: int) -> Sequence[int]:
    """Number the pairs in which a power stands.

    Parameters
    ----------
    power : its number in its side
    direction : "member" for a power of the first side, "outside" for one of the second
    firsts, seconds : numbers of powers of the sides
    """
    if direction == "member":
        return range(power * seconds, (power + 1) * seconds)
    return range(power, firsts * seconds, seconds)
