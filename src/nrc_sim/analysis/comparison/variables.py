"""Any recorded variable in a month: by scenario, and as the paired difference from the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.analysis.comparison.estimates import (
    Difference,
    DifferencePath,
    difference_path,
    estimate_difference,
    estimate_mean,
    mean_path,
)
from nrc_sim.analysis.comparison.pairs import choose_baseline, find_pairs
from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.study.recorded import RecordedVariable, choose_variable, find_month, monthly_values, pair_values
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.statistics import QUANTILES
from nrc_sim.study.statistics.intervals import EstimatedShare, share_of
from nrc_sim.text.html_tables import html_table
from nrc_sim.text.wording import three_digits, three_digits_range


class Level(NamedTuple):
    """A variable in a month over the runs of a scenario: mean, or share of runs, with its 95% interval, and quantiles.

    `quantiles` is None of what is 0 or 1 in each run.
    """

    runs: int
    mean: float
    low: float
    high: float
    quantiles: Mapping[str, float] | None

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {name: value for name, value in self._asdict().items() if value is not None}


class VariableDifference(NamedTuple):
    """A variable in a month, scenario minus baseline, over pairs of runs.

    Attributes
    ----------
    pairs : int
        Runs that both have.
    difference : Difference
        Mean difference with its 95% interval, in the unit of the variable; of shares of runs as a part of 1.
    higher, lower : EstimatedShare
        Shares of pairs in which it is higher in the scenario, and lower.
    """

    pairs: int
    difference: Difference
    higher: EstimatedShare
    lower: EstimatedShare

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        shares = {"higher": self.higher._asdict(), "lower": self.lower._asdict()}
        return {"pairs": self.pairs, **self.difference._asdict(), **shares}


@dataclass(frozen=True, eq=False)
class VariableAnswer:
    """What a variable is in a month.

    Attributes
    ----------
    variable : RecordedVariable
    month : str
        Such as `2015-01`; the value is that at its end.
    baseline : str
        Slug of the scenario from which the others differ.
    levels : mapping of slug to Level
    differences : mapping of slug to VariableDifference
        Of all scenarios but the baseline.
    """

    variable: RecordedVariable
    month: str
    baseline: str
    levels: Mapping[str, Level]
    differences: Mapping[str, VariableDifference]

    def describe(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        name, meaning, unit, _ = self.variable
        return {
            "variable": name,
            "meaning": meaning,
            "unit": unit,
            "month": self.month,
            "baseline": self.baseline,
            "levels": {slug: level.describe() for slug, level in self.levels.items()},
            "differences": {slug: found.describe() for slug, found in self.differences.items()},
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each scenario: its level, and its difference from the baseline if it is another."""
        rows = []
        for slug, level in self.levels.items():
            row = {"scenario": slug, "runs": level.runs, "mean": level.mean, "low": level.low, "high": level.high}
            row |= level.quantiles or {}
            if slug in self.differences:
                found = self.differences[slug]
                row |= {f"difference_{name}": value for name, value in found.difference._asdict().items()}
                row |= {"pairs": found.pairs, "higher": found.higher.share, "lower": found.lower.share}
            rows.append(row)
        return rows

    def _repr_html_(self) -> str:
        rows = []
        for slug, level in self.levels.items():
            cells = [slug, three_digits(level.mean), three_digits_range(level.low, level.high), "", ""]
            if slug in self.differences:
                found = self.differences[slug].difference
                cells[3:] = [three_digits(found.mean), three_digits_range(found.low, found.high)]
            rows.append(cells)
        caption = f"{self.variable.name} in {self.month}: {self.variable.meaning}, {self.variable.unit}"
        columns = ("scenario", "mean", "95% interval", f"minus {self.baseline}", "95% interval")
        return html_table(caption, columns, rows)


@dataclass(frozen=True, eq=False)
class VariablePaths:
    """A variable in every month: of each scenario, and the paired differences from the baseline.

    Attributes
    ----------
    variable : RecordedVariable
    baseline : str
        Slug.
    levels, differences : mapping of slug to DifferencePath
        Mean with its interval and quantiles over runs; the same of the differences over pairs of runs.
    """

    variable: RecordedVariable
    baseline: str
    levels: Mapping[str, DifferencePath]
    differences: Mapping[str, DifferencePath]


def _read_values(runs: ScenarioRuns, variable: RecordedVariable) -> Floats:
    """Return a variable in all months of the runs of a scenario, array (run, month).

    Parameters
    ----------
    runs : with its single runs
    variable : that its world has

    Raises
    ------
    InputError
        If runs, or the paths of powers, were not kept.
    """
    block = runs.single_runs
    if variable.pair is None:
        return np.asarray(monthly_values(block, runs.labels, variable.name), dtype=np.float64)
    values = pair_values(block, variable)
    if values is None:
        raise InputError(
            f"the results of '{runs.slug}' hold the trust of powers at the end alone",
            place=f"--variable {variable.name}",
            allowed="results that keep the paths of powers",
            suggestion="run with actor_paths (--actor-paths)",
        )
    return np.asarray(values, dtype=np.float64)


def answer_variable(results: Results, variable: str, at: str, baseline: str | None = None) -> VariableAnswer:
    """Say what a variable is in a month, by scenario and as the paired difference from the baseline.

    Parameters
    ----------
    results : at least one scenario; all of one world
    variable : name, see `nrc_sim.study.recorded.choose_variable`
    at : month, such as `2015-01`
    baseline : slug, see `choose_baseline`

    Raises
    ------
    InputError
        If there is no such variable, month or baseline, or runs cannot be paired or were not kept.
    """
    reference, chosen = _begin(results, variable, baseline)
    for runs in results:
        find_month([runs.scenario], at, runs.months.size)
    columns = {runs.slug: _read_values(runs, chosen)[:, _place_of(runs, at)] for runs in results}
    return VariableAnswer(
        chosen,
        at,
        reference.slug,
        {slug: _level(values, chosen) for slug, values in columns.items()},
        {
            runs.slug: _difference(columns[runs.slug][mine], columns[reference.slug][theirs])
            for runs in results
            if runs.slug != reference.slug
            for mine, theirs in [find_pairs(runs, reference)]
        },
    )


def variable_paths(results: Results, variable: str, baseline: str | None = None) -> VariablePaths:
    """Follow a variable month by month, by scenario and as the paired difference from the baseline.

    Parameters
    ----------
    results, variable, baseline : see `answer_variable`; all scenarios of the same months

    Raises
    ------
    InputError
        As `answer_variable`.
    """
    reference, chosen = _begin(results, variable, baseline)
    values = {runs.slug: _read_values(runs, chosen) for runs in results}
    differences = {}
    for runs in results:
        if runs.slug != reference.slug:
            mine, theirs = find_pairs(runs, reference)
            differences[runs.slug] = difference_path(values[runs.slug][mine], values[reference.slug][theirs])
    levels = {slug: mean_path(found) for slug, found in values.items()}
    return VariablePaths(chosen, reference.slug, levels, differences)


def _begin(results: Results, variable: str, baseline: str | None) -> tuple[ScenarioRuns, RecordedVariable]:
    reference = results[choose_baseline(results, baseline)]
    for runs in results:
        if runs.runs < 2:
            raise InputError(f"'{runs.slug}' has fewer than two runs that did not fail", allowed="at least two runs")
    return reference, choose_variable(reference.scenario.world, variable)


def _place_of(runs: ScenarioRuns, at: str) -> int:
    return int((np.datetime64(at, "M") - runs.months[0]).astype(int))


def _level(values: Floats, variable: RecordedVariable) -> Level:
    if variable.is_share:
        share = share_of(values > 0.0)
        return Level(values.size, share.share, share.low, share.high, None)
    found = np.quantile(values, list(QUANTILES.values())).tolist()
    return Level(values.size, *estimate_mean(values), dict(zip(QUANTILES, found, strict=True)))


def _difference(first: Floats, second: Floats) -> VariableDifference:
    estimate = estimate_difference(first, second)
    return VariableDifference(first.size, estimate, share_of(first > second), share_of(first < second))
