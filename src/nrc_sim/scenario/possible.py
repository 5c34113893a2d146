"""Conditions that no state of relations can meet, or that every one does."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from nrc_sim.scenario.conditions import Condition, Term
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.variables import VARIABLES, variable_range
from nrc_sim.text.wording import join_words

_COMPARE = (operator.lt, operator.le, operator.gt, operator.ge)
"""In the order of `nrc_sim.scenario.conditions.COMPARISONS`."""

REGIMES = ("frozen", "partnership")
"""Variables that say which regime an institution has: it has one, which may also be another."""


def check_possible(condition: Condition, path: Path, families: Iterable[Sequence[str]]) -> Iterator[Finding]:
    """Find that a condition can never hold, or always holds.

    Parameters
    ----------
    condition : Condition
    path : of its text
    families : variables of which exactly one is 1, of each world that may be meant
    """
    if any(_is_unsound(term) for term in condition.terms):
        return
    fix = "change a bound or a sign, or remove the condition"
    by_name = {name: [term for term in condition.terms if term.variable == name] for name, _, _ in condition.terms}
    met = {name: [_holds(terms, value) for value in _values(name, terms)] for name, terms in by_name.items()}
    for name, found in met.items():
        if not any(found):
            yield Finding(path, f"the condition can never hold: no value of {name} meets it", _allowed(name), fix)
    if all(any(found) for found in met.values()):
        yield from _check_alternatives(by_name, path, families)
    if all(all(found) for found in met.values()):
        name = condition.terms[0].variable
        yield Finding(path, f"the condition always holds: every value of {name} meets it", _allowed(name), fix)


def _check_alternatives(
    by_name: Mapping[str, Sequence[Term]], path: Path, families: Iterable[Sequence[str]]
) -> Iterator[Finding]:
    """Find variables that could each be as they are asked to be, and never together: at most one of them is 1."""
    regimes = [name for name in REGIMES if name in by_name]
    if regimes and not any(_go_together(by_name, regimes, state) for state in ("", *REGIMES)):
        yield _apart(regimes, f"at most one of {', '.join(REGIMES)} is 1", path)
    meant: dict[tuple[str, ...], list[Sequence[str]]] = {}
    for family in families:
        asked = tuple(name for name in by_name if name in family)
        meant.setdefault(asked, []).append(family)
    # Of several worlds those are meant that know most of what is asked.
    for asked, known in meant.items():
        whole = not any(set(asked) < set(other) for other in meant)
        if asked and whole and not any(_go_together(by_name, asked, one) for family in known for one in family):
            yield _apart(asked, f"exactly one of {', '.join(known[0])} is 1", path)


def _go_together(by_name: Mapping[str, Sequence[Term]], asked: Sequence[str], one: str) -> bool:
    """Return whether variables are as they are asked to be where one of them is 1 and the others are 0."""
    return all(_holds(by_name[name], float(name == one)) for name in asked)


def _apart(asked: Sequence[str], allowed: str, path: Path) -> Finding:
    what = f"the condition can never hold: {join_words([*asked])} do not go together"
    return Finding(path, what, allowed, "remove one of them")


def check_bound(term: Term, path: Path) -> Iterator[Finding]:
    """Find that a variable is compared with what it cannot be.

    Parameters
    ----------
    term : a comparison; of a variable without a range, or that does not exist, nothing is said
    path : of the condition
    """
    if _beyond(term):
        yield Finding(path, f"{term.variable} is compared with {term.bound:g}", _ends(term.variable))


def _beyond(term: Term) -> bool:
    low, high, _ = variable_range(term.variable)
    return _has_range(term.variable) and not low <= term.bound <= high


def _has_range(name: str) -> bool:
    return name in VARIABLES or "." in name


def _is_unsound(term: Term) -> bool:
    """Return whether a comparison has a fault of its own, which is reported elsewhere."""
    return not _has_range(term.variable) or _beyond(term)


def _holds(terms: Sequence[Term], value: float) -> bool:
    return all(_COMPARE[term.comparison](value, term.bound) for term in terms)


def _values(name: str, terms: Sequence[Term]) -> list[float]:
    """List values of a variable that stand for all: its ends, the bounds, and one between and beyond each two."""
    low, high, unit = variable_range(name)
    if unit == "0 or 1":
        return [0.0, 1.0]
    bounds = sorted({term.bound for term in terms} | {end for end in (low, high) if math.isfinite(end)})
    between = [(first + second) / 2.0 for first, second in pairwise(bounds)]
    return [value for value in (bounds[0] - 1.0, *bounds, *between, bounds[-1] + 1.0) if low <= value <= high]


def _allowed(name: str) -> str:
    unit = variable_range(name)[2]
    return f"{name} is {unit}" if unit == "0 or 1" else f"{name} goes {_ends(name)}"


def _ends(name: str) -> str:
    low, high, unit = variable_range(name)
    return f"from {low:g} to {high:g} ({unit})"
