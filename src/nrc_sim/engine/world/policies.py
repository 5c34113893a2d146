"""Policies as numbers: levels of dialogue, cooperation and transparency, then frameworks and links by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nrc_sim.scenario.scenario_schema import Policies, PolicyChanges, PolicyLevel
from nrc_sim.scenario.schema import Step, month_number

DIALOGUE, COOPERATION, TRANSPARENCY, FIRST_AREA = range(4)
"""Numbers of the policies of every world; then come the frameworks of all areas, then the links of all areas."""

COMMON = ("dialogue", "cooperation", "transparency")
_BY_AREA = ("frameworks", "links")
"""Keys of policies, in the order of their numbers."""

STAYS = -1.0
"""Level of a policy that stays as it was."""


def policy_names(areas: Sequence[str]) -> tuple[str, ...]:
    """Name the policies in the order of their numbers, such as `dialogue` and `frameworks.AREA`."""
    return (*COMMON, *(f"{table}.{area}" for table in _BY_AREA for area in areas))


def levels_by_number(policies: Policies | PolicyChanges, areas: Sequence[str]) -> Iterator[tuple[int, PolicyLevel]]:
    """List the policies of which something is said, by number.

    Parameters
    ----------
    policies : of a scenario or a shock
    areas : ids of the areas of the world
    """
    for number, name in enumerate(COMMON):
        level = getattr(policies, name)
        if level is not None:
            yield number, level
    for place, table in enumerate(_BY_AREA):
        for area, level in getattr(policies, table).items():
            yield FIRST_AREA + place * len(areas) + areas.index(area), level


def monthly_policies(policies: Policies, areas: Sequence[str], months: range) -> tuple[tuple[float, ...], ...]:
    """Return the level to which each policy is set in each month, array (month, policy); `STAYS` where it stays.

    Parameters
    ----------
    policies : of a scenario
    areas : ids of the areas of the world
    months : numbers of the months; in the first all policies are set, to 0 where nothing has been said yet
    """
    given = dict(levels_by_number(policies, areas))
    names = policy_names(areas)
    levels = [[STAYS] * len(names) for _ in months]
    levels[0] = [planned_level(given.get(number, 0.0), months[0]) for number in range(len(names))]
    for number, level in given.items():
        for step in reversed(level) if isinstance(level, tuple) else ():
            # The first step goes before others of the same month, of which there are none in a checked scenario.
            if month_number(step.start) in months[1:]:
                levels[month_number(step.start) - months[0]][number] = step.value
    return tuple(map(tuple, levels))


def planned_level(level: PolicyLevel, month: int) -> float:
    """Return the level of a policy in a month: that of the last step begun, or 0 before the first."""
    if not isinstance(level, tuple):
        return float(level)
    begun: list[Step] = [step for step in level if month_number(step.start) <= month]
    return begun[-1].value if begun else 0.0
