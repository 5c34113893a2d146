"""The table of a comparison, which knows the whole comparison behind each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pandas

from nrc_sim.analysis.comparison.pairs import PairedComparison
from nrc_sim.analysis.comparison.variables import VariableAnswer


class ComparisonTable(pandas.DataFrame):
    """A table with a row for each scenario; parts of it, and what is computed from it, are ordinary tables.

    Attributes
    ----------
    pairs : mapping of slug to PairedComparison
        The whole comparison of each scenario with the baseline.
    answer : VariableAnswer or None
        What was asked of a variable in a month.
    """

    _metadata: ClassVar[list[str]] = ["pairs", "answer"]
    pairs: Mapping[str, PairedComparison]
    answer: VariableAnswer | None


def make_table(
    rows: Mapping[str, Mapping[tuple[str, str], float]],
    pairs: Mapping[str, PairedComparison],
    answer: VariableAnswer | None = None,
) -> ComparisonTable:
    """Make a table of comparisons.

    Parameters
    ----------
    rows : values by (quantity, statistic) of each scenario, at least one
    pairs : the whole comparison of each scenario
    answer : what was asked of a variable in a month, if anything
    """
    columns = pandas.MultiIndex.from_tuples(next(iter(rows.values())), names=["quantity", "statistic"])
    index = pandas.Index(rows, name="scenario")
    table = ComparisonTable([list(row.values()) for row in rows.values()], index=index, columns=columns)
    table.pairs = pairs
    table.answer = answer
    return table
