import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nrc_sim.errors import InputError
from nrc_sim.scenario import (
    bundled_folder,
    bundled_slugs,
    load_defaults,
    load_scenario,
    load_world,
    month_number,
    range_slugs,
)
from nrc_sim.scenario.writing import origins, scenario_text
from ranges import within


def test_every_bundled_file_is_listed_the_range_first():
    files = {path.stem for path in bundled_folder().glob("*.yaml")}
    assert set(bundled_slugs()) == files
    assert len(bundled_slugs()) == len(files) == 15
    assert bundled_slugs()[:13] == range_slugs()


@pytest.mark.parametrize("slug", bundled_slugs())
def test_every_bundled_scenario_loads(slug):
    scenario = load_scenario(slug)
    assert (scenario.slug, scenario.path) == (slug, bundled_folder() / f"{slug}.yaml")
    assert scenario.title
    assert scenario.description
    assert scenario.claims or scenario.file.role == "replay"
    assert f"Scenario({slug!r}, {scenario.start}, {scenario.months} months" in repr(scenario)


@pytest.mark.parametrize("slug", range_slugs())
def test_the_range_runs_five_years_on_the_same_history(slug):
    scenario = load_scenario(slug)
    assert (scenario.start, scenario.months, scenario.file.role) == ("2013-01", 60, "range")
    assert scenario.file.continues == "history_2002_2012"


def test_history_ends_where_the_range_starts():
    history = load_scenario("history_2002_2012")
    assert month_number(history.start) + history.months == month_number(load_scenario("baseline").start)
    assert history.file.role == "history"


def test_the_range_has_one_scenario_at_each_end():
    ends = {slug: load_scenario(slug).range_end for slug in bundled_slugs()}
    assert {slug: end for slug, end in ends.items() if end} == {
        "strategic_partnership": "breakthrough",
        "new_arms_race": "crisis",
    }


@pytest.mark.parametrize("slug", ["history_2002_2012", "replay_2013_2018"])
def test_no_event_carries_a_freeze_or_a_thaw(slug):
    """The institution's ups and downs follow from conduct; an event may found it, and nothing else."""
    scenario = load_scenario(slug)
    frozen = {regime.id for regime in scenario.world.regimes if "frozen" in regime.id}
    assert len(frozen) == 1
    founded = [(shock.id, shock.at, shock.institution) for shock in scenario.shocks if shock.institution]
    assert founded == ([("rome_declaration", "2002-05", "council")] if slug.startswith("history") else [])
    assert not [shock for shock in scenario.shocks if shock.institution in frozen]
    settled = [(shock.id, shock.at, shock.settles) for shock in scenario.shocks if shock.settles]
    ended = [("missile_defense_talks_end", "2013-10", {"missile_defense": "failure"})]
    assert settled == ([] if slug.startswith("history") else ended)
    fields = {name for shock in scenario.shocks for name in shock.model_fields_set}
    assert fields <= {
        "id",
        "label",
        "at",
        "acts",
        "areas",
        "institution",
        "opens",
        "settles",
        "source",
        "reason",
        "kind",
        "consults",
    }


@pytest.mark.parametrize("slug", ["history_2002_2012", "replay_2013_2018"])
def test_every_event_of_the_record_is_dated_and_has_a_source(slug):
    for shock in load_scenario(slug).shocks:
        assert shock.at, shock.id
        assert shock.source in ("article", "outside"), shock.id
        assert shock.reason, shock.id


def test_slugs_resolve_from_any_folder(tmp_path, monkeypatch):
    known = load_scenario("baseline").hash
    monkeypatch.chdir(tmp_path)
    assert load_scenario("baseline").hash == known


def test_a_file_can_be_given_by_its_path(tmp_path, monkeypatch):
    (tmp_path / "story.yml").write_text("extends: baseline\ntitle: A story\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in (Path("story.yml"), "story.yml", "./story.yml", str(tmp_path / "story.yml"), tmp_path / "story.yml"):
        assert load_scenario(name).slug == "story"


def test_an_unknown_slug_is_told_with_the_nearest_one():
    with pytest.raises(InputError) as caught:
        load_scenario("missile_defence_failure")
    assert str(caught.value) == (
        "there is no scenario 'missile_defence_failure'; allowed: a bundled slug or the path of a .yaml file; "
        "did you mean 'missile_defense_failure'?"
    )


def test_an_unknown_slug_that_is_like_no_other_is_told_where_to_look():
    with pytest.raises(InputError, match="`nrc-sim list` shows the bundled ones"):
        load_scenario("zzz")


def test_a_missing_file_is_told():
    with pytest.raises(InputError, match=r"no/such\.yaml:1:1: the file cannot be read \(No such file or directory\)"):
        load_scenario("no/such.yaml")


def test_an_unknown_world_is_told_with_those_there_are(tmp_path):
    text = "title: T\nworld: atlantis\nhorizon: {start: 2013-01, months: 1}\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"there is no world 'atlantis'[\s\S]*allowed: csto_nato, euro_atlantic_2013"):
        load_scenario(tmp_path / "story.yaml")


def test_a_scenario_hash_is_the_same_in_every_process():
    known = load_scenario("baseline").hash
    assert len(known) == 64
    program = "from nrc_sim.scenario import load_scenario; print(load_scenario('baseline').hash)"
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == known


def test_a_scenario_hash_changes_with_what_the_file_says_alone(tmp_path):
    def hash_of(text: str) -> str:
        (tmp_path / "story.yaml").write_text(f"extends: baseline\n{text}", encoding="utf-8")
        return load_scenario(tmp_path / "story.yaml").hash

    plain = hash_of("title: A story\n")
    assert hash_of("# a comment\ntitle:   'A story'\n") == plain
    changes = (
        "title: Another\n",
        "title: A story\npolicies: {transparency: 0.31}\n",
        f"title: A story\nparameters: {{trust: {{learning: {within('trust.learning', 0.9)}}}}}\n",
        "title: A story\nhorizon: {months: 61}\n",
        "title: A story\nshocks: [{id: sanctions, size: 0.5}]\n",
    )
    assert len({plain, *map(hash_of, changes)}) == 1 + len(changes)


def test_all_bundled_scenarios_have_hashes_of_their_own():
    assert len({load_scenario(slug).hash for slug in bundled_slugs()}) == 15


def test_what_is_resolved_can_be_loaded_again(tmp_path):
    for slug in ("strategic_partnership", "history_2002_2012"):
        scenario = load_scenario(slug)
        (tmp_path / f"{slug}.yaml").write_text(json.dumps(scenario.resolved()), encoding="utf-8")
        assert load_scenario(tmp_path / f"{slug}.yaml").hash == scenario.hash


def test_every_number_of_the_world_has_unit_range_and_source():
    world = load_world("euro_atlantic_2013")
    quantities = [quantity for group in world.parameters.values() for quantity in group.values()]
    assert len(quantities) > 70
    for quantity in quantities:
        assert quantity.unit, quantity
        assert quantity.source, quantity
        assert quantity.range[0] < quantity.range[1], quantity


def test_the_defaults_ship_with_the_scenarios():
    defaults = load_defaults()
    assert defaults.runs >= 1
    assert defaults.output == "results"
    assert len(defaults.beside) == 2


@pytest.mark.parametrize("slug", bundled_slugs())
def test_what_is_shown_can_be_loaded_again_and_has_the_same_hash(slug, tmp_path):
    scenario = load_scenario(slug)
    text = scenario_text(scenario)
    (tmp_path / "anything.yaml").write_text(text, encoding="utf-8")
    again = load_scenario(tmp_path / "anything.yaml")
    assert (again.hash, again.slug, again.file) == (scenario.hash, slug, scenario.file)
    values = [line for line in text.splitlines() if not line.startswith("#") and not line.endswith(":")]
    assert all("  # " in line for line in values)


def test_each_value_has_the_file_and_line_it_came_from():
    scenario = load_scenario("missile_defense_compromise", ["policies.dialogue=0.5"])
    lines = scenario_text(scenario).splitlines()
    parent = (bundled_folder() / "baseline.yaml").read_text(encoding="utf-8").splitlines()
    number = 1 + next(number for number, line in enumerate(parent) if line.startswith("horizon"))
    assert f"  start: 2013-01  # baseline.yaml:{number}" in lines
    assert "  dialogue: 0.5  # --set policies.dialogue=0.5" in lines
    assert origins(scenario.written)["horizon.start"].startswith(f"{bundled_folder() / 'baseline.yaml'}:{number}:")
