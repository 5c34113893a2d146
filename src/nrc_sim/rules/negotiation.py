"""Negotiations on an issue: talks that end in a compromise, a partial agreement or failure."""

from __future__ import annotations

from typing import Literal, NamedTuple

from nrc_sim.rules.arithmetic import clamp, odds, ramp
from nrc_sim.rules.kinds import Share, Weight, Width

NONE, TALKS, COMPROMISE, PARTIAL, FAILURE = 0, 1, 2, 3, 4
SETTLEMENTS: tuple[Literal["none", "talks", "compromise", "partial", "failure"], ...] = (
    "none",
    "talks",
    "compromise",
    "partial",
    "failure",
)
"""States of a negotiation; the position is the code."""


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


def end_of_talks(chance: float, table: Table, p: NegotiationParameters) -> int:
    """Decide whether and how talks end this month: the three hazards compete for one uniform number."""
    compromise = compromise_hazard(table, p)
    partial = compromise + partial_hazard(table, p)
    if chance < compromise:
        return COMPROMISE
    if chance < partial:
        return PARTIAL
    return FAILURE if chance < partial + failure_hazard(table, p) else TALKS


def is_lost(chance: float, table: Table, p: NegotiationParameters) -> bool:
    """Decide whether an agreement is lost this month, which distrust makes more likely (claim C61)."""
    distrust = odds(p.trust_effect * (p.trust_reference - table.trust))
    return chance < p.loss * min(distrust, p.distrust_limit)


def next_settlement(settlement: int, chance: float, table: Table, p: NegotiationParameters) -> int:
    """Move a negotiation by one month.

    Parameters
    ----------
    settlement : code of its state, see `SETTLEMENTS`
    chance : uniform number in (0, 1)
    table : situation at the table
    p : parameters of negotiations

    Notes
    -----
    Failure stays, unless a scenario says otherwise; an agreement can be lost.
    """
    if settlement == TALKS:
        return end_of_talks(chance, table, p)
    agreed = settlement in (COMPROMISE, PARTIAL)
    return FAILURE if agreed and is_lost(chance, table, p) else settlement


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
