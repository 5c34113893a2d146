"""Disputes: hostile acts that stand out, come in clusters, and differ in severity by orders of magnitude."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, exponential, faded, natural_logarithm, two_sided
from nrc_sim.rules.kinds import Count, Exponent, HalfLife, Severity, Share


class DisputeParameters(NamedTuple):
    """How often disputes break out in a pair, how severe they are, and how they follow each other.

    `rate` a month and pair; `tail` the exponent of severities from `least` on; `clustering` the mean number of disputes
    that one brings after it, with `cluster_half_life` in months; `reply` the share of an act that is returned at once;
    `friction` what full grievance over unresolved issues adds to the rate.
    """

    rate: Share = 0.0
    tail: Exponent = 1.0
    least: Severity = 1.0
    clustering: Count = 0.0
    cluster_half_life: HalfLife = 1.0
    reply: Share = 0.0
    friction: Share = 0.0


def chance_of_dispute(unrest: float, grievance: float, p: DisputeParameters) -> float:
    """Return the probability, 0..1, that a dispute breaks out in a pair this month.

    Parameters
    ----------
    unrest : what earlier disputes add, see `next_unrest`
    grievance : of both sides over unresolved issues, 0..1
    p : parameters of disputes

    Notes
    -----
    A self-exciting process: Hawkes (1971). Unresolved issues give rise to disputes on practical matters (claim C31).
    """
    return clamp(p.rate + p.friction * grievance + unrest, 0.0, 1.0)


def severity(chance: float, p: DisputeParameters) -> float:
    """Draw how severe a dispute is: the size of its first act (Goldstein weight / 10), `least` or more.

    Parameters
    ----------
    chance : uniform number in (0, 1)
    p : parameters of disputes

    Notes
    -----
    A power law, as the severities of wars follow (Richardson 1948, Cederman 2003), cut at the hostile end of conduct.
    """
    return min(p.least * exponential(-natural_logarithm(chance) / p.tail), 1.0)


def first_acts(size: float, chance: float, p: DisputeParameters) -> tuple[float, float]:
    """Return the acts of both sides in the month in which a dispute breaks out (Goldstein weight / 10).

    Parameters
    ----------
    size : how severe it is, see `severity`
    chance : uniform number that decides who begins
    p : parameters of disputes
    """
    returned = p.reply * size
    return (-size, -returned) if two_sided(chance) < 0.0 else (-returned, -size)


def next_unrest(unrest: float, broke_out: bool, p: DisputeParameters) -> float:
    """Return what disputes so far add to the probability of the next one, after a month.

    Parameters
    ----------
    unrest : before
    broke_out : whether a dispute broke out this month
    p : parameters of disputes
    """
    kept = faded(1.0, p.cluster_half_life)
    # A dispute adds this much in the next month, and in all months together the mean number that it brings after it.
    return kept * unrest + (p.clustering * (1.0 - kept) if broke_out else 0.0)
