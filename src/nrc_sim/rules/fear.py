"""Fear: the lasting memory of a threat."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.alliance import wariness
from nrc_sim.rules.arithmetic import faded
from nrc_sim.rules.kinds import HalfLife, Share, Weight


class FearParameters(NamedTuple):
    """What raises fear and how long it lasts."""

    gain: Weight
    threshold: Share
    half_life: HalfLife


def next_fear(fear: float, received: float, threat_perception: float, p: FearParameters) -> float:
    """Remember a threat, and let older memories fade by one month.

    Parameters
    ----------
    fear : log-odds of trust lost to past threats, >= 0
    received : conduct of the other, -1..1; only severe hostility frightens
    threat_perception : multiple of what the lead feels; only powers above it keep the memory
    p : parameters of fear

    Notes
    -----
    Claim C39.
    """
    severity = max(0.0, -received - p.threshold)
    return faded(fear, p.half_life) + p.gain * wariness(threat_perception) * severity
