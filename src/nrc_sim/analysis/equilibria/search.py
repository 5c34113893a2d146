"""Where a world comes to rest: states that a month leaves as they are, and those that lie between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.analysis.equilibria.monthly_map import MonthlyMap
from nrc_sim.engine.blocks import Floats, Integers

_SPAN, _MOST_SPANS = 120, 200
_AT_REST, _SAME = 1e-12, 1e-6
"""Largest movement in a month of what rests, and largest distance of what is one point."""

_NEARLY_AT_REST = 1e-5
_SECTIONS, _ROUNDS = 120, 12
_THIN, _WIDE, _FOLLOWED, _MOST_FOLLOWED = 1e-11, 1e-6, 6, 40
"""How close together two states that enclose a border begin and end a stretch of the way, and its months."""

_STEP, _NEWTON_STEPS = 1e-7, 20


class Rested(NamedTuple):
    """Points of rest that attract some start.

    Attributes
    ----------
    points : array (point, value)
    ends : array (start)
        Number of the point where each start ends, -1 where it has not come to rest.
    """

    points: Floats
    ends: Integers


def let_rest(months: MonthlyMap, starts: Floats) -> Rested:
    """Let states go until they rest, and tell apart where they end.

    Parameters
    ----------
    months : MonthlyMap
    starts : array (start, value)
    """
    states = starts
    for _ in range(_MOST_SPANS):
        states = months.advance(states, _SPAN)
        rests = months.movement(states) < _AT_REST
        if rests.all():
            break
    points: list[Floats] = []
    ends = np.full(len(starts), -1)
    for place in np.flatnonzero(rests):
        ends[place] = number = _number_of(months, states[place], np.array(points))
        if number == len(points):
            points.append(states[place])
    return Rested(np.array(points).reshape(-1, states.shape[1]), ends)


def _number_of(months: MonthlyMap, state: Floats, points: Floats) -> int:
    """Return the number of the point at which a state is, or the next number if it is at none."""
    if not len(points):
        return 0
    same = months.distance(points, state) < _SAME
    return int(same.argmax()) if same.any() else len(points)


def find_between(months: MonthlyMap, points: Floats, place: int, other: int) -> Floats | None:
    """Find a point of rest on the border of what a point attracts.

    Parameters
    ----------
    months : MonthlyMap
    points : that attract, array (point, value)
    place, other : numbers of the one whose border it is, and of the one toward which the border is looked for

    Returns
    -------
    the state, or None if nothing was found that rests

    Notes
    -----
    A state on the border stays on it. It is followed by two that enclose it (edge tracking: Skufca, Yorke and Eckhardt
    2006), and after each stretch of the way the point is looked for by Newton's method.
    """
    near, far = points[place], points[other]
    for _ in range(_ROUNDS):
        near, far = _narrow(months, (near, far), points, place)
        for _ in range(_MOST_FOLLOWED):
            near, far = months.advance(np.stack([near, far]), _FOLLOWED)
            if float(months.distance(near, far)) > _WIDE:
                break
        found = _solve(months, 0.5 * (near + far))
        if found is not None and _number_of(months, found, points) == len(points):
            return found
    return None


def _narrow(months: MonthlyMap, both: tuple[Floats, Floats], points: Floats, place: int) -> tuple[Floats, Floats]:
    """Bring two states that enclose the border of a point close together."""
    near, far = both
    while float(months.distance(near, far)) > _THIN:
        parts = np.linspace(0.0, 1.0, _SECTIONS + 1)[1:, None]
        line = np.concatenate([near[None], near + parts * (far - near)])
        ends_there = _ends(months, line, points) == place
        first_beyond = int(np.argmin(ends_there[1:])) + 1  # the last is beyond, whatever rounding makes of it
        near, far = line[first_beyond - 1], line[first_beyond]
    return near, far


def _ends(months: MonthlyMap, states: Floats, points: Floats) -> Integers:
    """Return the number of the point to which each state comes nearest in the end."""
    for _ in range(_MOST_SPANS):
        states = months.advance(states, _SPAN)
        if float(months.movement(states).max()) < _NEARLY_AT_REST:
            break
    distances = np.array([months.distance(states, point) for point in points])
    return np.asarray(distances.argmin(axis=0))


def _solve(months: MonthlyMap, state: Floats) -> Floats | None:
    """Find the point of rest near a state by Newton's method, with slopes from small differences."""
    free = np.flatnonzero(months.free)
    for _ in range(_NEWTON_STEPS):
        moved = months.advance(np.concatenate([state[None], _neighbours(state, free)]), 1)
        up, down = moved[1:, free].reshape(2, free.size, free.size)
        slopes = (up - down).T / (2.0 * _STEP)
        rest = moved[0, free] - state[free]
        if float(np.abs(rest).max()) < _AT_REST:
            return state
        state = state.copy()
        state[free] += np.linalg.lstsq(np.eye(free.size) - slopes, rest, rcond=None)[0]
        if not np.isfinite(state).all():
            break
    return None


def _neighbours(state: Floats, places: Integers) -> Floats:
    """Return a state with each of some values a step higher, and then a step lower."""
    steps = np.zeros((places.size, state.size))
    steps[np.arange(places.size), places] = _STEP
    return np.concatenate([state + steps, state - steps])
