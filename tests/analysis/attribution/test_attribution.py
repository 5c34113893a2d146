import dataclasses
import json

import numpy as np
import pandas
import pytest

from nrc_sim.analysis.attribution import attribute
from nrc_sim.analysis.comparison import compare_scenarios
from nrc_sim.api import run, write_attribution
from nrc_sim.engine.kernel import simulate_block
from nrc_sim.errors import InputError, RunError
from nrc_sim.figures.attribution import write_attribution_figure
from nrc_sim.scenario import load_scenario
from nrc_sim.study.running import Settings
from nrc_sim.study.store import draft_folder

RUNS = 64
SETTINGS = Settings(RUNS, 5, workers=1, parameters="central")


@pytest.fixture(scope="module")
def exact():
    return attribute("renewed_expansion", settings=SETTINGS)


@pytest.fixture(scope="module")
def sampled():
    return attribute("strategic_partnership", settings=dataclasses.replace(SETTINGS, runs=24), permutations=4)


def test_few_elements_are_attributed_from_all_combinations(exact):
    assert (exact.method, exact.coalitions, exact.permutations) == ("exact", 8, 0)
    assert [element.name for element in exact.elements] == [
        "shocks.enlargement_invitation",
        "shocks.enlargement_plans",
        "shocks.enlargement_decision",
    ]
    assert [outcome.target.name for outcome in exact.outcomes] == ["final_index", "share_crisis", "share_breakthrough"]


@pytest.mark.slow
def test_the_values_of_all_elements_add_up_to_the_whole_difference(exact, sampled):
    for found in (exact, sampled):
        for outcome in found.outcomes:
            total = sum(one.shapley.mean for one in outcome.contributions)
            assert total == pytest.approx(outcome.total.mean, abs=1e-9)
            assert outcome.total.mean == pytest.approx(outcome.of_scenario - outcome.of_baseline, abs=1e-9)


def test_the_whole_difference_is_the_one_that_a_comparison_gives(exact):
    results = run(["baseline", "renewed_expansion"], runs=RUNS, seed=5, workers=1, parameters="central")
    (pair,) = compare_scenarios(results)
    assert exact.outcomes[0].total == pytest.approx(pair.final_index, abs=1e-12)
    assert exact.outcomes[1].total == pytest.approx(pair.shares["crisis"], abs=1e-12)


def test_a_step_of_enlargement_carries_a_fall_of_the_index(exact):
    decision = exact.outcomes[0].contributions[-1]
    assert decision.shapley.high < 0.0
    assert min(decision.alone.mean, decision.last.mean) - 1e-9 <= decision.shapley.mean
    assert decision.sampling_error == 0.0


def test_drawn_orders_leave_an_error_that_widens_the_intervals(sampled):
    assert (sampled.method, sampled.permutations) == ("sampled", 4)
    assert len(sampled.elements) > 8
    index = sampled.outcomes[0]
    assert max(one.sampling_error for one in index.contributions) > 0.0
    for one in index.contributions:
        assert one.shapley.high - one.shapley.mean >= one.sampling_error - 1e-12


def test_an_attribution_does_not_depend_on_workers_or_blocks(exact):
    settings = dataclasses.replace(SETTINGS, workers=2, block_runs=48)
    assert attribute("renewed_expansion", settings=settings).describe() == exact.describe()


def test_every_run_draws_a_parameter_set_unless_all_have_the_central_one(exact):
    settings = dataclasses.replace(SETTINGS, parameters="ensemble")
    other = attribute("renewed_expansion", settings=settings)
    assert other.outcomes[0].total != exact.outcomes[0].total


def test_a_changed_scenario_can_be_compared_with_itself():
    changed = load_scenario("baseline", ("policies.dialogue=1",))
    found = attribute(changed, settings=dataclasses.replace(SETTINGS, runs=16))
    (element,) = found.elements
    assert (element.name, element.label) == ("policies.dialogue", "dialogue 0 to 1")
    (one,) = found.outcomes[0].contributions
    assert one.shapley == pytest.approx(found.outcomes[0].total)
    assert one.alone == pytest.approx(one.last)


@pytest.mark.figures
def test_data_table_and_figure_of_an_attribution_are_written(exact, tmp_path):
    scenario, baseline = load_scenario("renewed_expansion"), load_scenario("baseline")
    with draft_folder(tmp_path / "out", command="attribute") as draft:
        write_attribution(exact, scenario, baseline, draft)
    document = json.loads((tmp_path / "out" / "attribution.json").read_text())
    assert document["outcomes"]["final_index"]["elements"][0]["change"] == "added"
    table = pandas.read_csv(tmp_path / "out" / "attribution.csv")
    sums = table.groupby("outcome")["shapley_mean"].sum()
    assert sums["final_index"] == pytest.approx(document["outcomes"]["final_index"]["difference"]["mean"])
    again = write_attribution_figure(exact, scenario, baseline, tmp_path / "again")
    assert [(tmp_path / "out" / path.name).read_bytes() for path in again] == [path.read_bytes() for path in again]


def test_too_few_runs_are_refused():
    with pytest.raises(InputError, match="runs is 1; allowed: at least 2"):
        attribute("renewed_expansion", settings=Settings(1, 5))


def test_more_runs_than_there_is_memory_for_are_refused():
    with pytest.raises(InputError, match=r"keeping 2,000,000,000 runs of .* combinations takes about .* use fewer"):
        attribute("missile_defense_failure", settings=Settings(2_000_000_000, 1, months=3))


@pytest.mark.parametrize("permutations", [3, 4.5, 10**9])
def test_too_few_or_too_many_orders_are_refused(permutations):
    with pytest.raises(InputError, match=f"permutations is {permutations}; allowed: a whole number from 4"):
        attribute("renewed_expansion", settings=SETTINGS, permutations=permutations)


def test_a_failed_run_ends_an_attribution(monkeypatch):
    def fail(job, first, runs, states, **options):
        return simulate_block(job, first, runs, np.full_like(states, np.nan), **options)

    monkeypatch.setattr("nrc_sim.engine.kernel.simulate_block", fail)
    with pytest.raises(RunError, match=r"run 0 failed in 20\d\d-\d\d: "):
        attribute("renewed_expansion", settings=dataclasses.replace(SETTINGS, runs=2))
