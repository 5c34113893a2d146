"""Tables that fit a width: what is broken into lines, and where, so that no word is cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

_GAPS = (3, 2, 1)
"""Columns between two of a table, the widest that fits."""

_LEAST_TEXT = 26
"""The fewest columns that a text gets beside numbers."""

_MOST_LINES, _HEADING_LINES = 4, 3
"""The most lines that a cell and a heading take; where more were needed, each row becomes a list."""

_BESIDE_INTERVAL = re.compile(r" (?=[(\[])")
_SPACES = re.compile(r"\S+\s*|^\s+")
_WORDS = re.compile(r"\S*?(?:[_/](?=\w)|\.(?=[A-Za-z])|(?=\s|$))")


_Broken = tuple[tuple[str, ...], ...]
"""Cells of a row, each broken into lines."""


@dataclass(frozen=True)
class TableLayout:
    """A table whose cells are broken into lines.

    Attributes
    ----------
    gap : columns between two
    widths : of the columns
    numbers : how many columns hold names, which is the first, or numbers; the others hold texts
    headings : broken into lines
    rows : cells, each broken into lines
    """

    gap: int
    widths: tuple[int, ...]
    numbers: int
    headings: _Broken
    rows: tuple[_Broken, ...]

    @property
    def width(self) -> int:
        """Return the width of a line."""
        return sum(self.widths) + self.gap * (len(self.widths) - 1) + 1

    def heading_lines(self) -> list[str]:
        """Return the lines of the headings, which stand on the rule."""
        height = max(map(len, self.headings))
        return self._lines(tuple(("",) * (height - len(cell)) + cell for cell in self.headings))

    def row_lines(self, position: int) -> list[str]:
        """Return the lines of a row.

        Parameters
        ----------
        position : of the row, from 0
        """
        return self._lines(self.rows[position])

    def _lines(self, cells: _Broken) -> list[str]:
        return [
            " " + (" " * self.gap).join(map(self._pad, range(len(cells)), parts)).rstrip()
            for parts in zip_longest(*cells, fillvalue="")
        ]

    def _pad(self, place: int, text: str) -> str:
        blank = " " * (self.widths[place] - cell_len(text))
        return blank + text if 0 < place < self.numbers else text + blank


def lay_out(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int, texts: int = 0) -> TableLayout | None:
    """Break cells into as few lines as the width asks for, between words, before intervals or after `_`.

    Parameters
    ----------
    columns : headings
    rows : cells, as many as columns
    width : of the table
    texts : how many of the last columns hold texts, which may take any number of lines

    Returns
    -------
    TableLayout or None
        None if there is no way without cutting a word.
    """
    cells = [tuple(row[place] for row in rows) for place in range(len(columns))]
    for most in range(1, _MOST_LINES + 1):
        # Names stay whole where they can: they are looked for and copied.
        for whole, heading_lines in ((True, 1), (True, _HEADING_LINES), (False, _HEADING_LINES)):
            found = _lay_out(columns, cells, _Limits(width, texts, most, heading_lines, whole))
            if found is not None:
                return found
    return None


class _Limits(NamedTuple):
    """What a table may take: columns, lines of cells and headings; and whether names stay whole."""

    width: int
    texts: int
    most: int
    heading_lines: int
    whole: bool


def _lay_out(columns: Sequence[str], cells: Sequence[Sequence[str]], limits: _Limits) -> TableLayout | None:
    numbers = len(columns) - limits.texts
    asked = tuple(
        _least_width(cells[place], columns[place], limits, whole=limits.whole and not place) for place in range(numbers)
    )
    for gap in _GAPS:
        room = limits.width - 1 - gap * (len(columns) - 1) - sum(asked)
        found = _text_widths(cells[numbers:], columns[numbers:], room)
        if found is not None:
            return _break(gap, (*asked, *found), columns, cells, numbers)
    return None


def break_lines(text: str, width: int) -> list[str]:
    """Break a text into lines of at most a width; a longer word has lines of its own.

    Parameters
    ----------
    text : one line or more
    width : columns
    """
    return [line for part in text.split("\n") for line in _fill_with(_SPACES.findall(part), width)]


def _fill_with(words: Sequence[str], width: int) -> list[str]:
    lines, line = [], ""
    for word in words:
        if line and cell_len((line + word).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        pieces = _words(word) if cell_len(word.rstrip()) > width else (word,)
        if len(pieces) > 1:
            *before, line = _fill_with(pieces, width)
            lines += before
            line += " " if word[-1].isspace() else ""
        else:
            line += word
    return [*lines, line.rstrip()]


def _fill(text: str, width: int) -> list[str]:
    """Break a cell, also after `_`."""
    return [line for part in text.split("\n") for line in _fill_with(_words(part), width)]


@cache
def _words(text: str) -> tuple[str, ...]:
    """Return words with what follows them, so that they join to the text."""
    found, start = [], 0
    while start < len(text):
        end = _WORDS.match(text, start).end()  # type: ignore[union-attr]
        while end < len(text) and text[end].isspace():
            end += 1
        found.append(text[start : max(end, start + 1)])
        start += len(found[-1])
    return tuple(found)


def _longest_word(texts: Iterable[str]) -> int:
    return max((cell_len(word.rstrip()) for text in texts for word in _words(text)), default=0)


def _longest_line(texts: Iterable[str]) -> int:
    return max((cell_len(line) for text in texts for line in text.split("\n")), default=0)


def _least_width(cells: Sequence[str], heading: str, limits: _Limits, *, whole: bool) -> int:
    """Return the least width at which no cell, and no heading, has more lines than it may."""
    widest = max(_longest_line([*cells, heading]), 1)
    least = max(_longest_line(cells) if whole else 0, _longest_word([*cells, heading]), 1)
    for width in range(least, widest):
        broken = _cells_at(cells, width)
        if len(break_lines(heading, width)) <= limits.heading_lines and all(
            len(lines) <= max(limits.most, cell.count("\n") + 1) for cell, lines in zip(cells, broken, strict=True)
        ):
            return width
    return widest


def _cells_at(cells: Sequence[str], width: int, *, apart: bool = False) -> list[list[str]]:
    """Break cells; if one has its interval on a second line, or all are to have it apart, all have."""
    if apart or _longest_line(cells) > width:
        cells = [_BESIDE_INTERVAL.sub("\n", cell) for cell in cells]
    return [_fill(cell, width) for cell in cells]


def _text_widths(cells: Sequence[Sequence[str]], headings: Sequence[str], room: int) -> tuple[int, ...] | None:
    """Share what is left among texts; None if it is too little."""
    if room < 0:
        return None
    natural = [_longest_line([*column, heading]) for column, heading in zip(cells, headings, strict=True)]
    least = [
        min(widest, max(_LEAST_TEXT, _longest_word([*column, heading])))
        for widest, column, heading in zip(natural, cells, headings, strict=True)
    ]
    left = room - sum(least)
    if left < 0:
        return None
    for place, widest in enumerate(natural):
        more = min(widest - least[place], left // (len(natural) - place))
        least[place] += more
        left -= more
    return tuple(least)


def _break(
    gap: int, widths: tuple[int, ...], columns: Sequence[str], cells: Sequence[Sequence[str]], numbers: int
) -> TableLayout:
    headings = tuple(tuple(break_lines(text, width)) for text, width in zip(columns, widths, strict=True))
    # Intervals of one column are not on a second line where those of another are on the first.
    apart = any(_longest_line(cells[place]) > widths[place] for place in range(1, numbers))
    broken = [
        _cells_at(column, width, apart=apart and 0 < place < numbers)
        for place, (column, width) in enumerate(zip(cells, widths, strict=True))
    ]
    rows = tuple(tuple(map(tuple, row)) for row in zip(*broken, strict=True))
    return TableLayout(gap, widths, numbers, headings, rows)
