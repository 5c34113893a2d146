"""Simulation-based calibration: whether numbers from which a panel was simulated come back when it is learned from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.panel.adjustment import adjust, distance
from nrc_sim.evidence.panel.inference import Inference

_BINS = 10
_BAND = (0.05, 0.95)
_LEAST_P = 0.01
_COVERED = (0.82, 0.97)


class Recovered(NamedTuple):
    """How a number came back.

    Attributes
    ----------
    name : str
    counts : tuple of int
        Panels in each tenth of ranks.
    p : float
        Of the chi-square test that ranks are uniform.
    covered : float
        Share of panels whose 90% interval holds the number.
    """

    name: str
    counts: tuple[int, ...]
    p: float
    covered: float

    @property
    def uniform(self) -> bool:
        """Whether ranks may be uniform."""
        return self.p > _LEAST_P

    @property
    def fits(self) -> bool:
        """Whether the interval holds the number about as often as it says."""
        return _COVERED[0] <= self.covered <= _COVERED[1]

    def cells(self) -> list[str]:
        """Return a row for people."""
        return [self.name, " ".join(map(str, self.counts)), f"{self.p:.3f}", f"{100 * self.covered:.0f}%"]


def ranks_of_known(found: Inference, sound: NDArray[np.bool_], panels: int, kept: int) -> Floats:
    """Return the ranks of known numbers in what is learned from their panels, 0..1, array (panel, number).

    Parameters
    ----------
    found : whose table of simulations serves
    sound : which of the simulated panels are not absurd, array (candidate)
    panels : that are learned from, at most; the first ones drawn from the prior
    kept : nearest candidates from which each is learned

    Notes
    -----
    Talts and others (2018). Each panel is learned from by rejection and regression in the table of all others, which
    count by their importance weights.
    """
    table, weights = found.simulations, found.simulations.weights()
    finite = np.isfinite(table.statistics).all(axis=1)
    known = np.flatnonzero((sound & finite)[: table.drawn[0]])[:panels]
    ranks = []
    for row in known:
        apart = found.metric.apart(table.statistics, table.statistics[row])
        away = distance(apart)
        away[row] = np.inf
        near = np.argsort(away, kind="stable")[:kept]
        moved, local = adjust(table.coordinates[near], apart[near], weights[near])
        ranks.append(local @ (moved < table.coordinates[row]))
    return np.asarray(np.clip(np.array(ranks), 0.0, 1.0))


def judge_ranks(names: tuple[str, ...], ranks: Floats) -> list[Recovered]:
    """Judge the ranks of known numbers.

    Parameters
    ----------
    names : of the numbers
    ranks : array (panel, number), at least one panel
    """
    from scipy.stats import chisquare

    found = []
    for name, own in zip(names, ranks.T, strict=True):
        counts = np.histogram(own, bins=_BINS, range=(0.0, 1.0))[0]
        covered = float(((own >= _BAND[0]) & (own <= _BAND[1])).mean())
        found.append(Recovered(name, tuple(counts.tolist()), float(chisquare(counts).pvalue), covered))
    return found


def all_come_back(found: list[Recovered]) -> bool:
    """Return whether ranks are uniform for all numbers but one, and every interval covers as it should."""
    return sum(not one.uniform for one in found) <= 1 and all(one.fits for one in found)
