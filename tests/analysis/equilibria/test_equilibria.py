"""Where models rest: by hand where that can be done, and as the engine itself goes on from there."""

import json
from functools import cache

import numpy as np
import pytest
import yaml

from nrc_sim.analysis.equilibria import find_equilibria
from nrc_sim.analysis.equilibria.monthly_map import MonthlyMap
from nrc_sim.cli import main
from nrc_sim.engine.world import make_job
from nrc_sim.rules.arithmetic import logistic
from nrc_sim.scenario import load_scenario, load_world

SEED = 2013
QUIET = {
    "conduct": {"routine": 0.3, "reciprocity": 0.2, "trust_pull": 0.06, "level": 0.0},
    "trust": {"level": 0.5, "return_rate": 0.1, "weight_of_threat": 0.0},
    "memory": {"half_life": 12.0},
    "fear": {"gain": 0.0},
    "military": {"distrust": 0.0, "reaction": 0.0, "rest": 0.2},
}
"""Parameters with which a hand can compute where two powers without issues rest."""


@pytest.fixture
def story(tmp_path):
    """Two powers with parameters of their own, and a story of a shock by chance and one at a date."""

    def write(changes, **about):
        parameters = load_world("euro_atlantic_2013").model_dump(by_alias=True, mode="json")["parameters"]
        for group, named in changes.items():
            for name, value in named.items():
                entry = {"value": value, "range": [value, value], "unit": "any", "source": "invented"}
                parameters.setdefault(group, {})[name] = entry
        side = {"members": [{"id": "ruritania", "name": "Ruritania", "code": "RUR", "role": "lead", "capability": 0.1}]}
        openness = {"value": 1, "range": [0, 1], "unit": "any", "source": "invented"}
        other = {"outside": {"id": "graustark", "name": "Graustark", "code": "GRA", "openness": openness}}
        world = {"title": "Two", "description": "Invented.", **side, **other, "parameters": parameters, **about}
        (tmp_path / "two.yaml").write_text(yaml.safe_dump(world))
        acts = [{"from": ["ruritania"], "to": ["graustark"], "category": "138"}]
        shocks = [{"id": "chance", "hazard": 0.5, "acts": acts}, {"id": "dated", "at": "1900-03", "acts": acts}]
        text = {"title": "Story", "description": "Invented.", "world": "two", "role": "history", "shocks": shocks}
        text["horizon"] = {"start": "1900-01", "months": 24}
        (tmp_path / "story.yaml").write_text(yaml.safe_dump(text))
        return load_scenario(tmp_path / "story.yaml")

    return write


@cache
def bundled_equilibria(slug):
    return find_equilibria(load_scenario(slug), SEED, starts=32)


def rows_of(found):
    return np.array([point.state for point in found.points])


def test_two_powers_rest_where_a_hand_computes_it(story):
    found = find_equilibria(story(QUIET), SEED, starts=32)
    (point,) = found.points
    disposition = make_job(story(QUIET), SEED).world.pairs[0]
    for (name, trust), traits in zip(point.trust.items(), disposition, strict=True):
        assert trust == pytest.approx(logistic(0.5 + traits.disposition), abs=1e-9), name
    pulls = [0.06 * (2.0 * trust - 1.0) for trust in point.trust.values()]
    # c = 0.3 c + 0.2 d + own pull, and the same of d
    expected = [(0.7 * own + 0.2 * other) / (0.7**2 - 0.2**2) for own, other in (pulls, pulls[::-1])]
    assert list(point.conduct.values()) == pytest.approx(expected, abs=1e-9)
    assert point.activity == pytest.approx(dict.fromkeys(point.activity, 0.2), abs=1e-9)
    assert (point.attracts, point.share_of_starts, point.share_of_presents) == (True, 1.0, 1.0)
    assert (point.regime, point.settlements, point.leaves) == ("", {}, {})


def test_the_slowest_disturbance_is_that_of_the_slowest_rule(story):
    slow = {**QUIET, "trust": {**QUIET["trust"], "return_rate": 0.01, "learning": 0.0}}
    (point,) = find_equilibria(story(slow), SEED, starts=24).points
    assert point.slowest.startswith("trust of")
    assert point.slowest_half_life == pytest.approx(np.log(0.5) / np.log(0.99), rel=0.02)
    (faster,) = find_equilibria(story(QUIET), SEED, starts=24).points
    assert faster.half_life < point.half_life < point.slowest_half_life


def test_where_conduct_feeds_on_itself_two_points_attract_and_one_between_repels(story):
    wild = {**QUIET, "conduct": {**QUIET["conduct"], "routine": 0.6, "reciprocity": 0.6}}
    low, middle, high = find_equilibria(story(wild), SEED, starts=64).points
    assert (low.attracts, middle.attracts, high.attracts) == (True, False, True)
    assert set(low.conduct.values()) == {-1.0}
    assert set(high.conduct.values()) == {1.0}
    assert low.index < middle.index < high.index
    assert min(low.share_of_starts, high.share_of_starts) > 0.2
    assert low.share_of_starts + high.share_of_starts == 1.0
    assert (middle.share_of_starts, middle.half_life, middle.slowest_half_life) == (0.0, None, None)
    # c = 0.6 c + 0.6 d + own pull
    pulls = [0.06 * (2.0 * trust - 1.0) for trust in middle.trust.values()]
    expected = [(0.4 * own + 0.6 * other) / (0.4**2 - 0.6**2) for own, other in (pulls, pulls[::-1])]
    assert list(middle.conduct.values()) == pytest.approx(expected, abs=1e-8)


def test_memory_noise_and_disputes_are_off_but_what_is_kept_fades_slowly(story):
    kept = {
        "conduct": {**QUIET["conduct"], "noise": 0.1, "level": 0.2},
        "memory": {"half_life": 90.0, "spread": 0.1},
        "disputes": {"rate": 0.2, "least": 0.2, "clustering": 0.5},
    }
    (point,) = find_equilibria(story({**QUIET, **kept}), SEED, starts=24).points
    assert "slow part" in point.slowest
    assert point.slowest_half_life == pytest.approx(90.0, rel=0.01)
    assert point.share_of_presents == 1.0


@pytest.mark.parametrize("slug", ["baseline", pytest.param("missile_defense_failure", marks=pytest.mark.slow)])
def test_points_of_bundled_scenarios_are_fixed_points_of_a_month_and_draw_back(slug):
    found, months = bundled_equilibria(slug), MonthlyMap(make_job(load_scenario(slug), SEED))
    states = rows_of(found)
    assert months.movement(states).max() < 1e-9
    generator = np.random.default_rng(5)
    away = states + np.where(months.moving, generator.uniform(-1e-3, 1e-3, states.shape), 0.0)
    later = away
    for _ in range(4):
        later = months.advance(later, 600)
    talks = np.array(["talks" in point.settlements.values() for point in found.points])
    # Under talks the tension of their issue stays where it is put.
    assert (months.distance(later, states)[~talks] < 1e-6).all()
    assert all(point.attracts for point in found.points)


def test_the_baseline_rests_where_its_page_says():
    found = bundled_equilibria("baseline")
    standing = [point for point in found.points if point.regime == "council"]
    rounded = {point.settlements["missile_defense"]: round(point.index) for point in standing}
    assert rounded == {"talks": 18, "compromise": 81, "partial": 41, "failure": -1}
    assert all(point.half_life < 12 and point.share_of_starts == 1.0 for point in standing)
    assert found.held_tensions.keys() == {"missile_defense"}
    assert all(set(point.leaves) == {"council"} for point in found.points if point.regime == "frozen")


def test_the_command_prints_and_writes_what_was_found(story, capsys, tmp_path):
    path, folder = str(story(QUIET).path), tmp_path / "out"
    assert main(["equilibria", path, "--starts", "24", "--output", str(folder)]) == 0
    shown = capsys.readouterr()
    assert "Ruritania / Graustark" in " ".join(shown.out.split())
    assert "regime" not in shown.out
    assert shown.err.endswith(f"equilibria: {folder}\n")
    assert {entry.name for entry in folder.iterdir()} == {"manifest.json", "equilibria.csv", "equilibria.json"}
    assert main(["equilibria", path, "--starts", "24", "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads((folder / "equilibria.json").read_text())
    assert document["points"][0]["attracts"] is True


def test_too_few_starts_are_refused(story, capsys):
    assert main(["equilibria", str(story(QUIET).path), "--starts", "3"]) == 2
    assert "starts is 3" in capsys.readouterr().err
