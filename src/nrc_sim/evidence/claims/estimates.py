"""How figures are computed from runs: an estimate notes a few numbers of each run, and turns weighted runs into one.

With a weight of 1 for each run the figure is that of the ensemble; other weights resample runs, or single out the runs
of one parameter set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Floats
from nrc_sim.engine.world import World
from nrc_sim.evidence.claims.fact_schema import (
    Contrast,
    Correlation,
    Fact,
    Highest,
    LeastLead,
    Mean,
    Measure,
    ObservedChanges,
    PathFact,
    Quotient,
    Ratio,
    RatioOfRatios,
    RuleFact,
    RunCondition,
    ShareOf,
    Spread,
    WithinStates,
)
from nrc_sim.evidence.claims.loading import FOLDER
from nrc_sim.evidence.claims.measures import conditions_hold, measure_sum, variable_path
from nrc_sim.evidence.claims.observed_facts import ObservedChangesEstimate
from nrc_sim.evidence.claims.path_facts import PathEstimate
from nrc_sim.evidence.claims.rule_facts import RuleEstimate
from nrc_sim.evidence.claims.state_facts import HighestEstimate, WithinStatesEstimate

_BlockOf = Callable[[str], tuple[Block, World]]
"""Gives the block of a variant and its world; the blocks of all variants have the same runs."""


class Estimate(Protocol):
    """A way to compute a figure.

    Attributes
    ----------
    variants : tuple of str
        Variants whose runs it needs.
    is_share : bool
        Whether the figure is a share of runs, so that its interval is Wilson's.
    """

    variants: tuple[str, ...]
    is_share: bool

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note what the figure needs of each run, array (run, number)."""

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the figure for each row of weights, array (row); weights have the axes (row, run)."""


def weighted_means(noted: Floats, weights: Floats) -> Floats:
    """Return means over runs, array (row, number).

    Parameters
    ----------
    noted : array (run, number)
    weights : array (row, run)
    """
    return np.asarray(weights @ noted / weights.sum(axis=1, keepdims=True))


def _variants_of(*groups: Sequence[Measure]) -> tuple[str, ...]:
    """Name the variants of measures, each once, in their order."""
    return tuple(dict.fromkeys(measure.variant for group in groups for measure in group))


def _terms_of(conditions: Sequence[RunCondition]) -> list[Measure]:
    """List the measures of conditions."""
    return [term for condition in conditions for term in condition.terms]


class MeanEstimate:
    """Mean over runs of a sum of measures."""

    is_share = False

    def __init__(self, fact: Mean) -> None:
        self.fact, self.variants = fact, _variants_of(fact.terms)

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note the sum for each run."""
        return measure_sum(block_of, self.fact.terms)[:, None]

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the mean."""
        return weighted_means(noted, weights)[:, 0]


class RatioEstimate:
    """A figure of ratios of two means each.

    A bottom that is not above 0 gives infinity, unless the top is not above 0 either: nothing over nothing is nothing.
    """

    is_share = False

    def __init__(self, fact: Ratio | RatioOfRatios | LeastLead) -> None:
        self.fact = fact
        self._quotients: list[Ratio | Quotient] = [fact] if isinstance(fact, Ratio) else [fact.first]
        if isinstance(fact, RatioOfRatios):
            self._quotients.append(fact.second)
        elif isinstance(fact, LeastLead):
            self._quotients.extend(fact.others)
        self._groups = [terms for quotient in self._quotients for terms in (quotient.top, quotient.bottom)]
        self.variants = _variants_of(*self._groups)

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note top and bottom of each ratio for each run."""
        return np.stack([measure_sum(block_of, terms) for terms in self._groups], axis=1)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the figure."""
        means = weighted_means(noted, weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            top, bottom = means[:, 0::2], means[:, 1::2]
            ratios = np.where(bottom > 0.0, top / bottom, np.where(top > 0.0, np.inf, 0.0))
            figures: dict[str, Callable[[], Floats]] = {
                "ratio": lambda: ratios[:, 0],
                "reduction": lambda: 1.0 - ratios[:, 0],
                "increase": lambda: ratios[:, 0] - 1.0,
                "ratio_of_ratios": lambda: ratios[:, 0] / ratios[:, 1],
                "least_lead": lambda: ratios[:, 0] - ratios[:, 1:].max(axis=1),
            }
            return np.asarray(figures[self.fact.estimate]())


class ShareEstimate:
    """Share of runs in which conditions hold, among those in which others do; 0 among none."""

    is_share = True

    def __init__(self, fact: ShareOf) -> None:
        self.fact, self.variants = fact, _variants_of(_terms_of((*fact.all, *fact.given)))

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note for each run whether it counts, and whether it is among those."""
        holds = conditions_hold(block_of, self.fact.all)
        among = conditions_hold(block_of, self.fact.given) if self.fact.given else np.ones_like(holds)
        return np.stack([holds & among, among], axis=1).astype(np.float64)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the share."""
        counted, among = (weights @ noted).T
        return np.asarray(counted / np.maximum(among, 1e-12))


class ContrastEstimate:
    """Mean of a measure in runs in which conditions hold, minus that in the others."""

    is_share = False

    def __init__(self, fact: Contrast) -> None:
        self.fact, self.variants = fact, _variants_of(fact.terms, _terms_of(fact.where))

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note the measure for each run, apart for both kinds of runs."""
        value, holds = measure_sum(block_of, self.fact.terms), conditions_hold(block_of, self.fact.where)
        return np.stack([value * holds, holds, value * ~holds, ~holds], axis=1)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the difference of both means."""
        first, count, second, others = (weights @ noted).T
        return np.asarray(first / np.maximum(count, 1e-12) - second / np.maximum(others, 1e-12))


class SpreadEstimate:
    """How much wider the first sum of measures spreads than the second, or the share by which it is narrower."""

    is_share = False

    def __init__(self, fact: Spread) -> None:
        self.fact, self.variants = fact, _variants_of(fact.first, fact.second)

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note both sums for each run."""
        return np.stack([measure_sum(block_of, terms) for terms in (self.fact.first, self.fact.second)], axis=1)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the difference of the spreads, or relative to the second."""
        first, second = (self._spread(noted[:, place], weights) for place in range(2))
        if self.fact.increase:
            return np.asarray(first / second - 1.0)
        return np.asarray(1.0 - first / second if self.fact.relative else first - second)

    def _spread(self, values: Floats, weights: Floats) -> Floats:
        if not self.fact.levels:
            mean, square = weighted_means(np.stack([values, values**2], axis=1), weights).T
            return np.asarray(np.sqrt(np.maximum(0.0, square - mean**2)))
        low, high = (weighted_quantile(values, weights, level) for level in self.fact.levels)
        return np.asarray(high - low)


def weighted_quantile(values: Floats, weights: Floats, level: float) -> Floats:
    """Return a quantile for each row of weights: the lowest value that at least a share `level` does not exceed.

    Parameters
    ----------
    values : array (run)
    weights : array (row, run)
    level : 0..1
    """
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[:, order], axis=1)
    place = (cumulative < level * cumulative[:, -1:]).sum(axis=1)
    return np.asarray(values[order][np.minimum(place, values.size - 1)])


class CorrelationEstimate:
    """Correlation of the changes of two paths over some months, those of all runs together."""

    is_share = False

    def __init__(self, fact: Correlation) -> None:
        self.fact = fact
        self.variants: tuple[str, ...] = (fact.variant,)

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note for each run the means of both changes, their squares and their product."""
        block, world = block_of(self.fact.variant)
        paths = (variable_path(block, world, name) for name in (self.fact.first, self.fact.second))
        first, second = (np.diff(path[:, :: self.fact.months], axis=1) for path in paths)
        products = (first, second, first**2, second**2, first * second)
        return np.stack([product.mean(axis=1) for product in products], axis=1)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the correlation."""
        first, second, squared, other, product = weighted_means(noted, weights).T
        return np.asarray((product - first * second) / np.sqrt((squared - first**2) * (other - second**2)))


_MAKERS: dict[type, Callable[..., Estimate]] = {
    Mean: MeanEstimate,
    Ratio: RatioEstimate,
    RatioOfRatios: RatioEstimate,
    LeastLead: RatioEstimate,
    ShareOf: ShareEstimate,
    Contrast: ContrastEstimate,
    Spread: SpreadEstimate,
    Correlation: CorrelationEstimate,
    PathFact: PathEstimate,
    RuleFact: RuleEstimate,
    Highest: HighestEstimate,
    WithinStates: WithinStatesEstimate,
    ObservedChanges: ObservedChangesEstimate,
}


def make_estimate(fact: Fact, folder: Path = FOLDER) -> Estimate:
    """Make the estimate that a fact asks for.

    Parameters
    ----------
    fact : from the file of facts
    folder : where that file stands
    """
    return RuleEstimate(fact, folder) if isinstance(fact, RuleFact) else _MAKERS[type(fact)](fact)


def resampling_weights(clusters: NDArray[np.int64], resamples: int, seed: int) -> Floats:
    """Draw the weights of bootstrap resamples: clusters of runs are drawn again, with repetition.

    Parameters
    ----------
    clusters : number of the cluster of each run; each run is one of its own where no parameter sets are drawn
    resamples : number of resamples
    seed : of the resamples

    Returns
    -------
    array (resample, run)
    """
    _, members = np.unique(clusters, return_inverse=True)
    count = int(members.max()) + 1
    generator = np.random.Generator(np.random.PCG64(seed))
    drawn = generator.multinomial(count, np.full(count, 1.0 / count), size=resamples)
    return np.asarray(drawn[:, members], dtype=np.float64)
