import shutil
from pathlib import Path

import pytest

import nrc_sim as nrc
from nrc_sim.errors import InputError
from nrc_sim.figures.style import figure_look
from nrc_sim.scenario import Scenario, bundled_folder, load_scenario
from nrc_sim.study.running import resolve_scenarios
from nrc_sim.study.store import load_results

GOOD = Path(__file__).parents[2] / "corpus" / "good"


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


def test_two_worlds_of_one_name_are_refused_since_results_could_not_tell_them_apart(tmp_path):
    for folder, title in (("first", "One"), ("second", "Another")):
        (tmp_path / folder).mkdir()
        story = (GOOD / "own_world.yaml").read_text().replace("The straits", title)
        (tmp_path / folder / f"{folder}.yaml").write_text(story)
        world = (GOOD / "straits.yaml").read_text().replace("the Harbour League", title)
        (tmp_path / folder / "straits.yaml").write_text(world)
    with pytest.raises(InputError, match="'first' and 'second' play in two worlds that are both called 'straits"):
        resolve_scenarios([tmp_path / "first" / "first.yaml", tmp_path / "second" / "second.yaml"])


@pytest.mark.filterwarnings("ignore:the world 'straits_1900' ships no accepted")
def test_results_of_a_world_whose_slug_is_not_its_file_name_can_be_loaded(tmp_path):
    with figure_look(formats=["none"]):
        written = nrc.run(GOOD / "own_world.yaml", runs=2, seed=1, output=tmp_path / "out")
    assert load_results(tmp_path / "out").summary() == written.summary()


def write_stories(folder: Path) -> None:
    """A history, a story that continues it, and others that build on this; their names are in another order."""
    head = "world: euro_atlantic_2013\nhorizon:"
    texts = {
        "a_third": "extends: b_second\ntitle: Third\n",
        "b_second": "extends: z_first\ntitle: Second\n",
        "c_past": f"title: Past\n{head} {{start: 2012-01, months: 12}}\nrole: history\n",
        "z_first": f"title: First\ncontinues: c_past\n{head} {{start: 2013-01, months: 3}}\n",
    }
    for slug, text in texts.items():
        (folder / f"{slug}.yaml").write_text(text, encoding="utf-8")


def test_a_folder_gives_those_on_which_others_build_first_and_no_history_that_they_continue(tmp_path):
    write_stories(tmp_path)
    assert [scenario.slug for scenario in resolve_scenarios(tmp_path)] == ["z_first", "b_second", "a_third"]
    for slug in ("a_third", "b_second", "z_first"):
        (tmp_path / f"{slug}.yaml").unlink()
    assert [scenario.slug for scenario in resolve_scenarios(tmp_path)] == ["c_past"]
