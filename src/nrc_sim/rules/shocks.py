"""Shocks: when they occur and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from nrc_sim.rules.arithmetic import clamp

FIXED, UNIFORM, TRIANGULAR, DISCRETE = 0, 1, 2, 3
SIZES = ("fixed", "uniform", "triangular", "discrete")
"""Ways to draw a size; the position is the code."""

LESS, LESS_OR_EQUAL, MORE, MORE_OR_EQUAL = 0, 1, 2, 3
"""Codes of the comparisons <, <=, > and >= in conditions."""


def scaled_hazard(hazard: float, excess: float) -> float:
    """Scale a monthly hazard by the state of relations.

    Parameters
    ----------
    hazard : probability a month at the reference state, 0..1
    excess : sum over state variables of slope x (value - reference)

    Returns
    -------
    probability, 0..1
    """
    return clamp(hazard * (1.0 + excess), 0.0, 1.0)


def plus_excess(total: float, slope: float, value: float, reference: float) -> float:
    """Add what one state variable adds to the scale of a hazard, see `scaled_hazard`."""
    return total + slope * (value - reference)


def drawn_size(chance: float, shape: int, low: float, mode: float, high: float) -> float:
    """Draw the size of a shock.

    Parameters
    ----------
    chance : uniform number in (0, 1)
    shape : code, see `SIZES`; a fixed size is `mode`
    low, mode, high : `low <= mode <= high`; `low < high` unless fixed
    """
    if shape == FIXED:
        return mode
    span = high - low
    if shape == UNIFORM:
        return low + span * chance
    turn = (mode - low) / span
    if chance < turn:
        return low + sqrt(chance * span * (mode - low))
    return high - sqrt((1.0 - chance) * span * (high - mode))


def drawn_value(chance: float, values: Sequence[float], cumulative: Sequence[float]) -> float:
    """Draw one of several values.

    Parameters
    ----------
    chance : uniform number in (0, 1)
    values : at least one
    cumulative : shares added up, ascending to 1
    """
    for position in range(len(values)):
        if chance < cumulative[position]:
            return values[position]
    return values[len(values) - 1]


def window_month(chance: float, first: int, last: int) -> int:
    """Place a shock in a window of months, `first` .. `last`, by a uniform number in (0, 1)."""
    return first + int(chance * (last - first + 1))


def months_held(held: int, met: bool, patience: int) -> int:
    """Count the months in which conditions have held; once they have held for `patience` months, the count stays."""
    if held >= patience:
        return held
    return held + 1 if met else 0


def newly_held(before: int, after: int, patience: int) -> bool:
    """Return whether conditions have now held for `patience` months, >= 1, for the first time in a run."""
    return before < patience and after == patience


def plus_discount(total: float, size: float, weight: float, share: float) -> float:
    """Add what the other side does not count of a linked act, or turns around.

    Parameters
    ----------
    total : of the month so far, conduct
    size, weight : of the shock, and of its act (Goldstein weight / 10)
    share : that counts with the other side, see `nrc_sim.rules.issues.linked_share`
    """
    return total + size * weight * (share - 1.0)


def plus_reply(total: float, size: float, weight: float, share: float) -> float:
    """Add the other side's act in a shock, which counts by the share of what it answers."""
    return total + size * share * weight


def plus_pressure(total: float, size: float, pressures: tuple[float, float], share: float) -> float:
    """Add pressure on an issue: by the first side in full, by the other side's replies by their share."""
    return total + size * (pressures[0] + share * pressures[1])


def plus_consultation(total: float, size: float, weight: float) -> float:
    """Return the largest consultation of the month, 0..1."""
    return max(total, min(1.0, size * weight))


def holds(value: float, comparison: int, bound: float) -> bool:
    """Compare a state variable with a bound by the code of a comparison."""
    if comparison == LESS:
        return value < bound
    if comparison == LESS_OR_EQUAL:
        return value <= bound
    return value > bound if comparison == MORE else value >= bound
