"""Variants of scenarios: what is changed, and that nothing else is."""

from dataclasses import replace

import numpy as np
import pytest

from nrc_sim.engine.kernel import simulate_block, simulate_histories
from nrc_sim.engine.world import StateLayout, make_job
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.estimates import make_estimate
from nrc_sim.evidence.claims.evidence import Evidence, merge_notes
from nrc_sim.evidence.claims.fact_schema import Probe, StateEdit
from nrc_sim.evidence.claims.loading import choose_claims, load_facts, scenario_of_variant
from nrc_sim.evidence.claims.variants import (
    Experiment,
    edit_states,
    make_variant,
    numbers_of,
    with_parameters,
    with_probe,
)
from nrc_sim.scenario import load_scenario

SEED = 77
"""Not a seed of verdicts."""


@pytest.fixture(scope="module")
def job():
    return make_job(load_scenario("baseline"), SEED)


def test_a_variant_that_changes_nothing_is_the_scenario():
    variant, plain = scenario_of_variant("baseline"), load_scenario("baseline")
    # A variant is known by its name alone: it claims nothing, and does not tell what the scenario tells.
    own = {"slug", "claims", "description"}
    left, right = ({k: v for k, v in one.resolved().items() if k not in own} for one in (variant, plain))
    assert left == right
    assert variant.world == plain.world


def test_an_unknown_variant_is_refused():
    with pytest.raises(InputError, match="no variant 'nothing'"):
        scenario_of_variant("nothing")


def test_parameters_are_changed_in_history_too():
    scenario = with_parameters(load_scenario("baseline"), {"fear.gain": 0.0})
    made = make_job(scenario, SEED)
    assert made.world.parameters.fear.gain == made.history.parameters.fear.gain == 0.0


@pytest.mark.parametrize(("path", "value"), [("fear.courage", 1.0), ("fear.gain", -3.0)])
def test_a_parameter_that_is_unknown_or_out_of_range_is_refused(path, value):
    with pytest.raises(InputError, match=path.replace(".", r"\.")):
        with_parameters(load_scenario("baseline"), {path: value})


def test_what_is_set_everywhere_goes_before_a_parameter_set():
    facts = load_facts()
    experiment = Experiment(SEED, [{"fear": {"gain": 1.5}}], {"fear.gain": 0.5})
    made = make_variant(scenario_of_variant("baseline"), facts.variants["baseline"], experiment, [])
    assert made.job.parameter_sets[0].scenario.fear.gain == 0.5


def test_a_probe_moves_conduct_from_its_month_on_and_not_before(job):
    probed = with_probe(job.world, Probe(at="2013-07", impulse=-0.5))
    assert len(probed.shocks) == len(job.world.shocks) + 1
    states = simulate_histories(job, 0, 8)
    plain = simulate_block(job, 0, 8, states).series["conduct_outside"]
    moved = simulate_block(replace(job, world=probed), 0, 8, states).series["conduct_outside"]
    assert np.array_equal(plain[:, :6], moved[:, :6])
    assert (moved[:, 6] < plain[:, 6]).all()


def test_names_of_members_are_numbers(job):
    world = job.world
    assert numbers_of(world, ["lead"]) == [0]
    assert numbers_of(world, ["allies"]) == list(range(1, len(world.pairs)))
    assert numbers_of(world, ["poland", "lead"]) == [0, world.labels.members.index("poland")]


def test_states_are_edited_in_the_named_place_alone(job):
    states = simulate_histories(job, 0, 4)
    edited = edit_states(job.world, states, [StateEdit(field="tension", items=("enlargement",), add=0.2)])
    changed = np.flatnonzero((edited != states).any(axis=0))
    assert changed.size == 1
    assert edited[:, changed[0]] == pytest.approx(states[:, changed[0]] + 0.2)
    assert edit_states(job.world, states, []) is states


def test_a_field_that_no_state_has_is_refused(job):
    with pytest.raises(InputError, match="no field 'mood'") as error:
        edit_states(job.world, np.zeros((1, 1)), [StateEdit(field="mood")])
    assert error.value.allowed.split(", ") == [name for name, _ in StateLayout.of(job.world).fields]


@pytest.mark.parametrize(("ids", "message"), [("C99", "no claim 'C99'"), (" , ", "no claim is named")])
def test_unknown_claims_are_refused(ids, message):
    with pytest.raises(InputError, match=message):
        choose_claims(ids)


def test_claims_come_in_their_order():
    assert [claim.id for claim in choose_claims("C29, C20")] == ["C20", "C29"]


def test_evidence_does_not_depend_on_the_pieces_it_is_gathered_in():
    estimates = {name: make_estimate(load_facts().facts[name]) for name in ("C9", "C27b")}
    evidence = Evidence(estimates, Experiment(SEED))
    whole = evidence.gather(0, 12, workers=2)
    pieces = merge_notes([evidence.gather(0, 5, workers=1), evidence.gather(5, 7, workers=1)])
    for name in estimates:
        assert np.array_equal(whole.parts[name], pieces.parts[name])
    assert np.array_equal(whole.clusters, pieces.clusters)
