"""What relationships have in common: statistics by hand, and the figures of the bundled panel."""

import doctest

import numpy as np
import pytest

from nrc_sim.evidence.panel import reading, settings, statistics
from nrc_sim.evidence.panel.facts import case_conduct, lead_cases, panel_facts, panel_figures
from nrc_sim.evidence.panel.naive import NAIVE, forecast_errors, score_forecasts
from nrc_sim.evidence.panel.reading import Panel
from nrc_sim.evidence.panel.settings import load_panel, load_settings
from nrc_sim.evidence.panel.statistics import in_both_orders, share_that_lasts
from nrc_sim.study.statistics import scores

PUBLISHED = {
    "lag_one": 0.404,
    "share_of_drops": 0.058,
    "kurtosis_of_changes": 9.672,
    "skewness": -1.591,
    "share_that_lasts": 0.296,
    "between_over_within": 1.188,
    "same_year": 0.452,
    "answer_later": 0.092,
    "slope_of_allies": 0.314,
    "slope_of_others": 0.068,
}


@pytest.mark.parametrize("module", [reading, settings, statistics, scores])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_the_bundled_panel_has_the_figures_of_its_class():
    found = panel_facts(load_panel(), load_settings())
    assert {name: round(value, 3) for name, value in found.items()} == PUBLISHED


def test_intervals_over_pairs_hold_the_figure():
    found = panel_figures(load_panel(), load_settings(), resamples=60)
    assert all(figure.low < figure.value < figure.high for figure in found.values())
    assert found["lag_one"].low == pytest.approx(0.32, abs=0.03)
    assert found["slope_of_allies"].high == pytest.approx(0.43, abs=0.05)


def test_where_no_drop_is_large_nothing_can_last():
    assert np.isnan(share_that_lasts(np.full((2, 5), 0.2), 0.1, 0.6))


def test_pairs_are_seen_from_either_side():
    assert in_both_orders(np.array([[[1.0], [2.0]]])).tolist() == [[[1.0], [2.0]], [[2.0], [1.0]]]


def test_cases_are_of_states_that_act_toward_the_same_third_one_as_the_lead():
    pairs = ("CHN-FRA", "CHN-USA", "FRA-GBR", "FRA-USA", "GBR-USA", "IND-CHN")
    names = tuple("-".join(sorted(pair.split("-"))) for pair in pairs)
    panel = Panel((2002,), names, np.ones((6, 2, 1, 4), dtype=np.int64))
    allies, others = lead_cases(panel, load_settings())
    assert [(case.state, case.third) for case in allies] == [("FRA", "CHN")]
    # China and India toward France and each other count where the lead acts toward the same.
    assert [(case.state, case.third) for case in others] == [("CHN", "FRA"), ("IND", "CHN")]
    assert lead_cases(panel, load_settings(), among={"CHN-USA"}) == ([], [])
    conduct = np.arange(6.0)[:, None]
    assert case_conduct(conduct, allies)[0, :, 0].tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("ahead", "name", "crps", "rmse", "covered"),
    [
        (1, "climatology", 0.0318, 0.0674, 0.80),
        (1, "persistence", 0.0358, 0.0738, 0.78),
        (1, "pooled_ar", 0.0295, 0.0626, 0.90),
        (2, "climatology", 0.0338, 0.0705, 0.76),
        (2, "persistence", 0.0389, 0.0783, 0.72),
        (2, "pooled_ar", 0.0320, 0.0673, 0.90),
    ],
)
def test_naive_forecasts_have_their_scores(ahead, name, crps, rmse, covered):
    found = score_forecasts(forecast_errors(load_panel(), NAIVE[name], load_settings().forecast_years, ahead))
    assert (round(found.crps, 4), round(found.rmse, 4), round(found.in_90, 2)) == (crps, rmse, covered)


def test_a_forecast_hangs_on_nothing_after_its_origin():
    panel, years = load_panel(), (2008,)
    later = panel.counts.copy()
    later[:, :, 7:] = 1
    for forecast in NAIVE.values():
        seen = []

        def noting(past, ahead, forecast=forecast, seen=seen):
            seen.append(forecast(past, ahead))
            return seen[-1]

        forecast_errors(panel, noting, years)
        forecast_errors(panel._replace(counts=later), noting, years)
        # 2008 itself is the seventh year: what happened in it and later is not in the forecast.
        assert np.array_equal(*seen)
