"""Military activity of both sides: a security dilemma, and what opens it."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp
from nrc_sim.rules.kinds import Share, Weight


class MilitaryParameters(NamedTuple):
    """What military activity answers to."""

    adjustment: Share
    rest: Share
    reaction: Share
    distrust: Weight
    trust_reference: Share
    counter_measures: Weight
    territorial_defence: Weight
    freed_forces: Weight
    transparency_cut: Share


class Posture(NamedTuple):
    """What moves the activity of one side this month.

    `trust` in the other, 0..1; `fear` log-odds; `failed` talks, a count; `freed` forces, 0..1; `transparency` 0..1;
    `added` by this month's events, -1..1.
    """

    trust: float
    fear: float
    failed: float
    freed: float
    transparency: float
    added: float


def next_activity(activity: float, other: float, posture: Posture, p: MilitaryParameters) -> float:
    """Move the military activity of one side by one month.

    Parameters
    ----------
    activity, other : own activity and the other side's last month, 0..1
    posture : what moves it
    p : parameters of military activity

    Notes
    -----
    Action and reaction: Richardson (1960), with `reaction` < 1 so that it settles (claim C26). Freed forces exercise
    more unless made transparent (claim C38), fear strengthens territorial defence (claim C58), failed talks bring
    counter-measures (claim C57). The ceiling is soft (claim C66).
    """
    calm = 1.0 - p.transparency_cut * posture.transparency
    drawn = p.reaction * max(0.0, other - p.rest) + p.distrust * max(0.0, p.trust_reference - posture.trust)
    added = p.counter_measures * posture.failed + p.territorial_defence * posture.fear + p.freed_forces * posture.freed
    pressed = calm * (drawn + added)
    # The room above rest fills ever more slowly: arming meets its costs, and never stops at a wall.
    target = p.rest + (1.0 - p.rest) * pressed / sqrt(1.0 + pressed * pressed)
    adjusted = activity + p.adjustment * (target - activity)
    room = 1.0 - adjusted if posture.added > 0.0 else adjusted
    return clamp(adjusted + room * posture.added, 0.0, 1.0)


def felt_threat(other: float, threat_perception: float, transparency: float, p: MilitaryParameters) -> float:
    """Return how threatening the other side's activity feels.

    Parameters
    ----------
    other : the other side's activity, 0..1
    threat_perception : multiple of what the lead feels, > 0
    transparency : 0..1
    p : parameters of military activity
    """
    return threat_perception * max(0.0, other - p.rest) * (1.0 - p.transparency_cut * transparency)
