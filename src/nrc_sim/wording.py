"""Numbers as readers meet them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FEW = 0.01
"""Shares nearer to none or to all are not rounded to them."""

EN_DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"


def percent(share: float) -> str:
    """Write a share in whole percent, without rounding some runs to none or most runs to all.

    Parameters
    ----------
    share : 0..1

    Examples
    --------
    >>> percent(0.004), percent(0.25), percent(0.999)
    ('<1%', '25%', '>99%')
    """
    if 0 < share < FEW:
        return "<1%"
    return ">99%" if 1 - FEW < share < 1 else f"{100 * share:.0f}%"


def percent_range(low: float, high: float) -> str:
    """Write a range of shares in whole percent.

    Parameters
    ----------
    low, high : 0..1
    """
    return f"{100 * low:.0f}{EN_DASH}{100 * high:.0f}%"


def signed(value: float, digits: int = 1) -> str:
    """Write a number with its sign.

    Parameters
    ----------
    value : any number
    digits : after the point

    Examples
    --------
    >>> signed(-0.04), signed(3.21)
    ('0.0', '+3.2')
    """
    text = f"{value:+.{digits}f}"
    return text[1:] if not text.strip("+-0.") else text.replace("-", MINUS)


def signed_range(low: float, high: float, digits: int = 1) -> str:
    """Write a range of numbers with their signs.

    Parameters
    ----------
    low, high : any numbers
    digits : after the point
    """
    return f"{signed(low, digits)} to {signed(high, digits)}"


def difference(found: Mapping[str, Any], scale: float = 1.0) -> dict[str, str]:
    """Write a mean difference and its interval.

    Parameters
    ----------
    found : mean, low and high
    scale : by which they are multiplied, such as 100 for percentage points
    """
    low, high = scale * found["low"], scale * found["high"]
    return {"value": signed(scale * found["mean"]), "interval": signed_range(low, high)}


def join_words(words: list[str]) -> str:
    """Join words with commas and a last `and`.

    Parameters
    ----------
    words : any number

    Examples
    --------
    >>> join_words(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
