"""Leaderships: electoral clocks, changes of elites, common threats that rally."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, faded
from nrc_sim.rules.kinds import HalfLife, Months, Reach, Weight


class LeadershipParameters(NamedTuple):
    """How far a new leadership may differ and how long it stays new."""

    spread: Weight
    limit: Reach
    half_life: HalfLife
    honeymoon: Months
    rally_half_life: HalfLife


def renewed(chance: float, renewal: float) -> bool:
    """Return whether a leadership changes this month: a uniform number against the probability, 0..1."""
    return chance < renewal


def next_disposition(
    disposition: float, renewal: float, chances: tuple[float, float], p: LeadershipParameters
) -> float:
    """Return a leadership's disposition after a month: faded, or drawn anew where the leadership changes.

    Parameters
    ----------
    disposition : of the leadership in office, log-odds, 0 is the long-run mean
    renewal : probability that the leadership changes this month, 0..1
    chances : a uniform number that decides, and a standard bell-shaped one that draws
    p : parameters of leaderships

    Notes
    -----
    Claims C31 and C49.
    """
    if renewed(chances[0], renewal):
        return clamp(p.spread * chances[1], -p.limit, p.limit)
    return faded(disposition, p.half_life)


def next_tenure(tenure: float, changed: bool) -> float:
    """Count the months since a leadership changed."""
    return 0.0 if changed else tenure + 1.0


def newness(tenure: float, p: LeadershipParameters) -> float:
    """Return whether a leadership is new: 1 during its first months, then 0."""
    return 1.0 if tenure < p.honeymoon else 0.0


def next_rally(rally: float, added: float, p: LeadershipParameters) -> float:
    """Return the rally behind a common threat after a month of fading (claim C6)."""
    return faded(rally, p.rally_half_life) + added
