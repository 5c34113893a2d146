"""Rows of CSV files: those that users bring, and those that spreadsheets open."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nrc_sim.errors import InputError
from nrc_sim.text.wording import printable

if TYPE_CHECKING:
    import pandas

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What begins with one of them is a formula to spreadsheets, which may start programs."""


def read_rows(path: Path, what: str) -> list[list[str]]:
    """Read all rows of a CSV file in UTF-8, with or without a byte-order mark.

    Parameters
    ----------
    path : file
    what : what it should hold, in words, for the message

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, or nothing stands in it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except FileNotFoundError:
        raise InputError("there is no such file", place=str(path), allowed=f"a CSV file of {what}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read: {error}", place=str(path), allowed="a CSV file in UTF-8") from None
    if not any(rows):
        raise InputError("the file is empty", place=str(path), allowed=f"a CSV file of {what}")
    return rows


def plain_cell(cell: Any) -> Any:
    """Return a cell that spreadsheets take for what it is: a text that looks like a formula gets an apostrophe.

    Parameters
    ----------
    cell : a number, which stays, or a text

    Examples
    --------
    >>> plain_cell("=1+1"), plain_cell("-0.5"), plain_cell(-0.5)
    ("'=1+1", '-0.5', -0.5)
    """
    if not isinstance(cell, str):
        return cell
    if cell.startswith(_FORMULA_STARTS) and not _is_number(cell):
        cell = f"'{cell}"
    return printable(cell)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text == text.strip()


def write_table(table: pandas.DataFrame, path: Path, *, index: bool = False) -> None:
    """Write a table as a CSV file that is safe to open in a spreadsheet.

    Parameters
    ----------
    table : numbers and texts
    path : file
    index : whether the index comes first
    """
    plain = table.map(plain_cell).rename(columns=plain_cell)
    if index:
        plain = plain.rename(index=plain_cell)
    plain.to_csv(path, index=index, lineterminator="\n")
