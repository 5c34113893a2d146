"""Whether a world returns to a point of rest, how quickly, and what returns last."""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np

from nrc_sim.analysis.equilibria.monthly_map import MonthlyMap
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world.state import DYAD_FIELDS, RIFT_FIELD
from nrc_sim.rules.arithmetic import log_odds, logistic

_SIZE = 1e-6
"""Of a disturbance, in the value that it moves most."""
_SPAN, _SPANS, _COUNTED = 6, 240, 80
_DIRECTIONS = 14
"""Drawn directions of disturbances, beside all values up and all down."""
_SEED = 1

_SOONEST, _LATEST = 12, 600
"""Months after which it is looked at what parts of a disturbance leave."""

_LOST, _FOLLOWED = 0.1, 600
"""What trust and conduct of all lose, both on a scale from -1 to 1, and months for which the index is followed."""

_CONDUCT = {"member_conduct", "outside_conduct", "member_received", "outside_received"}
_TRUST = {"member_trust", "outside_trust"}


class Slowest(NamedTuple):
    """The direction in which a disturbance fades most slowly, or grows most quickly.

    Attributes
    ----------
    factor : float
        By which it changes in a month; below 1 the point attracts.
    field, item : str, int
        The quantity of the state that carries it, and the number of the item: disturbed alone, it leaves more of the
        disturbance after a time than any other does.
    """

    factor: float
    field: str
    item: int

    @property
    def half_life(self) -> float | None:
        """Months until half of the disturbance is gone; None if it grows, 0 if it is gone at once."""
        if self.factor >= 1.0:
            return None
        return log(0.5) / log(self.factor) if self.factor > 0.0 else 0.0


def find_slowest(months: MonthlyMap, point: Floats) -> Slowest:
    """Find the direction in which disturbances of a point of rest fade most slowly.

    Parameters
    ----------
    months : MonthlyMap
    point : state at rest

    Notes
    -----
    Disturbances are let go, and brought back to their size every few months: the power method. It needs no slopes,
    which the rules do not have where good news turns to bad: at rest, that is everywhere.
    """
    away = _first_disturbances(months)
    growth = np.zeros((_SPANS, len(away)))
    for span in range(_SPANS):
        away = np.where(months.free, months.advance(point + away, _SPAN) - point, 0.0)
        sizes = np.abs(away[:, months.moving]).max(axis=1)
        # What is gone is gone: it is not brought back from the last bits of a sum.
        alive = sizes > _SIZE * _SIZE
        growth[span] = np.where(alive, sizes / _SIZE, 0.0)
        away = np.where(alive[:, None], away * (_SIZE / np.where(alive, sizes, 1.0))[:, None], 0.0)
    late = growth[-_COUNTED:]
    factors = np.where((late > 0.0).all(axis=0), np.exp(np.log(np.maximum(late, 1e-300)).mean(axis=0) / _SPAN), 0.0)
    slowest = int(factors.argmax())
    found = Slowest(float(factors[slowest]), "", 0)
    field, item = _carrier(months, point, away[slowest], found.half_life)
    return found._replace(field=field, item=item)


def _carrier(months: MonthlyMap, point: Floats, away: Floats, half_life: float | None) -> tuple[str, int]:
    """Find the quantity whose part of a disturbance, alone, is followed by most of it."""
    # What all pairs have counts as one quantity: a direction of all is carried by none of them alone.
    groups = [(name, 0 if name in DYAD_FIELDS else item) for name, item in months.names()]
    present = [group for group in dict.fromkeys(groups) if months.moving[groups.index(group)]]
    parts = np.array([[group == one for group in groups] for one in present])
    later = min(_LATEST, max(_SOONEST, round(2.0 * (half_life or 0.0))))
    left = np.abs(months.advance(point + np.where(parts & months.moving, away, 0.0), later) - point)
    return present[int(left[:, months.moving].max(axis=1).argmax())]


def _first_disturbances(months: MonthlyMap) -> Floats:
    generator = np.random.Generator(np.random.PCG64(_SEED))
    # Rifts, which come last, are held at 0: what is drawn does not depend on how many powers could have one.
    held = sum(name == RIFT_FIELD for name, _ in months.names())
    drawn = np.pad(generator.uniform(-1.0, 1.0, (_DIRECTIONS, months.layout.size - held)), ((0, 0), (0, held)))
    ones = np.ones((1, months.layout.size))
    return np.where(months.moving, np.concatenate([ones, -ones, drawn]), 0.0) * _SIZE


def index_half_life(months: MonthlyMap, point: Floats) -> float | None:
    """Return the months until half of a disturbance of the index is gone, from where it is largest.

    Parameters
    ----------
    months : MonthlyMap
    point : state at rest that attracts

    Returns
    -------
    months, None if it is not gone in fifty years

    Notes
    -----
    Trust and conduct of all lose as much, on a scale from -1 to 1; tensions, stocks and forces are as at rest.
    """
    pushed = point.copy()
    for place, (name, _) in enumerate(months.names()):
        if name in _CONDUCT:
            pushed[place] = max(-1.0, point[place] - _LOST)
        elif name in _TRUST:
            pushed[place] = log_odds(logistic(point[place]) - 0.5 * _LOST)
    lost = np.abs(np.diff(months.observe(np.stack([point, pushed]), _FOLLOWED).index, axis=0)[0])
    peak = int(lost.argmax())
    half = 0.5 * float(lost[peak])
    below = np.flatnonzero(lost[peak:] <= half)
    if not below.size or half == 0.0:
        return None
    after = peak + int(below[0])
    before, later = float(lost[after - 1]), float(lost[after])
    return after - peak - 1 + (before - half) / (before - later)
