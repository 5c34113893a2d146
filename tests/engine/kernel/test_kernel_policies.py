"""Policies that change, by steps of the scenario and by shocks, give the same bits in both engines."""

from functools import cache

import numpy as np
import pytest
from kernel_checks import assert_engines_agree

from nrc_sim.engine.blocks import Block
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario

SLUG, MONTHS, RUNS = "new_arms_race", 30, 3
STEPS = "[{from: 2013-03, value: 0.7}, {from: 2015-01, value: 0.9}]"
POLICIES = ("dialogue", "cooperation", "transparency", "frameworks.afghanistan", "links.airspace")
SETS = "{dialogue: 0.6, cooperation: 0.2, transparency: 0.1, frameworks: {airspace: 0.5}, links: {airspace: 0.4}}"


@cache
def block_of(*settings: str) -> Block:
    """Some runs with these settings, as both engines give them."""
    return assert_engines_agree(make_job(load_scenario(SLUG, settings), 2013, MONTHS), 0, RUNS)


def differs_from(block: Block, other: Block) -> list[int]:
    """First month, of each run, in which two blocks differ."""
    return [int(np.argmax(mine != theirs)) for mine, theirs in zip(block.index, other.index, strict=True)]


def test_steps_of_every_policy_are_the_same_bits_in_both_engines():
    block = block_of(*(f"policies.{name}={STEPS}" for name in POLICIES))
    assert differs_from(block, block_of()) == [2] * RUNS
    assert block.series["dialogue"][:, 2:24].min() == 0.7
    assert block.series["dialogue"][:, 24:].min() == 0.9


def test_policies_that_shocks_set_are_the_same_bits_in_both_engines():
    block = block_of(f"shocks.x={{at: 2013-06, sets: {SETS}}}", "shocks.z={hazard: 0.2, sets: {dialogue: 0.8}}")
    assert {0.6, 0.8} <= set(np.unique(block.series["dialogue"]).tolist())


@pytest.mark.slow
def test_a_later_step_counts_more_than_an_earlier_shock_in_both_engines():
    block = block_of(f"policies.dialogue={STEPS}", "shocks.x={at: 2014-01, sets: {dialogue: 1}}")
    assert block.series["dialogue"][:, 12:24].min() == 1.0
    assert set(np.unique(block.series["dialogue"][:, 24:]).tolist()) == {0.9}
