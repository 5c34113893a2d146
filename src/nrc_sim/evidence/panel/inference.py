"""Synthetic likelihood with an emulator that is refitted round by round.

Candidates are drawn from the prior and simulated; an emulator says what statistics are to be expected of any numbers.
With it draws of the posterior are cheap. They are simulated in turn, and the emulator is fitted anew where it matters,
until what it says of its own draws is what their simulations show. Numbers stand in coordinates in which each prior is
a standard bell, so that no draw leaves its range.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.coordinates import draw_prior, log_prior
from nrc_sim.evidence.panel.emulator import Emulator, fit_emulator, terms_of
from nrc_sim.evidence.panel.problem import LEARNING, Problem, simulate_all
from nrc_sim.evidence.panel.tempering import temper
from nrc_sim.study.running import kept

_LEAST_BUDGET = 512
_FROM_PRIOR = 0.3
"""Share of a budget, at most, that is drawn from the prior."""
_DRAWS = 1_024
_RECENT = 3
"""Parts of the table, the prior's or a round's, from which an emulator is fitted."""


class Sizes(NamedTuple):
    """How many candidates are drawn from the prior and in each round, and how many rounds there are."""

    first: int
    each: int
    rounds: int


def sizes_for(budget: int) -> Sizes:
    """Return the sizes of rounds for a budget, a third of it at most from the prior.

    Parameters
    ----------
    budget : candidates in all

    Examples
    --------
    >>> sizes_for(16_384)
    Sizes(first=4096, each=2048, rounds=6)

    Notes
    -----
    Draws of the prior are a power of two, as Sobol' sequences ask for.
    """
    first = 1 << int(np.log2(budget * _FROM_PRIOR))
    return Sizes(first, first // 2, (budget - first) // (first // 2))


def least_budget(numbers: int) -> int:
    """Return the smallest budget with more draws of the prior than the terms of an emulator.

    Parameters
    ----------
    numbers : that are learned

    Examples
    --------
    >>> least_budget(23)
    1707
    """
    return max(math.ceil((1 << terms_of(numbers).bit_length()) / _FROM_PRIOR), _LEAST_BUDGET)


class RoundStep(NamedTuple):
    """What is told of a round, whose draws the emulator made that had been fitted before.

    Attributes
    ----------
    candidates : int
        So far, with those of the round.
    observed : float
        Median distance of what is observed from what is expected of draws, in units of the spread of panels.
    simulated : float
        The same of panels simulated of these draws.
    floor : float
        The same of panels that are as the emulator says: the root of the number of statistics.
    bias : float
        Root mean square over statistics of the mean distance of simulated panels from expected ones.
    moved : float
        Root mean square over numbers of how far means moved since the last round, in standard deviations.
    """

    candidates: int
    observed: float
    simulated: float
    floor: float
    bias: float
    moved: float

    def cells(self) -> list[str]:
        """Return a row for people."""
        numbers = [f"{value:.2f}" for value in (self.observed, self.simulated, self.floor, self.bias, self.moved)]
        return [f"{self.candidates:,}", *numbers]


STEP_COLUMNS = ("panels", "observed", "simulated", "as expected", "bias", "means moved")


class Simulations(NamedTuple):
    """All candidates that were simulated.

    Attributes
    ----------
    coordinates : array (candidate, number)
    statistics : array (candidate, statistic)
    drawn : list of int
        Candidates from the prior, and of each round.
    """

    coordinates: Floats
    statistics: Floats
    drawn: list[int]

    def and_more(self, coordinates: Floats, statistics: Floats) -> Simulations:
        """Return these with more of them."""
        return Simulations(
            np.concatenate([self.coordinates, coordinates]),
            np.concatenate([self.statistics, statistics]),
            [*self.drawn, len(coordinates)],
        )


class Inference(NamedTuple):
    """What came out.

    Attributes
    ----------
    simulations : Simulations
    emulator : Emulator
        Fitted to the last rounds.
    draws : array (draw, number)
        Of the posterior by this emulator, coordinates with equal weights.
    steps : list of RoundStep
        One for each round.
    """

    simulations: Simulations
    emulator: Emulator
    draws: Floats
    steps: list[RoundStep]


def infer(problem: Problem) -> Inference:
    """Learn numbers from an observation.

    Parameters
    ----------
    problem : what is observed, how it is simulated, and how often

    Raises
    ------
    InputError
        If the budget is too small for the numbers, or too few candidates have statistics.

    Notes
    -----
    Synthetic likelihood (Wood 2010) with an emulator of means and covariances (Meeds and Welling 2014), in rounds as in
    Papamakarios, Sterratt and Murray (2019): half of the candidates of a round are draws of the posterior as it is
    known, and half of one with a power of the likelihood that grows from round to round, so that the emulator is fitted
    all around. Candidates are chosen by their numbers alone, so that no weights are needed.
    """
    least = least_budget(problem.numbers)
    if problem.budget < least:
        raise InputError(f"the budget is {problem.budget}", allowed=f"{least:,} candidates or more")
    sizes = sizes_for(problem.budget)
    drawn = draw_prior(sizes.first, problem.numbers, [problem.seed, 0])
    table = Simulations(drawn, simulate_all(problem, drawn, 0), [sizes.first])
    _check_enough(problem, table)
    steps: list[RoundStep] = []
    before = drawn
    for number in range(1, sizes.rounds + 1):
        emulator = _fit(problem, table)
        final, wide = _draw(problem, emulator, number, number / (sizes.rounds + 1))
        half = sizes.each // 2
        drawn = np.concatenate([final[:half], wide[: sizes.each - half]])
        found = simulate_all(problem, drawn, sum(table.drawn))
        table = table.and_more(drawn, found)
        steps.append(_step(problem, emulator, (drawn[:half], found[:half]), sum(table.drawn), before))
        before = final
    emulator = _fit(problem, table)
    last = _draw(problem, emulator, sizes.rounds + 1, sizes.rounds / (sizes.rounds + 1))[0]
    return Inference(table, emulator, last, steps)


def _check_enough(problem: Problem, table: Simulations) -> None:
    enough, wanted = int(np.isfinite(table.statistics[:, problem.counted]).all(axis=1).sum()), terms_of(problem.numbers)
    if enough <= wanted:
        raise InputError(
            f"only {enough} of {len(table.statistics)} candidates have statistics",
            allowed=f"more than the {wanted} terms of an emulator of {problem.numbers} numbers",
            suggestion="a larger budget draws more candidates",
        )


def _fit(problem: Problem, table: Simulations) -> Emulator:
    """Fit an emulator to the last parts of the table."""
    rows = slice(-sum(table.drawn[-_RECENT:]), None)
    statistics = table.statistics[rows][:, problem.counted]
    with_numbers = np.isfinite(statistics).all(axis=1)
    return fit_emulator(table.coordinates[rows][with_numbers], statistics[with_numbers])


def _draw(problem: Problem, emulator: Emulator, number: int, power: float) -> Floats:
    """Draw from the posterior of an emulator, and with a power of its likelihood only, array (which, draw, number).

    Draws are kept as simulations are: those belong to these and to no others.
    """
    likelihood = emulator.likelihood_of(problem.target)

    def wider(rows: Floats) -> Floats:
        return log_prior(rows) + power * likelihood(rows)

    def work() -> Floats:
        generator = np.random.Generator(np.random.PCG64([problem.seed, number]))
        around, seed = emulator.log_density_around, [problem.seed, number, _DRAWS]
        wide = temper(emulator.draw_around(_DRAWS, generator), around, lambda rows: wider(rows) - around(rows), seed)
        return np.array([temper(wide, wider, lambda rows: (1.0 - power) * likelihood(rows), [*seed, 1]), wide])

    return kept(work, lambda: [LEARNING, "draws", problem.seed, problem.budget, number])()


def _step(
    problem: Problem, emulator: Emulator, simulated: tuple[Floats, Floats], candidates: int, before: Floats
) -> RoundStep:
    """Judge a round by coordinates drawn in it and the statistics that were simulated of them."""
    found, own = simulated[1][:, problem.counted], problem.target
    with_numbers = np.isfinite(found).all(axis=1)
    coordinates, found = simulated[0][with_numbers], found[with_numbers]
    expected = emulator.expect(coordinates)
    scaled = (found - expected.means) / expected.spreads
    lengths = [np.sqrt((emulator.apart(each, expected) ** 2).sum(axis=1)) for each in (own, found)]
    moved = (coordinates.mean(axis=0) - before.mean(axis=0)) / coordinates.std(axis=0)
    return RoundStep(
        candidates,
        float(np.median(lengths[0])),
        float(np.median(lengths[1])),
        float(np.sqrt(len(own))),
        float(np.sqrt((scaled.mean(axis=0) ** 2).mean())),
        float(np.sqrt((moved**2).mean())),
    )
