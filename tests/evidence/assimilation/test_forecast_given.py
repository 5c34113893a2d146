"""Facts and conditions in forecasts that follow events, and what their runs drew."""

from pathlib import Path

import numpy as np
import pytest

import nrc_sim as nrc
from nrc_sim.engine.kernel.simulation import simulate_block, simulate_histories
from nrc_sim.engine.world import make_jobs
from nrc_sim.errors import InputError
from nrc_sim.evidence.assimilation.following import Listening, follow_months
from nrc_sim.evidence.assimilation.forecast import forecast
from nrc_sim.evidence.assimilation.observing import ObservationModel
from nrc_sim.evidence.assimilation.particle_filter import Collapse
from nrc_sim.evidence.assimilation.particles import RunParticles
from nrc_sim.evidence.assimilation.selecting import list_demands, select_fulfilling
from nrc_sim.evidence.observed.mapping import Mapping
from nrc_sim.scenario import load_scenario
from nrc_sim.study.executors import ThreadExecutor
from nrc_sim.study.given import apply_given

RUNS, KNOWN, MONTHS = 700, 6, 10
MODEL = ObservationModel({}, Mapping(0.0, 6.0, 0.0, (0.4, 0.2, 0.3, 0.1)), 0.1, 0.1, 0.5, 0.02)


def states_file(folder: Path, *rows: str) -> Path:
    path = folder / "states.csv"
    path.write_text("\n".join(["month,variable,value", *rows]) + "\n", encoding="utf-8")
    return path


def facts_file(folder: Path, text: str) -> Path:
    path = folder / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def job():
    return make_jobs([load_scenario("baseline")], 11, MONTHS, "ensemble")[0]


@pytest.fixture(scope="module")
def whole(job):
    return simulate_block(job, 0, RUNS, simulate_histories(job, 0, RUNS))


def test_runs_go_on_from_all_that_fulfil_a_condition_of_months_that_are_known(job, whole):
    conditions = apply_given([load_scenario("baseline")], "index > -5 in 2013-03", MONTHS)[1]
    with ThreadExecutor(2) as executor:
        particles = RunParticles(job, RUNS, (), MODEL, executor)
        particles.demands = list_demands(conditions, job.start, MONTHS)
        span = range(job.start, job.start + KNOWN)
        found = follow_months(particles, (), span, 11, Collapse(0.5, 0.05), Listening())
    accepted = np.flatnonzero(whole.index[:, 2] > -5.0)
    assert 0 < accepted.size < RUNS
    block = particles.path_block()
    assert set(block.origin.tolist()) == set(accepted.tolist()), "each that fulfils it, and no other"
    np.testing.assert_array_equal(block.index[:, :3], whole.index[block.origin, :3])
    assert len(np.unique(block.index[:, -1])) > accepted.size, "draws of their own afterwards"
    (told,) = found.given
    assert (told.month, told.runs) == (job.start + 2, accepted.size)
    assert told.share == pytest.approx(accepted.size / RUNS)


def test_conditions_of_one_month_are_fulfilled_together_and_weights_count(job, whole):
    conditions = apply_given([load_scenario("baseline")], ["index > -5 in 2013-01", "index < 5 in 2013-01"], MONTHS)[1]
    fulfils = (whole.index[:, 0] > -5.0) & (whole.index[:, 0] < 5.0)
    with ThreadExecutor(2) as executor:
        particles = RunParticles(job, RUNS, (), MODEL, executor)
        particles.demands = list_demands(conditions, job.start, MONTHS)
        particles.advance(job.start)
        weights = np.where(np.arange(RUNS) < RUNS // 2, 0.0, -np.inf)
        selection = select_fulfilling(particles, weights, job.start, 11)
    assert selection is not None
    heavy = np.flatnonzero(fulfils & (np.arange(RUNS) < RUNS // 2))
    assert set(selection.ancestors.tolist()) == set(heavy.tolist())
    assert selection.fulfilled.share == pytest.approx(heavy.size / (RUNS // 2))


def test_a_condition_of_months_that_are_forecast_agrees_with_throwing_runs_away(tmp_path):
    known = states_file(tmp_path, "2013-01,regime,council")
    plain, given = (
        forecast("baseline", observed=known, until="2013-02", months=8, runs=RUNS, given=one)
        for one in ((), "index < -5 in 2013-08")
    )
    accepted = np.flatnonzero(plain.runs.single_runs.index[:, 7] < -5.0)
    block = given.runs.single_runs
    assert set(block.origin.tolist()) == set(plain.runs.single_runs.origin[accepted].tolist())
    assert (block.index[:, 7] < -5.0).all()
    assert given.given[0].runs == accepted.size
    np.testing.assert_array_equal(given.rows, block.origin)


def test_what_runs_of_a_forecast_drew_is_what_those_of_the_scenario_draw_where_nothing_tells_them_apart(tmp_path):
    known = states_file(tmp_path, "2013-01,regime,partnership")
    # No run is in a partnership then, so that all are as unlikely.
    found = forecast("baseline", observed=known, until="2013-01", months=8, runs=200, seed=3)
    plain = nrc.run("baseline", runs=200, seed=3, months=9)
    assert found.experiments().equals(plain.experiments())
    assert "parameter_set" in found.experiments()


def test_runs_that_were_exchanged_have_the_sets_and_the_draws_of_those_that_they_descend_from(tmp_path):
    known = states_file(tmp_path, "2013-05,missile_defense,failure")
    found = forecast("baseline", observed=known, until="2013-06", months=6, runs=300, seed=3)
    plain = nrc.run("baseline", runs=300, seed=3, months=12)
    origins, drew = found.runs.single_runs.origin, found.experiments()
    assert len(np.unique(origins)) < 300
    sets = plain.experiments()["parameter_set"].to_numpy()[origins]
    np.testing.assert_array_equal(drew["parameter_set"], sets)
    np.testing.assert_array_equal(found.followed.particles.standing.run.sets[found.rows], sets)
    early = plain.experiments()["shocks.initiative.first_month"].to_numpy()[origins]
    same = drew["shocks.initiative.first_month"].to_numpy() == early
    assert same[early <= 5].all(), "the past is that of the run it descends from"
    assert not same.all()


def test_facts_take_the_place_of_chance_in_the_months_that_are_forecast(tmp_path):
    known = states_file(tmp_path, "2013-01,regime,council")
    facts = facts_file(
        tmp_path,
        "shocks: [{id: told, kind: severe_crisis, at: 2013-06, size: 1.2}]\n"
        "states: [{institution: frozen, at: 2013-06}]\n",
    )
    found = forecast("baseline", observed=known, until="2013-03", months=8, runs=200, given=facts)
    assert (found.experiments()["shocks.told.first_month"] == 6).all()
    assert found.runs.frozen[:, 5].all()
    assert not found.runs.frozen[:, 4].all()


def test_facts_of_a_past_that_is_left_to_chance_are_told(tmp_path):
    known = states_file(tmp_path, "2008-03,missile_defense,talks")
    facts = facts_file(
        tmp_path,
        "shocks_of: [{scenario: history_2002_2012, from: 2008-08, to: 2008-08}]\n"
        "states: [{institution: frozen, at: 2008-08}]\n",
    )
    asked = {"observed": known, "until": "2008-07", "months": 5, "runs": 300, "since": "2008-01"}
    plain = forecast("euro_atlantic_2013", **asked)
    told = forecast("euro_atlantic_2013", **asked, given=facts)
    assert told.runs.shares()["crisis"].share > plain.runs.shares()["crisis"].share + 0.3
    np.testing.assert_array_equal(told.runs.single_runs.index[:, :7], plain.runs.single_runs.index[:, :7])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("index > 5 in 2016", "2016-01 to 2016-12 lies outside the horizon of baseline; allowed: 2013-01 to 2013-08"),
        ("index > 99 in 2013-02", "none of 50 runs that follow what was observed fulfils what is given"),
        ("index > 99 in 2013-08", "none of 50 runs that follow what was observed fulfils what is given"),
        ("states: [{institution: frozen, at: 2014-08}]\n", "facts of 2014-08 lie outside the horizon of baseline"),
    ],
)
def test_what_cannot_be_given_is_refused(tmp_path, given, said):
    known = states_file(tmp_path, "2013-01,regime,council")
    one = facts_file(tmp_path, given) if given.startswith("states") else given
    with pytest.raises(InputError) as error:
        forecast("baseline", observed=known, until="2013-03", months=5, runs=50, given=one)
    assert said in str(error.value)
