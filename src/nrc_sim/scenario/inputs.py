"""Registry of everything that can be set: path, unit, range, and whether a policy can move it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from nrc_sim.scenario.schema import Quantity
from nrc_sim.scenario.world_schema import WorldFile


class Input(NamedTuple):
    """A number that can be set.

    Attributes
    ----------
    path : str
        Where it stands in scenario or world file, joined by dots.
    value, low, high : float
        Present value and range.
    unit, source : str
        Unit, and where value or range come from.
    kind : {"lever", "uncertainty"}
        A lever is a standing policy of a scenario; everything else is not known better than its range.
    """

    path: str
    value: float
    low: float
    high: float
    unit: str
    source: str
    kind: Literal["lever", "uncertainty"]


_POLICIES = ("dialogue", "cooperation", "transparency")


def list_inputs(world: WorldFile) -> tuple[Input, ...]:
    """List all inputs of a world: levers first, then parameters, rates, and traits of members, issues and areas.

    Parameters
    ----------
    world : WorldFile
    """
    return (*_levers(world), *_quantities(world), *_traits(world))


def _levers(world: WorldFile) -> Iterator[Input]:
    areas = [f"{name}.{area.id}" for name in ("frameworks", "links") for area in world.areas]
    for name in (*_POLICIES, *areas):
        yield Input(f"policies.{name}", 0.0, 0.0, 1.0, "0 none .. 1 in full", "choice of the scenario", "lever")


def _quantities(world: WorldFile) -> Iterator[Input]:
    for group, named in world.parameters.items():
        for name, quantity in named.items():
            yield _uncertain(f"parameters.{group}.{name}", quantity)
    for name, kind in world.kinds.items():
        if kind.rate is not None:
            yield _uncertain(f"kinds.{name}.rate", kind.rate)


def _uncertain(path: str, quantity: Quantity) -> Input:
    low, high = quantity.range
    return Input(path, quantity.value, low, high, quantity.unit, quantity.source, "uncertainty")


def _traits(world: WorldFile) -> Iterator[Input]:
    tables = (
        ("members", world.members, world.member_attributes),
        ("issues", world.issues, world.issue_attributes),
        ("areas", world.areas, world.area_attributes),
        ("regimes", world.regimes, world.regime_attributes),
    )
    for table, entries, notes in tables:
        for entry in entries:
            for name, note in notes.items():
                value = getattr(entry, name, None)
                if isinstance(note.range, tuple) and isinstance(value, float):
                    low, high = note.range
                    yield Input(f"{table}.{entry.id}.{name}", value, low, high, note.unit, note.source, "uncertainty")
