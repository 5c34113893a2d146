"""Figures of comparisons, attributions and turning points."""

import numpy as np
import pytest

from nrc_sim.analysis.comparison import Difference, compare
from nrc_sim.errors import InputError
from nrc_sim.figures.comparison import describe_difference, list_own_shocks, write_pair_figures
from nrc_sim.figures.drawing import (
    ContributionBar,
    ContributionPanel,
    FigureText,
    MedoidPath,
    TransitionPanel,
    draw_contributions,
    draw_differences,
    draw_transitions,
    draw_turning_points,
)
from nrc_sim.figures.style import figure_look
from nrc_sim.study.results import Results, gather_runs
from synthetic import labels_of, make_block, make_results, make_runs

MONTHS = np.datetime64("2013-01", "M") + np.arange(12)
TEXT = FigureText("Title", "Subtitle", "Caption")


def texts(figure):
    """All that is written on a page and on its axes."""
    found = [text.get_text() for text in figure.texts]
    return found + [text.get_text() for axes in figure.axes for text in axes.texts]


def test_figures_of_pairs_are_the_same_bytes_again(tmp_path):
    results = make_results("baseline", "new_arms_race", "renewed_expansion")
    pairs = compare(results).pairs
    with figure_look(formats=["svg"]):
        first = write_pair_figures(results, pairs, tmp_path / "first")
        second = write_pair_figures(results, pairs, tmp_path / "second")
    assert [path.name for path in first] == ["differences.svg", "transitions.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_comparison_of_one_month_is_drawn(tmp_path):
    results = make_results("baseline", "new_arms_race")
    short = {runs.slug: shortened(runs) for runs in results}
    paths = write_pair_figures(Results(short), compare(Results(short)).pairs, tmp_path)
    assert {path.stem for path in paths} == {"differences", "transitions"}


def shortened(runs):
    return gather_runs(
        runs.scenario, 1, labels_of(runs.slug), [make_block(labels_of(runs.slug), runs.block.index[:, :1])]
    )


def test_a_difference_is_written_with_true_minus_signs():
    assert describe_difference(Difference(-1.25, -2.0, 0.5)) == "\N{MINUS SIGN}1.2 points (\N{MINUS SIGN}2.0 to +0.5)"


def test_a_matrix_shows_the_share_of_each_cell_and_the_sums():
    shares = np.array([[0.25, 0.0], [0.5, 0.25]])
    figure = draw_transitions([TransitionPanel("A", "", shares)], ["low", "high"], "B", "4 pairs.")
    shown = texts(figure)
    assert shown.count("25%") == 4
    assert {"50%", "75%", "\N{EN DASH}"} <= set(shown)


def test_contributions_are_drawn_for_each_outcome_beside_the_same_names():
    bars = (ContributionBar(-2.0, -3.0, -1.0, -1.5, -2.5), ContributionBar(-2.0, -3.0, -1.0))
    panels = [ContributionPanel("Index", "Points", bars), ContributionPanel("Crisis", "Percentage points", bars)]
    figure = draw_contributions(panels, ["A step", "Whole difference"], TEXT)
    assert texts(figure).count("A step") == 1
    assert [axes.get_xlabel() for axes in figure.axes] == ["Points", "Percentage points"]


def test_contributions_without_names_are_refused():
    with pytest.raises(InputError, match="no contributions to draw; allowed: panels with a bar for each name"):
        draw_contributions([ContributionPanel("Index", "Points", ())], ["A step"], TEXT)


def test_nothing_to_draw_is_refused():
    with pytest.raises(InputError, match="no differences to draw; allowed: at least one scenario beside"):
        draw_differences([], "Baseline", "")
    with pytest.raises(InputError, match="no transitions to draw; allowed: at least one scenario beside"):
        draw_transitions([], ["low"], "Baseline", "")
    with pytest.raises(InputError, match="no medoid runs to draw; allowed: at least one run of one month"):
        draw_turning_points([], None, MONTHS, (0.0,), TEXT)


def test_medoid_runs_are_drawn_without_indicators_too():
    figure = draw_turning_points([MedoidPath("crisis (run 3)", 0.0, np.arange(12.0))], None, MONTHS, (0.0,), TEXT)
    assert len(figure.axes) == 1
    assert "crisis (run 3)" in texts(figure)


def test_dated_shocks_that_both_have_are_not_marked():
    results = Results({runs.slug: runs for runs in (make_runs("baseline"), make_runs("renewed_expansion", shift=3.0))})
    (pair,) = compare(results).pairs.values()
    labels = [shock.label for shock in list_own_shocks(results, pair)]
    assert len(labels) == 3
    assert "Invitation to new members" in labels
