from itertools import permutations
from math import factorial

import numpy as np
import pytest

from nrc_sim.analysis.attribution.coalitions import plan_coalitions, sampling_errors, shapley_values


def play(plan, game):
    """Outcomes of a game, the same for two runs but for their sign."""
    values = np.array([game(coalition) for coalition in plan.coalitions])
    return np.stack([values, -values], axis=1)


def interacting(coalition):
    return 3.0 * len(coalition) ** 2 + 7.0 * ({0, 2} <= coalition) - 2.0 * (1 in coalition)


def test_exact_values_are_the_averages_over_all_orders():
    plan = plan_coalitions(4, 20, 1)
    found = shapley_values(plan, play(plan, interacting))
    expected = np.zeros(4)
    for order in permutations(range(4)):
        for place, element in enumerate(order):
            before = frozenset(order[:place])
            expected[element] += (interacting(before | {element}) - interacting(before)) / factorial(4)
    assert found[:, 0] == pytest.approx(expected)
    assert found[:, 1] == pytest.approx(-expected)
    assert sampling_errors(plan, play(plan, interacting)).tolist() == [0.0] * 4


def test_up_to_eight_elements_all_combinations_are_planned_and_beyond_they_are_drawn():
    assert len(plan_coalitions(8, 20, 1).coalitions) == 256
    plan = plan_coalitions(9, 5, 1)
    assert len(plan.orders) == 6
    assert plan.orders[1] == plan.orders[0][::-1]
    assert plan.coalitions[0] == frozenset()
    assert plan.coalitions[-1] == frozenset(range(9))
    assert len(set(plan.coalitions)) == len(plan.coalitions)


def test_orders_depend_on_the_seed_alone():
    assert plan_coalitions(10, 8, 3) == plan_coalitions(10, 8, 3)
    assert plan_coalitions(10, 8, 3).orders != plan_coalitions(10, 8, 4).orders
    assert plan_coalitions(10, 8, 3).orders == plan_coalitions(10, 12, 3).orders[:8]


def test_drawn_orders_attribute_a_game_without_interaction_exactly():
    plan = plan_coalitions(11, 4, 2)
    outcomes = play(plan, lambda coalition: float(sum(element**2 for element in coalition)))
    assert shapley_values(plan, outcomes)[:, 0] == pytest.approx([element**2 for element in range(11)])
    assert sampling_errors(plan, outcomes) == pytest.approx(np.zeros(11))


def test_drawn_values_add_up_in_every_run_and_lie_within_their_error():
    plan = plan_coalitions(9, 40, 2)
    outcomes = play(plan, interacting)
    found = shapley_values(plan, outcomes)
    assert found.sum(axis=0) == pytest.approx(outcomes[-1] - outcomes[0])
    exact = np.array([27.0 + 3.5, 27.0 - 2.0, 27.0 + 3.5] + [27.0] * 6)
    errors = sampling_errors(plan, play(plan, interacting)[:, :1])
    assert np.all(np.abs(found[:, 0] - exact) <= 4.0 * errors + 1e-9)
