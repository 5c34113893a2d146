"""What types cannot check of the start of a scenario: whose trust and conduct it is, and toward whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nrc_sim.scenario.names import Finding, Names, find_missing
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.scenario_schema import Beginning
from nrc_sim.scenario.sides import Side
from nrc_sim.text.wording import with_article


def check_beginning(beginning: Beginning, names: Names) -> Iterator[Finding]:
    """Check with which trust and conduct a scenario starts.

    Parameters
    ----------
    beginning : of the scenario
    names : of its world
    """
    for table, given in beginning:
        path: Path = ("initial", table)
        yield from names.keys("actor", given, path)
        for side, other in (names.sides, names.sides[::-1]):
            yield from _find_twice(f"{table} of", side, given, path, names)
            for name in given:
                toward = given[name]
                if name in side.actors and isinstance(toward, Mapping):
                    yield from _check_toward(table, toward, other, (*path, name), names)


def _check_toward(table: str, toward: Mapping[str, float], other: Side, path: Path, names: Names) -> Iterator[Finding]:
    """Find whom the other side does not have, and whom it has under two words."""
    for name in toward:
        what = f"actor of {with_article(other.name)}"
        yield from find_missing(what, name, other.actors, (*path, name), names.ids, key=True)
    yield from _find_twice(f"{table} toward", other, toward, path, names)


def _find_twice(what: str, side: Side, given: Iterable[str], path: Path, names: Names) -> Iterator[Finding]:
    """Find a side that is given under two words."""
    same = [name for name in side.words if name in given]
    if len(side.powers) == 1 and side is names.sides[1]:
        same += [name for name in side.single if name in given and name not in same]
    if len(same) > 1:
        told = f"{what} {with_article(side.name)} is given twice"
        yield Finding((*path, same[1]), told, f"one of {' and '.join(same)}", "drop one of them", key=True)
