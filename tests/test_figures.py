import numpy as np
import pytest

from nrc_sim.figures import list_dated_shocks, make_figure_data, write_comparison_figure, write_figures
from nrc_sim.results import Results, gather_runs
from nrc_sim.scenario import load_scenario
from synthetic import CLASSES, make_results, make_runs


def test_figures_are_drawn_from_the_results_themselves():
    results = make_results("baseline", "new_arms_race")
    data = make_figure_data(results)
    assert (data.runs, data.seed, data.classes) == (6, 1, CLASSES)
    assert data.outside == results["baseline"].labels.outside
    drawn = data.scenario("new_arms_race")
    assert drawn.index is results["new_arms_race"].block.index
    assert drawn.outcomes == results["new_arms_race"].shares()
    assert drawn.range_end == "crisis"


def test_every_dated_shock_is_shown_with_the_weight_of_its_weightiest_act():
    scenario = load_scenario("history_2002_2012")
    listed = list_dated_shocks(scenario)
    assert len(listed) == sum(shock.at is not None for shock in scenario.shocks) > 20
    weights = {abs(category.weight) for category in scenario.world.categories.values()}
    assert {shock.weight for shock in listed} <= weights | {0.0}
    assert all(shock.label for shock in listed)


def test_the_range_has_all_figures(tmp_path):
    paths = write_figures(make_results("baseline", "strategic_partnership", "new_arms_race"), tmp_path)
    assert [path.name for path in paths] == ["trajectories.png", "trajectories.svg", "outcomes.png", "comparison.png"]
    assert all(path.stat().st_size > 1000 for path in paths)


def test_without_both_ends_of_the_range_there_is_no_comparison(tmp_path):
    write_figures(make_results("baseline"), tmp_path)
    assert not (tmp_path / "comparison.png").exists()


def test_a_single_month_is_not_drawn(tmp_path):
    runs = make_runs()
    block = {name: getattr(runs.block, name)[:, :1] for name in ("index", "regime", "settlement", "tension", "stock")}
    series = {name: values[:, :1] for name, values in runs.block.series.items()}
    trust = {name: np.zeros((6, 1, len(runs.labels.members))) for name in ("member_trust", "outside_trust")}
    short = gather_runs(runs.scenario, 1, runs.labels, [type(runs.block)(0, series=series, **block, **trust)])
    results = Results({"baseline": short})
    assert write_figures(results, tmp_path) == []


@pytest.mark.parametrize("shift", [30.0, -30.0])
def test_the_comparison_shows_the_scenario_farthest_from_the_baseline(tmp_path, monkeypatch, shift):
    drawn = []
    monkeypatch.setattr("nrc_sim.figures.draw_comparison", lambda _, *sides: drawn.append(sides))
    monkeypatch.setattr("nrc_sim.figures.save_figure", lambda *_: [])
    results = make_results("baseline", "no_new_impulse", "new_arms_race", shift=shift)
    write_comparison_figure(results, "baseline", tmp_path)
    assert drawn == [("new_arms_race", "baseline") if shift > 0 else ("baseline", "new_arms_race")]
