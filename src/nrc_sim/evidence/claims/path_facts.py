"""Facts about the mean path of the index, and about crises and swings in single runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nrc_sim.engine.blocks import Block, Floats
from nrc_sim.engine.world import World
from nrc_sim.evidence.claims.fact_schema import PathFact
from nrc_sim.evidence.claims.measures import SMOOTH_MONTHS, variable_path
from nrc_sim.scenario import month_number

_YEAR = 12


class PathEstimate:
    """A property of the mean path of the index, or a mean over runs of a property of each path."""

    is_share = False

    def __init__(self, fact: PathFact) -> None:
        self.fact = fact
        self.variants: tuple[str, ...] = (fact.variant,)
        self._of_mean_path: dict[str, Callable[[Floats, dict[str, Any]], float]] = {
            "rises": count_rises,
            "reversal": reversal,
            "best_window": best_window_contains,
        }

    def observe(self, block_of: Callable[[str], tuple[Block, World]]) -> Floats:
        """Note the path of each run, or what happened in it."""
        block, world = block_of(self.fact.variant)
        if self.fact.estimate in self._of_mean_path:
            return np.asarray(block.index)
        smooth: Floats = variable_path(block, world, "index_smooth")[:, SMOOTH_MONTHS - 1 :]
        if self.fact.estimate == "swings":
            swings = [count_swings(path, self.fact.settings["least"]) for path in smooth]
            return np.asarray(np.array(swings, dtype=np.float64)[:, None] * (10 * _YEAR / smooth.shape[1]))
        return np.asarray(recoveries(smooth, self.fact.settings))

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the figure."""
        if self.fact.estimate in self._of_mean_path:
            paths = weights @ noted / weights.sum(axis=1, keepdims=True)
            find = self._of_mean_path[self.fact.estimate]
            return np.array([find(path, self.fact.settings) for path in paths])
        if self.fact.estimate == "swings":
            return np.asarray((weights @ noted)[:, 0] / weights.sum(axis=1))
        recovered, cases = (weights @ noted).T
        return np.asarray(recovered / np.maximum(cases, 1e-12))


def _place(month: str, settings: dict[str, Any]) -> int:
    return month_number(month) - month_number(settings["start"])


def count_rises(path: Floats, settings: dict[str, Any]) -> float:
    """Count the rises of yearly means between a first and a last year.

    Parameters
    ----------
    path : mean path, array (month)
    settings : `start`, the first month of the path; `from` and `to`, the first month of the first year and the last of
        the last one
    """
    first, last = _place(settings["from"], settings), _place(settings["to"], settings)
    yearly = path[first : last + 1].reshape(-1, _YEAR).mean(axis=1)
    return float(np.count_nonzero(np.diff(yearly) > 0.0))


def reversal(path: Floats, settings: dict[str, Any]) -> float:
    """Return by how much a later fall exceeds twice an earlier rise, points.

    Parameters
    ----------
    path : mean path, array (month)
    settings : `start`, the first month of the path; `at`, the month from which both count; `rise`, the window to which
        it rises; `fall`, the months in which the lowest mean of six months is looked for
    """
    start = path[_place(settings["at"], settings)]
    first, last = (_place(month, settings) for month in settings["rise"])
    rise = path[first : last + 1].mean() - start
    first, last = (_place(month, settings) for month in settings["fall"])
    lowest = _smooth(path)[first + SMOOTH_MONTHS - 1 : last + 1].min()
    return float(start - lowest - 2.0 * rise)


def _smooth(path: Floats) -> Floats:
    means = np.convolve(path, np.full(SMOOTH_MONTHS, 1.0 / SMOOTH_MONTHS))[: path.size]
    return np.asarray(means)


def best_window_contains(path: Floats, settings: dict[str, Any]) -> float:
    """Return whether the best six months of some years contain given months: 1 if they do, else 0.

    Parameters
    ----------
    path : mean path, array (month)
    settings : `start`, the first month of the path; `within`, the years; `contains`, the first and last month that
        should lie in the best window
    """
    first, last = (_place(month, settings) for month in settings["within"])
    means = _smooth(path)[first + SMOOTH_MONTHS - 1 : last + 1]
    start = first + int(np.argmax(means))
    wanted = [_place(month, settings) for month in settings["contains"]]
    return float(start <= wanted[0] and wanted[1] <= start + SMOOTH_MONTHS - 1)


def count_swings(path: Floats, least: float) -> int:
    """Count the turning points of a zigzag whose legs are all at least so long.

    Parameters
    ----------
    path : array (month), points
    least : shortest leg, points
    """
    turns, direction = 0, 0
    high = low = float(path[0])
    for value in path.tolist():
        high, low = max(high, value), min(low, value)
        if direction >= 0 and high - value >= least:
            turns += direction > 0
            direction, low = -1, value
        elif direction <= 0 and value - low >= least:
            turns += direction < 0
            direction, high = 1, value
    return turns


def recoveries(smooth: Floats, settings: dict[str, Any]) -> Floats:
    """Note for each run whether it came back from crisis, and whether it entered one early enough to be judged.

    Parameters
    ----------
    smooth : means of six months, array (run, month)
    settings : `bound`, points, below which it is a crisis; `months`, within which it has to be back

    Returns
    -------
    array (run, 2)
    """
    bound, months = settings["bound"], settings["months"]
    below = smooth < bound
    entered = np.argmax(below, axis=1)
    judged = below.any(axis=1) & (entered + months < smooth.shape[1])
    back = [
        bool(case and (path[start + 1 : start + months + 1] >= bound).any())
        for path, start, case in zip(smooth, entered, judged, strict=True)
    ]
    return np.stack([np.array(back), judged], axis=1).astype(np.float64)
