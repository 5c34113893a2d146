import shutil

import pytest

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, bundled_folder, load_scenario
from nrc_sim.study.running import resolve_scenarios


def test_a_scenario_is_chosen_by_slug_file_or_itself(tmp_path):
    file = shutil.copy(bundled_folder() / "baseline.yaml", tmp_path / "mine.yaml")
    chosen = resolve_scenarios(["new_arms_race", file, load_scenario("no_new_impulse")])
    assert [scenario.slug for scenario in chosen] == ["new_arms_race", "mine", "no_new_impulse"]
    assert resolve_scenarios(file)[0].slug == "mine"


def test_a_folder_gives_its_scenario_files(tmp_path):
    for name in ("b.yaml", "a.yml", "notes.txt"):
        shutil.copy(bundled_folder() / "baseline.yaml", tmp_path / name)
    assert [scenario.slug for scenario in resolve_scenarios(tmp_path)] == ["a", "b"]


def test_a_scenario_that_is_named_twice_is_taken_once():
    assert len(resolve_scenarios(["baseline", "baseline", load_scenario("baseline")])) == 1


def test_a_folder_without_scenario_files_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no scenario files in this folder; allowed: files that end in .yaml"):
        resolve_scenarios(tmp_path)


def test_no_scenario_at_all_is_refused():
    with pytest.raises(InputError, match="no scenario was given; allowed: slugs, files or folders"):
        resolve_scenarios([])


def test_two_scenarios_of_one_slug_are_refused():
    other = load_scenario("new_arms_race")
    twin = Scenario(other.file.model_copy(update={"slug": "baseline"}), other.world, other.path)
    with pytest.raises(InputError, match="two scenarios have the slug 'baseline'; rename one of the files"):
        resolve_scenarios(["baseline", twin])
