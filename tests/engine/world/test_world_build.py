import math

import pytest

from nrc_sim.engine.world import build_world
from nrc_sim.engine.world.build import build_parameters, repeated_month
from nrc_sim.engine.world.pairs import shares
from nrc_sim.engine.world.policies import planned_level, policy_names
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, bundled_slugs, load_scenario, month_number
from nrc_sim.scenario.explain import from_plain
from nrc_sim.scenario.schema import Step
from nrc_sim.scenario.world_schema import Calendar
from ranges import within

SETTLEMENTS = ("none", "talks", "compromise", "partial", "failure")
BALTIC = ("estonia", "latvia", "lithuania")


def numbers_in(value):
    """Every number in nested tuples."""
    if isinstance(value, tuple):
        for entry in value:
            yield from numbers_in(entry)
    elif isinstance(value, int | float):
        yield value


def story(tmp_path, text: str) -> Scenario:
    (tmp_path / "story.yaml").write_text(f"extends: baseline\ntitle: A story\n{text}", encoding="utf-8")
    return load_scenario(tmp_path / "story.yaml")


@pytest.mark.parametrize("slug", bundled_slugs())
def test_every_bundled_scenario_becomes_finite_numbers(slug):
    scenario = load_scenario(slug)
    world = build_world(scenario)
    assert (world.start, world.months) == (month_number(scenario.start), scenario.months)
    assert len(world.shocks) == len(scenario.shocks)
    assert len(world.calendar) == len(world.weights) == len(world.allies) == world.months
    # A disposition that is not told is infinite; here none is.
    assert {told for month in world.calendar for told in month[-2:]} == {math.inf}
    calendar = tuple(month[:-2] for month in world.calendar)
    assert all(map(math.isfinite, numbers_in(tuple(world._replace(labels=(), calendar=calendar)))))


@pytest.mark.parametrize("slug", bundled_slugs())
def test_weights_of_members_add_up_to_one_in_each_month(slug):
    world = build_world(load_scenario(slug))
    assert world.without_lead == tuple(first for first, _ in world.allies)
    assert {second for _, second in world.allies} == {(1.0,)}
    for weights, (allies, _) in zip(world.weights, world.allies, strict=True):
        assert sum(weights) == pytest.approx(1.0, abs=1e-12)
        assert sum(allies) == pytest.approx(1.0, abs=1e-12)
        assert allies[0] == 0.0
        assert min(weights) >= 0.0


def test_members_weigh_nothing_before_they_join():
    world = build_world(load_scenario("history_2002_2012"))
    for name in BALTIC:
        number = world.labels.members.index(name)
        weights = [month[number] for month in world.weights]
        joined = month_number("2004-03") - world.start
        assert set(weights[:joined]) == {0.0}
        assert min(weights[joined:]) > 0.0
    albania = [month[world.labels.members.index("albania")] for month in world.weights]
    assert albania.index(min(weight for weight in albania if weight)) >= month_number("2009-04") - world.start


def test_weights_of_the_others_give_way_when_members_join():
    world = build_world(load_scenario("history_2002_2012"))
    joined = month_number("2004-03") - world.start
    assert world.weights[joined][0] < world.weights[joined - 1][0]
    assert world.weights[joined - 1] == world.weights[0]


def test_the_lead_has_the_largest_weight_but_not_the_majority():
    weights = build_world(load_scenario("baseline")).weights[0]
    assert weights[0] == max(weights)
    assert weights[0] < 0.5


def test_labels_follow_the_world_file():
    scenario = load_scenario("baseline")
    labels = build_world(scenario).labels
    assert labels.members[0] == "united_states"
    assert labels.settlements == SETTLEMENTS
    assert labels.regimes == tuple(regime.id for regime in scenario.world.regimes)
    assert len(labels.members) == len(labels.member_names) == 28


def test_a_shorter_or_longer_horizon_can_be_built():
    scenario = load_scenario("baseline")
    whole, short, long = (build_world(scenario, months) for months in (None, 12, 120))
    assert (short.months, len(short.calendar), long.months, len(long.weights)) == (12, 12, 120, 120)
    assert short.calendar == whole.calendar[:12] == long.calendar[:12]
    assert short.shocks == whole.shocks == long.shocks


def test_the_calendar_follows_its_steps_and_renewals():
    world = build_world(load_scenario("baseline"))
    file = load_scenario("baseline").world.calendar
    for step in file.lead_clock:
        place = month_number(step.start) - world.start
        if 0 <= place < world.months:
            assert world.calendar[place].lead_clock == step.value
    renewals = {month_number(renewal.at) - world.start: renewal.probability for renewal in file.lead_renewals}
    for place, month in enumerate(world.calendar[: max(renewals) + 1]):
        assert month.lead_renewal == renewals.get(place, 0.0)
    assert any(month.lead_renewal for month in world.calendar)


@pytest.mark.parametrize("period", [None, 1, 12, 48])
def test_a_month_up_to_the_last_entry_is_itself(period):
    assert [repeated_month(month, 100, period) for month in (0, 99, 100)] == [0, 99, 100]


def test_months_beyond_the_last_entry_repeat_the_last_period():
    assert [repeated_month(month, 100, 4) for month in range(101, 110)] == [97, 98, 99, 100, 97, 98, 99, 100, 97]
    assert [repeated_month(month, 100, 1) for month in (101, 102, 300)] == [100, 100, 100]
    assert [repeated_month(month, 100, None) for month in (101, 300)] == [101, 300]


CALENDAR = {
    "lead_clock": [{"from": "2013-01", "value": 0.1}, {"from": "2013-03", "value": 0.3}],
    "outside_clock": [{"from": "2013-01", "value": 0.5}, {"from": "2013-02", "value": 0.9}],
    "commitment": [{"from": "2013-01", "value": 1.0}, {"from": "2013-02", "value": 0.2}],
    "lead_renewals": [{"at": "2013-02", "probability": 0.25}, {"at": "2013-04", "probability": 0.75}],
    "outside_renewals": [{"at": "2013-03", "probability": 1.0}],
    "unit": "any",
    "source": "invented",
}


def calendar_of(months: int = 9, **more):
    """The calendar of the first months of 2013."""
    scenario = load_scenario("no_new_impulse", more.pop("settings", ()))
    calendar = from_plain(Calendar, {**CALENDAR, **more}, "calendar")
    world = scenario.world.model_copy(update={"calendar": calendar})
    return build_world(Scenario(scenario.file, world, scenario.path), months).calendar


def test_clocks_and_renewals_repeat_beyond_the_last_entries():
    """The entries of the last three months stand for those after the last entry, of clocks and renewals each."""
    months = calendar_of(lead_period=3)
    assert [month.lead_clock for month in months] == [0.1, 0.1, 0.3] * 3
    assert [month.lead_renewal for month in months] == [0.0, 0.25, 0.0, 0.75, 0.25, 0.0, 0.75, 0.25, 0.0]
    assert [month.outside_renewal for month in months] == [0.0, 0.0, 1.0] + [0.0] * 6


def test_each_side_has_a_period_of_its_own():
    months = calendar_of(outside_period=2)
    assert [month.lead_clock for month in months] == [0.1, 0.1] + [0.3] * 7
    assert [month.lead_renewal for month in months] == [0.0, 0.25, 0.0, 0.75] + [0.0] * 5
    assert [month.outside_clock for month in months] == [0.5, 0.9, 0.5, 0.9, 0.5, 0.9, 0.5, 0.9, 0.5]
    assert [month.outside_renewal for month in months] == [0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]


def test_the_commitment_abroad_does_not_repeat():
    assert [month.commitment for month in calendar_of(lead_period=1, outside_period=1)] == [1.0] + [0.2] * 8


def test_held_leaderships_have_no_renewals_and_keep_their_clocks():
    plain = calendar_of(lead_period=3, outside_period=2)
    held = calendar_of(lead_period=3, outside_period=2, settings=["holds.leaderships=true"])
    assert {(month.lead_renewal, month.outside_renewal) for month in held} == {(0.0, 0.0)}
    assert list(held) == [month._replace(lead_renewal=0.0, outside_renewal=0.0) for month in plain]


def test_levels_that_are_held_stand_beside_those_that_are_not(tmp_path):
    world = build_world(story(tmp_path, "holds: {portfolio: 0.5, stocks: {airspace: 0.0}, tensions: {enlargement: 1}}"))
    areas = dict(zip(world.labels.areas, (area.held for area in world.areas), strict=True))
    issues = dict(zip(world.labels.issues, (issue.held for issue in world.issues), strict=True))
    assert areas == {**dict.fromkeys(world.labels.areas, 0.5), "airspace": 0.0}
    assert issues == {**dict.fromkeys(world.labels.issues, -1.0), "enlargement": 1.0}
    assert {area.held for area in build_world(load_scenario("baseline")).areas} == {-1.0}


def test_the_years_of_the_history_have_leaderships_and_clocks_of_their_own():
    world = build_world(load_scenario("history_2002_2012"))
    for name in ("lead_renewal", "outside_renewal"):
        assert sum(getattr(month, name) > 0.0 for month in world.calendar) >= 1
    for name in ("lead_clock", "outside_clock"):
        assert len({getattr(month, name) for month in world.calendar}) > 2


def test_parameters_come_from_the_world_file():
    scenario = load_scenario("baseline")
    parameters = build_world(scenario).parameters
    for group, quantities in scenario.world.parameters.items():
        for name, quantity in quantities.items():
            assert getattr(getattr(parameters, group), name) == quantity.value
    assert parameters.scale.slope == scenario.world.index.slope


def test_a_scenario_can_set_parameters(tmp_path):
    plain = build_world(load_scenario("baseline")).parameters
    value = within("trust.learning", 0.9)
    changed = build_world(story(tmp_path, f"parameters: {{trust: {{learning: {value}}}}}\n")).parameters
    assert changed.trust.learning == value != plain.trust.learning
    assert changed._replace(trust=changed.trust._replace(learning=plain.trust.learning)) == plain


def test_a_parameter_can_take_both_ends_of_its_range():
    file = load_scenario("baseline").world
    low, high = file.parameters["trust"]["learning"].range
    assert build_parameters(file, {"trust": {"learning": low}}).trust.learning == low
    assert build_parameters(file, {"trust": {"learning": high}}).trust.learning == high


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"trust": {"lerning": 0.1}}, r"parameters\.trust: missing none, unknown \['lerning'\]"),
        ({"trusts": {"learning": 0.1}}, r"parameters: missing none, unknown \['trusts'\]"),
    ],
)
def test_values_of_parameters_that_the_world_does_not_have_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        build_parameters(load_scenario("baseline").world, values)


def test_a_world_without_a_parameter_is_refused():
    file = load_scenario("baseline").world
    trust = {name: quantity for name, quantity in file.parameters["trust"].items() if name != "level"}
    lacking = file.model_copy(update={"parameters": {**file.parameters, "trust": trust}})
    with pytest.raises(InputError, match=r"parameters\.trust: missing \['level'\], unknown none"):
        build_parameters(lacking, {})


def test_a_world_with_a_group_too_many_is_refused():
    file = load_scenario("baseline").world
    excessive = file.model_copy(update={"parameters": {**file.parameters, "weather": {}}})
    with pytest.raises(InputError, match=r"parameters: missing none, unknown \['weather'\]"):
        build_parameters(excessive, {})


def test_a_negotiation_has_the_deadline_and_duration_of_the_world_file():
    for slug in ("history_2002_2012", "baseline"):
        world, file = build_world(load_scenario(slug)), load_scenario(slug).world.negotiations[0]
        talks = world.negotiations[0]
        assert talks.deadline + world.start == month_number(file.deadline)
        assert (talks.duration, talks.settling) == (file.duration, file.settling)
        assert talks.prospects == tuple(file.states[state].prospect for state in SETTLEMENTS)
        assert talks.tensions[:2] == (-1.0, -1.0)


SETTLED = "{{id: {}, kind: settlement, {}, settles: {{missile_defense: {}}}}}"


def held_until(tmp_path, text: str = "") -> int:
    return build_world(story(tmp_path, text)).negotiations[0].held_until


def test_talks_that_nothing_holds_are_held_until_no_month(tmp_path):
    assert held_until(tmp_path) == 0


def test_talks_are_held_until_the_month_in_which_they_settle_by_date(tmp_path):
    first, last = SETTLED.format("a", "at: 2014-03", "partial"), SETTLED.format("b", "at: 2015-06", "failure")
    assert held_until(tmp_path, f"shocks: [{first}]\n") == 14
    assert held_until(tmp_path, f"shocks: [{last}, {first}]\n") == 29


@pytest.mark.parametrize("timing", ["window: [2014-01, 2014-12]", "hazard: 0.1", "when: index < 0"])
def test_a_settlement_without_a_date_holds_no_talks(tmp_path, timing):
    assert held_until(tmp_path, f"shocks: [{SETTLED.format('a', timing, 'partial')}]\n") == 0


def test_opening_talks_by_date_holds_none(tmp_path):
    assert held_until(tmp_path, "shocks: [{id: a, at: 2014-03, opens: missile_defense}]\n") == 0


def test_talks_that_a_scenario_holds_are_held_to_its_end(tmp_path):
    assert held_until(tmp_path, "holds: {negotiations: [missile_defense]}\n") == 60


def planned(scenario, month: int) -> dict[str, float]:
    """Levels to which policies are set in a month, by name, those that stay left out."""
    world = build_world(scenario)
    pairs = zip(policy_names(world.labels.areas), world.policies[month], strict=True)
    return {name: level for name, level in pairs if level >= 0.0}


def test_all_policies_are_set_in_the_first_month_and_then_stay(tmp_path):
    text = "policies: {cooperation: 0.5, frameworks: {afghanistan: 0.7}, links: {counter_narcotics: 1.0}}\n"
    scenario = story(tmp_path, text)
    given = {"cooperation": 0.5, "frameworks.afghanistan": 0.7, "links.counter_narcotics": 1.0}
    given["transparency"] = scenario.file.policies.transparency
    first = planned(scenario, 0)
    assert len(first) == 3 + 2 * len(scenario.world.areas)
    assert {name: level for name, level in first.items() if level} == given
    assert [planned(scenario, month) for month in range(1, 60)] == [{}] * 59


def test_policies_are_set_in_the_months_of_their_steps(tmp_path):
    steps = "[{from: 2013-03, value: 0.3}, {from: 2015-01, value: 1}]"
    scenario = story(tmp_path, f"policies: {{dialogue: {steps}, links: {{airspace: {steps}}}}}\n")
    changes = {month: planned(scenario, month) for month in range(1, 60) if planned(scenario, month)}
    assert changes == {
        2: {"dialogue": 0.3, "links.airspace": 0.3},
        24: {"dialogue": 1.0, "links.airspace": 1.0},
    }
    assert planned(scenario, 0)["dialogue"] == 0.0


def test_a_step_before_the_first_month_is_in_force_in_it():
    steps = (
        Step.model_validate({"from": "2012-01", "value": 0.3}),
        Step.model_validate({"from": "2014-01", "value": 1}),
    )
    assert [planned_level(steps, month_number(month)) for month in ("2011-12", "2013-01", "2014-01")] == [0.0, 0.3, 1.0]


def test_shares_add_up_to_one_and_nothing_stays_nothing():
    assert shares((1.0, 3.0)) == (0.25, 0.75)
    assert shares((0.0, 0.0)) == (0.0, 0.0)
