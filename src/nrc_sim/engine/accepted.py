"""The accepted parameter sets of a world: candidates with their implausibilities, shipped as data."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nrc_sim.engine.provenance import fingerprint, rules_key, world_key
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_world
from nrc_sim.scenario.bundled import is_file
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import evidence_folder
from nrc_sim.text.wording import counted
from nrc_sim.text.writing import write_text

Values = dict[str, dict[str, float]]
"""Values of parameters by group and name."""

WHOLE = "whole"
"""The fold in which no year is left out."""
MOST_SETS = 256
"""Sets of an ensemble: the first accepted ones, in the order in which they were drawn."""
COLUMNS = ("candidate",)
CUT_OFF, KEY = "# cut_off: ", "# key: "
_HEAD_LINES = 3
"""Lines before the first candidate: the key, the cut-off, and the names of the columns."""
_REMEDY = "run `nrc-sim calibrate`, or choose `--parameters central`"


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


class Made(NamedTuple):
    """What a finished file of candidates was made for, as the file beside it says."""

    key: str
    world: str
    rules: str
    candidates: int
    content: str


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

    def nearest(self, fold: str, count: int) -> tuple[Candidate, ...]:
        """Return so many of the least implausible, in the order of their drawing.

        Parameters
        ----------
        fold : see `accepted`
        count : how many, >= 1
        """
        ranked = sorted(range(len(self.candidates)), key=lambda place: self.candidates[place].implausibility[fold])
        return tuple(self.candidates[place] for place in sorted(ranked[:count]))


def candidates_path(world: WorldFile | str) -> Path:
    """Return the file in which the candidates of a world would stand, see `evidence_folder`.

    Parameters
    ----------
    world : the world, or the slug of a bundled one
    """
    return evidence_folder(world) / "candidates.csv"


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
        if len(lines) < _HEAD_LINES:
            raise ValueError("it ends within its head")  # noqa: TRY301
        key, cut_off = lines[0].removeprefix(KEY), float(lines[1].removeprefix(CUT_OFF))
        header, *rows = csv.reader(lines[_HEAD_LINES - 1 :])
        found = [_candidate(header, row, line) for line, row in enumerate(rows, start=_HEAD_LINES + 1)]
        return Candidates(key, cut_off, tuple(found))
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(
            f"candidates cannot be read: {error}",
            place=str(path),
            allowed="a file that `nrc-sim calibrate` wrote",
            suggestion=_REMEDY,
        ) from None


def _candidate(header: list[str], row: list[str], line: int) -> Candidate:
    if len(row) != len(header):
        raise ValueError(f"line {line} has {counted(len(row), 'value')} and not {len(header)}")
    named = {name: float(text) for name, text in zip(header, row, strict=True) if name not in COLUMNS}
    values = {name: value for name, value in named.items() if "." in name}
    return Candidate(values, {name: value for name, value in named.items() if "." not in name})


def made_path(path: Path) -> Path:
    """Return the file that says what a file of candidates was made for."""
    return path.with_suffix(".json")


def _describe_made(path: Path, world: WorldFile) -> Made:
    """Describe what a file of candidates belongs to at present.

    Parameters
    ----------
    path : the file
    world : whose sets it holds
    """
    found = read_candidates(path)
    free = found.candidates[0].values if found.candidates else ()
    content = fingerprint(path.read_text(encoding="utf-8").encode())
    return Made(found.key, world_key(world, free), rules_key(), len(found.candidates), content)


def mark_made(path: Path, world: WorldFile) -> None:
    """Write beside a finished file of candidates what it was made for.

    Parameters
    ----------
    path : the file
    world : whose sets it holds
    """
    read_candidates.cache_clear()
    _checked.cache_clear()
    write_text(made_path(path), json.dumps(_describe_made(path, world)._asdict(), indent=1) + "\n")


def candidates_of_world(world: WorldFile) -> Candidates | None:
    """Return the candidates that a world ships; None where it ships none.

    Parameters
    ----------
    world : the world, whose numbers must be those for which they were made

    Raises
    ------
    InputError
        If they are not complete, or were made for another world or other rules.
    """
    path = candidates_path(world)
    if not is_file(path):
        return None
    made, now = _checked(path), _describe_made(path, world)
    causes = {
        "content": "it was cut short, or changed since",
        "candidates": "it was cut short",
        "key": "it was begun for something else",
        "world": f"it was made for other numbers of the world {world.slug!r}",
        "rules": "it was made with other rules",
    }
    wrong = [cause for name, cause in causes.items() if getattr(made, name) != getattr(now, name)]
    if wrong:
        raise _unfit(path, wrong[0])
    found = read_candidates(path)
    if not found.accepted():
        raise _unfit(path, "it holds no accepted set")
    return found


def sets_of_world(world: WorldFile) -> tuple[Values, ...]:
    """Return the sets from which runs in a world draw; none where no candidates of that world are shipped.

    Parameters
    ----------
    world : see `candidates_of_world`
    """
    found = candidates_of_world(world)
    return () if found is None else tuple(candidate.by_group for candidate in found.accepted()[:MOST_SETS])


@cache
def _checked(path: Path) -> Made:
    try:
        return Made(**json.loads(made_path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise _unfit(path, f"{made_path(path).name}, which ends it, is missing or damaged") from None


def _unfit(path: Path, why: str) -> InputError:
    return InputError(
        f"the accepted parameter sets cannot be used: {why}",
        place=str(path),
        allowed="the file that `nrc-sim calibrate` ends",
        suggestion=_REMEDY,
    )


def accepted_sets(world: str) -> tuple[Values, ...]:
    """Return the sets from which runs in a world draw; none where the world has no candidates.

    Parameters
    ----------
    world : slug of the world
    """
    path = candidates_path(world)
    return sets_of_world(load_world(world)) if is_file(path) else ()
