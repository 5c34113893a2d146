"""Of many pairs of powers, figures show those with the lead of either side, or with its strongest power."""

from itertools import product

import pytest

from nrc_sim.figures.shown_pairs import MOST_PAIRS, choose_pairs
from nrc_sim.scenario.sides import PowerFacts, Side


def make_side(name: str, powers: int, lead: bool = True) -> Side:
    """A side whose last power is the strongest."""
    listed = tuple(
        PowerFacts(f"{name}_{number}", f"{name.title()} {number}", "", 0.01 * (number + 1), "0001-01")
        for number in range(powers)
    )
    paths = tuple(("sides", 0, "powers", number) for number in range(powers))
    return Side(name, name.title(), listed, paths, (name,), lead=f"{name}_0" if lead else None)


@pytest.mark.parametrize(("first", "second"), [(1, 1), (1, 40), (40, 1), (4, 7)])
def test_few_pairs_and_those_with_a_power_alone_are_all_shown(first, second):
    shown = choose_pairs(make_side("east", first), make_side("north", second))
    assert shown == (tuple(range(first * second)), "")


@pytest.mark.parametrize(("lead", "principal"), [(True, (0, 0)), (False, (4, 5))])
def test_of_many_pairs_those_with_the_lead_or_the_strongest_power_of_either_side_are_shown(lead, principal):
    first, second = make_side("east", 5, lead), make_side("north", 6, lead)
    assert len(first.powers) * len(second.powers) > MOST_PAIRS
    places, words = choose_pairs(first, second)
    pairs = list(product(range(5), range(6)))
    assert [pairs[place] for place in places] == [
        pair for pair in pairs if pair[0] == principal[0] or pair[1] == principal[1]
    ]
    assert words == f"Of 30 pairs those with East {principal[0]} or North {principal[1]} are shown."
