"""What a scenario sets at its start is in force from its first month on, in the same bits in both engines."""

from functools import cache

import numpy as np
import pytest
from kernel_checks import assert_engines_agree

from nrc_sim.analysis.attribution import find_elements, mix_scenarios
from nrc_sim.analysis.trace import branch_run
from nrc_sim.engine.blocks import Block
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.rules.arithmetic import logistic
from nrc_sim.scenario import Scenario, load_scenario

SEED, MONTHS, RUNS = 2013, 12, 3
SETTINGS = (
    "initial.trust={outside: 0.35, alliance: 0.5, allies: 0.6, poland: 0.2}",
    "initial.conduct={lead: 0.25, outside: -0.5}",
)


@cache
def scenario_of(*settings: str, slug: str = "baseline") -> Scenario:
    return load_scenario(slug, settings)


@cache
def block_of(*settings: str, slug: str = "baseline") -> Block:
    """Some runs with these settings, as both engines give them."""
    return assert_engines_agree(make_job(scenario_of(*settings, slug=slug), SEED, MONTHS), 0, RUNS)


def model_of(*settings: str) -> RelationshipModel:
    return RelationshipModel(make_job(scenario_of(*settings), SEED))


def test_another_start_is_the_same_bits_in_both_engines():
    assert (block_of(*SETTINGS).index[:, 0] != block_of().index[:, 0]).all()


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["history_2002_2012", "replay_2013_2018"])
def test_another_start_of_a_history_and_of_a_replay_too(slug):
    assert (block_of(*SETTINGS, slug=slug).index[:, 0] != block_of(slug=slug).index[:, 0]).all()


def test_the_narrower_name_counts_whatever_the_order():
    model = model_of(*SETTINGS)
    names = model.world.labels.members
    trust = dict(zip(names, (member.trust_levels[0] for member in model.members), strict=True))
    assert trust.pop(names[0]) == pytest.approx(0.5)
    assert trust.pop("poland") == pytest.approx(0.2)
    assert list(trust.values()) == pytest.approx([0.6] * len(trust))
    assert model.outside.trust_levels == pytest.approx([0.35] * len(names))


def test_levels_toward_single_powers_are_those_of_their_pairs_alone():
    toward = ("initial.trust={outside: {allies: 0.4, poland: 0.1}, poland: {outside: 0.7}}",)
    toward = (*toward, "initial.conduct={russia: {turkey: 0.3}}")
    assert (block_of(*toward).index[:, 0] != block_of().index[:, 0]).all()
    model, plain = model_of(*toward), model_of()
    names = model.world.labels.members
    poland, turkey = names.index("poland"), names.index("turkey")
    expected = [plain.outside.trust_levels[0], *[0.4] * (len(names) - 1)]
    expected[poland] = 0.1
    assert model.outside.trust_levels == pytest.approx(expected)
    assert model.members[poland].trust_levels == pytest.approx([0.7])
    assert [m.trust for m in model.members if m.number != poland] == [
        m.trust for m in plain.members if m.number != poland
    ]
    moved = [number for number in range(len(names)) if model.outside.conduct[number] != plain.outside.conduct[number]]
    assert (moved, model.outside.conduct[turkey]) == ([turkey], 0.3)
    assert (model.members[turkey].received, model.members[turkey].expectation) == ([0.3], [0.3])


def test_the_narrower_name_of_whom_it_is_counts_before_that_of_whom_it_is_toward():
    model = model_of("initial.trust={alliance: {outside: 0.2}, poland: 0.6, lead: 0.3}")
    levels = [member.trust_levels[0] for member in model.members]
    poland = model.world.labels.members.index("poland")
    assert (levels[0], levels[poland]) == (pytest.approx(0.3), pytest.approx(0.6))
    assert levels[1] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("trust={outside: {polnd: 0.2}}", "there is no actor of the Alliance 'polnd'"),
        ("trust={outside: {russia: 0.2}}", "there is no actor of the Alliance 'russia'"),
        ("trust={poland: {germany: 0.2}}", "there is no actor of Russia 'germany'"),
        ("trust={poland: {outside: 1.2}}", "found a number 1.2"),
        ("trust={poland: {}}", "found"),
        ("conduct={poland: {outside: 0.2, russia: 0.3}}", "conduct toward Russia is given twice"),
    ],
)
def test_what_is_wrong_with_levels_toward_single_powers_is_said(setting, words):
    with pytest.raises(InputError) as error:
        load_scenario("baseline", [f"initial.{setting}"])
    assert words in str(error.value)
    assert "stand_in" not in str(error.value)


def test_the_other_side_has_received_the_conduct_and_expects_it():
    model, plain = model_of(*SETTINGS), model_of()
    assert {member.expectation[0] for member in model.members} == {-0.5}
    assert {member.received[0] for member in model.members} == {-0.5}
    assert set(model.outside.conduct) == {-0.5}
    assert (model.members[0].conduct[0], model.outside.expectation[0], model.outside.received[0]) == (0.25, 0.25, 0.25)
    assert [m.conduct for m in model.members[1:]] == [m.conduct for m in plain.members[1:]]
    assert model.outside.expectation[1:] == plain.outside.expectation[1:]


def test_the_index_at_the_start_is_that_of_the_trust_and_conduct_given():
    model = model_of(*SETTINGS)
    assert model.raw_index == pytest.approx(model.raw_score(), abs=1e-12)


def test_what_is_not_named_is_as_the_history_left_it():
    changed, plain = model_of("initial.trust={poland: 0.2}"), model_of()
    number = plain.world.labels.members.index("poland")
    for place, (mine, other) in enumerate(zip(changed.members, plain.members, strict=True)):
        assert (mine.trust == other.trust) == (place != number)
    assert changed.outside.trust == plain.outside.trust
    assert (changed.alliance.stocks, changed.agenda.tension) == (plain.alliance.stocks, plain.agenda.tension)


@pytest.mark.parametrize("share", [0, 1])
def test_trust_beyond_the_limits_of_the_model_starts_at_them(share):
    model = model_of(f"initial.trust={{outside: {share}}}")
    limit = model.parameters.trust.limit
    assert set(model.outside.trust) == {limit if share else -limit}
    assert model.outside.trust_levels[0] == logistic(model.outside.trust[0])


def test_a_start_of_its_own_is_an_element_of_the_difference_between_scenarios():
    scenario, baseline = scenario_of(*SETTINGS), scenario_of()
    found = {element.name: element for element in find_elements(scenario, baseline)}
    assert found["initial.trust.poland"].label == "trust poland unset to 0.2"
    assert {element.kind for element in found.values()} == {"beginning"}
    toward = scenario_of("initial.trust={outside: {poland: 0.2}}")
    (element,) = find_elements(toward, scenario_of("initial.trust={outside: 0.3}"))
    assert (element.name, element.label) == ("initial.trust.outside", "trust outside 0.3 to 0.2 toward poland")
    assert mix_scenarios(scenario, baseline, list(found.values())).file.initial == scenario.file.initial


def test_a_branch_keeps_its_start_and_cannot_change_it(tmp_path):
    (tmp_path / "story.yaml").write_text(
        "extends: baseline\ntitle: A story\nhorizon: {months: 24}\ninitial: {trust: {outside: 0.3}}\n", encoding="utf-8"
    )
    path = tmp_path / "story.yaml"
    same = branch_run(path, run=1, at="2013-06", seed=SEED, parameters="central")
    assert same.original.months == same.changed.months
    model = RelationshipModel(make_job(load_scenario(path), SEED), run=1)
    while model.running:
        model.step()
    assert np.array([month.index for month in same.original.months]).tolist() == model.indices
    with pytest.raises(InputError, match="a branch cannot change `initial` of a run under way"):
        branch_run("baseline", changes=["initial.trust={outside: 0.3}"], run=1, at="2013-06", parameters="central")
