"""Simulated panels: what is observed of runs, and what is asked of it."""

import doctest

import numpy as np
import pytest

from nrc_sim.engine import kernel, model
from nrc_sim.engine.world import make_job
from nrc_sim.evidence.panel import events
from nrc_sim.evidence.panel.analogues import members_from_analogues
from nrc_sim.evidence.panel.events import (
    EventModel,
    observe_years,
    quad_shares,
    reachable_range,
    usual_shares,
)
from nrc_sim.evidence.panel.facts import LeadCase
from nrc_sim.evidence.panel.judging import PanelJudgement, PanelStudy
from nrc_sim.evidence.panel.naive import Known
from nrc_sim.evidence.panel.numbers import drawn_values, parameters_of, rates_of_runs
from nrc_sim.evidence.panel.priors import load_priors
from nrc_sim.evidence.panel.reading import QUAD_WEIGHTS, QUADS, Panel, mean_conduct
from nrc_sim.evidence.panel.settings import load_panel, load_settings, panel_folder, split_panel
from nrc_sim.evidence.panel.simulating import simulate_candidate_cases, simulate_candidates, simulate_conduct
from nrc_sim.scenario import load_scenario

FEW = ("CHN-FRA", "CHN-USA", "FRA-IND", "GBR-IND", "IND-USA", "IRN-USA")


@pytest.fixture(scope="module")
def panel():
    return load_panel().where(FEW.__contains__)


def candidates(count=3, level=0.5):
    """Values of so many candidates, all at one level of their priors but the first number."""
    values = {name: np.full(count, prior.quantile(np.array(level))) for name, prior in load_priors().items()}
    return values | {"level": np.linspace(0.1, 0.2, count)}


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
    usual = usual_shares(load_panel())
    assert quad_shares(usual @ QUAD_WEIGHTS, usual) == pytest.approx(usual, abs=1e-3)


def test_events_can_show_all_that_the_panel_shows():
    low, high = reachable_range()
    observed = mean_conduct(load_panel().counts.sum(axis=1))
    assert low <= observed.min()
    assert observed.max() <= high


def observed_once(conduct, count, bundling=0.0, echo=0.0, years=200):
    """Observe constant conduct in many years, each by so many events."""
    seen = EventModel(np.array(bundling), np.array(echo), usual_shares(load_panel()))
    months = np.full((years, 12), conduct)
    return observe_years(months, np.full((years, 1), count), seen, np.random.default_rng(1))[:, 0]


def test_more_events_show_conduct_more_closely_and_its_mean_is_kept():
    few, many = (mean_conduct(observed_once(-0.1, count, years=2000)) for count in (50, 5000))
    assert few.std() == pytest.approx(10.0 * many.std(), rel=0.15)
    assert many.mean() == pytest.approx(-0.1, abs=0.002)


def test_events_in_bundles_say_less():
    """Of a year's variance a twelfth of the correlation is left however many events there are."""
    alone, bundled = (mean_conduct(observed_once(0.1, 100_000, one, years=2000)) for one in (0.0, 0.12))
    shares = quad_shares(np.array(0.1), usual_shares(load_panel()))
    variance = shares @ QUAD_WEIGHTS**2 - (shares @ QUAD_WEIGHTS) ** 2
    assert alone.std() < 0.1 * bundled.std()
    # A Dirichlet distribution of concentration c leaves 1 / (1 + c).
    assert bundled.var() == pytest.approx(variance / (1.0 + 12.0 * 0.88 / 0.12), rel=0.15)


def test_an_echo_carries_an_act_into_the_next_year():
    months, usual = np.full((1, 24), 0.2), usual_shares(load_panel())
    months[0, 11] = -0.8
    both = []
    for echo in (0.0, 4.0):
        seen = EventModel(np.array(0.0), np.array(echo), usual)
        both.append(mean_conduct(observe_years(months, np.array([100_000]), seen, np.random.default_rng(1)))[0])
    assert both[0][1] == pytest.approx(0.2, abs=0.01)
    assert both[1][1] < 0.17
    assert both[1].sum() == pytest.approx(both[0].sum(), abs=0.03)


def test_each_year_and_direction_has_as_many_events_as_the_pair_had(panel):
    counts = simulate_candidates(panel, candidates(), 5, 0)
    assert counts.shape == (3, *panel.counts.shape)
    assert np.array_equal(counts.sum(axis=-1), np.broadcast_to(panel.events, counts.shape[:-1]))


def test_a_run_reads_nothing_of_its_pair_but_traits_and_numbers_of_events(panel):
    hostile = Panel(panel.years, panel.pairs, panel.counts[:, :, :, ::-1])
    for simulate in (simulate_conduct, simulate_candidates):
        assert np.array_equal(simulate(panel, candidates(), 5, 0), simulate(hostile, candidates(), 5, 0))


def test_a_candidate_is_the_same_alone_and_among_others(panel):
    together = simulate_candidates(panel, candidates(), 5, 10)
    alone = simulate_candidates(panel, {name: each[1:2] for name, each in candidates().items()}, 5, 11)
    assert np.array_equal(together[1:2], alone)
    assert not np.array_equal(together, simulate_candidates(panel, candidates(), 6, 10))


def test_runs_may_have_values_of_their_own(panel):
    """The same values for every pair give what one value for the candidate gives."""
    spread = {name: np.repeat(each[:, None], len(panel.pairs), axis=1) for name, each in candidates().items()}
    assert np.array_equal(simulate_candidates(panel, spread, 5, 0), simulate_candidates(panel, candidates(), 5, 0))


def test_rates_follow_traits_and_chance():
    pairs = ("CHN-USA", "FRA-USA")
    values = {name: each.repeat(100) for name, each in candidates(2).items()} | {"rate_spread": np.zeros(200)}
    none = dict.fromkeys(("by_joint_democracy", "by_shared_region", "by_capability_ratio"), np.zeros(200))
    runs = np.arange(200)
    assert rates_of_runs(values | none, pairs, 1, runs) == pytest.approx(values["act_rate"])
    of_democracies = rates_of_runs(values | none | {"by_joint_democracy": np.ones(200)}, pairs, 1, runs)
    assert of_democracies[1] / of_democracies[0] == pytest.approx(np.e)
    logs = np.log(rates_of_runs(values | none | {"rate_spread": np.ones(200)}, pairs, 1, runs) / values["act_rate"])
    assert logs.std() == pytest.approx(1.0, abs=0.2)


def test_every_number_moves_a_parameter_or_the_observation():
    values, moved = candidates(2), set()
    for name in values:
        before, after = parameters_of(values), parameters_of(values | {name: values[name] * 1.1})
        if any(not np.array_equal(before[one], after[one]) for one in before):
            moved.add(name)
    elsewhere = {"rate_spread", "by_joint_democracy", "by_shared_region", "by_capability_ratio", "bundling", "echo"}
    assert moved | elsewhere == set(values)


def test_draws_are_given_to_runs_with_all_their_numbers():
    draws = {"one": np.arange(5.0), "two": np.arange(5.0) ** 2}
    given = drawn_values(draws, (3, 4), 7)
    assert np.array_equal(given["one"] ** 2, given["two"])
    assert given["one"].shape == (3, 4)
    assert len(np.unique(given["one"])) > 2


@pytest.mark.parametrize("name", ["two_powers_years", "allies_years"])
def test_both_engines_give_worlds_with_memory_the_same_bits(name):
    job = make_job(load_scenario(panel_folder() / f"{name}.yaml"), 3, 6)
    states = kernel.simulate_histories(job, 0, 2)
    compiled, readable = (engine.simulate_block(job, 0, 2, states, conduct=True) for engine in (kernel, model))
    assert np.array_equal(compiled.member_conduct, readable.member_conduct)
    assert np.array_equal(compiled.outside_conduct, readable.outside_conduct)
    assert np.array_equal(compiled.index, readable.index)
    assert compiled.member_conduct.std() > 0.0


def test_histories_with_memory_have_the_same_bits():
    job = make_job(load_scenario(panel_folder() / "two_powers_years.yaml"), 3, 6)
    assert np.array_equal(kernel.simulate_histories(job, 0, 2), model.simulate_histories(job, 0, 2))


def test_a_lead_does_the_same_whichever_ally_it_is_compared_with(panel):
    rows = {pair: row for row, pair in enumerate(panel.pairs)}
    cases = [LeadCase(one, "IND", rows["IND-USA"], rows["-".join(sorted((one, "IND")))]) for one in ("FRA", "GBR")]
    lead, allies = simulate_candidate_cases(panel, cases, candidates(), 5, 0)
    assert lead.shape == allies.shape == (3, 2, 2, 11, 4)
    assert np.array_equal(lead[:, 0], lead[:, 1])
    assert not np.array_equal(allies[:, 0], allies[:, 1])


def test_analogues_know_what_a_linear_world_knows():
    """Of runs that go on where they are, the forecast is the last value, and as wide as what comes after it."""
    generator = np.random.default_rng(4)
    past = 0.1 * generator.standard_normal((5000, 5))
    outcomes = 0.8 * past[:, -1] + 0.02 * generator.standard_normal(5000)
    known = Known(past[:3], np.full((3, 5), 100))
    found = members_from_analogues(Known(past, np.full((5000, 5), 100)), outcomes, known)
    assert found.mean(axis=1) == pytest.approx(0.8 * past[:3, -1], abs=0.01)
    assert found.std(axis=1) == pytest.approx(0.02, rel=0.3)


def test_a_figure_without_a_number_in_most_panels_has_none(monkeypatch):
    judged = PanelJudgement(load_panel(), PanelStudy(load_settings(), 2, 5, candidates(), candidates(), 1))
    monkeypatch.setitem(vars(judged), "of_learned", {"share_that_lasts": np.array([np.nan, np.nan, 0.5])})
    assert np.isnan(judged.figure("share_that_lasts")).all()


def test_held_out_pairs_are_not_among_those_learned_from():
    learned, held = split_panel(load_panel(), load_settings())
    assert not set(learned.pairs) & set(held.pairs)
    assert len(learned.pairs) + len(held.pairs) == 329
