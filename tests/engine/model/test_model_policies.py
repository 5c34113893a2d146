"""What a scenario holds fixed, commands or keeps up as a policy."""

from functools import cache

import numpy as np
import pytest

from histories import readable_histories
from nrc_sim.engine.model import RelationshipModel, simulate_block
from nrc_sim.engine.world import make_job
from nrc_sim.rules import council
from nrc_sim.scenario import load_scenario
from ranges import within

SEED, RUNS = 2013, 4


@cache
def states_of_history():
    """All stories here follow the same history."""
    return readable_histories(make_job(load_scenario("baseline"), SEED), 0, RUNS)


@pytest.fixture(scope="module")
def simulated_anew(tmp_path_factory):
    """Write a scenario, and simulate some runs of it, of as many months as a test looks at."""
    path = tmp_path_factory.mktemp("stories") / "story.yaml"

    def block(text: str = "", parent: str = "baseline", months: int | None = None):
        path.write_text(f"extends: {parent}\ntitle: A story\n{text}\n", encoding="utf-8")
        return simulate_block(make_job(load_scenario(path), SEED, months), 0, RUNS, states_of_history())

    return block


@pytest.fixture(scope="module")
def simulated(simulated_anew):
    """The same, once for all tests that ask for it."""
    return cache(simulated_anew)


def settlements(block) -> set[int]:
    return set(np.unique(block.settlement).tolist())


HELD = "holds: {negotiations: [missile_defense]}"


def test_talks_end_by_themselves_unless_they_are_held(simulated):
    assert settlements(simulated()) > {1}
    assert settlements(simulated(HELD)) == {1}


def test_talks_go_on_until_the_month_in_which_they_settle_by_date(simulated):
    deal = "{id: deal, kind: settlement, at: 2014-01, settles: {missile_defense: partial}}"
    block = simulated(f"shocks: [{deal}]", months=13)
    assert (block.settlement[:, :12] == 1).all()
    assert (block.settlement[:, 12] == 3).all()


def test_a_command_settles_in_every_run(simulated):
    block = simulated(parent="missile_defense_failure", months=12)
    assert (block.settlement[:, 11] == 4).all()


def test_a_settled_issue_is_drawn_to_the_level_of_its_result():
    tensions = {}
    for slug in ("missile_defense_compromise", "missile_defense_failure"):
        model = RelationshipModel(slug, seed=SEED)
        number = model.world.labels.issues.index("missile_defense")
        for _ in range(18):
            model.step()
        tensions[slug] = model.agenda.tension[number]
    assert tensions["missile_defense_compromise"] < 0.3
    assert tensions["missile_defense_failure"] > 0.6


REOPENED = """shocks:
  - {id: end, kind: settlement, at: 2013-02, settles: {missile_defense: failure}}
  - {id: again, at: 2013-06, opens: missile_defense}"""


def test_talks_can_be_opened_anew(simulated):
    block = simulated(REOPENED, months=6)
    assert [set(block.settlement[:, month, 0].tolist()) for month in (0, 1, 4, 5)] == [{1}, {4}, {4}, {1}]


def test_reopened_talks_have_a_deadline_of_their_own(simulated_anew, monkeypatch):
    """The first deadline, 2013-12, presses on the first talks only; later ones take their usual time."""
    overdue = []

    def watched(settlement, chance, table, ways, p):  # noqa: ARG001 - the signature of the rule it replaces
        overdue.append(table.overdue)
        return settlement

    monkeypatch.setattr(council, "next_settlement", watched)
    simulated_anew(months=12)
    duration = load_scenario("baseline").world.negotiations[0].duration
    assert overdue[11] == 0.0
    overdue.clear()
    simulated_anew(REOPENED, months=6 + duration)
    # The rule is not asked in the month before the commanded end; then come the months 1 to 5, and the new talks.
    assert overdue[5 : 5 + duration] == [float(month) for month in range(1 - duration, 1)]


@pytest.mark.parametrize("level", [0.0, 0.4, 1.0])
def test_a_held_portfolio_stays_at_its_level(simulated, level):
    block = simulated(f"holds: {{portfolio: {level}}}")
    assert np.allclose(block.series["portfolio"], level, rtol=0.0, atol=1e-12)
    assert set(np.unique(block.stock).tolist()) == {level}


def test_a_held_stock_and_a_held_tension_stay_and_leave_the_others_alone(simulated):
    labels = make_job(load_scenario("baseline"), SEED).world.labels
    plain = simulated()
    held = simulated("holds: {stocks: {airspace: 0.7}, tensions: {global_role: 0.2}}")
    area, issue = labels.areas.index("airspace"), labels.issues.index("global_role")
    assert set(np.unique(held.stock[:, :, area]).tolist()) == {0.7}
    assert set(np.unique(held.tension[:, :, issue]).tolist()) == {0.2}
    assert len(np.unique(held.stock[:, :, area - 1])) > 10
    assert len(np.unique(plain.tension[:, :, issue])) > 10


@pytest.mark.parametrize(("held", "months"), [("false", 12.0), ("true", 60.0)])
def test_held_leaderships_are_never_renewed(held, months):
    """In January 2017 the lead member has a new leadership for certain, unless leaderships are held."""
    model = RelationshipModel(load_scenario("baseline", [f"holds.leaderships={held}"]), seed=SEED)
    begun = model.lead.tenure if held == "true" else -1.0
    while model.running:
        model.step()
    assert model.lead.tenure == begun + months


@pytest.mark.parametrize("level", [0.6, 1.0])
def test_dialogue_never_falls_below_the_policy(simulated, level):
    dialogue = simulated(f"policies: {{dialogue: {level}}}").series["dialogue"]
    assert dialogue.min() == level
    assert simulated().series["dialogue"].min() < level


def test_a_framework_carries_afghanistan_on(simulated):
    number = make_job(load_scenario("baseline"), SEED).labels.areas.index("afghanistan")
    plain, kept = simulated(), simulated("policies: {frameworks: {afghanistan: 1.0}}")
    assert (kept.stock[:, -1, number] > plain.stock[:, -1, number]).all()


def test_support_and_links_raise_practical_cooperation(simulated):
    number = make_job(load_scenario("baseline"), SEED).labels.areas.index("counter_narcotics")
    plain, supported = simulated().series["portfolio"], simulated("policies: {cooperation: 1.0}").series["portfolio"]
    assert (supported[:, -1] > plain[:, -1]).all()
    linked = simulated("policies: {links: {counter_narcotics: 1.0}}").stock[:, -1, number]
    assert (linked > simulated().stock[:, -1, number]).all()


def test_transparency_calms_military_activity(simulated):
    opaque, open_ = (simulated(f"policies: {{transparency: {level}}}") for level in (0.0, 1.0))
    for name in ("activity_outside", "activity_alliance"):
        assert open_.series[name][:, -12:].mean() < opaque.series[name][:, -12:].mean()


def test_parameters_act_from_the_first_month_and_not_before(simulated):
    plain, quick = (
        simulated(parent="no_new_impulse", months=1),
        simulated(f"parameters: {{conduct: {{routine: {within('conduct.routine', 0.9)}}}}}", "no_new_impulse", 1),
    )
    assert (plain.index[:, 0] != quick.index[:, 0]).all()


STEPS = "[{from: 2013-03, value: 0.7}, {from: 2015-01, value: 1}]"


def test_a_policy_of_steps_is_none_before_the_first_and_then_that_of_the_last_step_begun(simulated):
    dialogue = simulated(f"policies: {{dialogue: {STEPS}}}").series["dialogue"]
    assert (dialogue[:, :2] == simulated().series["dialogue"][:, :2]).all()
    assert set(np.unique(dialogue[:, 2:24]).tolist()) == {0.7}
    assert set(np.unique(dialogue[:, 24:]).tolist()) == {1.0}


def test_a_policy_of_one_step_from_the_start_is_the_same_as_a_number(simulated):
    names = ("dialogue", "cooperation", "transparency")
    steps = ", ".join(f"{name}: [{{from: 2013-01, value: 0.6}}]" for name in names)
    numbers = ", ".join(f"{name}: 0.6" for name in names)
    assert simulated(f"policies: {{{steps}}}").index.tobytes() == simulated(f"policies: {{{numbers}}}").index.tobytes()


def test_steps_move_frameworks_and_links_of_one_area_alone(simulated):
    labels = make_job(load_scenario("baseline"), SEED).labels
    plain = simulated()
    for table in ("frameworks", "links"):
        stepped = simulated(f"policies: {{{table}: {{afghanistan: [{{from: 2016-01, value: 1}}]}}}}")
        for number, area in enumerate(labels.areas):
            same = stepped.stock[:, :, number] == plain.stock[:, :, number]
            assert same[:, :36].all()
            assert same[:, 36].all() == (area != "afghanistan")


def test_a_shock_sets_a_policy_from_its_month_on(simulated):
    dialogue = simulated("shocks: [{id: x, at: 2014-01, sets: {dialogue: 0.9}}]").series["dialogue"]
    assert (dialogue[:, :12] == simulated().series["dialogue"][:, :12]).all()
    assert set(np.unique(dialogue[:, 12:]).tolist()) == {0.9}


def test_a_policy_stays_as_a_shock_set_it_until_another_shock_or_a_step_sets_it(simulated):
    shocks = "shocks: [{id: x, at: 2013-06, sets: {dialogue: 0.8}}, {id: z, at: 2014-01, sets: {dialogue: 0.9}}]"
    dialogue = simulated(f"policies: {{dialogue: {STEPS}}}\n{shocks}").series["dialogue"]
    levels = [set(np.unique(dialogue[:, months]).tolist()) for months in (slice(2, 5), slice(5, 12), slice(12, 24))]
    assert levels == [{0.7}, {0.8}, {0.9}]
    assert set(np.unique(dialogue[:, 24:]).tolist()) == {1.0}


def test_a_policy_can_answer_to_the_state_of_relations(simulated):
    """Dialogue in full from the month after the index has first been low."""
    block = simulated("shocks: [{id: x, when: 'index < 0', sets: {dialogue: 1.0}}]", "new_arms_race")
    for index, dialogue in zip(block.index, block.series["dialogue"], strict=True):
        first = int(np.argmax(index < 0.0)) + 1
        assert set(dialogue[first:].tolist()) == {1.0}


def test_of_two_shocks_of_a_month_the_last_sets_the_policy(simulated):
    shocks = "{id: x, hazard: 1, sets: {dialogue: 0.9}}, {id: z, hazard: 1, sets: {dialogue: 0.8}}"
    assert set(np.unique(simulated(f"shocks: [{shocks}]").series["dialogue"]).tolist()) == {0.8}


def test_a_scenario_has_its_own_policies_from_its_first_month_on():
    model = RelationshipModel(load_scenario("baseline", ["policies.dialogue=0.4"]), seed=SEED)
    assert model.policies.dialogue == 0.4
