"""What a page has set, and how it is written down."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nrc_sim.dashboard.additions import addable_kinds, added_shock, listed_parameters
from nrc_sim.dashboard.controls import changes_of, list_controls
from nrc_sim.dashboard.page_settings import MOST_RUNS, PageSettings, page_settings, read_query
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_defaults, load_scenario
from nrc_sim.scenario.child import child_text
from nrc_sim.scenario.resolve import with_changes

BASELINE = load_scenario("baseline")
CONTROLS = list_controls(BASELINE, ())
OF_ONE_SCENARIO = ("slug", "title", "claims", "description", "range_end")

moves = st.dictionaries(
    st.sampled_from([one.key for one in CONTROLS.controls]),
    st.floats(0.0, 1.0).map(lambda share: round(share, 2)),
    max_size=6,
).map(lambda shares: {one.key: place(one, shares[one.key]) for one in CONTROLS.controls if one.key in shares})


def place(control, share):
    """Put a slider somewhere in its range, on one of its steps."""
    steps = round((control.high - control.low) / control.step)
    return control.low + control.step * round(share * steps)


@given(moves)
@settings(max_examples=25, deadline=None)
def test_what_is_moved_comes_back_from_the_address_and_from_the_file(tmp_path_factory, moved) -> None:
    changes = changes_of(BASELINE, CONTROLS, moved)
    found = page_settings({"scenario": "baseline", "changes": changes, "seed": 7})
    assert read_query(found.query, "other") == found
    again = list_controls(BASELINE, found.changes)
    assert changes_of(BASELINE, again, {}) == changes
    assert {one.key: one.value for one in again.controls if one.key in moved} == pytest.approx(expected(moved, changes))
    file = tmp_path_factory.mktemp("saved") / "mine.yaml"
    file.write_text(found.file_text("Mine"), encoding="utf-8")
    saved, set_here = load_scenario(file).resolved(), with_changes(BASELINE, changes).resolved()
    assert {key: saved.get(key) for key in set_here if key not in OF_ONE_SCENARIO} == {
        key: set_here[key] for key in set_here if key not in OF_ONE_SCENARIO
    }


def expected(moved, changes):
    """Where the controls stand again: of a dropped shock, whose month and size say nothing, as in the file."""
    dropped = [change.removesuffix("drop=true") for change in changes if change.endswith(".drop=true")]
    usual = {one.key: one.default for one in CONTROLS.controls}
    gone = {key for key in moved if key.startswith(tuple(dropped)) and not key.endswith(".on")} if dropped else set()
    return {key: usual[key] if key in gone else value for key, value in moved.items()}


def test_a_shock_can_be_dropped_dated_and_sized() -> None:
    moved = {"shocks.syria.on": 0, "shocks.incident.at": 17, "shocks.incident.size": 0.5}
    assert changes_of(BASELINE, CONTROLS, moved) == (
        "shocks.syria.drop=true",
        "shocks.incident.hazard=null",
        "shocks.incident.at=2014-06",
        "shocks.incident.size=0.5",
    )


def test_a_shock_of_many_times_that_is_given_a_date_comes_once() -> None:
    scenario = load_scenario("cold_peace")
    moved = changes_of(scenario, list_controls(scenario, ()), {"shocks.mobilisation.at": 3})
    shock = next(one for one in with_changes(scenario, moved).shocks if one.id == "mobilisation")
    assert (shock.at, shock.hazard, shock.cooldown) == ("2013-04", None, 0)


def test_a_shock_can_be_added_moved_and_taken_away_again() -> None:
    kind = addable_kinds(BASELINE)[0][0]
    first = added_shock(BASELINE, kind, ())
    second = added_shock(BASELINE, kind, (first,))
    panel = list_controls(BASELINE, (first, second))
    name = first.partition("=")[0].split(".")[1]
    moved = changes_of(BASELINE, panel, {f"shocks.{name}.at": 11})
    assert moved == (first.replace("2013-01", "2013-12"), second)
    assert changes_of(BASELINE, panel, {f"shocks.{name}.on": 0}) == (second,)


def test_what_no_control_shows_is_kept() -> None:
    kept = ("holds.leaderships=true", "shocks.syria.reason=a reason")
    panel = list_controls(BASELINE, (*kept, "policies.dialogue=0.5"))
    assert panel.others == kept
    assert changes_of(BASELINE, panel, {"policies.dialogue": 0.7}) == (*kept, "policies.dialogue=0.7")


def test_a_value_beyond_the_range_of_its_slider_stops_at_the_end() -> None:
    assert changes_of(BASELINE, CONTROLS, {"policies.dialogue": 7}) == ("policies.dialogue=1",)


def test_a_slider_that_its_steps_bring_back_to_the_default_is_not_moved() -> None:
    controls = {one.key: one for one in CONTROLS.controls}
    back = 0.05 * 6
    found = [key for key, one in controls.items() if one.default == 0.3 and one.low <= back <= one.high]
    assert back == 0.30000000000000004
    assert found
    assert changes_of(BASELINE, CONTROLS, dict.fromkeys(found, back)) == ()


def test_sliders_have_the_units_and_ranges_of_the_registry() -> None:
    path, label = listed_parameters(BASELINE)[0]
    (slider,) = [one for one in list_controls(BASELINE, (), [path]).controls if one.key == path]
    _, group, name = path.split(".")
    quantity = BASELINE.world.parameters[group][name]
    assert (slider.low, slider.high, slider.unit, slider.value) == (*quantity.range, quantity.unit, quantity.value)
    assert label


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("?runs=1000000", f"runs is 1000000; allowed: whole numbers from 500 to {MOST_RUNS}"),
        ("?seed=x", "seed is 'x'; allowed: a whole number"),
        ("?file=secret", "the address says `file`; allowed: scenario"),
        ("?set=policies", "'policies' is no setting; allowed: path.to.key=value"),
        ("?parameters=mine", "parameters is 'mine'; allowed: ensemble, central"),
        ("?" + "&".join(f"with=a{n}" for n in range(9)), "9 scenarios beside; allowed: at most 6"),
        ("?set=a=" + "x" * 600, "1 settings; allowed: at most 200 short ones"),
    ],
)
def test_an_address_that_asks_too_much_is_refused(query, fault) -> None:
    with pytest.raises(InputError) as caught:
        read_query(query, "baseline")
    assert str(caught.value).startswith(fault) or fault.split(";")[0] in str(caught.value)


def test_an_empty_address_is_the_first_scenario_with_the_usual_seed() -> None:
    assert read_query("", "baseline") == PageSettings("baseline", "baseline", seed=load_defaults().seed)


def test_the_command_says_all_that_is_set() -> None:
    found = PageSettings("my story.yaml", "baseline", changes=("policies.dialogue=0.5",), seed=3, parameters="central")
    assert shlex.split(found.command()) == [
        *("nrc-sim", "run", "my story.yaml", "--set", "policies.dialogue=0.5"),
        *("--runs", "5000", "--seed", "3", "--parameters", "central"),
    ]


def test_python_says_all_that_is_set() -> None:
    found = PageSettings("baseline", "baseline", changes=("policies.dialogue=0.5", "shocks.syria.at=2014-06"), seed=3)
    namespace = {}
    calls = []
    code = found.python.replace("import nrc_sim as nrc", "").replace("print(results.outcomes())", "")
    exec(code, {"nrc": type("Nrc", (), {"run": staticmethod(lambda *a, **k: calls.append((a, k)))})}, namespace)
    changes = {"policies.dialogue": 0.5, "shocks.syria.at": "2014-06"}
    assert calls == [(("baseline",), {"runs": 5000, "seed": 3, "changes": changes})]


def test_a_child_without_changes_only_extends(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(child_text("baseline", "A title: with a colon", ()), encoding="utf-8")
    assert load_scenario(file).title == "A title: with a colon"
