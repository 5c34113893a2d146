"""Simulated panels: what is observed of runs, and what is asked of it."""

import doctest

import numpy as np
import pytest

from nrc_sim.engine.accepted import accepted_sets
from nrc_sim.evidence.panel import events
from nrc_sim.evidence.panel.events import draw_events, event_model, quad_shares, reachable_range
from nrc_sim.evidence.panel.facts import LeadCase
from nrc_sim.evidence.panel.judging import PanelJudgement
from nrc_sim.evidence.panel.reading import QUAD_WEIGHTS, QUADS, Panel, mean_conduct
from nrc_sim.evidence.panel.settings import load_panel, load_settings, split_panel
from nrc_sim.evidence.panel.simulating import PanelStudy, simulate_cases, simulate_pairs, yearly_conduct_of_pairs

FEW = ("CHN-FRA", "CHN-USA", "FRA-IND", "GBR-IND", "IND-USA", "IRN-USA")


@pytest.fixture(scope="module")
def panel():
    return load_panel().where(FEW.__contains__)


def study(panels=3, seed=5, **others):
    return PanelStudy(load_settings(), panels, seed, workers=1, **others)


def test_examples_in_docstrings_hold():
    assert doctest.testmod(events).failed == 0


def test_shares_of_quads_have_the_mean_that_is_asked_for():
    means = np.linspace(-0.5, 0.3, 9)
    shares = quad_shares(means, np.full(len(QUADS), 0.25))
    assert shares.sum(axis=-1) == pytest.approx(1.0)
    assert shares @ QUAD_WEIGHTS == pytest.approx(means, abs=1e-4)


def test_beyond_what_quads_can_show_the_nearest_is_taken():
    low, high = quad_shares(np.array([-2.0, 2.0]), np.full(4, 0.25)) @ QUAD_WEIGHTS
    assert (low, high) == pytest.approx((QUAD_WEIGHTS.min(), QUAD_WEIGHTS.max()), abs=1e-3)


def test_the_usual_mean_comes_from_the_usual_mix():
    model = event_model(load_panel(), load_settings())
    assert quad_shares(model.usual @ QUAD_WEIGHTS, model.usual) == pytest.approx(model.usual, abs=1e-3)


def test_todays_floor_lies_above_what_other_pairs_show():
    """The line of the hindcast cannot reach the worst years of the panel: figures of the plan."""
    low, high = reachable_range(event_model(load_panel(), load_settings()))
    observed = mean_conduct(load_panel().counts.sum(axis=1))
    assert (low, high) == pytest.approx((-0.078, 0.361), abs=1e-3)
    assert (observed < low).mean() > 0.01


def test_each_year_and_direction_has_as_many_events_as_the_pair_had(panel):
    counts = simulate_pairs(panel, study())
    assert counts.shape == (3, *panel.counts.shape)
    assert np.array_equal(counts.sum(axis=-1), np.broadcast_to(panel.events, counts.shape[:-1]))


def test_more_events_show_conduct_more_closely():
    model, generator = event_model(load_panel(), load_settings()), np.random.default_rng(1)
    conduct = np.full(400, -0.1)
    spread = [mean_conduct(draw_events(conduct, np.array(n), model, generator)).std() for n in (50, 5000)]
    assert spread[0] == pytest.approx(10.0 * spread[1], rel=0.25)


def test_a_run_reads_nothing_of_its_pair_but_its_counts(panel):
    hostile = Panel(panel.years, tuple(f"A{place}" for place in range(len(FEW))), panel.counts[:, :, :, ::-1])
    assert np.array_equal(yearly_conduct_of_pairs(panel, study()), yearly_conduct_of_pairs(hostile, study()))
    assert np.array_equal(simulate_pairs(hostile, study()).sum(axis=-1), simulate_pairs(panel, study()).sum(axis=-1))


def test_simulated_panels_are_repeated_by_their_seed_and_differ_otherwise(panel):
    first = simulate_pairs(panel, study())
    assert np.array_equal(first, simulate_pairs(panel, study()))
    assert not np.array_equal(first, simulate_pairs(panel, study(seed=6)))


def test_a_lead_does_the_same_whichever_ally_it_is_compared_with(panel):
    rows = {pair: row for row, pair in enumerate(panel.pairs)}
    cases = [LeadCase(one, "IND", rows["IND-USA"], rows["-".join(sorted((one, "IND")))]) for one in ("FRA", "GBR")]
    lead, allies = simulate_cases(panel, cases, study())
    assert lead.shape == allies.shape == (3, 2, 2, 11, 4)
    assert np.array_equal(lead[:, 0], lead[:, 1])
    assert not np.array_equal(allies[:, 0], allies[:, 1])


@pytest.mark.slow
def test_figures_of_a_small_study_lie_where_those_of_the_page_do():
    """Ten panels in place of a hundred: the same figures, less sharply."""
    judged = PanelJudgement(load_panel(), study(10, 20130219, parameter_sets=accepted_sets("euro_atlantic_2013")))
    assert judged.figure("lag_one").value == pytest.approx(0.11, abs=0.05)
    assert judged.figure("share_of_drops").value < 0.01
    assert judged.figure("same_year").value == pytest.approx(0.48, abs=0.05)
    assert judged.figure("crps_over_climatology").low > 1.0
    assert judged.figure("in_90").high < 0.85
    assert judged.figure("transferred").value <= 2.0
    assert judged.figures_of_held_out()["slope_of_allies"] == pytest.approx(0.294, abs=0.001)


def test_a_figure_without_a_number_in_most_panels_has_none(monkeypatch):
    judged = PanelJudgement(load_panel(), study(2))
    monkeypatch.setitem(vars(judged), "of_learned", {"share_that_lasts": np.array([np.nan, np.nan, 0.5])})
    assert np.isnan(judged.figure("share_that_lasts")).all()


def test_held_out_pairs_are_not_among_those_learned_from():
    learned, held = split_panel(load_panel(), load_settings())
    assert not set(learned.pairs) & set(held.pairs)
    assert len(learned.pairs) + len(held.pairs) == 329
