from functools import cache

import numpy as np
import pytest

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.events import MonthActs
from nrc_sim.engine.world import make_job
from nrc_sim.rules.alliance import share_of_act
from nrc_sim.rules.issues import linked_share
from nrc_sim.rules.shocks import drawn_size
from nrc_sim.scenario import load_scenario
from ranges import within

SEED = 2013


@cache
def state_of_history() -> np.ndarray:
    return RelationshipModel("baseline", seed=SEED).export_state()


@pytest.fixture
def story(tmp_path):
    """Write a scenario without any shocks but those given, and load it."""

    def written(shocks: str, more: str = "", parent: str = "no_new_impulse"):
        text = f"extends: {parent}\ntitle: A story\nshocks: [{shocks}]\n{more}"
        (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path / "story.yaml")

    return written


def occurrences(scenario, run: int = 0) -> list[tuple[int, str, float]]:
    """Month, id and size of every shock of a run; when they come by chance alone, the past does not matter."""
    model, seen = RelationshipModel(make_job(scenario, SEED), run=run, state=state_of_history()), []
    while model.running:
        month = model.month
        model.step()
        seen += [(month, name, size) for name, size in model.occurred]
    return seen


def test_without_shocks_nothing_occurs(story):
    assert occurrences(story("")) == []


def test_a_dated_shock_occurs_in_its_month_alone(story):
    assert occurrences(story("{id: x, kind: summit, at: 2014-05, size: 1.5}")) == [(16, "x", 1.5)]


def test_a_dated_shock_moves_nothing_before_its_month(story):
    plain, shocked = RelationshipModel(story("")), RelationshipModel(story("{id: x, kind: summit, at: 2014-05}"))
    while shocked.running:
        plain.step()
        shocked.step()
    assert plain.indices[:16] == shocked.indices[:16]
    assert plain.indices[16] < shocked.indices[16]


def test_a_hostile_shock_lowers_the_index_and_a_friendly_one_raises_it(story):
    ends = {}
    for kind in ("sanctions", "agreement"):
        model = RelationshipModel(story(f"{{id: x, kind: {kind}, at: 2013-01}}"))
        model.step()
        ends[kind] = model.index
    model = RelationshipModel(story(""))
    model.step()
    assert ends["sanctions"] < model.index < ends["agreement"]


def test_a_shock_beyond_a_shorter_horizon_does_not_occur(story):
    model = RelationshipModel(make_job(story("{id: x, kind: summit, at: 2014-05}"), SEED, months=12))
    names = []
    while model.running:
        model.step()
        names += model.occurred
    assert (names, model.month) == ([], 12)


def test_a_shock_with_a_window_occurs_once_within_it_and_anywhere_in_it(story):
    scenario = story("{id: x, kind: summit, window: [2014-01, 2014-12]}")
    assert [month for month, _, _ in occurrences(scenario)] == [RelationshipModel(scenario, SEED).shocks.months[0]]
    job = make_job(scenario, SEED)
    months = [RelationshipModel(job, run=run, state=state_of_history()).shocks.months[0] for run in range(80)]
    assert set(months) == set(range(12, 24))


def test_a_hazard_of_one_occurs_every_month_of_nought_never(story):
    assert len(occurrences(story("{id: x, kind: summit, hazard: 1.0}"))) == 60
    assert occurrences(story("{id: x, kind: summit, hazard: 0.0}")) == []


@pytest.mark.slow
def test_a_hazard_is_a_probability_a_month(story):
    scenario = story("{id: x, kind: summit, hazard: 0.25}")
    share = np.mean([len(occurrences(scenario, run)) for run in range(10)]) / 60
    assert share == pytest.approx(0.25, abs=0.07)  # four standard errors


def test_a_larger_hazard_adds_occurrences_to_those_of_a_smaller_one(story):
    rare = {month for month, _, _ in occurrences(story("{id: x, kind: summit, hazard: 0.1}"))}
    often = {month for month, _, _ in occurrences(story("{id: x, kind: summit, hazard: 0.4}"))}
    assert rare < often


def test_the_draws_of_a_shock_do_not_depend_on_other_shocks(story):
    alone = occurrences(story("{id: x, kind: summit, hazard: 0.3, size: {uniform: [0.5, 1.5]}}"))
    others = "{id: a, kind: exercise, hazard: 0.2}, {id: x, kind: summit, hazard: 0.3, size: {uniform: [0.5, 1.5]}}"
    assert [entry for entry in occurrences(story(others)) if entry[1] == "x"] == alone


def test_baseline_shocks_can_be_dropped_and_added(story):
    drops = ", ".join(f"{{id: {shock.id}, drop: true}}" for shock in load_scenario("baseline").shocks)
    scenario = story(f"{drops}, {{id: x, kind: summit, at: 2013-04}}", parent="baseline")
    assert occurrences(scenario) == [(3, "x", 1.0)]


def test_a_condition_fires_once_after_it_has_held_for_its_months(story):
    assert occurrences(story("{id: x, kind: summit, when: 'index < 500 for 3 months'}")) == [(2, "x", 1.0)]
    assert occurrences(story("{id: x, kind: summit, when: 'index < 500'}")) == [(0, "x", 1.0)]
    assert occurrences(story("{id: x, kind: summit, when: 'index > 500'}")) == []


def test_a_condition_reads_the_values_of_the_month_before(story):
    scenario = story("{id: x, kind: sanctions, when: 'index < -20 and tension.enlargement > 0 for 2 months'}", HOSTILE)
    model = RelationshipModel(scenario, seed=SEED)
    fired, before = [], [model.index]
    while model.running:
        month = model.month
        model.step()
        fired += [month for _ in model.occurred]
        before.append(model.index)
    low = [value < -20.0 for value in before]
    assert fired == [month for month in range(1, 60) if low[month] and low[month - 1]][:1] != []


HOSTILE = f"parameters: {{trust: {{level: {within('trust.level', 0.1)}}}}}\npolicies: {{transparency: 0.0}}\n"


def test_a_condition_that_breaks_off_starts_anew(story):
    """Each month of its wait must hold without a gap."""
    model = RelationshipModel(story("{id: x, kind: summit, when: 'index < 0 for 4 months'}"), seed=SEED, run=1)
    values, fired = [], None
    while model.running:
        values.append(model.index)
        month = model.month
        model.step()
        fired = month if model.occurred else fired
    streaks = [month for month in range(3, 60) if max(values[month - 3 : month + 1]) < 0.0]
    assert fired == (streaks[0] if streaks else None)


@pytest.mark.parametrize(
    ("size", "low", "high"),
    [("{uniform: [0.5, 1.5]}", 0.5, 1.5), ("{triangular: [0.2, 0.4, 1.4]}", 0.2, 1.4), ("0.7", 0.7, 0.7)],
)
def test_sizes_lie_in_their_range(story, size, low, high):
    sizes = [found for _, _, found in occurrences(story(f"{{id: x, kind: summit, hazard: 1.0, size: {size}}}"))]
    assert low <= min(sizes) <= max(sizes) <= high
    assert (len(set(sizes)) == 1) == (low == high)


def test_a_discrete_size_takes_the_values_given(story):
    scenario = story("{id: x, kind: summit, hazard: 1.0, size: {discrete: [[0.5, 0.75], [2.0, 0.25]]}}")
    sizes = [size for run in range(4) for _, _, size in occurrences(scenario, run)]
    assert set(sizes) == {0.5, 2.0}
    assert sizes.count(2.0) / len(sizes) == pytest.approx(0.25, abs=0.12)


def test_a_triangular_size_has_its_mode_where_it_says():
    draws = [drawn_size((place + 0.5) / 1000, 2, 0.0, 0.25, 1.0) for place in range(1000)]
    assert np.mean(draws) == pytest.approx(1.25 / 3, abs=1e-3)


def test_an_offer_stays_what_it_was_and_counts_by_the_issue_it_is_linked_to(story):
    """The share acts on how it is read and answered, and on what the answer does to the issue."""
    model = RelationshipModel(story("{id: x, kind: disarmament_offer, at: 2013-01, size: 1.5}"), seed=SEED)
    world = load_scenario("baseline").world
    number, issue = (model.world.labels.issues.index(name) for name in ("missile_defense", "arms_control"))
    share = linked_share(model.agenda.tension[number], model.parameters.issues)
    size = 1.5 * world.categories[world.kinds["disarmament_offer"].acts[0].category].weight / 10.0
    model.disputes.quiet = True
    model.step()
    acts = model.month_acts
    assert share < 1.0
    assert acts.by_side[0] == [pytest.approx(size), *[0.0] * 27]
    assert acts.discounts == [pytest.approx(size * (share - 1.0)), *[0.0] * 27]
    assert acts.by_side[1] == [pytest.approx(size * share), *[0.0] * 27]
    assert acts.pressure[issue] == pytest.approx(-size * (1.0 + share))
    assert model.occurred == [("x", 1.5)]


def test_a_linked_offer_is_made_all_the_same_and_disappoints_the_more_it_is_linked(story):
    models = []
    low, high = load_scenario("baseline").world.parameters["issues"]["linkage"].range
    for linkage in (low, high):
        more = f"parameters: {{issues: {{linkage: {linkage}}}}}\n"
        model = RelationshipModel(story("{id: x, kind: disarmament_offer, at: 2013-01}", more), seed=SEED)
        model.step()
        models.append(model)
    loose, tight = models
    assert loose.conduct_alliance == tight.conduct_alliance
    assert loose.trust_outside > tight.trust_outside


def test_an_offer_without_a_link_counts_in_full(story):
    text = "{id: x, at: 2013-01, acts: [{from: [lead], to: [outside], category: '036'}]}"
    model = RelationshipModel(story(text), seed=SEED)
    model.step()
    assert model.month_acts.by_side[0][0] == pytest.approx(0.4)


def test_what_a_month_brings_adds_up():
    world = make_job(load_scenario("baseline"), SEED).world
    moves = {shock.id: shock.moves for shock in world.shocks}
    acts = MonthActs(world)
    acts.add(moves["sanctions"], 2.0, 1.0)
    acts.add(moves["common_threat"], 0.5, 1.0)
    acts.add(moves["taliban_offensive"], 1.0, 0.0)
    assert acts.by_side[0][0] == pytest.approx(2.0 * -0.8 + 0.5 * 0.34)
    shared = share_of_act(len(world.pairs), world.parameters.alliance)
    assert acts.by_side[1][0] == pytest.approx(2.0 * -0.8 + 0.5 * 0.34)
    assert acts.by_side[1][3] == pytest.approx(0.5 * 0.34 * shared)
    assert acts.rally == pytest.approx(0.5 * 0.3 + 0.15)
    assert acts.stocks[world.labels.areas.index("afghanistan")] == pytest.approx(0.08)
    assert set(acts.discounts) == {0.0}
    assert (acts.institution, acts.commands) == (-1, {})


def test_an_act_of_many_moves_the_conduct_of_each_by_its_share(story):
    """What is done in the name of all is less an act of each but the lead."""
    moved = []
    for actors in ("alliance", "norway"):
        text = f"{{id: x, at: 2013-01, acts: [{{from: [{actors}], to: [outside], category: '112'}}]}}"
        model = RelationshipModel(story(text), seed=SEED)
        model.step()
        norway = model.world.labels.members.index("norway")
        moved.append((model.month_acts.by_side[0][0], model.month_acts.by_side[0][norway]))
    (lead, each), (nothing, alone) = moved
    share = share_of_act(28, model.parameters.alliance)
    assert (lead, alone, nothing) == (pytest.approx(-0.2), pytest.approx(-0.2), 0.0)
    assert each == pytest.approx(-0.2 * share)


def test_consultations_of_a_month_count_once():
    world = make_job(load_scenario("strategic_partnership"), SEED).world
    consultation = next(shock.moves for shock in world.shocks if shock.moves.consultation > 0.0)
    acts = MonthActs(world)
    for size in (1.0, 0.5, 1.0):
        acts.add(consultation, size, 1.0)
    assert acts.consultation == consultation.consultation
    acts.add(consultation, 10.0, 1.0)
    assert acts.consultation == 1.0


def test_a_shock_can_found_an_institution(story):
    model = RelationshipModel(story("{id: x, at: 2013-03, institution: limited}"), seed=SEED)
    regimes = []
    while model.month < 4:
        model.step()
        regimes.append(model.world.labels.regimes[model.alliance.regime])
    assert regimes == ["council", "council", "limited", "limited"]
    assert model.alliance.home == model.world.labels.regimes.index("limited")
