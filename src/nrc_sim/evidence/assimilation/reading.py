"""Reading what was observed: what `nrc-sim events` writes, yearly series, and known states."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Labels
from nrc_sim.errors import InputError
from nrc_sim.evidence.assimilation.measured import EVENTS, REGIME, SERIES, STATE, Measured
from nrc_sim.evidence.observed import Dyad, Plan, load_plan, read_observed
from nrc_sim.evidence.observed.series import find_dyad
from nrc_sim.scenario import month_number, month_text
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.csv_rows import read_rows

_EVENT_COLUMNS = ("month", "from", "to", "conduct", "events")
_SERIES_COLUMNS = ("dyad", "year", "variable", "value")
_STATE_COLUMNS = ("month", "variable", "value")
_FORMS = " or ".join(",".join(columns) for columns in (_EVENT_COLUMNS, _SERIES_COLUMNS, _STATE_COLUMNS))
FROZEN = "frozen"
"""What stands for every regime in which the institution is frozen, where none of the world's has that name."""
_WHOLE_SIDE, _BEFORE, _AFTER, _NOT_ASKED, _PART = (
    "whole side",
    "before the start",
    "after the last month",
    "only",
    "series",
)
"""Why a value is left out."""
_LAST_YEAR = 9999


class Observations(NamedTuple):
    """What files say.

    Attributes
    ----------
    measured : tuple of Measured
        In the order in which they became known.
    left_out : Counter
        Values that are not used, by reason.
    """

    measured: tuple[Measured, ...]
    left_out: Counter[str]


class KnownSpan(NamedTuple):
    """What is followed: the world, its names, the first month and the last that is known, counted from year 0."""

    world: WorldFile
    labels: Labels
    start: int
    until: int


class _Row(NamedTuple):
    place: str
    cells: dict[str, str]


def read_observations(paths: Sequence[Path], frame: KnownSpan, only: Collection[str] = ()) -> Observations:
    """Read files of what was observed.

    Parameters
    ----------
    paths : CSV files; what they hold is seen by their columns
    frame : whose values are wanted
    only : names of dyads and variables, `states` for all states; none means all

    Raises
    ------
    InputError
        If a file cannot be accepted, a value stands in two, or none is left.
    """
    found: list[Measured] = []
    left_out: Counter[str] = Counter()
    for path in paths:
        found += _read_file(path, frame, left_out)
    kept = [one for one in found if _is_asked(one, only)]
    left_out[_NOT_ASKED] += len(found) - len(kept)
    _refuse_unknown(only, found)
    _refuse_doubled(kept)
    within = [one for one in kept if frame.start <= one.first and one.last <= frame.until]
    left_out[_BEFORE] += sum(one.first < frame.start for one in kept)
    left_out[_AFTER] += sum(one.first >= frame.start and one.last > frame.until for one in kept)
    if not within:
        ends = f"{month_text(frame.start)} to {month_text(frame.until)}"
        raise InputError(
            "nothing was observed in the months that are followed",
            place=", ".join(map(str, paths)),
            allowed=f"at least one value from {ends}",
        )
    within.sort(key=lambda one: (one.last, one.path, one.first, one.variable))
    return Observations(tuple(within), +left_out)


def _is_asked(one: Measured, only: Collection[str]) -> bool:
    names = {one.what, "states" if one.kind == STATE else one.variable}
    return not only or not names.isdisjoint(only)


def _refuse_unknown(only: Collection[str], found: Sequence[Measured]) -> None:
    known = sorted({one.what for one in found} | {"states" if one.kind == STATE else one.variable for one in found})
    for name in only:
        if name not in known:
            hint = did_you_mean(name, known)
            raise InputError(
                f"nothing was observed of {name!r}", place="--only", allowed=", ".join(known), suggestion=hint
            )


def _refuse_doubled(found: Sequence[Measured]) -> None:
    for (path, last), number in Counter((one.path, one.last) for one in found).items():
        if number > 1:
            what = f"{path[1]} has {number} values for {month_text(last)}"
            raise InputError(what, place="--observed", allowed="one for each month and series")


def _read_file(path: Path, frame: KnownSpan, left_out: Counter[str]) -> list[Measured]:
    rows = read_rows(path, "what was observed")
    header = [cell.strip() for cell in rows[0]]
    if set(_EVENT_COLUMNS) <= set(header):
        return list(_of_events(_named(rows, path), frame, left_out))
    if set(_SERIES_COLUMNS) <= set(header):
        return _of_series(path, frame, left_out)
    if set(_STATE_COLUMNS) <= set(header):
        return [_of_state(row, frame) for row in _named(rows, path)]
    raise InputError(f"the columns are {', '.join(header) or 'none'}", place=f"{path}:1", allowed=_FORMS)


def _named(rows: Sequence[Sequence[str]], path: Path) -> Iterator[_Row]:
    header = [cell.strip() for cell in rows[0]]
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            allowed = f"{len(header)}, as in the first line"
            raise InputError(f"there are {len(row)} values", place=f"{path}:{line}", allowed=allowed)
        yield _Row(f"{path}:{line}", dict(zip(header, (cell.strip() for cell in row), strict=True)))


def _of_events(rows: Iterator[_Row], frame: KnownSpan, left_out: Counter[str]) -> Iterator[Measured]:
    first, second = frame.world.sides
    sides = {side.id for side in (first, second) if len(side.powers) > 1}
    powers = [{power.id: number for number, power in enumerate(side.powers)} for side in (first, second)]
    count = len(second.powers)
    for row in rows:
        ends = (row.cells["from"], row.cells["to"])
        if sides.intersection(ends):
            left_out[_WHOLE_SIDE] += 1
            continue
        to_second = ends[0] in powers[0]
        numbers = [known.get(end) for known, end in zip(powers, ends if to_second else ends[::-1], strict=True)]
        if None in numbers:
            raise _no_pair(row, ends, [*powers[0], *powers[1]])
        events = _number(row, "events", lambda value: value >= 0 and value == int(value), "a whole number, 0 or more")
        if not row.cells["conduct"] or not events:
            continue
        value = _number(row, "conduct", lambda value: -1.0 <= value <= 1.0, "-1 .. 1")
        month = _month(row)
        weights = np.zeros(len(powers[0]) * count)
        weights[numbers[0] * count + numbers[1]] = 1.0  # type: ignore[operator]
        dyad = Dyad(weights, "to_outside" if to_second else "from_outside")
        yield Measured(EVENTS, "->".join(ends), "conduct", month, month, value, int(events), dyad)


def _no_pair(row: _Row, ends: tuple[str, str], known: Sequence[str]) -> InputError:
    stranger = next((end for end in ends if end not in known), None)
    what = f"{ends[0]} and {ends[1]} are of one side" if stranger is None else f"there is no {stranger!r} in the world"
    hint = "" if stranger is None else did_you_mean(stranger, list(known))
    return InputError(what, place=row.place, allowed="a power of each side", suggestion=hint)


def _of_series(path: Path, frame: KnownSpan, left_out: Counter[str]) -> list[Measured]:
    plan = load_plan(frame.world)
    # A plan ends with the years that it fits; what is followed may go on.
    split = plan.split.model_copy(update={"last_year": _LAST_YEAR})
    found = [
        Measured(
            SERIES, one.dyad, one.variable, one.first, one.last, one.value, 0, find_dyad(one.dyad, frame.world, plan)
        )
        for one in read_observed(path, frame.world, plan.model_copy(update={"split": split}))
    ]
    kept = [one for one in found if one.what in _independent(found, one.variable, plan)]
    left_out[_PART] += len(found) - len(kept)
    return kept


def _independent(found: Sequence[Measured], variable: str, plan: Plan) -> Collection[str]:
    """Return the dyads of a variable that are followed: those that the plan fits, or all if there is none of these."""
    there = {one.what for one in found if one.variable == variable}
    fitted = plan.series.trust if variable == "trust" else plan.series.primary
    return there.intersection(fitted) or there


def _of_state(row: _Row, frame: KnownSpan) -> Measured:
    variable, value, month, labels = row.cells["variable"], row.cells["value"], _month(row), frame.labels
    known = [REGIME, *labels.negotiations] if labels.has_institution else list(labels.negotiations)
    if variable not in known:
        hint = did_you_mean(variable, known)
        raise InputError(
            f"variable is {variable!r}", place=row.place, allowed=", ".join(known) or "none", suggestion=hint
        )
    states = list(labels.regimes if variable == REGIME else labels.settlements)
    named: dict[str, tuple[int, ...]] = {state: (code,) for code, state in enumerate(states)}
    if variable == REGIME:
        named.setdefault(FROZEN, tuple(map(states.index, labels.frozen)))
    if value not in named:
        hint = did_you_mean(value, list(named))
        raise InputError(f"value is {value!r}", place=row.place, allowed=", ".join(named), suggestion=hint)
    return Measured(STATE, variable, value, month, month, codes=named[value])


def _number(row: _Row, column: str, fits: Callable[[float], bool], allowed: str) -> float:
    try:
        value = float(row.cells[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or not fits(value):
        raise InputError(f"{column} is {row.cells[column]!r}", place=row.place, allowed=allowed)
    return value


def _month(row: _Row) -> int:
    try:
        return month_number(row.cells["month"])
    except (ValueError, IndexError):
        raise InputError(
            f"month is {row.cells['month']!r}", place=row.place, allowed="a month such as 2008-04"
        ) from None
