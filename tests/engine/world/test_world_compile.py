import pytest

from nrc_sim.engine.world.build import build_parameters
from nrc_sim.engine.world.compile import ShockCompiler
from nrc_sim.engine.world.membership import States
from nrc_sim.rules.shocks import SIZES
from nrc_sim.scenario import load_world, month_number
from nrc_sim.scenario.conditions import COMPARISONS
from nrc_sim.scenario.scenario_schema import Shock
from nrc_sim.scenario.schema import Act
from nrc_sim.scenario.variables import VARIABLES, variable_names
from nrc_sim.scenario.world_schema import WorldFile

TIMINGS = {"at", "window", "hazard", "when"}


def make_compiler(start: str = "2013-01", months: int = 60, common: float = 1.0) -> ShockCompiler:
    world = load_world("euro_atlantic_2013")
    alliance = build_parameters(world, {}).alliance._replace(weight_of_common_acts=common)
    return ShockCompiler(world, month_number(start), months, alliance, States((), world.sides))


def compiled(compiler: ShockCompiler | None = None, **content):
    shock = Shock.model_validate({"id": "x", **({} if TIMINGS & content.keys() else {"at": "2013-02"}), **content})
    return (compiler or make_compiler()).shock(shock)


def acts_of(*acts, start: str = "2013-01", at: str = "2013-02"):
    return compiled(make_compiler(start), at=at, acts=list(acts)).moves


def ids_of(compiler: ShockCompiler) -> tuple[str, ...]:
    return tuple(compiler.sides[0].single)


def members_hit(moves) -> set[str]:
    names = ids_of(make_compiler())
    return {name for name, weight in zip(names, moves.outside_acts, strict=True) if weight}


def test_an_act_weighs_a_tenth_of_its_goldstein_weight():
    moves = acts_of({"from": ["outside"], "to": ["poland"], "category": "163"})
    number = ids_of(make_compiler()).index("poland")
    assert moves.outside_acts[number] == -0.8
    assert sum(moves.outside_acts) == -0.8
    assert set(moves.member_acts) == {0.0}


def test_acts_of_members_and_of_the_outside_power_are_told_apart():
    moves = acts_of(
        {"from": ["france", "germany"], "to": ["russia"], "category": "057"},
        {"from": ["russia"], "to": ["france"], "category": "111"},
    )
    members = ids_of(make_compiler())
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
    assert hostile.outside_pressure[issues.index("enlargement")] == 1.0
    assert friendly.member_pressure[issues.index("enlargement")] == -0.8
    assert sum(map(abs, friendly.member_pressure)) == 0.8
    assert set(hostile.member_pressure) == set(friendly.outside_pressure) == {0.0}


def test_pressure_on_an_issue_counts_once_however_many_are_hit():
    one, all_ = (acts_of({"from": ["outside"], "to": [who], "category": "190", "issue": "enlargement"}) for who in HIT)
    assert one.outside_pressure == all_.outside_pressure


HIT = ("lead", "alliance")


def test_a_shock_brings_the_acts_of_its_kind():
    kind = load_world("euro_atlantic_2013").kinds["summit"]
    moves = compiled(kind="summit").moves
    assert kind.acts
    assert set(moves.member_acts) == set(moves.outside_acts) == {0.35}


def test_a_shock_can_name_who_acts_and_who_is_hit():
    moves = compiled(kind="summit", **{"from": ["france"], "to": ["germany"]}).moves
    members = ids_of(make_compiler())
    assert [name for name, weight in zip(members, moves.member_acts, strict=True) if weight] == ["france"]
    assert members_hit(moves) == {"germany"}


def test_replies_of_the_outside_power_go_to_those_who_acted():
    moves = compiled(kind="summit", **{"from": ["france", "germany"]}).moves
    members = ids_of(make_compiler())
    acted = {name for name, weight in zip(members, moves.member_acts, strict=True) if weight}
    assert acted == members_hit(moves) == {"france", "germany"}


def test_who_is_hit_can_be_named_without_changing_who_acts():
    moves = compiled(kind="summit", to=["germany"]).moves
    assert set(moves.member_acts) == {0.35}
    assert members_hit(moves) == {"germany"}


def test_the_allies_can_act_and_be_answered_without_the_lead():
    moves = compiled(kind="summit", **{"from": ["allies"]}).moves
    assert moves.member_acts[0] == moves.outside_acts[0] == 0.0
    assert set(moves.member_acts[1:]) == set(moves.outside_acts[1:]) == {0.35}


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


def test_hazards_are_numbers_or_documented_ones():
    assert compiled(kind="summit", hazard=0.25).timing.hazard == 0.25
    rate = load_world("euro_atlantic_2013").kinds["syria"].rate
    assert compiled(kind="syria", hazard="documented").timing.hazard == rate.value
    assert compiled(kind="severe_crisis", hazard=0.1).timing.scaling[1] == (
        list(VARIABLES).index("trust_outside"),
        -3.0,
        0.45,
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


def test_sizes_become_numbers():
    assert compiled(size=2.0).size == (SIZES.index("fixed"), 2.0, 2.0, 2.0, (), ())
    assert compiled(size={"uniform": [0.5, 1.5]}).size == (SIZES.index("uniform"), 0.5, 0.5, 1.5, (), ())
    assert compiled(size={"triangular": [0.5, 1.0, 2.0]}).size == (SIZES.index("triangular"), 0.5, 1.0, 2.0, (), ())
    discrete = compiled(size={"discrete": [[0.5, 2.0], [2.0, 1.0], [3.0, 1.0]]}).size
    assert discrete == (SIZES.index("discrete"), 0.0, 0.0, 0.0, (0.5, 2.0, 3.0), (0.5, 0.75, 1.0))


def test_every_documented_kind_compiles():
    world: WorldFile = load_world("euro_atlantic_2013")
    for name, kind in world.kinds.items():
        entry = compiled(kind=name, hazard="documented" if kind.rate else 0.1)
        assert entry.label == kind.label


def test_variables_cover_issues_areas_states_of_negotiations_and_regimes():
    world = load_world("euro_atlantic_2013")
    names = variable_names(world)
    assert names[: len(VARIABLES)] == tuple(VARIABLES)
    assert len(names) == len(set(names)) == len(VARIABLES) + len(world.issues) + len(world.areas) + 5 + 4 + 28
    assert {"tension.global_role", "stock.airspace", "failure.missile_defense", "rift.france"} <= set(names)
    assert "rift.russia" not in names  # a power alone has no allies


def test_results_of_negotiations_are_acts_of_those_in_the_alliance_at_the_end():
    act = Act.model_validate({"from": ["allies"], "to": ["outside"], "category": "051"})
    moves = make_compiler().result((act,))
    assert [weight for weight in moves.member_acts if weight] == [pytest.approx(0.34)] * 27


@pytest.mark.parametrize("common", [0.0, 0.4])
def test_an_act_of_many_weighs_less_for_each_but_in_full_for_the_lead(common):
    moves = compiled(
        make_compiler(common=common), acts=[{"from": ["outside"], "to": ["alliance"], "category": "112"}]
    ).moves
    share = common + (1.0 - common) / 28
    assert moves.outside_acts[0] == -0.2
    assert set(moves.outside_acts[1:]) == {-0.2 * share}


def test_an_act_toward_one_member_weighs_in_full():
    moves = compiled(make_compiler(common=0.0), acts=[{"from": ["outside"], "to": ["poland"], "category": "112"}]).moves
    assert min(moves.outside_acts) == -0.2
