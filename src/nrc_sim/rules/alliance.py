"""How many members become one Alliance: voice, consensus and influence."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from nrc_sim.rules.kinds import Share


class AllianceParameters(NamedTuple):
    """How members draw each other along, and what consensus gives the wariest."""

    influence: Share
    image_influence: Share
    weight_of_wariest: Share
    weight_of_common_acts: Share


def voice(capability: float) -> float:
    """Give a member a voice that grows with the square root of its capabilities.

    Parameters
    ----------
    capability : share of world capabilities (CINC), > 0

    Notes
    -----
    Consensus gives small members more weight than their capabilities would; the square root is expert judgement.
    """
    return sqrt(capability)


def wariness(threat_perception: float) -> float:
    """Return how far a member belongs to the wariest, who can hold up consensus.

    Parameters
    ----------
    threat_perception : multiple of what the lead feels, > 0; only members above it are wary
    """
    return max(0.0, threat_perception - 1.0)


def consensus_weight(voice_share: float, wary_share: float, p: AllianceParameters) -> float:
    """Mix a member's share of voice with its share among the wariest.

    Parameters
    ----------
    voice_share, wary_share : shares of all members' voice and wariness, 0..1
    p : parameters of the Alliance
    """
    return (1.0 - p.weight_of_wariest) * voice_share + p.weight_of_wariest * wary_share


def share_of_act(members: int, p: AllianceParameters) -> float:
    """Return how much of an act by or toward several members counts for each of them.

    Parameters
    ----------
    members : number of members whose act it is, or at whom it is directed, >= 1
    p : parameters of the Alliance

    Returns
    -------
    1 for one member, falling toward `weight_of_common_acts` for many

    Notes
    -----
    What concerns all concerns each the less; the lead, who speaks for all, is concerned in full. Expert judgement.
    """
    return p.weight_of_common_acts + (1.0 - p.weight_of_common_acts) / members


def drawn_along(deviation: float, pull: float, stubbornness: float, p: AllianceParameters) -> float:
    """Return how far a power's trust is drawn toward that of its allies.

    Parameters
    ----------
    deviation : the power's trust minus its disposition, log-odds
    pull : the same for those it looks to, log-odds
    stubbornness : 0..1
    p : parameters of the Alliance

    Notes
    -----
    Social influence with stubbornness: Friedkin and Johnsen (1990). The lead's line prevails: claims C8, C29.
    """
    return p.influence * (1.0 - stubbornness) * (pull - deviation)


def image_drawn_along(deviation: float, lead_deviation: float, p: AllianceParameters) -> float:
    """Return how far trust in a power is drawn toward trust in the lead of its side (claim C29).

    Parameters
    ----------
    deviation, lead_deviation : trust minus disposition, in the power and in its lead, log-odds
    p : parameters of the Alliance
    """
    return p.image_influence * (lead_deviation - deviation)
