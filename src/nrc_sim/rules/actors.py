"""What an actor does in a month: which of its numbers goes into which argument of which rule, said once.

Both engines call these functions, the readable one with the attributes of its agents, the compiled one with the rows of
its lanes. What differs between a member and the outside power stands here, and nowhere else.
"""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.alliance import AllianceParameters, drawn_along, image_drawn_along
from nrc_sim.rules.conduct import ConductParameters, conduct_push, gestures, next_conduct, reciprocated
from nrc_sim.rules.expectation import ExpectationParameters, next_expectation, raised_expectation
from nrc_sim.rules.issues import felt_load
from nrc_sim.rules.members import MemberTraits
from nrc_sim.rules.military import MilitaryParameters, Posture, felt_threat, next_activity
from nrc_sim.rules.trust import Reader, Standing, TrustParameters, learned, next_trust, resting_trust


class Stance(NamedTuple):
    """How an actor stands toward another before it acts.

    `conduct` last month and `received` in return, -1..1; `trust_level` 0..1; `acts` of the month toward the other
    (Goldstein weight / 10); `leaders`, the disposition of its leadership, log-odds;
    `hostility_cut` by the regime, 0..1.
    """

    conduct: float
    received: float
    trust_level: float
    acts: float
    leaders: float
    hostility_cut: float


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


class MemberView(NamedTuple):
    """What a member has before it when it judges the outside power.

    Its `trust`, `fear` and `leaders`, log-odds; its `expectation` and conduct as `read`, in units of conduct; the
    `load` of tensions and its share, `grievance`, 0..1; the outside power's `activity_outside`, 0..1; `dialogue` 0..1;
    `rally` and `spillover`, log-odds; `whole_project` of all negotiations; `transparency` 0..1.
    """

    trust: float
    expectation: float
    read: float
    fear: float
    load: float
    grievance: float
    activity_outside: float
    dialogue: float
    rally: float
    whole_project: float
    spillover: float
    leaders: float
    transparency: float


class OutsideView(NamedTuple):
    """What the outside power has before it when it judges a member.

    As `MemberView`, with the `consultation` it remembers, 0..1, and its `openness` to good news; it has no fear.
    """

    trust: float
    expectation: float
    read: float
    load: float
    grievance: float
    activity_alliance: float
    dialogue: float
    consultation: float
    rally: float
    whole_project: float
    spillover: float
    leaders: float
    openness: float
    transparency: float


class Forces(NamedTuple):
    """What the military activity of both sides answers to.

    Activity and trust in the other side, 0..1; `mean_fear` of the members, log-odds; `failures` of negotiations, a
    count; what events of the month add to activity, -1..1; `commitment` abroad, 1 (in full) .. 0 (ended);
    `transparency` 0..1.
    """

    activity_outside: float
    activity_alliance: float
    trust_outside: float
    trust_alliance: float
    mean_fear: float
    failures: float
    added_activity_outside: float
    added_activity_alliance: float
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
    push = conduct_push(stance.acts, stance.leaders, p)
    return next_conduct(stance.conduct, answer, stance.trust_level, push, p)


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


def drawn_to_allies(trust: float, looked_to: float, traits: MemberTraits, p: AllianceParameters) -> float:
    """Return the change of a member's trust, log-odds, by those it looks to.

    Parameters
    ----------
    trust : of the member, log-odds
    looked_to : trust minus disposition of those it looks to, log-odds
    traits : of the member
    p : parameters of the Alliance
    """
    return drawn_along(trust - traits.disposition, looked_to, traits.stubbornness, p)


def drawn_to_lead(trust: float, disposition: float, lead: float, p: AllianceParameters) -> float:
    """Return the change of the outside power's trust in a member, log-odds, by its trust in the lead.

    Parameters
    ----------
    trust : in the member, log-odds
    disposition : of the member and the outside power toward each other, log-odds
    lead : trust in the lead minus disposition, log-odds
    p : parameters of the Alliance
    """
    return image_drawn_along(trust - disposition, lead, p)


def trust_of_member(
    view: MemberView, traits: MemberTraits, drawn: float, p: TrustParameters, military: MilitaryParameters
) -> float:
    """Return a member's trust in the outside power at the end of the month, log-odds.

    Parameters
    ----------
    view : what it has before it
    traits : of the member, who takes load and threat as heavily as it feels threatened
    drawn : change by those it looks to, log-odds
    p, military : parameters of trust and of military activity
    """
    felt = traits.threat_perception
    reader = Reader(felt, 1.0, view.grievance, view.dialogue, 0.0)
    threat = felt_threat(view.activity_outside, felt, view.transparency, military)
    load, project = felt_load(view.load, felt), view.whole_project
    standing = Standing(traits.disposition, view.rally, view.fear, view.leaders, load, threat, project)
    news = learned(view.read - view.expectation, reader, p)
    return next_trust(view.trust, news, resting_trust(standing, p), drawn, view.spillover, p)


def trust_of_outside(
    view: OutsideView, disposition: float, drawn: float, p: TrustParameters, military: MilitaryParameters
) -> float:
    """Return the outside power's trust in a member at the end of the month, log-odds.

    Parameters
    ----------
    view : what it has before it
    disposition : of the member and the outside power toward each other, log-odds
    drawn : change by its trust in the lead, log-odds
    p, military : parameters of trust and of military activity
    """
    reader = Reader(1.0, view.openness, view.grievance, view.dialogue, view.consultation)
    threat = felt_threat(view.activity_alliance, 1.0, view.transparency, military)
    standing = Standing(disposition, view.rally, 0.0, view.leaders, view.load, threat, view.whole_project)
    news = learned(view.read - view.expectation, reader, p)
    return next_trust(view.trust, news, resting_trust(standing, p), drawn, view.spillover, p)


def learn_expectation(hopes: Hopes, p: ExpectationParameters) -> float:
    """Return the conduct, -1..1, that an actor expects of another at the end of the month.

    Parameters
    ----------
    hopes : what it expects, and what the month does to that
    p : parameters of expectations
    """
    raised = raised_expectation(hopes.acts, hopes.replies, hopes.talks_opened, p)
    return next_expectation(hopes.expectation, hopes.read, raised, p)


def forces_of_outside(forces: Forces, p: MilitaryParameters) -> float:
    """Return the outside power's military activity, 0..1: it answers to failed talks.

    Parameters
    ----------
    forces : of both sides
    p : parameters of military activity
    """
    posture = Posture(
        trust=forces.trust_outside,
        fear=0.0,
        failed=forces.failures,
        freed=0.0,
        transparency=forces.transparency,
        added=forces.added_activity_outside,
    )
    return next_activity(forces.activity_outside, forces.activity_alliance, posture, p)


def forces_of_alliance(forces: Forces, p: MilitaryParameters) -> float:
    """Return the Alliance's military activity, 0..1: it answers to its members' fear, and uses forces set free.

    Parameters
    ----------
    forces : of both sides
    p : parameters of military activity
    """
    posture = Posture(
        trust=forces.trust_alliance,
        fear=forces.mean_fear,
        failed=0.0,
        freed=1.0 - forces.commitment,
        transparency=forces.transparency,
        added=forces.added_activity_alliance,
    )
    return next_activity(forces.activity_alliance, forces.activity_outside, posture, p)
