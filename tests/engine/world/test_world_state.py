import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.world import StateLayout, build_world, first_state
from nrc_sim.engine.world.state import COMMON_FIELDS, DYAD_FIELDS, LONG_IN_OFFICE, NEGOTIATION_FIELDS, RIFT_FIELD
from nrc_sim.rules.leadership import newness
from nrc_sim.scenario import load_scenario

WORLD = build_world(load_scenario("history_2002_2012"))
LAYOUT = StateLayout.of(WORLD)


def test_the_layout_has_room_for_every_field_once():
    names = [name for name, _ in LAYOUT.fields]
    assert len(names) == len(set(names))
    assert set(names) == {*DYAD_FIELDS, "tension", "stock", *NEGOTIATION_FIELDS, *COMMON_FIELDS, RIFT_FIELD}
    assert LAYOUT.size == 28 * 14 + 5 + 5 + 3 + len(COMMON_FIELDS) + 28


def test_the_first_state_fits_the_layout():
    state = first_state(WORLD, WORLD.parameters)
    assert {name: len(values) for name, values in state.items()} == dict(LAYOUT.fields)
    assert LAYOUT.to_vector(state).shape == (LAYOUT.size,)
    assert np.isfinite(LAYOUT.to_vector(state)).all()


@settings(deadline=None, max_examples=50)
@given(arrays(np.float64, LAYOUT.size, elements=st.floats(allow_nan=False)))
def test_a_state_round_trips_bit_for_bit(vector):
    assert LAYOUT.to_vector(LAYOUT.from_vector(vector)).tobytes() == vector.tobytes()


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_a_state_passes_through_the_agents_bit_for_bit(seed):
    numbers = np.random.default_rng(seed)
    state = first_state(WORLD, WORLD.parameters)
    for name in (*DYAD_FIELDS, RIFT_FIELD, "tension", "stock"):
        state[name] = numbers.random(len(state[name])).tolist()
    for name in set(COMMON_FIELDS) - {"regime", "home"}:
        state[name] = [float(numbers.normal())]
    state["regime"], state["settlement"] = [float(numbers.integers(0, 4))], [float(numbers.integers(0, 5))]
    vector = LAYOUT.to_vector(state)
    model = RelationshipModel("history_2002_2012", state=vector)
    assert model.export_state().tobytes() == vector.tobytes()


def test_trust_begins_at_rest_and_follows_dispositions():
    state = first_state(WORLD, WORLD.parameters)
    trust = dict(zip(WORLD.labels.members, state["member_trust"], strict=True))
    assert trust["italy"] > trust["united_states"] > trust["lithuania"]
    assert state["outside_trust"] != state["member_trust"]


def test_conduct_and_climate_begin_as_the_world_file_says():
    state = first_state(WORLD, WORLD.parameters)
    conduct = load_scenario("history_2002_2012").world.initial.conduct.value
    for name in ("conduct", "expectation", "received"):
        assert set(state[f"member_{name}"]) == set(state[f"outside_{name}"]) == {conduct}
    assert state["climate"] == [conduct]
    assert state["tension"] == [issue.initial for issue in WORLD.issues]
    assert state["regime"] == state["home"] == [float(WORLD.initial_regime)]


def test_a_leadership_of_which_nothing_is_known_is_not_new():
    state = first_state(WORLD, WORLD.parameters)
    assert state["lead_tenure"] == [LONG_IN_OFFICE]
    assert newness(LONG_IN_OFFICE, WORLD.parameters.leadership) == 0.0


def test_the_first_trust_follows_the_parameters_given_and_not_those_of_the_world():
    p = WORLD.parameters
    other = p._replace(trust=p.trust._replace(level=p.trust.level - 0.5))
    lower, plain = first_state(WORLD, other), first_state(WORLD, p)
    for name in ("member_trust", "outside_trust"):
        for less, more in zip(lower[name], plain[name], strict=True):
            assert less == pytest.approx(more - 0.5)
    assert {name for name in plain if plain[name] != lower[name]} == {"member_trust", "outside_trust", "raw_index"}


def test_a_state_of_the_wrong_length_does_not_pass_silently():
    with pytest.raises((ValueError, IndexError)):
        RelationshipModel("history_2002_2012", state=LAYOUT.to_vector(first_state(WORLD, WORLD.parameters))[:10])
