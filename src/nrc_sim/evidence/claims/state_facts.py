"""Facts about runs by the state in which a negotiation ends, and about the worst of several variants."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nrc_sim.engine.blocks import Block, Floats
from nrc_sim.engine.world import World
from nrc_sim.evidence.claims.fact_schema import Highest, WithinStates
from nrc_sim.evidence.claims.measures import measure_runs

_BlockOf = Callable[[str], tuple[Block, World]]


class HighestEstimate:
    """The highest of the means of several measures."""

    is_share = False

    def __init__(self, fact: Highest) -> None:
        self.fact = fact
        self.variants = tuple(dict.fromkeys(term.variant for term in fact.terms))

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note each measure for each run."""
        return np.stack([measure_runs(*block_of(term.variant), term) for term in self.fact.terms], axis=1)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the highest mean."""
        return np.asarray((weights @ noted / weights.sum(axis=1, keepdims=True)).max(axis=1))


class WithinStatesEstimate:
    """A figure of runs by the state in which the first negotiation ends."""

    is_share = False

    def __init__(self, fact: WithinStates) -> None:
        self.fact = fact
        self.variants: tuple[str, ...] = (fact.variant,)

    def observe(self, block_of: _BlockOf) -> Floats:
        """Note the state and the measures for each run."""
        block, world = block_of(self.fact.variant)
        measures = [self.fact.first, *([self.fact.second] if self.fact.second else [])]
        values = [measure_runs(block, world, measure) for measure in measures]
        return np.stack([block.settlement[:, -1, 0].astype(np.float64), *values], axis=1)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the figure."""
        states = [noted[:, 0] == code for code in np.unique(noted[:, 0])]
        if self.fact.estimate == "explained":
            return _explained(noted[:, 1], weights, states)
        least = self.fact.least * weights.sum(axis=1)
        found = np.stack([_correlated(noted[:, 1:3], weights * among, least) for among in states])
        if self.fact.estimate == "lowest_correlation":
            return np.asarray(np.where(np.isnan(found), np.inf, found).min(axis=0))
        return np.asarray(np.where(np.isnan(found), -np.inf, found).max(axis=0))


def _explained(values: Floats, weights: Floats, states: list[Floats]) -> Floats:
    """Return the share of the variance of values that lies between states, for each row of weights."""
    total = weights.sum(axis=1)
    mean = weights @ values / total
    variance = weights @ values**2 / total - mean**2
    between = np.zeros_like(mean)
    for among in states:
        held = (weights * among).sum(axis=1)
        own = (weights * among) @ values / np.maximum(held, 1e-12)
        between += held / total * (own - mean) ** 2
    return np.asarray(between / variance)


def _correlated(pairs: Floats, weights: Floats, least: Floats) -> Floats:
    """Return the correlation of two measures for each row of weights; no number where too few runs are among them."""
    total = weights.sum(axis=1)
    first, second = pairs.T
    products = np.stack([first, second, first**2, second**2, first * second], axis=1)
    a, b, aa, bb, ab = (weights @ products / np.maximum(total, 1e-12)[:, None]).T
    spread = np.sqrt(np.maximum(0.0, aa - a**2) * np.maximum(0.0, bb - b**2))
    enough = (total >= least) & (spread > 0.0)
    return np.where(enough, (ab - a * b) / np.where(spread > 0.0, spread, 1.0), np.nan)
