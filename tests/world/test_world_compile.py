import pytest

from nrc_sim.errors import InputError
from nrc_sim.rules.shocks import COMPARISONS, SIZES
from nrc_sim.scenario import load_scenario, load_world, month_number
from nrc_sim.scenario.schema import Act, Shock
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.world import VARIABLES
from nrc_sim.world.compile import ShockCompiler, variable_names


def make_compiler(start: str = "2013-01", months: int = 60) -> ShockCompiler:
    return ShockCompiler(load_world("euro_atlantic_2013"), month_number(start), months)


def compiled(compiler: ShockCompiler | None = None, **content):
    shock = Shock.model_validate({"id": "x", **({} if TIMINGS & content.keys() else {"at": "2013-02"}), **content})
    return (compiler or make_compiler()).shock(shock)


TIMINGS = {"at", "window", "hazard", "when"}


def acts_of(*acts, start: str = "2013-01", at: str = "2013-02"):
    return compiled(make_compiler(start), at=at, acts=list(acts)).moves


def members_hit(moves) -> set[str]:
    names = make_compiler().members
    return {name for name, weight in zip(names, moves.outside_acts, strict=True) if weight}


def refusal(**content) -> str:
    with pytest.raises(InputError) as caught:
        compiled(**content)
    return str(caught.value)


def test_an_act_weighs_a_tenth_of_its_goldstein_weight():
    moves = acts_of({"from": ["outside"], "to": ["poland"], "category": "163"})
    number = make_compiler().members.index("poland")
    assert moves.outside_acts[number] == -0.8
    assert sum(moves.outside_acts) == -0.8
    assert set(moves.member_acts) == {0.0}


def test_acts_of_members_and_of_the_outside_power_are_told_apart():
    moves = acts_of(
        {"from": ["france", "germany"], "to": ["russia"], "category": "057"},
        {"from": ["russia"], "to": ["france"], "category": "111"},
    )
    members = make_compiler().members
    assert {name: weight for name, weight in zip(members, moves.member_acts, strict=True) if weight} == {
        "france": 0.8,
        "germany": 0.8,
    }
    assert members_hit(moves) == {"france"}


def test_acts_of_a_month_add_up():
    act = {"from": ["lead"], "to": ["outside"], "category": "030"}
    assert acts_of(act, act).member_acts[0] == 0.8


def test_the_alliance_means_those_who_have_joined_by_then():
    act = {"from": ["outside"], "to": ["alliance"], "category": "112"}
    sizes = {at: len(members_hit(acts_of(act, start="2002-01", at=at))) for at in ("2004-02", "2004-03", "2006-12")}
    assert sizes == {"2004-02": 19, "2004-03": 26, "2006-12": 26}
    assert len(members_hit(acts_of(act))) == 28


def test_the_lead_and_the_allies_make_up_the_alliance():
    groups = {name: members_hit(acts_of({"from": ["outside"], "to": [name], "category": "112"})) for name in GROUPS}
    assert groups["lead"] == {"united_states"}
    assert groups["lead"] | groups["allies"] == groups["alliance"]
    assert not groups["lead"] & groups["allies"]


GROUPS = ("lead", "allies", "alliance")


def test_a_member_named_twice_is_hit_once():
    moves = acts_of({"from": ["outside"], "to": ["alliance", "poland", "poland"], "category": "112"})
    assert set(moves.outside_acts) == {-0.2}


def test_hostile_acts_press_an_issue_up_and_friendly_ones_down():
    issues = make_compiler().issues
    hostile = acts_of({"from": ["outside"], "to": ["lead"], "category": "190", "issue": "enlargement"})
    friendly = acts_of({"from": ["lead"], "to": ["outside"], "category": "057", "issue": "enlargement"})
    assert hostile.pressure[issues.index("enlargement")] == 1.0
    assert friendly.pressure[issues.index("enlargement")] == -0.8
    assert sum(map(abs, friendly.pressure)) == 0.8


def test_a_shock_brings_the_acts_of_its_kind():
    kind = load_world("euro_atlantic_2013").kinds["summit"]
    moves = compiled(kind="summit").moves
    assert kind.acts
    assert set(moves.member_acts) == set(moves.outside_acts) == {0.35}


def test_a_shock_can_name_who_acts_and_who_is_hit():
    moves = compiled(kind="summit", **{"from": ["france"], "to": ["germany"]}).moves
    members = make_compiler().members
    assert [name for name, weight in zip(members, moves.member_acts, strict=True) if weight] == ["france"]
    assert members_hit(moves) == {"germany"}


def test_acts_of_its_own_replace_those_of_its_kind():
    moves = compiled(kind="summit", acts=[{"from": ["outside"], "to": ["lead"], "category": "112"}]).moves
    assert set(moves.member_acts) == {0.0}
    assert members_hit(moves) == {"united_states"}


def test_a_shock_carries_the_effects_of_its_kind():
    kinds = load_world("euro_atlantic_2013").kinds
    assert compiled(kind="exercise").moves.activity_alliance == kinds["exercise"].effects.activity_alliance
    assert compiled(kind="common_threat").moves.rally == kinds["common_threat"].effects.rally
    assert compiled(kind="consultation").moves.consultation == kinds["consultation"].effects.consultation
    assert compiled(kind="summit", consults=True).moves.consultation == 1.0
    assert compiled(kind="disarmament_offer").moves.linked == make_compiler().issues.index("missile_defense")
    assert compiled(kind="summit").moves.linked == -1


def test_areas_of_a_shock_go_before_those_of_its_kind():
    areas = make_compiler().areas
    stocks = compiled(kind="taliban_offensive", areas={"afghanistan": 0.3, "airspace": 0.1}).moves.stocks
    assert dict(zip(areas, stocks, strict=True)) == dict.fromkeys(areas, 0.0) | {"afghanistan": 0.3, "airspace": 0.1}


def test_a_shock_can_open_and_settle_negotiations():
    assert compiled(opens="missile_defense").moves.commands == ((0, 1),)
    assert compiled(settles={"missile_defense": "failure"}).moves.commands == ((0, 4),)
    assert compiled().moves.commands == ()


def test_a_shock_can_found_an_institution():
    assert compiled(institution="council").moves.institution == make_compiler().regimes.index("council")
    assert compiled().moves.institution == -1


def test_labels_come_from_the_shock_its_kind_or_nowhere():
    assert compiled(label="Mine", kind="summit").label == "Mine"
    assert compiled(kind="summit").label == "Summit of the Council"
    assert compiled().label == "Event"


def test_months_count_from_the_start_of_the_horizon():
    assert compiled(at="2013-01").timing.month == 0
    assert compiled(window=["2013-03", "2017-12"]).timing.window == (2, 59)
    assert compiled(hazard=0.1).timing.month == -1


@pytest.mark.parametrize("content", [{"at": "2012-12"}, {"at": "2018-01"}, {"window": ["2017-12", "2018-01"]}])
def test_a_month_outside_the_horizon_is_refused(content):
    assert "lies outside the horizon; allowed: 60 months from its start" in refusal(**content)


def test_hazards_are_numbers_or_documented_ones():
    assert compiled(kind="summit", hazard=0.25).timing.hazard == 0.25
    rate = load_world("euro_atlantic_2013").kinds["syria"].rate
    assert compiled(kind="syria", hazard="documented").timing.hazard == rate.value
    assert compiled(kind="severe_crisis", hazard=0.1).timing.scaling[1] == (
        VARIABLES.index("trust_outside"),
        -3.0,
        0.45,
    )
    message = refusal(kind="summit", hazard="documented")
    assert message == (
        "shock x: its kind 'summit' documents no rate; write the hazard as a number, a probability a month"
    )


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_conditions_are_parsed(comparison):
    timing = compiled(when=f"index {comparison} -20.5").timing
    assert timing.conditions == ((0, COMPARISONS.index(comparison), -20.5),)
    assert timing.patience == 1


def test_a_condition_can_join_several_and_wait():
    timing = compiled(when="tension.enlargement >= 0.5 and frozen > 0 and talks.missile_defense<1 for 12 months").timing
    names = variable_names(load_world("euro_atlantic_2013"))
    assert [names[variable] for variable, _, _ in timing.conditions] == [
        "tension.enlargement",
        "frozen",
        "talks.missile_defense",
    ]
    assert timing.patience == 12
    assert compiled(when="index < 0 for 1 month").timing.patience == 1


@pytest.mark.parametrize(
    "text",
    ["index", "index <", "index = 3", "index < low", "0 < index", "index < 3 or frozen > 0", "index < 3 for ever", "a"],
)
def test_a_bad_condition_is_refused(text):
    message = refusal(when=text)
    assert message.startswith("shock x: condition '")
    assert message.endswith("allowed: variable < <= > >= number, joined by and, then `for N months`")


def test_sizes_become_numbers():
    assert compiled(size=2.0).size == (SIZES.index("fixed"), 2.0, 2.0, 2.0, (), ())
    assert compiled(size={"uniform": [0.5, 1.5]}).size == (SIZES.index("uniform"), 0.5, 0.5, 1.5, (), ())
    assert compiled(size={"triangular": [0.5, 1.0, 2.0]}).size == (SIZES.index("triangular"), 0.5, 1.0, 2.0, (), ())
    discrete = compiled(size={"discrete": {"0.5": 0.5, "2": 0.25, "3": 0.25}}).size
    assert discrete == (SIZES.index("discrete"), 0.0, 0.0, 0.0, (0.5, 2.0, 3.0), (0.5, 0.75, 1.0))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"kind": "sumit"}, "there is no kind of shock 'sumit'; allowed: regional_dispute, "),
        ({"institution": "counsil"}, "there is no regime 'counsil'; allowed: limited, council, "),
        (
            {"opens": "missile_defence"},
            "there is no negotiation 'missile_defence'; allowed: missile_defense; did you mean",
        ),
        ({"settles": {"missile_defense": "fail"}}, "there is no state 'fail'; allowed: none, talks, compromise, "),
        ({"areas": {"airspase": 0.1}}, "there is no area of cooperation 'airspase'; allowed: afghanistan, "),
        ({"when": "indx < 0"}, "there is no variable 'indx'; allowed: index, trust_outside, "),
        ({"when": "tension.enlargment < 0"}, "did you mean 'tension.enlargement'?"),
        (
            {"acts": [{"from": ["outside"], "to": ["polend"], "category": "112"}]},
            "there is no actor 'polend'; allowed: united_states, canada, ",
        ),
        (
            {"acts": [{"from": ["outside"], "to": ["lead"], "category": "999"}]},
            "there is no category of acts '999'; allowed: 010, 013, ",
        ),
        (
            {"acts": [{"from": ["outside"], "to": ["lead"], "category": "112", "issue": "enlargment"}]},
            "there is no issue 'enlargment'; allowed: missile_defense, enlargement, ",
        ),
        ({"acts": [{"from": ["outside", "france"], "to": ["lead"], "category": "112"}]}, "an act runs between the "),
        ({"acts": [{"from": ["lead"], "to": ["allies"], "category": "112"}]}, "an act runs between the outside power"),
        (
            {"acts": [{"from": ["russia"], "to": ["outside"], "category": "112"}]},
            "an act runs between the outside power",
        ),
    ],
)
def test_what_the_world_does_not_know_is_refused_with_what_it_knows(content, message):
    found = refusal(**content)
    assert found.startswith("shock x: ")
    assert message in found


@pytest.mark.parametrize("content", [{"kind": "sumit"}, {"institution": "counsil"}, {"when": "indx < 0"}])
def test_the_nearest_name_is_suggested(content):
    name = {"kind": "summit", "institution": "council", "when": "index"}[next(iter(content))]
    assert refusal(**content).endswith(f"did you mean '{name}'?")


def test_a_kind_with_an_unknown_variable_is_refused():
    world = load_world("euro_atlantic_2013")
    kind = world.kinds["syria"].model_copy(update={"scaled_by": world.kinds["incident"].scaled_by[:1]})
    broken = kind.scaled_by[0].model_copy(update={"variable": "activity"})
    kinds = {"syria": kind.model_copy(update={"scaled_by": (broken,)})}
    compiler = ShockCompiler(world.model_copy(update={"kinds": kinds}), month_number("2013-01"), 60)
    with pytest.raises(InputError, match=r"there is no variable 'activity'; .*did you mean 'activity_"):
        compiled(compiler, kind="syria", hazard=0.1)


def test_every_documented_kind_compiles():
    world: WorldFile = load_world("euro_atlantic_2013")
    for name, kind in world.kinds.items():
        entry = compiled(kind=name, hazard="documented" if kind.rate else 0.1)
        assert entry.label == kind.label


def test_variables_cover_issues_areas_and_states_of_negotiations():
    world = load_world("euro_atlantic_2013")
    names = variable_names(world)
    assert names[: len(VARIABLES)] == VARIABLES
    assert len(names) == len(set(names)) == len(VARIABLES) + len(world.issues) + len(world.areas) + 5
    assert {"tension.global_role", "stock.airspace", "failure.missile_defense"} <= set(names)


def test_results_of_negotiations_are_acts_of_those_in_the_alliance_at_the_end():
    act = Act.model_validate({"from": ["allies"], "to": ["outside"], "category": "051"})
    moves = make_compiler().result((act,), "here")
    assert [weight for weight in moves.member_acts if weight] == [pytest.approx(0.34)] * 27
    assert load_scenario("baseline").world.negotiations[0].states["compromise"].acts
