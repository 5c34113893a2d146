"""Comparisons as tables: of numbers for programs, and of few words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nrc_sim.analysis.comparison.estimates import Difference
from nrc_sim.analysis.comparison.pairs import PairedComparison, compare_scenarios
from nrc_sim.analysis.comparison.variables import VariableAnswer, answer_variable
from nrc_sim.errors import InputError
from nrc_sim.study.results import Results, write_document
from nrc_sim.study.statistics.intervals import EstimatedShare
from nrc_sim.text.csv_rows import write_table

if TYPE_CHECKING:
    import pandas

    from nrc_sim.analysis.comparison.frame import ComparisonTable


def compare(
    results: Results, baseline: str | None = None, *, variable: str | None = None, at: str | None = None
) -> ComparisonTable:
    """Compare all scenarios with one of them, paired by run.

    Parameters
    ----------
    results : at least two scenarios, run with the same seed
    baseline : slug of the scenario to compare with; None means `baseline` if it was run, else the first
    variable : name of what runs record month by month, such as `trust_outside`, `tension.ISSUE`, or
        `trust.POWER.OTHER`, which takes results with the paths of actors; see docs/comparison.md
    at : month in which it is compared, such as `2015-01`; None takes the last of the horizon

    Returns
    -------
    table with a row for each other scenario and columns (quantity, statistic): the difference of the final index in
    points, the share of pairs in which the scenario ends higher, the difference of the share of each class; all with
    95% intervals. Its attribute `pairs` holds the whole comparison of each scenario: the difference by month,
    transitions between classes, the gain from common random numbers, divergence, shifts of trust. If a variable is
    asked for, its paired difference stands in the last columns, and the attribute `answer` holds levels and
    differences.

    Raises
    ------
    InputError
        If there is no such variable or month, the baseline was not run, there is nothing to compare it with, or runs
        cannot be paired or were not kept.
    """
    from nrc_sim.analysis.comparison.frame import make_table

    if variable is None and at is not None:
        raise InputError("a month is given and no variable", place=f"at {at}", allowed="a variable and a month")
    answer = None
    if variable is not None:
        answer = answer_variable(results, variable, at or str(next(iter(results)).months[-1]), baseline)
    pairs = compare_scenarios(results, baseline)
    rows = {pair.scenario: _flat(pair, answer) for pair in pairs}
    return make_table(rows, {pair.scenario: pair for pair in pairs}, answer)


def _flat(pair: PairedComparison, answer: VariableAnswer | None) -> dict[tuple[str, str], float]:
    quantities: dict[str, Difference | EstimatedShare] = {
        "final_index": pair.final_index,
        "better": pair.better,
        **pair.shares,
    }
    if answer is not None:
        found, name = answer.differences[pair.scenario], f"{answer.variable.name} in {answer.month}"
        quantities |= {name: found.difference, f"{name}, higher": found.higher}
    return {(name, part): value for name, found in quantities.items() for part, value in found._asdict().items()}


def write_comparison_tables(table: ComparisonTable, folder: Path) -> None:
    """Write a comparison as tables, and all of it as `comparison.json`.

    Parameters
    ----------
    table : what `compare` returned
    folder : an existing folder
    """
    pairs = table.pairs.values()
    flat = table.set_axis(table.columns.map("_".join), axis=1)
    write_table(flat, folder / "comparison.csv", index=True)
    for name, rows in {
        "comparison_by_month": _monthly_rows(pairs),
        "transitions": _transition_rows(pairs),
        "trust_shifts": _trust_rows(pairs),
    }.items():
        write_table(_frame(rows), folder / f"{name}.csv")
    document: dict[str, Any] = {"differences": {pair.scenario: pair.describe() for pair in pairs}}
    if table.answer is not None:
        _write_answer(table.answer, folder)
        document["answer"] = table.answer.describe()
    write_document(document, folder / "comparison.json")


def _write_answer(answer: VariableAnswer, folder: Path) -> None:
    """Write what a variable is in a month as `variable.csv`.

    Parameters
    ----------
    answer : levels and differences
    folder : an existing folder
    """
    write_table(_frame(answer.rows()), folder / "variable.csv")


def _frame(rows: Sequence[Mapping[str, Any]]) -> pandas.DataFrame:
    import pandas

    return pandas.DataFrame(rows)


def _monthly_rows(pairs: Iterable[PairedComparison]) -> list[dict[str, Any]]:
    return [
        {
            "scenario": pair.scenario,
            "month": str(month),
            "mean": pair.path.mean[place],
            "low": pair.path.low[place],
            "high": pair.path.high[place],
            **{name: row[place] for name, row in pair.path.named_quantiles().items()},
            "variance_ratio": pair.path.variance_ratio[place],
            "share_that_differs": pair.divergence.shares[place],
        }
        for pair in pairs
        for place, month in enumerate(pair.divergence.months)
    ]


def _transition_rows(pairs: Iterable[PairedComparison]) -> list[dict[str, Any]]:
    return [
        {
            "scenario": pair.scenario,
            "class_of_baseline": pair.transitions.classes[before],
            "class_of_scenario": pair.transitions.classes[after],
            "runs": int(count),
            "share_of_runs": count / pair.pairs,
        }
        for pair in pairs
        for (before, after), count in np.ndenumerate(pair.transitions.counts)
    ]


def _trust_rows(pairs: Iterable[PairedComparison]) -> list[dict[str, Any]]:
    return [{"scenario": pair.scenario, **shift.describe()} for pair in pairs for shift in pair.trust_shifts]
