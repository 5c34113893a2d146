"""Reading files of events row by row, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.errors import InputError
from nrc_sim.evidence.events.actors import Cast
from nrc_sim.evidence.events.detecting import EventFormat, detect_format, rows_of
from nrc_sim.evidence.events.duplicates import Seen
from nrc_sim.evidence.events.dyads import MonthlyEvents, monthly_events
from nrc_sim.evidence.events.layouts import EventLayout
from nrc_sim.evidence.events.leftovers import LeftOut
from nrc_sim.evidence.events.placing import Cells, Judge, Reason
from nrc_sim.evidence.events.sources import ALLOWED, open_source
from nrc_sim.evidence.events.tallies import EventGroup, EventSums
from nrc_sim.evidence.events.weights import Categories, CodedCategory
from nrc_sim.scenario.faults import shortened
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.executors import Progress, ignore_news
from nrc_sim.text.wording import counted

_ROWS = 100_000
"""Rows that are in memory at once."""

_MOST_EXAMPLES = 3
_STAGE = "reading"

_MENDS = {
    Reason.unreadable: "rows have another number of cells than the first line: is the separator the same?",
    Reason.no_date: "say the order in a mapping file, such as `dates: day-month-year`",
    Reason.no_weight: "give weights from -10 to 10 or CAMEO codes, or say with `categories` in a mapping file which",
    Reason.no_country: "is the right column taken for the country?",
    Reason.unknown_country: "say whom the names mean with `names` in a mapping file, or `codes: cow`",
    Reason.not_in_world: "name another world with --world",
}
"""What to do about what is most often wrong."""


class CountedEvents(NamedTuple):
    """What files of events say of a world.

    Attributes
    ----------
    cast : Cast
    formats : tuple of str
        Name of the layout of each file.
    read : int
        Rows of events in all files.
    left_out : LeftOut
    monthly : MonthlyEvents
    groups : list of EventGroup
    categories : tuple of CodedCategory
        By the numbers in groups.
    within : list of EventGroup
        Events among powers of one side, which are no conduct between the sides.
    """

    cast: Cast
    formats: tuple[str, ...]
    read: int
    left_out: LeftOut
    monthly: MonthlyEvents
    groups: list[EventGroup]
    categories: tuple[CodedCategory, ...]
    within: list[EventGroup]

    @property
    def source(self) -> str:
        """The names of all layouts, each once."""
        return ", ".join(dict.fromkeys(self.formats))

    @property
    def placed(self) -> int:
        """Rows that are counted."""
        return self.read - self.left_out.rows.total()

    def describe(self) -> dict[str, object]:
        """Describe as plain data how many rows were read, placed and dropped, and events within a side if any.

        Rows that are dropped are told by reason.
        """
        dropped = {reason.name: self.left_out.rows[reason] for reason in Reason if self.left_out.rows[reason]}
        within = sum(group.events for group in self.within)
        return {"read": self.read, "placed": self.placed, "dropped": dropped} | (
            {"within_a_side": within} if within else {}
        )


def count_events(
    paths: Sequence[Path],
    world: WorldFile,
    mapping: EventLayout | None = None,
    progress: Progress = ignore_news,
) -> CountedEvents:
    """Read files of events, and count those between the two sides of a world.

    Parameters
    ----------
    paths : files, each in a format of its own
    world : whose actors are looked for
    mapping : what the user says of columns, names and categories
    progress : receives how many bytes were read

    Raises
    ------
    InputError
        If a file cannot be read, or no row of all is an event between the two sides.

    Notes
    -----
    Memory grows with the number of placed rows by 8 to 16 bytes each, by which duplicates are known; with nothing else.
    """
    formats = [detect_format(path, mapping) for path in paths]
    seen, left_out, read = Seen(), LeftOut(), 0
    sizes = [path.stat().st_size for path in paths]
    # Actors and categories have the same numbers for all files; what layouts change is by which names they are known.
    casts = [Cast(world, found.layout) for found in formats]
    categories = [Categories(world, found.layout) for found in formats]
    sums = EventSums(len(casts[0].actors), len(categories[0].entries))
    for number, (path, found) in enumerate(zip(paths, formats, strict=True)):
        judge = Judge(casts[number], categories[number], found.layout, seen)
        advance = partial(_tell, progress, sum(sizes[:number]), sum(sizes))
        for cells, rows in _portions(path, found, advance):
            left_out.add_unreadable(rows - cells["date"].size)
            read += rows
            if cells["date"].size:
                judged = judge.judge(cells)
                sums.add(judged)
                left_out.add(judged.by_row(), cells, casts[number])
    if read == left_out.rows.total():
        raise _nothing_placed(paths, read, left_out)
    names = tuple(found.layout.name for found in formats)
    monthly = monthly_events(sums, casts[0])
    within = sums.groups(within=True)
    return CountedEvents(casts[0], names, read, left_out, monthly, sums.groups(), categories[0].entries, within)


def _tell(progress: Progress, before: int, total: int, done: int) -> None:
    progress(_STAGE, before + done, total)


def _portions(path: Path, found: EventFormat, advance: Callable[[int], None]) -> Iterator[tuple[Cells, int]]:
    """Go through a file: columns of the rows that have the right number of cells, and how many rows there were."""
    names = list(found.columns)
    take = itemgetter(*(found.columns[name] for name in names))
    with open_source(path, advance) as stream:
        rows = rows_of(stream, found.separator, quotes=found.quotes, place=str(path))
        for _ in islice(rows, found.skipped):
            pass
        for row in rows:
            told, taken = 0, []
            for one in chain((row,), islice(rows, _ROWS - 1)):
                told += bool(one)
                if len(one) == found.width:
                    taken.append(take(one))
            columns = zip(*taken, strict=True) if taken else ((),) * len(names)
            yield {name: _array(cells) for name, cells in zip(names, columns, strict=True)}, told


def _array(cells: Sequence[str]) -> NDArray[np.object_]:
    found = np.empty(len(cells), dtype=object)
    found[:] = cells
    return found


def _nothing_placed(paths: Sequence[Path], read: int, left_out: LeftOut) -> InputError:
    """Say why no row of any file is an event between the two sides."""
    place = ", ".join(map(str, paths[:_MOST_EXAMPLES])) + (", ..." if len(paths) > _MOST_EXAMPLES else "")
    if not read:
        return InputError("there are no events in it, only a line of names", place=place, allowed=ALLOWED)
    reasons = [f"{reason.name} {number:,}" for reason, number in left_out.rows.most_common() if number]
    most = left_out.rows.most_common(1)[0][0]
    examples = [
        repr(shortened(text)) for name, text, _ in left_out.table_rows(_MOST_EXAMPLES) if name == most.name and text
    ]
    such = f"; such as {', '.join(examples)}" if examples else ""
    what = f"none of {counted(read, 'row')} is an event between the two sides: {', '.join(reasons)}{such}"
    return InputError(what, place=place, allowed="events between actors of the world", suggestion=_MENDS.get(most, ""))
