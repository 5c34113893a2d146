"""The institution between the two sides: regime, dialogue, practical cooperation and forces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.engine.model.agents import Actor
from nrc_sim.engine.model.given import told_code
from nrc_sim.engine.world.given import HOME, REGIME
from nrc_sim.rules.actors import Forces, next_forces
from nrc_sim.rules.arithmetic import held_at, next_months, overridden, weighted_sum
from nrc_sim.rules.cooperation import AreaMonth, spillover
from nrc_sim.rules.council import Institution, Relations, next_institution, stock_of_area
from nrc_sim.rules.institution import dialogue_level, next_consultation
from nrc_sim.rules.memory import next_upkeep

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel
    from nrc_sim.engine.world.types import RegimeTraits


class Alliance(Actor):
    """What both sides do together: their institution, practical cooperation, and forces.

    Attributes
    ----------
    regime, home : int
        Code of the regime, and of the one to which a thaw returns.
    stocks : list of float (area), 0..1
        Practical cooperation.
    activities : list of float (side), 0..1
        Military activity of either side.
    upkeep : list of float (pair)
        What both powers of a pair keep invested in their relations, 0..1.
    """

    regime: int
    home: int
    stocks: list[float]
    activities: list[float]
    dialogue: float
    portfolio: float
    climate: float

    def __init__(self, model: RelationshipModel, name: str) -> None:
        super().__init__(model, name)
        self.regime = self.home = 0
        self.regime_months = self.ready = self.climate = self.consultation = 0.0
        self.activities = [0.0, 0.0]
        self.dialogue = self.spillover = self.portfolio = 0.0
        self.stocks: list[float] = []
        self.upkeep = [0.0] * len(model.world.pairs)

    @property
    def regime_traits(self) -> RegimeTraits:
        """What the present regime provides."""
        return self.model.world.regimes[self.regime]

    def set_stocks(self, stocks: list[float]) -> None:
        """Set the stocks, each to its level where a scenario holds it, and what follows: `portfolio`."""
        areas = self.model.world.areas
        self.stocks = [held_at(stock, area.held) for stock, area in zip(stocks, areas, strict=True)]
        self.portfolio = weighted_sum((area.weight for area in areas), self.stocks)

    def hold_dialogue(self, held: float, rising: float) -> None:
        """Talk as far as regime and policy allow, and remember consultations.

        Parameters
        ----------
        held : consultations this month, 0..1
        rising : political upswing, 0..1
        """
        p = self.model.parameters
        self.dialogue = dialogue_level(self.regime_traits.dialogue, self.model.policies.dialogue)
        self.consultation = next_consultation(self.consultation, held, p.institution)
        self.spillover = spillover(self.portfolio, rising, p.cooperation)

    def cooperate(self) -> None:
        """Grow and wear practical cooperation in each area, and what is invested in each pair."""
        model, p = self.model, self.model.parameters.cooperation
        factor, policies = self.regime_traits.cooperation, model.policies
        commitment, support = model.calendar.commitment, policies.cooperation
        months = [
            AreaMonth(commitment, support, *pair) for pair in zip(policies.frameworks, policies.links, strict=True)
        ]
        areas = zip(self.stocks, model.month_acts.stocks, model.world.areas, months, strict=True)
        self.set_stocks([stock_of_area(stock, added, factor, area, now, p) for stock, added, area, now in areas])
        acts = zip(self.upkeep, *model.month_acts.by_side, strict=True)
        self.upkeep = [next_upkeep(upkeep, own, others, model.parameters.memory) for upkeep, own, others in acts]

    def forces(self, side: int) -> Forces:
        """Return what the military activity of a side answers to."""
        model, acts = self.model, self.model.month_acts
        return Forces(
            activity=self.activities[side],
            opposing=self.activities[1 - side],
            trust=(model.trust_alliance, model.trust_outside)[side],
            mean_fear=model.mean_fears[side],
            failures=model.agenda.failures,
            added_activity=(acts.activity_alliance, acts.activity_outside)[side],
            commitment=model.calendar.commitment,
            transparency=model.policies.transparency,
        )

    def adjust_forces(self) -> None:
        """Adjust the military activity of both sides to the other's of last month, to trust, fear and freed forces."""
        p, sides = self.model.parameters.military, self.model.world.sides
        self.activities = [next_forces(self.forces(side), traits, p) for side, traits in enumerate(sides)]

    def decide_regime(self) -> None:
        """Freeze, thaw, found or lift the institution, from conduct and the conditions of a partnership."""
        model = self.model
        before = Institution(self.regime, self.home, self.regime_months, self.climate, self.ready)
        relations = Relations(
            read_outside=model.mean_of_pairs(model.of_pairs(1, "read")),
            read_alliance=model.mean_of_pairs(model.of_pairs(0, "read")),
            trust_outside=model.trust_outside,
            trust_alliance=model.trust_alliance,
            conduct_outside=model.conduct_outside,
            partnership_tension=model.agenda.partnership_tension,
        )
        chance, founded = model.draws.institution, model.month_acts.institution
        ways, p = model.world.regime_ways, model.parameters.institution
        after = next_institution(before, relations, chance, founded, ways, p)
        self.climate, self.ready = after.climate, after.ready
        self.regime = overridden(after.regime, told_code(model, REGIME))
        self.home = overridden(after.home, told_code(model, HOME))
        self.regime_months = next_months(before.regime_months, self.regime == before.regime)
