"""Histories, states that are handed on, and luck that scenarios share."""

import json
from functools import cache

import numpy as np
import pytest

from nrc_sim.model import RelationshipModel, simulate_block, simulate_histories
from nrc_sim.model import relationship as relationship_module
from nrc_sim.scenario import Scenario, load_scenario, month_number, range_slugs
from nrc_sim.scenario.schema import ScenarioFile
from nrc_sim.world import Job, StateLayout, build_world, make_job

SEED = 2013
HISTORY = "history_2002_2012"


@cache
def block_of(slug: str, runs: int = 3):
    job = make_job(load_scenario(slug), SEED)
    return simulate_block(job, 0, runs, states_of_history(slug if slug == HISTORY else "baseline", runs))


@cache
def states_of_history(slug: str, runs: int):
    return simulate_histories(make_job(load_scenario(slug), SEED), 0, runs)


def cut(history: Scenario, start: str, months: int) -> Scenario:
    """Take some months out of a dated history."""
    end = month_number(start) + months
    content = json.loads(json.dumps(history.resolved()))
    shocks = [shock for shock in content["shocks"] if month_number(start) <= month_number(shock["at"]) < end]
    # Plain data have lists where the strict types want tuples; the file's own reader makes the same step.
    text = json.dumps({**content, "horizon": {"start": start, "months": months}, "shocks": shocks})
    return Scenario(ScenarioFile.model_validate_json(text), history.world, history.path)


@pytest.mark.parametrize("start", ["2007-01", "2008-10", "2012-06"])
def test_a_history_in_two_parts_is_the_history_in_one(start):
    """What is handed on is everything that moves: nothing is lost between the last month and the next."""
    history = load_scenario(HISTORY)
    months = month_number(start) - month_number(history.start)
    first = build_world(cut(history, history.start, months))
    second = build_world(cut(history, start, history.months - months))
    job = Job("second", SEED, second, first, f"until {start}")
    block = simulate_block(job, 0, 2, simulate_histories(job, 0, 2))
    whole = block_of(HISTORY, 2)
    assert block.index.tobytes() == np.ascontiguousarray(whole.index[:, months:]).tobytes()
    assert block.regime.tobytes() == np.ascontiguousarray(whole.regime[:, months:]).tobytes()
    assert block.stock.tobytes() == np.ascontiguousarray(whole.stock[:, months:]).tobytes()


def test_a_state_handed_over_gives_the_run_that_simulates_its_history_inside():
    job = make_job(load_scenario("baseline"), SEED)
    states = simulate_histories(job, 0, 3)
    given, own = RelationshipModel(job, run=2, state=states[2]), RelationshipModel("baseline", seed=SEED, run=2)
    assert given.export_state().tobytes() == own.export_state().tobytes() == states[2].tobytes()
    while own.running:
        given.step()
        own.step()
    assert given.indices == own.indices


def test_a_state_in_mid_horizon_is_complete():
    """A model given the exported state shows the same state; months then count from its own horizon."""
    model = RelationshipModel("missile_defense_failure", seed=SEED)
    for _ in range(30):
        model.step()
    state = model.export_state()
    copy = RelationshipModel("missile_defense_failure", seed=SEED, state=state)
    assert copy.export_state().tobytes() == state.tobytes()
    assert (copy.trust_outside, copy.conduct_alliance) == (model.trust_outside, model.conduct_alliance)
    assert copy.alliance.portfolio == model.alliance.portfolio
    layout = StateLayout.of(model.world)
    assert layout.from_vector(state)["index"] == [model.index]


def test_exporting_a_state_changes_nothing():
    plain, exported = RelationshipModel("baseline", run=1), RelationshipModel("baseline", run=1)
    for _ in range(6):
        exported.export_state()
        plain.step()
        exported.step()
    assert plain.indices == exported.indices


def test_history_takes_no_steps_of_the_model():
    model = RelationshipModel("baseline")
    assert (model.steps, model.indices, model.month) == (0, [], 0)
    assert model.index != 0.0


def test_a_run_of_the_history_is_simulated_once_and_shared(monkeypatch):
    relationship_module._histories.clear()
    simulated = []
    original = relationship_module.simulated_history
    monkeypatch.setattr(
        relationship_module, "simulated_history", lambda job, run: simulated.append(run) or original(job, run)
    )
    for slug in range_slugs():
        RelationshipModel(slug, seed=SEED, run=3)
    assert simulated == [3]


def test_the_store_of_histories_is_bounded(monkeypatch):
    monkeypatch.setattr(
        relationship_module, "simulated_history", lambda job, _: np.zeros(StateLayout.of(job.world).size)
    )
    full = {("", number): np.zeros(1) for number in range(4096)}
    monkeypatch.setattr(relationship_module, "_histories", full)
    relationship_module.first_values(make_job(load_scenario("baseline"), SEED), 0)
    assert len(full) == 1


def test_runs_of_the_whole_range_start_from_one_history():
    starts = {RelationshipModel(slug, seed=SEED, run=1).index for slug in range_slugs()}
    assert len(starts) == 1
    assert RelationshipModel("baseline", seed=SEED, run=2).index not in starts


def test_another_seed_gives_another_history():
    first, other = (RelationshipModel("baseline", seed=seed).export_state() for seed in (SEED, SEED + 1))
    assert not np.array_equal(first, other)


def test_scenarios_are_the_same_to_the_bit_until_they_differ():
    month = month_number("2013-12") - month_number("2013-01")
    baseline, compromise = block_of("baseline", 12), block_of("missile_defense_compromise", 12)
    assert baseline.index[:, :month].tobytes() == compromise.index[:, :month].tobytes()
    assert baseline.tension[:, :month].tobytes() == compromise.tension[:, :month].tobytes()
    other = baseline.settlement[:, month, 0] != compromise.settlement[:, month, 0]
    assert other.any()
    assert (baseline.index[other, month] != compromise.index[other, month]).all()


def test_what_came_by_itself_is_what_the_command_would_bring():
    """Where the talks had already ended as commanded, the command changes nothing."""
    baseline, failure = block_of("baseline", 12), block_of("missile_defense_failure", 12)
    same = (baseline.settlement[:, 10, 0] == 4) & (baseline.settlement == failure.settlement).all(axis=(1, 2))
    assert (baseline.index[same] == failure.index[same]).all()


def test_a_longer_horizon_begins_as_a_shorter_one():
    scenario = load_scenario("renewed_expansion")
    short, long = (make_job(scenario, SEED, months) for months in (12, 90))
    blocks = [simulate_block(job, 0, 2, simulate_histories(job, 0, 2)) for job in (short, long)]
    assert (blocks[0].index.shape, blocks[1].index.shape) == ((2, 12), (2, 90))
    assert (blocks[0].index == blocks[1].index[:, :12]).all()
