"""Observed yearly values of dyads, read from CSV, and whom a dyad joins."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.evidence.observed.plan_schema import Plan
from nrc_sim.scenario import month_number
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.csv_rows import read_rows

COLUMNS = ("dyad", "year", "variable", "value")
_BOTH, _ONE = "<->", "->"
Direction = Literal["both", "to_outside", "from_outside"]


class Observation(NamedTuple):
    """One observed value.

    Attributes
    ----------
    dyad, variable : str
        Such as `RUS<->USA` and `conduct`.
    year : int
    value : float
        In the unit of the source.
    first, last : int
        Months that it covers, counted from year 0.
    """

    dyad: str
    variable: str
    year: int
    value: float
    first: int
    last: int


class Dyad(NamedTuple):
    """Whom a dyad joins: weights of the members, array (member), and the direction."""

    weights: Floats
    direction: Direction


def read_observed(path: Path, world: WorldFile, plan: Plan) -> list[Observation]:
    """Read observed series.

    Parameters
    ----------
    path : CSV file with the columns dyad, year, variable, value; optional are from and to, the months covered
    world : whose codes the dyads name
    plan : groups and variables

    Raises
    ------
    InputError
        If the file cannot be accepted; with line and column.
    """
    found = list(_observations(read_rows(path, "observed series"), str(path), world, plan))
    if not found:
        raise InputError("there is no observation in it", place=str(path), allowed="a row for each dyad and year")
    return found


def _observations(rows: Iterable[list[str]], file: str, world: WorldFile, plan: Plan) -> Iterator[Observation]:
    lines = iter(rows)
    header = [name.strip() for name in next(lines, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise InputError(f"there is no column {missing[0]!r}", place=f"{file}:1", allowed=", ".join(COLUMNS))
    seen: dict[tuple[str, str, int], int] = {}
    for line, row in enumerate(lines, start=2):
        if not row:
            continue
        place = f"{file}:{line}"
        if len(row) != len(header):
            raise InputError(
                f"there are {len(row)} values", place=place, allowed=f"{len(header)}, as in the first line"
            )
        found = _observation(dict(zip(header, (cell.strip() for cell in row), strict=True)), place, world, plan)
        key = (found.dyad, found.variable, found.year)
        if key in seen:
            raise InputError(f"{found.dyad} {found.variable} {found.year} is in line {seen[key]} too", place=place)
        seen[key] = line
        yield found


def _observation(row: Mapping[str, str], place: str, world: WorldFile, plan: Plan) -> Observation:
    dyad, variable = row["dyad"], row["variable"]
    if variable not in plan.observation:
        hint = did_you_mean(variable, list(plan.observation))
        raise InputError(f"variable is {variable!r}", place=place, allowed=", ".join(plan.observation), suggestion=hint)
    find_dyad(dyad, world, plan, place)
    year = _number(row, "year", place, whole=True)
    if int(year) not in plan.years:
        raise InputError(f"year is {year:g}", place=place, allowed=f"{plan.years[0]} .. {plan.years[-1]}")
    first, last = (_month(row, key, int(year), month, place) for key, month in (("from", 1), ("to", 12)))
    if not month_number(f"{plan.years[0]}-01") <= first <= last <= month_number(f"{plan.years[-1]}-12"):
        raise InputError(
            f"the months {row.get('from')} .. {row.get('to')} do not fit", place=place, allowed="from <= to"
        )
    return Observation(dyad, variable, int(year), _number(row, "value", place), first, last)


def _number(row: Mapping[str, str], key: str, place: str, *, whole: bool = False) -> float:
    try:
        value = float(row[key])
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or (whole and value != int(value)):
        raise InputError(f"{key} is {row[key]!r}", place=place, allowed="a whole number" if whole else "a number")
    return value


def _month(row: Mapping[str, str], key: str, year: int, month: int, place: str) -> int:
    written = row.get(key) or f"{year}-{month:02d}"
    try:
        return month_number(written)
    except (ValueError, IndexError):
        raise InputError(f"{key} is {written!r}", place=place, allowed="a month such as 2008-04") from None


def find_dyad(dyad: str, world: WorldFile, plan: Plan, place: str = "") -> Dyad:
    """Find whom a dyad joins.

    Parameters
    ----------
    dyad : `A<->B` for the mean of both directions, or `A->B`; one of the two is the outside power
    world, plan : codes of actors, and groups of members
    place : for the message

    Raises
    ------
    InputError
        If it names nobody known.
    """
    name, facing, direction = split_dyad(dyad, world, plan, place)
    return Dyad(_weights(name, facing, world, plan), direction)


def split_dyad(dyad: str, world: WorldFile, plan: Plan, place: str = "") -> tuple[str, str, Direction]:
    """Return the name of the member or group that a dyad joins, the code of the power it faces, and its direction.

    Parameters
    ----------
    dyad, world, plan, place : as in `find_dyad`; the groups need not be sound

    Raises
    ------
    InputError
        If it names nobody known.
    """
    ends = dyad.split(_BOTH) if _BOTH in dyad else dyad.split(_ONE)
    first, second = ([power.code for power in side.powers if power.code] for side in world.sides)
    known, outside = [*first, *plan.groups], "Y" if len(second) > 1 else "".join(second)
    others, facing = [end for end in ends if end not in second], [end for end in ends if end in second]
    if len(ends) != 2 or len(others) != 1 or others[0] not in known:
        hint = did_you_mean(others[0], known) if others else ""
        allowed = f"{outside}{_BOTH}X, {outside}{_ONE}X or X{_ONE}{outside}, X the code of a member or a group"
        if len(second) > 1:
            allowed += f", Y one of {', '.join(second)}"
        raise InputError(f"dyad is {dyad!r}", place=place, allowed=allowed, suggestion=hint)
    direction: Direction = "both" if _BOTH in dyad else "from_outside" if ends[0] in second else "to_outside"
    return others[0], facing[0], direction


def _weights(name: str, facing: str, world: WorldFile, plan: Plan) -> Floats:
    """Return the weight of each pair in a dyad of a member, or a group of them, with a power of the second side."""
    shares = plan.weights_of(name) if name in plan.groups else {}
    first, second = world.sides
    meant = [shares.get(power.id, 0.0) + (not shares and power.code == name) for power in first.powers]
    return np.array([share * (power.code == facing) for share in meant for power in second.powers])


def by_dyad(observations: Sequence[Observation], variable: str) -> dict[str, list[int]]:
    """Return the rows of the observations of a variable, by dyad, in the order of their years.

    Parameters
    ----------
    observations : all
    variable : which
    """
    found: dict[str, list[int]] = {}
    for row in sorted(range(len(observations)), key=lambda row: observations[row].year):
        if observations[row].variable == variable:
            found.setdefault(observations[row].dyad, []).append(row)
    return found
