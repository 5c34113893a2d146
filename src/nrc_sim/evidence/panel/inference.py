"""Approximate Bayesian computation by sequential Monte Carlo.

Candidates are drawn, simulated and compared with the observation by their statistics. A population is the nearest of
all candidates so far; the next ones are drawn around it, and each has the weight of the prior over the mixture of all
that anything was drawn from. Numbers stand in coordinates in which each prior is a standard bell, so that no draw
leaves its range.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.adjustment import Metric, adjust, distance, mahalanobis_metric, robust_metric
from nrc_sim.evidence.panel.proposals import (
    Proposal,
    effective_size,
    log_weights,
    prior_proposal,
    proposal_around,
    to_unit,
)
from nrc_sim.study.executors import Progress, choose_executor, ignore_news, map_ordered
from nrc_sim.study.running import kept

BATCH = 32
"""Candidates that are simulated together."""
_KEPT_TOGETHER = 512
LEAST_BUDGET = 512
_LEAST_KEPT = 64
_LEAST_SHARE = 0.02
"""Accepted share of new candidates below which no population follows."""
_LEARNING = "learning"


class Sizes(NamedTuple):
    """How many candidates are drawn from the prior, around each population and at one place; and how many are kept.

    `last` are kept in the end: more than before, since they are not drawn around but learned from.
    """

    first: int
    each: int
    centre: int
    kept: int
    last: int


def sizes_for(budget: int) -> Sizes:
    """Return the sizes of populations for a budget, a third of it at most from the prior.

    Parameters
    ----------
    budget : candidates in all

    Examples
    --------
    >>> sizes_for(14_000)
    Sizes(first=4096, each=256, centre=256, kept=384, last=768)

    Notes
    -----
    Draws are powers of two, as Sobol' sequences ask for. Many small populations come nearer than few large ones; they
    hold enough candidates for a covariance.
    """
    first = 1 << int(np.log2(budget * 0.3))
    kept_each = max(3 * first // 32, _LEAST_KEPT)
    return Sizes(first, max(first // 16, BATCH), max(first // 16, 2 * BATCH), kept_each, 2 * kept_each)


class Problem(NamedTuple):
    """What is learned from.

    Attributes
    ----------
    observed : array (statistic)
    counted : array (counted)
        Places of the statistics that count in distances.
    numbers : int
        How many are learned.
    simulate : callable
        Given places in the unit cube, array (candidate, number), and the number of the first candidate, returns
        statistics, array (candidate, statistic). All it draws follows from the numbers of the candidates.
    seed : int
    budget : int
        Most candidates, `LEAST_BUDGET` or more.
    workers : int or None
        Threads; None takes what the machine offers.
    progress : callable
        Receives the stage, candidates done and to do.
    """

    observed: Floats
    counted: Integers
    numbers: int
    simulate: Callable[[Floats, int], Floats]
    seed: int
    budget: int
    workers: int | None = None
    progress: Progress = ignore_news


class Population(NamedTuple):
    """Accepted candidates.

    Attributes
    ----------
    coordinates : array (candidate, number)
    apart : array (candidate, coordinate)
        How far the statistics are from those observed.
    weights : array (candidate)
        They sum to 1.
    tolerance : float
        Largest distance.
    """

    coordinates: Floats
    apart: Floats
    weights: Floats
    tolerance: float


class PopulationStep(NamedTuple):
    """What is told of a population: candidates so far, tolerance, accepted share of the new ones, effective size."""

    candidates: int
    tolerance: float
    accepted: float
    effective: float


class Simulations(NamedTuple):
    """All candidates that were simulated, and what they were drawn from.

    Attributes
    ----------
    coordinates : array (candidate, number)
    statistics : array (candidate, statistic)
    proposals : list
        In their order; the first is the prior.
    drawn : list of int
        Candidates of each.
    """

    coordinates: Floats
    statistics: Floats
    proposals: list[Proposal]
    drawn: list[int]

    def and_more(self, coordinates: Floats, statistics: Floats, proposal: Proposal) -> Simulations:
        """Return these with more of them."""
        return Simulations(
            np.concatenate([self.coordinates, coordinates]),
            np.concatenate([self.statistics, statistics]),
            [*self.proposals, proposal],
            [*self.drawn, len(coordinates)],
        )

    def weights(self) -> Floats:
        """Return the importance weights of all candidates, array (candidate)."""
        logs = log_weights(self.coordinates, self.proposals, self.drawn)
        return np.asarray(np.exp(logs - logs.max()))


class Inference(NamedTuple):
    """What came out.

    Attributes
    ----------
    simulations : Simulations
    metric : Metric
        Of the distances of the last populations.
    population : Population
        The last one.
    steps : list of PopulationStep
        One for each population.
    """

    simulations: Simulations
    metric: Metric
    population: Population
    steps: list[PopulationStep]

    def draws(self, count: int, seed: int) -> Floats:
        """Draw from the adjusted posterior with equal weights: places in the unit cube, array (count, number).

        Parameters
        ----------
        count : of draws
        seed : of the drawing
        """
        last = self.population
        moved, weights = adjust(last.coordinates, last.apart, last.weights)
        generator = np.random.Generator(np.random.PCG64([seed, count]))
        levels = (np.arange(count) + generator.random()) / count
        chosen = np.minimum(np.searchsorted(np.cumsum(weights), levels), len(weights) - 1)
        return to_unit(moved[generator.permutation(chosen)])


def infer(problem: Problem) -> Inference:
    """Learn numbers from an observation.

    Parameters
    ----------
    problem : what is observed, how it is simulated, and how often

    Raises
    ------
    InputError
        If the budget is too small for two populations, or too few candidates have statistics.

    Notes
    -----
    Populations as in Lenormand, Jabot and Deffuant (2013): the tolerance is the distance of the last one kept, so that
    no candidate is simulated in vain. From the third population on distances are those of Mahalanobis, with the
    covariance of statistics simulated at the mean of the second.
    """
    if problem.budget < LEAST_BUDGET:
        raise InputError(f"the budget is {problem.budget}", allowed=f"{LEAST_BUDGET} candidates or more")
    sizes = sizes_for(problem.budget)
    proposal = prior_proposal(problem.numbers)
    drawn = proposal.draw(sizes.first, [problem.seed, 0])
    simulations = Simulations(drawn, simulate_all(problem, drawn, 0), [proposal], [sizes.first])
    enough = int(np.isfinite(simulations.statistics[:, problem.counted]).all(axis=1).sum())
    if enough < sizes.kept:
        raise InputError(
            f"only {enough} of {sizes.first} candidates have statistics",
            allowed=f"{sizes.kept} or more",
            suggestion="a larger budget draws more candidates",
        )
    metric, used = robust_metric(simulations.statistics, problem.counted), sizes.first
    population = _nearest(simulations, metric, problem.observed, sizes.kept)
    steps = [_step(used, population, sizes.kept / sizes.first)]
    while used + sizes.each <= problem.budget and steps[-1].accepted >= _LEAST_SHARE:
        proposal = proposal_around(population.coordinates, population.weights)
        drawn = proposal.draw(sizes.each, [problem.seed, len(steps)])
        found = simulate_all(problem, drawn, used)
        used += sizes.each
        simulations = simulations.and_more(drawn, found, proposal)
        accepted = (distance(metric.apart(found, problem.observed)) <= population.tolerance).mean()
        population = _nearest(simulations, metric, problem.observed, sizes.kept)
        steps.append(_step(used, population, float(accepted)))
        if len(steps) == 2:
            centre = np.tile(population.weights @ population.coordinates, (sizes.centre, 1))
            metric = mahalanobis_metric(simulate_all(problem, centre, used), problem.counted) or metric
            used += sizes.centre
            population = _nearest(simulations, metric, problem.observed, sizes.kept)
    return Inference(simulations, metric, _nearest(simulations, metric, problem.observed, sizes.last), steps)


def _step(used: int, population: Population, accepted: float) -> PopulationStep:
    return PopulationStep(used, population.tolerance, accepted, effective_size(population.weights))


def _nearest(simulations: Simulations, metric: Metric, observed: Floats, count: int) -> Population:
    """Return the nearest candidates of all."""
    apart = metric.apart(simulations.statistics, observed)
    away = distance(apart)
    order = np.argsort(away, kind="stable")[:count]
    weights = simulations.weights()[order]
    return Population(simulations.coordinates[order], apart[order], weights / weights.sum(), float(away[order[-1]]))


def simulate_all(problem: Problem, coordinates: Floats, first: int) -> Floats:
    """Simulate candidates in batches, and keep what they gave, array (candidate, statistic).

    Parameters
    ----------
    problem : how
    coordinates : of the candidates, array (candidate, number)
    first : number of the first candidate
    """
    found = []
    for start in range(0, len(coordinates), _KEPT_TOGETHER):
        part = coordinates[start : start + _KEPT_TOGETHER]
        described = [_LEARNING, problem.seed, first + start, len(part)]
        found.append(kept(_simulate, lambda *_, listed=described: listed)(problem, to_unit(part), first + start))
    return np.concatenate(found)


def _simulate(problem: Problem, places: Floats, first: int) -> Floats:
    pieces = [(places[start : start + BATCH], first + start) for start in range(0, len(places), BATCH)]
    found = []
    with choose_executor(problem.workers, threads=True) as executor:
        for statistics in map_ordered(executor, problem.simulate, pieces):
            found.append(statistics)
            problem.progress(_LEARNING, first + BATCH * len(found), problem.budget)
    return np.concatenate(found)
