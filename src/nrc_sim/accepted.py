"""The accepted parameter sets of a world: candidates with their implausibilities, shipped as data."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario import bundled_folder
from nrc_sim.scenario.bundled import is_file

Values = dict[str, dict[str, float]]
"""Values of parameters by group and name."""

WHOLE = "whole"
"""The fold in which no year is left out."""
MOST_SETS = 256
"""Sets of an ensemble: the first accepted ones, in the order in which they were drawn."""
COLUMNS = ("candidate",)
CUT_OFF, KEY = "# cut_off: ", "# key: "


def grouped(values: Iterable[tuple[str, float]]) -> Values:
    """Sort values by `group.name` into their groups.

    Parameters
    ----------
    values : pairs of path and value
    """
    found: Values = {}
    for path, value in values:
        group, _, name = path.partition(".")
        found.setdefault(group, {})[name] = value
    return found


class Candidate(NamedTuple):
    """A parameter set that was tried: values by `group.name`, and its implausibility in each fold."""

    values: dict[str, float]
    implausibility: dict[str, float]

    @property
    def by_group(self) -> Values:
        """Values by group and name."""
        return grouped(self.values.items())


class Candidates(NamedTuple):
    """All that were tried: what they depend on, the cut-off, and the candidates in the order of their drawing."""

    key: str
    cut_off: float
    candidates: tuple[Candidate, ...]

    def accepted(self, fold: str = WHOLE) -> tuple[Candidate, ...]:
        """Return those whose implausibility does not exceed the cut-off.

        Parameters
        ----------
        fold : which years count: `whole`, `without_2005`, `until_2008` ...
        """
        return tuple(found for found in self.candidates if found.implausibility[fold] <= self.cut_off)


def candidates_path(world: str) -> Path:
    """Return the file in which the candidates of a world would stand.

    Parameters
    ----------
    world : slug of the world
    """
    return bundled_folder() / "evidence" / world / "candidates.csv"


@cache
def read_candidates(path: Path) -> Candidates:
    """Read candidates.

    Parameters
    ----------
    path : as `calibrate` writes it

    Raises
    ------
    InputError
        If it cannot be accepted.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        key, cut_off = lines[0].removeprefix(KEY), float(lines[1].removeprefix(CUT_OFF))
        rows = list(csv.DictReader(lines[2:]))
        return Candidates(key, cut_off, tuple(_candidate(row) for row in rows))
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise InputError(
            f"candidates cannot be read: {error}", place=str(path), allowed="a file that `nrc-sim calibrate` wrote"
        ) from None


def _candidate(row: dict[str, str]) -> Candidate:
    named = {name: float(text) for name, text in row.items() if name not in COLUMNS}
    values = {name: value for name, value in named.items() if "." in name}
    return Candidate(values, {name: value for name, value in named.items() if "." not in name})


def accepted_sets(world: str) -> tuple[Values, ...]:
    """Return the sets from which runs in a world draw; none where the world has no candidates.

    Parameters
    ----------
    world : slug of the world
    """
    path = candidates_path(world)
    if not is_file(path):
        return ()
    return tuple(candidate.by_group for candidate in read_candidates(path).accepted()[:MOST_SETS])
