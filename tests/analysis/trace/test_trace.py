"""One run told month by month is the run of the ensemble, and its parts add up."""

import math
from pathlib import Path

import numpy as np
import pytest

import nrc_sim as nrc
from nrc_sim.analysis.trace import trace_run, tracing
from nrc_sim.analysis.trace.causes import CAUSES, MOVED, Laboratory, moved_values
from nrc_sim.analysis.trace.events import parts_in_words
from nrc_sim.analysis.trace.months import group_in_words, joined_powers
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.restarting import continue_run, return_to, take_moment
from nrc_sim.errors import InputError, RunError

RUN, SEED, MONTHS = 1, 77, 36


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Path:
    """The baseline with fewer months: each month is simulated once more for every cause that is looked at."""
    path = tmp_path_factory.mktemp("stories") / "short.yaml"
    path.write_text(f"extends: baseline\ntitle: Short\nhorizon: {{months: {MONTHS}}}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def told(short):
    return trace_run(short, run=RUN, seed=SEED)


@pytest.fixture(scope="module", params=["mesa", "compiled"])
def row(request, short):
    return nrc.run([short], runs=RUN + 1, seed=SEED, engine=request.param, workers=1)["short"]


@pytest.mark.slow
def test_a_trace_is_its_row_of_the_ensemble_bit_for_bit(told, row):
    block, labels = row.single_runs, row.labels
    assert np.array_equal(block.index[RUN], told.index)
    assert [labels.regimes[code] for code in block.regime[RUN]] == [month.regime for month in told.months]
    states = [[labels.settlements[code] for code in codes] for codes in block.settlement[RUN]]
    assert states == [list(month.settlement.values()) for month in told.months]
    assert np.array_equal(block.series["fear"][RUN], [month.series["fear"] for month in told.months])
    assert np.array_equal(block.tension[RUN], [list(month.tension.values()) for month in told.months])


def test_its_outcome_is_that_of_the_ensemble(told, row):
    assert told.final_index == row.final_index[RUN]
    assert told.outcome == row.classes[row.outcome[RUN]]


def test_its_parameters_are_those_that_the_run_draws(told, short):
    central = trace_run(short, run=RUN, seed=SEED, parameters="central")
    assert isinstance(told.parameter_set, int)
    assert central.parameter_set is None
    assert central.index != told.index


def test_what_moved_trust_and_the_index_adds_up_to_the_move(told):
    for before, after in zip(told.months, told.months[1:], strict=False):
        for name in MOVED:
            was, now = (m.index if name == "index" else m.series[name] for m in (before, after))
            assert list(after.parts[name]) == list(CAUSES)
            assert math.isclose(sum(after.parts[name].values()), now - was, abs_tol=1e-9)


def test_without_shocks_and_turns_in_a_month_they_have_no_part_in_it(told):
    quiet = [month for month in told.months if not month.shocks]
    assert quiet
    assert all(month.parts[name]["shocks"] == 0.0 for month in quiet for name in MOVED)
    assert any(month.parts["index"]["shocks"] != 0.0 for month in told.months if month.shocks)


def test_every_shock_and_every_turn_is_an_event(told):
    found = {kind: [e for e in told.events if e.kind == kind] for kind in ("shock", "regime", "negotiation")}
    assert [e.subject for e in found["shock"]] == [s.id for month in told.months for s in month.shocks]
    pairs = list(zip(told.months, told.months[1:], strict=False))
    turns = [after.month for before, after in pairs if before.regime != after.regime]
    assert [e.month for e in found["regime"] if e.month != told.months[0].month] == turns
    moved = [after.month for before, after in pairs if before.settlement != after.settlement]
    assert [e.month for e in found["negotiation"] if e.month != told.months[0].month] == moved


def test_large_moves_of_trust_say_what_moved_it(told):
    moves = [event for event in told.events if event.kind == "trust"]
    assert moves
    assert all(math.isclose(sum(e.parts.values()), e.after - e.before, abs_tol=1e-9) for e in moves)
    assert all("(" in event.what for event in moves)


def test_the_parts_in_words_come_largest_first_and_leave_out_what_is_next_to_nothing():
    parts = {"shocks": -0.01, "talks": 0.0, "surprise": 0.0001, "rest": 0.03}
    assert parts_in_words(parts) == "return to rest +0.030, shocks -0.010"


def test_the_table_has_a_row_for_each_month_and_the_values_of_the_months(told):
    table = told.table()
    assert list(table.index) == [month.month for month in told.months]
    assert list(table["index"]) == told.index
    assert {"regime", "trust_outside", "shocks on index", "events", "shocks"} <= set(table.columns)


def test_a_leadership_that_changes_is_told():
    told = trace_run("baseline", run=0, seed=3)
    turns = {event.month for event in told.events if event.kind == "leadership" and event.subject == "lead"}
    model = RelationshipModel("baseline", seed=3, run=0)
    tenures = []
    while model.running:
        model.step()
        tenures.append(model.lead.tenure)
    assert turns == {told.months[place].month for place, tenure in enumerate(tenures) if tenure == 0.0}


def test_a_scenario_can_be_changed_from_its_first_month_on(told, short):
    changed = trace_run(short, run=RUN, seed=SEED, changes=["policies.dialogue=0.9"])
    assert changed.months[0].series["dialogue"] == 0.9
    assert changed.index != told.index


def test_a_policy_that_a_step_or_a_shock_sets_is_told(short):
    changes = [
        "policies.dialogue=[{from: 2014-05, value: 0.9}]",
        "shocks.x={at: 2015-02, label: A pledge, sets: {dialogue: 1, links: {airspace: 0.5}}}",
    ]
    found = trace_run(short, run=RUN, seed=SEED, changes=changes).events
    told = [(event.month, event.what) for event in found if event.kind == "policy"]
    assert told == [
        ("2014-05", "Policy dialogue: 0 -> 0.9"),
        ("2015-02", "Policy dialogue: 0.9 -> 1"),
        ("2015-02", "Policy links.airspace: 0 -> 0.5"),
    ]


def test_a_model_that_is_continued_goes_on_as_the_run_does():
    model = RelationshipModel("no_new_impulse", seed=SEED, run=2)
    for _ in range(20):
        model.step()
    copy = continue_run(model)
    for one in (model, copy):
        while one.running:
            one.step()
    assert copy.indices == model.indices
    assert copy.export_state().tobytes() == model.export_state().tobytes()


def test_going_back_to_a_moment_gives_the_same_month_again():
    model = RelationshipModel("baseline", seed=SEED, run=2)
    laboratory = Laboratory(model)
    moment = take_moment(model)
    model.step()
    values = moved_values(model)
    laboratory.explain(moment, values)
    copy = continue_run(RelationshipModel("baseline", seed=SEED, run=2))
    return_to(copy, moment)
    copy.step()
    assert moved_values(copy) == values


def test_groups_of_members_are_named_by_what_they_are_together():
    world = RelationshipModel("baseline", seed=1, run=0).world
    joined = joined_powers(world, 0)
    members = joined[0]
    assert group_in_words(members, joined, world.labels) == "the Alliance"
    assert group_in_words(members[1:], joined, world.labels) == "the other members of the Alliance"
    assert group_in_words(members[:1], joined, world.labels) == f"the {world.labels.member_names[0]}"
    assert group_in_words(members[:7], joined, world.labels).endswith(" and 4 others")
    assert group_in_words((world.labels.outside,), joined, world.labels) == world.labels.outside


def test_groups_of_powers_of_two_alliances_are_named_by_who_belongs_at_the_time():
    world = RelationshipModel("side_by_side", seed=1, run=0, parameters="central").world
    joined = joined_powers(world, 0)
    assert (len(joined[0]), len(world.labels.powers[0]), len(joined[1])) == (6, 7, 12)
    assert "Uzbekistan" not in joined[0]
    for side, name in enumerate(("the CSTO", "NATO")):
        assert group_in_words(joined[side], joined, world.labels) == name
        assert group_in_words(joined[side][1:], joined, world.labels) == f"the other members of {name}"
        assert group_in_words(joined[side][:1], joined, world.labels) == ("Russia", "the United States")[side]


def test_a_negative_run_is_refused():
    with pytest.raises(InputError, match="run is -1; allowed: a whole number from 0"):
        trace_run("baseline", run=-1)


def fail(*_: object) -> float:
    raise ZeroDivisionError("division by zero")


def test_a_run_that_meets_an_arithmetic_error_is_reported_with_its_month(monkeypatch):
    model = RelationshipModel("baseline", seed=SEED, run=1)
    monkeypatch.setattr(RelationshipModel, "raw_score", fail)
    with pytest.raises(RunError, match=r"baseline, run 1, fails in 2013-01 at .*fail: division by zero"):
        tracing.step_month(model)


def test_a_run_that_fails_in_its_history_is_reported(monkeypatch):
    monkeypatch.setattr(RelationshipModel, "raw_score", fail)
    with pytest.raises(RunError, match=r"baseline, run 4, fails in its history at .*fail: division by zero"):
        trace_run("baseline", run=4, seed=SEED + 1)


def test_a_state_that_is_no_number_is_reported_with_its_variable():
    model = RelationshipModel("baseline", seed=SEED, run=1)
    model.rally = math.nan
    with pytest.raises(RunError, match="baseline, run 1, fails in 2013-01 at member_trust: not a finite number"):
        tracing.step_month(model)
