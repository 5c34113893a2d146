"""Runs that fail are described alike by both engines, and leave the others as they are."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from kernel_checks import assert_same_bits, columns_of, compiled_block

from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import Block, select_rows
from nrc_sim.engine.world import Job, ParameterSet, make_job
from nrc_sim.scenario import load_scenario

RUNS, MONTHS, NAN, INFINITE = 6, 12, float("nan"), float("inf")


@cache
def job_of(slug: str = "baseline") -> Job:
    return make_job(load_scenario(slug), 2013, months=MONTHS)


@cache
def states_of(slug: str = "baseline") -> np.ndarray:
    states = kernel.simulate_histories(job_of(slug), 0, RUNS)
    states.flags.writeable = False
    return states


def planted(*places: tuple[int, str, float], slug: str = "baseline") -> np.ndarray:
    """States with a value in the first place of a field of some runs."""
    states = states_of(slug).copy()
    for run, field, value in places:
        states[run, columns_of(job_of(slug), field)[0]] = value
    return states


def assert_failed_alike(job: Job, states: np.ndarray, first_run: int = 0) -> Block:
    told, compiled = (engine.simulate_block(job, first_run, len(states), states) for engine in (model, kernel))
    assert_same_bits(told, compiled)
    return compiled


@pytest.mark.parametrize("field", ["member_trust", "tension", "member_fear", "regime", "settlement", "rally", "stock"])
def test_runs_that_begin_with_no_finite_number_fail_in_the_first_month(field):
    block = assert_failed_alike(job_of(), planted((1, field, NAN), (2, field, INFINITE), (4, field, -INFINITE)))
    assert [failure.run for failure in block.failures] == [1, 2, 4]
    for failure in block.failures:
        assert (failure.scenario, failure.month, failure.stage) == ("baseline", "2013-01", "scenario")
        assert (failure.place, failure.error, failure.seed) == (field, "not a finite number", 2013)


def test_the_other_runs_of_a_block_stay_as_they_are():
    clean = kernel.simulate_block(job_of(), 0, RUNS, states_of())
    block = assert_failed_alike(job_of(), planted((1, "member_trust", NAN), (4, "tension", INFINITE)))
    assert block.run.tolist() == [0, 2, 3, 5]
    assert [failure.run for failure in block.failures] == [1, 4]
    kept = select_rows(clean, np.array([0, 2, 3, 5]))
    assert not kept.failures
    assert {name: values.tobytes() for name, values in kept.series.items()} == {
        name: values.tobytes() for name, values in block.series.items()
    }
    assert np.ascontiguousarray(kept.index).tobytes() == np.ascontiguousarray(block.index).tobytes()


def test_failed_runs_keep_their_numbers_in_a_block_that_begins_later():
    job, states = job_of(), kernel.simulate_histories(job_of(), 1000, 3)
    states[1, columns_of(job, "outside_trust")[0]] = NAN
    block = assert_failed_alike(job, states, 1000)
    assert block.run.tolist() == [1000, 1002]
    assert [failure.run for failure in block.failures] == [1001]


@pytest.mark.parametrize("runs", [1, RUNS])
def test_a_block_of_which_all_runs_fail_is_empty(runs):
    states = planted(*((run, "member_fear", NAN) for run in range(RUNS)))[:runs]
    block = assert_failed_alike(job_of(), states)
    assert block.runs == 0
    assert block.index.shape == (0, MONTHS)
    assert [failure.run for failure in block.failures] == list(range(runs))


def test_the_last_run_of_a_block_can_fail():
    block = assert_failed_alike(job_of(), planted((RUNS - 1, "member_fear", NAN)))
    assert block.run.tolist() == list(range(RUNS - 1))


TOUCHED = ["member_trust", "outside_trust", "member_fear", "lead_disposition", "rally", "trend"]


@pytest.mark.parametrize("field", TOUCHED)
def test_numbers_far_beyond_all_ranges_are_treated_alike(field):
    with np.errstate(all="ignore"):
        assert_failed_alike(job_of(), planted((1, field, 1e200), (3, field, -1e200), (4, field, 1e308)))


def with_failing_set(job: Job, group: str, **values: float) -> Job:
    """A job of which some runs draw parameters that no file could set."""
    plain = ParameterSet(job.history.parameters, job.world.parameters)
    wrong = getattr(plain.history, group)._replace(**values)
    changed = ParameterSet(plain.history._replace(**{group: wrong}), plain.scenario._replace(**{group: wrong}))
    return replace(job, parameter_sets=(plain, changed), history_key=f"{group}:{values}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("conduct", {"routine": NAN}),
        ("trust", {"learning": NAN}),
        ("leadership", {"spread": NAN}),
        ("cooperation", {"growth": NAN}),
        ("military", {}),
        ("fear", {}),
    ],
    ids=str,
)
def test_a_run_whose_history_fails_is_described_alike(group, values):
    first = getattr(job_of().history.parameters, group)._fields[0]
    job = with_failing_set(job_of(), group, **(values or {first: NAN}))
    told, compiled = (engine.simulate_histories(job, 0, RUNS) for engine in (model, kernel))
    assert told.tobytes() == compiled.tobytes()
    failed = [run for run in range(RUNS) if job.parameters_of(run) is job.parameter_sets[1]]
    assert 0 < len(failed) < RUNS
    assert np.isnan(compiled).all(axis=1).tolist() == [run in failed for run in range(RUNS)]
    block = assert_failed_alike(job, compiled)
    assert [(failure.run, failure.stage) for failure in block.failures] == [(run, "history") for run in failed]
    assert {failure.month[:3] for failure in block.failures} == {"200"}


DIVISIONS = [
    ("leadership", {"half_life": -0.6931471805599453}, "arithmetic.faded"),
    pytest.param(
        "cooperation",
        {"upswing_width": 0.0},
        "arithmetic.ramp",
        marks=pytest.mark.xfail(strict=True, reason="a bound turns what compiled code divides by zero into a number"),
    ),
]


@pytest.mark.parametrize(("group", "values", "place"), DIVISIONS)
def test_a_run_in_which_a_rule_divides_by_zero_is_described_alike(group, values, place):
    job = with_failing_set(job_of(), group, **values)
    told, compiled = (engine.simulate_histories(job, 0, RUNS) for engine in (model, kernel))
    assert np.isnan(told).all(axis=1).tolist() == np.isnan(compiled).all(axis=1).tolist()
    block = assert_failed_alike(job, told)
    assert {(failure.stage, failure.place) for failure in block.failures} == {("history", place)}
    assert {failure.error for failure in block.failures} <= {"division by zero", "float division by zero"}


def test_a_parameter_that_is_infinite_has_the_same_effect_in_both_engines():
    job = with_failing_set(job_of(), "trust", learning=INFINITE)
    told, compiled = (engine.simulate_histories(job, 0, RUNS) for engine in (model, kernel))
    assert told.tobytes() == compiled.tobytes()
    assert_failed_alike(job, told)


def test_a_run_that_fails_in_the_scenario_is_described_with_its_month():
    plain = ParameterSet(job_of().history.parameters, job_of().world.parameters)
    wrong = plain.scenario._replace(leadership=plain.scenario.leadership._replace(spread=NAN))
    job = replace(job_of(), parameter_sets=(plain, ParameterSet(plain.history, wrong)), history_key="spread")
    states = kernel.simulate_histories(job, 0, 40)
    block = assert_failed_alike(job, states)
    assert block.runs + len(block.failures) == 40
    assert all(failure.stage == "scenario" for failure in block.failures)


def test_failed_runs_do_not_change_those_in_the_lanes_beside_them():
    states = kernel.simulate_histories(job_of(), 0, 300)
    states[::7, columns_of(job_of(), "member_trust")[0]] = NAN
    kept = np.array([run for run in range(300) if run % 7])
    block = kernel.simulate_block(job_of(), 0, 300, states)
    clean = compiled_block(job_of(), 0, 300)
    assert block.run.tolist() == kept.tolist()
    assert np.ascontiguousarray(block.index).tobytes() == np.ascontiguousarray(clean.index[kept]).tobytes()
    assert [failure.run for failure in block.failures] == list(range(0, 300, 7))
