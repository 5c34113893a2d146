"""What a scenario holds fixed, commands or keeps up as a policy."""

from functools import cache

import numpy as np
import pytest

from nrc_sim.engine.model import RelationshipModel, simulate_block, simulate_histories
from nrc_sim.engine.world import make_job
from nrc_sim.rules import council
from nrc_sim.scenario import load_scenario
from ranges import within

SEED, RUNS = 2013, 4


@cache
def states_of_history():
    """All stories here follow the same history."""
    return simulate_histories(make_job(load_scenario("baseline"), SEED), 0, RUNS)


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

    def watched(settlement, chance, table, p):  # noqa: ARG001 - the signature of the rule it replaces
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
