"""Worlds of any size and stories of any kind give the same bits in both engines, with code compiled once."""

import random
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kernel_checks import assert_engines_agree
from kernel_worlds import MONTHS, PARAMETERS, STORY, Counts, drawn_job, drawn_world

from nrc_sim.engine.kernel.month import simulate_runs
from nrc_sim.engine.world import Job, World, make_job
from nrc_sim.engine.world.rifts import acts_within_sides
from nrc_sim.rules.shocks import SIZES
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.check import check_scenario, check_story
from nrc_sim.scenario.check_world import check_world
from nrc_sim.scenario.scenario_schema import ScenarioFile

COUNTS = st.builds(
    Counts,
    members=st.integers(1, 6),
    issues=st.integers(0, 4),
    areas=st.integers(0, 3),
    talks=st.integers(0, 2),
    shocks=st.integers(0, 9),
    institution=st.booleans(),
    others=st.sampled_from([0, 0, 1, 2, 4]),
    led=st.tuples(st.booleans(), st.booleans()),
)


def faults_of(story: Scenario) -> list[str]:
    """What the checks of files find; what contradicts itself, comes too late or concerns nobody is allowed here."""
    found = [*check_world(story.world), *check_story(story.file), *check_scenario(story.file, story.world)]
    allowed = (
        "into different states",
        "two regimes in",
        "two levels of",
        "can never come",
        "concerns one power alone",
        "nothing leads into",
    )
    return [finding.what for finding in found if not any(what in finding.what for what in allowed)]


def second_sides_acts(world: World) -> list[tuple[float, ...]]:
    return [shock.moves.rifts[len(world.allied[0]) :] for shock in world.shocks]


def features_of(job: Job) -> set[str]:
    """What a job has, by name."""
    world = job.world
    found = {f"size {SIZES[shock.size.shape]}" for shock in world.shocks}
    for shock in world.shocks:
        timing, moves = shock.timing, shock.moves
        present = {
            "dated": timing.month >= 0,
            "window": timing.window[0] >= 0,
            "hazard": timing.hazard > 0.0,
            "scaled hazard": timing.hazard > 0.0 and bool(timing.scaling),
            "conditions": len(timing.conditions) > 1,
            "patience": timing.patience > 1,
            "command": bool(moves.commands),
            "founding": moves.institution >= 0,
            "linked": moves.linked >= 0,
            "consultation": moves.consultation > 0.0,
            "rally": moves.rally > 0.0,
            "projects": any(moves.stocks),
            "delay": timing.spell.delay > 0 and not timing.follows,
            "lasting": timing.spell.lasts > 1,
            "cooldown": timing.spell.cooldown > 0,
            "repeated conditions": timing.spell.times > 1 and bool(timing.conditions),
            "follower": bool(timing.follows),
            "policies set": bool(moves.policies),
            "joining": moves.joined != 0,
            "leaving by a shock": moves.kept != -1,
            "acts within a side": any(map(any, (moves.rifts, *moves.rifts_by_state))),
            "acts within a side by who belongs": any(map(any, moves.rifts_by_state)),
        }
        found |= {name for name, there in present.items() if there}
    whole = {
        "history": job.history is not None,
        "no negotiations": not world.negotiations,
        "no issues": not world.issues,
        "no areas": not world.areas,
        "no institution": not world.has_institution,
        "two powers": len(world.pairs) == 1,
        "several facing several": min(world.powers) > 1,
        "one facing several": world.powers[0] == 1 and world.powers[1] > 1,
        "without a lead": not world.sides[0].has_lead,
        "others without a lead": not world.sides[1].has_lead,
        "leaving": any(
            first > 0.0 and last == 0.0 for first, last in zip(world.weights[0], world.weights[-1], strict=True)
        ),
        "two negotiations": len(world.negotiations) == 2,
        "held negotiation": any(talks.held_until == MONTHS for talks in world.negotiations),
        "held stock": any(area.held >= 0.0 for area in world.areas),
        "held tension": any(issue.held >= 0.0 for issue in world.issues),
        "held leaderships": not any(month.outside_renewal for month in world.calendar),
        "repeated calendar": len({month.lead_clock for month in world.calendar[5:]}) == 2,
        "absent mechanism": any(
            not quantity["range"][0] <= getattr(getattr(world.parameters, group), name) <= quantity["range"][1]
            for group, named in PARAMETERS.items()
            for name, quantity in named.items()
        ),
        "no shocks": not world.shocks,
        "policies by steps": any(level >= 0.0 for month in world.policies[1:] for level in month),
        "beginning": bool(world.beginning),
        "memory": world.parameters.memory.spread > 0.0,
        "disputes": world.parameters.disputes.rate > 0.0,
        "noise": world.parameters.conduct.noise > 0.0,
        "upkeep": world.parameters.trust.weight_of_upkeep > 0.0,
        "weight of memory": world.parameters.trust.weight_of_memory > 0.0,
        "friction": world.parameters.disputes.friction > 0.0,
        "agreements lost": world.parameters.negotiation.loss > 0.0,
        "without memory": not world.has_memory,
        "followed lead": world.parameters.conduct.following > 0.0 and max(world.powers) > 1,
        "acts within the second side": any(map(any, second_sides_acts(world))),
        "results within a side": any(any(moves.rifts) for talks in world.negotiations for moves in talks.results),
        "rifts left by a history": job.history is not None and job.history.has_rifts and not acts_within_sides(world),
        "late member": any(weights[-1] == 0.0 for weights in world.weights),
    }
    return found | {name for name, there in whole.items() if there}


ALL_FEATURES = {
    *(f"size {name}" for name in SIZES),
    *("dated", "window", "hazard", "scaled hazard", "conditions", "patience", "command", "founding", "linked"),
    *("consultation", "rally", "projects", "history", "no negotiations", "two negotiations", "held negotiation"),
    *("held stock", "held tension", "held leaderships", "repeated calendar", "absent mechanism", "no shocks"),
    *("late member", "delay", "lasting", "cooldown", "repeated conditions", "follower", "policies set"),
    *("policies by steps", "beginning", "no issues", "no areas", "no institution", "two powers"),
    *("memory", "disputes", "noise", "without memory", "followed lead"),
    *("joining", "leaving by a shock"),
    *("acts within a side", "acts within a side by who belongs", "acts within the second side"),
    *("results within a side", "rifts left by a history"),
    *("upkeep", "weight of memory", "friction", "agreements lost"),
    *("several facing several", "one facing several", "without a lead", "others without a lead", "leaving"),
}


@pytest.mark.slow
def test_any_world_and_story_give_the_same_bits_in_both_engines():
    seen, regimes, settlements = set(), set(), set()

    @settings(deadline=None, max_examples=150, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(COUNTS, st.integers(0, 2**32 - 1), st.booleans(), st.integers(0, 2**40))
    def compare(counts, number, corners, first_run):
        story, job = drawn_job(random.Random(number), counts, corners=corners)
        assert faults_of(story) == []
        block = assert_engines_agree(job, first_run, 2)
        assert block.runs == 2
        assert block.tension.shape[2] == counts.issues
        assert block.settlement.shape[2] == (counts.talks if counts.issues else 0)
        seen.update(features_of(job))
        regimes.update(np.unique(block.regime).tolist())
        settlements.update(np.unique(block.settlement).tolist())

    compare()
    assert ALL_FEATURES - seen == set()
    assert regimes >= set(range(4))
    assert settlements >= set(range(5))


def test_code_compiled_once_serves_worlds_of_any_size():
    _, job = drawn_job(random.Random(1), Counts(2, 1, 1, 0, 0), corners=False)
    assert_engines_agree(job, 0, 1)
    assert len(simulate_runs.signatures) == 1
    for number, counts in enumerate((Counts(6, 4, 3, 2, 9), Counts(3, 1, 2, 1, 1), Counts(3, 1, 0, 1, 2, others=4))):
        assert_engines_agree(drawn_job(random.Random(number), counts, corners=True)[1], 0, 1)
    assert len(simulate_runs.signatures) == 1


LARGE = st.builds(
    Counts,
    members=st.integers(1, 30),
    issues=st.integers(0, 3),
    areas=st.integers(0, 2),
    talks=st.integers(0, 1),
    shocks=st.integers(0, 6),
    institution=st.booleans(),
    others=st.integers(1, 12),
    led=st.tuples(st.booleans(), st.booleans()),
)


@pytest.mark.slow
def test_sides_of_up_to_thirty_and_twelve_powers_give_the_same_bits_in_both_engines():
    @settings(deadline=None, max_examples=20, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @example(Counts(30, 3, 2, 1, 6, others=12), 12)
    @given(LARGE, st.integers(0, 2**32 - 1))
    def compare(counts, number):
        _, job = drawn_job(random.Random(number), counts, corners=False)
        block = assert_engines_agree(job, 0, 1)
        assert block.member_trust.shape[2] == counts.members * counts.others

    compare()


@pytest.mark.parametrize("first_run", range(0, 800, 100))
def test_negotiations_that_end_in_one_month_may_end_differently(first_run):
    """All runs leave their state in the same month, and not for the same one."""
    world = drawn_world(random.Random(9), Counts(3, 2, 1, 1, 0), corners=False)
    acts = {state: entry.acts for state, entry in world.negotiations[0].states.items()}
    one, other = next(pair for pair in combinations(acts, 2) if acts[pair[0]] != acts[pair[1]])
    shocks = [
        {"id": "end", "hazard": 1.0, "settles": {"talks_0": other}},
        {"id": "other_end", "hazard": 0.5, "settles": {"talks_0": one}},
    ]
    file = ScenarioFile.model_validate({**STORY, "shocks": shocks})
    block = assert_engines_agree(make_job(Scenario(file, world, Path("story.yaml")), 1, months=2), first_run, 8)
    assert len(np.unique(block.settlement[:, 0])) == 2
