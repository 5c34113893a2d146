"""Whether anything acts among powers of one side of a world: only then are rifts reckoned with, and kept."""

from __future__ import annotations

from dataclasses import replace

from nrc_sim.engine.world.types import World
from nrc_sim.scenario.world_schema import WorldFile


def with_rifts(world: World) -> World:
    """Return a world in which rifts are reckoned with.

    Parameters
    ----------
    world : World
    """
    first, second = world.allied
    return world._replace(labels=replace(world.labels, rifts=(*first, *second)))


def without_rifts(world: World) -> World:
    """Return a world in which no rift is reckoned with, whatever acts there are.

    Parameters
    ----------
    world : World
    """
    return world._replace(labels=replace(world.labels, rifts=()))


def acts_within_sides(world: World) -> bool:
    """Return whether a shock, or the result of a negotiation, acts among powers of one side.

    Parameters
    ----------
    world : World
    """
    results = (moves for talks in world.negotiations for moves in talks.results)
    every = (*(shock.moves for shock in world.shocks), *results)
    return any(any(acts) for moves in every for acts in (moves.rifts, *moves.rifts_by_state))


def allied_powers(file: WorldFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the powers of each side that have allies there.

    Parameters
    ----------
    file : the world
    """
    first, second = (tuple(side.single) if len(side.powers) > 1 else () for side in file.sides)
    return first, second
