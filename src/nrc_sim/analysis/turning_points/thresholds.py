"""Rules of one threshold, fitted to many variables at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats

Marks = NDArray[np.bool_]


class Rule(NamedTuple):
    """An indicator: the variable with this number is above a threshold, or at most as high.

    Attributes
    ----------
    variable : int
        Column.
    threshold : float
        Halfway between the two values next to it.
    above : bool
        Whether the indicator is to lie above it.
    accuracy : float
        Balanced accuracy in the runs it was fitted to: mean of the shares of both kinds that it gets right, 0.5..1.
    """

    variable: int
    threshold: float
    above: bool
    accuracy: float

    def applies(self, values: Floats) -> Marks:
        """Mark the runs that show the indicator.

        Parameters
        ----------
        values : array (run, variable)
        """
        return np.asarray((values[:, self.variable] > self.threshold) == self.above)


def fit_rule(values: Floats, wanted: Marks) -> Rule:
    """Find the variable and threshold that separate two kinds of runs best.

    Parameters
    ----------
    values : array (run, variable)
    wanted : array (run), which runs are of the first kind; some are, some are not

    Notes
    -----
    A decision stump that maximises balanced accuracy, so that a rare kind counts as much as a frequent one. Of equals
    the first variable is taken, and its lowest threshold.
    """
    order = np.argsort(values, axis=0, kind="stable")
    ascending, kinds = np.take_along_axis(values, order, axis=0), wanted[order]
    # After each run in ascending order: what shares of both kinds lie at or below it.
    wanted_below = np.cumsum(kinds, axis=0)[:-1] / np.count_nonzero(wanted)
    others_below = np.cumsum(~kinds, axis=0)[:-1] / np.count_nonzero(~wanted)
    gain = np.where(ascending[1:] > ascending[:-1], others_below - wanted_below, 0.0)
    best = np.argmax(np.abs(gain), axis=0)
    gains = gain[best, np.arange(gain.shape[1])]
    variable = int(np.argmax(np.abs(gains)))
    place = best[variable]
    threshold = float(0.5 * (ascending[place, variable] + ascending[place + 1, variable]))
    return Rule(variable, threshold, bool(gains[variable] >= 0.0), float(0.5 + 0.5 * abs(gains[variable])))


def rank_area(values: Floats, wanted: Marks) -> float:
    """Return the share of pairs of one run of each kind in which that of the first kind is higher; ties count half.

    Parameters
    ----------
    values : array (run)
    wanted : array (run), which runs are of the first kind; some are, some are not

    Notes
    -----
    The area under the receiver operating characteristic (Hanley and McNeil 1982).
    """
    first, second = values[wanted], np.sort(values[~wanted])
    lower = np.searchsorted(second, first, side="left").sum()
    not_higher = np.searchsorted(second, first, side="right").sum()
    return float(0.5 * (lower + not_higher) / (first.size * second.size))
