"""The dated shocks of a scenario, as figures mark them, each with its weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nrc_sim.figures.drawing import DatedShock
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.scenario_schema import Shock, first_months
from nrc_sim.scenario.schema import Act
from nrc_sim.scenario.world_schema import WorldFile


def list_dated_shocks(scenario: Scenario) -> list[DatedShock]:
    """List the shocks that come at a date, or some months after one that does.

    Parameters
    ----------
    scenario : Scenario

    Notes
    -----
    A shock weighs as much as its weightiest act: the weight of the act's category, times the share of either
    side's capability that takes part, so that a quarrel with one small member does not hide a summit.
    """
    world = scenario.world
    parts = _capability_parts(world)
    listed, dates = [], first_months(scenario.shocks)
    for shock in scenario.shocks:
        if shock.id in dates:
            kind = world.kinds[shock.kind] if shock.kind else None
            acts = [*(shock.acts or (kind.acts if kind else ())), *_acts_of_settlement(shock, world)]
            label = shock.label or (kind.label if kind else shock.id)
            weight = max((_weigh_act(act, world, parts) for act in acts), default=0.0)
            listed.append(DatedShock(np.datetime64(dates[shock.id], "M"), label, weight, shock.lasts))
    return listed


def _acts_of_settlement(shock: Shock, world: WorldFile) -> list[Act]:
    """List the acts that follow from the states in which a shock ends negotiations."""
    return [
        act
        for talks in world.negotiations
        if talks.id in shock.settles and shock.settles[talks.id] in talks.states
        for act in talks.states[shock.settles[talks.id]].acts
    ]


def _capability_parts(world: WorldFile) -> list[dict[str, float]]:
    """Return, for each side, the share in its capability of every power and group that acts may name."""
    listed = []
    for side in world.sides:
        total = sum(power.capability for power in side.powers)
        shares = [power.capability / total for power in side.powers]
        words = {**side.single, **side.groups}
        listed.append({word: sum(shares[number] for number in numbers) for word, numbers in words.items()})
    return listed


def _weigh_act(act: Act, world: WorldFile, parts: Sequence[Mapping[str, float]]) -> float:
    names = {*act.actors, *act.targets}
    taking_part: list[float] = [min(1.0, sum(shares.get(name, 0.0) for name in names)) for shares in parts]
    weight: float = abs(world.categories[act.category].weight)
    return weight * taking_part[0] * taking_part[1]
