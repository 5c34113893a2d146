"""Whose conduct an actor has in mind when it judges a counterpart."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.kinds import Share


class PerceptionParameters(NamedTuple):
    """How far powers see conduct toward the lead of their side as conduct toward themselves."""

    solidarity: Share


def blended(own: float, reference: float, weight: float) -> float:
    """Mix what concerns an actor itself with what concerns its point of reference.

    Parameters
    ----------
    own, reference : numbers of the same unit
    weight : share of the reference, 0..1

    Notes
    -----
    Allies take conduct toward their lead partly as conduct toward themselves (solidarity):
    claims C8, C29, C30.
    """
    return own + weight * (reference - own)


def seen_conduct(own: float, toward_lead: float, lead_weight: float, p: PerceptionParameters) -> float:
    """Return the conduct of a power of the other side as an actor sees it, coloured by that toward its lead.

    Parameters
    ----------
    own, toward_lead : conduct of that power toward the actor and toward its lead, -1..1
    lead_weight : how far the actor looks to its lead, 0..1
    p : parameters of perception
    """
    return blended(own, toward_lead, p.solidarity * lead_weight)
