"""Small functions that several rules share, made of basic arithmetic alone."""

from __future__ import annotations

from collections.abc import Iterable

_HALF = 0.5


def clamp(value: float, low: float, high: float) -> float:
    """Keep a value between two bounds.

    Parameters
    ----------
    value, low, high : numbers with `low <= high`
    """
    return min(max(value, low), high)


def ramp(value: float, start: float, width: float) -> float:
    """Rise linearly from 0 at `start` to 1 at `start + width`.

    Parameters
    ----------
    value, start : any numbers of the same unit
    width : > 0
    """
    return min(max((value - start) / width, 0.0), 1.0)


def half_hyperbolic_tangent(x: float) -> float:
    """Return tanh(x / 2) by Lambert's continued fraction, cut after seven terms.

    Parameters
    ----------
    x : -8..8; the error is below 1e-6 for values within 5 of zero and below 3e-4 within 8
    """
    y = 0.5 * x
    square = y * y
    top = y * (135135.0 + square * (17325.0 + square * (378.0 + square)))
    bottom = 135135.0 + square * (62370.0 + square * (3150.0 + square * 28.0))
    return min(max(top / bottom, -0.9999), 0.9999)


def logistic(x: float) -> float:
    """Turn log-odds into a probability.

    Parameters
    ----------
    x : log-odds, -8..8

    Returns
    -------
    probability in (0, 1)
    """
    return 0.5 + 0.5 * half_hyperbolic_tangent(x)


def log_odds(share: float) -> float:
    """Return the log-odds, -8..8, whose `logistic` is a probability, found by halving the range that holds them.

    Parameters
    ----------
    share : probability, 0..1; what no log-odds of the range give goes to its end
    """
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if logistic(middle) < share:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def odds(x: float) -> float:
    """Turn log-odds into odds, so that a hazard can be multiplied by them.

    Parameters
    ----------
    x : log-odds, -8..8
    """
    tangent = half_hyperbolic_tangent(x)
    return (1.0 + tangent) / (1.0 - tangent)


def natural_logarithm(x: float) -> float:
    """Return the natural logarithm of a number in (0, 1], with an error below 1e-9.

    Parameters
    ----------
    x : 2**-60 or more, at most 1

    Notes
    -----
    Doubled until it lies in (.5, 1], then by the series of the inverse hyperbolic tangent.
    """
    doubled = 0.0
    for _ in range(60):
        if x > _HALF:
            break
        x, doubled = 2.0 * x, doubled + 1.0
    y = (x - 1.0) / (x + 1.0)
    square, total = y * y, 0.0
    for power in range(19, 0, -2):
        total = total * square + 1.0 / power
    return 2.0 * y * total - 0.6931471805599453 * doubled


def exponential(x: float) -> float:
    """Return e to the power of a number, with a relative error below 1e-9.

    Parameters
    ----------
    x : 0 or more; beyond 8 it counts as 8

    Notes
    -----
    The series for a 64th of it, squared six times.
    """
    y, total = min(x, 8.0) / 64.0, 1.0
    for place in range(8, 0, -1):
        total = 1.0 + total * y / place
    for _ in range(6):
        total = total * total
    return total


def faded(value: float, half_life: float) -> float:
    """Return a quantity after a month of fading.

    Parameters
    ----------
    value : any number
    half_life : months until half of it is gone, > 0

    Notes
    -----
    The exact factor is `2 ** (-1 / half_life)`; this one differs from it by less than 2e-2 for half-lives over 3
    months, and by less than 2e-3 over 11.
    """
    return value * half_life / (half_life + 0.6931471805599453)


def two_sided(share: float) -> float:
    """Put a share, 0..1, on the scale from -1 to 1."""
    return 2.0 * share - 1.0


def mean_of_both(first: float, second: float) -> float:
    """Average both directions of a relationship, or both sides."""
    return 0.5 * (first + second)


def tainted(taint: float, value: float) -> float:
    """Mark a chain of values: the taint stays 0 as long as all are numbers, and neither infinite nor undefined."""
    return taint + (value - value)


def is_finite(value: float) -> bool:
    """Return whether a value is a number, and neither infinite nor undefined."""
    return tainted(0.0, value) == 0.0


def overridden(code: int, command: int) -> int:
    """Return a command, a code from 0 on, instead of what would have come; -1 commands nothing."""
    return command if command >= 0 else code


def held_at(value: float, level: float) -> float:
    """Return the level at which a scenario holds a quantity, or the quantity itself where the level is below 0."""
    return value if level < 0.0 else level


def next_months(months: float, same: bool) -> float:
    """Count the months in a state: one more if it is still the same, else none."""
    return months + 1.0 if same else 0.0


def plus_weighted(total: float, weight: float, value: float) -> float:
    """Add a value times its weight to a total."""
    return total + weight * value


def added_up(values: Iterable[float]) -> float:
    """Add up numbers one after the other, in their order.

    Parameters
    ----------
    values : numbers of the same unit; none give 0

    Notes
    -----
    The built-in `sum` compensates rounding from Python 3.12 on and so gives other bits than before, and than compiled
    code.
    """
    total = 0.0
    for value in values:
        total += value
    return total


def weighted_sum(weights: Iterable[float], values: Iterable[float]) -> float:
    """Add up values times weights, one after the other, in their order."""
    total = 0.0
    for weight, value in zip(weights, values, strict=True):
        total = plus_weighted(total, weight, value)
    return total
