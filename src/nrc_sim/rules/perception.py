"""Whose conduct an actor has in mind when it judges a counterpart."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.kinds import Share


class PerceptionParameters(NamedTuple):
    """How far members see conduct toward the lead as conduct toward themselves."""

    solidarity: Share


def blended(own: float, reference: float, weight: float) -> float:
    """Mix what concerns an actor itself with what concerns its point of reference.

    Parameters
    ----------
    own, reference : numbers of the same unit
    weight : share of the reference, 0..1

    Notes
    -----
    Members take the outside power's conduct toward the lead member partly as conduct toward themselves (solidarity):
    claims C8, C29, C30.
    """
    return own + weight * (reference - own)


def seen_by_member(own: float, toward_lead: float, lead_weight: float, p: PerceptionParameters) -> float:
    """Return the outside power's conduct as a member sees it, coloured by that toward the lead member.

    Parameters
    ----------
    own, toward_lead : conduct of the outside power, -1..1
    lead_weight : how far the member looks to the lead, 0..1
    p : parameters of perception
    """
    return blended(own, toward_lead, p.solidarity * lead_weight)
