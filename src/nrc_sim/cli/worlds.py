"""Which world a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from nrc_sim.scenario.world_schema import WorldFile

WorldName = Annotated[
    str | None,
    typer.Option("--world", metavar="WORLD", help="Slug or file of the world; the bundled one by default."),
]


def chosen_world(name: str | None) -> WorldFile:
    """Return the world that was named, or that of the bundled range.

    Parameters
    ----------
    name : see `nrc_sim.scenario.worlds.load_named_world`; None if nothing was named
    """
    from nrc_sim.scenario import load_scenario, range_slugs
    from nrc_sim.scenario.worlds import load_named_world

    return load_scenario(range_slugs()[0]).world if name is None else load_named_world(name)
