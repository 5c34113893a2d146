"""The observation model: observed = a + b x mean of the model, a and b shared by all dyads of a variable."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats


class Mapping(NamedTuple):
    """Intercept and slope, and the standard deviation of what remains."""

    intercept: float
    slope: float
    residual: float

    def apply(self, values: Floats) -> Floats:
        """Map means of the model to the unit of what is observed.

        Parameters
        ----------
        values : any shape
        """
        return np.asarray(self.intercept + self.slope * values)


def fit_mapping(simulated: Floats, observed: Floats) -> Mapping:
    """Fit intercept and slope by least squares.

    Parameters
    ----------
    simulated, observed : arrays (value), at least three; if all simulated are equal the slope is 0
    """
    centred = simulated - simulated.mean()
    square = float(centred @ centred)
    slope = float(centred @ observed) / square if square > 0.0 else 0.0
    intercept = float(observed.mean() - slope * simulated.mean())
    remaining = observed - intercept - slope * simulated
    residual = float(np.sqrt(remaining @ remaining / max(1, observed.size - 2)))
    return Mapping(intercept, slope, residual)
