"""What an actor does in a month: which of its numbers goes into which argument of which rule, said once.

Both engines call these functions, the readable one with the attributes of its agents, the compiled one with the rows of
its lanes. The rules are the same for both sides; what differs between powers are their traits.
"""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.alliance import AllianceParameters, drawn_along, image_drawn_along
from nrc_sim.rules.conduct import (
    ConductParameters,
    conduct_push,
    gestures,
    next_conduct,
    reciprocated,
    resting_push,
)
from nrc_sim.rules.expectation import ExpectationParameters, next_expectation, raised_expectation
from nrc_sim.rules.issues import felt_load
from nrc_sim.rules.military import MilitaryParameters, Posture, felt_threat, next_activity
from nrc_sim.rules.perception import PerceptionParameters, seen_conduct
from nrc_sim.rules.powers import PowerTraits, SideTraits
from nrc_sim.rules.rift import followed
from nrc_sim.rules.trust import Reader, Standing, TrustParameters, learned, next_trust, resting_trust


class Stance(NamedTuple):
    """How an actor stands toward another before it acts.

    `conduct` last month and `received` in return, -1..1; `trust_level` 0..1; `acts` of the month toward the other
    (Goldstein weight / 10); `leaders`, the disposition of its leadership, log-odds;
    `hostility_cut` by the regime, 0..1; the `slow` part of conduct, in units of conduct; conduct of the `lead` of its
    side toward the same other last month, -1..1, and `lead_weight`, how far it looks to it, 0..1; `chance`, a
    bell-shaped number; the `rift` between it and its allies, 0..1.
    """

    conduct: float
    received: float
    trust_level: float
    acts: float
    leaders: float
    hostility_cut: float
    slow: float
    lead: float
    lead_weight: float
    chance: float
    rift: float


class Hopes(NamedTuple):
    """What an actor expects of another, and what the month does to that.

    `expectation` and conduct as `read`, in units of conduct; `acts` of its own toward the other and the other's
    `replies` (Goldstein weight / 10); `talks_opened`, a number of negotiations.
    """

    expectation: float
    read: float
    acts: float
    replies: float
    talks_opened: float


class View(NamedTuple):
    """What a power has before it when it judges one of the other side.

    Its `trust`, `fear` and `leaders`, log-odds; its `expectation` and conduct as `read`, in units of conduct; the
    `load` of tensions on its side and its share, `grievance`, 0..1; the other side's `activity`, 0..1; `dialogue` 0..1;
    `consultation` remembered, 0..1; `rally` and `spillover`, log-odds; `whole_project` of all negotiations;
    `transparency` 0..1; the `slow` part of the other's conduct, in units of conduct; the `upkeep` of both, 0..1.
    """

    trust: float
    expectation: float
    read: float
    fear: float
    load: float
    grievance: float
    activity: float
    dialogue: float
    consultation: float
    rally: float
    whole_project: float
    spillover: float
    leaders: float
    transparency: float
    slow: float
    upkeep: float


class Forces(NamedTuple):
    """What the military activity of a side answers to.

    Its own `activity` and the `opposing` one, 0..1; its `trust` in the other side, 0..1; `mean_fear` of its powers,
    log-odds; `failures` of negotiations, a count; what events of the month add to activity, -1..1; `commitment` abroad,
    1 (in full) .. 0 (ended); `transparency` 0..1.
    """

    activity: float
    opposing: float
    trust: float
    mean_fear: float
    failures: float
    added_activity: float
    commitment: float
    transparency: float


def choose_conduct(stance: Stance, p: ConductParameters) -> float:
    """Return the conduct, -1..1, that an actor chooses for this month.

    Parameters
    ----------
    stance : how it stands toward the other
    p : parameters of conduct
    """
    answer = reciprocated(stance.received, stance.hostility_cut, p)
    rest = resting_push(stance.slow, stance.lead, followed(stance.lead_weight, stance.rift), p)
    push = conduct_push(stance.acts, stance.leaders, p) + (rest + p.noise * stance.chance)
    return next_conduct(stance.conduct, answer, stance.trust_level, push, p)


def see_conduct(own: float, toward_lead: float, lead_weight: float, rift: float, p: PerceptionParameters) -> float:
    """Return the conduct of a power of the other side, -1..1, as an actor sees it beside that toward its lead.

    Parameters
    ----------
    own, toward_lead : conduct of that power toward the actor and toward its lead, -1..1
    lead_weight : how far the actor looks to its lead, 0..1
    rift : between the actor and its allies, 0..1
    p : parameters of perception
    """
    return seen_conduct(own, toward_lead, followed(lead_weight, rift), p)


def read_acts(received: float, acts: float, discount: float, p: ConductParameters) -> float:
    """Return the conduct of the other by what it is worth to the actor who reads it; what was done is untouched.

    Parameters
    ----------
    received : conduct, -1..1
    acts : sum of the other's acts toward the actor (Goldstein weight / 10)
    discount : what the actor does not count of linked acts, or turns around
    p : parameters of conduct

    Returns
    -------
    in units of conduct; large gestures and discounts carry it beyond -1..1

    Notes
    -----
    Gestures are read in full: a costly signal moves belief more than it moves routine, Kydd (2005).
    """
    return received + gestures(acts, p) + discount


def drawn_to_allies(
    deviation: float, looked_to: float, rift: float, traits: PowerTraits, p: AllianceParameters
) -> float:
    """Return the change of a power's trust, log-odds, by those of its own side that it looks to.

    Parameters
    ----------
    deviation : its trust minus disposition, log-odds
    looked_to : trust minus disposition of those it looks to, in the same power, log-odds
    rift : between it and its allies, 0..1
    traits : of the power
    p : parameters of alliances
    """
    return followed(drawn_along(deviation, looked_to, traits.stubbornness, p), rift)


def drawn_to_lead(deviation: float, lead: float, p: AllianceParameters) -> float:
    """Return the change of a power's trust, log-odds, by its own trust in the lead of the other side.

    Parameters
    ----------
    deviation : its trust minus disposition, log-odds
    lead : its trust in the lead of the other side minus disposition, log-odds
    p : parameters of alliances
    """
    return image_drawn_along(deviation, lead, p)


def updated_trust(
    view: View, traits: PowerTraits, drawn: float, p: TrustParameters, military: MilitaryParameters
) -> float:
    """Return a power's trust in one of the other side at the end of the month, log-odds.

    Parameters
    ----------
    view : what it has before it
    traits : of the power, which takes load and threat as heavily as it feels threatened
    drawn : change by its allies and by its trust in the other side's lead, log-odds
    p, military : parameters of trust and of military activity
    """
    felt = traits.threat_perception
    reader = Reader(felt, traits.openness, view.grievance, view.dialogue, view.consultation * traits.consulted)
    threat = felt_threat(view.activity, felt, view.transparency, military)
    load, project = felt_load(view.load, felt), view.whole_project
    standing = Standing(
        traits.disposition, view.rally, view.fear, view.leaders, load, threat, project, view.slow, view.upkeep
    )
    news = learned(view.read - view.expectation, reader, p)
    return next_trust(view.trust, news, resting_trust(standing, reader, p), drawn, view.spillover, p)


def learn_expectation(hopes: Hopes, p: ExpectationParameters) -> float:
    """Return the conduct, -1..1, that an actor expects of another at the end of the month.

    Parameters
    ----------
    hopes : what it expects, and what the month does to that
    p : parameters of expectations
    """
    raised = raised_expectation(hopes.acts, hopes.replies, hopes.talks_opened, p)
    return next_expectation(hopes.expectation, hopes.read, raised, p)


def next_forces(forces: Forces, traits: SideTraits, p: MilitaryParameters) -> float:
    """Return the military activity of a side, 0..1: it answers to failed talks and to fear, and uses forces set free.

    Parameters
    ----------
    forces : what it answers to
    traits : of the side, which say how far it does either
    p : parameters of military activity
    """
    posture = Posture(
        trust=forces.trust,
        fear=forces.mean_fear,
        failed=traits.counter_measures * forces.failures,
        freed=traits.committed * (1.0 - forces.commitment),
        transparency=forces.transparency,
        added=forces.added_activity,
    )
    return next_activity(forces.activity, forces.opposing, posture, p)
