"""How likely what was observed is, given what a run did: the observation models of panel and hindcast, with errors."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.assimilation.measured import EVENTS, STATE, Measured
from nrc_sim.evidence.observed.mapping import GOLDSTEIN, Mapping
from nrc_sim.evidence.panel.events import mean_weight_moments

_LOG_ROOT_TWO_PI = 0.9189385332046727
_LEAST_SD = 1e-6


class ObservationModel(NamedTuple):
    """How runs are seen.

    Attributes
    ----------
    series : dict of Mapping
        By variable of series: as the hindcast fits them.
    events : Mapping
        From conduct of runs to the kinds of events that are expected.
    model_error : float
        Standard deviation by which the conduct of runs may miss that of the actors, in units of conduct.
    bundling : float
        Intra-class correlation of the events of a month.
    echo : float
        Months for which a coded act echoes on average in later events.
    state_error : float
        Probability that a state is reported as another one.
    """

    series: dict[str, Mapping]
    events: Mapping
    model_error: float
    bundling: float
    echo: float
    state_error: float

    def plain(self) -> dict[str, Any]:
        """Return the model as plain data."""
        series = {name: list(mapping) for name, mapping in self.series.items()}
        return {**self._asdict(), "series": series, "events": list(self.events)}


class Predicted(NamedTuple):
    """What each particle expects of one value.

    Attributes
    ----------
    mean, sd : arrays (particle)
        In the unit of the value; of a state the probability of the report, and nothing.
    """

    mean: Floats
    sd: Floats


def predict(model: ObservationModel, one: Measured, values: Floats) -> Predicted:
    """Say what each particle expects.

    Parameters
    ----------
    model : how runs are seen
    one : what was observed
    values : of the particles: tone of the month for events, mean over the months of a series, or code of the state
    """
    if one.kind == STATE:
        right = np.isin(values, one.codes)
        return Predicted(np.where(right, 1.0 - model.state_error, model.state_error), np.zeros_like(values))
    if one.kind == EVENTS:
        mean, variance = mean_weight_moments(model.events.shares(values), one.events, model.bundling)
        missed = model.model_error * model.events.steepness(values) / GOLDSTEIN
        return Predicted(mean, np.sqrt(variance + np.square(missed)))
    mapping = model.series[one.variable]
    return Predicted(mapping.apply(values), np.full_like(values, max(mapping.residual, _LEAST_SD)))


def log_likelihood(one: Measured, predicted: Predicted) -> Floats:
    """Return the log-likelihood of a value for each particle, array (particle).

    Parameters
    ----------
    one : what was observed
    predicted : what each particle expects
    """
    if one.kind == STATE:
        return np.asarray(np.log(predicted.mean))
    apart = (one.value - predicted.mean) / predicted.sd
    return np.asarray(-0.5 * apart * apart - np.log(predicted.sd) - _LOG_ROOT_TWO_PI)
