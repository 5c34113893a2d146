import json

import numpy as np
import pandas
import pytest

from nrc_sim.errors import InputError
from nrc_sim.results import Results, gather_runs, summarise_runs, write_tables
from nrc_sim.results.tables import COLUMNS, tabulate_summary, tabulate_trajectories
from nrc_sim.scenario import load_scenario
from synthetic import CLASSES, labels_of, make_block, make_results, make_runs


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
    assert np.allclose(runs.actor_paths["member_trust"][0], block.member_trust.mean(axis=0))
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
    assert list(summary) == ["runs", "seed", "outcomes", "final_index", "ever_frozen", "digest"]
    assert list(summary["outcomes"]) == list(CLASSES)
    assert list(summary["outcomes"]["crisis"]) == ["share", "low", "high"]
    assert list(summary["final_index"]) == ["mean", "sd", "q05", "q25", "q50", "q75", "q95"]
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_the_summary_table_has_a_row_for_each_scenario():
    results = make_results("baseline", "new_arms_race")
    table = tabulate_summary(results)
    assert table["scenario"].tolist() == ["baseline", "new_arms_race"]
    assert table["digest"].tolist() == [runs.digest for runs in results]
    assert table["scenario_hash"].tolist() == [runs.scenario.hash for runs in results]


def test_trajectories_are_long_and_complete():
    runs = make_runs()
    table = tabulate_trajectories(Results({runs.slug: runs}))
    assert tuple(table.columns) == COLUMNS
    assert not table.duplicated(list(COLUMNS[:-1])).any()
    row = table[(table.variable == "index") & (table.statistic == "q50") & (table.time == "2015-03-01")]
    assert row["value"].item() == np.median(runs.block.index[:, 26])
    assert set(table[table.variable.str.startswith("index")].unit) == {"points"}
    assert {f"tension|{issue}" for issue in runs.labels.issues} <= set(table.variable)
    assert set(runs.labels.member_names) <= set(table.region)
    shares = table[table.variable.str.startswith("regime|") & (table.time == "2013-01-01")]
    assert shares["value"].sum() == pytest.approx(1.0)


def test_tables_are_written_as_text(tmp_path):
    write_tables(make_results("baseline", "history_2002_2012"), tmp_path)
    assert len(pandas.read_csv(tmp_path / "summary.csv")) == 2
    trajectories = pandas.read_csv(tmp_path / "trajectories.csv", parse_dates=["time"])
    assert trajectories["time"].min() == pandas.Timestamp("2002-01-01")
    assert b"\r" not in (tmp_path / "summary.csv").read_bytes()
