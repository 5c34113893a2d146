"""Small tables for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from nrc_sim.text.wording import printable


def html_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table as HTML; all that it holds is text, never markup.

    Parameters
    ----------
    caption : a line above
    columns : headings
    rows : cells, as many as columns; the first of a row names it
    """
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in columns)
    return (
        f"<table><caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(map(_row, rows))}</tbody></table>"
    )


def _text(found: object) -> str:
    return escape(printable(str(found)))


def _row(cells: Sequence[object]) -> str:
    name, *others = (_text(cell) for cell in cells)
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
