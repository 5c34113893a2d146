"""The statistics from which numbers are learned."""

import doctest

import numpy as np
import pytest

from nrc_sim.evidence.panel import statistics, volatility
from nrc_sim.evidence.panel.facts import panel_facts
from nrc_sim.evidence.panel.reading import pair_conduct
from nrc_sim.evidence.panel.settings import load_panel, load_settings, split_panel
from nrc_sim.evidence.panel.statistics import autocorrelation
from nrc_sim.evidence.panel.summaries import SPREAD_WITHIN, summarise_panel
from nrc_sim.evidence.panel.volatility import rank_of_halves, rank_with_level, slopes_of_volatility


def summaries(until=None):
    return summarise_panel(split_panel(load_panel(until), load_settings())[0], load_settings())


@pytest.fixture(scope="module")
def whole():
    return summaries()


def by_name(found):
    return dict(zip(found.names, found.observed, strict=True))


@pytest.mark.parametrize("module", [statistics, volatility])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_facts_of_the_panel_are_among_the_statistics(whole):
    facts, found = panel_facts(whole.panel, whole.settings), by_name(whole)
    shared = set(facts) & set(found)
    assert set(facts) - shared == {"slope_of_others"}
    assert {name: found[name] for name in shared} == pytest.approx({name: facts[name] for name in shared})


def test_each_statistic_that_the_plan_lists_is_there_once(whole):
    assert len(whole.names) == len(set(whole.names)) == 26
    assert np.isfinite(whole.observed).all()


def test_a_ratio_of_two_others_has_no_part_in_distances(whole):
    found = by_name(whole)
    ratio = np.exp(found["log_spread_between"] - found[SPREAD_WITHIN])
    assert found["between_over_within"] == pytest.approx(ratio)
    left = set(range(len(whole.names))) - set(whole.in_distance.tolist())
    assert [whole.names[place] for place in left] == ["between_over_within"]


def test_six_years_allow_all_but_long_lags_and_halves(whole):
    early = summaries(2007)
    assert set(whole.names) - set(early.names) == {"lag_5", "rank_of_halves"}
    assert np.isfinite(early.observed).all()


def test_nothing_after_the_last_year_is_read(whole):
    early = summaries(2007)
    assert early.panel.years[-1] == 2007
    assert np.array_equal(early.panel.counts, whole.panel.counts[:, :, :6])


def test_a_simulated_panel_with_the_counts_of_the_observed_one_has_its_statistics(whole):
    cases = [whole.panel.counts[[getattr(case, who) for case in whole.cases]][None] for who in ("of_lead", "of_state")]
    found = whole.simulated(
        np.repeat(whole.panel.counts[None], 2, axis=0), [np.repeat(one, 2, axis=0) for one in cases]
    )
    assert found == pytest.approx(np.tile(whole.observed, (2, 1)))


def test_a_trend_has_no_effect_on_changes_and_their_rank():
    conduct = pair_conduct(summaries().panel)
    assert rank_of_halves(conduct + 0.3 * np.arange(11)) == pytest.approx(rank_of_halves(conduct))
    assert rank_with_level(conduct) < 0.0


def test_autocorrelation_of_a_wave_turns_with_its_period():
    wave = np.sin(np.pi * np.arange(400) / 2.0)[None]
    assert [round(autocorrelation(wave, lag), 2) for lag in (1, 2, 4)] == [0.0, -1.0, 1.0]


def test_slopes_are_found_side_by_side():
    generator = np.random.default_rng(1)
    traits = generator.integers(0, 2, size=(2, 300)).astype(float)
    spread = 0.05 + 0.02 * traits[0] - 0.03 * traits[1]
    changes = spread[:, None] * np.tile([1.0, -1.0], 5)
    conduct = np.concatenate([np.zeros((300, 1)), changes.cumsum(axis=1)], axis=1)
    assert slopes_of_volatility(conduct, traits) == pytest.approx([0.02, -0.03])
