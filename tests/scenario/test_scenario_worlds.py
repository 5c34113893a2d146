"""Worlds made of the shared defaults, of other worlds and of what they say themselves."""

import json

import pytest
from jsonschema import Draft202012Validator

from nrc_sim.analysis.anchoring import anchors_of
from nrc_sim.cli import main
from nrc_sim.engine.provenance import world_key
from nrc_sim.errors import InputError
from nrc_sim.evidence.renewal import DerivedArtefacts
from nrc_sim.evidence.renewal.fingerprints import key_of_input
from nrc_sim.scenario import bundled_folder, load_scenario, load_world
from nrc_sim.scenario.faults import FaultsError
from nrc_sim.scenario.json_schemas import file_schema
from nrc_sim.scenario.limits import limits_of_groups, optional_parameters
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.template import world_text
from nrc_sim.scenario.validation import file_faults, is_world
from nrc_sim.scenario.world_defaults import WorldDefaults
from nrc_sim.scenario.worlds import defaults_path, world_tree

BUNDLED = "euro_atlantic_2013"
GEORGIA = "{id: georgia, name: Georgia, code: GEO, joined: 2012-01, domination: 1.0, tie: 0.1, alignment: 1.0, "
GEORGIA += "distance: 0.0, capability: 0.0003}"
VARIANT = f"extends: {BUNDLED}\ntitle: With another member\nmembers:\n  - {GEORGIA}\n"


@pytest.fixture
def written(tmp_path):
    """Write a file, and return its path."""

    def write(text: str, name: str = "variant"):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path / f"{name}.yaml"

    return write


def faults_of(path) -> list[str]:
    return [f"{fault.place.file.rpartition('/')[2]}:{fault.place.line}: {fault.what}" for fault in file_faults(path)]


def line_of(path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def test_the_defaults_hold_every_parameter_of_the_rules_each_with_a_word_on_how_to_think_about_it():
    parameters = plain(read_tree(defaults_path(), []))["parameters"]
    known = limits_of_groups()
    needed = {group: set(named) - optional_parameters()[group] for group, named in known.items()}
    assert {group: set(named) for group, named in parameters.items()} == {
        group: named for group, named in needed.items() if named
    }
    lines = defaults_path().read_text(encoding="utf-8").splitlines()
    for group, named in parameters.items():
        begin = lines.index(f"  {group}:")
        for name in named:
            at = next(n for n, line in enumerate(lines) if n > begin and line.startswith(f"    {name}: "))
            assert lines[at - 1].startswith("    # "), f"{group}.{name}"


def test_the_file_of_defaults_is_checked_as_what_it_is(tmp_path):
    assert file_faults(defaults_path()) == ()
    text = defaults_path().read_text(encoding="utf-8").replace("months: 6", "months: six")
    (tmp_path / "world_defaults.yaml").write_text(text, encoding="utf-8")
    (fault,) = file_faults(tmp_path / "world_defaults.yaml")
    assert fault.what == "months: found a text 'six'"


def test_every_part_of_the_defaults_is_a_part_of_a_world():
    world = load_world(BUNDLED)
    assert all(hasattr(world, name) for name in WorldDefaults.model_fields)


def test_a_world_has_what_it_does_not_say_from_the_defaults():
    world, defaults = load_world(BUNDLED), plain(read_tree(defaults_path(), []))
    assert world.parameters["fear"]["gain"].value == defaults["parameters"]["fear"]["gain"]["value"]
    assert world.categories["190"].weight == -10.0


def test_a_world_changes_one_number_of_a_parameter_and_keeps_its_unit_and_range(written):
    world = load_world(written(f"extends: {BUNDLED}\nparameters: {{trust: {{level: {{value: 0.2}}}}}}\n"))
    level, before = world.parameters["trust"]["level"], load_world(BUNDLED).parameters["trust"]["level"]
    assert (level.value, level.range, level.unit) == (0.2, before.range, before.unit)
    assert world.parameters["trust"]["learning"] == load_world(BUNDLED).parameters["trust"]["learning"]


def test_moving_a_default_into_the_world_changes_no_key(tmp_path):
    """What is derived hangs on what a world says, wherever it is said."""
    renewal = DerivedArtefacts(bundled_folder().parent)
    before = key_of_input(bundled_folder().parent, renewal.file, "world")
    (tmp_path / "scenarios" / "worlds").mkdir(parents=True)
    path = tmp_path / "scenarios" / "worlds" / f"{BUNDLED}.yaml"
    said = (bundled_folder() / "worlds" / f"{BUNDLED}.yaml").read_text(encoding="utf-8")
    own, rest = said.index("\nparameters:\n"), said.index("\ninitial:\n")
    parameters = plain(world_tree(bundled_folder() / "worlds" / f"{BUNDLED}.yaml", []))["parameters"]
    path.write_text(f"{said[:own]}{said[rest:]}parameters: {json.dumps(parameters)}\n", encoding="utf-8")
    assert key_of_input(tmp_path, renewal.file, "world") == before
    moved, bundled = load_world(path), load_world(BUNDLED)
    assert moved.model_dump() == bundled.model_dump()
    assert world_key(moved, ["trust.learning"]) == world_key(bundled, ["trust.learning"])
    other = path.read_text(encoding="utf-8").replace('"level": {"value": 0.9,', '"level": {"value": 0.8,')
    path.write_text(other, encoding="utf-8")
    assert key_of_input(tmp_path, renewal.file, "world") != before


def test_a_variant_with_another_member_is_five_lines(written):
    assert len(VARIANT.splitlines()) <= 5
    world, bundled = load_world(written(VARIANT)), load_world(BUNDLED)
    assert (world.slug, world.title) == ("variant", "With another member")
    assert [member.id for member in world.members] == [*(member.id for member in bundled.members), "georgia"]
    assert (world.issues, world.parameters, world.kinds) == (bundled.issues, bundled.parameters, bundled.kinds)


def test_a_variant_is_told_in_scenarios_beside_it(written):
    written(VARIANT)
    scenario = load_scenario(written("extends: history_2002_2012\nworld: variant\n", "story"))
    assert scenario.world.slug == "variant"
    assert scenario.hash != load_scenario("history_2002_2012").hash


def test_entries_of_a_world_merge_by_their_id_and_keep_their_order(written):
    text = f"extends: {BUNDLED}\nissues: [{{id: arms_control, floor: 0.5}}]\nmembers: [{{id: iceland, drop: true}}]\n"
    world, bundled = load_world(written(text)), load_world(BUNDLED)
    assert [issue.id for issue in world.issues] == [issue.id for issue in bundled.issues]
    changed, before = (next(issue for issue in one.issues if issue.id == "arms_control") for one in (world, bundled))
    assert changed == before.model_copy(update={"floor": 0.5})
    assert [member.id for member in world.members] == [it.id for it in bundled.members if it.id != "iceland"]


def test_a_kind_is_taken_away_with_null(written):
    world = load_world(written(f"extends: {BUNDLED}\nkinds: {{cyber_friction: null}}\n"))
    assert set(load_world(BUNDLED).kinds) - set(world.kinds) == {"cyber_friction"}


def test_a_world_extends_one_that_extends_another_and_paths_count_from_the_file(written, tmp_path):
    written(VARIANT)
    (tmp_path / "more").mkdir()
    path = tmp_path / "more" / "again.yaml"
    path.write_text("extends: ../variant.yaml\nmembers: [{id: georgia, tie: 0.5}]\n", encoding="utf-8")
    assert (load_world(path).slug, load_world(path).members[-1].tie) == ("again", 0.5)


def test_a_changed_parent_is_read_again(written):
    written(VARIANT)
    child = written("extends: variant\n", "again")
    assert load_world(child).title == "With another member"
    written(VARIANT.replace("With another member", "Now another title"))
    assert load_world(child).title == "Now another title"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends: variant\n", "variant.yaml:1: `extends` goes in a circle or too deep: variant -> variant"),
        ("extends: euro\n", "variant.yaml:1: there is no world 'euro'"),
        ("extends: nowhere/world.yaml\nmembers: []\n", "variant.yaml:1: there is no file 'nowhere/world.yaml'"),
        ("extends: ' '\nmembers: []\n", "variant.yaml:1: the name of a world is empty"),
        ("extends: [a]\nmembers: []\n", "variant.yaml:1: extends: found a list"),
    ],
)
def test_a_world_that_cannot_be_found_is_told_at_its_line(written, text, expected):
    with pytest.raises(FaultsError) as caught:
        load_world(written(text))
    (fault,) = caught.value.faults
    assert f"{fault.place.file.rpartition('/')[2]}:{fault.place.line}: {fault.what}" == expected


def test_an_entry_that_was_not_inherited_cannot_be_dropped(written):
    path = written(f"extends: {BUNDLED}\nissues:\n  - {{id: arms_controls, drop: true}}\n")
    (fault,) = file_faults(path)
    assert (fault.place.line, fault.what) == (3, "there is no inherited issue 'arms_controls' to drop")
    assert fault.suggestion == "did you mean 'arms_control'?"


def test_an_entry_to_drop_needs_an_id(written):
    path = written(f"extends: {BUNDLED}\nissues:\n  - {{drop: true}}\n")
    assert faults_of(path) == ["variant.yaml:3: an issue to drop has no id"]


def test_two_entries_of_one_id_are_told_at_the_second(written):
    path = written(f"extends: {BUNDLED}\nmembers:\n  - {GEORGIA}\n  - {GEORGIA}\n")
    assert faults_of(path) == ["variant.yaml:4: two members have the id 'georgia'; ids are unique in a world"]


def test_what_is_wrong_with_an_added_entry_is_told_at_its_line(written):
    path = written(f"extends: {BUNDLED}\nmembers:\n  - {GEORGIA.replace('tie: 0.1', 'tie: 1.1')}\n")
    assert faults_of(path) == ["variant.yaml:3: tie: found a number 1.1"]


def test_what_an_inherited_value_comes_to_lack_is_told_where_it_stands(written):
    """Kinds of the parent name the issue that the child drops."""
    parent = bundled_folder() / "worlds" / f"{BUNDLED}.yaml"
    path = written(f"extends: {BUNDLED}\nissues:\n  - {{id: global_role, drop: true}}\n")
    line = line_of(parent, "issue: global_role")
    assert faults_of(path) == [f"{BUNDLED}.yaml:{line}: there is no issue 'global_role'"]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (
            "parameters: {fear: {gain: {range: [0.0, 0.5]}}}",
            "    gain: ",
            "1.62 lies outside its own range, 0 to 0.5",
        ),
        ("outside: {id: poland}", "id: poland", "the id 'poland' is that of the outside power"),
        ("outside: {name: Poland}", "id: poland", "the name 'Poland' appears twice"),
        ("areas: [{id: airspace, weight: 0.5}]", "id: counter_narcotics", "the weights of the areas add up to 1.4"),
    ],
)
def test_a_child_that_contradicts_what_it_inherits_is_told_at_its_own_line(written, text, where, what):
    path = written(f"extends: {BUNDLED}\ntitle: T\n{text}\n")
    files = (bundled_folder() / "worlds" / f"{BUNDLED}.yaml", defaults_path())
    inherited = next(file for file in files if where in file.read_text(encoding="utf-8"))
    (fault,) = file_faults(path)
    assert (fault.place.file, fault.place.line) == (str(path), 3)
    assert fault.what.startswith(f"{what} ({inherited.name}:{line_of(inherited, where)}:")


def test_a_value_outside_the_range_of_the_defaults_is_told_where_it_is_written(written):
    path = written(f"extends: {BUNDLED}\nparameters:\n  trust:\n    level: {{value: 3.0}}\n")
    assert faults_of(path) == ["variant.yaml:4: 3 lies outside its own range, -0.2 to 1.2"]


def test_classes_that_do_not_fit_the_bounds_of_the_defaults_are_told_where_they_are_written(written):
    text = f"extends: {BUNDLED}\noutcomes:\n  classes: [cold, warm]\n"
    (fault,) = file_faults(written(text))
    assert fault.place.line == 3
    assert fault.what.startswith("outcomes need one ascending bound between each two classes (")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (VARIANT, True),
        (f"extends: {BUNDLED}\n", True),
        (f"extends: {BUNDLED}\ntitle: T\nparameters: {{}}\n", True),
        ("extends: baseline\n", False),
        ("extends: baseline\nshocks: []\n", False),
        ("extends: nothing_of_the_kind\n", False),
        ("title: T\nworld: x\n", False),
    ],
)
def test_a_file_that_extends_is_taken_for_what_its_keys_or_its_parent_are(written, text, kind):
    assert is_world(str(written(text))) is kind


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (VARIANT, True),
        (f"extends: {BUNDLED}\nissues: [{{id: global_role, drop: true}}]\nkinds: {{cyber_friction: null}}\n", True),
        (f"extends: {BUNDLED}\nparameters: {{trust: {{level: {{value: 0.2}}}}}}\n", True),
        (f"extends: {BUNDLED}\nmembers: [{{id: iceland, tie: 2.0}}]\n", False),
        (f"extends: {BUNDLED}\nmember: []\n", False),
    ],
)
def test_the_schema_lets_a_world_that_extends_another_say_only_what_differs(written, text, fits):
    validator = Draft202012Validator(file_schema("world"))
    assert validator.is_valid(plain(read_tree(written(text), []))) is fits


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        ("", "", True),
        ("parameters:\n", "parameters:\n  fear: {half_life: {value: 60.0}}\n", True),
        ("kinds:\n", "outcomes: {months: 12}\nkinds:\n", True),
        ("title: A relationship of my own\n", "", False),
        ("calendar:\n", "calendar_of_my_own:\n", False),
        ("name: Loose contacts, ", "", False),
        ("tie: 0.0, alignment: 1.0, ", "", True),
        (", capability: 0.1}", "}", False),
        ("    label: A summit\n", "", False),
    ],
)
def test_the_schema_asks_a_world_that_stands_alone_for_what_the_defaults_leave_open(written, old, new, fits):
    text = world_text("alone", alliance=True)
    assert old in text
    path = written(text.replace(old, new, 1), "alone")
    assert Draft202012Validator(file_schema("world")).is_valid(plain(read_tree(path, []))) is fits
    assert (file_faults(path) == ()) is fits


def test_a_world_without_anchors_has_no_scale_to_compute(written):
    world = load_world(written(f"extends: {BUNDLED}\nindex: {{anchors: null}}\n"))
    with pytest.raises(InputError, match="the world 'variant' has no anchors, from which a scale would follow"):
        anchors_of(world)


def test_show_prints_a_composed_world_that_is_the_same_world_when_read(written, capsys, tmp_path):
    assert main(["show", str(written(VARIANT))]) == 0
    shown = capsys.readouterr().out
    assert "title: With another member  # variant.yaml:2" in shown
    assert "value: 1.62  # world_defaults.yaml:" in shown
    (tmp_path / "shown.yaml").write_text(shown, encoding="utf-8")
    again, variant = (load_world(tmp_path / f"{name}.yaml").model_dump() for name in ("shown", "variant"))
    assert again == variant


def test_show_prints_a_bundled_world_by_its_slug_as_data(capsys):
    assert main(["show", BUNDLED, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    path = bundled_folder() / "worlds" / f"{BUNDLED}.yaml"
    assert document["world"] == plain(world_tree(path, []))
    assert document["origins"]["parameters.fear.gain.value"].startswith(f"{defaults_path()}:")


def test_show_refuses_settings_for_a_world_and_a_world_that_is_faulty(written, capsys):
    assert main(["show", BUNDLED, "--set", "policies.dialogue=1"]) == 2
    assert "--set changes scenarios, and euro_atlantic_2013 is a world" in capsys.readouterr().err
    assert main(["show", str(written(VARIANT.replace("tie: 0.1", "tie: x")))]) == 2
    assert "tie: found a text 'x'" in capsys.readouterr().err
