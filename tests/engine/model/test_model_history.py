"""Histories, states that are handed on, and common random numbers."""

import json
from functools import cache

import numpy as np
import pytest

from histories import readable_histories
from nrc_sim.engine import kernel
from nrc_sim.engine.model import RelationshipModel, simulate_block, simulate_histories
from nrc_sim.engine.model import relationship as relationship_module
from nrc_sim.engine.model.preparing import prepared_job
from nrc_sim.engine.world import Job, StateLayout, build_world, make_job
from nrc_sim.rules.index import next_trend
from nrc_sim.scenario import Scenario, load_scenario, month_number, month_text, range_slugs
from nrc_sim.scenario.scenario_schema import ScenarioFile

SEED = 2013
SETTLEMENTS = ("none", "talks", "compromise", "partial", "failure")
TALKS, COMPROMISE = 1, 2
HISTORY = "history_2002_2012"


@cache
def block_of(slug: str, runs: int = 3):
    job = prepared_job(slug, SEED)
    return simulate_block(job, 0, runs, states_of_history(slug if slug == HISTORY else "baseline", runs))


@cache
def states_of_history(slug: str, runs: int):
    return readable_histories(prepared_job(slug, SEED), 0, runs)


def cut(history: Scenario, start: str, months: int) -> Scenario:
    """Take some months out of a dated history."""
    end = month_number(start) + months
    content = json.loads(json.dumps(history.resolved()))
    shocks = [shock for shock in content["shocks"] if month_number(start) <= month_number(shock["at"]) < end]
    # Plain data have lists where the strict types want tuples; the file's own reader makes the same step.
    text = json.dumps({**content, "horizon": {"start": start, "months": months}, "shocks": shocks})
    return Scenario(ScenarioFile.model_validate_json(text), history.world, history.path)


@pytest.mark.slow
@pytest.mark.parametrize("start", ["2004-03", "2007-01", "2008-10", "2009-04", "2012-06"])
def test_a_history_in_two_parts_is_the_history_in_one(start):
    """What is handed on is everything that moves, also in months in which members join: nothing is lost in between."""
    history = load_scenario(HISTORY)
    months = month_number(start) - month_number(history.start)
    first = build_world(cut(history, history.start, months))
    second = build_world(cut(history, start, history.months - months))
    job = Job("second", SEED, second, first, f"until {start}")
    block = simulate_block(job, 0, 2, simulate_histories(job, 0, 2))
    told = make_job(history, SEED)
    whole = simulate_block(told, 0, 2, simulate_histories(told, 0, 2))
    assert block.index.tobytes() == np.ascontiguousarray(whole.index[:, months:]).tobytes()
    assert block.regime.tobytes() == np.ascontiguousarray(whole.regime[:, months:]).tobytes()
    assert block.stock.tobytes() == np.ascontiguousarray(whole.stock[:, months:]).tobytes()


def test_a_state_handed_over_gives_the_run_that_simulates_its_history_inside():
    job = prepared_job("baseline", SEED)
    states = readable_histories(job, 0, 3)
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
    assert copy.index == model.index
    values = StateLayout.of(model.world).from_vector(state)
    assert values["raw_index"] == [model.raw_index]
    assert values["lead_tenure"] == [model.lead.tenure]
    assert values["member_received"] == [member.received[0] for member in model.members]
    assert values["outside_received"] == model.outside.received


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


def test_the_trend_of_a_history_starts_from_the_score_of_its_first_state():
    model = RelationshipModel(HISTORY, seed=SEED)
    before = model.raw_index
    assert before == pytest.approx(model.raw_score(), abs=1e-12)
    assert before != 0.0
    model.step()
    half_life = model.parameters.cooperation.trend_half_life
    assert model.trend == next_trend(0.0, model.raw_index, before, half_life)


def test_a_history_alone_is_that_run_of_a_block_of_histories():
    model = RelationshipModel(HISTORY, seed=SEED, run=1)
    while model.running:
        model.step()
    assert np.array(model.indices).tobytes() == block_of(HISTORY, 2).index[1].tobytes()


def test_the_lead_starts_with_the_months_in_office_that_the_history_left_it():
    model = RelationshipModel("baseline", seed=SEED)
    assert model.lead.tenure == month_number("2012-12") - month_number("2009-01")


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
    relationship_module.first_values(prepared_job("baseline", SEED), 0)
    assert len(full) == 1


def test_runs_of_the_whole_range_start_from_one_history():
    starts = {RelationshipModel(slug, seed=SEED, run=1).index for slug in range_slugs()}
    assert len(starts) == 1
    assert RelationshipModel("baseline", seed=SEED, run=2).index not in starts


def test_another_seed_gives_another_history():
    first, other = (RelationshipModel("baseline", seed=seed).export_state() for seed in (SEED, SEED + 1))
    assert not np.array_equal(first, other)


def months_of_talks(block) -> list[int]:
    """Months, from the first on, in which the talks stay open, by run."""
    ended = block.settlement[:, :, 0] != TALKS
    return [int(row.argmax()) if row.any() else len(row) for row in ended]


@pytest.mark.slow
def test_scenarios_are_the_same_to_the_bit_until_they_differ():
    """A dated settlement keeps talks open until then; where they stay open by themselves, nothing differs."""
    month = month_number("2013-12") - month_number("2013-01")
    baseline, compromise = block_of("baseline", 24), block_of("missile_defense_compromise", 24)
    assert (compromise.settlement[:, :month, 0] == TALKS).all()
    assert (compromise.settlement[:, month, 0] == COMPROMISE).all()
    ends = months_of_talks(baseline)
    for run, end in enumerate(ends):
        same = min(end, month)
        for name in ("index", "tension", "stock", "member_trust", "regime"):
            one, two = (getattr(block, name)[run] for block in (baseline, compromise))
            assert one[:same].tobytes() == two[:same].tobytes(), (run, name)
        if baseline.settlement[run, same, 0] != compromise.settlement[run, same, 0]:
            assert baseline.index[run, same] != compromise.index[run, same]
    assert min(ends) < month < max(ends)


def test_what_came_by_itself_is_what_the_command_would_bring(tmp_path):
    """Where the talks end by themselves as commanded, in the same month, the command changes nothing."""
    # The compiled engine looks for a run whose talks end early; it gives the same bits.
    job = prepared_job("baseline", SEED)
    baseline = kernel.simulate_block(job, 0, 24, kernel.simulate_histories(job, 0, 24))
    months = months_of_talks(baseline)
    run = min(range(24), key=lambda number: months[number])
    date = month_text(month_number("2013-01") + months[run])
    state = SETTLEMENTS[baseline.settlement[run, months[run], 0]]
    command = f"{{id: end, kind: settlement, at: {date}, settles: {{missile_defense: {state}}}}}"
    (tmp_path / "story.yaml").write_text(f"extends: baseline\ntitle: T\nshocks: [{command}]\n", encoding="utf-8")
    model = RelationshipModel(load_scenario(tmp_path / "story.yaml"), seed=SEED, run=run)
    while model.running:
        model.step()
    assert np.array(model.indices).tobytes() == baseline.index[run].tobytes()


def test_a_longer_horizon_begins_as_a_shorter_one():
    scenario = load_scenario("renewed_expansion")
    short, long = (make_job(scenario, SEED, months) for months in (12, 90))
    blocks = [simulate_block(job, 0, 2, readable_histories(job, 0, 2)) for job in (short, long)]
    assert (blocks[0].index.shape, blocks[1].index.shape) == ((2, 12), (2, 90))
    assert (blocks[0].index == blocks[1].index[:, :12]).all()
