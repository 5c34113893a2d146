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
    assert mix_scenarios(scenario, baseline, list(found.values())).file.initial == scenario.file.initial


def test_a_branch_keeps_its_start_and_cannot_change_it(tmp_path):
    (tmp_path / "story.yaml").write_text(
        "extends: baseline\ntitle: A story\ninitial: {trust: {outside: 0.3}}\n", encoding="utf-8"
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
