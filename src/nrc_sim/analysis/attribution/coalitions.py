"""Which combinations of elements are simulated, and how Shapley values follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.randomness import as_uniform, stream_key, stream_words

_EXACT_UP_TO = 8
"""Most elements of which all combinations are simulated."""

_Coalition = frozenset[int]
"""Numbers of the elements that are as in the scenario."""


@dataclass(frozen=True)
class CoalitionPlan:
    """Combinations of elements, and the weights that turn their outcomes into Shapley values.

    Attributes
    ----------
    elements : int
        Number of elements.
    coalitions : tuple of frozenset
        Combinations; the first is the baseline, the last the scenario.
    orders : tuple of tuple of int
        Orders in which elements join, each followed by its reverse; empty if all combinations are simulated.
    """

    elements: int
    coalitions: tuple[_Coalition, ...]
    orders: tuple[tuple[int, ...], ...] = ()

    def place(self, coalition: _Coalition) -> int:
        """Return the number of a combination.

        Parameters
        ----------
        coalition : one that is simulated
        """
        return self.coalitions.index(coalition)


def plan_coalitions(elements: int, permutations: int, seed: int) -> CoalitionPlan:
    """Choose combinations: all of few elements, or those along drawn orders of many.

    Parameters
    ----------
    elements : number of elements, >= 1
    permutations : orders that are drawn for more than `_EXACT_UP_TO` elements, at least 4; they come in pairs of an
        order and its reverse, so an odd number is raised by one
    seed : of the draws

    Notes
    -----
    Castro, Gomez and Tejada 2009; antithetic pairs after Mitchell, Cooper, Frank and Holmes 2022. Each element alone,
    and each one left out, is simulated as well.
    """
    everything = frozenset(range(elements))
    if elements <= _EXACT_UP_TO:
        masks = range(1 << elements)
        return CoalitionPlan(elements, tuple(frozenset(i for i in everything if mask >> i & 1) for mask in masks))
    orders: list[tuple[int, ...]] = []
    for number in range(-(-permutations // 2)):
        order = _draw_order(elements, seed, number)
        orders += [order, order[::-1]]
    found = [frozenset[int]()]
    found += [frozenset({one}) for one in everything] + [everything - {one} for one in everything]
    found += [frozenset(order[:length]) for order in orders for length in range(1, elements)]
    distinct = dict.fromkeys(coalition for coalition in found if coalition != everything)
    return CoalitionPlan(elements, (*distinct, everything), tuple(orders))


def _draw_order(elements: int, seed: int, number: int) -> tuple[int, ...]:
    words = stream_words(stream_key(seed, number, "order of elements"), np.zeros(1, dtype=np.int64), elements)
    return tuple(np.argsort(as_uniform(words)[0], kind="stable").tolist())


def shapley_values(plan: CoalitionPlan, outcomes: Floats) -> Floats:
    """Return the Shapley value of each element in each run, array (element, run).

    Parameters
    ----------
    plan : which combinations there are
    outcomes : array (coalition, run)

    Notes
    -----
    Shapley 1953. They add up to the difference between scenario and baseline in every run, drawn orders or not.
    """
    values = np.zeros((plan.elements, outcomes.shape[1]))
    if plan.orders:
        for added in _add_along_orders(plan, outcomes):
            values += added
        return np.asarray(values / len(plan.orders))
    weights = _exact_weights(plan)
    # Coalition by coalition, in a fixed order: a matrix product may differ in its last bits between machines.
    for number, outcome in enumerate(outcomes):
        values += weights[:, number, None] * outcome
    return values


def sampling_errors(plan: CoalitionPlan, outcomes: Floats) -> Floats:
    """Return the standard error that drawing orders leaves in each mean value, array (element); 0 without drawing.

    Parameters
    ----------
    plan : which combinations there are
    outcomes : array (coalition, run)
    """
    if not plan.orders:
        return np.zeros(plan.elements)
    by_order = np.array(list(_add_along_orders(plan, outcomes.mean(axis=1, keepdims=True))))
    pairs = by_order.reshape(-1, 2, plan.elements).mean(axis=1)
    return np.asarray(pairs.std(axis=0, ddof=1) / np.sqrt(pairs.shape[0]))


def _exact_weights(plan: CoalitionPlan) -> Floats:
    """Return the weights of all combinations, array (element, coalition)."""
    count = plan.elements
    shares = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    weights = np.empty((count, len(plan.coalitions)))
    for number, coalition in enumerate(plan.coalitions):
        for element in range(count):
            joined = element in coalition
            weights[element, number] = shares[len(coalition) - 1] if joined else -shares[len(coalition)]
    return weights


def _add_along_orders(plan: CoalitionPlan, outcomes: Floats) -> Iterator[Floats]:
    """Yield for each order what each element adds where it joins, arrays (element, run)."""
    places = {coalition: number for number, coalition in enumerate(plan.coalitions)}
    for order in plan.orders:
        added = np.empty((plan.elements, outcomes.shape[1]))
        before = 0
        for position, element in enumerate(order, start=1):
            after = places[frozenset(order[:position])]
            added[element] = outcomes[after] - outcomes[before]
            before = after
        yield added
