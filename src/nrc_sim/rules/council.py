"""What both sides settle together in a month: negotiations, the institution and practical cooperation.

As in `actors`, which number goes into which argument of which rule is said here, for both engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nrc_sim.rules.arithmetic import mean_of_both, next_months, overridden
from nrc_sim.rules.cooperation import (
    AreaMonth,
    AreaTraits,
    CooperationParameters,
    Project,
    linked_need,
    next_stock,
    remaining_need,
)
from nrc_sim.rules.institution import InstitutionParameters, Politics, next_climate, next_ready, next_regime
from nrc_sim.rules.negotiation import (
    NegotiationParameters,
    Table,
    months_overdue,
    next_project,
    next_settlement,
    shared_clock,
)
from nrc_sim.rules.ways import Ways


class Talks(NamedTuple):
    """A negotiation: code of its state, months spent in it, and the joint project it stands for, -1..1."""

    settlement: int
    settlement_months: float
    project: float


class Terms(NamedTuple):
    """What is fixed about a negotiation.

    `deadline` and `held_until`, numbers of months, before the latter of which it moves only by command; `duration` in
    months; `prospects`, the level of the joint project to which each state leads, -1..1; `ways` from each state into
    others.
    """

    deadline: float
    duration: float
    held_until: float
    prospects: Sequence[float]
    ways: Ways


class Round(NamedTuple):
    """The month's round of a negotiation.

    `month`, its number; electoral clocks and trust of the deciding pair, 0..1; `chance`, a uniform number; `command`, a
    state that a scenario commands, or -1.
    """

    month: float
    lead_clock: float
    outside_clock: float
    member_trust_level: float
    outside_trust_level: float
    chance: float
    command: int


class Institution(NamedTuple):
    """The institution: code of its `regime`, and of the one to which a thaw returns; what it counts and remembers.

    `regime_months` in the regime; `climate` -1..1; `ready` months in which the conditions of a partnership have held.
    """

    regime: int
    home: int
    regime_months: float
    climate: float
    ready: float


class Relations(NamedTuple):
    """What the institution looks at.

    Conduct as each side has read it, in units of conduct; trust of both directions, 0..1; the outside power's conduct,
    -1..1; `partnership_tension`, the highest tension that a partnership must have settled, 0..1.
    """

    read_outside: float
    read_alliance: float
    trust_outside: float
    trust_alliance: float
    conduct_outside: float
    partnership_tension: float


def next_talks(talks: Talks, terms: Terms, held: Round, p: NegotiationParameters) -> Talks:
    """Move a negotiation by one month; a scenario's commands come first.

    Parameters
    ----------
    talks, terms : the negotiation
    held : the month's round
    p : parameters of negotiations
    """
    before, months = talks.settlement, talks.settlement_months
    table = Table(
        trust=mean_of_both(held.member_trust_level, held.outside_trust_level),
        clock=shared_clock(held.lead_clock, held.outside_clock),
        overdue=months_overdue(held.month, terms.deadline, months, terms.duration),
    )
    after = before if held.month < terms.held_until else next_settlement(before, held.chance, table, terms.ways, p)
    after = overridden(after, held.command)
    project = next_project(talks.project, terms.prospects[after], p)
    return Talks(after, next_months(months, after == before), project)


def next_institution(
    institution: Institution, relations: Relations, chance: float, founded: int, ways: Ways, p: InstitutionParameters
) -> Institution:
    """Freeze, thaw, found or lift the institution, from conduct and the conditions of a partnership.

    Parameters
    ----------
    institution : before this month
    relations : what it looks at
    chance : uniform number in (0, 1)
    founded : regime that an event of the month founds, or -1
    ways : from each regime into others; where there is no institution, none, and only the climate moves
    p : parameters of the institution
    """
    before, home = institution.regime, institution.home
    trusts = (relations.trust_outside, relations.trust_alliance)
    read = mean_of_both(relations.read_outside, relations.read_alliance)
    climate = next_climate(institution.climate, read, p)
    ready = next_ready(institution.ready, trusts, relations.partnership_tension, p)
    politics = Politics(
        hostility=-relations.conduct_outside,
        climate=climate,
        home=home,
        months=next_months(institution.regime_months, True),
        ready=ready,
        trust=mean_of_both(trusts[0], trusts[1]),
    )
    after = overridden(next_regime(before, chance, politics, ways, p), founded)
    months = next_months(institution.regime_months, after == before)
    return Institution(after, overridden(home, founded), months, climate, ready)


def stock_of_area(
    stock: float, added: float, let_through: float, area: AreaTraits, now: AreaMonth, p: CooperationParameters
) -> float:
    """Return the stock of an area of cooperation at the end of the month, 0..1.

    Parameters
    ----------
    stock : before this month, 0..1
    added : by the month's events, share of the room
    let_through : by the regime, 0..1
    area : its traits
    now : commitment and policies of the month
    p : parameters of cooperation
    """
    need = remaining_need(linked_need(area.need, now.link), area.dependence, now.commitment, now.framework)
    return next_stock(stock, let_through, Project(need, area.insulation, now.support, added), p)
