"""Shocks that repeat, come later, last and follow one another give the same bits in both engines."""

from functools import cache

import pytest
from kernel_checks import assert_engines_agree

from nrc_sim.engine.blocks import Block
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario

SLUG, MONTHS, RUNS = "new_arms_race", 30, 3
SIZE = "size: {uniform: [0.5, 1.5]}"


@cache
def block_of(*shocks: str) -> Block:
    """Some runs with these shocks beside those of the scenario, as both engines give them."""
    settings = [f"shocks.{shock.partition(' ')[0]}={{{shock.partition(' ')[2]}}}" for shock in shocks]
    return assert_engines_agree(make_job(load_scenario(SLUG, settings), 2013, MONTHS), 0, RUNS)


EVERYTHING = (
    f"b kind: summit, after: {{shock: a, by: 2}}, for: 2, {SIZE}",
    f"a kind: exercise, hazard: 0.2, cooldown: 3, times: 4, {SIZE}",
    f"c kind: sanctions, when: 'index < 100 for 2 months', times: 3, cooldown: 2, delay: 1, for: 3, {SIZE}",
    f"d kind: disarmament_offer, hazard: 0.3, for: 3, {SIZE}",
    "e after: {shock: d, by: 1}, effects: {activity_outside: 0.3, rally: 0.5}, sets: {dialogue: 0.9}",
    f"f kind: summit, at: 2013-03, delay: 2, for: 4, {SIZE}",
    f"g kind: sanctions, window: [2013-02, 2014-10], delay: 1, for: 5, {SIZE}",
    "h kind: incident, after: {shock: c, by: 3}, times: 1",
    "i kind: incident, hazard: 0.4",
    "j kind: summit, after: {shock: i, by: 1}, cooldown: 4",
    "k kind: summit, hazard: 0, for: 6",
)


def test_all_that_can_be_said_of_when_shocks_come_is_the_same_bits_in_both_engines():
    block = block_of(*EVERYTHING)
    assert (block.index != block_of().index).any(axis=1).all()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(EVERYTHING)))
def test_without_one_of_them_too(number):
    kept = [shock for place, shock in enumerate(EVERYTHING) if place != number]
    followed = {f"shock: {EVERYTHING[number][0]},"}
    block_of(*(shock for shock in kept if not any(name in shock for name in followed)))
