import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas
import pytest

from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.study.results import Results, ScenarioRuns, gather_runs, summarise_runs, write_tables
from nrc_sim.study.results.datasets import NO_CODE, block_variables, run_variables
from nrc_sim.study.results.tables import COLUMNS, tabulate_summary
from synthetic import (
    CLASSES,
    drop_runs,
    fail_runs,
    labels_of,
    make_block,
    make_results,
    make_runs,
    turn_block,
    wandering_block,
)


def test_runs_know_their_months():
    months = make_runs().months
    assert (str(months[0]), str(months[-1]), months.size) == ("2013-01", "2017-12", 60)


def test_blocks_are_joined_in_the_order_of_their_runs():
    labels = labels_of("baseline")
    index = np.arange(24.0).reshape(4, 6)
    blocks = [make_block(labels, index[2:], 2), make_block(labels, index[:2], 0)]
    joined = gather_runs(load_scenario("baseline"), 1, labels, blocks)
    whole = gather_runs(load_scenario("baseline"), 1, labels, [make_block(labels, index)])
    assert np.array_equal(joined.block.index, index)
    assert joined.digest == whole.digest


def test_the_paths_of_actors_are_kept_as_statistics_and_a_final_mean():
    labels = labels_of("baseline")
    block = make_block(labels, np.zeros((5, 60)))
    runs = gather_runs(load_scenario("baseline"), 1, labels, [block])
    assert np.allclose(runs.tally.means("member_trust"), block.member_trust.mean(axis=0))
    assert runs.block.member_trust.shape[1] == 1
    assert not runs.keeps_actor_paths
    assert np.allclose(runs.block.member_trust[:, 0], block.member_trust[:, -6:].mean(axis=1))


def test_a_run_counts_as_frozen_if_it_ever_was():
    runs = make_runs()
    assert runs.ever_frozen.tolist() == [any(row) for row in runs.frozen.tolist()]


def test_outcomes_have_a_row_for_each_scenario_and_shares_that_add_up():
    table = make_results("baseline", "new_arms_race").outcomes()
    assert list(table.index) == ["baseline", "new_arms_race"]
    assert list(table.columns.levels[0].sort_values()) == sorted(CLASSES)
    assert table.xs("share", axis=1, level="statistic").sum(axis=1).tolist() == pytest.approx([1.0, 1.0])
    assert (table["crisis", "low"] <= table["crisis", "share"]).all()


def test_an_unknown_scenario_is_refused_with_the_known_ones():
    with pytest.raises(InputError, match="no scenario 'other' in these results; allowed: baseline"):
        make_results()["other"]


def test_results_show_their_scenarios():
    assert repr(make_results()) == "Results(ScenarioRuns('baseline', runs=6, seed=1))"
    assert len(make_results()) == 1


def test_the_dataset_is_labelled():
    results = make_results("baseline", "new_arms_race")
    data = results.dataset
    assert data["index"].dims == ("scenario", "run", "month")
    assert data["member_trust_final"].dims == ("scenario", "run", "actor")
    assert data["member_trust_paths"].dims == ("scenario", "statistic", "month", "actor")
    picked = data["index"].sel(scenario="new_arms_race", run=3, month="2014-06-01")
    assert float(picked) == results["new_arms_race"].block.index[3, 17]
    assert data["outcome"].attrs["flag_meanings"].split() == list(CLASSES)
    assert data["index"].attrs["units"] == "points"
    assert data["fear"].attrs["units"] == "1"


def test_scenarios_of_unequal_horizon_have_datasets_of_their_own():
    results = make_results("baseline", "history_2002_2012", "new_arms_race")
    assert {name: data.sizes["scenario"] for name, data in results.groups.items()} == {
        "2013-01_to_2017-12": 2,
        "2002-01_to_2012-12": 1,
    }
    with pytest.raises(InputError, match=r"do not share one dataset.*2013-01_to_2017-12, 2002-01_to_2012-12"):
        _ = results.dataset


def test_unequal_numbers_of_runs_make_groups_with_names_of_their_own():
    few, many = make_runs("baseline", runs=3), make_runs("new_arms_race", runs=4)
    results = Results({few.slug: few, many.slug: many})
    assert list(results.groups) == ["2013-01_to_2017-12", "2013-01_to_2017-12_group_2"]


def test_a_summary_is_plain_data_in_the_documented_form():
    summary = summarise_runs(make_runs())
    assert list(summary) == ["runs", "seed", "outcomes", "parameter_sets", "final_index", "ever_frozen", "digest"]
    assert list(summary["outcomes"]) == list(CLASSES)
    assert list(summary["outcomes"]["crisis"]) == ["share", "low", "high"]
    described = ["mean", "sd", "q05", "q25", "q50", "q75", "q95", "mean_low", "mean_high", "q05_low", "q05_high"]
    assert list(summary["final_index"])[:11] == described
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_the_summary_table_has_a_row_for_each_scenario():
    results = make_results("baseline", "new_arms_race")
    table = tabulate_summary(results)
    assert table["scenario"].tolist() == ["baseline", "new_arms_race"]
    assert table["digest"].tolist() == [runs.digest for runs in results]
    assert table["scenario_hash"].tolist() == [runs.scenario.hash for runs in results]


def test_trajectories_are_long_and_complete(tmp_path):
    runs = make_runs()
    write_tables(Results({runs.slug: runs}), tmp_path)
    table = pandas.read_csv(tmp_path / "trajectories.csv")
    assert tuple(table.columns) == COLUMNS
    assert not table.duplicated(list(COLUMNS[:-1])).any()
    row = table[(table.variable == "index") & (table.statistic == "q50") & (table.time == "2015-03-01")]
    assert row["value"].item() == pytest.approx(np.median(runs.block.index[:, 26]), abs=0.25)
    row = table[(table.variable == "fear") & (table.statistic == "mean") & (table.time == "2017-12-01")]
    assert row["value"].item() == pytest.approx(runs.block.series["fear"][:, -1].mean(), rel=1e-5)
    assert set(table[table.variable.str.startswith("index")].unit) == {"points"}
    assert {f"tension|{issue}" for issue in runs.labels.issues} <= set(table.variable)
    assert set(runs.labels.member_names) <= set(table.region)
    shares = table[table.variable.str.startswith("regime|") & (table.time == "2013-01-01")]
    assert shares["value"].sum() == pytest.approx(1.0, abs=1e-5)


def test_tables_name_pairs_as_the_page_on_results_says(tmp_path):
    page = (Path(__file__).parents[3] / "docs" / "results.md").read_text(encoding="utf-8")
    runs = make_runs("side_by_side")
    write_tables(Results({runs.slug: runs}), tmp_path)
    table = pandas.read_csv(tmp_path / "trajectories.csv", low_memory=False)
    of_sides = {
        name for name in table.variable if re.search("outside|alliance|member|lead|fear", name.partition("|")[0])
    }
    assert {"member_trust", "activity_outside", "fear"} <= of_sides
    assert [name for name in of_sides if f"`{name}`" not in page] == []
    pair = re.search(r"row of `(.+?)`, `member_trust` is the trust of (.+?) in (.+?), `outside_trust` that of", page)
    first, second = pair[2], pair[3]
    assert first in runs.labels.powers[0]
    assert second in runs.labels.powers[1]
    place = runs.labels.parties.index((first, second))
    rows = table[(table.region == pair[1]) & (table.variable == "member_trust")]
    assert np.allclose(rows.value, runs.tally.means("member_trust")[:, place], rtol=1e-5)
    assert f"(`{runs.labels.members[place]}`)" in page


def test_tables_are_written_as_text(tmp_path):
    write_tables(make_results("baseline", "history_2002_2012"), tmp_path)
    assert len(pandas.read_csv(tmp_path / "summary.csv")) == 2
    trajectories = pandas.read_csv(tmp_path / "trajectories.csv", parse_dates=["time"])
    assert trajectories["time"].min() == pandas.Timestamp("2002-01-01")
    assert b"\r" not in (tmp_path / "summary.csv").read_bytes()


def test_names_with_commas_are_quoted_in_trajectories(tmp_path):
    runs = make_runs()
    odd = replace(runs.labels, outside='The "Outside", Power')
    write_tables(Results({runs.slug: replace(runs, labels=odd)}), tmp_path)
    regions = set(pandas.read_csv(tmp_path / "trajectories.csv").region)
    assert 'The "Outside", Power and Alliance' in regions


def test_summaries_only_give_the_same_tables_and_summary(tmp_path):
    results = make_results("baseline", "new_arms_race")
    summaries = drop_runs(results)
    for name, listed in {"full": results, "summaries": summaries}.items():
        (tmp_path / name).mkdir()
        write_tables(listed, tmp_path / name)
    for file in ("summary.csv", "trajectories.csv"):
        assert (tmp_path / "full" / file).read_bytes() == (tmp_path / "summaries" / file).read_bytes()
    assert json.dumps(summaries.summary()) == json.dumps(results.summary())
    assert summaries.outcomes().equals(results.outcomes())
    assert (summaries.summary_only, results.summary_only) == (True, False)


@pytest.mark.parametrize("name", ["final_index", "outcome", "frozen", "ever_frozen", "single_runs", "asked_runs"])
def test_single_runs_of_summaries_are_refused(name):
    message = "the results of 'baseline' hold summaries only; allowed: .* run without summary_only"
    with pytest.raises(InputError, match=message):
        getattr(drop_runs(make_results())["baseline"], name)


def test_the_dataset_of_summaries_is_refused():
    with pytest.raises(InputError, match="hold summaries only"):
        _ = drop_runs(make_results()).dataset


def failed_runs(*failed: int) -> ScenarioRuns:
    labels = labels_of("baseline")
    return gather_runs(load_scenario("baseline"), 1, labels, [fail_runs(wandering_block(runs=6), *failed)])


def test_failed_runs_are_listed_and_not_counted():
    runs = failed_runs(2, 5)
    assert (runs.runs, runs.requested) == (4, 6)
    results = Results({"baseline": runs})
    assert [failure.run for failure in results.failures] == [2, 5]
    summary = results.summary()["baseline"]
    assert (summary["runs"], summary["failed"]) == (4, 2)
    assert summary["failures"][0] == {
        "scenario": "baseline",
        "run": 2,
        "month": "2014-03",
        "stage": "scenario",
        "place": "fear",
        "error": "not a finite number",
        "seed": 1,
        "parameters": "ensemble",
        "trace": 'nrc_sim.RelationshipModel("baseline", seed=1, run=2), then step() up to 2014-03',
    }
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_failed_runs_have_no_numbers_in_the_dataset():
    data = Results({"baseline": failed_runs(2, 5)}).dataset
    assert data["run"].to_numpy().tolist() == list(range(6))
    whole = make_results().dataset
    kept = [0, 1, 3, 4]
    assert np.array_equal(data["index"].sel(run=kept), whole["index"].sel(run=kept))
    assert np.isnan(data["index"].sel(run=[2, 5])).all()
    assert np.isnan(data["member_trust_final"].sel(run=5)).all()
    assert (data["regime"].sel(run=[2, 5]) == NO_CODE).all()
    assert (data["outcome"].sel(run=5) == NO_CODE).all()


def test_a_scenario_of_which_all_runs_failed_leaves_the_others_as_they_are(tmp_path):
    good, bad = make_runs("new_arms_race"), failed_runs(*range(6))
    results = Results({"baseline": bad, "new_arms_race": good})
    assert list(results.summary()["baseline"]) == ["runs", "seed", "failed", "failures", "digest"]
    table = results.outcomes()
    assert np.isnan(table.loc["baseline"]).all()
    assert table.loc["new_arms_race", ("crisis", "share")] == good.shares()["crisis"].share
    write_tables(results, tmp_path)
    summary = pandas.read_csv(tmp_path / "summary.csv", index_col="scenario")
    assert summary.loc["baseline", "failed"] == 6
    assert np.isnan(summary.loc["baseline", "crisis_share"])
    assert set(pandas.read_csv(tmp_path / "trajectories.csv").scenario) == {"new_arms_race"}
    assert np.isnan(results.dataset["index"].sel(scenario="baseline")).all()


def test_the_trace_of_a_failed_history_names_the_model_alone():
    failure = replace(fail_runs(wandering_block(), 3).failures[0], stage="history")
    assert failure.trace == 'nrc_sim.RelationshipModel("baseline", seed=1, run=3)'


def test_paths_of_all_actors_are_in_the_dataset_if_they_were_kept():
    block = wandering_block()
    runs = gather_runs(load_scenario("baseline"), 1, labels_of("baseline"), [block], actor_paths=True)
    assert runs.keeps_actor_paths
    data = Results({"baseline": runs}).dataset
    assert data["member_trust"].dims == ("scenario", "run", "month", "actor")
    assert np.array_equal(data["outside_trust"][0], block.outside_trust)
    plain = make_results().dataset
    assert np.allclose(data["member_trust_final"], plain["member_trust_final"], rtol=1e-6)
    assert "member_trust" not in plain


def test_variables_are_described_as_they_are_in_the_dataset():
    data = make_results().dataset
    runs = make_runs()
    described = run_variables([runs], actor_paths=False)
    values = block_variables(runs.block, runs, [], actor_paths=False)
    assert list(values) == list(described) == [name for name in data if "run" in data[name].dims]
    for name, about in described.items():
        assert (data[name].dims, data[name].dtype, data[name].attrs) == (about.axes, about.dtype, about.attributes)


def test_the_order_in_memory_changes_no_result():
    block = wandering_block()
    labels, scenario = labels_of("baseline"), load_scenario("baseline")
    plain, turned = (gather_runs(scenario, 1, labels, [item]) for item in (block, turn_block(block)))
    assert summarise_runs(plain) == summarise_runs(turned)
    first, second = (Results({"baseline": runs}).dataset for runs in (plain, turned))
    assert first.equals(second)
