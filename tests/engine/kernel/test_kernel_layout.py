"""What the arrays of the compiled engine hold is what the world, the state and the rules name, in their order."""

import ast
import inspect
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pytest

from nrc_sim import rules
from nrc_sim.engine import kernel, model, randomness
from nrc_sim.engine.kernel import arrays, draws, readers, state_layout
from nrc_sim.engine.kernel.lanes import FIRST_LEVELS, make_lanes
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import FIRST_ROWS, GROUPS, lay_out_parameters
from nrc_sim.engine.kernel.scoring import RECORDED, WATCHED
from nrc_sim.engine.randomness import as_bell, as_uniform, stream_key, stream_words
from nrc_sim.engine.world import SERIES, StateLayout, make_job
from nrc_sim.engine.world.types import (
    CalendarMonth,
    IssueTraits,
    NegotiationTraits,
    Parameters,
    RegimeTraits,
    StateTraits,
)
from nrc_sim.rules.powers import SideTraits
from nrc_sim.rules.ways import Ways
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.variables import VARIABLES, variable_names

SLUG = "missile_defense_failure"
WORLD = make_job(load_scenario(SLUG), 2013).world


def modules_of(package):
    return [import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__)]


def functions_of(module):
    named = inspect.getmembers(module, inspect.isfunction)
    return {name: function for name, function in named if function.__module__ == module.__name__}


RULES = {
    name: function for module in (*modules_of(rules), randomness) for name, function in functions_of(module).items()
}


def test_rules_have_names_of_their_own():
    assert len(RULES) == sum(len(functions_of(module)) for module in (*modules_of(rules), randomness))


@pytest.mark.parametrize("package", [model, kernel])
def test_both_engines_hold_the_very_functions_that_the_rules_define(package):
    found = set()
    for module in modules_of(package):
        for name, function in vars(module).items():
            if name in RULES and not name.startswith("_"):
                assert function is RULES[name], f"{module.__name__}.{name}"
                found.add(name)
    assert len(found) > 40


def test_both_engines_call_the_same_rules():
    def called(package):
        return {
            name
            for module in modules_of(package)
            for name in vars(module)
            if name in RULES and RULES[name].__module__ != randomness.__name__
        }

    # The readable engine asks whether each value is finite; the compiled one chains that in its rows.
    assert called(kernel) - called(model) == {"tainted"}


def test_no_function_of_the_compiled_engine_has_the_name_of_a_rule():
    for path in sorted(Path(kernel.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        methods = {id(node) for one in classes for node in one.body}  # named by what they stand in for
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and id(node) not in methods]
        assert not {node.name for node in functions} & set(RULES), path.name


ROWS = [
    (
        IssueTraits,
        "_INITIAL FLOOR RELAXATION OUTSIDE_SENSITIVITY MEMBER_SENSITIVITY SETTLES_PARTNERSHIP HELD_TENSION",
    ),
    (
        RegimeTraits,
        "REGIME_DIALOGUE REGIME_COOPERATION REGIME_HOSTILITY_CUT REGIME_FROZEN REGIME_PARTNERSHIP",
    ),
    (StateTraits, "TALKING _SETTLED FAILED"),
    (CalendarMonth, "LEAD_CLOCK OUTSIDE_CLOCK COMMITMENT LEAD_RENEWAL OUTSIDE_RENEWAL LEAD_TOLD OUTSIDE_TOLD"),
    (NegotiationTraits, "ISSUE DEADLINE DURATION SETTLING HELD_UNTIL"),
    (SideTraits, "_COUNTER_MEASURES _COMMITTED HAS_LEAD"),
]
RENAMED = {
    "HELD_TENSION": "held",
    "_INITIAL": "initial",
    "_COUNTER_MEASURES": "counter_measures",
    "_COMMITTED": "committed",
    "REGIME_DIALOGUE": "dialogue",
    "REGIME_COOPERATION": "cooperation",
    "REGIME_HOSTILITY_CUT": "hostility_cut",
    "REGIME_FROZEN": "frozen",
    "REGIME_PARTNERSHIP": "partnership",
    "_SETTLED": "settled",
}


@pytest.mark.parametrize(("kind", "names"), ROWS, ids=[kind.__name__ for kind, _ in ROWS])
def test_rows_follow_the_fields_of_what_they_hold(kind, names):
    fields = kind._fields
    constants = names.split()
    if kind is not NegotiationTraits:
        assert len(constants) == len(fields)
    for name in constants:
        assert fields[int(getattr(arrays, name))] == RENAMED.get(name, name.lower())


@pytest.mark.parametrize(
    ("array", "entries"),
    [("issues", WORLD.issues), ("areas", WORLD.areas), ("regimes", WORLD.regimes), ("states", WORLD.states)],
)
def test_what_a_world_has_stands_item_by_item(array, entries):
    laid = getattr(arrays.lay_out_world(WORLD), array)
    assert laid.T.tolist() == [[float(value) for value in entry] for entry in entries]


def test_the_powers_of_either_side_stand_pair_by_pair():
    laid = arrays.lay_out_world(WORLD)
    for side, traits in enumerate(laid.traits):
        assert traits.T.tolist() == [list(pair[side]) for pair in WORLD.pairs]
        assert laid.sides[side].tolist() == [float(value) for value in WORLD.sides[side]]


def test_all_arrays_of_a_world_have_fixed_kinds_and_are_in_order():
    for slug in (SLUG, "history_2002_2012", "no_new_impulse"):
        laid = arrays.lay_out_world(make_job(load_scenario(slug), 1).world)._asdict()
        for name in ("ways", "regime_ways"):
            laid |= {f"{name}.{field}": values for field, values in laid.pop(name)._asdict().items()}
        kinds = {name: (values.dtype, values.ndim, values.flags.c_contiguous) for name, values in laid.items()}
        assert {contiguous for _, _, contiguous in kinds.values()} == {True}
        whole = ["span", "barred", "told", "membership", "moved"]
        whole += [f"{name}.{field}" for name in ("ways", "regime_ways") for field in Ways._fields if field != "share"]
        assert {kinds.pop(name)[0] for name in whole} == {np.dtype(np.int64)}
        assert {kind for kind, _, _ in kinds.values()} == {np.dtype(np.float64)}


def test_every_field_of_a_state_has_a_row_of_its_own():
    fields = [name for name, _ in StateLayout.of(WORLD).fields]
    assert sorted(state_layout.FIELDS) == sorted(fields)
    assert len(set(state_layout.FIELDS.values())) == len(fields)
    states = {
        state_layout.COMMON: state_layout.COMMON_STATE_ROWS,
        state_layout.DYADS: state_layout.DYAD_STATE_ROWS,
        state_layout.ISSUES: state_layout.ISSUE_STATE_ROWS,
        state_layout.AREAS: state_layout.AREA_STATE_ROWS,
        state_layout.TALKS: state_layout.TALKS_STATE_ROWS,
    }
    for array, count in states.items():
        assert sorted(row for kind, row in state_layout.FIELDS.values() if kind == array) == list(range(count))


def test_rows_of_states_have_the_names_of_their_fields():
    for name, (_, row) in state_layout.FIELDS.items():
        assert getattr(state_layout, name.upper()) == row, name


@pytest.mark.parametrize("array", state_layout.NAMED_ROWS)
def test_rows_by_name_are_all_rows_of_their_array_in_their_order(array):
    assert list(state_layout.NAMED_ROWS[array].values()) == list(range(state_layout.ROWS_OF_ITEM[array]))


def test_a_field_is_read_from_the_row_of_its_own_side_before_one_of_all():
    assert readers.find_row("trust", state_layout.DYADS, "member") == (state_layout.DYADS, state_layout.MEMBER_TRUST)
    assert readers.find_row("load", state_layout.DYADS, "outside") == (state_layout.COMMON, state_layout.OUTSIDE_LOAD)
    assert readers.find_row("rally", state_layout.DYADS, "outside") == (state_layout.COMMON, state_layout.RALLY)


def test_a_field_without_a_row_is_refused_by_name():
    with pytest.raises(KeyError, match="no row is named receved"):
        readers.find_row("receved", state_layout.DYADS, "member")


def test_a_reader_takes_each_field_from_the_lane_of_the_item():
    common = np.arange(state_layout.COMMON_ROWS * 2.0).reshape(-1, 2)
    dyads = 1000.0 + np.arange(state_layout.DYAD_ROWS * 4.0).reshape(-1, 2)
    own = state_layout.DYAD_ROWS
    stance = readers.outside_stance(common, dyads, own, 1, 0.25, 0.5, 0.75, 0.125)
    rows = ("OUTSIDE_CONDUCT", "OUTSIDE_RECEIVED", "OUTSIDE_TRUST_LEVEL", "OUTSIDE_ACTS")
    assert list(stance[:4]) == [dyads[own + getattr(state_layout, row), 1] for row in rows]
    assert list(stance[4:6]) == [0.25, common[state_layout.HOSTILITY_CUT, 1]]
    assert list(stance[6:]) == [
        dyads[own + state_layout.OUTSIDE_SLOW, 1],
        *(0.5, 0.75),
        dyads[own + state_layout.OUTSIDE_CHANCE, 1],
        0.125,
    ]
    assert isinstance(readers.council_of(common, 1).regime, int)


def test_no_two_values_of_a_state_share_a_row():
    found = state_layout.find_state_rows(WORLD)
    pairs = list(zip(found.array.tolist(), found.row.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs) == StateLayout.of(WORLD).size
    lanes = make_lanes(arrays.lay_out_world(WORLD), 1, 1, 0)
    rows = [
        group.shape[0] for group in (lanes.common, lanes.dyads, lanes.issues, lanes.areas, lanes.talks, lanes.rifts)
    ]
    assert all(0 <= row < rows[array] for array, row in pairs)


def test_there_is_a_row_for_every_series_and_every_variable():
    assert len(RECORDED) == len(SERIES)
    assert len(WATCHED) == len(VARIABLES) == FIRST_LEVELS
    assert make_lanes(arrays.lay_out_world(WORLD), 1, 1, 0).variables.shape[0] == len(
        variable_names(load_scenario(SLUG).world)
    )


def test_rows_of_parameters_follow_the_groups_and_their_fields():
    assert list(FIRST_ROWS) == list(GROUPS) == list(Parameters._fields)
    laid = lay_out_parameters(WORLD.parameters)
    for group, values in WORLD.parameters._asdict().items():
        assert laid[FIRST_ROWS[group] : FIRST_ROWS[group] + len(values)].tolist() == list(values)


def test_keys_are_those_of_the_streams_of_each_process_and_run():
    runs = np.array([0, 7, 2**40], dtype=np.int64)
    keys = draws.make_keys(WORLD, 2013, runs)
    processes = (*draws.PROCESSES, *(f"shock {shock.id}" for shock in WORLD.shocks))
    assert len(draws.PROCESSES) == draws.SHOCKS
    assert keys.tolist() == [[int(stream_key(2013, run, process)[0]) for run in runs.tolist()] for process in processes]


def test_numbers_are_those_of_the_stream_in_each_month_and_slot():
    key, months = stream_key(2013, 7, "conduct"), np.array([24156, 24200])
    words = stream_words(key, months, 3)
    for draw, expected in ((draws.uniform_of, as_uniform(words)), (draws.bell_of, as_bell(words))):
        assert [[draw(key[0], month, slot) for slot in range(3)] for month in months.tolist()] == expected.tolist()


def test_windows_are_placed_by_the_streams_of_the_shocks():
    runs = np.array([0, 3], dtype=np.int64)
    drawn = draws.draw_windows(WORLD, 2013, runs)
    nothing = np.zeros(1, dtype=np.int64)
    for row, shock in zip(drawn, WORLD.shocks, strict=True):
        keys = [stream_key(2013, run, f"window {shock.id}") for run in runs.tolist()]
        assert row.tolist() == [float(as_uniform(stream_words(key, nothing, 1))[0, 0]) for key in keys]


def test_lanes_begin_on_a_line_of_the_cache():
    lanes = make_lanes(arrays.lay_out_world(WORLD), 5, 3, len(WORLD.shocks))
    for name, values in lanes._asdict().items():
        assert values.shape[-1] % LANES == 0 or name == "turned", name  # one month, for all lanes
        assert values.ctypes.data % 64 == 0 or not values.size, name  # nobody can join or leave
