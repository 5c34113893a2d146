"""What a scenario holds fixed stays so, month by month and in the same bits in both engines."""

from functools import cache

import numpy as np
import pytest
from kernel_checks import assert_engines_agree

from nrc_sim.engine.blocks import Block, Labels
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario, month_number

SLUG, MONTHS, RUNS = "new_arms_race", 60, 3


@cache
def held_block(*settings: str) -> Block:
    """Some runs with these holds, as both engines give them."""
    return assert_engines_agree(make_job(load_scenario(SLUG, settings), 2013, MONTHS), 0, RUNS)


@cache
def labels() -> Labels:
    return make_job(load_scenario(SLUG), 2013).labels


def levels_of(values: np.ndarray) -> set[float]:
    return set(np.unique(values).tolist())


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.0, 0.35, 1.0])
def test_a_held_tension_stays_at_its_level_and_the_others_move(level):
    block = held_block(f"holds.tensions.enlargement={level}")
    for number, issue in enumerate(labels().issues):
        assert (levels_of(block.tension[:, :, number]) == {level}) == (issue == "enlargement")


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.0, 0.35, 1.0])
def test_a_held_stock_stays_at_its_level_and_the_others_move(level):
    block = held_block(f"holds.stocks.airspace={level}")
    for number, area in enumerate(labels().areas):
        assert (levels_of(block.stock[:, :, number]) == {level}) == (area == "airspace")


def test_a_stock_with_a_level_of_its_own_is_not_held_at_that_of_all():
    block = held_block("holds.portfolio=0.6", "holds.stocks.airspace=0.2")
    for number, area in enumerate(labels().areas):
        assert levels_of(block.stock[:, :, number]) == {0.2 if area == "airspace" else 0.6}


@pytest.mark.slow
@pytest.mark.parametrize("lower", ["holds.tensions.enlargement=0.1", "holds.tensions.missile_defense=0.1"])
def test_what_is_held_is_felt_by_all(lower):
    """A tension held low leaves more trust in the outside power than the same one held high."""
    low, high = (held_block(setting) for setting in (lower, lower.replace("0.1", "0.9")))
    assert low.outside_trust.mean() > high.outside_trust.mean()


def test_held_leaderships_are_never_renewed():
    """In January 2017 the lead member has a new leadership for certain, unless leaderships are held."""
    free, held = held_block(), held_block("holds.leaderships=true")
    renewed = month_number("2017-01") - month_number("2013-01")
    assert (free.index[:, renewed:] != held.index[:, renewed:]).any(axis=1).all()


def test_holds_of_every_kind_can_be_combined():
    block = held_block(
        "holds.portfolio=0.5", "holds.stocks.airspace=1", "holds.tensions.global_role=0.25", "holds.leaderships=true"
    )
    assert levels_of(block.stock) == {0.5, 1.0}
    assert levels_of(block.tension[:, :, labels().issues.index("global_role")]) == {0.25}


def test_holds_do_not_reach_the_history():
    jobs = [
        make_job(load_scenario(SLUG, settings), 2013)
        for settings in ((), ("holds.tensions.enlargement=0.9", "holds.leaderships=true"))
    ]
    assert jobs[0].history == jobs[1].history
    assert jobs[0].history_key == jobs[1].history_key
