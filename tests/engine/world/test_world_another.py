"""Another relationship is another world file: two small powers of the imagination, and no line of Python."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nrc_sim.engine.model import RelationshipModel, simulate_block, simulate_histories
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import Scenario, load_scenario, load_world
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.world_schema import WorldFile

MONTHS = 24
# The parameters of the rules are taken over; everything that has a name is invented.
BUNDLED = load_world("euro_atlantic_2013").model_dump(by_alias=True)
PARAMETERS, STATES, ROLES = (BUNDLED[key] for key in ("parameters", "negotiation_states", "regime_roles"))


def quantity(value: float, low: float = -1.0, high: float = 1.0) -> dict:
    return {"value": value, "range": [low, high], "unit": "any", "source": "invented"}


def make_member(name: str, **changes) -> dict:
    member = {"id": name, "name": name.title(), "code": name[:2].upper() + name[-1].upper(), "joined": "1890-01"}
    facts = {"domination": 0.0, "tie": 0.0, "alignment": 0.0, "distance": 1.0, "capability": 0.02}
    return {**member, **facts, **changes}


def make_issue(name: str, **changes) -> dict:
    issue = {"id": name, "name": name.title(), "initial": 0.4, "floor": 0.2, "half_life": 30}
    return {**issue, "outside_sensitivity": 1.0, "member_sensitivity": 0.5, "settles_partnership": True, **changes}


def make_area(name: str, **changes) -> dict:
    area = {"id": name, "name": name.title(), "initial": 0.1, "need": 0.6, "weight": 1.0, "insulation": 0.3}
    return {**area, "dependence": 0.2, **changes}


def make_regime(name: str, code: int, **traits: float) -> dict:
    return {"id": name, "name": name, "role": ROLES[code]["id"], **traits}


def make_world(**changes) -> WorldFile:
    regimes = ("consulate", "joint_commission", "closed_doors", "entente")
    toll = {"from": ["outside"], "to": ["alliance"], "category": "toll", "issue": "tariffs"}
    lights = {"from": ["alliance"], "to": ["outside"], "category": "lights"}
    content = {
        "slug": "straits_1900",
        "title": "Freedonia and the Harbour League, 1900-1902",
        "description": "Invented.",
        "outside": {"id": "freedonia", "name": "Freedonia", "code": "FRE", "openness": quantity(0.5)},
        "members": [
            make_member("sylvania", role="lead", capability=0.1),
            make_member("ruritania", domination=0.8, alignment=0.5, distance=0.1),
            make_member("graustark", joined="1901-01", tie=0.8),
        ],
        "issues": [make_issue("tariffs"), make_issue("straits")],
        "areas": [make_area("lighthouses")],
        "regimes": [
            make_regime(name, code, dialogue=0.3, cooperation=0.5, hostility_cut=0.2)
            for code, name in enumerate(regimes)
        ],
        "regime_roles": ROLES,
        "negotiation_states": STATES,
        "negotiations": [
            {
                "id": "straits_treaty",
                "name": "Treaty of the straits",
                "issue": "straits",
                "deadline": "1901-01",
                "duration": 12,
                "settling": 0.2,
                "states": {
                    "none": {"prospect": 0.0},
                    "talks": {"prospect": 0.0},
                    "compromise": {"prospect": 1.0, "tension": 0.1, "acts": [lights]},
                    "partial": {"prospect": 0.3, "tension": 0.4},
                    "failure": {"prospect": -0.5, "tension": 0.8, "acts": [toll]},
                },
            }
        ],
        "calendar": {
            "lead_clock": [{"from": "1900-01", "value": 0.6}],
            "outside_clock": [{"from": "1900-01", "value": 0.8}],
            "commitment": [{"from": "1900-01", "value": 1.0}, {"from": "1901-01", "value": 0.2}],
            "lead_renewals": [{"at": "1901-03", "probability": 0.5}],
            "unit": "any",
            "source": "invented",
        },
        "initial": {
            "conduct": quantity(0.1),
            "rally": quantity(0.0),
            "activity": quantity(0.2),
            "regime": "consulate",
            "home": "joint_commission",
        },
        "index": {
            "weight_of_trust": 0.5,
            "weight_of_conduct": 0.5,
            "anchors": [
                {"from": "1900-01", "to": "1900-06", "points": -10},
                {"from": "1901-01", "to": "1901-06", "points": 10},
            ],
            "slope": 100.0,
            "offset": 0.0,
            "computed": "never",
        },
        "outcomes": {"classes": ["cold", "warm"], "names": ["Cold", "Warm"], "bounds": [0.0], "months": 3},
        "categories_source": "invented",
        "categories": {"toll": {"name": "Toll", "weight": -7.0}, "lights": {"name": "Lights", "weight": 6.0}},
        "kinds": {
            "toll_war": {"label": "Toll war", "acts": [toll], "rate": quantity(0.1, 0.0, 0.2)},
            "new_lights": {"label": "New lights", "acts": [lights], "areas": {"lighthouses": 0.2}},
            "never": {"label": "Never", "scaled_by": [{"variable": "frozen", "slope": 1.0, "reference": 2.0}]},
        },
        "parameters": PARAMETERS,
    }
    notes = [name for name in WorldFile.model_fields if name.endswith("_attributes")]
    sizes = {"kind_attributes": {"size": {"unit": "any", "range": [0.0, 5.0], "source": "invented"}}}
    return WorldFile.model_validate({**content, **{name: {} for name in notes}, **sizes, **changes})


SHOCKS = [
    {"id": "toll_war", "kind": "toll_war", "hazard": "documented", "size": {"uniform": [0.5, 1.5]}},
    {"id": "beacon", "kind": "new_lights", "window": ["1900-03", "1901-09"]},
    {"id": "treaty_talks", "opens": "straits_treaty", "at": "1900-02"},
    {"id": "answer", "kind": "new_lights", "when": "tension.tariffs > 0.45 for 2 months", "from": ["ruritania"]},
    {"id": "never", "kind": "never", "hazard": 1.0, "areas": {"lighthouses": 0.1}},
]


def make_scenario(world: WorldFile, **changes) -> Scenario:
    content = {
        "slug": "straits",
        "title": "The straits",
        "world": world.slug,
        "role": "history",
        "horizon": {"start": "1900-01", "months": MONTHS},
        "shocks": SHOCKS,
    }
    return Scenario(ScenarioFile.model_validate({**content, **changes}), world, Path("story.yaml"))


def simulate(scenario: Scenario, runs: int = 3, seed: int = 1):
    job = make_job(scenario, seed)
    return simulate_block(job, 0, runs, simulate_histories(job, 0, runs))


def assert_in_range(block) -> None:
    shares = (block.tension, block.stock, block.member_trust, block.outside_trust)
    for array in (block.index, *block.series.values(), *shares):
        assert np.isfinite(array).all()
    for array in (*shares, *(block.series[name] for name in ("activity_outside", "activity_alliance", "dialogue"))):
        assert array.min() >= 0.0
        assert array.max() <= 1.0
    for name in ("conduct_outside", "conduct_alliance", "expectation_outside", "expectation_alliance"):
        assert np.abs(block.series[name]).max() <= 1.0 + 1e-12
    assert block.series["fear"].min() >= 0.0
    assert block.regime.max() < 4
    assert block.settlement.max() < 5


def test_another_world_runs():
    block = simulate(make_scenario(make_world()))
    assert_in_range(block)
    assert block.index.shape == (3, MONTHS)
    assert (block.tension.shape[2], block.stock.shape[2], block.member_trust.shape[2]) == (2, 1, 3)
    assert len(np.unique(block.index[:, -1])) == 3


def test_another_relationship_is_two_files_and_no_python(tmp_path):
    """The same world and story, read from files, give the same bits."""
    scenario = make_scenario(make_world())
    world = scenario.world.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    (tmp_path / "straits_1900.yaml").write_text(json.dumps(world, indent=1), encoding="utf-8")
    (tmp_path / "straits.yaml").write_text(json.dumps(scenario.resolved(), indent=1), encoding="utf-8")
    loaded = load_scenario(tmp_path / "straits.yaml")
    assert simulate(loaded).index.tobytes() == simulate(scenario).index.tobytes()


def test_another_world_has_its_own_names():
    model = RelationshipModel(make_scenario(make_world()), seed=1, parameters="central")
    while model.running:
        model.step()
    assert [member.name for member in model.members] == ["Sylvania", "Ruritania", "Graustark"]
    assert (model.outside.name, model.lead.name) == ("Freedonia", "Sylvania")
    assert model.world.labels.negotiations == ("straits_treaty",)
    assert model.datacollector.model_vars["regime"][0] == "consulate"
    assert model.outcome in (0, 1)
    assert model.steps == MONTHS


def test_members_of_another_world_join_by_their_own_dates():
    world = make_job(make_scenario(make_world()), 1).world
    assert [weights[2] > 0.0 for weights in world.weights] == [False] * 12 + [True] * 12


def test_a_hazard_can_be_scaled_away():
    model = RelationshipModel(make_scenario(make_world()), seed=1, parameters="central")
    seen = set()
    while model.running:
        model.step()
        seen |= {name for name, _ in model.occurred}
    assert "never" not in seen
    assert "treaty_talks" in seen


def test_friends_of_the_outside_power_trust_it_more():
    trust = simulate(make_scenario(make_world(), shocks=[]), runs=5).member_trust.mean(axis=(0, 1))
    assert trust[2] > trust[0] > trust[1]


shares = st.floats(0.0, 1.0)
weights = st.floats(0.01, 1.0)


@st.composite
def members(draw, name: str, joined: str) -> dict:
    return make_member(
        name,
        joined=joined,
        **{fact: draw(shares) for fact in ("domination", "tie", "alignment")},
        distance=draw(st.floats(0.0, 20.0)),
        capability=draw(weights),
    )


@st.composite
def issues(draw, name: str) -> dict:
    return make_issue(
        name,
        initial=draw(shares),
        floor=draw(shares),
        half_life=draw(st.floats(6.0, 120.0)),
        outside_sensitivity=draw(st.floats(0.05, 2.0)),
        member_sensitivity=draw(st.floats(0.05, 2.0)),
        settles_partnership=draw(st.booleans()),
    )


@st.composite
def worlds(draw) -> WorldFile:
    """Small worlds anywhere in the documented ranges, corners included."""
    dice = random.Random(draw(st.integers(0, 2**32 - 1)))
    corners = draw(st.booleans())
    parameters = {
        group: {
            name: {**q, "value": dice.choice(q["range"]) if corners else dice.uniform(*q["range"])}
            for name, q in quantities.items()
        }
        for group, quantities in PARAMETERS.items()
    }
    count = draw(st.integers(0, 2))
    others = [
        draw(members(f"member_{number}", draw(st.sampled_from(["1890-01", "1901-01"])))) for number in range(count)
    ]
    regimes = [
        make_regime(f"regime_{code}", code, **{n: draw(shares) for n in ("dialogue", "cooperation", "hostility_cut")})
        for code in range(4)
    ]
    initial = {name: quantity(draw(shares), 0.0, 1.0) for name in ("conduct", "rally", "activity")}
    return make_world(
        members=[draw(members("sylvania", "1890-01")), draw(members("ruritania", "1890-01")), *others],
        issues=[draw(issues("tariffs")), draw(issues("straits"))],
        areas=[make_area("lighthouses", need=draw(shares), insulation=draw(shares), initial=draw(shares))],
        regimes=regimes,
        initial={**initial, "regime": f"regime_{draw(st.integers(0, 3))}", "home": f"regime_{draw(st.integers(0, 1))}"},
        parameters=parameters,
    )


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.floats(0.0, 5.0), shares, st.sampled_from([None, 0.0, 0.5, 1.0]), st.integers(0, 2**63 - 1))
def test_any_small_world_stays_finite_and_in_range(world, size, policy, portfolio, seed):
    shocks = [{**shock, "size": size} if shock["id"] != "answer" else shock for shock in SHOCKS]
    links = {"lighthouses": policy}
    policies = {"dialogue": policy, "cooperation": policy, "transparency": 1.0 - policy, "links": links}
    scenario = make_scenario(world, shocks=shocks, policies=policies, holds={"portfolio": portfolio})
    assert_in_range(simulate(scenario, runs=1, seed=seed))


@pytest.mark.parametrize("count", [2, 5])
def test_a_world_can_have_any_number_of_members(count):
    listed = [make_member(f"member_{number}") for number in range(count)]
    shocks = [shock for shock in SHOCKS if shock["id"] != "answer"]
    block = simulate(make_scenario(make_world(members=listed), shocks=shocks), runs=1)
    assert block.member_trust.shape == (1, MONTHS, count)
