"""The runs of one scenario: their statistics, the runs themselves if they were kept, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Codes, Failure, Floats, Integers, Labels, join_blocks, mark_regimes
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, month_number
from nrc_sim.study.given import Acceptance
from nrc_sim.study.questions import Question, ask_question
from nrc_sim.study.results.digests import combine_leaves, compute_leaves
from nrc_sim.study.statistics import Layout, Tally, describe_final_index
from nrc_sim.study.statistics.intervals import EstimatedShare, wilson_share
from nrc_sim.study.statistics.outcomes import classify_runs, count_shares, final_index, window_mean
from nrc_sim.study.variance import SetRange, range_between_sets

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
    tally : Tally
        Statistics of the runs.
    leaves : tuple of str
        Leaves of the digest, one for each thousand runs that were asked for.
    block : Block or None
        The runs, joined; None if they were not kept. Unless the actors' paths were asked for, it keeps the mean of the
        final window of them (`ACTOR_VARIABLES`), as one month.
    failures : tuple of Failure
        Runs that failed; they are neither in the statistics nor in the block.
    set_values : mapping of str to sequence of float
        Values of the parameters in which the parameter sets differ, by names such as `trust.speed`, one for each set.
    acceptance : Acceptance or None
        How many runs fulfil what is given; None if there were no conditions.
    """

    scenario: Scenario
    seed: int
    labels: Labels
    tally: Tally
    leaves: tuple[str, ...]
    block: Block | None = None
    failures: tuple[Failure, ...] = ()
    set_values: Mapping[str, Sequence[float]] = field(default_factory=dict)
    acceptance: Acceptance | None = None

    def __repr__(self) -> str:
        """Name the scenario, the number of runs and the seed."""
        return f"ScenarioRuns({self.slug!r}, runs={self.runs}, seed={self.seed})"

    def called(self, slug: str) -> ScenarioRuns:
        """Return the same runs under another slug, such as beside others of the same.

        Parameters
        ----------
        slug : of the scenario from now on
        """
        file = self.scenario.file.model_copy(update={"slug": slug})
        return replace(self, scenario=Scenario(file, self.scenario.world, self.scenario.path, self.scenario.tree))

    @property
    def slug(self) -> str:
        """Slug of the scenario."""
        return self.scenario.slug

    @property
    def runs(self) -> int:
        """Number of runs that did not fail."""
        return self.tally.runs

    @property
    def requested(self) -> int:
        """Number of runs that were asked for, failed ones included."""
        return self.runs + len(self.failures)

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes of outcomes, lowest first."""
        return self.scenario.world.outcomes.classes

    @property
    def months(self) -> NDArray[np.datetime64]:
        """Months of the horizon, array of datetime64[M] (month)."""
        start = np.datetime64(self.scenario.start, "M")
        return start + np.arange(self.tally.layout.months)

    @property
    def single_runs(self) -> Block:
        """The runs one by one.

        Raises
        ------
        InputError
            If they were not kept.
        """
        if self.block is None:
            raise InputError(
                f"the results of '{self.slug}' hold summaries only",
                allowed="results that keep every run",
                suggestion="run without summary_only (--summary-only)",
            )
        return self.block

    @property
    def asked_runs(self) -> Integers:
        """Numbers of all runs that were asked for, failed ones included, ascending."""
        failed = np.array([failure.run for failure in self.failures], dtype=np.int64)
        return np.union1d(self.single_runs.run, failed)

    @property
    def keeps_actor_paths(self) -> bool:
        """Whether the path of every actor in every run was kept."""
        return self.block is not None and self.block.member_trust.shape[1] == self.tally.layout.months

    @property
    def keeps_draws(self) -> bool:
        """Whether it is kept what each run drew; of results that are still to come it will be."""
        return self.block is None or self.block.shock_count is not None

    @cached_property
    def final_index(self) -> Floats:
        """Mean index of the final window, points, array (run)."""
        return final_index(self.single_runs.index, self.scenario.world.outcomes.months)

    @cached_property
    def outcome(self) -> Codes:
        """Code of the class of outcome, array (run)."""
        return classify_runs(self.final_index, self.scenario.world.outcomes.bounds)

    @property
    def frozen(self) -> NDArray[np.bool_]:
        """Whether the institution is frozen, array (run, month)."""
        return mark_regimes(self.single_runs.regime, self.labels.regimes, self.labels.frozen)

    @cached_property
    def ever_frozen(self) -> NDArray[np.bool_]:
        """Whether the institution was ever frozen, array (run)."""
        return np.asarray(self.frozen.any(axis=1))

    @cached_property
    def final_statistics(self) -> dict[str, float]:
        """Statistics of the final index over the runs with their intervals, see `describe_final_index`."""
        return describe_final_index(self.tally)

    @property
    def digest(self) -> str:
        """Fingerprint of the runs."""
        return combine_leaves(self.leaves)

    def shares(self) -> dict[str, EstimatedShare]:
        """Return the share of runs in each class, with intervals; of at least one run."""
        return count_shares(self.tally.outcomes[-1].tolist(), self.classes)

    @property
    def answers(self) -> dict[str, tuple[Question, EstimatedShare]]:
        """Questions by id, each with the share of runs that answer it with yes; of at least one run."""
        pairs = zip(self.tally.layout.questions, self.tally.answers.tolist(), strict=True)
        return {asked.question.id: (asked.question, wilson_share(count, self.runs)) for asked, count in pairs}

    @property
    def parameter_sets(self) -> int:
        """Number of parameter sets from which each run drew one; 1 if all have the same."""
        return self.tally.layout.sets

    @cached_property
    def set_ranges(self) -> dict[str, SetRange]:
        """Range of the share of each class between parameter sets; empty if all runs have the same, or too few."""
        return range_between_sets(self.tally.outcomes_by_set, self.classes)


def layout_of(
    scenario: Scenario,
    labels: Labels,
    months: int,
    sets: int = 1,
    seed: int = 0,
    questions: Iterable[Question] = (),
) -> Layout:
    """Return what is counted of a scenario.

    Parameters
    ----------
    scenario : Scenario
    labels : names along the axes
    months : length of the horizon
    sets, seed : number of parameter sets, and the seed with which runs draw them
    questions : questions that runs answer
    """
    outcomes = scenario.world.outcomes
    asked = tuple(ask_question(one, month_number(scenario.start), months) for one in questions)
    return Layout(labels, months, outcomes.months, tuple(outcomes.bounds), sets, seed, asked)


def gather_runs(
    scenario: Scenario, seed: int, labels: Labels, blocks: Sequence[Block], *, actor_paths: bool = False
) -> ScenarioRuns:
    """Join the blocks of a scenario and count their runs.

    Parameters
    ----------
    scenario : Scenario
    seed : seed of the runs
    labels : names along the axes
    blocks : all blocks of the scenario, in any order, with the actors' whole paths
    actor_paths : whether to keep these paths, not their mean in the final window alone
    """
    joined = join_blocks(blocks)
    tally = Tally(layout_of(scenario, labels, joined.index.shape[1]))
    tally.add(joined)
    kept = joined if actor_paths else reduce_paths(joined, scenario.world.outcomes.months)
    return ScenarioRuns(scenario, seed, labels, tally, compute_leaves(joined), kept, joined.failures)


def powers_of_rifts(group: Iterable[ScenarioRuns]) -> list[str]:
    """List the ids of the powers of which rifts are kept in any of some scenarios; none where they are in none.

    Parameters
    ----------
    group : scenarios with the same axes
    """
    return list(next((runs.labels.rifts for runs in group if runs.labels.rifts), ()))


def reduce_paths(block: Block, final_months: int) -> Block:
    """Keep of the actors' paths the mean of the final window, as one month.

    Parameters
    ----------
    block : Block
    final_months : length of the final window
    """
    member, outside = (window_mean(getattr(block, name), final_months)[:, None] for name in ACTOR_VARIABLES)
    return replace(block, member_trust=member, outside_trust=outside)
