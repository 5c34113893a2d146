"""Rifts: what acts among powers of one side leave between a power and its allies."""

from __future__ import annotations

from nrc_sim.rules.arithmetic import clamp, faded
from nrc_sim.rules.fear import FearParameters


def next_rift(rift: float, acts: float, p: FearParameters) -> float:
    """Return how far a power has drifted from its allies after a month, 0 (not at all) .. 1.

    Parameters
    ----------
    rift : before, 0..1
    acts : sum of the month's acts between it and its allies (Goldstein weight / 10)
    p : parameters of fear, of which the half-life says how long a rift lasts

    Notes
    -----
    Unfriendly acts fill what room is left, friendly ones ease what there is.

    Examples
    --------
    >>> p = FearParameters(gain=1.0, threshold=0.2, half_life=36.0)
    >>> round(next_rift(0.2, -0.5, p), 3), round(next_rift(0.2, 0.5, p), 3)
    (0.589, 0.098)
    """
    torn, eased = clamp(-acts, 0.0, 1.0), clamp(acts, 0.0, 1.0)
    return faded(rift + (1.0 - rift) * torn - rift * eased, p.half_life)


def followed(weight: float, rift: float) -> float:
    """Return how far a power still goes by its lead or its allies.

    Parameters
    ----------
    weight : how far it would without a rift
    rift : between it and its allies, 0..1
    """
    return weight * (1.0 - rift)
