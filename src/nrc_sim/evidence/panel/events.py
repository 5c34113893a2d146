"""Observing runs: from conduct to counts of events by quad, with as many events as there were."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.observed.mapping import Mapping
from nrc_sim.evidence.panel.reading import QUAD_WEIGHTS, Panel
from nrc_sim.evidence.panel.settings import PanelSettings

_TILTS = np.linspace(-60.0, 60.0, 4001)
_GOLDSTEIN = 10.0
"""Goldstein weights for one unit of conduct."""


class EventModel(NamedTuple):
    """How yearly conduct of runs is observed.

    Attributes
    ----------
    line : Mapping
        From mean conduct of a run to the expected mean weight of events / 10.
    usual : array (quad)
        Shares of quads in the panel, all events together.
    """

    line: Mapping
    usual: Floats


def event_model(panel: Panel, settings: PanelSettings) -> EventModel:
    """Make the model by which runs are observed.

    Parameters
    ----------
    panel : whose usual mix of quads is taken
    settings : with the line
    """
    line = settings.observing
    totals = panel.counts.sum(axis=(0, 1, 2))
    return EventModel(Mapping(line.intercept / _GOLDSTEIN, line.slope / _GOLDSTEIN, 0.0), totals / totals.sum())


def reachable_range(model: EventModel) -> tuple[float, float]:
    """Return the lowest and highest mean weight of events / 10 that conduct of -1..1 can be observed as.

    Parameters
    ----------
    model : EventModel
    """
    low, high = model.line.apply(np.array([-1.0, 1.0]))
    return float(max(low, QUAD_WEIGHTS.min())), float(min(high, QUAD_WEIGHTS.max()))


def quad_shares(means: Floats, usual: Floats) -> Floats:
    """Return the shares of quads whose mean weight is as expected and that are otherwise nearest to the usual ones.

    Parameters
    ----------
    means : expected mean weights / 10, any shape; the nearest that quads can have where none has it
    usual : usual shares, array (quad)

    Returns
    -------
    array (..., quad)

    Notes
    -----
    The usual shares times exp(t x weight): of all mixes with that mean, the one of least relative entropy to the
    usual one (Csiszar 1975).

    Examples
    --------
    >>> quad_shares(np.array([-0.118]), np.array([0.25, 0.25, 0.25, 0.25])).round(3).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    shares = _tilted(_TILTS, usual)
    return _tilted(np.interp(means, shares @ QUAD_WEIGHTS, _TILTS), usual)


def _tilted(tilts: Floats, usual: Floats) -> Floats:
    exponents = np.asarray(tilts)[..., None] * QUAD_WEIGHTS
    raw = usual * np.exp(exponents - exponents.max(axis=-1, keepdims=True))
    return np.asarray(raw / raw.sum(axis=-1, keepdims=True))


def draw_events(conduct: Floats, events: Integers, model: EventModel, generator: np.random.Generator) -> Integers:
    """Draw counts by quad from the yearly conduct of runs, array (..., quad).

    Parameters
    ----------
    conduct : mean of each year, -1..1, any shape
    events : number of events in each, broadcast against conduct
    model : how conduct is observed
    generator : of the draws
    """
    shares = quad_shares(model.line.apply(conduct), model.usual)
    return np.asarray(generator.multinomial(np.broadcast_to(events, conduct.shape), shares))
