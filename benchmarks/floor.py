"""The physical floor: the same random numbers and the same arithmetic at the rate that this machine reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from benchmarks.operations import Operations, all_months
from benchmarks.timing import NANOSECONDS, Times
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.registration import register_rules
from nrc_sim.engine.randomness import as_bell, as_uniform, draw_words
from nrc_sim.engine.world import Job, World

STEPS = 8
"""Multiply-adds between loading and storing a number."""

KEPT = 16
"""Rows of numbers drawn that are kept, few enough for the first cache."""

LINE = 8
"""Numbers in a line of the cache."""

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

register_rules()
compiled = numba.njit(nogil=True, error_model="numpy")


class Draws(NamedTuple):
    """Random numbers in a month of one run, on average."""

    bell: float
    uniform: float


class Rates(NamedTuple):
    """Nanoseconds of one number drawn, or of one operation.

    `simple` is an operation whose operand comes from the first cache, `bare` one whose operands stand in registers.
    """

    bell: float
    uniform: float
    simple: float
    bare: float
    division: float


@compiled
def draw_bells(keys: Words, numbers: Floats, sweeps: int) -> None:
    """Draw bell-shaped numbers, lane by lane."""
    for slot in range(sweeps):
        for lane in range(LANES):
            numbers[slot % KEPT, lane] = as_bell(draw_words(keys[lane], np.uint64(slot)))  # type: ignore[arg-type]


@compiled
def draw_uniforms(keys: Words, numbers: Floats, sweeps: int) -> None:
    """Draw uniform numbers, lane by lane."""
    for slot in range(sweeps):
        for lane in range(LANES):
            numbers[slot % KEPT, lane] = as_uniform(draw_words(keys[lane], np.uint64(slot)))  # type: ignore[arg-type]


@compiled
def multiply_and_add(values: Floats, factors: Floats, terms: Floats, sweeps: int) -> None:
    """Multiply and add; both operands of each step are loaded."""
    for _ in range(sweeps):
        for lane in range(LANES):
            value = values[lane]
            for step in range(STEPS):
                value = value * factors[step * LANES + lane] + terms[step * LANES + lane]
            values[lane] = value


@compiled
def multiply_and_add_bare(values: Floats, sweeps: int) -> None:
    """Multiply and add; nothing is loaded between the steps."""
    for _ in range(sweeps):
        for lane in range(LANES):
            value = values[lane]
            for _step in range(STEPS):
                value = value * 0.5 + 0.5
            values[lane] = value


@compiled
def divide(values: Floats, divisors: Floats, sweeps: int) -> None:
    """Divide; the divisor is loaded."""
    for _ in range(sweeps):
        for lane in range(LANES):
            values[lane] = divisors[lane] / values[lane]


def floor_contestants(sweeps: int) -> dict[str, Callable[[], object]]:
    """Return what is timed for each rate, by the name of the rate.

    Parameters
    ----------
    sweeps : passes over all lanes
    """
    keys = np.arange(LANES, dtype=np.uint64)
    numbers, values = aligned(KEPT * LANES).reshape(KEPT, LANES), aligned(LANES)
    factors, terms = aligned(STEPS * LANES), aligned(STEPS * LANES)
    return {
        "bell": lambda: draw_bells(keys, numbers, sweeps),
        "uniform": lambda: draw_uniforms(keys, numbers, sweeps),
        "simple": lambda: multiply_and_add(values, factors, terms, sweeps),
        "bare": lambda: multiply_and_add_bare(values, sweeps),
        "division": lambda: divide(values, terms, sweeps),
    }


def aligned(count: int) -> Floats:
    """Make room for numbers from the start of a line of the cache on, all of them 0.5."""
    room = np.full(count + LINE, 0.5)
    first = -(room.ctypes.data // room.itemsize) % LINE
    return room[first : first + count]


def find_rates(times: Mapping[str, Times], sweeps: int) -> Rates:
    """Turn the times of `floor_contestants` into rates; the best round counts, since the floor is what can be."""
    lanes = sweeps * LANES
    steps = 2 * STEPS * lanes
    counts = Rates(bell=lanes, uniform=lanes, simple=steps, bare=steps, division=lanes)
    return Rates(*(times[name].least / count * NANOSECONDS for name, count in counts._asdict().items()))


def count_draws(job: Job) -> Draws:
    """Count the random numbers that a month of one run uses, over history and scenario."""
    worlds = [job.world] if job.history is None else [job.history, job.world]
    bells, uniforms = (sum(world.months * count(world) for world in worlds) for count in (_bells, _uniforms))
    return Draws(bells / all_months(job), uniforms / all_months(job))


def _bells(world: World) -> int:
    """Conduct and reading of it by dyad and direction, what dyads share, and new leaderships of both sides."""
    return 4 * len(world.pairs) + 2 + 2


def _uniforms(world: World) -> int:
    """Negotiations, the institution, renewals of both leaderships, and shocks that come by hazard."""
    return len(world.negotiations) + 1 + 2 + sum(shock.timing.hazard > 0.0 for shock in world.shocks)


class Floor(NamedTuple):
    """Nanoseconds that a month of one run takes at least: random numbers, simple operations and divisions.

    `bare` is the time of the simple operations if no operand had to be loaded.
    """

    random: float
    simple: float
    divisions: float
    bare: float


def floor_of_month(draws: Draws, operations: Operations, rates: Rates) -> Floor:
    """Multiply counts by rates."""
    return Floor(
        random=draws.bell * rates.bell + draws.uniform * rates.uniform,
        simple=operations.simple * rates.simple,
        divisions=operations.divisions * rates.division,
        bare=operations.simple * rates.bare,
    )
