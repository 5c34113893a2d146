"""A ledger of sealed forecasts that only grows: each line carries the hash of the line before."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.text.csv_rows import read_rows
from nrc_sim.text.wording import counted
from nrc_sim.text.writing import write_text

LEDGER = "ledger.csv"
_COLUMNS = ("number", "sealed", "folder", "written_by", "manifest", "files", "command", "versions", "before")
_REMEDY = "restore it from a copy; a ledger only grows"
_FOR_LEDGER = "a ledger that `nrc-sim seal` wrote"


class LedgerLine(NamedTuple):
    """A line of a ledger.

    Attributes
    ----------
    number : int
        Of the line, from 1.
    sealed : str
        When, ISO 8601 in UTC.
    folder : str
        As seen from the ledger.
    written_by : str
        Command that wrote the folder.
    manifest : str
        sha256 of its manifest, which holds the sha256 of every other file.
    files : int
        How many files the manifest names.
    command, versions : str
        What was typed to write it, and with which versions.
    before : str
        sha256 of the line before; of the first line with the names of the columns for the first entry.
    """

    number: int
    sealed: str
    folder: str
    written_by: str
    manifest: str
    files: int
    command: str
    versions: str
    before: str


def read_ledger(path: Path) -> list[LedgerLine]:
    """Read a ledger, and make sure that no line was changed or taken away; none where there is no ledger.

    Parameters
    ----------
    path : of the ledger

    Raises
    ------
    InputError
        If it is no ledger, a line was changed, or it has become shorter.
    """
    tip = _tip_path(path)
    if not path.exists() and not tip.exists():
        return []
    if not path.exists():
        what = "the ledger is gone, and its last line was noted beside it"
        raise InputError(what, place=str(path), suggestion=_REMEDY)
    head, *rows = read_rows(path, "sealed forecasts")
    if tuple(head) != _COLUMNS:
        raise InputError(
            f"the columns are {', '.join(head)[:120]}",
            place=f"{path}:1",
            allowed=_FOR_LEDGER,
            suggestion="name another",
        )
    before, found = _hash_line(head), []
    for line, row in enumerate(rows, start=2):
        if len(row) != len(_COLUMNS) or row[-1] != before or row[0] != str(line - 1):
            what = "it does not carry the hash of the line before: one of both was changed, or lines were taken away"
            raise InputError(what, place=f"{path}:{line}", suggestion=_REMEDY)
        sealed, folder, written_by, manifest, files, command, versions, _ = row[1:]
        number = int(files) if files.isdigit() else 0
        found.append(LedgerLine(line - 1, sealed, folder, written_by, manifest, number, command, versions, before))
        before = _hash_line(row)
    _refuse_shortened(path, len(found), before)
    return found


def _refuse_shortened(path: Path, lines: int, last: str) -> None:
    tip = _tip_path(path)
    try:
        noted = json.loads(tip.read_text(encoding="utf-8"))
        number, digest = int(noted["lines"]), str(noted["hash"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"what was noted of the last line cannot be read: {error}", place=str(tip), suggestion=_REMEDY
        ) from None
    if (number, digest) != (lines, last):
        short = f"it has {counted(lines, 'line')} where {number} were noted"
        what = short if number != lines else "the last line was changed"
        raise InputError(what, place=str(path), allowed="the lines that were written", suggestion=_REMEDY)


def append_entry(path: Path, entry: LedgerLine) -> str:
    """Add a line to a ledger that has been read, and return its hash.

    Parameters
    ----------
    path : of the ledger; made where there is none
    entry : the line; its number and what was before are those of the ledger

    Raises
    ------
    OSError
        If it cannot be written; the ledger is as it was then.
    """
    text = path.read_bytes().decode("utf-8") if path.exists() else _line(_COLUMNS)
    row = [str(cell) for cell in entry]
    last = _hash_line(row)
    write_text(path, text + _line(row))
    write_text(_tip_path(path), json.dumps({"lines": entry.number, "hash": last}) + "\n")
    return last


def hash_before(entries: Sequence[LedgerLine]) -> str:
    """Return what the next line carries: the hash of the last one.

    Parameters
    ----------
    entries : of the ledger
    """
    return _hash_line([str(cell) for cell in entries[-1]] if entries else _COLUMNS)


def _hash_line(cells: Sequence[str]) -> str:
    """Return the sha256 of a line, as it stands in the file with its end.

    Parameters
    ----------
    cells : of the line
    """
    return sha256(_line(cells).encode()).hexdigest()


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _tip_path(path: Path) -> Path:
    """Return the file that notes how long a ledger is, and the hash of its last line."""
    return path.with_name(f"{path.name}.last")
