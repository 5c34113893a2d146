"""The agents, by role: each owns its state and calls the rules on itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import mesa

from nrc_sim.engine.world.beginning import DIRECTIONS, pairs_of
from nrc_sim.rules.actors import (
    Hopes,
    Stance,
    View,
    choose_conduct,
    drawn_to_allies,
    drawn_to_lead,
    learn_expectation,
    read_acts,
    see_conduct,
    updated_trust,
)
from nrc_sim.rules.arithmetic import is_finite, logistic
from nrc_sim.rules.fear import next_fear
from nrc_sim.rules.leadership import next_disposition, next_tenure, renewed
from nrc_sim.rules.memory import drifted, next_slow
from nrc_sim.rules.perception import blended
from nrc_sim.rules.rift import next_rift

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel


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


class Power(Actor):
    """A power of either side: its view of each power of the other side.

    Attributes
    ----------
    side, number : int
        0 for the first side, 1 for the second; its number there.
    leads : bool
        Whether it is the lead, whose line the others of its side look to, and who negotiates for all.
    conduct, expectation : list of float (power of the other side), -1..1
        Conduct toward each, and the conduct it expects in return.
    trust, trust_levels : list of float (power of the other side)
        Log-odds that each will reciprocate, and the same as a probability, 0..1.
    fear : list of float (power of the other side)
        Log-odds of trust lost to past threats.
    slow : list of float (power of the other side)
        Slow part of conduct toward each, in units of conduct.
    rift : float
        How far it has drifted from its allies, 0..1; 0 of a power alone.
    disposition_of_leaders : float
        How its leadership is disposed, log-odds.
    tenure : float
        Months since its leadership changed.
    """

    side: int
    conduct: list[float]
    expectation: list[float]
    received: list[float]
    trust: list[float]
    trust_levels: list[float]
    fear: list[float]
    slow: list[float]
    rift: float
    disposition_of_leaders: float
    tenure: float

    def __init__(self, model: RelationshipModel, name: str, number: int) -> None:
        super().__init__(model, name)
        world = model.world
        self.number, self.leads = number, bool(number == 0 and world.sides[self.side].has_lead)
        self.pairs = pairs_of(number, DIRECTIONS[self.side], *world.powers)
        self.traits = [world.pairs[pair][self.side] for pair in self.pairs]
        self.disposition_of_leaders = self.tenure = self.rift = 0.0
        others = len(self.pairs)
        self.conduct, self.intended = [0.0] * others, [0.0] * others
        self.expectation, self.fear = [0.0] * others, [0.0] * others
        self.received, self.read = [0.0] * others, [0.0] * others
        self.slow = [0.0] * others
        self.set_trust([0.0] * others)

    def set_trust(self, trust: list[float]) -> None:
        """Set trust in each power of the other side in log-odds, and with it `trust_levels`, 0..1."""
        self.trust, self.trust_levels = trust, [logistic(value) for value in trust]

    @property
    def deviations(self) -> list[float]:
        """Its trust in each power of the other side minus disposition, log-odds."""
        return [trust - traits.disposition for trust, traits in zip(self.trust, self.traits, strict=True)]

    @property
    def leaders(self) -> float:
        """What its leadership does to its conduct and trust, log-odds; only leaders of a lead move a relationship."""
        return self.disposition_of_leaders if self.leads else 0.0

    def perceive(self) -> list[float]:
        """See the conduct of each power of the other side, also toward the lead of its own."""
        p, others = self.model.parameters.perception, self.model.sides[1 - self.side]
        return [
            see_conduct(other.conduct[self.number], other.conduct[0], traits.lead_weight, self.rift, p)
            for other, traits in zip(others, self.traits, strict=True)
        ]

    def intend(self) -> None:
        """Choose this month's conduct from last month's values."""
        others = range(len(self.pairs))
        self.intended = [choose_conduct(self.stance(other), self.model.parameters.conduct) for other in others]

    def stance(self, other: int) -> Stance:
        """Return how it stands toward a power of the other side before it acts."""
        model, leads = self.model, self.leads or not self.model.world.sides[self.side].has_lead
        return Stance(
            conduct=self.conduct[other],
            received=self.received[other],
            trust_level=self.trust_levels[other],
            acts=model.month_acts.by_side[self.side][self.pairs[other]],
            leaders=self.leaders,
            hostility_cut=model.alliance.regime_traits.hostility_cut,
            slow=self.slow[other],
            lead=model.sides[self.side][0].conduct[other],
            lead_weight=0.0 if leads else self.traits[other].lead_weight,
            chance=self.drifts(other)[2] if model.world.has_memory else 0.0,
            rift=self.rift,
        )

    def drifts(self, other: int) -> tuple[float, float, float]:
        """Return bell-shaped numbers of the month: of the pair, and of this direction; then the noise of conduct."""
        drawn = self.model.draws.drifts[self.pairs[other]]
        return drawn[0], drawn[1 + self.side], drawn[3 + self.side]

    def act(self) -> None:
        """Carry out what was intended."""
        self.conduct = self.intended

    def remember(self) -> None:
        """Let the slow part of conduct drift."""
        p = self.model.parameters.memory
        for other in range(len(self.pairs)):
            common, own, _ = self.drifts(other)
            self.slow[other] = next_slow(self.slow[other], drifted(common, own, p), p)

    def learn(self, looked_to: list[float], of_lead: list[float]) -> None:
        """Read the month's conduct, and let trust, expectation and fear follow.

        Parameters
        ----------
        looked_to, of_lead : last month's trust minus disposition, of its allies' mean and of the lead of its side, in
            each power of the other side, log-odds
        """
        p, others = self.model.parameters, range(len(self.pairs))
        self.received = self.perceive()
        self.read = [self.read_conduct(other) for other in others]
        apart = self.deviations
        drawn = [self.drawn(other, apart, looked_to[other], of_lead[other]) for other in others]
        trusts = [
            updated_trust(self.view(other), self.traits[other], drawn[other], p.trust, p.military) for other in others
        ]
        self.expectation = [learn_expectation(self.hopes(other), p.expectation) for other in others]
        self.fear = [
            next_fear(self.fear[other], self.received[other], self.traits[other].threat_perception, p.fear)
            for other in others
        ]
        self.set_trust(trusts)
        self.rift = next_rift(self.rift, self.acts_of_allies, p.fear)

    @property
    def acts_of_allies(self) -> float:
        """Sum of the month's acts between it and its allies; none of a power alone."""
        place = self.model.world.place_among_allied(self.side, self.number)
        return 0.0 if place < 0 else self.model.month_acts.rifts[place]

    def read_conduct(self, other: int) -> float:
        """Return the conduct of a power of the other side by what it is worth."""
        acts, pair = self.model.month_acts, self.pairs[other]
        # Only the second side has linked acts to discount.
        discount = acts.discounts[pair] if self.side else 0.0
        return read_acts(
            self.received[other], acts.by_side[1 - self.side][pair], discount, self.model.parameters.conduct
        )

    def drawn(self, other: int, apart: list[float], looked_to: float, of_lead: float) -> float:
        """Return the change of its trust by those it looks to, and by its trust in the other side's lead, log-odds."""
        p, traits = self.model.parameters.alliance, self.traits[other]
        weight = 0.0 if self.leads else traits.lead_weight
        along = drawn_to_allies(apart[other], blended(looked_to, of_lead, weight), self.rift, traits, p)
        if not self.model.world.sides[1 - self.side].has_lead:
            return along
        return along + drawn_to_lead(apart[other], apart[0], p)

    def hopes(self, other: int) -> Hopes:
        """Return what it expects of a power of the other side, and what the month does to that."""
        acts, pair = self.model.month_acts, self.pairs[other]
        return Hopes(
            expectation=self.expectation[other],
            read=self.read[other],
            acts=acts.by_side[self.side][pair],
            replies=acts.by_side[1 - self.side][pair],
            talks_opened=acts.talks_opened,
        )

    def view(self, other: int) -> View:
        """Return what it has before it when it judges a power of the other side."""
        model, theirs = self.model, self.model.sides[1 - self.side][other]
        return View(
            trust=self.trust[other],
            expectation=self.expectation[other],
            read=self.read[other],
            fear=self.fear[other],
            load=model.agenda.loads[self.side],
            grievance=model.agenda.grievances[self.side],
            activity=model.alliance.activities[1 - self.side],
            dialogue=model.alliance.dialogue,
            consultation=model.alliance.consultation,
            rally=model.rally,
            whole_project=model.agenda.project,
            spillover=model.alliance.spillover,
            leaders=self.leaders,
            transparency=model.policies.transparency,
            slow=theirs.slow[self.number],
            upkeep=model.alliance.upkeep[self.pairs[other]],
        )

    def renew_leadership(self) -> None:
        """Fade the leadership's disposition, or draw a new one when it changes."""
        draws, month = self.model.draws, self.model.calendar
        renewal = (month.lead_renewal, month.outside_renewal)[self.side]
        chances = (draws.renewal[self.side], draws.new_leaders[self.side])
        self.tenure = next_tenure(self.tenure, renewed(chances[0], renewal))
        p = self.model.parameters.leadership
        drawn = next_disposition(self.disposition_of_leaders, renewal, chances, p)
        told = (month.lead_told, month.outside_told)[self.side]
        self.disposition_of_leaders = told if is_finite(told) else drawn


class Member(Power):
    """A power of the first side."""

    side = 0


class OutsidePower(Power):
    """A power of the second side."""

    side = 1
