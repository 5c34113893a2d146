"""A run that branches keeps its past and its random draws, and takes up what was changed."""

from pathlib import Path

import numpy as np
import pytest

from nrc_sim.analysis.trace import branch_run, trace_run
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.restarting import continue_run
from nrc_sim.engine.world import make_jobs
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario

RUN, SEED, AT = 3, 77, "2014-03"
PAST, MONTHS = 14, 30
STORY = f"extends: baseline\ntitle: A story\nhorizon: {{months: {MONTHS}}}\n"
CHANGE = ("policies.dialogue=0.9", "shocks.meeting={kind: summit, at: 2015-02}", "shocks.incident.drop=true")


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Path:
    """The baseline with fewer months: each month is simulated once more for every cause that is looked at."""
    path = tmp_path_factory.mktemp("stories") / "short.yaml"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def branched(short):
    return branch_run(short, changes=CHANGE, run=RUN, at=AT, seed=SEED, continuations=4)


@pytest.fixture(scope="module")
def told(short):
    return trace_run(short, run=RUN, seed=SEED)


def test_without_a_change_both_paths_are_the_trace(told, short):
    same = branch_run(short, run=RUN, at=AT, seed=SEED)
    assert same.original.months == same.changed.months == told.months
    assert same.original.events == same.changed.events == told.events
    assert same.changed.final_index == told.final_index
    assert same.first_difference is None


def test_the_original_path_is_the_trace_whatever_is_changed(branched, told):
    assert branched.original.months == told.months


def test_the_past_stays_and_the_change_is_taken_up(branched):
    original, changed = branched.original.months, branched.changed.months
    assert changed[:PAST] == original[:PAST]
    assert branched.first_difference == AT
    assert changed[PAST].series["dialogue"] == 0.9
    assert "meeting" in [shock.id for month in changed if month.month == "2015-02" for shock in month.shocks]
    assert not any(shock.id == "incident" for month in changed[PAST:] for shock in month.shocks)


SETTING = "shocks: [{id: pledge, at: 2013-06, sets: {dialogue: 0.9, transparency: 0.4}}]"


def test_what_a_shock_has_set_outlasts_a_branch_unless_the_policy_is_what_changes(tmp_path):
    (tmp_path / "story.yaml").write_text(f"{STORY}{SETTING}\n", encoding="utf-8")
    told = trace_run(tmp_path / "story.yaml", run=RUN, seed=SEED)
    same = branch_run(tmp_path / "story.yaml", run=RUN, at=AT, seed=SEED)
    assert same.original.months == same.changed.months == told.months
    changes = ("policies.transparency=1",)
    other = branch_run(tmp_path / "story.yaml", changes=changes, run=RUN, at=AT, seed=SEED)
    dialogue = {month.series["dialogue"] for month in other.changed.months[PAST:]}
    assert dialogue == {0.9}
    changed = branch_run(tmp_path / "story.yaml", changes=("policies.dialogue=0.95",), run=RUN, at=AT, seed=SEED)
    assert {month.series["dialogue"] for month in changed.changed.months[PAST:]} == {0.95}


def test_a_change_from_the_first_month_on_is_the_trace_of_the_changed_scenario(short):
    changes = ("policies.dialogue=0.9",)
    branch = branch_run(short, changes=changes, run=RUN, at="2013-01", seed=SEED)
    traced = trace_run(short, run=RUN, seed=SEED, changes=changes)
    assert branch.changed.index == traced.index


def test_a_parameter_acts_from_the_month_on(short):
    branch = branch_run(short, changes=("parameters.trust.learning=0.25",), run=RUN, at=AT, seed=SEED)
    assert branch.first_difference == AT
    assert branch.changed.parameter_set == branch.original.parameter_set


def test_continuations_share_the_past_and_differ_afterwards(branched, told):
    for other in branched.others:
        assert other.index.shape == (4, len(told.months))
        assert np.array_equal(other.index[:, :PAST], [told.index[:PAST]] * 4)
        assert len(np.unique(other.index[:, PAST])) == 4


def test_a_continuation_has_the_draws_of_a_later_run(branched, short):
    model = RelationshipModel(short, seed=SEED, run=RUN)
    for _ in range(PAST):
        model.step()
    later = RelationshipModel(short, seed=SEED, run=RUN + 1)
    other = continue_run(model, draws_of=RUN + 1)
    assert other.months_of_draws == [*model.months_of_draws[:PAST], *later.months_of_draws[PAST:]]
    other.step()
    assert branched.others[0].index[0, PAST] == other.index


def test_the_description_holds_both_paths_and_the_shares_of_the_continuations(branched):
    document = branched.describe()
    assert document["changed"]["final_index"] == branched.changed.final_index
    assert document["continuations"]["number"] == 4
    for side in ("original", "changed"):
        outcomes = document["continuations"][side]["outcomes"]
        assert sum(share["share"] for share in outcomes.values()) == pytest.approx(1.0)


def test_the_table_shows_both_paths_and_their_difference(branched):
    table = branched.table()
    assert np.array_equal(table["difference"], table["index_changed"] - table["index_original"])
    assert (table["difference"].iloc[:PAST] == 0.0).all()


def test_a_condition_keeps_its_memory_over_the_branch():
    change = "shocks.answer={kind: summit, when: 'index < 200 for 20 months'}"
    told = load_scenario("baseline", [change])
    model = RelationshipModel(make_jobs([told], SEED)[0], run=RUN)
    for _ in range(PAST):
        model.step()
    copy = continue_run(model)
    for one in (model, copy):
        while one.running:
            one.step()
    assert copy.indices == model.indices
    assert copy.shocks.held_for == model.shocks.held_for


SPELLS = (
    "shocks.long={kind: summit, when: 'index < 200', times: 3, delay: 2, for: 5, cooldown: 6}",
    "shocks.late={kind: sanctions, after: {shock: long, by: 12}}",
    "shocks.pledge={hazard: 0.3, times: 2, sets: {dialogue: 0.9}}",
)


@pytest.mark.parametrize("at", [1, 4, 8, 14, 20])
def test_what_is_on_its_way_under_way_or_cooling_down_outlasts_a_branch(at):
    model = RelationshipModel(make_jobs([load_scenario("baseline", SPELLS)], SEED)[0], run=RUN)
    for _ in range(at):
        model.step()
    copy, occurred = continue_run(model), {}
    for one in (model, copy):
        occurred[one] = []
        while one.running:
            one.step()
            occurred[one].append(one.occurred)
    assert copy.indices == model.indices
    assert occurred[copy] == occurred[model]
    late = [at + place for place, month in enumerate(occurred[model]) for name, _ in month if name == "late"]
    assert late == [month for month in (14, 27, 40) if month >= at]


@pytest.mark.parametrize(("draws_of", "change"), [(None, True), (8, False), (8, True)])
def test_a_shock_with_a_window_comes_in_what_is_left_of_it(draws_of, change):
    window = "shocks.meeting={kind: summit, window: [2013-06, 2014-05]}"
    moved = "shocks.meeting={kind: summit, window: [2013-06, 2014-08]}"
    jobs = make_jobs([load_scenario("baseline", [window]), load_scenario("baseline", [moved])], SEED)
    for run in range(6):
        model = RelationshipModel(jobs[0], run=run)
        for _ in range(PAST):
            model.step()
        place = [shock.id for shock in model.world.shocks].index("meeting")
        month = continue_run(model, jobs[1] if change else None, draws_of).shocks.months[place]
        stood = model.shocks.months[place]
        assert month == stood if stood < PAST and not change else PAST <= month <= (19 if change else 16)


@pytest.mark.parametrize(
    ("changes", "options", "message"),
    [
        ((), {"at": "2018-01"}, "--at: 2018-01 lies outside the horizon of baseline; allowed: a month from 2013-01 to"),
        ((), {"at": "soon"}, "--at: 'soon' is not a month; months are written like 2014-06; allowed: a month from"),
        ((), {"continuations": -1}, "continuations is -1; allowed: a whole number from 0 to 10000"),
        ((), {"continuations": 2.0}, "continuations is 2.0; allowed: a whole number from 0 to 10000"),
        ((), {"continuations": 1, "run": 2**63 - 1}, "run is 9223372036854775807; allowed: a whole number from 0 to "),
        (("horizon.months=70",), {}, "--set: a branch cannot change `horizon` of a run under way; allowed: parameters"),
        (
            ("shocks.late={kind: summit, at: 2013-05}",),
            {},
            "--set: the shock 'late' comes in 2013-05, before the change; allowed: months from 2014-03 on; move it",
        ),
        (("policies.dialoge=1",), {}, "unknown key 'dialoge'"),
        (("shocks.late={kind: sumit, at: 2014-05}",), {}, "there is no kind of shock 'sumit'"),
    ],
)
def test_what_cannot_be_branched_is_refused(changes, options, message):
    with pytest.raises(InputError) as caught:
        branch_run("baseline", changes=changes, **{"run": RUN, "at": AT, **options})
    assert message in str(caught.value)
