"""Powers join and leave by shocks: whose trust counts and whom words mean, in the same bits in both engines."""

from functools import cache

import numpy as np
import pytest
from kernel_checks import assert_engines_agree

from nrc_sim.analysis.trace import branch_run
from nrc_sim.engine.belonging import next_membership
from nrc_sim.engine.blocks import Block
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario

MONTHS, RUNS = 24, 3
LEAVES = "shocks.gone={at: 2013-06, leaves: [turkey, albania]}"
BACK = "shocks.back={at: 2014-01, joins: [turkey]}"


@cache
def block_of(*settings: str) -> Block:
    """Some runs with these settings, as both engines give them."""
    return assert_engines_agree(make_job(load_scenario("baseline", settings), 2013, MONTHS), 0, RUNS)


def model_after(months: int, *settings: str) -> RelationshipModel:
    model = RelationshipModel(make_job(load_scenario("baseline", settings), 2013))
    for _ in range(months):
        model.step()
    return model


def weight_of(model: RelationshipModel, power: str) -> float:
    return model.membership.weights(model.month - 1)[model.world.labels.members.index(power)]


def test_who_has_left_is_one_with_the_bits_that_stay_and_those_that_are_set():
    assert next_membership(0b101, ~0b001, 0b010) == 0b110
    assert next_membership(0b101, -1, 0) == 0b101


def test_leaving_moves_the_index_from_that_month_on_in_both_engines():
    block, plain = block_of(LEAVES), block_of()
    assert np.array_equal(block.index[:, :5], plain.index[:, :5])
    assert (block.index[:, 5] != plain.index[:, 5]).all()


def test_weights_are_those_of_the_powers_that_belong():
    for months, gone in ((5, False), (6, True), (20, True)):
        model = model_after(months, LEAVES)
        assert (weight_of(model, "turkey") == 0.0) == gone
        assert sum(model.membership.weights(months - 1)) == pytest.approx(1.0)
    by_calendar = load_scenario("baseline").world
    members = tuple(
        member.model_copy(update={"left": "2013-06"}) if member.id in {"turkey", "albania"} else member
        for member in by_calendar.members
    )
    scenario = load_scenario("baseline")
    left = make_job(
        type(scenario)(scenario.file, by_calendar.model_copy(update={"members": members}), scenario.path), 1
    )
    assert model.membership.weights(19) == left.world.weights[19]
    assert model.membership.allies(19) == left.world.allies[19]
    assert model.membership.without_lead(19) == left.world.without_lead[19]


def test_who_has_left_can_join_again():
    model = model_after(14, LEAVES, BACK)
    assert (weight_of(model, "turkey") > 0.0, weight_of(model, "albania")) == (True, 0.0)
    block_of(LEAVES, BACK)


def test_chance_and_conditions_change_membership_run_by_run():
    block_of("shocks.gone={hazard: 0.1, leaves: [turkey]}", "shocks.back={when: index < 0, joins: [turkey], times: 3}")


def test_words_for_several_powers_mean_those_who_belong():
    acts = "acts: [{from: [outside], to: [alliance], category: '138'}]"
    settings = (LEAVES, f"shocks.blow={{at: 2013-08, {acts}}}")
    model = model_after(8, *settings)
    number = model.world.labels.members.index("turkey")
    hit = model.month_acts.by_side[1]
    plain = model_after(8, settings[1]).month_acts.by_side[1]
    assert hit[number] > plain[number]
    assert hit[number + 1] <= plain[number + 1] < 0.0
    block_of(*settings)


def test_a_branch_goes_on_with_who_has_left(tmp_path):
    (tmp_path / "story.yaml").write_text(
        "extends: baseline\ntitle: A story\nhorizon: {months: 24}\n"
        "shocks: [{id: gone, at: 2013-06, leaves: [turkey]}]\n",
        encoding="utf-8",
    )
    path = tmp_path / "story.yaml"
    same = branch_run(path, run=1, at="2014-01", seed=2013, parameters="central")
    assert same.original.months == same.changed.months
    other = branch_run(
        path, changes=["shocks.more={at: 2014-03, leaves: [albania]}"], run=1, at="2014-01", parameters="central"
    )
    assert other.original.months[:14] == other.changed.months[:14]
    assert other.original.months[14] != other.changed.months[14]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["shocks.x={at: 2014-01, leaves: [united_states]}"], "'united_states' leads the Alliance, and stays"),
        (["shocks.x={at: 2014-01, leaves: [turky]}"], "there is no power 'turky'"),
        (["shocks.x={at: 2014-01, leaves: [allies]}"], "there is no power 'allies'"),
        (["shocks.x={at: 2014-01, leaves: [turkey], joins: [turkey]}"], "joins and leaves by the shock 'x'"),
        (["shocks.x={at: 2014-01}"], "shock 'x' does nothing"),
        (
            ["shocks.x={at: 2014-01, leaves: [turkey, albania, france, germany, italy, spain, poland]}"],
            "at most 6",
        ),
    ],
)
def test_what_is_wrong_with_joining_and_leaving_is_said(settings, words):
    with pytest.raises(InputError) as error:
        load_scenario("baseline", settings)
    assert words in str(error.value)
    assert "stand_in" not in str(error.value)


def test_a_history_gets_its_members_from_the_world():
    with pytest.raises(InputError, match="changes who belongs, in a history"):
        load_scenario("history_2002_2012", ["shocks.x={at: 2004-01, leaves: [turkey]}"])


WORLD = """
title: Pacts
description: Two pacts.
sides:
- {id: east, name: the East, powers: [{id: a, name: A}, {id: b, name: B}]}
- {id: west, name: the West, lead: c, powers: [{id: c, name: C}, {id: d, name: D}, {id: e, name: E, joined: never}]}
initial: {conduct: {value: 0.0}, activity: {value: 0.2}}
"""
STORY = """
title: Accession
world: pacts
horizon: {start: 2013-01, months: 24}
shocks:
- {id: accession, hazard: 0.1, times: 1, joins: [e]}
- {id: quarrel, hazard: 0.2, acts: [{from: [east], to: [west_allies], category: "138"}]}
"""


def test_who_never_joins_by_the_calendar_joins_by_a_shock(tmp_path):
    (tmp_path / "pacts.yaml").write_text(WORLD)
    (tmp_path / "story.yaml").write_text(STORY)
    job = make_job(load_scenario(tmp_path / "story.yaml"), 5)
    assert all(month[2] == month[5] == 0.0 for month in job.world.weights)
    assert_engines_agree(job, 0, 8)
    (tmp_path / "story.yaml").write_text(STORY.replace("joins: [e]", "leaves: [a, b]"))
    with pytest.raises(InputError, match="can leave nobody in the East"):
        load_scenario(tmp_path / "story.yaml")
