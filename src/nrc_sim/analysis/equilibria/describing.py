"""Points of rest in names and numbers that say what they are."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.analysis.equilibria.findings import Equilibrium
from nrc_sim.analysis.equilibria.leaving import ways_out
from nrc_sim.analysis.equilibria.monthly_map import MonthlyMap
from nrc_sim.analysis.equilibria.settings import Setting
from nrc_sim.analysis.equilibria.stability import Slowest, find_slowest, index_half_life
from nrc_sim.engine.blocks import Floats, Labels
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.wording import readable

_OF_A_SIDE = {
    "conduct": "conduct of {own}",
    "trust": "trust of {own}",
    "expectation": "what {own} expects",
    "fear": "fear of {own}",
    "received": "conduct received by {own}",
    "slow": "slow part of the conduct of {own}",
}
_OF_AN_ITEM = {"tension": "tension", "stock": "stock", "project": "joint project"}


class RestingPlace(NamedTuple):
    """A point of rest: its state, and the shares of the starts and of the present's states that end there, 0..1."""

    state: Floats
    of_starts: float
    of_presents: float


def describe_point(scenario: Scenario, months: MonthlyMap, setting: Setting, place: RestingPlace) -> Equilibrium:
    """Find out how stable a point of rest is, and put it in the names of its world.

    Parameters
    ----------
    scenario : Scenario
    months : the map of the setting
    setting : what is held
    place : RestingPlace
    """
    labels, world = months.job.labels, scenario.world
    state, block = months.layout.from_vector(place.state), months.observe(place.state[None])
    series = {name: float(values[0, 0]) for name, values in block.series.items()}
    slowest = find_slowest(months, place.state)
    names = labels.settlements
    trusts = series["trust_outside"], series["trust_alliance"]
    leaves = ways_out(months.job.world, state, trusts, -series["conduct_outside"])
    return Equilibrium(
        settlements={id_: names[code] for id_, code in zip(labels.negotiations, setting.settlements, strict=True)},
        regime=labels.regimes[setting.regime] if labels.has_institution else "",
        index=float(block.index[0, 0]),
        trust=_by_side(world, series, "trust"),
        conduct=_by_side(world, series, "conduct"),
        activity=_by_side(world, series, "activity"),
        tensions=dict(zip(labels.issues, state["tension"], strict=True)),
        stocks=dict(zip(labels.areas, state["stock"], strict=True)),
        attracts=slowest.factor < 1.0,
        share_of_starts=place.of_starts,
        share_of_presents=place.of_presents,
        half_life=index_half_life(months, place.state) if slowest.factor < 1.0 else None,
        slowest_half_life=slowest.half_life,
        slowest=_quantity(world, labels, slowest),
        leaves={labels.regimes[one.regime]: one.chance for one in leaves},
        state=tuple(place.state.tolist()),
    )


def _by_side(world: WorldFile, series: dict[str, float], name: str) -> dict[str, float]:
    first, second = world.sides
    return {first.name: series[f"{name}_alliance"], second.name: series[f"{name}_outside"]}


def _quantity(world: WorldFile, labels: Labels, slowest: Slowest) -> str:
    """Name in words what a disturbance moves most."""
    sides = dict(zip(("member", "outside"), (side.name for side in world.sides), strict=True))
    begins, _, rest = slowest.field.partition("_")
    if begins in sides and rest in _OF_A_SIDE:
        return _OF_A_SIDE[rest].format(own=sides[begins])
    if slowest.field in _OF_AN_ITEM:
        items = {"tension": labels.issues, "stock": labels.areas, "project": labels.negotiations}
        return f"{_OF_AN_ITEM[slowest.field]} of {readable(items[slowest.field][slowest.item])}"
    activities = zip(("alliance", "outside"), world.sides, strict=True)
    words = {f"activity_{name}": f"military activity of {side.name}" for name, side in activities}
    return words.get(slowest.field, slowest.field)
