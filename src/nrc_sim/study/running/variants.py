"""Variants of one scenario as rows of a table: what each row changes, and errors that name row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.faults import FaultsError
from nrc_sim.scenario.resolve import with_changes
from nrc_sim.scenario.settings import setting_of

if TYPE_CHECKING:
    import pandas


class VariantRow(NamedTuple):
    """A row: what it is called, and the changes that it makes, by their paths."""

    name: str
    changes: Mapping[str, Any]


def list_rows(table: pandas.DataFrame) -> list[VariantRow]:
    """List the rows of a table of settings.

    Parameters
    ----------
    table : a row for each variant, whose columns are paths such as `policies.dialogue`

    Raises
    ------
    InputError
        If it has no row or no column, or its columns are no different paths.
    """
    columns: list[Any] = list(table.columns)
    if not columns or not len(table):
        missing = "row" if columns else "column"
        raise InputError(f"the table has no {missing}", allowed="a row for each experiment, a column for each setting")
    for column in columns:
        if not isinstance(column, str) or not column.strip() or "=" in column:
            raise InputError(
                f"{column!r} is no path of a setting", place="columns", allowed="such as policies.dialogue"
            )
        if columns.count(column) > 1:
            raise InputError(f"two columns are called {column!r}", allowed="one column for each setting")
    names = [str(name) for name in table.index]
    cells = zip(*(table[column].tolist() for column in columns), strict=True)
    return [VariantRow(name, dict(zip(columns, row, strict=True))) for name, row in zip(names, cells, strict=True)]


def vary(scenario: Scenario, row: VariantRow) -> Scenario:
    """Return a scenario with the changes of a row.

    Parameters
    ----------
    scenario : as loaded
    row : what is changed

    Raises
    ------
    InputError
        If it cannot be accepted with them; the error names row and column.
    """
    settings = []
    for path, value in row.changes.items():
        try:
            settings.append(setting_of(path, value))
        except InputError as error:
            raise InputError(f"the value is {value!r}", place=_place(row, path), allowed=error.allowed) from None
    try:
        return with_changes(scenario, settings)
    except FaultsError as error:
        fault = error.faults[0]
        typed = fault.place.file.partition("=")[0]
        path = next((path for path in row.changes if fault.place.is_option and typed.endswith(f" {path}")), "")
        at = _place(row, path) if path else f"{_place(row)}: {fault.place}"
        value = f" (found {row.changes[path]!r})" if path and "found" not in fault.what else ""
        raise InputError(f"{fault.what}{value}", place=at, allowed=fault.allowed, suggestion=fault.suggestion) from None


def check_rows(scenario: Scenario, rows: Sequence[VariantRow]) -> None:
    """Look at those rows before anything is simulated in which a value is most likely not allowed.

    Parameters
    ----------
    scenario : as loaded
    rows : at least one

    Raises
    ------
    InputError
        If one of them cannot be accepted; the error names row and column.

    Notes
    -----
    They are the first row, and for each column those with the lowest and the highest number, and those where any other
    value comes first. The others are looked at when their turn comes.
    """
    for number in sorted({0, *_telling(rows)}):
        vary(scenario, rows[number])


def _telling(rows: Sequence[VariantRow]) -> Iterator[int]:
    """Number rows with extreme numbers, and those in which other values stand for the first time."""
    for path in rows[0].changes:
        found: dict[str, int] = {}
        numbers: list[tuple[float, int]] = []
        for number, row in enumerate(rows):
            value = row.changes[path]
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            if plain and value - value == 0:  # neither infinite nor no number
                numbers.append((value, number))
            else:
                found.setdefault(repr(value), number)
        yield from found.values()
        yield from (extreme(numbers)[1] for extreme in (min, max) if numbers)


def _place(row: VariantRow, path: str = "") -> str:
    return f"row {row.name}, column {path!r}" if path else f"row {row.name}"
