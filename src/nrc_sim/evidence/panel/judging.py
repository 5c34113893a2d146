"""Simulated panels against the panel: medians over simulated panels, held-out pairs, forecasts one year ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.engine.provenance import fingerprint
from nrc_sim.evidence.panel.analogues import members_from_analogues
from nrc_sim.evidence.panel.events import draw_events, yearly_shares
from nrc_sim.evidence.panel.facts import Figure, LeadCase, case_conduct, conduct_of_cases, lead_cases, panel_facts
from nrc_sim.evidence.panel.naive import NAIVE, ForecastErrors, Known, forecast_errors
from nrc_sim.evidence.panel.numbers import NumberValues, drawn_values
from nrc_sim.evidence.panel.reading import Panel, mean_conduct, pair_conduct
from nrc_sim.evidence.panel.settings import PanelSettings, reference_class, split_panel
from nrc_sim.evidence.panel.simulating import (
    event_model,
    observe_pairs,
    simulate_candidate_cases,
    simulate_conduct,
    third_states,
)
from nrc_sim.evidence.panel.statistics import slope_on_lead
from nrc_sim.evidence.panel.volatility import spearman, volatility
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import kept

_SLOPE_OF_ALLIES = "slope_of_allies"
_TRANSFERRED = (
    *("lag_one", "share_of_drops", "kurtosis_of_changes", "skewness", "share_that_lasts", "same_year"),
    *("answer_later", _SLOPE_OF_ALLIES),
)
"""Figures of held-out pairs that simulated panels have to cover."""

_SEED = 1983
_BATCH = 10
"""Panels that are simulated together."""
_RESAMPLES = 400
_YEAR = 12
_CENTRAL = (0.025, 0.975)


class PanelStudy(NamedTuple):
    """How panels are simulated.

    Attributes
    ----------
    settings : PanelSettings
    panels : int
        Simulated panels.
    seed : int
        Of runs and events.
    draws : mapping
        Of the numbers that relationships share, by name, arrays (draw): each run has one of them.
    early : mapping
        The same, learned from the years before those that are forecast.
    workers : int or None
        Threads; None takes what the machine offers.
    """

    settings: PanelSettings
    panels: int
    seed: int
    draws: NumberValues
    early: NumberValues
    workers: int | None = None


@dataclass(frozen=True)
class PanelJudgement:
    """Everything that is asked of simulated panels, each simulated once.

    Attributes
    ----------
    panel : Panel
        All pairs and years.
    study : PanelStudy
        How panels are simulated.
    """

    panel: Panel
    study: PanelStudy

    def figure(self, name: str) -> Figure:
        """Compute a figure with its 95% interval.

        Parameters
        ----------
        name : a statistic of pairs or of directions, or one of those below
        """
        others: dict[str, Callable[[], Figure]] = {
            "volatility_rank": self.volatility_rank,
            "transferred": self.transferred,
            "crps_over_climatology": lambda: self._crps_over("climatology"),
            "crps_over_pooled_ar": lambda: self._crps_over("pooled_ar"),
            "in_90": self._covered,
        }
        return others[name]() if name in others else _median(self.of_learned[name])

    @property
    def _parts(self) -> tuple[Panel, Panel]:
        return split_panel(self.panel, self.study.settings)

    def _values(self, runs: int, draws: NumberValues | None = None) -> NumberValues:
        """Draw the numbers of the runs of all panels, arrays (panel, run)."""
        return drawn_values(draws or self.study.draws, (self.study.panels, runs), self.study.seed)

    def _conduct_of(self, panel: Panel, values: NumberValues) -> Floats:
        """Simulate panels before they are observed, array (panel, pair, direction, month)."""

        def simulate(first: int, last: int) -> Floats:
            part = {name: each[first:last] for name, each in values.items()}
            return simulate_conduct(panel, part, self.study.seed, first)

        return self._in_batches("pairs", panel, values, simulate)

    def _counts_of(self, panel: Panel) -> Integers:
        """Simulate panels and observe them, array (panel, pair, direction, year, quad)."""
        values = self._values(len(panel.pairs))
        return observe_pairs(self._conduct_of(panel, values), panel, values, self.study.seed, 0)

    def _in_batches(
        self, what: str, panel: Panel, values: NumberValues, simulate: Callable[[int, int], Floats]
    ) -> Floats:
        """Simulate panels batch by batch, and keep what they gave; by their numbers alone, whatever the batches."""
        study = self.study

        def work() -> Floats:
            pieces = [(first, min(first + _BATCH, study.panels)) for first in range(0, study.panels, _BATCH)]
            with choose_executor(study.workers, threads=True) as executor:
                return np.concatenate(list(map_ordered(executor, simulate, pieces)))

        drawn = {name: fingerprint(each.tobytes()) for name, each in values.items()}
        return kept(work, lambda: ["panel", what, panel.pairs, panel.years, study.panels, study.seed, drawn])()

    @cached_property
    def of_learned(self) -> dict[str, Floats]:
        """Figures of simulated panels of the pairs that serve for learning, by name, arrays (panel)."""
        learned, _ = self._parts
        allies, _ = lead_cases(learned, self.study.settings)
        return self._simulated(learned, self._counts_of(learned), learned, allies)

    @cached_property
    def of_held_out(self) -> dict[str, Floats]:
        """Figures of simulated panels of the pairs that are held out, by name, arrays (panel)."""
        held, whole = self._parts[1], self._whole
        allies, _ = lead_cases(whole, self.study.settings, held.pairs)
        return self._simulated(held, self._counts_of(held), whole, allies)

    @property
    def _whole(self) -> Panel:
        return reference_class(self.panel, self.study.settings)

    def _simulated(
        self, panel: Panel, counts: Integers, of_cases: Panel, allies: Sequence[LeadCase]
    ) -> dict[str, Floats]:
        rows = [panel_facts(panel._replace(counts=one), self.study.settings) for one in counts]
        found = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        if allies:
            found[_SLOPE_OF_ALLIES] = self._slopes(of_cases, allies)
        return found

    def _slopes(self, panel: Panel, allies: Sequence[LeadCase]) -> Floats:
        values = self._values(len(third_states(allies)))

        def simulate(first: int, last: int) -> Floats:
            part = {name: each[first:last] for name, each in values.items()}
            both = simulate_candidate_cases(panel, allies, part, self.study.seed, first)
            return conduct_of_cases(both)

        found = self._in_batches(f"{len(allies)} cases", panel, values, simulate)
        return np.array([slope_on_lead(cases) for cases in found])

    def transferred(self) -> Figure:
        """Count the figures of held-out pairs that lie in the central 95% of simulated panels of those pairs."""
        inside = float(sum(low <= own <= high for _, own, low, high in self.transfers()))
        return Figure(inside, inside, inside)

    def transfers(self) -> list[tuple[str, float, float, float]]:
        """Return figures of the pairs held out by name, each with the central 95% of panels simulated of them."""
        own, found = self.figures_of_held_out(), []
        for name, values in self.of_held_out.items():
            if name in _TRANSFERRED and np.isfinite(values).any():
                low, high = np.nanquantile(values, _CENTRAL)
                found.append((name, own[name], float(low), float(high)))
        return found

    def figures_of_held_out(self) -> dict[str, float]:
        """Return the observed figures of the pairs that are held out, by name.

        Notes
        -----
        An ally and a third state are held out or not by their own pair; the lead's toward the same may be any.
        """
        settings, held, whole = self.study.settings, self._parts[1], self._whole
        allies, _ = lead_cases(whole, settings, held.pairs)
        found = panel_facts(held, settings)
        if allies:
            found[_SLOPE_OF_ALLIES] = slope_on_lead(case_conduct(pair_conduct(whole), allies))
        return found

    def volatility_rank(self) -> Figure:
        """Return the rank correlation of predicted and observed volatility of the years to forecast, over pairs.

        Volatility is the standard deviation of yearly changes; the prediction is its mean over the analogues of a pair
        up to the last year that was learned from.
        """
        learned, years = self._parts[0], self.study.settings.forecast_years
        columns = [learned.years.index(year) for year in years]
        past, simulated = learned.until(self.study.settings.learned_until), self._early_conduct
        outcomes = volatility(simulated[:, :, columns]).ravel()
        found = members_from_analogues(self._simulated_past(len(past.years)), outcomes, _known(past))
        predicted, observed = found.mean(axis=1), volatility(pair_conduct(learned)[:, columns])
        return _over_rows(lambda rows: spearman(predicted[rows], observed[rows]), len(observed))

    @cached_property
    def forecasts(self) -> dict[str, ForecastErrors]:
        """What became of forecasts one year ahead by the model and by naive ones, by name.

        Notes
        -----
        The model has learned its numbers from the years before all that are forecast, and of a pair it knows the past,
        by which analogues are found among simulated runs.
        """
        learned, years = self._parts[0], self.study.settings.forecast_years
        found = {name: forecast_errors(learned, forecast, years) for name, forecast in NAIVE.items()}
        found["model"] = forecast_errors(learned, self._forecast, years)
        return found

    def _forecast(self, known: Known, _: int) -> Floats:
        years = known.conduct.shape[1]
        return members_from_analogues(self._simulated_past(years), self._next_year(years), known)

    @cached_property
    def _early_values(self) -> NumberValues:
        return self._values(len(self._parts[0].pairs), self.study.early)

    @cached_property
    def _early_months(self) -> Floats:
        return self._conduct_of(self._parts[0], self._early_values)

    @cached_property
    def _early_conduct(self) -> Floats:
        """Yearly conduct as observed, array (panel, pair, year)."""
        counts = observe_pairs(self._early_months, self._parts[0], self._early_values, self.study.seed, 0)
        return mean_conduct(counts.sum(axis=2))

    def _simulated_past(self, years: int) -> Known:
        """Return the first years of simulated runs of all panels, one below the other."""
        events = self._parts[0].events.sum(axis=1)[:, :years]
        conduct = self._early_conduct[:, :, :years].reshape(-1, years)
        return Known(conduct, np.tile(events, (self.study.panels, 1)))

    def _next_year(self, years: int) -> Floats:
        """Return the conduct of runs in the year after so many, seen by as many events as in the last one of these."""
        learned, seed = self._parts[0], self.study.seed
        generator, members = np.random.Generator(np.random.PCG64([seed, years])), []
        for place, each in enumerate(self._early_months[..., : (years + 1) * _YEAR]):
            model = event_model(self._early_values, place, learned.years[years - 1])
            shares = yearly_shares(each, model)[..., -1:, :]
            members.append(draw_events(shares, learned.events[..., years - 1 : years], model.bundling, generator))
        return mean_conduct(np.array(members)[..., 0, :].sum(axis=2)).ravel()

    def _crps_over(self, name: str) -> Figure:
        own, other = (self.forecasts[which].crps for which in ("model", name))
        return _over_rows(lambda rows: float(own[:, rows].mean() / other[:, rows].mean()), own.shape[1])

    def _covered(self) -> Figure:
        covered = self.forecasts["model"].covered
        return _over_rows(lambda rows: float(covered[:, rows].mean()), covered.shape[1])


def _known(panel: Panel) -> Known:
    return Known(pair_conduct(panel), panel.events.sum(axis=1))


def _median(values: Floats) -> Figure:
    """Return the median over simulated panels; a figure without a number in half of them has none."""
    if np.isnan(values).mean() >= 0.5:  # noqa: PLR2004
        return Figure(float("nan"), float("nan"), float("nan"))
    return _over_rows(lambda rows: float(np.nanmedian(values[rows])), len(values))


def _over_rows(find: Callable[[Integers], float], rows: int) -> Figure:
    """Return a figure with its bootstrap interval over rows."""
    generator = np.random.Generator(np.random.PCG64(_SEED))
    drawn = [find(generator.integers(rows, size=rows)) for _ in range(_RESAMPLES)]
    low, high = np.quantile(drawn, _CENTRAL)
    return Figure(find(np.arange(rows)), float(low), float(high))
