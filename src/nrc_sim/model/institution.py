"""The Alliance as an institution: regime, dialogue, practical cooperation and forces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.model.agents import Actor
from nrc_sim.rules.arithmetic import held_at, mean_of_both, next_months, overridden, weighted_sum
from nrc_sim.rules.cooperation import (
    Project,
    next_stock,
    remaining_need,
    spillover,
)
from nrc_sim.rules.institution import (
    Politics,
    dialogue_level,
    next_climate,
    next_consultation,
    next_ready,
    next_regime,
)
from nrc_sim.rules.military import Posture, freed_forces, next_activity

if TYPE_CHECKING:
    from nrc_sim.model.relationship import RelationshipModel
    from nrc_sim.world.types import RegimeTraits


class Alliance(Actor):
    """The institution that members form, and its council with the outside power.

    Attributes
    ----------
    regime, home : int
        Code of the regime, and of the one to which a thaw returns.
    stocks : list of float (area), 0..1
        Practical cooperation.
    activity : float, 0..1
        Military activity of the members together.
    """

    regime: int
    home: int
    stocks: list[float]
    activity: float
    dialogue: float
    portfolio: float
    climate: float

    def __init__(self, model: RelationshipModel, name: str) -> None:
        super().__init__(model, name)
        self.regime = self.home = 0
        self.regime_months = self.ready = self.climate = self.consultation = self.activity = 0.0
        self.dialogue = self.spillover = self.portfolio = 0.0
        self.stocks: list[float] = []

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
        self.dialogue = dialogue_level(self.regime_traits.dialogue, self.model.world.dialogue_policy)
        self.consultation = next_consultation(self.consultation, held, p.institution)
        self.spillover = spillover(self.portfolio, rising, p.cooperation)

    def cooperate(self) -> None:
        """Let practical cooperation grow and wear in each area."""
        model, p = self.model, self.model.parameters.cooperation
        stocks = []
        for number, area in enumerate(model.world.areas):
            need = remaining_need(area.need, area.dependence, model.calendar.commitment, area.framework)
            project = Project(need, area.insulation, area.support, model.month_acts.stocks[number])
            stocks.append(next_stock(self.stocks[number], self.regime_traits.cooperation, project, p))
        self.set_stocks(stocks)

    def adjust_forces(self, other: float) -> None:
        """Adjust military activity to the other side's of last month, to trust, fear and freed forces."""
        model = self.model
        posture = Posture(
            trust=model.trust_alliance,
            fear=model.mean_fear,
            failed=0.0,
            freed=freed_forces(model.calendar.commitment),
            transparency=model.world.transparency,
            added=model.month_acts.activity_alliance,
        )
        self.activity = next_activity(self.activity, other, posture, model.parameters.military)

    def decide_regime(self) -> None:
        """Freeze, thaw, found or lift the institution, from conduct and the conditions of a partnership."""
        model, p = self.model, self.model.parameters.institution
        read = (model.mean_of_members(model.outside.read), model.mean_of_members([m.read for m in model.members]))
        self.climate = next_climate(self.climate, mean_of_both(*read), p)
        trusts = (model.trust_outside, model.trust_alliance)
        self.ready = next_ready(self.ready, trusts, model.agenda.partnership_tension, p)
        mean_trust = mean_of_both(*trusts)
        months = next_months(self.regime_months, True)
        politics = Politics(-model.conduct_outside, self.climate, self.home, months, self.ready, mean_trust)
        regime = next_regime(self.regime, model.luck.institution, politics, p)
        regime = overridden(regime, model.month_acts.institution)
        self.home = overridden(self.home, model.month_acts.institution)
        self.regime_months = next_months(self.regime_months, regime == self.regime)
        self.regime = regime
