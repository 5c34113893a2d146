"""The bundled table of countries: names, capabilities and how far their capitals lie from each other."""

from __future__ import annotations

import re
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.scenario.faults import did_you_mean, shortened
from nrc_sim.text.csv_rows import read_rows
from nrc_sim.text.wording import counted

_RADIUS = 6.371
"""Mean radius of the Earth, thousand km."""

COMMENT = "#"
"""How lines of the table begin that say where its numbers come from."""

OPTION, SIDES_OPTION = "--countries", "--sides"

_SIDES = 2


class Country(NamedTuple):
    """A country.

    `code` of ISO 3166; `capability` share of the world's, 0..1; `basis` how it is known; `latitude` and `longitude` of
    the capital, degrees.
    """

    code: str
    name: str
    capability: float
    basis: str
    latitude: float
    longitude: float

    @property
    def slug(self) -> str:
        """The name as an id."""
        return re.sub(r"[^a-z]+", "_", self.name.lower()).strip("_")


def _countries_path() -> Path:
    """Return the file of the table, which says where its numbers come from."""
    return bundled_folder() / "settings" / "countries.csv"


@cache
def load_countries() -> dict[str, Country]:
    """Read the table, by codes."""
    rows = [row for row in read_rows(_countries_path(), "countries") if not row[0].startswith(COMMENT)]
    found = [Country(row[0], row[1], float(row[2]), row[3], float(row[4]), float(row[5])) for row in rows[1:]]
    return {country.code: country for country in found}


def choose_countries(codes: str, option: str = OPTION) -> tuple[Country, ...]:
    """Find countries by their codes.

    Parameters
    ----------
    codes : such as `FRA,DEU,RUS`
    option : where they were typed

    Raises
    ------
    InputError
        If there is no code, or one is not in the table or stands twice.
    """
    known = load_countries()
    wanted = [code.strip().upper() for code in codes.split(",") if code.strip()]
    if not wanted:
        raise InputError("no country is named", place=option, allowed="codes such as FRA,DEU,RUS")
    for place, code in enumerate(wanted):
        if code not in known:
            hint = did_you_mean(code, list(known)) or f"the {len(known)} codes stand in {_countries_path()}"
            what = f"there is no country {shortened(code)!r} in the table"
            raise InputError(what, place=option, allowed="ISO 3166 codes of three letters", suggestion=hint)
        if code in wanted[:place]:
            raise InputError(f"the country {code!r} appears twice", place=option, allowed="each country once")
    return tuple(known[code] for code in wanted)


def choose_sides(codes: str) -> tuple[tuple[Country, ...], tuple[Country, ...]]:
    """Find the countries of two sides by their codes.

    Parameters
    ----------
    codes : such as `USA,JPN/CHN,RUS`

    Raises
    ------
    InputError
        If there are not two sides, or a code is not in the table or stands twice.
    """
    parts = codes.split("/")
    if len(parts) != _SIDES or not all(part.strip(" ,") for part in parts):
        what = f"{counted(sum(bool(part.strip(' ,')) for part in parts), 'side')}, where a relationship has two"
        raise InputError(what, place=SIDES_OPTION, allowed="codes of either side, such as USA,JPN/CHN,RUS")
    countries = choose_countries(codes.replace("/", ","), SIDES_OPTION)
    border = len([code for code in parts[0].split(",") if code.strip()])
    return countries[:border], countries[border:]


def distance_between(one: Country, other: Country) -> float:
    """Return the great-circle distance between two capitals, thousand km.

    Parameters
    ----------
    one, other : countries
    """
    north, north_of_other = radians(one.latitude), radians(other.latitude)
    across = sin((north_of_other - north) / 2) ** 2
    along = cos(north) * cos(north_of_other) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _RADIUS * asin(sqrt(across + along))
