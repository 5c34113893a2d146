"""Reading a panel: yearly counts of events between pairs of states, by direction and quad."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.errors import InputError
from nrc_sim.text.csv_rows import read_rows

QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
"""The four quads of events, in the order of the last axis of counts."""

QUAD_WEIGHTS = np.array([0.228, 0.361, -0.308, -0.753])
"""Mean Goldstein weight / 10 of the events of each quad in ICEWS."""

_WIDE, _LONG = ("from", "to", "quad"), ("a", "b", "year", "verbCoop", "matlCoop", "verbConf", "matlConf")
_LAYOUTS = f"{','.join(_WIDE)},YEAR,YEAR,... or {','.join(_LONG)}"
_MOST_EVENTS = 10_000_000
_YEARS = range(1900, 2101)

_Entry = tuple[str, str, int, int, int]
"""From whom, to whom, year, quad, number of events."""


class Panel(NamedTuple):
    """Yearly counts of events between pairs of states.

    Attributes
    ----------
    years : tuple of int
        Ascending.
    pairs : tuple of str
        `AAA-BBB`, the two codes in alphabetical order; ascending.
    counts : array of int64 (pair, direction, year, quad)
        Direction 0 is from the first state to the second.
    """

    years: tuple[int, ...]
    pairs: tuple[str, ...]
    counts: Integers

    @property
    def events(self) -> Integers:
        """Numbers of events of all quads, array (pair, direction, year)."""
        return np.asarray(self.counts.sum(axis=3))

    def where(self, chosen: Callable[[str], bool]) -> Panel:
        """Return the panel of some of the pairs.

        Parameters
        ----------
        chosen : whether a pair is among them
        """
        kept = [place for place, pair in enumerate(self.pairs) if chosen(pair)]
        return Panel(self.years, tuple(self.pairs[place] for place in kept), self.counts[kept])

    def until(self, year: int) -> Panel:
        """Return the panel up to a year.

        Parameters
        ----------
        year : the last that is kept
        """
        kept = [place for place, one in enumerate(self.years) if one <= year]
        return Panel(tuple(self.years[place] for place in kept), self.pairs, self.counts[:, :, kept])


def pair_of(one: str, other: str) -> str:
    """Name the pair of two states, whichever comes first.

    Parameters
    ----------
    one, other : codes

    Examples
    --------
    >>> pair_of("USA", "FRA")
    'FRA-USA'
    """
    return "-".join(sorted((one, other)))


def mean_conduct(counts: NDArray[np.integer], weights: Floats = QUAD_WEIGHTS) -> Floats:
    """Return conduct: the mean Goldstein weight of events / 10; no number where there are none.

    Parameters
    ----------
    counts : numbers of events, array (..., quad)
    weights : of the quads, array (quad)

    Examples
    --------
    >>> mean_conduct(np.array([3, 0, 1, 0])).round(3).item()
    0.094
    """
    events = counts.sum(axis=-1)
    return np.where(events > 0, counts @ weights / np.maximum(events, 1), np.nan)


def pair_conduct(panel: Panel) -> Floats:
    """Return the conduct of pairs, both directions together, array (pair, year).

    Parameters
    ----------
    panel : Panel
    """
    return mean_conduct(panel.counts.sum(axis=1))


def directed_conduct(panel: Panel, least: int = 0) -> Floats:
    """Return the conduct of both directions of pairs that have events enough, array (pair, direction, year).

    Parameters
    ----------
    panel : Panel
    least : events that each direction has in every year, >= 0
    """
    enough = (panel.events >= max(1, least)).all(axis=(1, 2))
    return mean_conduct(panel.counts[enough])


def read_panel(path: Path, until: int | None = None) -> Panel:
    """Read a panel, and of it the pairs that have events in every year.

    Parameters
    ----------
    path : CSV file, either with a row for each direction and quad and a column for each year, or with a row for each
        direction and year
    until : last year that is read; what stands under later ones is not looked at

    Raises
    ------
    InputError
        If the file cannot be accepted; with the line.
    """
    rows, place = read_rows(path, "yearly counts of events"), str(path)
    head = [cell.strip() for cell in rows[0]]
    if sorted(head) == sorted(_LONG):
        entries = _long_entries(rows, head, place, until)
    elif head[: len(_WIDE)] == list(_WIDE) and len(head) > len(_WIDE):
        entries = _wide_entries(rows, head, place, until)
    else:
        raise InputError(f"the columns are {', '.join(head)[:120] or 'none'}", place=f"{place}:1", allowed=_LAYOUTS)
    return _panel_of(entries, place, until)


def _numbered(rows: Sequence[Sequence[str]], width: int, place: str) -> Iterator[tuple[str, list[str]]]:
    """Go through the rows below the first, with their places; empty ones are left out."""
    for line, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != width:
            raise InputError(
                f"there are {len(cells)} cells", place=f"{place}:{line}", allowed=f"{width}, as in the first line"
            )
        yield f"{place}:{line}", cells


def _wide_entries(
    rows: Sequence[Sequence[str]], head: Sequence[str], place: str, until: int | None
) -> Iterator[_Entry]:
    years = [_whole(cell, "a year", f"{place}:1", _YEARS) for cell in head[len(_WIDE) :]]
    if years != sorted(set(years)):
        raise InputError("the years are not in their order", place=f"{place}:1", allowed="each once, ascending")
    for here, cells in _numbered(rows, len(head), place):
        sender, receiver = _states(cells[0], cells[1], here)
        if cells[2] not in QUADS:
            raise InputError(f"quad is {cells[2]!r}", place=here, allowed=", ".join(QUADS))
        for year, cell in zip(years, cells[len(_WIDE) :], strict=True):
            if until is None or year <= until:
                yield sender, receiver, year, QUADS.index(cells[2]), _count(cell, here)


def _long_entries(
    rows: Sequence[Sequence[str]], head: Sequence[str], place: str, until: int | None
) -> Iterator[_Entry]:
    columns = [head.index(name) for name in _LONG]
    for here, cells in _numbered(rows, len(head), place):
        first, second, written, *numbers = (cells[column] for column in columns)
        year = _whole(written, "year", here, _YEARS)
        if until is not None and year > until:
            continue
        sender, receiver = _states(first, second, here)
        for quad, cell in enumerate(numbers):
            yield sender, receiver, year, quad, _count(cell, here)


def _count(cell: str, place: str) -> int:
    return _whole(cell, "a number of events", place, range(_MOST_EVENTS + 1))


def _whole(cell: str, what: str, place: str, allowed: range) -> int:
    # `int` would take "1_000" and digits of other scripts, which no export of event data writes.
    if not (cell.isascii() and cell.isdigit() and int(cell) in allowed):
        raise InputError(f"{what} is {cell!r}", place=place, allowed=f"a whole number, {allowed[0]} .. {allowed[-1]}")
    return int(cell)


def _states(sender: str, receiver: str, place: str) -> tuple[str, str]:
    for code in (sender, receiver):
        if not (code.isascii() and code.isalpha() and code.isupper()):
            raise InputError(f"a state is {code!r}", place=place, allowed="capital letters, such as FRA")
    if sender == receiver:
        raise InputError(f"{sender} acts toward itself", place=place, allowed="two states")
    return sender, receiver


def _panel_of(entries: Iterator[_Entry], place: str, until: int | None) -> Panel:
    """Put counts into an array; a cell given twice is refused, pairs without events in some year are left out."""
    found: dict[_Entry, int] = {}
    for sender, receiver, year, quad, number in entries:
        pair = pair_of(sender, receiver)
        key = (pair, "", year, int(sender > receiver), quad)
        if key in found:
            what = f"{sender} -> {receiver}, {QUADS[quad]}, {year}"
            raise InputError(f"{what} appears twice", place=place, allowed="each direction, quad and year once")
        found[key] = number
    years, pairs = sorted({key[2] for key in found}), sorted({key[0] for key in found})
    if not years:
        late = "" if until is None else f" up to {until}"
        raise InputError(f"there are no counts{late} in it", place=place, allowed="a row for each direction")
    counts = np.zeros((len(pairs), 2, len(years), len(QUADS)), dtype=np.int64)
    rows, columns = ({name: spot for spot, name in enumerate(names)} for names in (pairs, years))
    for (pair, _, year, direction, quad), number in found.items():
        counts[rows[pair], direction, columns[year], quad] = number
    whole = (counts.sum(axis=(1, 3)) > 0).all(axis=1)
    if not whole.any():
        raise InputError("no pair has events in every year", place=place, allowed="at least one pair that has")
    kept = tuple(pair for pair, good in zip(pairs, whole, strict=True) if good)
    return Panel(tuple(years), kept, counts[whole])


def panel_rows(panel: Panel) -> list[list[str]]:
    """Return the rows of a file with a column for each year, as `read_panel` reads it.

    Parameters
    ----------
    panel : Panel
    """
    rows = [[*_WIDE, *map(str, panel.years)]]
    for pair, counts in zip(panel.pairs, panel.counts, strict=True):
        first, second = pair.split("-")
        for direction, ends in enumerate(((first, second), (second, first))):
            rows += [[*ends, quad, *map(str, counts[direction, :, place])] for place, quad in enumerate(QUADS)]
    return rows
