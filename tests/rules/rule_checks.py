"""Checks that every rule goes through: finite, in its range, rising or falling in an argument."""

from collections.abc import Callable
from functools import cache
from math import isfinite
from typing import Any

from hypothesis import given, settings
from rule_inputs import RULES
from rule_parameters import Strategy

Rule = Callable[..., Any]
Arguments = dict[str, Any]

ROUNDING = 1e-12
"""What rounding may do to the order of two results, as a share of their size."""

EXAMPLES = 20
MOST_EXAMPLES = 5120
"""So many pairs of inputs are drawn at most to find one in which an argument matters; the same in every session."""


def for_all(*drawn: Strategy, examples: int = EXAMPLES, **named: Strategy) -> Callable[[Rule], Rule]:
    """Run a test for many drawn inputs, the same in every session, however busy the machine is."""
    chosen = settings(max_examples=examples, deadline=None, database=None, derandomize=True)
    return lambda test: chosen(given(*drawn, **named)(test))


@cache
def drawn_pairs(rule: Rule, examples: int = EXAMPLES) -> list[tuple[Arguments, Arguments]]:
    """Draw pairs of all arguments of a rule, once for all that is asked about it, since that takes longest."""
    pairs: list[tuple[Arguments, Arguments]] = []

    @for_all(RULES[rule].arguments, RULES[rule].arguments, examples=examples)
    def note(one: Arguments, two: Arguments) -> None:
        pairs.append((one, two))

    note()
    return pairs


def check_range(rule: Rule) -> None:
    """Require finite results within the documented range for all allowed inputs."""
    case = RULES[rule]
    for pair in drawn_pairs(rule):
        for arguments in pair:
            result = rule(**arguments)
            for value in result if isinstance(result, tuple) else (result,):
                assert isfinite(value), arguments
                assert case.low <= value <= case.high, arguments


def check_rises(rule: Rule, argument: str) -> None:
    """Require that a result never falls, and sometimes rises, when one argument alone grows.

    Parameters
    ----------
    rule : entry of `RULES`
    argument : its name, or `group.field`
    """
    _check_order(rule, argument, 1.0)


def check_falls(rule: Rule, argument: str) -> None:
    """Require that a result never rises, and sometimes falls, when one argument alone grows."""
    _check_order(rule, argument, -1.0)


def _check_order(rule: Rule, argument: str, sign: float) -> None:
    # Where few inputs let the argument matter, more of them are drawn.
    examples = EXAMPLES
    while examples <= MOST_EXAMPLES:
        moved = [_moves(rule, argument, sign, *pair) for pair in drawn_pairs(rule, examples)]
        if any(moved):
            return
        examples *= 4
    raise AssertionError(f"{rule.__name__} does not depend on {argument}")


def _moves(rule: Rule, argument: str, sign: float, one: Arguments, two: Arguments) -> bool:
    """Say whether a larger argument moves the result, which it must never do against its sign."""
    other = replaced(one, argument, value_of(two, argument))
    low, high = sorted((one, other), key=lambda arguments: value_of(arguments, argument))
    before, after = rule(**low), rule(**high)
    assert sign * (after - before) >= -ROUNDING * max(1.0, abs(before), abs(after)), (low, high)
    return sign * (after - before) > 0.0


def value_of(arguments: Arguments, argument: str) -> float:
    """Look up an argument, or a field of a group."""
    name, _, field = argument.partition(".")
    return getattr(arguments[name], field) if field else arguments[name]


def replaced(arguments: Arguments, argument: str, value: float) -> Arguments:
    """Return the arguments with one of them, or one field of a group, changed."""
    name, _, field = argument.partition(".")
    return {**arguments, name: arguments[name]._replace(**{field: value}) if field else value}
