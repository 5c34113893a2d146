"""Simulation-based calibration: whether numbers from which a panel was simulated come back when it is learned from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.panel.coordinates import log_prior
from nrc_sim.evidence.panel.inference import Inference
from nrc_sim.evidence.panel.problem import Problem
from nrc_sim.evidence.panel.tempering import temper
from nrc_sim.study.executors import choose_executor, map_ordered

_PARTICLES = 250
_BINS = 10
_BAND = (0.05, 0.95)
_LEAST_P = 0.01
_COVERED = (0.82, 0.97)


class KnownPanels(NamedTuple):
    """Known numbers, coordinates, array (panel, number), and what they gave, array (panel, statistic).

    They are the first draws of what was learned.
    """

    coordinates: Floats
    statistics: Floats


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


def ranks_of_known(found: Inference, problem: Problem, known: KnownPanels) -> Floats:
    """Return the ranks of known numbers in what is learned from the panels that they gave, 0..1, array (panel, number).

    Parameters
    ----------
    found : what was learned from the observed panel
    problem : from which it was learned
    known : numbers drawn from that, and panels simulated of them

    Notes
    -----
    Talts and others (2018), about what was learned and not about the prior: from each panel it is learned together with
    the observed one, which makes what was learned the prior (Saeilynoja and others 2025).
    """
    observed = found.emulator.likelihood_of(problem.target)

    def base(rows: Floats) -> Floats:
        return log_prior(rows) + observed(rows)

    def learn(place: int) -> Floats:
        likelihood = found.emulator.likelihood_of(known.statistics[place, problem.counted])
        start = np.delete(found.draws, place, axis=0)[:: len(found.draws) // _PARTICLES]
        drawn = temper(start, base, likelihood, [problem.seed, place, _PARTICLES])
        return np.asarray((drawn < known.coordinates[place]).mean(axis=0))

    sound = np.flatnonzero(np.isfinite(known.statistics[:, problem.counted]).all(axis=1))
    with choose_executor(problem.workers, threads=True) as executor:
        return np.array(list(map_ordered(executor, learn, [(int(place),) for place in sound])))


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
