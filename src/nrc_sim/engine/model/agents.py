"""The agents, by role: each owns its state and calls the rules on itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import mesa

from nrc_sim.rules.actors import (
    Forces,
    Hopes,
    MemberView,
    OutsideView,
    Stance,
    choose_conduct,
    drawn_to_allies,
    drawn_to_lead,
    forces_of_outside,
    learn_expectation,
    read_acts,
    trust_of_member,
    trust_of_outside,
)
from nrc_sim.rules.arithmetic import logistic
from nrc_sim.rules.fear import next_fear
from nrc_sim.rules.leadership import next_disposition, next_tenure, renewed
from nrc_sim.rules.perception import blended, seen_by_member

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel
    from nrc_sim.rules.members import MemberTraits


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
        model = self.model
        stance = Stance(
            conduct=self.conduct,
            received=self.received,
            trust_level=self.trust_level,
            acts=model.month_acts.member_acts[self.number],
            leaders=self.disposition_of_leaders,
            hostility_cut=model.alliance.regime_traits.hostility_cut,
        )
        self.intended = choose_conduct(stance, model.parameters.conduct)

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
        p, acts, number = self.model.parameters, self.model.month_acts, self.number
        self.received = self.perceive()
        self.read = read_acts(self.received, acts.outside_acts[number], 0.0, p.conduct)
        hopes = Hopes(
            expectation=self.expectation,
            read=self.read,
            acts=acts.member_acts[number],
            replies=acts.outside_acts[number],
            talks_opened=acts.talks_opened,
        )
        drawn = drawn_to_allies(self.trust, self.pulled_by(lead, allies), self.traits, p.alliance)
        self.set_trust(trust_of_member(self.view(), self.traits, drawn, p.trust, p.military))
        self.expectation = learn_expectation(hopes, p.expectation)
        self.fear = next_fear(self.fear, self.received, self.traits.threat_perception, p.fear)

    def view(self) -> MemberView:
        """Return what it has before it when it judges the outside power."""
        model = self.model
        return MemberView(
            trust=self.trust,
            expectation=self.expectation,
            read=self.read,
            fear=self.fear,
            load=model.agenda.member_load,
            grievance=model.agenda.member_grievance,
            activity_outside=model.outside.activity,
            dialogue=model.alliance.dialogue,
            rally=model.rally,
            whole_project=model.agenda.project,
            spillover=model.alliance.spillover,
            leaders=self.disposition_of_leaders,
            transparency=model.policies.transparency,
        )


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
        """Fade the leadership's disposition, or draw a new one at an election."""
        draws, month = self.model.draws, self.model.calendar
        chances = (draws.renewal[0], draws.new_leaders[0])
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
        self.intended = [
            choose_conduct(self.stance(number), self.model.parameters.conduct) for number in range(len(self.conduct))
        ]

    def stance(self, number: int) -> Stance:
        """Return how it stands toward a member before it acts."""
        return Stance(
            conduct=self.conduct[number],
            received=self.received[number],
            trust_level=self.trust_levels[number],
            acts=self.model.month_acts.outside_acts[number],
            leaders=self.disposition_of_leaders,
            hostility_cut=self.model.alliance.regime_traits.hostility_cut,
        )

    def act(self) -> None:
        """Carry out what was intended."""
        self.conduct = self.intended

    def learn(self) -> None:
        """Read the month's conduct of each member, and let trust and expectation follow."""
        p, acts, members = self.model.parameters, self.model.month_acts, self.model.world.members
        self.received = self.perceive()
        seen = zip(self.received, acts.member_acts, acts.discounts, strict=True)
        self.read = [read_acts(received, act, discount, p.conduct) for received, act, discount in seen]
        lead, trusts = self.trust[0] - members[0].disposition, []
        for number, traits in enumerate(members):
            drawn = drawn_to_lead(self.trust[number], traits.disposition, lead, p.alliance)
            trusts.append(trust_of_outside(self.view(number), traits.disposition, drawn, p.trust, p.military))
        self.expectation = [learn_expectation(self.hopes(number), p.expectation) for number in range(len(members))]
        self.set_trust(trusts)

    def hopes(self, number: int) -> Hopes:
        """Return what it expects of a member, and what the month does to that."""
        acts = self.model.month_acts
        return Hopes(
            expectation=self.expectation[number],
            read=self.read[number],
            acts=acts.outside_acts[number],
            replies=acts.member_acts[number],
            talks_opened=acts.talks_opened,
        )

    def view(self, number: int) -> OutsideView:
        """Return what it has before it when it judges a member."""
        model = self.model
        return OutsideView(
            trust=self.trust[number],
            expectation=self.expectation[number],
            read=self.read[number],
            load=model.agenda.outside_load,
            grievance=model.agenda.outside_grievance,
            activity_alliance=model.alliance.activity,
            dialogue=model.alliance.dialogue,
            consultation=model.alliance.consultation,
            rally=model.rally,
            whole_project=model.agenda.project,
            spillover=model.alliance.spillover,
            leaders=self.disposition_of_leaders,
            openness=model.world.openness,
            transparency=model.policies.transparency,
        )

    def adjust_forces(self, forces: Forces) -> None:
        """Adjust military activity to the other side's of last month, to trust and to failed talks."""
        self.activity = forces_of_outside(forces, self.model.parameters.military)

    def renew_leadership(self) -> None:
        """Fade the leadership's disposition, or draw a new one."""
        draws, month = self.model.draws, self.model.calendar
        chances = (draws.renewal[1], draws.new_leaders[1])
        p = self.model.parameters.leadership
        self.disposition_of_leaders = next_disposition(self.disposition_of_leaders, month.outside_renewal, chances, p)
