"""Rows of the CSV files that users bring."""

from __future__ import annotations

import csv
from pathlib import Path

from nrc_sim.errors import InputError


def read_rows(path: Path, what: str) -> list[list[str]]:
    """Read all rows of a CSV file in UTF-8, with or without a byte-order mark.

    Parameters
    ----------
    path : file
    what : what it should hold, in words, for the message

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream))
    except FileNotFoundError:
        raise InputError("there is no such file", place=str(path), allowed=f"a CSV file of {what}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read: {error}", place=str(path), allowed="a CSV file in UTF-8") from None
