"""Facts of the months of a scenario as numbers: what chance does not draw, and what it would have drawn instead."""

from __future__ import annotations

from collections.abc import Sequence

from nrc_sim.engine.world.types import CalendarMonth
from nrc_sim.scenario.check_given import leads_of
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.world_schema import WorldFile

UNTOLD = -1
"""Code of a state of which nothing is told."""

REGIME, HOME, FIRST_TALKS = range(3)
"""Columns in what is told: regime, the one to which a thaw returns, and from the last on the negotiations."""


def barred_events(file: ScenarioFile, horizon: range) -> tuple[tuple[bool, ...], ...]:
    """Mark in which months which shocks do not come, and no dispute breaks out, since all that came is told.

    Parameters
    ----------
    file : of the scenario
    horizon : numbers of its months

    Returns
    -------
    marks (month, shock), and in the last column those of disputes, which are of no kind; none if nothing is told.
    A shock with a date is told itself.
    """
    known = file.given.nothing_else
    if not known:
        return ()

    def barred(month: int) -> tuple[bool, ...]:
        kinds = [entry.kinds for entry in known if month in entry.numbers]
        whole = any(not listed for listed in kinds)
        named = {kind for listed in kinds for kind in listed}
        return (*(shock.at is None and (whole or shock.kind in named) for shock in file.shocks), whole)

    return tuple(barred(month) for month in horizon)


def told_states(file: ScenarioFile, world: WorldFile, horizon: range) -> tuple[tuple[int, ...], ...]:
    """Return the codes of the states that are told.

    Parameters
    ----------
    file : of the scenario
    world : its world
    horizon : numbers of its months

    Returns
    -------
    codes (month, column), `UNTOLD` where nothing is told; none if nothing is told of any. A regime to which a pause can
    return is also the one to which it does.
    """
    told = [entry for entry in file.given.states if entry.leadership is None]
    if not told:
        return ()
    listed = (world.regimes, world.negotiations, world.negotiation_states)
    regimes, talks, states = ([entry.id for entry in entries] for entries in listed)
    homes = [role.home for role in world.roles_of_regimes]
    rows = [[UNTOLD] * (FIRST_TALKS + len(talks)) for _ in horizon]
    for entry in told:
        for month in set(entry.numbers) & set(horizon):
            row = rows[month - horizon.start]
            if entry.institution is not None:
                row[REGIME] = regimes.index(entry.institution)
                row[HOME] = row[REGIME] if homes[row[REGIME]] else UNTOLD
            elif entry.negotiation is not None and entry.state is not None:
                row[FIRST_TALKS + talks.index(entry.negotiation)] = states.index(entry.state)
    return tuple(map(tuple, rows))


def told_calendar(
    calendar: Sequence[CalendarMonth], file: ScenarioFile, world: WorldFile, horizon: range
) -> tuple[CalendarMonth, ...]:
    """Return the calendar with what is told of leaderships.

    Parameters
    ----------
    calendar : of the world, one entry for each month
    file : of the scenario
    world : its world
    horizon : numbers of its months
    """
    months = list(calendar)
    for entry in file.given.states:
        if entry.leadership is None:
            continue
        side = "lead" if entry.leadership == leads_of(world)[0] else "outside"
        changed = {f"{side}_renewal": float(entry.changes)} if entry.changes is not None else {}
        changed |= {f"{side}_told": entry.disposition} if entry.disposition is not None else {}
        for month in set(entry.numbers) & set(horizon):
            months[month - horizon.start] = months[month - horizon.start]._replace(**changed)
    return tuple(months)


def last_told(negotiation: str, file: ScenarioFile) -> int:
    """Return the number of the last month of which the state of a negotiation is told; 0 if none is.

    Parameters
    ----------
    negotiation : its id
    file : of the scenario
    """
    return max((entry.numbers[-1] for entry in file.given.states if entry.negotiation == negotiation), default=0)
