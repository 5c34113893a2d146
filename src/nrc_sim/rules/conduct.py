"""Conduct: how an actor behaves toward another in a month."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, two_sided
from nrc_sim.rules.kinds import Conduct, Share


class ConductParameters(NamedTuple):
    """What conduct is made of: routine, reciprocity, trust, the part of acts that is carried on, and where it rests.

    `level` is where it rests apart from trust, `following` how far allies follow the line of their lead, `noise` the
    standard deviation of what a month brings besides.
    """

    routine: Share
    reciprocity: Share
    trust_pull: Share
    leadership_pull: Share
    weight_of_friendly_acts: Share
    level: Conduct = 0.0
    following: Share = 0.0
    noise: Share = 0.0


def reciprocated(received: float, hostility_cut: float, p: ConductParameters) -> float:
    """Answer conduct in kind, hostile conduct as far as the regime of the institution lets it.

    Parameters
    ----------
    received : conduct received last month, -1..1
    hostility_cut : share of hostile reciprocity that the regime suppresses, 0..1
    p : parameters of conduct

    Notes
    -----
    Reciprocity with routine: Goldstein and Freeman (1991). A pause in relations cuts the exchange of hostile acts
    (claim C14).
    """
    cut = hostility_cut if received < 0.0 else 0.0
    return p.reciprocity * received * (1.0 - cut)


def next_conduct(conduct: float, answer: float, trust: float, push: float, p: ConductParameters) -> float:
    """Return an actor's conduct toward another in the coming month.

    Parameters
    ----------
    conduct : its conduct last month, -1..1
    answer : reciprocated conduct, see `reciprocated`
    trust : its trust in the other, 0..1
    push : acts of the month and leadership together, see `conduct_push`
    p : parameters of conduct

    Returns
    -------
    conduct of the month, -1..1
    """
    return clamp(p.routine * conduct + answer + p.trust_pull * two_sided(trust) + push, -1.0, 1.0)


def resting_push(slow: float, lead: float, lead_weight: float, p: ConductParameters) -> float:
    """Return what draws conduct to where it rests apart from trust.

    Parameters
    ----------
    slow : slow part of conduct, in units of conduct
    lead : conduct of the lead of the actor's side toward the same other, -1..1
    lead_weight : how far the actor looks to its lead, 0..1
    p : parameters of conduct

    Notes
    -----
    Where both directions rest at one point, conduct rests there: routine and reciprocity leave this share to be filled.
    """
    beside_lead = p.following * lead_weight * (lead - p.level)
    return (1.0 - p.routine - p.reciprocity) * (p.level + slow + beside_lead)


def carried_acts(acts: float, p: ConductParameters) -> float:
    """Return how far the month's acts change conduct: in full if on balance they are hostile, else by a share.

    Parameters
    ----------
    acts : sum of the month's acts toward the other (Goldstein weight / 10)
    p : parameters of conduct

    Notes
    -----
    Most friendly acts are the routine of diplomacy, which conduct holds already; hostile acts stand out (Baumeister and
    others 2001).
    """
    return p.weight_of_friendly_acts * acts if acts > 0.0 else acts


def gestures(acts: float, p: ConductParameters) -> float:
    """Return what a month's acts hold beyond what they change in conduct, >= 0, see `carried_acts`.

    Parameters
    ----------
    acts : sum of the month's acts toward the other (Goldstein weight / 10)
    p : parameters of conduct
    """
    return acts - carried_acts(acts, p)


def conduct_push(acts: float, leadership: float, p: ConductParameters) -> float:
    """Add up what moves conduct this month besides routine, reciprocity and trust.

    Parameters
    ----------
    acts : sum of the month's acts toward the other (Goldstein weight / 10)
    leadership : disposition of the actor's leadership, log-odds
    p : parameters of conduct
    """
    return carried_acts(acts, p) + p.leadership_pull * leadership
