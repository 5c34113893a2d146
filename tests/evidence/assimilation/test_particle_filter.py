"""The particle filter by itself: against exact answers, and where weights collapse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrc_sim.evidence.assimilation.particle_filter import (
    Collapse,
    filter_month,
    log_mean,
    normalised_weights,
    resampling_chance,
    systematic_ancestors,
    tempering_exponent,
)
from nrc_sim.evidence.panel.coordinates import effective_size

CAREFUL = Collapse(resample_below=0.5, temper_below=0.0)


class LinearWorld:
    """x' = a x + q noise, y = x + r noise: a world whose exact answer is known."""

    def __init__(self, count, observed, *, a, q, r, seed):
        self.generator = np.random.Generator(np.random.PCG64(seed))
        self.x = self.generator.standard_normal(count)
        self.observed, self.a, self.q, self.r = observed, a, q, r

    def advance(self, month):  # noqa: ARG002
        self.x = self.a * self.x + self.q * self.generator.standard_normal(self.x.size)

    def log_likelihoods(self, month):
        if month not in self.observed:
            return np.empty((0, self.x.size))
        apart = (self.observed[month] - self.x) / self.r
        return (-0.5 * apart**2 - np.log(self.r * np.sqrt(2.0 * np.pi)))[None]

    def exchange(self, month, ancestors):  # noqa: ARG002
        self.x = self.x[ancestors]


def kalman(observed, months, *, a, q, r):
    """Means and variances after each month, and log-evidence of each observation, exactly."""
    mean, variance, found, evidence = 0.0, 1.0, [], {}
    for month in range(1, months + 1):
        mean, variance = a * mean, a * a * variance + q * q
        if month in observed:
            spread = variance + r * r
            apart = observed[month] - mean
            evidence[month] = -0.5 * (apart * apart / spread + np.log(2.0 * np.pi * spread))
            gain = variance / spread
            mean, variance = mean + gain * apart, (1.0 - gain) * variance
        found.append((mean, variance))
    return np.array(found), evidence


@pytest.mark.parametrize("system", [{"a": 0.9, "q": 0.5, "r": 0.7}, {"a": 1.0, "q": 0.2, "r": 0.3}])
def test_it_gives_what_a_kalman_filter_gives_in_a_linear_gaussian_world(system):
    months, count = 40, 20_000
    observed = {month: float(np.sin(0.3 * month)) for month in range(1, months + 1) if month % 7}
    exact, evidence = kalman(observed, months, **system)
    particles, log_weights = LinearWorld(count, observed, **system, seed=3), np.zeros(count)
    sizes = []
    for month in range(1, months + 1):
        log_weights, told = filter_month(particles, log_weights, month, 11, CAREFUL)
        weights = normalised_weights(log_weights)
        mean = float((weights * particles.x).sum())
        variance = float((weights * (particles.x - mean) ** 2).sum())
        sizes.append(effective_size(weights))
        # Five standard errors of a mean of as many independent draws as the smallest effective size so far.
        error = 5.0 * np.sqrt(exact[month - 1, 1] / min(sizes))
        assert abs(mean - exact[month - 1, 0]) < error
        assert abs(variance - exact[month - 1, 1]) < 5.0 * exact[month - 1, 1] * np.sqrt(2.0 / min(sizes))
        if month in observed:
            assert told.log_evidence == pytest.approx(evidence[month], abs=0.05)
            assert told.exponent == 1.0
        else:
            assert told.log_evidence == 0.0
            assert not told.resampled
    assert min(sizes) > 0.2 * count


WEIGHTS = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40).filter(lambda values: sum(values) > 1e-6)


@given(WEIGHTS, st.floats(1e-9, 1.0 - 1e-9))
def test_every_particle_has_as_many_successors_as_its_weight_says(values, chance):
    weights = np.array(values) / sum(values)
    ancestors = systematic_ancestors(weights, chance)
    counts = np.bincount(ancestors, minlength=weights.size)
    assert counts.sum() == weights.size
    assert np.all(np.abs(counts - weights.size * weights) < 1.0 + 1e-6)
    assert np.all(np.diff(ancestors) >= 0)


@given(WEIGHTS)
def test_an_effective_size_lies_between_one_and_the_number_of_particles(values):
    weights = np.array(values) / sum(values)
    assert 1.0 - 1e-9 <= effective_size(weights) <= weights.size + 1e-9


def test_what_only_one_particle_explains_is_tempered_to_the_effective_size_that_is_asked_for():
    likelihood = -(np.arange(100.0) ** 2)
    exponent = tempering_exponent(np.zeros(100), likelihood, 20.0)
    assert 0.0 < exponent < 1.0
    assert effective_size(normalised_weights(exponent * likelihood)) == pytest.approx(20.0, abs=1e-6)
    assert tempering_exponent(np.zeros(100), likelihood / 1e6, 20.0) == 1.0


def test_a_month_that_was_tempered_says_so_and_keeps_its_evidence():
    observed = {1: 8.0}
    particles = LinearWorld(500, observed, a=0.5, q=0.1, r=0.05, seed=1)
    _, told = filter_month(particles, np.zeros(500), 1, 0, Collapse(0.5, 0.1))
    assert told.exponent < 1.0
    assert told.effective == pytest.approx(50.0, abs=0.01)
    assert told.resampled
    assert told.log_evidence < -1000.0


def test_weights_that_are_as_unequal_as_they_may_be_already_temper_nothing_away_at_once():
    log_weights = np.where(np.arange(100) < 4, 0.0, -np.inf)
    particles = LinearWorld(100, {1: 0.0}, a=1.0, q=0.1, r=5.0, seed=1)
    _, told = filter_month(particles, log_weights, 1, 0, Collapse(0.0, 0.1))
    assert told.exponent < 1.0
    assert told.effective == pytest.approx(4.0, abs=1e-6)


def test_the_number_that_exchanges_particles_follows_from_seed_and_month():
    drawn = {resampling_chance(seed, month) for seed in range(3) for month in range(24_000, 24_010)}
    assert len(drawn) == 30
    assert resampling_chance(5, 24_000) == resampling_chance(5, 24_000) != resampling_chance(5, 24_000, "answers")


def test_the_logarithm_of_a_mean_is_finite_where_all_values_are_tiny():
    assert log_mean(np.zeros(2), np.array([-2000.0, -2000.0])) == pytest.approx(-2000.0)
