"""Shocks: when they occur and how large they are."""

from __future__ import annotations

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


def drawn_value(chance: float, values: tuple[float, ...], cumulative: tuple[float, ...]) -> float:
    """Draw one of several values.

    Parameters
    ----------
    chance : uniform number in (0, 1)
    values : at least one
    cumulative : shares added up, ascending to 1
    """
    for value, bound in zip(values, cumulative, strict=True):
        if chance < bound:
            return value
    return values[-1]


def holds(value: float, comparison: int, bound: float) -> bool:
    """Compare a state variable with a bound by the code of a comparison."""
    if comparison == LESS:
        return value < bound
    if comparison == LESS_OR_EQUAL:
        return value <= bound
    return value > bound if comparison == MORE else value >= bound
