"""States from which a world is let go to see where it comes to rest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from nrc_sim.analysis.equilibria.settings import field_slice
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import StateLayout, World
from nrc_sim.rules.arithmetic import clamp, log_odds

_OF_TRUST_AND_CONDUCT = 4
_MIDDLE = (0.5,) * 4
"""Where tension, stocks and the activity of either side stand in the corners of trust and conduct."""
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
    from scipy.stats import qmc

    corners = [(*corner, *_MIDDLE) for corner in product((0.0, 1.0), repeat=_OF_TRUST_AND_CONDUCT)]
    # The first place of the sequence is a corner of the cube.
    spread = qmc.Halton(len(corners[0]), scramble=False).fast_forward(1).random(max(0, number - len(corners)))
    return np.array([_state_at(world, home, place) for place in (*corners[:number], *spread)])


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
