"""The observation model: what is seen of a mean of the model, by a line or by kinds of events; shared by all dyads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.observed.plan_schema import EVENT_LINK, Plan
from nrc_sim.evidence.panel.events import learned_usual_shares, tilted_shares
from nrc_sim.evidence.panel.reading import QUAD_WEIGHTS

GOLDSTEIN = 10.0
"""Goldstein weights for one unit of conduct."""


class Mapping(NamedTuple):
    """Intercept and slope, and the standard deviation of what remains.

    Attributes
    ----------
    intercept, slope : float
        Of the line; with `usual`, of the tilt of kinds of events, see `tilted_shares`.
    residual : float
        In the unit of what is observed.
    usual : tuple of float (quad)
        Usual shares of quads, if what is observed is the mean Goldstein weight of events; empty for a line.
    """

    intercept: float
    slope: float
    residual: float
    usual: tuple[float, ...] = ()

    def apply(self, values: Floats) -> Floats:
        """Map means of the model to the unit of what is observed.

        Parameters
        ----------
        values : any shape
        """
        return GOLDSTEIN * (self.shares(values) @ QUAD_WEIGHTS) if self.usual else self._line(values)

    def steepness(self, values: Floats) -> Floats:
        """Return by how much what is observed rises for one unit of the model.

        Parameters
        ----------
        values : means of the model, any shape
        """
        if not self.usual:
            return np.full_like(values, self.slope)
        shares = self.shares(values)
        variance = shares @ np.square(QUAD_WEIGHTS) - np.square(shares @ QUAD_WEIGHTS)
        return np.asarray(GOLDSTEIN * self.slope * variance)

    def shares(self, values: Floats) -> Floats:
        """Return the shares of quads that are expected, array (..., quad); there must be `usual` ones.

        Parameters
        ----------
        values : means of the model, any shape
        """
        return tilted_shares(self._line(values), np.array(self.usual))

    def _line(self, values: Floats) -> Floats:
        return np.asarray(self.intercept + self.slope * values)


def usual_of(plan: Plan, variable: str) -> tuple[float, ...]:
    """Return the usual shares of quads by which a variable is observed, or nothing where it is by a line.

    Parameters
    ----------
    plan : says how each variable is observed
    variable : `conduct` or `trust`
    """
    observed = plan.observation.get(variable)
    return learned_usual_shares() if observed is not None and observed.link == EVENT_LINK else ()


def fit_mapping(simulated: Floats, observed: Floats, usual: tuple[float, ...] = ()) -> Mapping:
    """Fit intercept and slope by least squares.

    Parameters
    ----------
    simulated, observed : arrays (value), at least three; if all simulated are equal the slope is 0
    usual : usual shares of quads if what is observed is the mean Goldstein weight of events; none for a line

    Examples
    --------
    >>> fit_mapping(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])).slope
    2.0
    """
    line = _fit_line(simulated, observed)
    if not usual:
        return line
    found = least_squares(
        lambda tilt: Mapping(tilt[0], tilt[1], 0.0, usual).apply(simulated) - observed,
        _first_tilt(line, usual),
        jac=lambda tilt: _gradient(Mapping(tilt[0], tilt[1], 0.0, usual), simulated),
        method="lm",
    )
    intercept, slope = (float(value) for value in found.x)
    return Mapping(intercept, slope, _spread(found.fun), usual)


def _fit_line(simulated: Floats, observed: Floats) -> Mapping:
    centred = simulated - simulated.mean()
    square = float(centred @ centred)
    slope = float(centred @ observed) / square if square > 0.0 else 0.0
    intercept = float(observed.mean() - slope * simulated.mean())
    return Mapping(intercept, slope, _spread(observed - intercept - slope * simulated))


def _spread(remaining: Floats) -> float:
    return float(np.sqrt(remaining @ remaining / max(1, remaining.size - 2)))


def _first_tilt(line: Mapping, usual: tuple[float, ...]) -> tuple[float, float]:
    """Return the tilt that touches a line where events are the usual ones."""
    middle, steep = (float(of(np.array(0.0))) for of in (_unit(usual).apply, _unit(usual).steepness))
    return (line.intercept - middle) / steep, line.slope / steep


def _gradient(mapping: Mapping, simulated: Floats) -> Floats:
    """Return the derivative of what is expected by intercept and slope, array (value, 2)."""
    rise = _unit(mapping.usual).steepness(mapping.intercept + mapping.slope * simulated)
    return np.stack([rise, rise * simulated], axis=1)


def _unit(usual: tuple[float, ...]) -> Mapping:
    """Return the mapping of tilts themselves."""
    return Mapping(0.0, 1.0, 0.0, usual)
