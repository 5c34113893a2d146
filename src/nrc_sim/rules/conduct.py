"""Conduct: how an actor behaves toward another in a month."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, two_sided
from nrc_sim.rules.kinds import Share


class ConductParameters(NamedTuple):
    """What conduct is made of: routine, reciprocity, trust and the part of acts that is carried on."""

    routine: Share
    reciprocity: Share
    trust_pull: Share
    leadership_pull: Share
    weight_of_friendly_acts: Share


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
