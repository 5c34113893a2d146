import tracemalloc
from functools import cache

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.study.executors import work_is_left
from nrc_sim.study.running import (
    SIMULATING,
    Listener,
    Settings,
    engines,
    memory,
    ranges,
    resolve_scenarios,
    simulate_study,
)
from nrc_sim.study.statistics.intervals import wilson_share

PAIR = ("baseline", "new_arms_race")
ENGINES = ("mesa", "compiled")


def simulated(*slugs: str | Scenario, **settings):
    return simulate_study(
        resolve_scenarios(slugs or PAIR), Settings(**{"runs": 3, "seed": 5, "workers": 1, **settings})
    )


def tallies(results) -> dict[str, dict[str, bytes]]:
    return {runs.slug: {name: array.tobytes() for name, array in runs.tally.arrays.items()} for runs in results}


@pytest.fixture(scope="module")
def results():
    return simulated()


@pytest.fixture(scope="module")
def thousands():
    return simulated("no_new_impulse", runs=2000, months=6, workers=2)


@cache
def divided() -> Scenario:
    """The baseline with a bound between classes that half of the runs pass."""
    scenario = load_scenario("baseline")
    outcomes = scenario.world.outcomes
    ends = simulated("baseline", runs=400, months=6)["baseline"].block.index.mean(axis=1)
    middle = float(np.median(ends))
    bounds = tuple(middle + 1000.0 * (place - 1) for place in range(len(outcomes.bounds)))
    changed = {"outcomes": outcomes.model_copy(update={"bounds": bounds})}
    return Scenario(scenario.file, scenario.world.model_copy(update=changed), scenario.path)


@pytest.fixture
def broken_histories(monkeypatch):
    """Take the numbers away from the states of some runs at the beginning of the scenario."""

    def load_broken(name: str) -> engines.Engine:
        engine = engines.load_engine(name)

        def simulate_histories(job, first_run, runs):
            states = np.array(engine.simulate_histories(job, first_run, runs))
            for run in (1, 4):
                if first_run <= run < first_run + runs:
                    states[run - first_run, 0] = np.nan
            return states

        return engine._replace(simulate_histories=simulate_histories)

    monkeypatch.setattr(ranges, "load_engine", load_broken)


def test_every_scenario_is_simulated_for_all_its_runs(results):
    assert list(results.scenarios) == list(PAIR)
    assert [runs.block.index.shape for runs in results] == [(3, 60), (3, 60)]
    assert [runs.block.run.tolist() for runs in results] == [[0, 1, 2], [0, 1, 2]]
    assert [(runs.seed, runs.runs, runs.requested) for runs in results] == [(5, 3, 3), (5, 3, 3)]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("workers", [1, 2])
def test_results_depend_neither_on_the_engine_nor_on_the_workers(results, engine, workers):
    again = simulated(engine=engine, workers=workers)
    assert again.summary() == results.summary()
    assert tallies(again) == tallies(results)
    assert all(np.array_equal(one.block.index, two.block.index) for one, two in zip(again, results, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("block_runs", [1, 2])
def test_results_of_the_readable_engine_do_not_depend_on_the_size_of_blocks(results, block_runs):
    assert simulated(engine="mesa", block_runs=block_runs).summary() == results.summary()


@pytest.mark.slow
@pytest.mark.parametrize(("block_runs", "workers"), [(7, 2), (64, 1), (64, 2), (1000, 1), (1000, 2)])
def test_results_of_the_compiled_engine_do_not_depend_on_the_size_of_blocks(thousands, block_runs, workers):
    again = simulated("no_new_impulse", runs=2000, months=6, block_runs=block_runs, workers=workers)
    assert again.summary() == thousands.summary()
    assert tallies(again) == tallies(thousands)


def test_results_of_the_compiled_engine_do_not_depend_on_blocks_of_one_run(results):
    assert simulated(block_runs=1, engine="compiled").summary() == results.summary()


def test_leaves_of_an_ensemble_are_the_first_leaves_of_a_larger_one(thousands):
    larger = simulated("no_new_impulse", runs=2500, months=6, workers=2)
    leaves = larger["no_new_impulse"].leaves
    assert leaves[:2] == thousands["no_new_impulse"].leaves
    assert len(leaves) == 3


def test_a_run_is_the_same_in_an_ensemble_of_any_size(results):
    larger = simulated("baseline", runs=4)
    assert np.array_equal(larger["baseline"].block.index[:3], results["baseline"].block.index)


def test_a_scenario_does_not_depend_on_those_beside_it(results):
    assert simulated("new_arms_race")["new_arms_race"].digest == results["new_arms_race"].digest


def test_another_seed_gives_other_results(results):
    assert simulated("baseline", seed=6)["baseline"].digest != results["baseline"].digest


def test_a_history_is_simulated_once_for_all_scenarios_that_share_it(monkeypatch):
    calls = []

    def load_counting(name: str) -> engines.Engine:
        engine = engines.load_engine(name)

        def simulate_histories(job, first_run, runs):
            calls.append(first_run)
            return engine.simulate_histories(job, first_run, runs)

        return engine._replace(simulate_histories=simulate_histories)

    monkeypatch.setattr(ranges, "load_engine", load_counting)
    simulated("baseline", "new_arms_race", "no_new_impulse", runs=100, months=2, block_runs=50)
    assert calls == [0, 50]


@pytest.mark.parametrize("engine", ENGINES)
def test_progress_is_told_in_runs_of_all_scenarios(engine):
    told = []
    settings = Settings(3, 1, workers=1, engine=engine, months=2, block_runs=1)
    simulate_study(resolve_scenarios(PAIR), settings, Listener(lambda *news: told.append(news)))
    assert told == [(SIMULATING, 2, 6), (SIMULATING, 4, 6), (SIMULATING, 6, 6)]


def test_summaries_are_those_of_the_full_results_without_the_runs(results):
    summaries = simulated(summary_only=True)
    assert summaries.summary() == results.summary()
    assert tallies(summaries) == tallies(results)
    assert [runs.block for runs in summaries] == [None, None]


@pytest.mark.slow
def test_the_memory_that_summaries_take_does_not_grow_with_the_runs():
    peaks = []
    simulated("baseline", runs=256, months=12, summary_only=True)
    for runs in (512, 8000):
        tracemalloc.start()
        simulated("baseline", runs=runs, months=12, summary_only=True)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


def test_the_paths_of_actors_are_kept_if_they_are_wanted(results):
    messages = []
    settings = Settings(3, 5, workers=1, actor_paths=True)
    kept = simulate_study(resolve_scenarios(PAIR), settings, Listener(message=messages.append))
    assert kept["baseline"].block.member_trust.shape == (3, 60, len(kept["baseline"].labels.members))
    assert kept.dataset["outside_trust"].dims == ("scenario", "run", "month", "actor")
    assert kept.summary() == results.summary()
    assert messages[0] == "the paths of all actors take about 0 MB more"


def test_runs_that_do_not_fit_into_memory_are_refused_before_any_is_simulated(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 10**6)
    monkeypatch.setattr(ranges, "load_engine", lambda _: pytest.fail("simulated"))
    with pytest.raises(InputError, match="keeping 100 runs of 2 scenarios takes about 2 MB of memory"):
        simulated(runs=100)


@pytest.mark.slow
@pytest.mark.usefixtures("broken_histories")
@pytest.mark.parametrize("engine", ENGINES)
def test_failed_runs_are_reported_and_the_rest_is_there(engine, results):
    found = simulated(engine=engine, runs=6)
    assert [(failure.scenario, failure.run) for failure in found.failures] == [
        (slug, run) for slug in PAIR for run in (1, 4)
    ]
    assert {(failure.stage, failure.month) for failure in found.failures} == {("scenario", "2013-01")}
    runs = found["baseline"]
    assert (runs.runs, runs.requested, runs.block.run.tolist()) == (4, 6, [0, 2, 3, 5])
    assert np.array_equal(runs.block.index[:2], results["baseline"].block.index[[0, 2]])
    assert found.summary()["baseline"]["failed"] == 2
    assert np.isnan(found.dataset["index"].sel(scenario="baseline", run=4)).all()


@pytest.mark.slow
@pytest.mark.usefixtures("broken_histories")
def test_failed_runs_do_not_depend_on_engine_workers_and_blocks():
    first = simulated(runs=6)
    assert simulated(runs=6, engine="mesa").summary() == first.summary()
    assert simulated(runs=6, block_runs=1, workers=2).summary() == first.summary()
    assert simulated(runs=6, summary_only=True).summary() == first.summary()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("summary_only", [False, True])
def test_runs_are_added_until_the_shares_are_known(workers, summary_only):
    messages = []
    settings = Settings(
        1, 5, months=6, workers=workers, until_error=0.02, summary_only=summary_only, block_runs=100 * workers
    )
    found = simulate_study([divided()], settings, Listener(message=messages.append))["baseline"]
    assert found.runs == 3000
    assert messages[-1] == "3,000 runs of each scenario give shares to within 0.02"
    widths = [(share.high - share.low) / 2 for share in found.shares().values()]
    assert max(widths) <= 0.02
    assert found.leaves == simulated(divided(), runs=3000, months=6, summary_only=True)["baseline"].leaves
    fewer = simulated(divided(), runs=2000, months=6, summary_only=True)["baseline"]
    counts = fewer.tally.outcomes[-1].tolist()
    assert max(share.high - share.low for share in (wilson_share(count, 2000) for count in counts)) / 2 > 0.02
    assert summary_only or found.block.run.tolist() == list(range(3000))


def test_an_error_that_asks_for_too_many_runs_is_refused():
    with pytest.raises(InputError, match=r"until_error 0.0001 would take about .* runs of each scenario"):
        simulated(divided(), months=6, until_error=1e-4, summary_only=True)


@pytest.mark.slow
def test_threads_end_with_the_scenario_they_are_at_when_all_is_interrupted():
    scenario = load_scenario("baseline")
    files = [scenario.file.model_copy(update={"slug": f"copy_{copy}"}) for copy in range(12)]
    many = [Scenario(file, scenario.world, scenario.path) for file in files]
    counted = []

    def interrupt(*news: object) -> None:
        counted.append(news)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_study(many, Settings(100_000, 1, summary_only=True, workers=2, block_runs=64), Listener(interrupt))
    assert len(counted) == 1
    assert not work_is_left()


def test_the_compiled_engine_works_in_threads_and_the_readable_one_in_processes():
    assert engines.load_engine("auto").threads
    assert engines.load_engine("compiled").threads
    assert not engines.load_engine("mesa").threads


def test_it_is_said_when_the_engine_will_be_compiled(monkeypatch):
    from nrc_sim.engine import kernel

    messages = []
    monkeypatch.setattr(kernel, "is_compiled", lambda: False, raising=False)
    assert engines.engine_will_compile("compiled")
    assert not engines.engine_will_compile("mesa")
    settings = Settings(1, 1, months=1, workers=1)
    simulate_study(resolve_scenarios("baseline"), settings, Listener(message=messages.append))
    assert messages == ["compiling the engine for this machine (once, about half a minute)"]
