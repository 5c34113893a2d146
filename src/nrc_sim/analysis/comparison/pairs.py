"""Pairs of runs with the same random draws, and all that is said about two scenarios by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.analysis.comparison.divergence import Divergence, find_divergence
from nrc_sim.analysis.comparison.estimates import (
    Difference,
    DifferencePath,
    Precision,
    difference_path,
    estimate_difference,
    measure_precision,
)
from nrc_sim.analysis.comparison.members import TrustShift, find_trust_shifts
from nrc_sim.analysis.comparison.transitions import Transitions, count_transitions
from nrc_sim.engine.blocks import Integers
from nrc_sim.errors import InputError
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.statistics.intervals import EstimatedShare, share_of
from nrc_sim.text.html_tables import html_table
from nrc_sim.text.wording import counted, difference, percent, percent_range

_USUAL_BASELINE = "baseline"


@dataclass(frozen=True, eq=False)
class PairedComparison:
    """One scenario against the baseline.

    Attributes
    ----------
    scenario, baseline : str
        Slugs.
    pairs : int
        Runs that both have.
    final_index : Difference
        Final index, scenario minus baseline, points.
    better, worse : EstimatedShare
        Shares of pairs in which the scenario ends higher, and lower.
    shares : mapping of class to Difference
        Share of runs in each class of outcome, scenario minus baseline.
    path : DifferencePath
        Difference of the index in every month.
    transitions : Transitions
        Pairs from each class of the baseline to each class of the scenario.
    precision : Precision
        What common random numbers gain for the difference of the final index.
    divergence : Divergence
        Until when the pairs are equal, and the share that differs from then on.
    trust_shifts : tuple of TrustShift
        Difference of final trust of and in each member, the farthest first.
    """

    scenario: str
    baseline: str
    pairs: int
    final_index: Difference
    better: EstimatedShare
    worse: EstimatedShare
    shares: Mapping[str, Difference]
    path: DifferencePath
    transitions: Transitions
    precision: Precision
    divergence: Divergence
    trust_shifts: tuple[TrustShift, ...]

    def _repr_html_(self) -> str:
        index = difference(self.final_index._asdict())
        share, low, high = self.better
        rows = [["final index, points", index["value"], index["interval"]]]
        rows.append(["ends higher, of pairs", percent(share), percent_range(low, high)])
        for name, found in self.shares.items():
            points = difference(found._asdict(), 100.0)
            rows.append([f"{name}, percentage points", points["value"], points["interval"]])
        caption = f"{self.scenario} minus {self.baseline}, {counted(self.pairs, 'pair')} of runs"
        return html_table(caption, ("", "value", "95% interval"), rows)

    def describe(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "baseline": self.baseline,
            "pairs": self.pairs,
            "final_index": self.final_index._asdict(),
            "better": self.better._asdict(),
            "worse": self.worse._asdict(),
            "outcomes": {name: difference._asdict() for name, difference in self.shares.items()},
            "transitions": self.transitions.describe(),
            "precision": self.precision.describe(),
            "divergence": self.divergence.describe(),
            "trust": [shift.describe() for shift in self.trust_shifts],
            "months": [str(month) for month in self.divergence.months],
            "index": self.path.describe(),
        }


def choose_baseline(results: Results, baseline: str | None = None) -> str:
    """Return the slug to compare with: the one given, else `baseline` if it was run, else the first.

    Parameters
    ----------
    results : Results
    baseline : slug, or None

    Raises
    ------
    InputError
        If the scenario was not run.
    """
    if baseline is not None:
        return results[baseline].slug
    return _USUAL_BASELINE if _USUAL_BASELINE in results.scenarios else next(iter(results)).slug


def compare_scenarios(results: Results, baseline: str | None = None) -> list[PairedComparison]:
    """Compare all scenarios with one of them.

    Parameters
    ----------
    results : at least two scenarios, run with the same seed
    baseline : slug of the scenario to compare with, see `choose_baseline`

    Raises
    ------
    InputError
        If the baseline was not run, there is nothing to compare it with, or runs cannot be paired or were not kept.
    """
    reference = results[choose_baseline(results, baseline)]
    others = [runs for runs in results if runs.slug != reference.slug]
    if not others:
        raise InputError(f"there is nothing to compare '{reference.slug}' with", allowed="two scenarios or more")
    return [_compare_pair(runs, reference) for runs in others]


def _compare_pair(runs: ScenarioRuns, reference: ScenarioRuns) -> PairedComparison:
    rows = mine, theirs = find_pairs(runs, reference)
    blocks = (runs.single_runs, reference.single_runs)
    first, second = runs.final_index[mine], reference.final_index[theirs]
    return PairedComparison(
        scenario=runs.slug,
        baseline=reference.slug,
        pairs=mine.size,
        final_index=estimate_difference(first, second),
        better=share_of(first > second),
        worse=share_of(first < second),
        shares={
            name: estimate_difference(_in_class(runs, name)[mine], _in_class(reference, name)[theirs])
            for name in runs.classes
        },
        path=difference_path(blocks[0].index[mine], blocks[1].index[theirs]),
        transitions=count_transitions(reference.outcome[theirs], runs.outcome[mine], runs.classes),
        precision=measure_precision(first, second),
        divergence=find_divergence(blocks, rows, runs.months),
        trust_shifts=find_trust_shifts(runs, reference, rows),
    )


def find_pairs(runs: ScenarioRuns, reference: ScenarioRuns) -> tuple[Integers, Integers]:
    """Return the rows of the runs that both have, by the numbers of the runs.

    Parameters
    ----------
    runs, reference : scenario and baseline

    Raises
    ------
    InputError
        If they have no runs with the same random draws in the same months, or runs were not kept.
    """
    pair = f"'{runs.slug}' and '{reference.slug}'"
    if runs.seed != reference.seed:
        seeds = f"{runs.seed} and {reference.seed}"
        raise InputError(f"{pair} have the seeds {seeds}", allowed="one seed, so that runs form pairs")
    if runs.classes != reference.classes:
        raise InputError(f"{pair} have different classes of outcomes", allowed="scenarios of one world")
    if runs.labels != reference.labels:
        raise InputError(f"{pair} have different actors, issues or areas", allowed="scenarios of one world")
    if not np.array_equal(runs.months, reference.months):
        raise InputError(f"{pair} cover different months", allowed="scenarios of the same months")
    numbers = (runs.single_runs.run, reference.single_runs.run)
    common, mine, theirs = np.intersect1d(*numbers, return_indices=True)
    if common.size < 2:
        raise InputError(f"{pair} have {common.size} run in common", allowed="at least two runs")
    return mine, theirs


def _in_class(runs: ScenarioRuns, name: str) -> NDArray[np.float64]:
    return np.asarray(runs.outcome == runs.classes.index(name), dtype=np.float64)
