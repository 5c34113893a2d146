"""States from which a world is let go to see where it comes to rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from nrc_sim.analysis.equilibria.settings import field_slice
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import StateLayout, World
from nrc_sim.rules.arithmetic import clamp, log_odds

_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19)
"""Bases of a Halton sequence: one for each quantity that differs between starts."""
_OF_TRUST_AND_CONDUCT = 4
_MIDDLE = (0.5,) * (len(_PRIMES) - _OF_TRUST_AND_CONDUCT)
_LEAST_TRUST = 0.01


def make_starts(world: World, home: int, number: int) -> Floats:
    """Spread starts over the ranges of trust and conduct of both sides, tensions, stocks and military activity.

    Parameters
    ----------
    world : World
    home : regime to which a thaw returns
    number : of states; the first are the corners of trust and conduct, the others a Halton sequence

    Returns
    -------
    array (state, value); both directions of all pairs begin alike
    """
    corners = [(*corner, *_MIDDLE) for corner in product((0.0, 1.0), repeat=_OF_TRUST_AND_CONDUCT)]
    spread = _halton(max(0, number - len(corners)))
    return np.array([_state_at(world, home, place) for place in (*corners[:number], *spread)])


def _halton(number: int) -> list[tuple[float, ...]]:
    """Return the first places of a Halton sequence in the unit cube."""
    return [tuple(_radical_inverse(place, base) for base in _PRIMES) for place in range(1, number + 1)]


def _radical_inverse(number: int, base: int) -> float:
    found, part = 0.0, 1.0 / base
    while number:
        number, digit = divmod(number, base)
        found, part = found + digit * part, part / base
    return found


def _state_at(world: World, home: int, place: Sequence[float]) -> Floats:
    """Return the state at a place of the unit cube: trust and conduct of both sides, tensions, stocks, activity."""
    layout, limit = StateLayout.of(world), world.parameters.trust.limit
    levels = (_LEAST_TRUST + (1.0 - 2.0 * _LEAST_TRUST) * level for level in place[:2])
    trusts = [clamp(log_odds(level), -limit, limit) for level in levels]
    conducts = [2.0 * level - 1.0 for level in place[2:_OF_TRUST_AND_CONDUCT]]
    tension, stock, outside, alliance = place[_OF_TRUST_AND_CONDUCT:]
    state = np.zeros(layout.size)
    values = {
        "member_trust": trusts[0],
        "outside_trust": trusts[1],
        **dict.fromkeys(("member_conduct", "outside_received", "outside_expectation"), conducts[0]),
        **dict.fromkeys(("outside_conduct", "member_received", "member_expectation"), conducts[1]),
        "climate": 0.5 * (conducts[0] + conducts[1]),
        "tension": tension,
        "stock": stock,
        "activity_outside": outside,
        "activity_alliance": alliance,
        "home": float(home),
    }
    for name, value in values.items():
        state[field_slice(layout, name)] = value
    return state
