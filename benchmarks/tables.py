"""Figures as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

SMALL, MIDDLE = 10.0, 1000.0
"""Numbers below keep two and one decimals."""


class Table(NamedTuple):
    """Figures of one measurement.

    Attributes
    ----------
    title : heading
    text : what was measured, and how
    columns : headings of the columns; none where the text says all
    rows : a text for each column
    """

    title: str
    text: str
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()


def as_markdown(table: Table) -> str:
    """Write a table with its heading and text in Markdown."""
    if not table.columns:
        return f"## {table.title}\n\n{table.text}\n"
    lines = [table.columns, ("---", *["---:"] * (len(table.columns) - 1)), *table.rows]
    drawn = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"## {table.title}\n\n{table.text}\n\n{drawn}\n"


def number(value: float) -> str:
    """Write a number with as many decimals as it is good for."""
    return f"{value:.2f}" if value < SMALL else f"{value:.1f}" if value < MIDDLE else f"{value:,.0f}"
