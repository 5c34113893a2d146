"""Conduct: how an actor behaves toward another in a month."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp


class ConductParameters(NamedTuple):
    """What conduct is made of: routine, reciprocity, trust and chance."""

    routine: float
    reciprocity: float
    hostile_escalation: float
    restraint_by_dialogue: float
    trust_pull: float
    leadership_pull: float
    weight_of_friendly_acts: float
    dyad_noise: float
    shared_noise: float


def restraint(hostility_cut: float, dialogue: float, p: ConductParameters) -> float:
    """Say which share of hostile reciprocity regime and dialogue suppress together.

    Parameters
    ----------
    hostility_cut : share that the regime of the institution suppresses, 0..1
    dialogue : level of dialogue, 0..1
    p : parameters of conduct

    Notes
    -----
    A pause in relations cuts the exchange of hostile acts (claim C14); so does restraint learned in dialogue (claims
    C4, C24, C52).
    """
    return 1.0 - (1.0 - hostility_cut) * (1.0 - p.restraint_by_dialogue * dialogue)


def reciprocated(received: float, restrained: float, p: ConductParameters) -> float:
    """Answer conduct in kind, hostile conduct more than proportionally.

    Parameters
    ----------
    received : conduct received last month, -1..1
    restrained : share of hostile reciprocity that is suppressed, 0..1, see `restraint`
    p : parameters of conduct

    Notes
    -----
    Reciprocity with routine: Goldstein and Freeman (1991). Reciprocity is strongest at high tension: Patchen and
    Bogumil (1995).
    """
    hostile = max(0.0, -received)
    cut = restrained if received < 0.0 else 0.0
    return p.reciprocity * received * (1.0 + p.hostile_escalation * hostile) * (1.0 - cut)


def next_conduct(conduct: float, answer: float, trust: float, push: float, p: ConductParameters) -> float:
    """Let an actor behave toward another for one month.

    Parameters
    ----------
    conduct : its conduct last month, -1..1
    answer : reciprocated conduct, see `reciprocated`
    trust : its trust in the other, 0..1
    push : acts of the month, leadership and chance together, see `conduct_push`
    p : parameters of conduct

    Returns
    -------
    conduct of the month, -1..1
    """
    return clamp(p.routine * conduct + answer + p.trust_pull * (2.0 * trust - 1.0) + push, -1.0, 1.0)


def chance_in_conduct(own: float, shared: float, p: ConductParameters) -> float:
    """Mix chance of one dyad with chance that all dyads of a direction share.

    Parameters
    ----------
    own, shared : standard bell-shaped numbers
    p : parameters of conduct

    Returns
    -------
    noise in units of conduct
    """
    return p.dyad_noise * own + p.shared_noise * shared


def carried_acts(acts: float, p: ConductParameters) -> float:
    """Say how far the month's acts change conduct: in full if on balance they are hostile, else by a share.

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


def conduct_push(acts: float, leadership: float, chance: float, p: ConductParameters) -> float:
    """Add up what moves conduct this month besides routine, reciprocity and trust.

    Parameters
    ----------
    acts : sum of the month's acts toward the other (Goldstein weight / 10)
    leadership : disposition of the actor's leadership, log-odds
    chance : noise in units of conduct
    p : parameters of conduct
    """
    return carried_acts(acts, p) + p.leadership_pull * leadership + chance
