"""The forecast of the model: what became of simulated runs with such a past, in panels such as the observed one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.backtest.runs import PairRuns
from nrc_sim.evidence.panel.adjustment import distance, mahalanobis_metric, robust_metric
from nrc_sim.evidence.panel.analogues import members_from_analogues
from nrc_sim.evidence.panel.naive import Known, fit_pooled, known_of
from nrc_sim.evidence.panel.reading import Panel

_KEPT = 0.1
"""Share of simulated panels that forecast."""
_LEAST_PAIRS = 30
"""Pairs from which on a panel says which simulated panels are like it."""


Forecaster = Callable[[Panel, int], Floats]
"""From the observed past of pairs, and years ahead, to draws of what is to come, array (pair, member).

Whatever forecasts is one: a naive method, analogues among simulated runs, or a filter that follows a pair.
"""


@dataclass(frozen=True)
class ModelForecaster:
    """Forecasts from simulated panels.

    Attributes
    ----------
    runs : PairRuns
        Of the same pairs, in the same order.

    Notes
    -----
    Two conditions by approximate Bayesian computation. Of the simulated panels, each with one draw of the numbers that
    relationships share, those count whose level, spread and pooled autoregression are nearest to those of the observed
    years so far; so the draws follow the panel at hand. Within them, runs with the nearest past count, see
    `members_from_analogues`.
    """

    runs: PairRuns

    def __call__(self, past: Panel, ahead: int) -> Floats:
        """Forecast each pair, array (pair, member).

        Parameters
        ----------
        past : what is known of the pairs
        ahead : years from the last one known to the one forecast; that year is one of the runs'
        """
        known, years = known_of(past), len(past.years)
        later = self.runs.later[past.years[-1] + ahead]
        conduct = self.runs.conduct[:, :, :years]
        weights = _panel_weights(conduct, known)
        used = np.flatnonzero(weights > 0.0)
        pairs = conduct.shape[1]
        simulated = Known(conduct[used].reshape(-1, years), np.tile(known.events, (len(used), 1)))
        return members_from_analogues(simulated, later[used].ravel(), known, np.repeat(weights[used], pairs))


def _panel_weights(conduct: Floats, known: Known) -> Floats:
    """Weigh simulated panels by how near they are to what is known, array (panel)."""
    if conduct.shape[1] < _LEAST_PAIRS:
        return np.ones(len(conduct))
    described = np.array([_describe_panel(Known(one, known.events)) for one in conduct])
    places = np.arange(described.shape[1])
    metric = mahalanobis_metric(described, places) or robust_metric(described, places)
    apart = distance(metric.apart(described, _describe_panel(known)))
    reach = np.sort(apart)[min(len(apart) - 1, max(1, round(_KEPT * len(apart))))]
    return np.asarray(np.maximum(1.0 - (apart / reach) ** 2, 0.0))


def _describe_panel(known: Known) -> Floats:
    """Describe a panel by its level, its spread and the slopes of its pooled autoregression, array (statistic)."""
    spread = np.log(known.conduct.std(axis=1).mean())
    return np.concatenate([[known.conduct.mean(), spread], fit_pooled(known, 1).slopes[1:]])
