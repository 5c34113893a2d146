"""Trust: the believed probability that the other will reciprocate."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp
from nrc_sim.rules.kinds import LogOdds, Reach, Share, Weight


class TrustParameters(NamedTuple):
    """How trust moves with surprises and where it returns to."""

    learning: Weight
    calming_by_dialogue: Share
    aggravation_by_tension: Weight
    calming_by_consultation: Share
    return_rate: Share
    level: LogOdds
    weight_of_tensions: Weight
    weight_of_threat: Weight
    weight_of_project: Weight
    leadership_pull: Weight
    limit: Reach
    weight_of_memory: Weight = 0.0
    weight_of_upkeep: Weight = 0.0


class Reader(NamedTuple):
    """Who reads the news, and in which state of relations.

    `threat` and `openness` multiples of 1, `grievance` 0..1, `dialogue` 0..1, `consultation` 0..1.
    """

    threat: float
    openness: float
    grievance: float
    dialogue: float
    consultation: float


class Standing(NamedTuple):
    """What trust rests on apart from the month's news.

    `disposition`, `rally`, `fear` and `leadership` in log-odds; `load` the weighted sum of issue tensions; `threat`
    perceived from the other's military activity; `project` the joint project, 0..1; `slow`, the slow part of the
    other's conduct, in units of conduct; `upkeep`, see `nrc_sim.rules.memory.next_upkeep`.
    """

    disposition: float
    rally: float
    fear: float
    leadership: float
    load: float
    threat: float
    project: float
    slow: float = 0.0
    upkeep: float = 0.0


def bad_news_weight(reader: Reader, p: TrustParameters) -> float:
    """Weigh a negative surprise.

    Notes
    -----
    Who feels threatened minds it more. Dialogue dampens it (claims C3, C4), grievances aggravate it (claim C56), having
    been consulted softens it (claim C54).
    """
    softened = (1.0 - p.calming_by_dialogue * reader.dialogue) * (1.0 - p.calming_by_consultation * reader.consultation)
    return reader.threat * softened * (1.0 + p.aggravation_by_tension * reader.grievance)


def learned(surprise: float, reader: Reader, p: TrustParameters) -> float:
    """Return the change of trust (log-odds) that a surprise causes.

    Parameters
    ----------
    surprise : conduct as read minus conduct expected, in units of conduct
    reader : who reads it
    p : parameters of trust

    Notes
    -----
    Trust as a belief in log-odds that evidence updates: Kydd (2005).
    """
    weight = bad_news_weight(reader, p) if surprise < 0.0 else reader.openness
    return p.learning * weight * surprise


def left_behind(slow: float, reader: Reader, p: TrustParameters) -> float:
    """Return what the years behind change in the resting point of trust, log-odds.

    Parameters
    ----------
    slow : slow part of the other's conduct, in units of conduct
    reader : who remembers
    p : parameters of trust

    Notes
    -----
    What is bad weighs as bad news does: more with grievances, less with dialogue (claims C59, C62).
    """
    return p.weight_of_memory * slow * (bad_news_weight(reader, p) if slow < 0.0 else 1.0)


def resting_trust(standing: Standing, reader: Reader, p: TrustParameters) -> float:
    """Return the log-odds of trust to which an actor returns when nothing surprises it.

    Notes
    -----
    Unresolved issues hold trust down (claims C1, C2, C25), a large joint project raises its ceiling (claim C21), fear
    and military activity lower it (claims C26, C39), a common threat rallies for a time (claim C6). What years have
    left behind weighs on it (claims C59, C62), and relations wear where nobody invests in them (claim C31).
    """
    burdens = p.weight_of_tensions * standing.load + p.weight_of_threat * standing.threat + standing.fear
    supports = standing.rally + p.leadership_pull * standing.leadership + p.weight_of_project * standing.project
    past = left_behind(standing.slow, reader, p) + p.weight_of_upkeep * standing.upkeep
    return p.level + standing.disposition + past + supports - burdens


def next_trust(trust: float, news: float, resting: float, drawn: float, spillover: float, p: TrustParameters) -> float:
    """Move trust by one month.

    Parameters
    ----------
    trust, resting : log-odds
    news : change by this month's surprise, see `learned`
    drawn, spillover : change by allied influence and by spillover of cooperation, log-odds
    p : parameters of trust

    Returns
    -------
    log-odds, within `limit` either way
    """
    return clamp(trust + news + p.return_rate * (resting - trust) + (drawn + spillover), -p.limit, p.limit)
