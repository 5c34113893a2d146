"""Shocks that repeat, come later, last, and follow one another."""

from functools import cache

import numpy as np
import pytest

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario

SEED = 2013
ALWAYS = "index < 500"


@cache
def state_of_history() -> np.ndarray:
    return RelationshipModel("baseline", seed=SEED).export_state()


@pytest.fixture
def months_of(tmp_path):
    """Months, by shock, in which it occurs in a run of a scenario without any other shocks, and its sizes."""

    def simulated(*shocks: str, run: int = 0) -> dict[str, list[tuple[int, float]]]:
        text = f"extends: no_new_impulse\ntitle: A story\nshocks: [{', '.join(f'{{{shock}}}' for shock in shocks)}]\n"
        (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
        job = make_job(load_scenario(tmp_path / "story.yaml"), SEED)
        model = RelationshipModel(job, run=run, state=state_of_history())
        seen: dict[str, list[tuple[int, float]]] = {shock.id: [] for shock in job.world.shocks}
        while model.running:
            month = model.month
            model.step()
            for name, size in model.occurred:
                seen[name].append((month, size))
        return seen

    return simulated


def numbers(found: list[tuple[int, float]]) -> list[int]:
    return [month for month, _ in found]


@pytest.mark.parametrize(
    ("keys", "months"),
    [
        ("times: 3", [0, 1, 2]),
        ("times: 3, cooldown: 12", [0, 13, 26]),
        ("times: 2, delay: 2", [2, 5]),
        ("times: 2, cooldown: 1, for: 3", [0, 1, 2, 4, 5, 6]),
        ("for: 4, delay: 1", [1, 2, 3, 4]),
        ("delay: 5", [5]),
        ("", [0]),
    ],
)
def test_a_condition_repeats_waits_and_lasts_as_told(months_of, keys, months):
    found = months_of(f"id: x, kind: summit, when: '{ALWAYS}', {keys}")
    assert numbers(found["x"]) == months


def test_a_condition_has_to_hold_anew_for_its_months_each_time(months_of):
    found = months_of(f"id: x, kind: summit, when: '{ALWAYS} for 3 months', times: 3, cooldown: 4")
    assert numbers(found["x"]) == [2, 9, 16]


def test_a_condition_that_breaks_off_counts_anew_also_when_it_repeats(months_of):
    """Conditions read the month before, so that they are met first in the month after dialogue has begun."""
    found = months_of(
        "id: x, kind: summit, when: 'dialogue > 0.95 for 2 months', times: 50",
        *(f"id: up_{month[:4]}, at: {month}, sets: {{dialogue: 1}}" for month in ("2013-03", "2014-03")),
        *(f"id: down_{month[:4]}, at: {month}, sets: {{dialogue: 0}}" for month in ("2013-06", "2014-05")),
    )
    assert numbers(found["x"]) == [4, 16]


def test_a_hazard_comes_at_most_so_often_and_not_while_it_cools_down(months_of):
    sure = "kind: summit, hazard: 1"
    assert numbers(months_of(f"id: x, {sure}, times: 2, cooldown: 9")["x"]) == [0, 10]
    assert numbers(months_of(f"id: x, {sure}, times: 2, delay: 3, for: 2")["x"]) == [3, 4, 8, 9]
    rare = numbers(months_of("id: x, kind: summit, hazard: 0.3, cooldown: 5")["x"])
    assert len(rare) > 3
    assert min(np.diff(rare)) > 5


def test_a_hazard_with_a_cooldown_begins_in_a_month_in_which_it_would_have_come(months_of):
    free = numbers(months_of("id: x, kind: summit, hazard: 0.3")["x"])
    cooled = numbers(months_of("id: x, kind: summit, hazard: 0.3, cooldown: 5")["x"])
    assert set(cooled) < set(free)
    assert cooled[0] == free[0]


def test_a_date_and_a_window_come_later_and_last(months_of):
    found = months_of(
        "id: x, kind: summit, at: 2014-01, delay: 2, for: 3", "id: z, kind: summit, window: [2014-01, 2014-06], for: 2"
    )
    assert numbers(found["x"]) == [14, 15, 16]
    first, second = numbers(found["z"])
    assert (second, first in range(12, 18)) == (first + 1, True)


def test_a_shock_is_cut_off_at_the_end_of_the_horizon(months_of):
    assert numbers(months_of("id: x, kind: summit, at: 2017-11, for: 6")["x"]) == [58, 59]


def test_the_size_is_drawn_once_for_all_months_and_anew_each_time(months_of):
    found = months_of("id: x, kind: summit, hazard: 1, for: 4, times: 3, size: {uniform: [0.5, 1.5]}")["x"]
    sizes = [size for _, size in found]
    assert [len(set(sizes[first : first + 4])) for first in (0, 4, 8)] == [1, 1, 1]
    assert len(set(sizes)) == 3
    alone = months_of("id: x, kind: summit, hazard: 1, size: {uniform: [0.5, 1.5]}")["x"]
    assert sizes[::4] == [size for month, size in alone if month in (0, 4, 8)]


def test_a_shock_follows_another_by_so_many_months(months_of):
    found = months_of("id: z, kind: summit, after: {shock: x, by: 3}", "id: x, kind: sanctions, at: 2014-01")
    assert {name: numbers(months) for name, months in found.items()} == {"x": [12], "z": [15]}


def test_a_shock_follows_each_time_that_another_begins(months_of):
    other = f"id: x, kind: sanctions, when: '{ALWAYS}', times: 3, cooldown: 9, for: 2"
    assert numbers(months_of(other, "id: z, kind: summit, after: {shock: x, by: 1}")["z"]) == [1, 12, 23]
    assert numbers(months_of(other, "id: z, kind: summit, after: {shock: x, by: 1}, times: 2")["z"]) == [1, 12]
    lasting = "id: z, kind: summit, after: {shock: x, by: 1}, for: 2, cooldown: 19"
    assert numbers(months_of(other, lasting)["z"]) == [1, 2, 23, 24]


def test_a_shock_on_its_way_or_under_way_is_not_set_off_again(months_of):
    """The other comes each month; each time it would come four months later."""
    found = months_of("id: x, kind: sanctions, hazard: 1", "id: z, kind: summit, after: {shock: x, by: 4}, for: 2")
    assert numbers(found["z"])[:6] == [4, 5, 10, 11, 16, 17]


def test_a_shock_never_follows_one_that_never_comes(months_of):
    found = months_of("id: x, kind: sanctions, hazard: 0", "id: z, kind: summit, after: {shock: x, by: 1}")
    assert found == {"x": [], "z": []}


def test_shocks_follow_in_a_chain_whatever_their_order_in_the_file(months_of):
    chain = {
        "c": "id: c, kind: summit, after: {shock: b, by: 2}",
        "a": "id: a, kind: summit, window: [2014-01, 2014-12]",
        "b": "id: b, kind: summit, after: {shock: a, by: 1}",
    }
    for order in ("abc", "cba", "bca"):
        (first,), (second,), (third,) = (numbers(months_of(*(chain[name] for name in order))[name]) for name in "abc")
        assert (second - first, third - second) == (1, 2)


def test_effects_of_a_shock_of_its_own_stand_instead_of_those_of_its_kind(tmp_path):
    text = """extends: no_new_impulse
title: A story
shocks:
  - {id: own, at: 2013-01, size: 0.5, effects: {activity_outside: 0.2, activity_alliance: -0.1, rally: 0.4}}
  - {id: threat, kind: common_threat, at: 2013-01, effects: {rally: 0.0, consultation: 0.6}}
"""
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    scenario = load_scenario(tmp_path / "story.yaml")
    own, threat = (shock.moves for shock in make_job(scenario, SEED).world.shocks)
    kind = scenario.world.kinds["common_threat"].effects
    assert (own.activity_outside, own.activity_alliance, own.rally, own.consultation) == (0.2, -0.1, 0.4, 0.0)
    assert kind.rally > 0.0
    assert (threat.activity_outside, threat.rally, threat.consultation) == (kind.activity_outside, 0.0, 0.6)
    model = RelationshipModel(make_job(scenario, SEED), state=state_of_history())
    model.step()
    assert model.month_acts.activity_outside == pytest.approx(0.1 + kind.activity_outside)
    assert model.month_acts.rally == pytest.approx(0.2)
    assert model.month_acts.consultation == 0.6
