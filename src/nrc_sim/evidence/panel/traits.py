"""Traits of pairs: what public figures of their countries say of two states before the years of a panel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.settings import panel_folder
from nrc_sim.text.csv_rows import read_rows

_COLUMNS = ("code", "region", "polity", "gdp", "population")
"""Columns that are read; the last three carry the year, such as `polity_2002`."""
_FIRST_YEAR = 2002
_DEMOCRACY = 6.0
"""Polity score from which a state counts as a democracy (Marshall and Gurr)."""


class CountryFigures(NamedTuple):
    """Figures of a country in one year.

    `region` of the World Bank; `polity` -10..10 or no number; `gdp` in thousand million dollars or no number,
    `population` in millions.
    """

    region: str
    polity: float
    gdp: float
    population: float


class PairTraits(NamedTuple):
    """Traits of pairs, arrays (pair).

    `joint_democracy` and `same_region` 0 or 1; `log_ratio` natural logarithm of the larger gross domestic product over
    the smaller, >= 0.
    """

    joint_democracy: Floats
    same_region: Floats
    log_ratio: Floats


@lru_cache(maxsize=1)
def known_states() -> tuple[str, ...]:
    """Return the codes of the countries of the bundled table."""
    return tuple(read_countries(panel_folder() / "countries.csv", _FIRST_YEAR))


def load_traits(pairs: Sequence[str], year: int = _FIRST_YEAR) -> PairTraits:
    """Load the traits of pairs of the bundled panel.

    Parameters
    ----------
    pairs : `AAA-BBB`
    year : of the figures; one that the table has
    """
    return find_traits(pairs, read_countries(panel_folder() / "countries.csv", year))


def read_countries(path: Path, year: int) -> dict[str, CountryFigures]:
    """Read the figures of countries in one year, by code; those of other years are not looked at.

    Parameters
    ----------
    path : CSV file with the columns code, region, and polity, gdp and population of the year
    year : such as 2002, for columns such as `polity_2002`

    Raises
    ------
    InputError
        If the file cannot be accepted; with the line.
    """
    rows, place = read_rows(path, "figures of countries"), str(path)
    head = [cell.strip() for cell in rows[0]]
    wanted = [name if name in _COLUMNS[:2] else f"{name}_{year}" for name in _COLUMNS]
    missing = [name for name in wanted if name not in head]
    if missing:
        raise InputError(f"there is no column {missing[0]!r}", place=f"{place}:1", allowed=", ".join(wanted))
    columns, found = [head.index(name) for name in wanted], {}
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(head):
            raise InputError(f"there are {len(row)} cells", place=f"{place}:{line}", allowed=str(len(head)))
        code, region, *numbers = (row[column].strip() for column in columns)
        found[code] = CountryFigures(region, *(_number(cell, f"{place}:{line}") for cell in numbers))
    return found


def _number(cell: str, place: str) -> float:
    try:
        value = float(cell or "nan")
    except ValueError:
        value = math.inf
    if math.isinf(value):
        raise InputError(f"a figure is {cell!r}", place=place, allowed="a number, or nothing where it is unknown")
    return value


def find_traits(pairs: Sequence[str], countries: dict[str, CountryFigures]) -> PairTraits:
    """Find the traits of pairs.

    Parameters
    ----------
    pairs : `AAA-BBB`
    countries : figures by code

    Raises
    ------
    InputError
        If a country is not among them.

    Notes
    -----
    A country of unknown Polity score counts as no democracy; where the gross domestic product is unknown, it is the
    median one per head times the population.

    Examples
    --------
    >>> known = {"AAA": CountryFigures("Asia", 8.0, 20.0, 5.0), "BBB": CountryFigures("Asia", 6.0, 10.0, 5.0)}
    >>> [values.round(3).item() for values in find_traits(["AAA-BBB"], known)]
    [1.0, 1.0, 0.693]
    """
    ends = [pair.split("-") for pair in pairs]
    unknown = sorted({code for both in ends for code in both} - set(countries))
    if unknown:
        raise InputError(f"nothing is known of {unknown[0]}", allowed="a row for each country of the panel")
    both = [[countries[code] for code in codes] for codes in ends]
    per_head = float(np.nanmedian([one.gdp / one.population for one in countries.values()]))
    products = np.array([[_product(one, per_head) for one in pair] for pair in both])
    return PairTraits(
        joint_democracy=np.array([float(all(one.polity >= _DEMOCRACY for one in pair)) for pair in both]),
        same_region=np.array([float(pair[0].region == pair[1].region) for pair in both]),
        log_ratio=np.abs(np.log(products[:, 0] / products[:, 1])),
    )


def _product(country: CountryFigures, per_head: float) -> float:
    return per_head * country.population if math.isnan(country.gdp) else country.gdp
