"""Memory: what a relationship keeps for years in a slow part of conduct, and what both sides have invested in it."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, faded
from nrc_sim.rules.kinds import HalfLife, Share


class MemoryParameters(NamedTuple):
    """How slowly relationships forget; without a spread they keep nothing.

    `half_life` and `upkeep_half_life` in months; `spread` of the slow part in units of conduct; `own_share` of its
    variance that is one direction's own.
    """

    half_life: HalfLife = 1.0
    spread: Share = 0.0
    own_share: Share = 0.0
    upkeep_half_life: HalfLife = 1.0


def drifted(common: float, own: float, p: MemoryParameters) -> float:
    """Return by how much the slow part of one direction drifts this month, in units of conduct.

    Parameters
    ----------
    common, own : bell-shaped numbers of the pair and of the direction, mean 0 and standard deviation 1
    p : parameters of memory

    Notes
    -----
    As large as keeps the standard deviation of the slow part at `spread` in the long run.
    """
    kept = faded(1.0, p.half_life)
    return p.spread * sqrt(1.0 - kept * kept) * (sqrt(1.0 - p.own_share) * common + sqrt(p.own_share) * own)


def next_slow(slow: float, drift: float, p: MemoryParameters) -> float:
    """Return the slow part of conduct after a month.

    Parameters
    ----------
    slow : distance of the resting point from the common level, in units of conduct
    drift : of this month, see `drifted`
    p : parameters of memory

    Notes
    -----
    Two speeds: conduct forgets in weeks, and what it rests on in years.
    """
    return faded(slow, p.half_life) + drift


def next_upkeep(upkeep: float, acts: float, replies: float, p: MemoryParameters) -> float:
    """Return what both sides of a pair keep invested in their relations after a month, 0 (nothing) .. 1.

    Parameters
    ----------
    upkeep : invested before, 0..1
    acts, replies : sums of the month's acts of either side toward the other (Goldstein weight / 10)
    p : parameters of memory

    Notes
    -----
    What one side offers and the other does not answer is no investment (claims C10, C31). Friendly acts fill what
    room is left.

    Examples
    --------
    >>> p = MemoryParameters(upkeep_half_life=9.0)
    >>> round(next_upkeep(0.5, 0.4, 0.3, p), 3), round(next_upkeep(0.5, 0.4, -0.3, p), 3)
    (0.602, 0.463)
    """
    invested = clamp(min(acts, replies), 0.0, 1.0)
    return faded(upkeep + (1.0 - upkeep) * invested, p.upkeep_half_life)
