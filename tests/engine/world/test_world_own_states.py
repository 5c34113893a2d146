"""A world of three regimes and six states of negotiations of its own runs in both engines, and speaks of them."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from nrc_sim.analysis.equilibria.leaving import ways_out
from nrc_sim.analysis.equilibria.settings import list_settings, simulate_present
from nrc_sim.analysis.trace import trace_run
from nrc_sim.api import run
from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import present_arrays
from nrc_sim.engine.world import Job, make_job
from nrc_sim.figures.dated_shocks import list_dated_shocks
from nrc_sim.scenario import Scenario, load_scenario, load_world
from nrc_sim.scenario.variables import alternatives, askable_variables, variable_meaning, variable_names
from nrc_sim.study.recorded import monthly_values

WORLD = Path(__file__).parents[2] / "corpus" / "good" / "world_of_own_states.yaml"
STATES = ("apart", "soundings", "talks", "framework", "treaty", "broken_off")
REGIMES = ("council", "frozen", "closed")
STORY = """
title: Soundings, a treaty and closed doors
description: Invented.
world: world_of_own_states
horizon: {start: 2013-01, months: 60}
parameters:
  negotiation: {compromise: 0.05, partial: 0.05, failure: 0.05, loss: 0.02, deadline_failure: 0.2}
  institution: {partnership_loss: 0.55, thawing: 0.8, thaw_climate: -0.3, least_pause: 1.0, freeze_hostility: 0.3}
shocks:
  - {id: soundings, at: 2013-02, opens: missile_defense}
  - {id: quarrel, hazard: 0.3, acts: [{from: [outside], to: [alliance], category: "138"}], size: 2}
  - {id: help, kind: summit, when: framework.missile_defense > 0 for 2 months}
  - {id: knocking, kind: summit, when: regime.closed > 0, times: 9}
"""


TOLD = """
extends: story
title: What is told of them
given:
  states:
    - {negotiation: missile_defense, state: framework, at: 2017-06}
    - {institution: closed, from: 2017-08, to: 2017-10}
shocks:
  - {id: end, at: 2017-11, settles: {missile_defense: treaty}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("own_states")
    (place / WORLD.name).write_text(WORLD.read_text(encoding="utf-8"), encoding="utf-8")
    (place / "story.yaml").write_text(STORY, encoding="utf-8")
    (place / "told.yaml").write_text(TOLD, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def story(folder) -> Scenario:
    return load_scenario(folder / "story.yaml")


@cache
def block_of(path: Path, runs: int = 48):
    job = job_of(path)
    return kernel.simulate_block(job, 0, runs, kernel.simulate_histories(job, 0, runs))


def job_of(path: Path) -> Job:
    return make_job(load_scenario(path), 2013)


def test_both_engines_give_the_same_bits(story):
    job, block = job_of(story.path), block_of(story.path)
    told = model.simulate_block(job, 0, 4, model.simulate_histories(job, 0, 4))
    for name in present_arrays(told):
        mine = np.ascontiguousarray(getattr(told, name))
        assert mine.tobytes() == np.ascontiguousarray(getattr(block, name)[:4]).tobytes(), name
    assert all(values.tobytes() == block.series[name][:4].tobytes() for name, values in told.series.items())


def test_labels_are_the_names_of_the_world(story):
    labels = job_of(story.path).world.labels
    assert (labels.settlements, labels.regimes) == (STATES, REGIMES)
    assert (labels.ends, labels.frozen, labels.partnerships) == (STATES[3:], REGIMES[1:], ())


def test_runs_take_the_ways_that_the_world_gives_them_and_no_others(story):
    block, world = block_of(story.path), job_of(story.path).world
    free = slice(1, None)  # after the opening
    for codes, ways in ((block.settlement[:, free, 0], world.ways), (block.regime[:, free], world.regime_ways)):
        moved = {(int(one), int(two)) for run in codes for one, two in pairwise(run) if one != two}
        there = {
            (code, ways.to[way]) for code in range(len(ways.first)) for way in range(ways.first[code], ways.last[code])
        }
        homes = {(code, 0) for code, to in there if to < 0}
        assert moved
        assert moved <= there | homes
    assert set(np.unique(block.settlement)) == set(range(6))
    assert set(np.unique(block.regime)) == {0, 1, 2}


def test_what_is_told_and_commanded_comes(folder):
    block = block_of(folder / "told.yaml", 6)
    assert (block.settlement[:, 1:53, 0] == STATES.index("soundings")).all()  # held until the last that is dated
    assert (block.settlement[:, 53:58, 0] == STATES.index("framework")).all()
    assert (block.settlement[:, 58, 0] == STATES.index("treaty")).all()
    assert (block.regime[:, 55:58] == REGIMES.index("closed")).all()


def test_variables_have_the_names_of_the_world(story):
    block, labels, world = block_of(story.path), job_of(story.path).world.labels, story.world
    own = [f"{state}.missile_defense" for state in STATES] + [f"regime.{regime}" for regime in REGIMES]
    assert [name for name in variable_names(world) if not name.startswith("rift.")][-9:] == own
    assert [name for family in alternatives(world) for name in family] == own
    for family in alternatives(world):
        values = np.sum([monthly_values(block, labels, name) for name in family], axis=0)
        assert (values == 1).all()
    frozen = monthly_values(block, labels, "frozen")
    assert (frozen == (block.regime > 0)).all()
    assert not monthly_values(block, labels, "partnership").any()
    assert set(own) <= set(askable_variables(world))
    told = variable_meaning("framework.missile_defense", world)
    assert told == "whether the negotiation Missile defence is in the state `framework`, Framework"
    assert variable_meaning("talks.missile_defense", world).endswith("in the state `talks`")
    assert variable_meaning("regime.closed", world) == "whether the institution is in the regime Closed"


def test_conditions_on_states_and_regimes_set_shocks_off(story):
    block = block_of(story.path)
    ids = [shock.id for shock in story.shocks]
    came = block.shock_count[:, ids.index("knocking")] > 0
    closed = (block.regime[:, :-1] == REGIMES.index("closed")).any(axis=1)
    assert (came == closed).all()
    agreed = block.settlement[:, :, 0] == STATES.index("framework")
    twice = (agreed[:, :-2] & agreed[:, 1:-1]).any(axis=1)
    assert ((block.shock_count[:, ids.index("help")] > 0) == twice).all()


def test_a_trace_calls_states_by_their_names(story):
    found = trace_run(story, run=1, seed=2013, parameters="central")
    texts = [event.what for event in found.events if event.kind == "negotiation"]
    assert "Missile defence: apart -> Soundings" in texts
    assert {month.regime for month in found.months} <= set(REGIMES)


def test_tables_of_what_came_name_the_states_in_which_talks_ended(folder):
    found = run(folder / "story.yaml", runs=20, seed=2013, parameters="central")
    ends = found.experiments()["negotiations.missile_defense.end"]
    assert list(ends.cat.categories) == ["open", "framework", "treaty", "broken_off"]
    last = [STATES[code] for code in found["story"].single_runs.settlement[:, -1, 0]]
    assert list(ends) == [state if state in STATES[3:] else "open" for state in last]
    shares = found["story"].tally.regimes[-1] / 20
    assert shares.sum() == 1.0
    assert [shock.label for shock in list_dated_shocks(found["story"].scenario)]


def test_where_relations_can_rest_follows_from_the_ways(story):
    job = job_of(story.path)
    settings = list_settings(job.world, simulate_present(job))
    assert {setting.regime for setting in settings} == {0, 1, 2}
    state = {name: [0.0] for name in ("regime", "home", "climate")} | {"tension": [0.9] * len(job.world.issues)}
    left = {
        code: ways_out(job.world, state | {"regime": [float(code)], "climate": [1.0]}, (0.3, 0.3), 0.9)
        for code in range(3)
    }
    assert [one.regime for one in left[0]] == [1]
    assert [(one.regime, one.chance) for one in left[1]] == [(0, pytest.approx(0.8)), (2, pytest.approx(0.1))]
    assert [(one.regime, one.chance) for one in left[2]] == [(1, pytest.approx(0.4))]


def test_worlds_that_say_nothing_have_the_states_of_before():
    world = load_world("iran_talks")
    assert [state.id for state in world.negotiation_states] == ["none", "talks", "compromise", "partial", "failure"]
    assert world.state_of_talks == "talks"
    assert [role.id for role in world.regime_roles] == ["limited", "council", "frozen", "partnership"]
    assert world.roles_of_regimes == ()
