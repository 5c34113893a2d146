import pytest

from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.composition import DEPTH_LIMIT, merged
from nrc_sim.scenario.faults import Place
from nrc_sim.scenario.nodes import plain, tree_of

PARENT = """
title: The parent
description: Told by the parent.
world: euro_atlantic_2013
claims: [C1]
range_end: crisis
horizon: {start: 2013-01, months: 12}
policies: {dialogue: 0.4, transparency: 0.2, frameworks: {afghanistan: 0.5}}
holds: {negotiations: [missile_defense]}
shocks:
  - {id: first, kind: summit, at: 2013-02, size: 0.5}
  - {id: second, kind: consultation, at: 2013-03}
  - {id: third, kind: exercise, hazard: 0.1}
"""


@pytest.fixture
def story(tmp_path):
    """Write a file, and load it beside its parent."""

    def written(text: str, name: str = "child"):
        (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path / f"{name}.yaml")

    return written


def ids_of(scenario) -> list[str]:
    return [shock.id for shock in scenario.shocks]


def test_a_child_takes_over_everything_but_what_speaks_of_its_parent_alone(story):
    child, parent = story("extends: parent\n"), story(PARENT, "parent")
    assert child.slug == "child"
    assert (child.description, child.claims, child.range_end) == ("", (), None)
    assert (parent.description, parent.claims, parent.range_end) == ("Told by the parent.", ("C1",), "crisis")
    same = ("title", "start", "months", "shocks", "world")
    assert [getattr(child, name) for name in same] == [getattr(parent, name) for name in same]
    assert child.file.policies == parent.file.policies
    assert child.file.holds == parent.file.holds


def test_mappings_merge_with_the_parents(story):
    policies = story("extends: parent\npolicies: {dialogue: 1.0, frameworks: {airspace: 1.0}}\n").file.policies
    assert (policies.dialogue, policies.transparency) == (1.0, 0.2)
    assert policies.frameworks == {"afghanistan": 0.5, "airspace": 1.0}


def test_a_horizon_can_be_changed_in_part(story):
    child = story("extends: parent\nhorizon: {months: 24}\n")
    assert (child.start, child.months) == ("2013-01", 24)


def test_lists_other_than_shocks_are_replaced(story):
    assert story("extends: parent\nholds: {negotiations: []}\nclaims: [C7]\n").file.holds.negotiations == ()


def test_a_null_takes_an_inherited_value_away(story):
    shock = story("extends: parent\nshocks: [{id: third, hazard: null, at: 2013-05}]\n").shocks[2]
    assert (shock.hazard, shock.at, shock.kind) == (None, "2013-05", "exercise")


def test_shocks_merge_by_their_id_and_keep_their_order(story):
    child = story("extends: parent\nshocks: [{id: new, kind: summit, at: 2013-09}, {id: first, size: 2.0}]\n")
    assert ids_of(child) == ["first", "second", "third", "new"]
    assert (child.shocks[0].size, child.shocks[0].kind, child.shocks[0].at) == (2.0, "summit", "2013-02")


def test_a_child_can_drop_a_shock(story):
    assert ids_of(story("extends: parent\nshocks: [{id: second, drop: true}]\n")) == ["first", "third"]


def test_a_grandchild_extends_the_whole_line(story):
    story("extends: parent\nshocks: [{id: second, drop: true}]\n", "child")
    assert ids_of(story("extends: child\nshocks: [{id: last, kind: summit, at: 2013-04}]\n", "grandchild")) == [
        "first",
        "third",
        "last",
    ]


def test_a_parent_is_looked_for_beside_its_child_first(story, tmp_path):
    (tmp_path / "baseline.yaml").write_text(PARENT.replace("The parent", "Not the bundled one"), encoding="utf-8")
    assert story("extends: baseline\n").title == "Not the bundled one"


def test_a_bundled_parent_serves_a_file_anywhere(story):
    child = story("extends: baseline\ntitle: Told anew\n")
    assert (child.title, child.start, len(child.shocks)) == (
        "Told anew",
        "2013-01",
        len(load_scenario("baseline").shocks),
    )


def test_dropping_what_was_not_inherited_is_refused(story):
    with pytest.raises(InputError, match=r"no inherited shock 'fourth' to drop[\s\S]*allowed: first, second, third"):
        story("extends: parent\nshocks: [{id: fourth, drop: true}]\n")


def test_only_a_child_can_drop(story):
    with pytest.raises(InputError, match="unknown key 'drop'"):
        story(PARENT.replace("size: 0.5}", "drop: true}"), "other")


def test_a_shock_that_is_no_mapping_is_refused(story):
    with pytest.raises(InputError, match=r"found a text 'summit'[\s\S]*allowed: a mapping"):
        story("extends: parent\nshocks: [{id: first, size: 2.0}, summit]\n")


def test_a_change_that_gives_a_shock_two_timings_is_refused(story):
    with pytest.raises(
        InputError, match="'third' needs exactly one of at, window, hazard, when, after; found at and hazard"
    ):
        story("extends: parent\nshocks: [{id: third, at: 2013-05}]\n")


def test_a_circle_is_shown_as_a_chain(story, tmp_path):
    (tmp_path / "second.yaml").write_text("extends: first\n", encoding="utf-8")
    with pytest.raises(InputError, match="`extends` goes in a circle or too deep: first -> second -> first"):
        story("extends: second\n", "first")


def test_a_file_that_extends_itself_is_a_circle(story):
    with pytest.raises(InputError, match="in a circle or too deep: child -> child"):
        story("extends: child\n")


def test_a_line_of_parents_that_is_too_long_is_refused(tmp_path):
    for number in range(DEPTH_LIMIT + 1):
        (tmp_path / f"step_{number}.yaml").write_text(f"extends: step_{number + 1}\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"too deep: step_0 -> .* -> step_{DEPTH_LIMIT}"):
        load_scenario(tmp_path / "step_0.yaml")


def test_an_unknown_parent_is_told_with_the_nearest_name(story):
    with pytest.raises(InputError, match=r"there is no scenario 'basline'[\s\S]*did you mean 'baseline'"):
        story("extends: basline\n")


def test_merging_leaves_both_sides_as_they_were():
    contents = (
        {"a": {"b": 1}, "shocks": [{"id": "x", "size": 1}]},
        {"a": {"c": 2}, "shocks": [{"id": "x", "size": 2}]},
    )
    base, over = (tree_of(content, Place("f")) for content in contents)
    assert plain(merged(base, over, [])) == {"a": {"b": 1, "c": 2}, "shocks": [{"id": "x", "size": 2}]}
    assert (plain(base), plain(over)) == contents


def test_a_null_takes_a_whole_mapping_away(story):
    policies = story("extends: parent\npolicies: null\n").file.policies
    assert (policies.dialogue, policies.frameworks) == (0.0, {})


def test_world_and_history_are_found_beside_a_parent_in_another_folder(tmp_path):
    (tmp_path / "own").mkdir()
    past = "extends: history_2002_2012\ntitle: Another past\n"
    (tmp_path / "own" / "my_past.yaml").write_text(past, encoding="utf-8")
    parent = "extends: baseline\ntitle: P\ncontinues: my_past\n"
    (tmp_path / "own" / "parent.yaml").write_text(parent, encoding="utf-8")
    (tmp_path / "story.yaml").write_text("extends: own/parent.yaml\ntitle: T\n", encoding="utf-8")
    assert load_scenario(tmp_path / "story.yaml").past_path == tmp_path / "own" / "my_past.yaml"


def test_a_history_that_cannot_be_accepted_is_told_where_it_is_named(story, tmp_path):
    (tmp_path / "my_past.yaml").write_text("title: Past\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"child\.yaml:3:12: the history 'my_past' cannot be accepted: .*my_past\.yaml"
    ):
        story("extends: baseline\ntitle: T\ncontinues: my_past\n")


def test_an_edited_parent_and_an_edited_world_are_read_again(story, tmp_path):
    assert story("extends: parent\n").months == 12
    (tmp_path / "parent.yaml").write_text(PARENT.replace("months: 12", "months: 24"), encoding="utf-8")
    assert load_scenario(tmp_path / "child.yaml").months == 24
