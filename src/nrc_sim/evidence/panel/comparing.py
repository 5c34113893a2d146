"""A panel of anybody's beside simulated ones: facts, naive forecasts and those of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.facts import Figure, central_interval, lead_cases, panel_figures
from nrc_sim.evidence.panel.naive import NAIVE, ForecastScore, forecast_errors, score_forecasts
from nrc_sim.evidence.panel.numbers import unknown_states
from nrc_sim.evidence.panel.posterior import load_posterior
from nrc_sim.evidence.panel.reading import Panel
from nrc_sim.evidence.panel.settings import PanelSettings, load_settings
from nrc_sim.evidence.panel.simulated import SimulatedPanels

_MOST_ORIGINS = 5
_LEAST_YEARS = 5
"""Years before the first that is forecast, and one more."""


class ComparedFigure(NamedTuple):
    """A figure of a panel with its interval over pairs, beside the median and central 95% of simulated panels."""

    name: str
    observed: Figure
    simulated: Figure

    @property
    def inside(self) -> bool:
        """Whether simulated panels cover the figure."""
        return self.simulated.low <= self.observed.value <= self.simulated.high


class ComparedPanel(NamedTuple):
    """A panel beside simulated ones.

    Attributes
    ----------
    panel : Panel
    figures : list of ComparedFigure
    forecasts : dict
        Scores of forecasts one year ahead, by the name of the forecast; empty where there are too few years.
    origins : tuple of int
        Years that are forecast.
    unknown : tuple of str
        States of which no table knows the traits; they have the usual ones.
    """

    panel: Panel
    figures: list[ComparedFigure]
    forecasts: dict[str, ForecastScore]
    origins: tuple[int, ...]
    unknown: tuple[str, ...]

    def describe(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "pairs": len(self.panel.pairs),
            "years": list(self.panel.years),
            "figures": {
                one.name: {
                    "observed": one.observed._asdict(),
                    "simulated": one.simulated._asdict(),
                    "inside": one.inside,
                }
                for one in self.figures
            },
            "forecasts": {name: score._asdict() for name, score in self.forecasts.items()},
            "forecast_years": list(self.origins),
            "states_without_traits": list(self.unknown),
        }


def compare_panel(panel: Panel, panels: int, seed: int, workers: int | None = None) -> ComparedPanel:
    """Compare a panel with simulated ones of the same pairs, years and numbers of events.

    Parameters
    ----------
    panel : any pairs and years
    panels : simulated panels, >= 2
    seed : of runs and events
    workers : threads; None takes what the machine offers

    Raises
    ------
    InputError
        If the panel has too few years for its facts.
    """
    settings = load_settings()
    if len(panel.years) < _LEAST_YEARS:
        raise InputError(f"the panel has {len(panel.years)} years", allowed=f"{_LEAST_YEARS} or more")
    simulated = SimulatedPanels(panel, load_posterior().draws, panels, seed, workers)
    origins = panel.years[max(_LEAST_YEARS - 1, len(panel.years) - _MOST_ORIGINS) :]
    return ComparedPanel(
        panel,
        _figures(panel, simulated, settings),
        _forecasts(panel, simulated, origins),
        tuple(origins),
        unknown_states(panel.pairs),
    )


def _figures(panel: Panel, simulated: SimulatedPanels, settings: PanelSettings) -> list[ComparedFigure]:
    observed = panel_figures(panel, settings)
    found: dict[str, Floats] = simulated.facts(panel, lead_cases(panel, settings)[0])
    figures = []
    for name, figure in observed.items():
        values = found[name]
        # In a small panel there may be no large drop of which anything could be said.
        if np.isfinite(values).any() and np.isfinite(figure.value):
            simulated_figure = Figure(float(np.nanmedian(values)), *central_interval(values))
            figures.append(ComparedFigure(name, figure, simulated_figure))
    return figures


def _forecasts(panel: Panel, simulated: SimulatedPanels, origins: Sequence[int]) -> dict[str, ForecastScore]:
    if not origins:
        return {}
    forecasts = {**NAIVE, "model": simulated.forecast}
    return {name: score_forecasts(forecast_errors(panel, one, origins)) for name, one in forecasts.items()}
