"""The random draws of one run, by process, month and slot."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.randomness import as_bell, as_uniform, every_process, stream_key, stream_name, stream_words
from nrc_sim.engine.world import Job, World


class MonthDraws(NamedTuple):
    """Random numbers of one month: uniform for decisions, shocks and disputes, bell-shaped for new leaders and drifts.

    `disputes` and `drifts` have a row for each pair, and none in a world without memory.
    """

    negotiations: list[float]
    institution: float
    renewal: list[float]
    new_leaders: list[float]
    occurrences: list[float]
    sizes: list[float]
    disputes: list[list[float]]
    drifts: list[list[float]]


class RunDraws(NamedTuple):
    """The random draws of a run: one entry per month, and where in its window each shock falls (uniform).

    `later` says so of what is left of the windows once a run that branched from another has draws of its own.
    """

    months: list[MonthDraws]
    windows: list[float]
    later: tuple[float, ...] = ()


def draw_for(job: Job, run: int) -> RunDraws:
    """Draw everything that is random in one run of a job.

    Parameters
    ----------
    job : Job
    run : int, >= 0
    """
    origin = int(job.origins_of(np.array([run], dtype=np.int64))[0])
    draws = draw_run(job.world, job.seed, origin, job.redrawn)
    if not job.turn:
        return draws
    # Streams of their own: where a shock lies in its window must not be asked of the number that has placed it before.
    own = draw_run(job.world, job.seed, run, every_process(shock.id for shock in job.world.shocks))
    return RunDraws([*draws.months[: job.turn], *own.months[job.turn :]], draws.windows, tuple(own.windows))


def draw_run(world: World, seed: int, run: int, redrawn: Collection[str] = ()) -> RunDraws:
    """Draw everything that is random in one run.

    Parameters
    ----------
    world : World
    seed, run : int, >= 0
    redrawn : processes whose draws are others, see `Job`

    Notes
    -----
    Every process has a stream of its own and each shock one by its id, so that scenarios share common random numbers.
    """
    months = np.arange(world.start, world.start + world.months)

    def words(process: str, slots: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
        return stream_words(stream_key(seed, run, stream_name(process, redrawn)), months, slots)

    talks = as_uniform(words("negotiation", len(world.negotiations))).tolist()
    institution = as_uniform(words("institution", 1))[:, 0].tolist()
    leaders = words("leadership", 4)
    renewal, new_leaders = as_uniform(leaders[:, :2]).tolist(), as_bell(leaders[:, 2:]).tolist()
    shocks = [as_uniform(words(f"shock {shock.id}", 2)) for shock in world.shocks]
    occurrences = np.array([chances[:, 0] for chances in shocks]).T.tolist() if shocks else [[]] * world.months
    sizes = np.array([chances[:, 1] for chances in shocks]).T.tolist() if shocks else [[]] * world.months
    pairs = len(world.pairs) if world.has_memory else 0
    disputes = as_uniform(words("disputes", 3 * pairs)).reshape(world.months, pairs, 3).tolist()
    drifts = as_bell(words("drift", 5 * pairs)).reshape(world.months, pairs, 5).tolist()
    rows = [
        MonthDraws(
            talks[month],
            institution[month],
            renewal[month],
            new_leaders[month],
            occurrences[month],
            sizes[month],
            disputes[month],
            drifts[month],
        )
        for month in range(world.months)
    ]
    windows = (stream_name(f"window {shock.id}", redrawn) for shock in world.shocks)
    return RunDraws(rows, [_window_chance(seed, run, window) for window in windows])


def _window_chance(seed: int, run: int, process: str) -> float:
    words = stream_words(stream_key(seed, run, process), np.zeros(1, dtype=np.int64), 1)
    return float(as_uniform(words)[0, 0])
