"""Variants in which something is otherwise from a month on."""

from dataclasses import replace

import numpy as np
import pytest

from nrc_sim.engine import kernel
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import Later
from nrc_sim.evidence.claims.spans import join_months, split_job
from nrc_sim.evidence.claims.variants import edit_states
from nrc_sim.scenario import load_scenario

RUNS = 3


@pytest.fixture(scope="module")
def job():
    return make_job(load_scenario("baseline"), 2013, months=36)


@pytest.fixture(scope="module")
def states(job):
    return kernel.simulate_histories(job, 0, RUNS)


def later(**said):
    return Later.model_validate(said)


def simulated(job, states, changes):
    before, then = split_job(job, changes)
    first = kernel.simulate_block(before, 0, RUNS, states)
    gone_on = edit_states(then.world, kernel.simulate_histories(then, 0, RUNS, states), changes.start)
    return join_months(first, kernel.simulate_block(then, 0, RUNS, gone_on))


def test_with_nothing_otherwise_both_parts_are_the_whole(job, states):
    whole, joined = kernel.simulate_block(job, 0, RUNS, states), simulated(job, states, later(at="2014-07"))
    for name in ("index", "regime", "settlement", "tension", "stock", "member_trust", "outside_trust"):
        assert np.array_equal(getattr(joined, name), getattr(whole, name)), name
    assert all(np.array_equal(values, whole.series[name]) for name, values in joined.series.items())
    assert np.array_equal(joined.run, whole.run)


def test_shocks_come_no_more_from_that_month_on(job, states):
    whole = kernel.simulate_block(job, 0, RUNS, states)
    quiet = simulated(job, states, later(at="2014-07", without=["all"]))
    assert np.array_equal(quiet.index[:, :18], whole.index[:, :18])
    assert not np.array_equal(quiet.index[:, 18:], whole.index[:, 18:])
    assert split_job(job, later(at="2014-07", without=["initiative"]))[1].world.shocks == tuple(
        shock for shock in split_job(job, later(at="2014-07"))[1].world.shocks if shock.id != "initiative"
    )


def test_a_state_is_held_by_a_parameter_that_no_scenario_may_have(job, states):
    changes = later(
        at="2014-01",
        without=["all"],
        fixed={"military.adjustment": 0.0},
        start=[{"field": "activity_outside", "put": 0.9}],
    )
    held = simulated(job, states, changes).series["activity_outside"]
    assert held[:, 12:] == pytest.approx(0.9)
    assert held[:, :12].max() < 0.9


def test_each_run_keeps_its_parameter_set():
    sets = [{"conduct": {"routine": value}} for value in (0.2, 0.3)]
    job = make_job(load_scenario("baseline"), 2013, months=36, parameter_sets=sets)
    begun = kernel.simulate_histories(job, 0, RUNS)
    whole, joined = kernel.simulate_block(job, 0, RUNS, begun), simulated(job, begun, later(at="2014-07"))
    assert np.array_equal(joined.index, whole.index)


@pytest.mark.parametrize("month", ["2013-01", "2016-01"])
def test_a_change_has_months_before_and_after_it(job, month):
    with pytest.raises(InputError, match="within the horizon of 36 months"):
        split_job(job, later(at=month))


def test_a_shock_without_date_or_hazard_is_refused(job):
    first = job.world.shocks[0]
    waiting = first._replace(timing=first.timing._replace(hazard=0.0))
    other = replace(job, world=job.world._replace(shocks=(waiting,)))
    with pytest.raises(InputError, match="the shock 'regional_dispute' has no date of its own"):
        split_job(other, later(at="2014-01"))
