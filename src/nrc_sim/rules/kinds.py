"""What the number behind a parameter may be: the kinds of parameters, each with its outermost limits.

A world gives each parameter a range of its own, which must lie within the limits of its kind. Within these limits every
rule gives a finite number, whatever the other parameters are.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple


class Limits(NamedTuple):
    """The lowest and the highest value of a kind of parameter, and what it is in words."""

    low: float
    high: float
    words: str


Share = Annotated[float, Limits(0.0, 1.0, "a share, a probability or a level from 0 to 1")]
Conduct = Annotated[float, Limits(-1.0, 1.0, "conduct, hostile to friendly")]
LogOdds = Annotated[float, Limits(-4.0, 4.0, "log-odds")]
Reach = Annotated[float, Limits(0.1, 8.0, "how far log-odds go either way, never 0")]
Weight = Annotated[float, Limits(0.0, 10.0, "a weight, never negative")]
Months = Annotated[float, Limits(0.0, 1200.0, "a number of months")]
HalfLife = Annotated[float, Limits(0.1, 1200.0, "a half-life in months, never 0")]
Width = Annotated[float, Limits(1e-4, 1200.0, "the width of a rise, never 0")]
Distance = Annotated[float, Limits(0.01, 20.0, "thousand kilometres, never 0")]
Divisor = Annotated[float, Limits(1e-6, 1.0, "a share that divides, never 0")]
Severity = Annotated[float, Limits(1e-3, 1.0, "a size of acts, never 0")]
Exponent = Annotated[float, Limits(1.0, 10.0, "an exponent, 1 or more")]
Count = Annotated[float, Limits(0.0, 0.99, "a mean number below 1, or what it counts would not end")]
Slope = Annotated[float, Limits(1e-6, 1e4, "points per unit of the raw index")]
Points = Annotated[float, Limits(-1e4, 1e4, "points of the index")]
