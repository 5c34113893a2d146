from dataclasses import replace

import numpy as np
import pytest

from nrc_sim.comparison import choose_baseline, compare, compare_scenarios, estimate_difference
from nrc_sim.errors import InputError
from nrc_sim.results import Results, gather_runs
from nrc_sim.scenario import load_scenario
from synthetic import CLASSES, drop_runs, fail_runs, labels_of, make_results, make_runs, wandering_block


def results_of(*listed) -> Results:
    return Results({runs.slug: runs for runs in listed})


def test_a_constant_difference_has_an_interval_without_width():
    assert estimate_difference(np.array([3.0, 5.0, 9.0]), np.array([1.0, 3.0, 7.0])) == (2.0, 2.0, 2.0)


def test_the_interval_of_a_difference_is_that_of_paired_runs():
    found = estimate_difference(np.array([1.0, 2.0, 3.0, 4.0]), np.zeros(4))
    assert found == pytest.approx((2.5, 2.5 - 1.96 * 0.6455, 2.5 + 1.96 * 0.6455), abs=1e-3)


def test_common_luck_cancels():
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
