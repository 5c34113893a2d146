"""Inference by rounds of an emulator: problems whose posterior is known, and the same results whoever does the work."""

import doctest

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.panel import coordinates, emulator, inference
from nrc_sim.evidence.panel.adjustment import adjust, distance, mahalanobis_metric, robust_metric
from nrc_sim.evidence.panel.coordinates import draw_prior, from_unit, log_prior, to_unit
from nrc_sim.evidence.panel.coverage import KnownPanels, all_come_back, judge_ranks, ranks_of_known
from nrc_sim.evidence.panel.emulator import fit_emulator
from nrc_sim.evidence.panel.inference import infer, least_budget, sizes_for
from nrc_sim.evidence.panel.likelihood_check import check_likelihood
from nrc_sim.evidence.panel.problem import BATCH, Problem, simulate_all
from nrc_sim.evidence.panel.ridge import fit_ridge
from nrc_sim.evidence.panel.tempering import temper
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


class Bent(Linear):
    """Statistics that curve with the numbers more than a square does, and spread by them."""

    def __call__(self, places, first):
        coordinates = from_unit(places)
        noise = (super().__call__(places, first) - np.array([row @ self.slopes for row in coordinates])) / self.noise
        return self.expected(coordinates) + self.spreads(coordinates)[:, None] * noise

    def expected(self, coordinates):
        linear = np.array([row @ self.slopes for row in coordinates])
        return linear + 0.3 * np.tanh(linear) + 0.1 * linear**2

    def spreads(self, coordinates):
        return self.noise * np.exp(0.3 * coordinates[:, 0])

    def log_likelihood(self, coordinates):
        squares = ((self.observed - self.expected(coordinates)) ** 2).sum(axis=1)
        spreads = self.spreads(coordinates)
        return -0.5 * squares / spreads**2 - len(self.observed) * np.log(spreads)


@pytest.mark.parametrize("module", [inference, coordinates, emulator])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_the_posterior_of_a_mean_comes_out():
    """A normal mean with a normal prior."""
    model = Linear(1, 1)
    mean, sd = model.posterior()
    draws = infer(model.problem(2000)).draws
    assert draws.mean(axis=0) == pytest.approx(mean, abs=0.15 * sd[0])
    assert draws.std(axis=0) == pytest.approx(sd, rel=0.1)


def test_the_posterior_of_five_numbers_comes_out_with_its_correlations():
    model = Linear(5, 8)
    mean, sd = model.posterior()
    draws = infer(model.problem(5000)).draws
    assert np.abs((draws.mean(axis=0) - mean) / sd).max() < 0.2
    assert draws.std(axis=0) / sd == pytest.approx(np.ones(5), abs=0.1)
    covariance = np.linalg.inv(np.eye(5) + model.slopes @ model.slopes.T / model.noise**2)
    expected = covariance / np.outer(sd, sd)
    assert np.corrcoef(draws.T) == pytest.approx(expected, abs=0.1)


def test_rounds_come_to_the_posterior_where_statistics_curve_and_spread_unevenly():
    """The posterior is known by tempering with the true likelihood."""
    model = Bent(3, 6)
    start = np.random.default_rng(1).normal(size=(2000, 3))
    true = temper(start, log_prior, model.log_likelihood, [3])
    found = infer(model.problem(5000))
    assert np.abs((found.draws.mean(axis=0) - true.mean(axis=0)) / true.std(axis=0)).max() < 0.3
    assert found.draws.std(axis=0) / true.std(axis=0) == pytest.approx(np.ones(3), abs=0.15)
    assert found.steps[-1].bias < found.steps[0].bias / 2.0
    assert found.steps[-1].moved < 0.2
    assert found.steps[-1].simulated == pytest.approx(found.steps[-1].floor, rel=0.1)


@pytest.mark.slow
def test_numbers_about_which_nothing_is_said_keep_their_prior():
    """As many as the panel has: five are learned from 24 statistics, and 18 are not."""
    model = Linear(23, 24, known=5, noise=1.0)
    draws = infer(model.problem(10_000)).draws
    mean, sd = model.posterior()
    assert np.abs((draws.mean(axis=0) - mean)[:5] / sd[:5]).max() < 0.5
    assert np.abs(draws[:, 5:].mean(axis=0)).max() < 0.35
    assert draws[:, 5:].std(axis=0) == pytest.approx(np.ones(18), abs=0.2)


@pytest.fixture(scope="module")
def small():
    return infer(Linear(5, 8).problem(1000))


def test_results_do_not_depend_on_workers(small):
    other = infer(Linear(5, 8).problem(1000, workers=2))
    assert np.array_equal(small.simulations.statistics, other.simulations.statistics)
    assert np.array_equal(small.draws, other.draws)
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
    assert np.array_equal(again.draws, small.draws)


def test_the_budget_is_kept(small):
    sizes = sizes_for(1000)
    assert small.simulations.drawn == [sizes.first] + sizes.rounds * [sizes.each]
    assert len(small.simulations.coordinates) == sum(small.simulations.drawn) <= 1000
    assert [step.candidates for step in small.steps] == np.cumsum(small.simulations.drawn)[1:].tolist()


@pytest.mark.parametrize("budget", [0, least_budget(1) - 1])
def test_too_small_a_budget_is_refused(budget):
    with pytest.raises(InputError, match="the budget is"):
        infer(Linear(1, 1).problem(budget))


def test_candidates_without_statistics_teach_nothing():
    model = Linear(2, 3)

    def simulate(places, first):
        statistics = model(places, first)
        statistics[first + np.arange(len(places)) % 4 == 0] = np.nan
        return statistics

    found = infer(model.problem(1000)._replace(simulate=simulate))
    whole = infer(model.problem(1000))
    assert np.isfinite(found.draws).all()
    assert found.draws[:, 1].mean() == pytest.approx(whole.draws[:, 1].mean(), abs=0.5 * whole.draws[:, 1].std())
    nothing = model.problem(1000)._replace(simulate=lambda places, _: np.full((len(places), 3), np.nan))
    with pytest.raises(InputError, match="only 0 of 256 candidates have statistics"):
        infer(nothing)


def test_more_numbers_ask_for_a_larger_budget():
    least = least_budget(23)
    with pytest.raises(InputError, match="the budget is") as caught:
        infer(Linear(23, 24).problem(least - 1))
    assert caught.value.allowed == "1,707 candidates or more"
    assert sizes_for(least).first == 512


def test_draws_of_the_prior_are_a_bell_in_coordinates():
    drawn = draw_prior(1024, 3, [1])
    assert drawn.mean(axis=0) == pytest.approx(np.zeros(3), abs=0.02)
    assert drawn.std(axis=0) == pytest.approx(np.ones(3), abs=0.02)
    assert from_unit(to_unit(drawn)) == pytest.approx(drawn)
    assert log_prior(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist() == [0.0, -12.5]


def test_tempering_leads_to_a_bell_far_from_where_it_starts():
    def likelihood(rows):
        return -0.5 * (((rows - 3.0) / 0.1) ** 2).sum(axis=1)

    start = np.random.default_rng(4).normal(size=(1000, 2))
    found = temper(start, log_prior, likelihood, [8])
    assert found.mean(axis=0) == pytest.approx(np.full(2, 3.0 / 1.01), abs=0.02)
    assert found.std(axis=0) == pytest.approx(np.full(2, 0.1), rel=0.1)
    assert np.array_equal(found, temper(start, log_prior, likelihood, [8]))


def test_no_particle_stays_where_nothing_may_lie():
    def likelihood(rows):
        return np.where(rows[:, 0] < 1.0, -np.inf, 0.0)

    found = temper(np.random.default_rng(4).normal(size=(1000, 2)), log_prior, likelihood, [8])
    assert (found[:, 0] >= 1.0).all()
    assert found[:, 0].mean() == pytest.approx(1.525, abs=0.06)
    assert found[:, 1].std() == pytest.approx(1.0, abs=0.1)


def test_an_emulator_knows_means_spreads_and_correlations():
    generator = np.random.default_rng(5)
    rows = generator.normal(size=(3000, 2)) * [1.0, 0.5] + [0.0, 2.0]
    noise = generator.normal(size=(3000, 2)) @ np.linalg.cholesky(np.array([[1.0, 0.6], [0.6, 1.0]])).T
    spreads = np.exp(0.4 * rows[:, :1])
    found = fit_emulator(rows, np.column_stack([rows[:, 0] ** 2, rows[:, 0] * rows[:, 1]]) + spreads * noise)
    expected = found.expect(np.array([[1.0, 2.5], [-1.0, 1.5]]))
    assert expected.means == pytest.approx(np.array([[1.0, 2.5], [1.0, -1.5]]), abs=0.2)
    assert expected.spreads == pytest.approx(np.exp([[0.4, 0.4], [-0.4, -0.4]]), rel=0.1)
    assert found.correlation @ found.correlation.T == pytest.approx(np.array([[1.0, 0.6], [0.6, 1.0]]), abs=0.05)
    far = found.expect(np.array([[8.0, 2.0]])).unsure[0]
    assert far > 20.0 * expected.unsure.max()
    likelihood = found.likelihood_of(np.array([1.0, 2.5]))(np.array([[1.0, 2.5], [-1.0, 1.5]]))
    assert likelihood[0] > likelihood[1] + 3.0
    assert found.likelihood_of(np.array([64.0, 16.0]))(np.array([[20.0, 2.0]])) == -np.inf


def test_a_ridge_leaves_chance_alone():
    generator = np.random.default_rng(6)
    inputs = generator.normal(size=(100, 40))
    outputs = np.column_stack([inputs[:, 0], np.zeros(100)]) + 0.1 * generator.normal(size=(100, 2))
    found = fit_ridge(inputs - inputs.mean(axis=0), outputs - outputs.mean(axis=0), 100.0)
    assert found.slopes[0, 0] == pytest.approx(1.0, abs=0.05)
    assert np.abs(found.slopes[:, 1]).max() < 0.05
    assert found.ridges[1] > found.ridges[0]
    assert ((found.free > 0.0) & (found.free < 1.0)).all()


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


@pytest.fixture(scope="module")
def learned():
    problem = Linear(3, 6).problem(1500)
    return problem, infer(problem)


def test_known_numbers_come_back(learned):
    problem, found = learned
    drawn = found.draws[:100]
    ranks = ranks_of_known(found, problem, KnownPanels(drawn, simulate_all(problem, drawn, problem.budget)))
    judged = judge_ranks(("a", "b", "c"), ranks)
    assert ranks.shape == (100, 3)
    assert [sum(one.counts) for one in judged] == [100] * 3
    assert all_come_back(judged)


def test_the_likelihood_of_a_good_emulator_is_that_of_simulations(learned):
    told = check_likelihood(*learned, 2000)
    assert told.draws == 30
    assert told.effective > 0.4 * told.draws
    assert told.spread < 1.5 * told.noise + 0.3
    assert told.inflated == pytest.approx(1.0, abs=0.1)


def test_an_emulator_that_errs_is_found(learned):
    """One whose expected values lie two standard deviations off along a number."""
    problem, found = learned
    slopes = found.emulator.slopes.copy()
    slopes[0] += 2.0 * problem.simulate.noise
    told = check_likelihood(problem, found._replace(emulator=found.emulator._replace(slopes=slopes)), 2000)
    right = check_likelihood(problem, found, 2000)
    assert told.effective < 0.5 * right.effective
    assert told.spread > 2.0 * told.noise


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
