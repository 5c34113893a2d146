"""Forecasts from analogues: simulated runs whose past is near the observed one, and what became of them."""

from __future__ import annotations

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.panel.adjustment import adjust, distance, robust_metric
from nrc_sim.evidence.panel.coordinates import places_at
from nrc_sim.evidence.panel.naive import Known, describe_past

_NEAREST = 1000
_MEMBERS = 200


def members_from_analogues(simulated: Known, outcomes: Floats, known: Known, weights: Floats | None = None) -> Floats:
    """Return members of the forecast of each pair: what became of its analogues, array (pair, member).

    Parameters
    ----------
    simulated : past of runs, arrays (run, year)
    outcomes : what became of each run, array (run)
    known : past of the pairs, arrays (pair, year), of the same years
    weights : of the runs, > 0, array (run); None gives all the same

    Notes
    -----
    Approximate Bayesian computation of what is to come (Beaumont and others 2002): of all runs those with the nearest
    past, by its last two values, mean, volatility and number of events; nearer ones weigh more, and a local regression
    moves each outcome to where it would have been with the past that was observed.
    """
    pasts, own = describe_past(simulated), describe_past(known)
    metric = robust_metric(pasts, np.arange(pasts.shape[1]))
    count = min(_NEAREST, len(outcomes))
    levels = (np.arange(_MEMBERS) + 0.5) / _MEMBERS
    found = np.empty((len(own), _MEMBERS))
    for row, past in enumerate(own):
        apart = metric.apart(pasts, past)
        nearest = np.argpartition(distance(apart), count - 1)[:count]
        before = np.full(count, 1.0 / count) if weights is None else weights[nearest]
        moved, local = adjust(outcomes[nearest, None], apart[nearest], before)
        order = np.argsort(moved[:, 0], kind="stable")
        found[row] = moved[order[places_at(levels, local[order])], 0]
    return found
