import json
from dataclasses import replace

import numpy as np
import pandas
import pytest

from nrc_sim.analysis.turning_points import find_indicators, find_medoid_runs, find_turning_points
from nrc_sim.analysis.turning_points.medoid_runs import standardise_paths
from nrc_sim.analysis.turning_points.thresholds import fit_rule, rank_area
from nrc_sim.api import run, write_turning_points
from nrc_sim.errors import InputError
from nrc_sim.figures.turning_points import join_spans
from nrc_sim.scenario import load_scenario
from nrc_sim.study.results import Results, gather_runs
from nrc_sim.study.store import draft_folder
from synthetic import drop_runs, labels_of, make_block, make_results


def runs_of(index):
    """Runs of the baseline with a given index (run, month)."""
    labels = labels_of("baseline")
    return gather_runs(load_scenario("baseline"), 1, labels, [make_block(labels, index)])


@pytest.fixture(scope="module")
def parted():
    """Thirty runs whose index parts for good in month 20, up or down; everything else is noise."""
    rng = np.random.default_rng(3)
    way = np.where(np.arange(60) >= 20, 60.0, 0.0)
    signs = np.where(np.arange(30) % 3 == 0, -1.0, 1.0)
    return runs_of(signs[:, None] * way + rng.normal(size=(30, 60)))


@pytest.fixture(scope="module")
def real():
    return run("baseline", runs=300, seed=7, workers=1)


def test_the_medoid_run_is_nearest_to_the_others_of_its_class(real):
    runs = real["baseline"]
    paths = standardise_paths(runs.single_runs.index)
    for one in find_medoid_runs(runs):
        rows = np.flatnonzero(runs.outcome == runs.classes.index(one.outcome))
        squares = ((paths[rows][:, None] - paths[rows][None]) ** 2).mean(axis=2).sum(axis=1) / (rows.size - 1)
        assert one.run == rows[np.argmin(squares)]
        assert one.distance == pytest.approx(squares.min())
        assert one.mean_distance == pytest.approx(squares.mean())


def test_a_medoid_run_lists_what_happens_in_it(real):
    runs = real["baseline"]
    for one in find_medoid_runs(runs):
        block = runs.single_runs
        months = [str(month) for month in runs.months]
        for change in one.changes:
            place = months.index(change.month)
            codes, names = block.regime[one.run], runs.labels.regimes
            if change.what != "institution":
                codes = block.settlement[one.run, :, runs.labels.negotiations.index(change.what)]
                names = runs.labels.settlements
            assert (names[codes[place - 1]], names[codes[place]]) == (change.before, change.after)
        steps = np.abs(np.diff(block.index[one.run]))
        assert abs(one.moves[0].change) == steps.max()
        assert [change.month for change in one.changes] == sorted(change.month for change in one.changes)


def test_a_class_of_one_run_has_it_as_its_medoid():
    index = np.zeros((3, 60))
    index[2] = 80.0
    found = find_medoid_runs(runs_of(index))
    assert [(one.outcome, one.run, one.runs) for one in found] == [("stagnation", 0, 2), ("breakthrough", 2, 1)]
    assert (found[1].distance, found[1].mean_distance) == (0.0, 0.0)


def test_a_rule_finds_the_variable_and_the_threshold():
    values = np.array([[5.0, 1.0], [1.0, 2.0], [4.0, 3.0], [2.0, 4.0]])
    rule = fit_rule(values, np.array([True, True, False, False]))
    assert rule == (1, 2.5, False, 1.0)
    assert rule.applies(values).tolist() == [True, True, False, False]


def test_a_rule_never_cuts_between_equal_values():
    values = np.array([[1.0], [1.0], [1.0], [2.0]])
    rule = fit_rule(values, np.array([True, False, False, True]))
    assert (rule.threshold, rule.above, rule.accuracy) == (1.5, True, 0.75)


def test_the_area_counts_ties_half():
    assert rank_area(np.array([1.0, 2.0, 2.0, 3.0]), np.array([False, False, True, True])) == 3.5 / 4


def test_indicators_are_telling_from_the_month_in_which_runs_part(parted):
    found = find_indicators(parted)
    assert (found.first, found.second, found.first_runs, found.second_runs) == ("breakthrough", "crisis", 20, 10)
    telling = found.telling(0.95)
    assert telling.month == "2014-09"
    assert (telling.variable, telling.above) == ("index", True)
    assert telling.second_mean < telling.threshold < telling.first_mean
    assert (telling.accuracy, telling.brier_skill, telling.area) == (1.0, 1.0, 1.0)


def test_skill_is_not_claimed_where_there_is_only_noise(parted):
    found = find_indicators(parted)
    before = np.array([indicator.accuracy for indicator in found.months[:20]])
    assert abs(before.mean() - 0.5) < 0.1
    assert np.mean([indicator.brier_skill for indicator in found.months[:20]]) < 0.05


def test_indicators_become_surer_with_time(real):
    months = find_indicators(real["baseline"]).months
    assert months[-1].accuracy > months[0].accuracy
    assert months[-1].brier_skill > 0.9
    assert all(0.0 <= sign.low <= sign.accuracy <= sign.high <= 1.0 for sign in months)


def test_too_few_runs_of_a_class_give_no_indicators():
    assert find_indicators(runs_of(np.zeros((12, 60)))) is None


def test_other_classes_can_be_told_apart(real):
    found = find_indicators(real["baseline"], "breakthrough", "stagnation")
    assert (found.first, found.second) == ("breakthrough", "stagnation")


def test_indicators_that_never_stay_telling_are_not_telling(parted):
    found = find_indicators(parted)
    assert replace(found, months=found.months[:20]).telling(0.95) is None


@pytest.mark.parametrize(
    ("classes", "message"),
    [(("other", None), "there is no class 'other'; allowed: crisis"), (("crisis", None), "both classes are 'crisis'")],
)
def test_classes_that_cannot_be_told_apart_are_refused(parted, classes, message):
    with pytest.raises(InputError, match=message):
        find_indicators(parted, *classes)


def test_summaries_have_no_turning_points():
    with pytest.raises(InputError, match="hold summaries only"):
        find_turning_points(drop_runs(make_results("baseline"))["baseline"])


def test_turning_points_do_not_depend_on_workers(real):
    again = run("baseline", runs=300, seed=7, workers=2)
    assert find_turning_points(again["baseline"]).describe() == find_turning_points(real["baseline"]).describe()


@pytest.mark.figures
def test_turning_points_are_written_as_data_table_and_figure(real, tmp_path):
    found = find_turning_points(real["baseline"])
    with draft_folder(tmp_path / "out", command="turning-points") as draft:
        write_turning_points(found, real, draft)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"manifest.json", "turning_points.json", "early_signs.csv", "early_signs.png", "early_signs.svg"}
    document = json.loads((tmp_path / "out" / "turning_points.json").read_text())
    table = pandas.read_csv(tmp_path / "out" / "early_signs.csv")
    assert table["accuracy"].tolist() == pytest.approx([sign["accuracy"] for sign in document["early_signs"]["months"]])


def test_turning_points_without_indicators_are_written_too(tmp_path):
    runs = runs_of(np.random.default_rng(1).normal(size=(4, 60)))
    with draft_folder(tmp_path / "out", command="turning-points") as draft:
        write_turning_points(find_turning_points(runs), Results({"baseline": runs}), draft)
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"early_signs.png", "turning_points.json"}
    assert not (tmp_path / "out" / "early_signs.csv").exists()


def test_short_spans_join_the_one_before():
    assert join_spans(["a"] * 4 + ["b"] + ["a"] * 3 + ["c"] * 5) == [("a", 0, 7), ("c", 8, 12)]
    assert join_spans(["a"] + ["b"] * 3) == [("a", 0, 0), ("b", 1, 3)]
