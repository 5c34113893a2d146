"""Panels simulated of some pairs with draws of what was learned: their figures, and forecasts from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.engine.provenance import fingerprint
from nrc_sim.evidence.panel.analogues import members_from_analogues
from nrc_sim.evidence.panel.events import draw_events, yearly_shares
from nrc_sim.evidence.panel.facts import LeadCase, conduct_of_cases, panel_facts
from nrc_sim.evidence.panel.naive import Known, known_of
from nrc_sim.evidence.panel.numbers import NumberValues, drawn_values
from nrc_sim.evidence.panel.reading import Panel, mean_conduct
from nrc_sim.evidence.panel.settings import load_settings
from nrc_sim.evidence.panel.simulating import (
    event_model,
    observe_pairs,
    simulate_candidate_cases,
    simulate_conduct,
    third_states,
)
from nrc_sim.evidence.panel.statistics import slope_on_lead
from nrc_sim.evidence.panel.volatility import volatility
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import kept

SLOPE_OF_ALLIES = "slope_of_allies"
_YEAR = 12
_BATCH = 10
"""Panels that are simulated together."""


@dataclass(frozen=True)
class SimulatedPanels:
    """Panels simulated of some pairs, each run with a draw of its own.

    Attributes
    ----------
    panel : Panel
        The pairs; runs read their traits and numbers of events.
    draws : mapping
        Of the numbers that relationships share, by name, arrays (draw).
    panels : int
        How many.
    seed : int
        Of runs and events.
    workers : int or None
        Threads; None takes what the machine offers.
    """

    panel: Panel
    draws: NumberValues
    panels: int
    seed: int
    workers: int | None = None

    def _values_of(self, runs: int) -> NumberValues:
        """Draw the numbers of the runs of all panels, arrays (panel, run)."""
        return drawn_values(self.draws, (self.panels, runs), self.seed)

    @cached_property
    def _values(self) -> NumberValues:
        return self._values_of(len(self.panel.pairs))

    @cached_property
    def _months(self) -> Floats:
        """Conduct before it is observed, array (panel, pair, direction, month)."""

        def simulate(part: NumberValues, first: int) -> Floats:
            return simulate_conduct(self.panel, part, self.seed, first)

        return self._in_batches("pairs", self._values, simulate)

    @cached_property
    def counts(self) -> Integers:
        """Numbers of events, array (panel, pair, direction, year, quad)."""
        return observe_pairs(self._months, self.panel, self._values, self.seed, 0)

    @cached_property
    def conduct(self) -> Floats:
        """Yearly conduct as events show it, both directions together, array (panel, pair, year)."""
        return mean_conduct(self.counts.sum(axis=2))

    def _in_batches(self, what: str, values: NumberValues, simulate: Callable[[NumberValues, int], Floats]) -> Floats:
        """Simulate panels batch by batch, and keep what they gave; by their numbers alone, whatever the batches."""

        def work() -> Floats:
            firsts = range(0, self.panels, _BATCH)
            pieces = [({name: each[at : at + _BATCH] for name, each in values.items()}, at) for at in firsts]
            with choose_executor(self.workers, threads=True) as executor:
                return np.concatenate(list(map_ordered(executor, simulate, pieces)))

        drawn = {name: fingerprint(each.tobytes()) for name, each in values.items()}
        described = ["panel", what, self.panel.pairs, self.panel.years, self.panels, self.seed, drawn]
        return kept(work, lambda: described)()

    def facts(self, whole: Panel, allies: Sequence[LeadCase]) -> dict[str, Floats]:
        """Return the figures of the panels by name, arrays (panel).

        Parameters
        ----------
        whole : panel whose rows the cases are
        allies : cases of which the slope on the lead is computed
        """
        rows = [panel_facts(self.panel._replace(counts=one), load_settings()) for one in self.counts]
        found = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        if allies:
            found[SLOPE_OF_ALLIES] = self._slopes(whole, allies)
        return found

    def _slopes(self, whole: Panel, allies: Sequence[LeadCase]) -> Floats:
        def simulate(part: NumberValues, first: int) -> Floats:
            return conduct_of_cases(simulate_candidate_cases(whole, allies, part, self.seed, first))

        found = self._in_batches(f"{len(allies)} cases", self._values_of(len(third_states(allies))), simulate)
        return np.array([slope_on_lead(cases) for cases in found])

    def forecast(self, known: Known, _: int) -> Floats:
        """Forecast the next year of each pair, members, array (pair, member).

        Parameters
        ----------
        known : of these pairs
        _ : one year ahead
        """
        years = known.conduct.shape[1]
        return members_from_analogues(self._past(years), self._next_year(years), known)

    def predicted_volatility(self, past: Panel, years: Sequence[int]) -> Floats:
        """Predict the standard deviation of yearly changes over some years to come, array (pair).

        Parameters
        ----------
        past : these pairs, up to the last year that is known
        years : that are predicted
        """
        columns = [self.panel.years.index(year) for year in years]
        outcomes = volatility(self.conduct[:, :, columns]).ravel()
        return np.asarray(members_from_analogues(self._past(len(past.years)), outcomes, known_of(past)).mean(axis=1))

    def _past(self, years: int) -> Known:
        """Return the first years of the runs of all panels, one below the other."""
        events = self.panel.events.sum(axis=1)[:, :years]
        return Known(self.conduct[:, :, :years].reshape(-1, years), np.tile(events, (self.panels, 1)))

    def _next_year(self, years: int) -> Floats:
        """Return the conduct of runs in the year after so many, seen by as many events as in the last one of these."""
        generator, members = np.random.Generator(np.random.PCG64([self.seed, years])), []
        events = self.panel.events[..., years - 1 : years]
        for place, each in enumerate(self._months[..., : (years + 1) * _YEAR]):
            model = event_model(self._values, place, self.panel.years[years - 1])
            members.append(draw_events(yearly_shares(each, model)[..., -1:, :], events, model.bundling, generator))
        return mean_conduct(np.array(members)[..., 0, :].sum(axis=2)).ravel()
