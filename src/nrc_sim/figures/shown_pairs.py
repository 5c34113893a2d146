"""Which pairs of powers a figure shows, and in which words it speaks of them."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from nrc_sim.scenario.sides import Side
from nrc_sim.text.wording import with_article

MOST_PAIRS = 28
"""Pairs up to which all are shown."""


class ShownPairs(NamedTuple):
    """Pairs of powers that figures show.

    Attributes
    ----------
    places : tuple of int
        Their numbers among all pairs.
    words : str
        Which they are and of how many, as a sentence; empty if they are all.
    """

    places: tuple[int, ...]
    words: str


def choose_pairs(first: Side, second: Side) -> ShownPairs:
    """Choose the pairs that figures show: all of them if they are few, or those of a principal power.

    The principal power of a side is its lead, or where it has none that of the greatest capability.

    Parameters
    ----------
    first, second : both sides
    """
    pairs = list(product(range(len(first.powers)), range(len(second.powers))))
    # Facing one power alone each power has a pair of its own: none can be left out.
    if len(pairs) <= MOST_PAIRS or 1 in (len(first.powers), len(second.powers)):
        return ShownPairs(tuple(range(len(pairs))), "")
    one, other = (_principal(side) for side in (first, second))
    places = tuple(place for place, pair in enumerate(pairs) if pair[0] == one or pair[1] == other)
    names = " or ".join(with_article(name) for name in (first.powers[one].name, second.powers[other].name))
    return ShownPairs(places, f"Of {len(pairs)} pairs those with {names} are shown.")


def _principal(side: Side) -> int:
    if side.lead is not None:
        return side.number_of_lead
    return max(range(len(side.powers)), key=lambda number: side.powers[number].capability)
