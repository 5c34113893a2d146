import json
import re
from dataclasses import replace

import numpy as np
import pandas
import pytest

from nrc_sim.analysis.comparison import (
    choose_baseline,
    compare,
    compare_scenarios,
    estimate_difference,
    write_comparison_tables,
)
from nrc_sim.analysis.comparison.estimates import difference_path, mean_path, measure_precision
from nrc_sim.analysis.comparison.transitions import count_transitions
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.study.results import Results, gather_runs
from nrc_sim.text.wording import EN_DASH, MINUS
from synthetic import CLASSES, drop_runs, fail_runs, labels_of, make_block, make_results, make_runs, wandering_block


def results_of(*listed) -> Results:
    return Results({runs.slug: runs for runs in listed})


def test_a_constant_difference_has_an_interval_without_width():
    assert estimate_difference(np.array([3.0, 5.0, 9.0]), np.array([1.0, 3.0, 7.0])) == (2.0, 2.0, 2.0)


def test_the_interval_of_a_difference_is_that_of_paired_runs():
    found = estimate_difference(np.array([1.0, 2.0, 3.0, 4.0]), np.zeros(4))
    assert found == pytest.approx((2.5, 2.5 - 1.96 * 0.6455, 2.5 + 1.96 * 0.6455), abs=1e-3)


def test_common_random_numbers_cancel():
    table = compare(make_results("baseline", "new_arms_race", shift=3.0))
    assert table.loc["new_arms_race", ("final_index", "mean")] == pytest.approx(3.0)
    assert table.loc["new_arms_race", ("final_index", "low")] == pytest.approx(3.0)
    assert table.loc["new_arms_race", ("better", "share")] == 1.0


def test_a_scenario_that_ends_as_high_does_not_end_higher():
    (pair,) = compare_scenarios(make_results("baseline", "new_arms_race", shift=0.0))
    assert pair.better.share == 0.0
    assert all(difference.mean == 0.0 for difference in pair.shares.values())


def test_the_table_has_a_row_for_each_other_scenario():
    table = compare(make_results("baseline", "new_arms_race", "no_new_impulse"), baseline="new_arms_race")
    assert list(table.index) == ["baseline", "no_new_impulse"]
    assert list(dict.fromkeys(table.columns.get_level_values(0))) == ["final_index", "better", *CLASSES]


def test_differences_of_class_shares_add_up_to_nothing():
    (pair,) = compare_scenarios(make_results("baseline", "new_arms_race", shift=40.0))
    assert sum(difference.mean for difference in pair.shares.values()) == pytest.approx(0.0)
    assert pair.shares["breakthrough"].mean > 0.0


def test_the_baseline_is_the_scenario_of_that_name_or_else_the_first():
    assert choose_baseline(make_results("new_arms_race", "baseline")) == "baseline"
    assert choose_baseline(make_results("new_arms_race", "no_new_impulse")) == "new_arms_race"


def test_only_runs_that_both_have_form_pairs():
    (pair,) = compare_scenarios(results_of(make_runs("baseline", runs=9), make_runs("new_arms_race", runs=4)))
    assert pair.pairs == 4


def test_a_comparison_is_plain_data():
    (pair,) = compare_scenarios(make_results("baseline", "new_arms_race"))
    described = pair.describe()
    assert described["baseline"] == "baseline"
    assert list(described["final_index"]) == ["mean", "low", "high"]
    assert list(described["outcomes"]) == list(CLASSES)


def steady_runs(slug, level):
    """Two runs whose index stays at a level."""
    block = make_block(labels_of(slug), np.full((2, 60), level))
    return gather_runs(load_scenario(slug), 1, labels_of(slug), [block])


def test_a_comparison_in_a_notebook_has_the_rows_that_were_computed_by_hand():
    """Two runs that all rise by 10 points, from one class to the next; 2 of 2 has the Wilson interval .342 to 1."""
    (pair,) = compare_scenarios(results_of(steady_runs("baseline", 0.0), steady_runs("new_arms_race", 10.0)))
    cells = re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", pair._repr_html_())
    assert list(zip(*[iter(cells)] * 3, strict=True)) == [
        ("", "value", "95% interval"),
        ("final index, points", "+10.0", "+10.0 to +10.0"),
        ("ends higher, of pairs", "100%", f"34{EN_DASH}100%"),
        ("crisis, percentage points", "0.0", "0.0 to 0.0"),
        ("stagnation, percentage points", f"{MINUS}100.0", f"{MINUS}100.0 to {MINUS}100.0"),
        ("pragmatic, percentage points", "+100.0", "+100.0 to +100.0"),
        ("breakthrough, percentage points", "0.0", "0.0 to 0.0"),
    ]
    assert pair.path.mean.tolist() == [10.0] * 60
    assert pair.transitions.counts[1].tolist() == [0, 0, 2, 0]
    assert pair.worse == pytest.approx((0.0, 0.0, 0.6576198), abs=1e-6)


def test_an_unknown_baseline_is_refused():
    with pytest.raises(InputError, match=r"no scenario 'other'.*allowed: baseline, new_arms_race"):
        compare(make_results("baseline", "new_arms_race"), baseline="other")


def test_one_scenario_alone_is_refused():
    with pytest.raises(InputError, match="nothing to compare 'baseline' with; allowed: two scenarios or more"):
        compare(make_results("baseline"))


def test_runs_of_different_seeds_are_refused():
    with pytest.raises(InputError, match="have the seeds 2 and 1; allowed: one seed"):
        compare(results_of(make_runs("baseline"), make_runs("new_arms_race", seed=2)))


def test_different_months_are_refused():
    with pytest.raises(InputError, match="cover different months"):
        compare(results_of(make_runs("baseline"), make_runs("history_2002_2012")))


def test_a_single_run_is_refused():
    with pytest.raises(InputError, match="have 1 run in common; allowed: at least two"):
        compare(make_results("baseline", "new_arms_race", runs=1))


def test_different_classes_are_refused():
    other = make_runs("new_arms_race")
    world = other.scenario.world
    outcomes = world.outcomes.model_copy(update={"classes": ("a", "b", "c", "d")})
    scenario = type(other.scenario)(other.scenario.file, world.model_copy(update={"outcomes": outcomes}), None)
    with pytest.raises(InputError, match="have different classes of outcomes"):
        compare(results_of(make_runs("baseline"), replace(other, scenario=scenario)))


def test_runs_are_paired_by_their_numbers():
    labels, scenario = labels_of("baseline"), load_scenario("baseline")
    gaps = gather_runs(scenario, 1, labels, [fail_runs(wandering_block(runs=9), 0, 4)])
    shifted = fail_runs(wandering_block("new_arms_race", runs=9, shift=3.0), 7)
    other = gather_runs(load_scenario("new_arms_race"), 1, labels_of("new_arms_race"), [shifted])
    (pair,) = compare_scenarios(results_of(gaps, other))
    assert pair.pairs == 6
    assert pair.final_index == pytest.approx((3.0, 3.0, 3.0))


def test_summaries_cannot_be_paired():
    with pytest.raises(InputError, match=r"hold summaries only; .*run without summary_only"):
        compare(drop_runs(make_results("baseline", "new_arms_race")))


def test_the_table_knows_the_whole_comparison_of_each_scenario():
    table = compare(make_results("baseline", "new_arms_race", "no_new_impulse"))
    assert list(table.pairs) == ["new_arms_race", "no_new_impulse"]
    assert table.pairs["new_arms_race"].final_index.mean == table.loc["new_arms_race", ("final_index", "mean")]
    assert type(table.loc[["new_arms_race"]] * 2).__name__ == "DataFrame"


def test_transitions_count_every_pair_once_by_its_two_classes():
    found = count_transitions(np.array([0, 0, 0, 1, 3], np.uint8), np.array([0, 1, 3, 0, 3], np.uint8), CLASSES)
    assert found.counts.tolist() == [[1, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert found.averted("crisis").share == pytest.approx(2 / 3)
    assert found.caused("crisis").share == pytest.approx(1 / 2)
    assert found.averted("pragmatic") is None
    assert found.describe()["counts"]["stagnation"] == {
        "crisis": 1,
        "stagnation": 0,
        "pragmatic": 0,
        "breakthrough": 0,
    }


def test_nothing_is_caused_where_all_were_there_before():
    assert count_transitions(np.zeros(3, np.uint8), np.zeros(3, np.uint8), CLASSES).caused("crisis") is None


def test_the_path_of_differences_has_the_interval_of_each_month():
    first, second = (np.random.default_rng(seed).normal(size=(40, 5)) for seed in (1, 2))
    path = difference_path(first, second)
    for month in range(5):
        expected = estimate_difference(first[:, month], second[:, month])
        assert (path.mean[month], path.low[month], path.high[month]) == pytest.approx(expected)
    assert np.all(np.diff(path.quantiles, axis=0) >= 0.0)


def test_the_gain_from_common_random_numbers_is_that_of_the_variances():
    rng = np.random.default_rng(5)
    common = rng.normal(size=500)
    first, second = common + 0.1 * rng.normal(size=500), common
    found = measure_precision(first, second)
    expected = (first.var(ddof=1) + second.var(ddof=1)) / (first - second).var(ddof=1)
    assert found.variance_ratio == pytest.approx(expected)
    assert found.width_ratio == pytest.approx(np.sqrt(expected))


def test_a_difference_without_width_has_no_finite_ratio():
    found = measure_precision(np.array([3.0, 5.0, 9.0]), np.array([1.0, 3.0, 7.0]))
    assert found.describe() == {
        "paired": 0.0,
        "unpaired": found.unpaired,
        "width_ratio": None,
        "variance_ratio": None,
        "correlation": pytest.approx(1.0),
    }
    assert found.unpaired > 0.0


def test_runs_that_all_end_alike_have_no_correlation():
    found = measure_precision(np.zeros(4), np.array([1.0, 3.0, 7.0, 5.0])).describe()
    assert (found["width_ratio"], found["correlation"]) == (1.0, None)


def test_runs_part_in_the_first_month_in_which_anything_differs():
    reference = make_runs("baseline")
    index = reference.block.index.copy()
    index[2, 7:] += 1.0
    stock = reference.block.stock.copy()
    stock[4, 3, 1] = 0.0
    other = replace(make_runs("new_arms_race"), block=replace(reference.block, index=index, stock=stock))
    (pair,) = compare_scenarios(results_of(reference, other))
    assert pair.divergence.first_month == "2013-04"
    assert pair.divergence.equal_months == 3
    assert pair.divergence.shares[[2, 3, 6, 7, -1]] == pytest.approx(np.array([0, 1, 1, 2, 2]) / 6)


def test_runs_that_never_differ_never_part():
    reference = make_runs("baseline")
    (pair,) = compare_scenarios(results_of(reference, replace(make_runs("new_arms_race"), block=reference.block)))
    assert pair.divergence.first_month is None
    assert pair.divergence.describe()["share_that_differs"] == [0.0] * 60


def test_shifts_of_trust_name_the_member_that_moved_most_first():
    reference = make_runs("baseline")
    trust = reference.block.member_trust.copy()
    trust[:, :, 5] += 0.25
    other = replace(make_runs("new_arms_race"), block=replace(reference.block, member_trust=trust))
    (pair,) = compare_scenarios(results_of(reference, other))
    shifts = pair.trust_shifts
    assert (shifts[0].member, shifts[0].variable) == (reference.labels.members[5], "member_trust")
    assert shifts[0].difference == pytest.approx((0.25, 0.25, 0.25))
    assert (shifts[0].truster, shifts[0].trusted) == reference.labels.parties[5]
    other_way = next(shift for shift in shifts if (shift.member, shift.variable) == (shifts[0].member, "outside_trust"))
    assert (other_way.truster, other_way.trusted) == reference.labels.parties[5][::-1]
    assert shifts[1].difference.mean == 0.0
    assert len(shifts) == 2 * len(reference.labels.members)


def test_different_members_are_refused():
    other = make_runs("new_arms_race")
    labels = replace(other.labels, members=other.labels.members[::-1])
    with pytest.raises(InputError, match="have different actors, issues or areas; allowed: scenarios of one world"):
        compare(results_of(make_runs("baseline"), replace(other, labels=labels)))


def test_tables_and_document_of_a_comparison_say_the_same(tmp_path):
    table = compare(make_results("baseline", "new_arms_race", "no_new_impulse"))
    write_comparison_tables(table, tmp_path)
    document = json.loads((tmp_path / "comparison.json").read_text())["differences"]
    assert pandas.read_csv(tmp_path / "comparison.csv")["scenario"].tolist() == ["new_arms_race", "no_new_impulse"]
    monthly = pandas.read_csv(tmp_path / "comparison_by_month.csv")
    assert len(monthly) == 2 * 60
    assert monthly["mean"][:60].tolist() == pytest.approx(document["new_arms_race"]["index"]["mean"])
    counts = pandas.read_csv(tmp_path / "transitions.csv").groupby("scenario")["runs"].sum()
    assert counts.to_dict() == {"new_arms_race": 6, "no_new_impulse": 6}
    assert len(pandas.read_csv(tmp_path / "trust_shifts.csv")) == 2 * len(document["new_arms_race"]["trust"])


def test_the_path_of_a_single_scenario_gains_nothing_from_pairing():
    found = mean_path(np.array([[1.0, 5.0], [2.0, 5.0], [6.0, 5.0]]))
    assert found.mean.tolist() == [3.0, 5.0]
    assert found.variance_ratio.tolist() == [1.0, np.inf]


def test_a_class_that_nobody_could_leave_or_enter_is_described_by_nothing():
    classes = count_transitions(np.array([0, 0], np.uint8), np.array([0, 1], np.uint8), CLASSES).describe()["classes"]
    assert classes["crisis"]["averted"]["share"] == 0.5
    assert classes["crisis"]["caused"] is None
    assert classes["stagnation"]["averted"] is None
    assert classes["stagnation"]["caused"]["share"] == 0.5
