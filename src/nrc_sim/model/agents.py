"""The agents, by role: each owns its state and calls the rules on itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import mesa

from nrc_sim.rules.alliance import drawn_along, image_drawn_along
from nrc_sim.rules.arithmetic import deviation, logistic
from nrc_sim.rules.conduct import conduct_push, gestures, next_conduct, reciprocated
from nrc_sim.rules.expectation import next_expectation, raised_expectation
from nrc_sim.rules.fear import next_fear
from nrc_sim.rules.issues import felt_load
from nrc_sim.rules.leadership import next_disposition, next_tenure, renewed
from nrc_sim.rules.military import Posture, felt_threat, next_activity
from nrc_sim.rules.perception import blended, read_conduct, seen_by_member, surprise
from nrc_sim.rules.trust import Reader, Standing, learned, next_trust, resting_trust

if TYPE_CHECKING:
    from nrc_sim.model.relationship import RelationshipModel
    from nrc_sim.world.types import MemberTraits


class _Numbering(WeakKeyDictionary["RelationshipModel", Iterator[int]]):
    """The next number of an agent in each model that is still in use."""

    def __getitem__(self, model: RelationshipModel) -> Iterator[int]:
        return self.setdefault(model, count(1))


class Actor(mesa.Agent):  # type: ignore[misc]
    """What all actors share: a name and the model they live in."""

    # Mesa 3.3 counts its agents in a table of the class that holds every model for ever, with all its months.
    _ids = _Numbering()

    model: RelationshipModel

    def __init__(self, model: RelationshipModel, name: str) -> None:
        super().__init__(model)
        self.name = name


class Member(Actor):
    """A member of the Alliance and its view of the outside power.

    Attributes
    ----------
    conduct, expectation : float, -1..1
        Conduct toward the outside power, and the conduct it expects in return.
    trust : float
        Log-odds that the outside power will reciprocate.
    fear : float
        Log-odds of trust lost to past threats.
    """

    conduct: float
    expectation: float
    trust: float
    trust_level: float
    fear: float
    disposition_of_leaders: float = 0.0

    def __init__(self, model: RelationshipModel, name: str, number: int, traits: MemberTraits) -> None:
        super().__init__(model, name)
        self.number, self.traits = number, traits
        self.conduct = self.intended = self.expectation = self.fear = 0.0
        self.received = self.read = 0.0
        self.set_trust(0.0)

    def set_trust(self, trust: float) -> None:
        """Set trust in log-odds, and with it `trust_level`, 0..1."""
        self.trust, self.trust_level = trust, logistic(trust)

    def perceive(self) -> float:
        """See the outside power's conduct, also toward the lead member."""
        toward = self.model.outside.conduct
        return seen_by_member(toward[self.number], toward[0], self.traits.lead_weight, self.model.parameters.perception)

    def intend(self) -> None:
        """Choose this month's conduct from last month's values."""
        model, p = self.model, self.model.parameters.conduct
        acts = model.month_acts.member_acts[self.number]
        push = conduct_push(acts, self.disposition_of_leaders, p)
        answer = reciprocated(self.received, model.alliance.regime_traits.hostility_cut, p)
        self.intended = next_conduct(self.conduct, answer, self.trust_level, push, p)

    def act(self) -> None:
        """Carry out what was intended."""
        self.conduct = self.intended

    def pulled_by(self, lead: float, allies: float) -> float:
        """Return the trust (deviation from disposition) of those it looks to."""
        return blended(allies, lead, self.traits.lead_weight)

    def learn(self, lead: float, allies: float) -> None:
        """Read the month's conduct, and let trust, expectation and fear follow.

        Parameters
        ----------
        lead, allies : last month's trust minus disposition, of the lead member and of the allies' mean, log-odds
        """
        model, p, traits = self.model, self.model.parameters, self.traits
        self.received = self.perceive()
        dialogue = model.alliance.dialogue
        acts, number = model.month_acts, self.number
        self.read = read_conduct(self.received, gestures(acts.outside_acts[number], p.conduct), 0.0)
        news = surprise(self.read, self.expectation)
        reader = Reader(traits.threat_perception, 1.0, model.agenda.member_grievance, dialogue, 0.0)
        threat = felt_threat(model.outside.activity, traits.threat_perception, model.world.transparency, p.military)
        load = felt_load(model.agenda.member_load, traits.threat_perception)
        rest = Standing(
            traits.disposition, model.rally, self.fear, self.disposition_of_leaders, load, threat, model.agenda.project
        )
        pull = drawn_along(
            deviation(self.trust, traits.disposition), self.pulled_by(lead, allies), traits.stubbornness, p.alliance
        )
        spill = model.alliance.spillover
        raised = raised_expectation(
            acts.member_acts[number], acts.outside_acts[number], acts.talks_opened, p.expectation
        )
        self.set_trust(
            next_trust(self.trust, learned(news, reader, p.trust), resting_trust(rest, p.trust), pull, spill, p.trust)
        )
        self.expectation = next_expectation(self.expectation, self.read, raised, p.expectation)
        self.fear = next_fear(self.fear, self.received, traits.threat_perception, p.fear)


class LeadMember(Member):
    """The member whose line the others look to, and who negotiates for all.

    Attributes
    ----------
    tenure : float
        Months since its leadership changed.
    """

    tenure = 0.0

    def pulled_by(self, lead: float, allies: float) -> float:  # noqa: ARG002 - the lead looks to its allies alone
        """Return the allies' trust (deviation from disposition)."""
        return allies

    def renew_leadership(self) -> None:
        """Let the leadership's disposition fade, or change with an election."""
        luck, month = self.model.luck, self.model.calendar
        chances = (luck.renewal[0], luck.new_leaders[0])
        p = self.model.parameters.leadership
        self.tenure = next_tenure(self.tenure, renewed(chances[0], month.lead_renewal))
        self.disposition_of_leaders = next_disposition(self.disposition_of_leaders, month.lead_renewal, chances, p)


class OutsidePower(Actor):
    """The outside power: its conduct toward, trust in and expectations of each member, and its forces.

    Attributes
    ----------
    conduct, expectation, trust : list of float (member)
        As for `Member`, toward each member.
    activity : float, 0..1
        Military activity.
    """

    conduct: list[float]
    expectation: list[float]
    trust: list[float]
    trust_levels: list[float]
    activity: float
    disposition_of_leaders: float

    def __init__(self, model: RelationshipModel, name: str) -> None:
        super().__init__(model, name)
        self.conduct: list[float] = []
        self.intended: list[float] = []
        self.expectation: list[float] = []
        self.received: list[float] = []
        self.read: list[float] = []
        self.activity = self.disposition_of_leaders = 0.0
        self.set_trust([])

    def set_trust(self, trust: list[float]) -> None:
        """Set trust in each member in log-odds, and with it `trust_levels`, 0..1."""
        self.trust, self.trust_levels = trust, [logistic(value) for value in trust]

    def perceive(self) -> list[float]:
        """See each member's conduct."""
        return [member.conduct for member in self.model.members]

    def intend(self) -> None:
        """Choose this month's conduct toward each member from last month's values."""
        model, p = self.model, self.model.parameters.conduct
        cut = model.alliance.regime_traits.hostility_cut
        self.intended = []
        for number, received in enumerate(self.received):
            acts = model.month_acts.outside_acts[number]
            push = conduct_push(acts, self.disposition_of_leaders, p)
            answer = reciprocated(received, cut, p)
            self.intended.append(next_conduct(self.conduct[number], answer, self.trust_levels[number], push, p))

    def act(self) -> None:
        """Carry out what was intended."""
        self.conduct = self.intended

    def learn(self) -> None:
        """Read the month's conduct of each member, and let trust and expectation follow."""
        model = self.model
        self.received = self.perceive()
        threat = felt_threat(model.alliance.activity, 1.0, model.world.transparency, model.parameters.military)
        lead_deviation = deviation(self.trust[0], model.world.members[0].disposition)
        p, acts = model.parameters, model.month_acts
        self.read = [
            read_conduct(received, gestures(acts.member_acts[number], p.conduct), acts.discounts[number])
            for number, received in enumerate(self.received)
        ]
        trusts = [self._learned_of(number, conduct, lead_deviation, threat) for number, conduct in enumerate(self.read)]
        for number, conduct in enumerate(self.read):
            own, others = acts.outside_acts[number], acts.member_acts[number]
            raised = raised_expectation(own, others, acts.talks_opened, p.expectation)
            self.expectation[number] = next_expectation(self.expectation[number], conduct, raised, p.expectation)
        self.set_trust(trusts)

    def _learned_of(self, number: int, read: float, lead_deviation: float, threat: float) -> float:
        model, p, trust = self.model, self.model.parameters, self.trust[number]
        alliance, disposition = model.alliance, model.world.members[number].disposition
        news = surprise(read, self.expectation[number])
        reader = Reader(
            1.0,
            model.world.openness,
            model.agenda.outside_grievance,
            alliance.dialogue,
            alliance.consultation,
        )
        rest = Standing(
            disposition,
            model.rally,
            0.0,
            self.disposition_of_leaders,
            model.agenda.outside_load,
            threat,
            model.agenda.project,
        )
        pull = image_drawn_along(deviation(trust, disposition), lead_deviation, p.alliance)
        resting = resting_trust(rest, p.trust)
        return next_trust(trust, learned(news, reader, p.trust), resting, pull, alliance.spillover, p.trust)

    def adjust_forces(self, other: float) -> None:
        """Adjust military activity to the other side's of last month, to trust and to failed talks."""
        model = self.model
        posture = Posture(
            trust=model.trust_outside,
            fear=0.0,
            failed=model.agenda.failures,
            freed=0.0,
            transparency=model.world.transparency,
            added=model.month_acts.activity_outside,
        )
        self.activity = next_activity(self.activity, other, posture, model.parameters.military)

    def renew_leadership(self) -> None:
        """Let the leadership's disposition fade, or change."""
        luck, month = self.model.luck, self.model.calendar
        chances = (luck.renewal[1], luck.new_leaders[1])
        p = self.model.parameters.leadership
        self.disposition_of_leaders = next_disposition(self.disposition_of_leaders, month.outside_renewal, chances, p)
