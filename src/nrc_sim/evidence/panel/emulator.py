"""An emulator: what statistics are to be expected of numbers, and how they spread, from simulations of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.panel.ridge import fit_ridge

_LEAST_RESIDUAL = 0.1
"""Over the median one: smaller ones count as much."""
_USUAL = (0.01, 0.99)
"""Share of simulations within whose logarithms of variances expected ones stay."""
_TRUSTED = 0.99
"""Share of simulations that lie where something is said of numbers."""


class Expected(NamedTuple):
    """What is expected of numbers.

    Attributes
    ----------
    means : array (row, statistic)
    spreads : array (row, statistic)
        Standard deviations.
    unsure : array (row)
        Variance of the means, over that of statistics, since slopes are not known well; large far from all simulations.
    """

    means: Floats
    spreads: Floats
    unsure: Floats


class Emulator(NamedTuple):
    """Expected statistics as quadratic functions of numbers, and logarithms of their variances as linear ones.

    Attributes
    ----------
    middle : array (number)
    root : array (number, number)
        Numbers are counted from the middle of those simulated, in units of their spread: lower Cholesky factor.
    terms : array (term)
        Means of the terms.
    means : array (statistic)
    slopes : array (term, statistic)
    reach : array (term, term)
        From terms to coordinates whose squared length is `Expected.unsure`.
    spreads : array (1 + number, statistic)
        Of logarithms of variances: constants and slopes.
    ends : array (end, statistic)
        Least and largest of these logarithms.
    correlation : array (statistic, statistic)
        Lower Cholesky factor.
    rows : int
        Simulations from which all this is known.
    trusted : float
        Largest `Expected.unsure` of numbers of which something is said.
    """

    middle: Floats
    root: Floats
    terms: Floats
    means: Floats
    slopes: Floats
    reach: Floats
    spreads: Floats
    ends: Floats
    correlation: Floats
    rows: int
    trusted: float

    def expect(self, coordinates: Floats) -> Expected:
        """Say what statistics are expected.

        Parameters
        ----------
        coordinates : of numbers, array (row, number)
        """
        placed = _placed(coordinates, self.middle, self.root)
        terms = _quadratic(placed) - self.terms
        logs = np.clip(self.spreads[0] + placed @ self.spreads[1:], *self.ends)
        unsure = ((terms @ self.reach) ** 2).sum(axis=1) + 1.0 / self.rows
        return Expected(self.means + terms @ self.slopes, np.exp(0.5 * logs), unsure)

    def draw_around(self, count: int, generator: np.random.Generator) -> Floats:
        """Draw coordinates from the bell of those that were simulated, array (count, number)."""
        return np.asarray(self.middle + generator.normal(size=(count, len(self.middle))) @ self.root.T)

    def log_density_around(self, coordinates: Floats) -> Floats:
        """Return the logarithm of the density of that bell, up to a constant, array (row)."""
        return np.asarray(-0.5 * (_placed(coordinates, self.middle, self.root) ** 2).sum(axis=1))

    def apart(self, statistics: Floats, expected: Expected) -> Floats:
        """Return how far statistics are from expected ones, in coordinates in which they spread as a standard bell.

        Parameters
        ----------
        statistics : array (row, statistic), or of one row for all
        expected : see `expect`

        Returns
        -------
        array (row, statistic)
        """
        return whitened((statistics - expected.means) / expected.spreads, self.correlation)

    def likelihood_of(self, observed: Floats) -> Callable[[Floats], Floats]:
        """Return the logarithm of the synthetic likelihood, up to a constant, as a function of coordinates.

        Parameters
        ----------
        observed : array (statistic)

        Returns
        -------
        function of coordinates, array (row, number), that gives an array (row)

        Notes
        -----
        Statistics are a bell about their expected values (Wood 2010). Its covariance holds what the emulator misses: it
        is that of residuals, and is larger where slopes are not known well. Far from all simulations it is 0.
        """

        def likelihood(coordinates: Floats) -> Floats:
            expected = self.expect(coordinates)
            squares, wide = (self.apart(observed, expected) ** 2).sum(axis=1), 1.0 + expected.unsure
            volume = np.log(expected.spreads).sum(axis=1) + 0.5 * len(observed) * np.log(wide)
            return np.where(expected.unsure > self.trusted, -np.inf, -0.5 * squares / wide - volume)

        return likelihood


def fit_emulator(coordinates: Floats, statistics: Floats) -> Emulator:
    """Fit an emulator to simulations.

    Parameters
    ----------
    coordinates : of numbers, array (row, number)
    statistics : array (row, statistic), all with numbers

    Notes
    -----
    Rows may have been chosen by their numbers in any way, but not by their statistics.
    """
    middle = coordinates.mean(axis=0)
    root = _root((coordinates - middle).T @ (coordinates - middle) / len(coordinates))
    placed = _placed(coordinates, middle, root)
    terms = _quadratic(placed)
    centre, means = terms.mean(axis=0), statistics.mean(axis=0)
    about = terms - centre
    found = fit_ridge(about, statistics - means, len(terms))
    left = (statistics - means - about @ found.slopes) / np.sqrt(found.free)
    spreads = _spreads(placed, left)
    logs = spreads[0] + placed @ spreads[1:]
    ends = np.quantile(logs, _USUAL, axis=0)
    scaled = left / np.exp(0.5 * np.clip(logs, *ends))
    size = np.sqrt((scaled**2).mean(axis=0))
    scaled, spreads[0], ends = scaled / size, spreads[0] + 2.0 * np.log(size), ends + 2.0 * np.log(size)
    reach = _root(np.linalg.inv(about.T @ about + np.median(found.ridges) * np.eye(len(centre))))
    trusted = float(np.quantile(((about @ reach) ** 2).sum(axis=1), _TRUSTED)) + 1.0 / len(terms)
    correlation = _root(scaled.T @ scaled / len(scaled))
    known = (middle, root, centre, means, found.slopes, reach, spreads, ends, correlation)
    return Emulator(*known, len(terms), trusted)


def whitened(scaled: Floats, correlation: Floats) -> Floats:
    """Return rows in coordinates in which they are not correlated, array (row, statistic).

    Parameters
    ----------
    scaled : statistics in units of their spread, array (row, statistic)
    correlation : lower Cholesky factor, array (statistic, statistic)
    """
    from scipy.linalg import solve_triangular

    return np.asarray(solve_triangular(correlation, scaled.T, lower=True).T)


def _root(covariance: Floats) -> Floats:
    return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)


def terms_of(numbers: int) -> int:
    """Return how many terms an emulator of so many numbers has, without its constant.

    Examples
    --------
    >>> terms_of(23)
    299
    """
    return numbers + numbers * (numbers + 1) // 2


def _placed(coordinates: Floats, middle: Floats, root: Floats) -> Floats:
    return whitened(coordinates - middle, root)


def _quadratic(placed: Floats) -> Floats:
    """Return numbers, their squares and products, array (row, term)."""
    first, second = np.triu_indices(placed.shape[1])
    return np.concatenate([placed, placed[:, first] * placed[:, second]], axis=1)


def _spreads(placed: Floats, left: Floats) -> Floats:
    """Regress logarithms of squares of residuals on numbers: constants and slopes, array (1 + number, statistic)."""
    inputs = np.column_stack([np.ones(len(placed)), placed])
    least = _LEAST_RESIDUAL * np.median(np.abs(left), axis=0)
    return np.asarray(np.linalg.lstsq(inputs, np.log(left**2 + least**2), rcond=None)[0])
