"""Expectations of conduct, and the disappointments they prepare."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp
from nrc_sim.rules.kinds import Share


class ExpectationParameters(NamedTuple):
    """How fast expectations follow experience, and what raises them ahead of it."""

    learning: Share
    reply_awaited: Share
    hope_of_talks: Share


def next_expectation(expected: float, received: float, raised: float, p: ExpectationParameters) -> float:
    """Return the conduct that an actor expects of another after a month's experience.

    Parameters
    ----------
    expected : conduct, -1..1
    received : conduct as it was read, which gestures and linked acts may carry beyond -1..1
    raised : what this month's own gestures and openings add, see `raised_expectation`
    p : parameters of expectations
    """
    return clamp(expected + p.learning * (received - expected) + raised, -1.0, 1.0)


def raised_expectation(own_acts: float, other_acts: float, talks_opened: float, p: ExpectationParameters) -> float:
    """Expect more of the other after an unanswered gesture of one's own, or the opening of talks.

    Parameters
    ----------
    own_acts : sum of the actor's own acts toward the other this month (Goldstein weight / 10)
    other_acts : sum of the other's acts toward the actor; what exceeds them awaits a reply
    talks_opened : number of negotiations opened this month
    p : parameters of expectations

    Notes
    -----
    An unanswered positive act is a negative surprise (claim C10); hopes raised at the opening of talks may be
    disappointed (claim C47).
    """
    return p.reply_awaited * max(0.0, own_acts - max(0.0, other_acts)) + p.hope_of_talks * talks_opened
