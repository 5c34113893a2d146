import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nrc_sim.errors import InputError
from nrc_sim.scenario import month_number, month_text
from nrc_sim.scenario.bundled import Defaults
from nrc_sim.scenario.explain import from_plain, validated
from nrc_sim.scenario.faults import Place
from nrc_sim.scenario.nodes import tree_of
from nrc_sim.scenario.scenario_schema import TIMINGS, ScenarioFile, Shock
from nrc_sim.scenario.schema import Horizon, Quantity, Size
from nrc_sim.scenario.world_schema import Outcomes

STORY = {
    "slug": "story",
    "title": "A story",
    "world": "euro_atlantic_2013",
    "horizon": {"start": "2013-01", "months": 12},
}


def refusal(kind, **content) -> str:
    faults = []
    validated(kind, tree_of(content, Place("here.yaml")), faults)
    with pytest.raises(InputError, match=r"here\.yaml"):
        from_plain(kind, content, "here.yaml")
    return "\n".join(fault.as_text() for fault in faults)


@given(st.integers(0, 9999 * 12 + 11))
def test_months_round_trip_from_their_number(number):
    assert month_number(month_text(number)) == number


@given(st.integers(0, 9999), st.integers(1, 12))
def test_months_round_trip_from_their_text(year, month):
    text = f"{year:04d}-{month:02d}"
    assert month_text(month_number(text)) == text


@given(st.integers(0, 9999 * 12 + 10))
def test_months_ascend_as_their_texts_do(number):
    assert month_text(number) < month_text(number + 1)


@pytest.mark.parametrize(
    "text", ["2014-6", "2014-13", "2014-00", "14-06", "2014", "2014-06-01", "June 2014", "", "2014-06\n"]
)
def test_what_is_not_a_month_is_refused(text):
    assert "allowed: a month, written like 2014-06" in refusal(Horizon, start=text, months=1)


@pytest.mark.parametrize("months", [0, -1, 1201])
def test_a_horizon_has_1_to_1200_months(months):
    assert f"months: found a whole number {months}\n  allowed: a whole number from 1 to 1200" in refusal(
        Horizon, start="2013-01", months=months
    )


def test_all_faults_are_told_at_once():
    message = refusal(
        ScenarioFile, **STORY | {"title": "", "policies": {"dialogue": 2.0, "dialog": 1.0}, "role": "prologue"}
    )
    for part in ("title: found", "dialogue: found", "unknown key 'dialog'", "role: found"):
        assert part in message


@pytest.mark.parametrize("slug", ["Story", "my-story", "1st", "", "story.yaml", "a b", "../story", "story\n"])
def test_a_slug_is_lower_case_letters_digits_and_underscores(slug):
    allowed = "allowed: a slug: small letters, digits and underscores, a letter first"
    assert allowed in refusal(ScenarioFile, **STORY | {"slug": slug})


@pytest.mark.parametrize("name", ["title", "world", "horizon"])
def test_what_a_scenario_cannot_do_without_is_named(name):
    message = refusal(ScenarioFile, **{key: value for key, value in STORY.items() if key != name})
    assert f"the key {name!r} is missing" in message


def test_two_shocks_with_one_id_are_refused():
    shocks = [{"id": "twin", "at": "2013-02"}, {"id": "twin", "at": "2013-03"}]
    assert "two shocks have the id 'twin'; ids are unique" in refusal(ScenarioFile, **STORY, shocks=shocks)


def test_a_shock_has_one_timing():
    timings = {"at": "2014-01", "window": ["2014-01", "2014-03"], "hazard": 0.1, "when": "index < 0"}
    timings["after"] = {"shock": "other", "by": 2}
    assert set(timings) == set(TIMINGS)
    for name, timing in timings.items():
        assert getattr(from_plain(Shock, {"id": "x", name: timing}, ""), name) is not None
    assert "'x' needs exactly one of at, window, hazard, when, after; found none" in refusal(Shock, id="x")
    for name, other in [("at", "window"), ("at", "hazard"), ("window", "when"), ("hazard", "when"), ("when", "after")]:
        message = refusal(Shock, id="x", **{name: timings[name], other: timings[other]})
        assert f"found {name} and {other}" in message


def test_windows_are_in_order():
    assert from_plain(Shock, {"id": "x", "window": ["2014-01", "2014-01"]}, "").window == ("2014-01", "2014-01")
    assert "the window of shock 'x' ends before it starts" in refusal(Shock, id="x", window=["2014-02", "2014-01"])
    assert "found a text 'later'" in refusal(Shock, id="x", window=["2014-02", "later"])


@pytest.mark.parametrize("hazard", [-0.1, 1.1, "often"])
def test_a_hazard_is_a_probability_or_the_documented_one(hazard):
    assert "hazard" in refusal(Shock, id="x", hazard=hazard)
    assert from_plain(Shock, {"id": "x", "hazard": "documented"}, "").hazard == "documented"


@pytest.mark.parametrize(
    "size",
    [{"uniform": [0.5, 1.5]}, {"triangular": [0.5, 0.5, 1.5]}, {"triangular": [0, 1, 1]}, {"discrete": [[1, 1.0]]}],
)
def test_a_size_is_one_distribution(size):
    assert from_plain(Size, size, "").model_dump(exclude_none=True).keys() == size.keys()


def test_a_size_of_several_distributions_or_none_is_refused():
    assert "names exactly one of uniform, triangular, discrete; found none" in refusal(Size)
    both = {"uniform": [0, 1], "discrete": [[1, 1.0]]}
    assert "exactly one of uniform, triangular, discrete; found uniform and discrete" in refusal(Size, **both)


@pytest.mark.parametrize(
    ("name", "numbers"), [("uniform", [1.5, 0.5]), ("uniform", [1.0, 1.0]), ("triangular", [0.5, 2.0, 1.5])]
)
def test_the_numbers_of_a_size_ascend(name, numbers):
    assert f"the numbers of {name} ascend; found {', '.join(f'{n:g}' for n in numbers)}" in refusal(
        Size, **{name: numbers}
    )


def test_a_size_of_too_few_numbers_is_refused():
    assert "triangular" in refusal(Size, triangular=[0.5, 1.0])
    assert "uniform" in refusal(Size, uniform=[0.5, 1.0, 2.0])


def test_a_quantity_lies_within_its_range():
    found = {"unit": "months", "source": "expert judgement", "range": [1.0, 2.0]}
    for value in (1.0, 1.5, 2.0):
        assert from_plain(Quantity, {**found, "value": value}, "").value == value
    for value in (0.999, 2.001):
        assert f"{value} lies outside its own range, 1 to 2" in refusal(Quantity, **found, value=value)


@pytest.mark.parametrize("missing", ["unit", "source", "range"])
def test_a_quantity_has_unit_range_and_source(missing):
    found = {"value": 1.5, "unit": "months", "source": "expert judgement", "range": [1.0, 2.0]}
    del found[missing]
    assert f"the key {missing!r} is missing" in refusal(Quantity, **found)


@pytest.mark.parametrize("bounds", [[0.0], [0.0, 5.0, 9.0], [5.0, 0.0]])
def test_outcomes_have_one_ascending_bound_between_each_two_classes(bounds):
    content = {"classes": ["low", "middle", "high"], "names": ["L", "M", "H"], "bounds": bounds, "months": 6}
    assert "one ascending bound between each two classes" in refusal(Outcomes, **content)


def test_values_never_change():
    horizon = Horizon(start="2013-01", months=1)
    with pytest.raises(ValidationError, match="frozen"):
        horizon.months = 2


def test_defaults_are_checked():
    assert "runs: found a whole number 0\n  allowed: a whole number from 1" in refusal(
        Defaults, runs=0, seed=1, output="results", range=("a",), beside=()
    )


@pytest.mark.parametrize(
    ("absent", "allowed", "words"),
    [
        (None, {1.0, 1.5, 2.0}, "from 1 to 2 (any)"),
        (0.0, {0.0, 1.0, 1.5, 2.0}, "from 1 to 2, or 0 to do without (any)"),
        (1.0, {1.0, 1.5, 2.0}, "from 1 to 2 (any)"),
        (2.5, {1.0, 1.5, 2.0, 2.5}, "from 1 to 2, or 2.5 to do without (any)"),
    ],
)
def test_a_quantity_allows_its_range_and_the_value_of_absence(absent, allowed, words):
    quantity = Quantity(value=1.5, range=(1.0, 2.0), unit="any", source="invented", absent=absent)
    tried = (-0.1, 0.0, 0.5, 1.0, 1.5, 2.0, 2.1, 2.5, 3.0)
    assert {value for value in tried if quantity.allows(value)} == allowed
    assert quantity.allowed == words


def test_a_quantity_has_a_value_in_its_range_even_if_it_could_be_absent():
    found = {"range": [1, 2], "unit": "any", "source": "invented", "absent": 0}
    assert "0 lies outside its own range, 1 to 2" in refusal(Quantity, **found, value=0)
