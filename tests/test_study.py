import shutil

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.model import simulate_histories
from nrc_sim.scenario import Scenario, bundled_folder, load_scenario
from nrc_sim.study import HISTORY, LARGEST_BLOCK, Settings, resolve_scenarios, simulate_study

SETTINGS = Settings(runs=3, seed=5, workers=1)


@pytest.fixture(scope="module")
def results():
    return simulate_study(resolve_scenarios(["baseline", "new_arms_race"]), SETTINGS)


def test_every_scenario_is_simulated_for_all_its_runs(results):
    assert list(results.scenarios) == ["baseline", "new_arms_race"]
    assert [runs.block.index.shape for runs in results] == [(3, 60), (3, 60)]
    assert [runs.seed for runs in results] == [5, 5]


def test_a_run_is_the_same_in_an_ensemble_of_any_size(results):
    larger = simulate_study(resolve_scenarios("baseline"), Settings(runs=4, seed=5, workers=1))
    assert np.array_equal(larger["baseline"].block.index[:3], results["baseline"].block.index)


def test_results_do_not_depend_on_the_number_of_workers(results):
    again = simulate_study(resolve_scenarios(["baseline", "new_arms_race"]), Settings(3, 5, workers=2))
    assert [runs.digest for runs in again] == [runs.digest for runs in results]
    assert again.summary() == results.summary()


def test_results_do_not_depend_on_the_size_of_blocks(results, monkeypatch):
    monkeypatch.setattr("nrc_sim.study.LARGEST_BLOCK", 1)
    again = simulate_study(resolve_scenarios(["baseline", "new_arms_race"]), SETTINGS)
    assert [runs.digest for runs in again] == [runs.digest for runs in results]


def test_a_scenario_does_not_depend_on_those_beside_it(results):
    alone = simulate_study(resolve_scenarios("new_arms_race"), SETTINGS)
    assert alone["new_arms_race"].digest == results["new_arms_race"].digest


def test_another_seed_gives_other_results(results):
    other = simulate_study(resolve_scenarios("baseline"), Settings(runs=3, seed=6, workers=1))
    assert other["baseline"].digest != results["baseline"].digest


def test_a_shared_history_is_simulated_once(monkeypatch):
    calls = []

    def counted(job, first_run, runs):
        calls.append((job.history_key, first_run))
        return simulate_histories(job, first_run, runs)

    monkeypatch.setattr("nrc_sim.study.simulate_histories", counted)
    simulate_study(resolve_scenarios(["baseline", "new_arms_race", "no_new_impulse"]), Settings(2, 1, workers=1))
    assert len(calls) == len(set(calls)) == len(Settings(2, 1, workers=1).ranges())


def test_progress_is_told_for_the_history_and_each_scenario():
    told = []
    simulate_study(resolve_scenarios("baseline"), Settings(2, 1, workers=1), lambda *news: told.append(news))
    assert told[0] == (HISTORY, 0, 2)
    assert (HISTORY, 2, 2) in told
    assert told[-1] == ("baseline", 2, 2)


@pytest.mark.parametrize("runs", [1, 7, 50, 199, 1000])
@pytest.mark.parametrize("workers", [1, 2, 16])
def test_blocks_cover_every_run_once(runs, workers):
    ranges = Settings(runs, 1, workers=workers).ranges()
    assert [run for first, size in ranges for run in range(first, first + size)] == list(range(runs))
    assert max(size for _, size in ranges) <= LARGEST_BLOCK


def test_there_are_no_more_workers_than_blocks_and_few_for_little_work():
    assert Settings(1, 1, workers=8).workers_for(2) == 2
    assert Settings(2, 1).workers_for(1) == 1
    assert Settings(500, 1, workers=3).workers_for(13) == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"runs": 0}, "runs is 0; allowed: a whole number from 1"),
        ({"runs": 2.5}, "runs is 2.5; allowed: a whole number from 1"),
        ({"runs": True}, "runs is True; allowed: a whole number from 1"),
        ({"seed": -1}, "seed is -1; allowed: a whole number from 0 to 9223372036854775807"),
        ({"seed": 2**63}, "seed is 9223372036854775808"),
        ({"months": 0}, "months is 0; allowed: a whole number from 1"),
        ({"workers": 0}, "workers is 0; allowed: a whole number from 1"),
        ({"engine": "fast"}, "engine is 'fast'; allowed: auto, mesa"),
        ({"parameters": "all"}, "parameters is 'all'; allowed: central"),
    ],
)
def test_settings_that_are_not_allowed_are_named(values, message):
    with pytest.raises(InputError, match=message):
        Settings(**{"runs": 1, "seed": 1, **values})


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
