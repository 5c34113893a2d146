"""Other draws of single processes."""

from dataclasses import replace

import numpy as np
import pytest
from kernel_checks import assert_same_bits

from nrc_sim.engine import kernel, model
from nrc_sim.engine.randomness import stream_name
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario


@pytest.fixture(scope="module")
def job():
    return make_job(load_scenario("baseline"), 2013)


@pytest.fixture(scope="module")
def states(job):
    return kernel.simulate_histories(job, 0, 3)


def test_a_stream_has_its_own_name_unless_it_is_drawn_again():
    assert stream_name("negotiation", ()) == "negotiation"
    assert stream_name("negotiation", ("negotiation",)) not in {"negotiation", stream_name("shock a", ("shock a",))}


@pytest.mark.parametrize("process", ["negotiation", "leadership", "shock regional_dispute"])
def test_other_draws_of_one_process_make_other_runs_the_same_in_both_engines(job, states, process):
    other = replace(job, redrawn=(process,))
    block = kernel.simulate_block(other, 0, 3, states)
    assert_same_bits(model.simulate_block(other, 0, 3, states), block)
    assert not np.array_equal(block.index, kernel.simulate_block(job, 0, 3, states).index)


def test_other_draws_of_a_process_that_is_not_there_change_nothing(job, states):
    other = replace(job, redrawn=("shock of_nobody",))
    assert_same_bits(kernel.simulate_block(other, 0, 3, states), kernel.simulate_block(job, 0, 3, states))
