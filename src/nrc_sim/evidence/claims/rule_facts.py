"""Facts about the rules and the world alone: that a mechanism is there and has the right sign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nrc_sim.engine.blocks import Block, Floats
from nrc_sim.engine.world import World
from nrc_sim.evidence.claims.fact_schema import RuleFact
from nrc_sim.evidence.claims.loading import FOLDER, scenario_of_variant
from nrc_sim.rules.cooperation import downswing, spillover, upswing
from nrc_sim.rules.negotiation import Table, compromise_hazard, months_overdue, shared_clock
from nrc_sim.rules.shocks import plus_excess, scaled_hazard
from nrc_sim.scenario import month_number
from nrc_sim.scenario.schema import Kind
from nrc_sim.scenario.world_schema import WorldFile


class RuleEstimate:
    """A figure of the rules, at the parameters of the world; where it needs runs, at their mean state."""

    is_share = False

    def __init__(self, fact: RuleFact, folder: Path = FOLDER) -> None:
        self.fact, self.folder = fact, folder
        self.variants: tuple[str, ...] = (fact.variant,)
        self._figures: dict[str, Callable[[World, dict[str, Any]], float]] = {
            "hazard_difference": self._hazard_difference,
            "hazard_ratio": self._hazard_ratio,
            "spillover_ratio": _spillover_ratio,
            "kinds_present": self._kinds_present,
            "documented_rates": self._documented_rates,
        }

    @property
    def _file(self) -> WorldFile:
        return scenario_of_variant(self.fact.variant, self.folder).world

    def observe(self, block_of: Callable[[str], tuple[Block, World]]) -> Floats:
        """Note the figure for each run: it is the same for all unless it needs their state."""
        block, world = block_of(self.fact.variant)
        if self.fact.name == "highest_hazard":
            return _trusts_in_talks(block, world)
        figure = self._figures[self.fact.name](world, self.fact.settings)
        return np.full((block.runs, 1), figure)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the figure."""
        if self.fact.name != "highest_hazard":
            return np.asarray(weights @ noted[:, 0] / weights.sum(axis=1))
        world = self._world
        trust, among = np.split(weights @ noted, 2, axis=1)
        means = trust / np.maximum(among, 1e-12)
        return np.array([_month_of_highest_hazard(path, world, self.fact.settings) for path in means], dtype=np.float64)

    @property
    def _world(self) -> World:
        from nrc_sim.engine.world import build_world

        return build_world(scenario_of_variant(self.fact.variant, self.folder))

    def _hazard_difference(self, _: World, settings: dict[str, Any]) -> float:
        first, second = (_hazard(self._file.kinds[settings["kind"]], settings[end]) for end in ("first", "second"))
        return first - second

    def _hazard_ratio(self, _: World, settings: dict[str, Any]) -> float:
        first, second = (_hazard(self._file.kinds[settings["kind"]], settings[end]) for end in ("first", "second"))
        return first / second

    def _kinds_present(self, _: World, settings: dict[str, Any]) -> float:
        return float(sum(kind in self._file.kinds for kind in settings["kinds"]))

    def _documented_rates(self, _: World, settings: dict[str, Any]) -> float:
        kinds = (self._file.kinds.get(kind) for kind in settings["kinds"])
        return float(sum(kind is not None and kind.rate is not None for kind in kinds))


def _hazard(kind: Kind, state: dict[str, float]) -> float:
    """Return the monthly hazard of a kind of shock in a state, where variables not named have their reference."""
    excess = 0.0
    for influence in kind.scaled_by:
        value = state.get(influence.variable, influence.reference)
        excess = plus_excess(excess, influence.slope, value, influence.reference)
    return scaled_hazard(kind.rate.value if kind.rate is not None else 0.0, excess)


def _spillover_ratio(world: World, settings: dict[str, Any]) -> float:
    """Return spillover per unit of cooperation in a month of upswing over that in a month of downswing.

    Parameters
    ----------
    world : World
    settings : `trend`, raw index a month, upward in the first and downward in the second

    Returns
    -------
    the ratio; where nothing spills over in downswing, that to a thousandth of what does in upswing
    """
    p, trend = world.parameters.cooperation, settings["trend"]
    assert downswing(-trend, p) > 0.0
    up, down = (spillover(1.0, upswing(sign * trend, p), p) for sign in (1.0, -1.0))
    return up / max(down, 1e-3 * up) if up > 0.0 else 0.0


def _trusts_in_talks(block: Block, world: World) -> Floats:
    """Note trust between the deciding pair while they talk, and whether they do, array (run, 2 x month).

    Parameters
    ----------
    block : Block
    world : its world
    """
    talking = np.array([state.talking for state in world.states])[block.settlement[:, :, 0]]
    trust = 0.5 * (block.member_trust[:, :, 0] + block.outside_trust[:, :, 0])
    return np.concatenate([trust * talking, talking], axis=1)


def _month_of_highest_hazard(trust: Floats, world: World, settings: dict[str, Any]) -> float:
    """Return the month, counted from the start, in which the hazard of a compromise is highest.

    Parameters
    ----------
    trust : mean trust of the deciding pair in runs that talk, array (month)
    world : World
    settings : `until`, the last month that is looked at
    """
    talks = world.negotiations[0]
    hazards = []
    for month in range(month_number(settings["until"]) - world.start + 1):
        clock = shared_clock(world.calendar[month].lead_clock, world.calendar[month].outside_clock)
        overdue = months_overdue(float(month), float(talks.deadline), float(month), float(talks.duration))
        table = Table(float(trust[month]), clock, overdue)
        hazards.append(compromise_hazard(table, world.parameters.negotiation))
    return float(np.argmax(hazards))
