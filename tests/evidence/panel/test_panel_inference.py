"""Inference by populations: problems whose posterior is known, and the same results however the work is done."""

import doctest

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.panel import inference, proposals
from nrc_sim.evidence.panel.adjustment import adjust, distance, mahalanobis_metric, robust_metric
from nrc_sim.evidence.panel.coverage import all_come_back, judge_ranks, ranks_of_known
from nrc_sim.evidence.panel.inference import BATCH, LEAST_BUDGET, Problem, infer, simulate_all, sizes_for
from nrc_sim.evidence.panel.proposals import effective_size, from_unit, log_weights, prior_proposal, proposal_around
from nrc_sim.study.running import keep_work
from nrc_sim.study.store import draft_folder


class Linear:
    """Statistics that are linear in the numbers, with noise: the posterior is a bell that can be computed."""

    def __init__(self, numbers, statistics, *, known=None, noise=0.5):
        self.numbers, self.noise = numbers, noise
        self.slopes = np.zeros((numbers, statistics))
        known = known or numbers
        self.slopes[:known] = np.random.default_rng(3).normal(size=(known, statistics))
        truth = np.linspace(-1.0, 1.2, numbers)
        self.observed = truth @ self.slopes + noise * np.random.default_rng(9).normal(size=statistics)

    def __call__(self, places, first):
        coordinates = from_unit(places)
        rows = [np.random.Generator(np.random.PCG64([5, first + place])) for place in range(len(places))]
        noise = np.array([generator.normal(size=self.slopes.shape[1]) for generator in rows])
        # Row by row, since a product of matrices can round otherwise with other numbers of rows.
        return np.array([row @ self.slopes for row in coordinates]) + self.noise * noise

    def posterior(self):
        covariance = np.linalg.inv(np.eye(self.numbers) + self.slopes @ self.slopes.T / self.noise**2)
        return covariance @ self.slopes @ self.observed / self.noise**2, np.sqrt(np.diag(covariance))

    def problem(self, budget, workers=1, **others):
        counted = np.arange(self.slopes.shape[1])
        return Problem(self.observed, counted, self.numbers, self, 7, budget, workers, **others)


def draws_of(found):
    return from_unit(found.draws(1000, 1))


@pytest.mark.parametrize("module", [inference, proposals])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.slow
def test_the_posterior_of_a_mean_comes_out():
    """A normal mean with a normal prior."""
    model = Linear(1, 1)
    mean, sd = model.posterior()
    draws = draws_of(infer(model.problem(14_000)))
    assert draws.mean(axis=0) == pytest.approx(mean, abs=0.15 * sd[0])
    assert draws.std(axis=0) == pytest.approx(sd, rel=0.1)


def test_the_posterior_of_five_numbers_comes_out_with_its_correlations():
    model = Linear(5, 8)
    mean, sd = model.posterior()
    draws = draws_of(infer(model.problem(5000)))
    assert np.abs((draws.mean(axis=0) - mean) / sd).max() < 0.35
    assert draws.std(axis=0) / sd == pytest.approx(np.ones(5), abs=0.2)
    covariance = np.linalg.inv(np.eye(5) + model.slopes @ model.slopes.T / model.noise**2)
    expected = covariance / np.outer(sd, sd)
    assert np.corrcoef(draws.T) == pytest.approx(expected, abs=0.2)


@pytest.mark.slow
def test_numbers_about_which_nothing_is_said_keep_their_prior():
    """As many as the panel has: five are learned from 24 statistics, and 18 are not."""
    model = Linear(23, 24, known=5, noise=1.0)
    found = infer(model.problem(14_000))
    draws = draws_of(found)
    mean, sd = model.posterior()
    assert np.abs((draws.mean(axis=0) - mean)[:5] / sd[:5]).max() < 0.5
    assert np.abs(draws[:, 5:].mean(axis=0)).max() < 0.35
    assert draws[:, 5:].std(axis=0) == pytest.approx(np.ones(18), abs=0.2)
    assert effective_size(found.population.weights) > 200


@pytest.fixture(scope="module")
def small():
    return infer(Linear(5, 8).problem(1000))


def test_results_do_not_depend_on_workers(small):
    other = infer(Linear(5, 8).problem(1000, workers=2))
    assert np.array_equal(small.simulations.statistics, other.simulations.statistics)
    assert np.array_equal(small.draws(50, 1), other.draws(50, 1))
    assert small.steps == other.steps


def test_an_interrupted_inference_goes_on_and_ends_with_equal_bits(small, tmp_path):
    done = []

    def stop(_stage, number, _total):
        done.append(number)
        if number > 600:
            raise KeyboardInterrupt

    def inferred(resume, **others):
        drafted = draft_folder(tmp_path / "out", command="learn", resume=resume)
        with drafted as draft, keep_work(draft, {"seed": 7}, print):
            return infer(Linear(5, 8).problem(1000, **others))

    with pytest.raises(KeyboardInterrupt):
        inferred(resume=False, progress=stop)
    seen = []
    again = inferred(resume=True, progress=lambda *news: seen.append(news[1]))
    assert min(seen) > BATCH * 8
    assert np.array_equal(again.simulations.statistics, small.simulations.statistics)
    assert np.array_equal(again.draws(50, 1), small.draws(50, 1))


def test_the_budget_is_kept_and_tolerances_fall(small):
    sizes = sizes_for(1000)
    assert small.steps[0].candidates == sizes.first
    assert small.steps[-1].candidates <= 1000
    assert len(small.simulations.coordinates) == small.steps[-1].candidates - sizes.centre
    later = [step.tolerance for step in small.steps[2:]]
    assert later == sorted(later, reverse=True)


def test_it_ends_where_hardly_any_candidate_comes_nearer():
    model, first = Linear(2, 2), sizes_for(1000).first

    def simulate(places, number):
        return model(places, number) + (100.0 if number >= first + 200 else 0.0)

    found = infer(model.problem(1000)._replace(simulate=simulate))
    assert found.steps[-1].candidates < 600
    assert found.steps[-1].accepted == 0.0


@pytest.mark.parametrize("budget", [0, LEAST_BUDGET - 1])
def test_too_small_a_budget_is_refused(budget):
    with pytest.raises(InputError, match="the budget is"):
        infer(Linear(1, 1).problem(budget))


def test_candidates_without_statistics_are_never_accepted():
    model = Linear(2, 3)

    def simulate(places, first):
        statistics = model(places, first)
        statistics[places[:, 0] < 0.3] = np.nan
        return statistics

    found = infer(model.problem(1000)._replace(simulate=simulate))
    assert np.isfinite(found.population.apart).all()
    assert (found.population.coordinates[:, 0] >= from_unit(np.array(0.3))).all()
    nothing = model.problem(1000)._replace(simulate=lambda places, _: np.full((len(places), 3), np.nan))
    with pytest.raises(InputError, match="only 0 of 256 candidates have statistics"):
        infer(nothing)


def test_weights_turn_draws_into_the_prior():
    prior = prior_proposal(3)
    first = prior.draw(512, [1])
    narrow = proposal_around(0.5 * first + 1.0, np.full(512, 1.0 / 512))
    points = np.concatenate([first, narrow.draw(512, [2])])
    weights = np.exp(log_weights(points, [prior, narrow], [512, 512]))
    weights /= weights.sum()
    assert weights @ points == pytest.approx(np.zeros(3), abs=0.06)
    assert weights @ points**2 == pytest.approx(np.ones(3), abs=0.1)
    assert weights.max() <= 2.0 / weights.size * 1.2
    assert effective_size(weights) < 1024


def test_distances_count_what_is_known_closely_more():
    sample = np.random.default_rng(1).normal(size=(400, 3)) * [1.0, 10.0, 1.0]
    for metric in (robust_metric(sample, np.array([0, 1])), mahalanobis_metric(sample, np.array([0, 1]))):
        away = distance(metric.apart(np.array([[1.0, 0.0, 9.0], [0.0, 10.0, 9.0]]), np.zeros(3)))
        assert away == pytest.approx([1.0, 1.0], rel=0.2)
    assert mahalanobis_metric(sample[:3], np.array([0, 1])) is None


def test_adjustment_takes_out_what_is_linear_and_leaves_chance_alone():
    generator = np.random.default_rng(2)
    apart = generator.normal(size=(400, 4)) + 1.0
    coordinates = np.column_stack([apart[:, 0] + 0.1 * generator.normal(size=400), generator.normal(size=400)])
    moved, weights = adjust(coordinates, apart, np.ones(400))
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ moved == pytest.approx([0.0, 0.0], abs=0.15)
    assert np.sqrt(weights @ moved[:, 0] ** 2) == pytest.approx(0.1, rel=0.3)
    assert moved[:, 1].std() == pytest.approx(1.0, rel=0.15)


def test_known_numbers_come_back():
    model = Linear(3, 6)
    found = infer(model.problem(1500))
    ranks = ranks_of_known(found, np.ones(len(found.simulations.coordinates), dtype=bool), 100, 512)
    judged = judge_ranks(("a", "b", "c"), ranks)
    assert ranks.shape == (100, 3)
    assert [sum(one.counts) for one in judged] == [100] * 3
    assert all_come_back(judged)


def test_numbers_that_do_not_come_back_are_found():
    """Intervals that are much too narrow, and ranks that lean to one side."""
    narrow = np.tile([0.0, 1.0], 50)
    leaning = np.linspace(0.0, 0.5, 100)
    judged = judge_ranks(("narrow", "leaning"), np.column_stack([narrow, leaning]))
    assert [one.uniform for one in judged] == [False, False]
    assert [one.fits for one in judged] == [False, True]
    assert not all_come_back(judged)


def test_what_is_simulated_beyond_the_budget_is_numbered_on():
    model = Linear(2, 2)
    found = simulate_all(model.problem(1000), np.zeros((4, 2)), 1000)
    assert np.array_equal(found, model(np.full((4, 2), 0.5), 1000))
