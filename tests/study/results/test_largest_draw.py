"""Which draw goes farthest with the final index: told from what an ensemble keeps."""

from dataclasses import replace

import numpy as np
import pytest

from nrc_sim.scenario import load_scenario
from nrc_sim.study.results import find_largest_draw, gather_runs
from nrc_sim.study.variance import explained_share
from nrc_sim.text.wording import percent
from synthetic import labels_of, make_block, make_runs

RUNS = 400


def runs_with(shift: float, *, seed: int = 1):
    """Runs whose final index is the state of their talks times a shift, and noise of standard deviation 1."""
    dice = np.random.default_rng(seed)
    settled, noise = dice.integers(1, 5, RUNS), dice.normal(size=RUNS)
    index = np.repeat((shift * settled + noise)[:, None], load_scenario("baseline").months, axis=1)
    block = make_block(labels_of("baseline"), index)
    settlement = np.repeat(settled.astype(np.uint8)[:, None, None], index.shape[1], axis=1)
    return gather_runs(load_scenario("baseline"), 1, labels_of("baseline"), [replace(block, settlement=settlement)])


def test_the_draw_that_makes_the_index_is_named_with_its_share():
    found = find_largest_draw(runs_with(2.0))
    assert found.name == "the final state of Missile defence"
    assert found.share == pytest.approx(2.0**2 * 1.25 / (2.0**2 * 1.25 + 1.0), abs=0.03)
    assert list(found.looked_at) == [found.name, "the final regime of the institution"]
    assert found.looked_at["the final regime of the institution"] < 0.03
    assert found.sentence == (
        f"the final state of Missile defence explains {percent(found.share)} of the variance of the final index; "
        "more than the final regime of the institution"
    )


def test_a_draw_without_effect_explains_next_to_nothing_however_many_groups_it_makes():
    dice = np.random.default_rng(3)
    values = dice.normal(size=500)
    assert explained_share(values, dice.integers(0, 200, 500)) < 0.1
    assert explained_share(values, (values > 0).astype(np.int64)) == pytest.approx(2.0 / np.pi, abs=0.05)
    assert explained_share(np.ones(9), np.arange(9) % 3) == 0.0


def test_nothing_is_told_of_few_runs_or_of_runs_that_were_not_kept():
    assert find_largest_draw(make_runs(runs=6)) is None
    assert find_largest_draw(replace(runs_with(2.0), block=None)) is None
