"""Conditions on the state of relations: a small grammar, parsed and never evaluated as code."""

from __future__ import annotations

import re
from typing import NamedTuple

COMPARISONS = ("<", "<=", ">", ">=")
"""Comparisons; the position is the code."""

GRAMMAR = "`variable < number`, also <=, >, >=, joined by `and`, then perhaps `for N months`"
_LONGEST = 400
"""Characters of a condition."""

_TERM = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\s*(<=|>=|<|>)\s*(-?\d{1,6}(?:\.\d{1,9})?)\Z")
_PATIENCE = re.compile(r"(?P<terms>.*\S)\s+for\s+(?P<months>[1-9]\d{0,3})\s+months?\Z", re.DOTALL)


class Term(NamedTuple):
    """A variable compared with a number; `comparison` is a position in `COMPARISONS`."""

    variable: str
    comparison: int
    bound: float


class Condition(NamedTuple):
    """Terms that have all to hold for a number of months."""

    terms: tuple[Term, ...]
    months: int


def parse_condition(text: str) -> Condition:
    """Read a condition such as `index < -20 and frozen > 0 for 3 months`.

    Raises
    ------
    ValueError
        If the text does not follow the grammar; the message names the part that does not.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"a condition of {len(text)} characters; at most {_LONGEST}")
    body = text.strip()
    found = _PATIENCE.match(body)
    terms = found["terms"] if found else body
    months = int(found["months"]) if found else 1
    return Condition(tuple(_parse_term(part) for part in re.split(r"\s+and\s+", terms)), months)


def _parse_term(part: str) -> Term:
    found = _TERM.match(part.strip())
    if found is None:
        raise ValueError(f"{part.strip()!r} is not a comparison")
    return Term(found[1], COMPARISONS.index(found[2]), float(found[3]))
