"""States and territories behind the names and codes of event data."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.scenario.countries import COMMENT
from nrc_sim.text.csv_rows import read_rows

_CodeSystem = Literal["iso", "cow"]
"""To which system a code belongs that two of them have."""

_FORCES = re.compile(r"^(?:the )?(?:(?:military|police) forces|government) of ", re.IGNORECASE)
_YEARS = re.compile(r"\s*\(\d{4}\s*-[^)]*\).*$")
"""What stands around the name of a state that is meant by its forces, such as `Military Forces of France (2017-)`."""


class _State(NamedTuple):
    """A row of the table: `other` codes and `names` are separated by semicolons."""

    code: str
    iso2: str
    cow: str
    cow_number: str
    other: str
    names: str


def _states_path() -> Path:
    return bundled_folder() / "settings" / "state_names.csv"


@cache
def _load_states() -> tuple[_State, ...]:
    rows = [row for row in read_rows(_states_path(), "names of states") if not row[0].startswith(COMMENT)]
    return tuple(_State(*row) for row in rows[1:])


def state_codes() -> tuple[str, ...]:
    """Return the codes of all states and territories that are known, as ISO 3166 writes them."""
    return tuple(state.code for state in _load_states())


def plain_name(text: str) -> str:
    """Return a name without what differs between spellings: case, accents, articles and signs.

    Parameters
    ----------
    text : as it stands in a file

    Examples
    --------
    >>> plain_name("Côte d'Ivoire"), plain_name("Gambia, The")
    ('cote divoire', 'gambia')
    """
    letters = (sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    plain = re.sub(r"['\u2019.]", "", "".join(letters).casefold().replace("&", " and "))
    return " ".join(word for word in re.findall(r"[^\W_]+", plain) if word != "the")


@cache
def names_of_states(codes: _CodeSystem) -> dict[str, str]:
    """Return the codes of states by their plain names and by all codes for them.

    Parameters
    ----------
    codes : whose code it is that two systems have; numbers are those of Correlates of War, and known with "cow" alone
    """
    states = _load_states()
    named = [(text, state.code) for state in states for text in state.names.split(";")]
    of_iso = [(text, state.code) for state in states for text in (state.code, state.iso2, *state.other.split(";"))]
    of_cow = [(text, state.code) for state in states for text in (state.cow, state.cow_number)]
    letters = [(text, code) for text, code in of_cow if not text.isdigit()]
    found: dict[str, str] = {}
    for text, code in (*of_cow, *named, *of_iso) if codes == "cow" else (*named, *of_iso, *letters):
        if text:
            found.setdefault(plain_name(text), code)
    return found


def without_forces(text: str) -> str:
    """Return the name of the state in a text that names its government or its forces.

    Parameters
    ----------
    text : such as `Military Forces of France (2017-)`; any other is returned as it is

    Examples
    --------
    >>> without_forces("Military Forces of France (2017-)"), without_forces("France")
    ('France', 'France')
    """
    return _FORCES.sub("", _YEARS.sub("", text)) if _FORCES.match(text) else text
