"""Negotiations on an issue: talks that end in agreements or failure, in the states that a world names."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from nrc_sim.rules.arithmetic import clamp, odds, ramp
from nrc_sim.rules.kinds import Share, Weight, Width
from nrc_sim.rules.ways import Ways

HazardOfTalks = Literal["compromise", "partial", "failure", "loss"]
"""What can lead a negotiation from one state into another."""

HAZARDS_OF_TALKS: tuple[str, ...] = get_args(HazardOfTalks)
"""In the order in which they are numbered."""

_COMPROMISE, _PARTIAL, _FAILURE, _ = range(len(HAZARDS_OF_TALKS))


class NegotiationParameters(NamedTuple):
    """Monthly hazards of the ends of talks, and what they depend on."""

    compromise: Share
    partial: Share
    failure: Share
    trust_effect: Weight
    trust_reference: Share
    partial_trust_effect: Share
    distrust_limit: Weight
    deadline_failure: Share
    deadline_width: Width
    project_rate: Share
    loss: Share = 0.0


class Table(NamedTuple):
    """The situation at the table.

    `trust` of the deciding pair, 0..1; `clock` product of both electoral clocks, 0..1; `overdue` months since the
    deadline came near, negative before.
    """

    trust: float
    clock: float
    overdue: float


def compromise_hazard(table: Table, p: NegotiationParameters) -> float:
    """Return the monthly hazard that talks end in a compromise.

    Notes
    -----
    It depends on trust between the two who decide and on their electoral clocks (Putnam 1988): claims C22, C33, C34.
    """
    return p.compromise * table.clock * odds(p.trust_effect * (table.trust - p.trust_reference))


def partial_hazard(table: Table, p: NegotiationParameters) -> float:
    """Return the monthly hazard of a partial agreement, for which less trust will do (claim C34)."""
    trust = odds(p.partial_trust_effect * p.trust_effect * (table.trust - p.trust_reference))
    return p.partial * table.clock * trust


def failure_hazard(table: Table, p: NegotiationParameters) -> float:
    """Return the monthly hazard that talks fail, which distrust and a deadline raise (claims C34, C48)."""
    distrust = odds(p.trust_effect * (p.trust_reference - table.trust))
    at_rest = p.failure + p.deadline_failure * ramp(table.overdue, 0.0, p.deadline_width)
    return at_rest * min(distrust, p.distrust_limit)


def loss_hazard(table: Table, p: NegotiationParameters) -> float:
    """Return the monthly hazard that an agreement is lost, which distrust makes more likely (claim C61)."""
    distrust = odds(p.trust_effect * (p.trust_reference - table.trust))
    return p.loss * min(distrust, p.distrust_limit)


def hazard_of_talks(number: int, table: Table, p: NegotiationParameters) -> float:
    """Return a monthly hazard by its number among `HAZARDS_OF_TALKS`."""
    if number == _COMPROMISE:
        return compromise_hazard(table, p)
    if number == _PARTIAL:
        return partial_hazard(table, p)
    return failure_hazard(table, p) if number == _FAILURE else loss_hazard(table, p)


def next_settlement(settlement: int, chance: float, table: Table, ways: Ways, p: NegotiationParameters) -> int:
    """Move a negotiation by one month.

    Parameters
    ----------
    settlement : code of its state, as the world numbers them
    chance : uniform number in (0, 1)
    table : situation at the table
    ways : which states lead into which others, by the numbers of `HAZARDS_OF_TALKS`
    p : parameters of negotiations

    Notes
    -----
    The ways from a state compete, in their order, for one uniform number; where none is taken, it stays.
    """
    reached = 0.0
    for way in range(ways.first[settlement], ways.last[settlement]):
        reached += ways.share[way] * hazard_of_talks(ways.hazard[way], table, p)
        if chance < reached:
            return ways.to[way]
    return settlement


def talks_begin(before: float, after: float) -> float:
    """Return 1 where talks run in the state after, 1 or 0, that did not in the one before, else 0."""
    return 1.0 if after > before else 0.0


def shared_clock(lead: float, outside: float) -> float:
    """Return how far the electoral clocks of both deciders, each 0..1, leave room for an agreement."""
    return lead * outside


def months_overdue(month: float, deadline: float, months: float, duration: float) -> float:
    """Count the months since the end of talks came near.

    Parameters
    ----------
    month, deadline : numbers of months; the deadline is that of the first talks
    months : spent in the present state before this month
    duration : months that talks take before their end comes near, > 0

    Returns
    -------
    months since the later of the deadline and the usual duration; negative before
    """
    return month - max(deadline, month - months - 1.0 + duration)


def next_project(project: float, prospect: float, p: NegotiationParameters) -> float:
    """Return the joint project after a month's growth toward what the state of the negotiation promises.

    Parameters
    ----------
    project : -1 (a missed opportunity) .. 1 (a project that changes the paradigm)
    prospect : the level that the present state leads to, -1..1
    p : parameters of negotiations

    Notes
    -----
    Claims C21 and C47.
    """
    return clamp(project + p.project_rate * (prospect - project), -1.0, 1.0)
