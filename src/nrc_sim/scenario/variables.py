"""State variables that hazards and conditions may name, with their units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

from nrc_sim.scenario.schema import Settlement

if TYPE_CHECKING:
    from nrc_sim.scenario.world_schema import WorldFile

VARIABLES = {
    "index": "points",
    "trust_outside": "0..1",
    "trust_alliance": "0..1",
    "conduct_outside": "-1..1",
    "conduct_alliance": "-1..1",
    "activity_outside": "0..1",
    "activity_alliance": "0..1",
    "portfolio": "0..1",
    "dialogue": "0..1",
    "upswing": "0..1",
    "downswing": "0..1",
    "lead_disposition": "log-odds",
    "outside_disposition": "log-odds",
    "lead_clock": "0..1",
    "outside_clock": "0..1",
    "new_lead": "0 or 1",
    "frozen": "0 or 1",
    "partnership": "0 or 1",
    "climate": "-1..1",
    "fear": "log-odds",
}
"""Names and units of the variables that every world has; values are those of the month before."""

SERIES = (
    "trust_outside",
    "trust_alliance",
    "conduct_outside",
    "conduct_alliance",
    "index_without_lead",
    "index_lead",
    "activity_outside",
    "activity_alliance",
    "portfolio",
    "dialogue",
    "expectation_outside",
    "expectation_alliance",
    "fear",
)
"""Month-level variables that runs record besides the index, tensions and stocks."""

RECORDED = ("index", *SERIES, "frozen", "partnership")
"""Variables of every world that runs record month by month, and questions may name."""

KINDS = ("tension", "stock", *get_args(Settlement))
"""What stands before the point in the names of a world's own variables."""


def variable_names(world: WorldFile) -> tuple[str, ...]:
    """List the variables of a world in the order of their numbers.

    After those of every world come `tension.ISSUE` (0..1), `stock.AREA` (0..1) and `STATE.NEGOTIATION` (0 or 1).
    """
    tensions = tuple(f"tension.{issue.id}" for issue in world.issues)
    stocks = tuple(f"stock.{area.id}" for area in world.areas)
    states = tuple(f"{state}.{talks.id}" for talks in world.negotiations for state in get_args(Settlement))
    return (*VARIABLES, *tensions, *stocks, *states)


def askable_variables(world: WorldFile) -> tuple[str, ...]:
    """List the variables of a world that are recorded month by month.

    Parameters
    ----------
    world : WorldFile
    """
    return (*RECORDED, *(name for name in variable_names(world) if "." in name))


def variable_range(name: str) -> tuple[float, float, str]:
    """Return the lowest and highest value of a variable, and its unit.

    Parameters
    ----------
    name : one of `variable_names`
    """
    unit = VARIABLES.get(name) or ("0..1" if name.startswith(("tension.", "stock.")) else "0 or 1")
    ends = unit.replace(" or ", "..").split("..")
    if len(ends) != 2:
        return -math.inf, math.inf, unit
    return float(ends[0]), float(ends[1]), unit
