"""Scenarios against each other, run by run: run i of both has the same luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.blocks import Floats, Integers
from nrc_sim.errors import InputError
from nrc_sim.html_tables import html_table
from nrc_sim.outcomes import NORMAL_QUANTILE, Share, share_of
from nrc_sim.results import Results, ScenarioRuns
from nrc_sim.wording import difference, percent, percent_range

if TYPE_CHECKING:
    import pandas

USUAL_BASELINE = "baseline"


class Difference(NamedTuple):
    """Mean difference between paired runs, with its 95% interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
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
    better : Share
        Share of pairs in which the scenario ends higher.
    shares : mapping of class to Difference
        Share of runs in each class of outcome, scenario minus baseline.
    """

    scenario: str
    baseline: str
    pairs: int
    final_index: Difference
    better: Share
    shares: Mapping[str, Difference]

    def _repr_html_(self) -> str:
        index = difference(self.final_index._asdict())
        share, low, high = self.better
        rows = [["final index, points", index["value"], index["interval"]]]
        rows.append(["ends higher, of pairs", percent(share), percent_range(low, high)])
        for name, found in self.shares.items():
            points = difference(found._asdict(), 100.0)
            rows.append([f"{name}, percentage points", points["value"], points["interval"]])
        caption = f"{self.scenario} minus {self.baseline}, {self.pairs:,} pairs of runs"
        return html_table(caption, ("", "value", "95% interval"), rows)

    def describe(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "baseline": self.baseline,
            "pairs": self.pairs,
            "final_index": self.final_index._asdict(),
            "better": self.better._asdict(),
            "outcomes": {name: difference._asdict() for name, difference in self.shares.items()},
        }


def estimate_difference(first: Floats, second: Floats) -> Difference:
    """Return the mean of `first - second` with its 95% interval.

    Parameters
    ----------
    first, second : arrays (run), paired, at least two runs

    Notes
    -----
    Normal interval of the paired differences: what luck the two share cancels.
    """
    differences = first - second
    mean = float(differences.mean())
    spread = NORMAL_QUANTILE * float(differences.std(ddof=1)) / sqrt(differences.size)
    return Difference(mean, mean - spread, mean + spread)


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
    return USUAL_BASELINE if USUAL_BASELINE in results.scenarios else next(iter(results)).slug


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
    mine, theirs = _find_pairs(runs, reference)
    first, second = runs.final_index[mine], reference.final_index[theirs]
    return PairedComparison(
        scenario=runs.slug,
        baseline=reference.slug,
        pairs=mine.size,
        final_index=estimate_difference(first, second),
        better=share_of(first > second),
        shares={
            name: estimate_difference(_in_class(runs, name)[mine], _in_class(reference, name)[theirs])
            for name in runs.classes
        },
    )


def _find_pairs(runs: ScenarioRuns, reference: ScenarioRuns) -> tuple[Integers, Integers]:
    """Return the rows of the runs that both have, by the numbers of the runs."""
    pair = f"'{runs.slug}' and '{reference.slug}'"
    if runs.seed != reference.seed:
        seeds = f"{runs.seed} and {reference.seed}"
        raise InputError(f"{pair} have the seeds {seeds}", allowed="one seed, so that runs form pairs")
    if runs.classes != reference.classes:
        raise InputError(f"{pair} have different classes of outcomes", allowed="scenarios of one world")
    if not np.array_equal(runs.months, reference.months):
        raise InputError(f"{pair} cover different months", allowed="scenarios of the same months")
    numbers = (runs.single_runs.run, reference.single_runs.run)
    common, mine, theirs = np.intersect1d(*numbers, assume_unique=True, return_indices=True)
    if common.size < 2:
        raise InputError(f"{pair} have {common.size} run in common", allowed="at least two runs")
    return mine, theirs


def _in_class(runs: ScenarioRuns, name: str) -> NDArray[np.float64]:
    return np.asarray(runs.outcome == runs.classes.index(name), dtype=np.float64)


def compare(results: Results, baseline: str | None = None) -> pandas.DataFrame:
    """Compare all scenarios with one of them, paired by run.

    Parameters
    ----------
    results : at least two scenarios, run with the same seed
    baseline : slug of the scenario to compare with; None means `baseline` if it was run, else the first

    Returns
    -------
    table with a row for each other scenario and columns (quantity, statistic): the difference of the final index in
    points, the share of pairs in which the scenario ends higher, the difference of the share of each class; all with
    95% intervals

    Raises
    ------
    InputError
        If the baseline was not run, there is nothing to compare it with, or runs cannot be paired or were not kept.
    """
    import pandas

    rows = {pair.scenario: _flat(pair) for pair in compare_scenarios(results, baseline)}
    table = pandas.DataFrame.from_dict(rows, orient="index")
    columns = pandas.MultiIndex.from_tuples(next(iter(rows.values())), names=["quantity", "statistic"])
    return table.reindex(columns=columns).rename_axis("scenario")


def _flat(pair: PairedComparison) -> dict[tuple[str, str], float]:
    quantities: dict[str, Difference | Share] = {"final_index": pair.final_index, "better": pair.better, **pair.shares}
    return {(name, part): value for name, found in quantities.items() for part, value in found._asdict().items()}
