"""Simulated panels against the panel: medians over simulated panels, held-out pairs, forecasts one year ahead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.panel.facts import Figure, StatisticCheck, case_conduct, central_interval, lead_cases, panel_facts
from nrc_sim.evidence.panel.naive import NAIVE, ForecastErrors, forecast_errors
from nrc_sim.evidence.panel.numbers import NumberValues
from nrc_sim.evidence.panel.reading import Panel, pair_conduct
from nrc_sim.evidence.panel.settings import PanelSettings, reference_class, split_panel
from nrc_sim.evidence.panel.simulated import SLOPE_OF_ALLIES, SimulatedPanels
from nrc_sim.evidence.panel.statistics import slope_on_lead
from nrc_sim.evidence.panel.volatility import spearman, volatility

_TRANSFERRED = (
    *("lag_one", "share_of_drops", "kurtosis_of_changes", "skewness", "share_that_lasts", "same_year"),
    *("answer_later", SLOPE_OF_ALLIES),
)
"""Figures of held-out pairs that simulated panels have to cover."""

_SEED = 1983
_RESAMPLES = 400


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

    def simulated(self, panel: Panel, draws: NumberValues | None = None) -> SimulatedPanels:
        """Return panels simulated of some pairs.

        Parameters
        ----------
        panel : the pairs
        draws : other ones than those of the study
        """
        return SimulatedPanels(panel, draws or self.draws, self.panels, self.seed, self.workers)


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
        return others[name]() if name in others else _median_figure(self.of_learned[name])

    @property
    def learned(self) -> Panel:
        """The pairs from which numbers are learned."""
        return split_panel(self.panel, self.study.settings)[0]

    @property
    def held_out(self) -> Panel:
        """The pairs that are held out."""
        return split_panel(self.panel, self.study.settings)[1]

    @cached_property
    def of_learned(self) -> dict[str, Floats]:
        """Figures of simulated panels of the pairs that serve for learning, by name, arrays (panel)."""
        allies, _ = lead_cases(self.learned, self.study.settings)
        return self.study.simulated(self.learned).facts(self.learned, allies)

    @cached_property
    def of_held_out(self) -> dict[str, Floats]:
        """Figures of simulated panels of the pairs that are held out, by name, arrays (panel)."""
        whole = reference_class(self.panel, self.study.settings)
        allies, _ = lead_cases(whole, self.study.settings, self.held_out.pairs)
        return self.study.simulated(self.held_out).facts(whole, allies)

    def transferred(self) -> Figure:
        """Count the figures of held-out pairs that lie in the central 95% of simulated panels of those pairs."""
        inside = float(sum(one.inside for one in self.transfers()))
        return Figure(inside, inside, inside)

    def transfers(self) -> list[StatisticCheck]:
        """Return figures of the pairs held out beside panels simulated of them."""
        own, found = self.figures_of_held_out(), []
        for name, values in self.of_held_out.items():
            if name in _TRANSFERRED and np.isfinite(values).any():
                found.append(StatisticCheck(name, own[name], *central_interval(values)))
        return found

    def figures_of_held_out(self) -> dict[str, float]:
        """Return the observed figures of the pairs that are held out, by name.

        Notes
        -----
        An ally and a third state are held out or not by their own pair; the lead's toward the same may be any.
        """
        settings, held = self.study.settings, self.held_out
        whole = reference_class(self.panel, settings)
        allies, _ = lead_cases(whole, settings, held.pairs)
        found = panel_facts(held, settings)
        if allies:
            found[SLOPE_OF_ALLIES] = slope_on_lead(case_conduct(pair_conduct(whole), allies))
        return found

    @cached_property
    def _early(self) -> SimulatedPanels:
        return self.study.simulated(self.learned, self.study.early)

    def volatility_rank(self) -> Figure:
        """Return the rank correlation of predicted and observed volatility of the years to forecast, over pairs.

        Volatility is the standard deviation of yearly changes; the prediction is its mean over the analogues of a pair
        up to the last year that was learned from.
        """
        settings, learned = self.study.settings, self.learned
        predicted = self._early.predicted_volatility(learned.until(settings.learned_until), settings.forecast_years)
        columns = [learned.years.index(year) for year in settings.forecast_years]
        observed = volatility(pair_conduct(learned)[:, columns])
        return figure_over_rows(lambda rows: spearman(predicted[rows], observed[rows]), len(observed))

    @cached_property
    def forecasts(self) -> dict[str, ForecastErrors]:
        """What became of forecasts one year ahead by the model and by naive ones, by name.

        Notes
        -----
        The model has learned its numbers from the years before all that are forecast, and of a pair it knows the past,
        by which analogues are found among simulated runs.
        """
        years = self.study.settings.forecast_years
        found = {name: forecast_errors(self.learned, forecast, years) for name, forecast in NAIVE.items()}
        found["model"] = forecast_errors(self.learned, self._early.forecast, years)
        return found

    def _crps_over(self, name: str) -> Figure:
        own, other = (self.forecasts[which].crps for which in ("model", name))
        return figure_over_rows(lambda rows: float(own[:, rows].mean() / other[:, rows].mean()), own.shape[1])

    def _covered(self) -> Figure:
        covered = self.forecasts["model"].covered
        return figure_over_rows(lambda rows: float(covered[:, rows].mean()), covered.shape[1])


def _median_figure(values: Floats) -> Figure:
    """Return the median over simulated panels; a figure without a number in half of them has none.

    Parameters
    ----------
    values : array (panel)
    """
    if np.isnan(values).mean() >= 0.5:  # noqa: PLR2004
        return Figure(float("nan"), float("nan"), float("nan"))
    return figure_over_rows(lambda rows: float(np.nanmedian(values[rows])), len(values))


def figure_over_rows(find: Callable[[Integers], float], rows: int) -> Figure:
    """Return a figure with its 95% bootstrap interval over rows, such as the pairs of a panel.

    Parameters
    ----------
    find : the figure of some rows, each of which may be among them several times
    rows : how many there are, >= 1
    """
    generator = np.random.Generator(np.random.PCG64(_SEED))
    drawn = [find(generator.integers(rows, size=rows)) for _ in range(_RESAMPLES)]
    return Figure(find(np.arange(rows)), *central_interval(np.array(drawn)))
