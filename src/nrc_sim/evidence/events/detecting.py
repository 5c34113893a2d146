"""Which format a file of events has: its layout, its separator and its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.evidence.events.dates import day_of
from nrc_sim.evidence.events.layouts import (
    NEEDED,
    SEPARATORS,
    VALUED,
    Column,
    EventLayout,
    load_layouts,
    with_mapping,
)
from nrc_sim.evidence.events.sources import ALLOWED, open_source
from nrc_sim.scenario.faults import did_you_mean, shortened
from nrc_sim.text.wording import counted

_ALIKE = 3
"""Columns of a known format from which on a file is taken for a faulty one of it."""
_QUOTING: Mapping[bool, Literal[0, 3]] = {True: csv.QUOTE_MINIMAL, False: csv.QUOTE_NONE}
_HINT = "say with --mapping FILE which column holds what (docs/events.md)"


class EventFormat(NamedTuple):
    """How a file is read.

    Attributes
    ----------
    layout : EventLayout
    separator : str
        One character.
    quotes : bool
        Whether cells may stand in quotation marks.
    skipped : int
        Rows before the first event.
    width : int
        Cells of a row.
    columns : mapping
        Places of the columns that are read, from 0.
    """

    layout: EventLayout
    separator: str
    quotes: bool
    skipped: int
    width: int
    columns: Mapping[str, int]


def detect_format(path: Path, mapping: EventLayout | None = None) -> EventFormat:
    """Find out which format a file has.

    Parameters
    ----------
    path : file of events
    mapping : what the user says of it; its columns go before all layouts

    Raises
    ------
    InputError
        If it has none that is known, or lacks a column that is needed.
    """
    with open_source(path) as stream:
        skipped, line = next(((number, line) for number, line in enumerate(stream) if line.strip()), (0, ""))
    if not line:
        raise InputError("the file is empty", place=str(path), allowed=ALLOWED)
    if mapping is not None and mapping.columns is not None:
        return _mapped(line, skipped, mapping, str(path))
    for layout in (with_mapping(one, mapping) for one in load_layouts()):
        for separator in _separators(layout):
            found = _as_layout(line, skipped, layout, separator)
            if found is not None:
                return found
    raise _unknown(line, f"{path}:{skipped + 1}")


def rows_of(lines: Iterable[str], separator: str, *, quotes: bool, place: str) -> Iterator[list[str]]:
    """Take lines apart; a row can have several where cells stand in quotation marks.

    Parameters
    ----------
    lines : of a file of events
    separator : between cells
    quotes : whether cells may stand in quotation marks
    place : the file, for messages

    Raises
    ------
    InputError
        If a quotation mark is not closed, or a cell is longer than any can be.
    """
    # Strictly: a quotation mark that is never closed would take in the rest of the file without a word.
    rows = csv.reader(lines, delimiter=separator, quoting=_QUOTING[quotes], strict=True)
    try:
        yield from rows
    except csv.Error as error:
        hint = "a quotation mark before it may not be closed"
        what = f"the row cannot be read: {error}"
        raise InputError(what, place=f"{place}:{rows.line_num}", allowed=ALLOWED, suggestion=hint) from None


def _cells(line: str, separator: str, *, quotes: bool) -> list[str]:
    return next(rows_of([line], separator, quotes=quotes, place=""), [])


def _separators(layout: EventLayout) -> Iterable[str]:
    return SEPARATORS.values() if layout.separator is None else (SEPARATORS[layout.separator],)


def _has_quotes(layout: EventLayout, separator: str) -> bool:
    return separator != SEPARATORS["tab"] if layout.quotes is None else layout.quotes


def _head(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.strip().strip('"').split()).casefold() for cell in cells]


def _as_layout(line: str, skipped: int, layout: EventLayout, separator: str) -> EventFormat | None:
    """Return the format if a file has a layout; that of a plain table needs one of category and weight."""
    quotes = _has_quotes(layout, separator)
    cells = _cells(line, separator, quotes=quotes)
    columns = layout.columns.given() if layout.columns is not None else {}
    if layout.widths:
        places = {name: int(column) - 1 for name, column in columns.items()}
        fits = len(cells) in layout.widths and day_of(cells[places["date"]], layout.dates) is not None
        return EventFormat(layout, separator, quotes, skipped, len(cells), places) if fits else None
    head = _head(cells)
    places = {name: head.index(str(column).casefold()) for name, column in columns.items() if _in(column, head)}
    if not all(name in places for name in NEEDED) or not any(name in places for name in VALUED):
        return None
    return EventFormat(layout, separator, quotes, skipped + 1, len(cells), places)


def _in(column: Column, head: Sequence[str]) -> bool:
    return str(column).casefold() in head


def _mapped(line: str, skipped: int, mapping: EventLayout, place: str) -> EventFormat:
    """Return the format that a mapping file describes."""
    given = mapping.columns.given() if mapping.columns is not None else {}
    separator = max(_separators(mapping), key=lambda one: len(_cells(line, one, quotes=_has_quotes(mapping, one))))
    quotes = _has_quotes(mapping, separator)
    cells = _cells(line, separator, quotes=quotes)
    named = any(isinstance(column, str) for column in given.values())
    places = {name: _place(column, cells, f"{place}:{skipped + 1}") for name, column in given.items()}
    return EventFormat(mapping, separator, quotes, skipped + int(named), len(cells), places)


def _place(column: Column, cells: Sequence[str], place: str) -> int:
    head = _head(cells)
    if isinstance(column, int):
        if column > len(cells):
            what = f"the mapping names column {column}, and there are {len(cells)}"
            raise InputError(what, place=place, allowed=f"1 to {len(cells)}", suggestion="is the separator right?")
        return column - 1
    wanted = " ".join(column.split()).casefold()
    if head.count(wanted) != 1:
        found = "there is no column" if wanted not in head else "there is more than one column"
        hint = did_you_mean(column, [cell.strip() for cell in cells])
        raise InputError(f"{found} {column!r}", place=place, allowed=_listed(cells), suggestion=hint)
    return head.index(wanted)


def _unknown(line: str, place: str) -> InputError:
    """Say what a file lacks that nearly has a known format, or what was found in it."""
    separator = max(SEPARATORS.values(), key=line.count)
    cells = _cells(line, separator, quotes=separator != SEPARATORS["tab"])
    head = _head(cells)
    for layout in load_layouts():
        columns = {} if layout.widths or layout.columns is None else layout.columns.given()
        lacks = [str(columns[name]) for name in (*NEEDED, *VALUED) if name in columns and not _in(columns[name], head)]
        if sum(_in(column, head) for column in columns.values()) >= min(_ALIKE, len(columns)) and lacks:
            what = f"this looks like {layout.name}, but there is no column {lacks[0]!r}"
            return InputError(what, place=place, allowed=_listed(cells), suggestion=_HINT)
    if len(cells) > _ALIKE and cells[0].strip().isdigit():
        widths = ", ".join(str(width) for layout in load_layouts() for width in layout.widths)
        what = f"there are {counted(len(cells), 'column')} and no line of names"
        return InputError(what, place=place, allowed=f"GDELT with {widths} columns", suggestion=_HINT)
    names = ", ".join(layout.name for layout in load_layouts())
    what = f"the format is not known; the first line is {shortened(line.strip())!r}"
    return InputError(
        what, place=place, allowed=f"{names}: {', '.join(NEEDED)} and a category or weight", suggestion=_HINT
    )


def _listed(cells: Sequence[str]) -> str:
    return shortened(", ".join(cell.strip() for cell in cells if cell.strip()))
