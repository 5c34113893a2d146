"""Shocks: when they occur and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp

FIXED, UNIFORM, TRIANGULAR, DISCRETE = 0, 1, 2, 3
SIZES = ("fixed", "uniform", "triangular", "discrete")
"""Ways to draw a size; the position is the code."""

LESS, LESS_OR_EQUAL, MORE, MORE_OR_EQUAL = 0, 1, 2, 3
"""Codes of the comparisons <, <=, > and >= in conditions."""


class Spell(NamedTuple):
    """How a shock goes on once it is set off, in months.

    It comes after a `delay`, and in as many months as it `lasts`, >= 1. It is set off again `cooldown` months after
    these at the earliest, and so many `times` in all, 0 for any number.
    """

    delay: int = 0
    lasts: int = 1
    cooldown: int = 0
    times: int = 0


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
    """Count the months in which conditions have held; after `patience` months, >= 1, the count begins anew."""
    if not met:
        return 0
    return held + 1 if held < patience else 1


def held_enough(held: int, patience: int) -> bool:
    """Return whether conditions have now held for `patience` months."""
    return held == patience


def can_begin(month: int, first: int, count: int, spell: Spell) -> bool:
    """Return whether a shock can be set off: it is neither on its way nor under way nor cooling down.

    Parameters
    ----------
    month : number of the month
    first : first month in which it came, or will come, when it was last set off; -1 if it never was
    count : how often it has been set off
    spell : how it goes on
    """
    if spell.times > 0 and count >= spell.times:
        return False
    return first < 0 or month >= first + spell.lasts + spell.cooldown


def first_month(month: int, spell: Spell) -> int:
    """Return the first month in which a shock comes that is set off in a month."""
    return month + spell.delay


def is_under_way(month: int, first: int, spell: Spell) -> bool:
    """Return whether a shock comes in a month, if `first` is the first in which it does; -1 for none."""
    return first >= 0 and first <= month < first + spell.lasts


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
