"""The headline index and the class of an outcome."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import faded, mean_of_both, two_sided
from nrc_sim.rules.kinds import Points, Share, Slope


class IndexParameters(NamedTuple):
    """Weights of trust and conduct, and the pinned affine scale: points = `slope` x raw + `offset`."""

    weight_of_trust: Share
    weight_of_conduct: Share
    slope: Slope
    offset: Points


def raw_index(trust: float, conduct: float, p: IndexParameters) -> float:
    """Mix trust and conduct of both directions.

    Parameters
    ----------
    trust : mean of both directions, 0..1
    conduct : mean of both directions, -1..1
    p : parameters of the index
    """
    return p.weight_of_trust * two_sided(trust) + p.weight_of_conduct * conduct


def index_points(raw: float, p: IndexParameters) -> float:
    """Put a raw value on the pinned scale; nothing is clipped."""
    return p.slope * raw + p.offset


def anchored_scale(raw_low: float, raw_high: float, points: tuple[float, float]) -> tuple[float, float]:
    """Find the affine scale on which two raw values have two given numbers of points.

    Parameters
    ----------
    raw_low, raw_high : raw index in the two anchor windows, which must differ
    points : what they shall be

    Returns
    -------
    slope and offset
    """
    slope = (points[1] - points[0]) / (raw_high - raw_low)
    return slope, points[0] - slope * raw_low


def points_of(trusts: tuple[float, float], conducts: tuple[float, float], p: IndexParameters) -> float:
    """Return the index of trust and conduct, each of both directions, in points."""
    return index_points(raw_index(mean_of_both(*trusts), mean_of_both(*conducts), p), p)


def next_trend(trend: float, raw: float, before: float, half_life: float) -> float:
    """Smooth the monthly change of the raw index.

    Parameters
    ----------
    trend : raw index a month
    raw, before : raw index of this month and of the last
    half_life : months, > 0
    """
    change = raw - before
    return change + faded(trend - change, half_life)


def classify_outcome(final_index: float, bounds: tuple[float, ...]) -> int:
    """Give the class of a final index: the number of bounds that it reaches.

    Parameters
    ----------
    final_index : points
    bounds : lower bounds of all classes but the lowest, ascending; classes are half-open
    """
    outcome = 0
    for bound in bounds:
        if final_index >= bound:
            outcome += 1
    return outcome
