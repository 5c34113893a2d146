"""The runs of one scenario: arrays with their labels, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nrc_sim.blocks import Block, Codes, Floats, Labels, join_blocks
from nrc_sim.digests import combine_leaves, compute_leaves
from nrc_sim.outcomes import Share, class_shares, classify_runs, final_index, mark_frozen
from nrc_sim.scenario import Scenario
from nrc_sim.statistics import describe_paths

ACTOR_VARIABLES = ("member_trust", "outside_trust")
"""Variables of a block that have an actor axis."""


@dataclass(frozen=True, repr=False)
class ScenarioRuns:
    """All runs of one scenario.

    Attributes
    ----------
    scenario : Scenario
        What was run.
    seed : int
        Seed of the runs.
    labels : Labels
        Names along the axes.
    block : Block
        The runs, joined. Of the actors' paths (`ACTOR_VARIABLES`) it keeps the mean of the final window, as one month.
    actor_paths : mapping of name to array of float64 (statistic, month, member)
        Statistics of the actors' paths over the runs, see `nrc_sim.statistics.STATISTICS`.
    """

    scenario: Scenario
    seed: int
    labels: Labels
    block: Block
    actor_paths: Mapping[str, Floats]

    def __repr__(self) -> str:
        """Name the scenario, the number of runs and the seed."""
        return f"ScenarioRuns({self.slug!r}, runs={self.runs}, seed={self.seed})"

    @property
    def slug(self) -> str:
        """Slug of the scenario."""
        return self.scenario.slug

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.block.runs

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes of outcomes, lowest first."""
        return self.scenario.world.outcomes.classes

    @property
    def months(self) -> NDArray[np.datetime64]:
        """Months of the horizon, array of datetime64[M] (month)."""
        start = np.datetime64(self.scenario.start, "M")
        return start + np.arange(self.block.index.shape[1])

    @cached_property
    def final_index(self) -> Floats:
        """Mean index of the final window, points, array (run)."""
        return final_index(self.block.index, self.scenario.world.outcomes.months)

    @cached_property
    def outcome(self) -> Codes:
        """Code of the class of outcome, array (run)."""
        return classify_runs(self.final_index, self.scenario.world.outcomes.bounds)

    @property
    def frozen(self) -> NDArray[np.bool_]:
        """Whether the institution is frozen, array (run, month)."""
        return mark_frozen(self.block.regime, self.labels.regimes)

    @cached_property
    def ever_frozen(self) -> NDArray[np.bool_]:
        """Whether the institution was ever frozen, array (run)."""
        return np.asarray(self.frozen.any(axis=1))

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Leaves of the digest, one for each thousand runs."""
        return compute_leaves(self.block)

    @property
    def digest(self) -> str:
        """Fingerprint of the runs."""
        return combine_leaves(self.leaves)

    def shares(self) -> dict[str, Share]:
        """Return the share of runs in each class, with intervals."""
        return class_shares(self.outcome, self.classes)


def gather_runs(scenario: Scenario, seed: int, labels: Labels, blocks: Sequence[Block]) -> ScenarioRuns:
    """Join the blocks of a scenario and reduce the actors' paths to statistics.

    Parameters
    ----------
    scenario : Scenario
    seed : seed of the runs
    labels : names along the axes
    blocks : all blocks of the scenario, in any order
    """
    joined = join_blocks(blocks)
    paths = {name: describe_paths(getattr(joined, name)) for name in ACTOR_VARIABLES}
    window = scenario.world.outcomes.months
    member, outside = (getattr(joined, name)[:, -window:].mean(axis=1, keepdims=True) for name in ACTOR_VARIABLES)
    block = replace(joined, member_trust=member, outside_trust=outside)
    return ScenarioRuns(scenario, seed, labels, block, paths)
