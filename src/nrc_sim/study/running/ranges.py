"""Ranges of runs: the pieces in which a study is worked on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from nrc_sim.engine.blocks import Block, Floats, copy_block
from nrc_sim.engine.world import Job
from nrc_sim.engine.world.recent import Recent
from nrc_sim.study.executors import available_workers
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.running.engines import load_engine
from nrc_sim.study.running.settings import Settings

_RANGES_A_WORKER = 2
"""Ranges for each worker at least, so that none waits long for the last."""

_FEWEST_TOGETHER = 128
"""Runs that the compiled engine simulates in hardly more time than one."""

MOST_TOGETHER = 50
"""Most runs in a range of the readable engine, which gains nothing from more."""

_RUNS_WORTH_A_PROCESS = 20
"""Below this number of runs for each, starting worker processes takes longer than it saves."""


class Range(NamedTuple):
    """Runs `first_run` .. `first_run + runs - 1` of all scenarios of a study."""

    first_run: int
    runs: int

    @property
    def stop(self) -> int:
        """Number of the first run after these."""
        return self.first_run + self.runs


class Work(NamedTuple):
    """A range that is to be simulated.

    Attributes
    ----------
    piece : which runs
    shard : the runs that are kept in one file with them; None if none are
    counted : whether they are to be counted, not only kept
    """

    piece: Range
    shard: Range | None = None
    counted: bool = True


def split_runs(start: int, stop: int, size: int) -> Iterator[Range]:
    """Split runs into ranges, none of which straddles a leaf of the digest.

    Parameters
    ----------
    start, stop : the runs `start` .. `stop - 1`
    size : most runs in a range, >= 1
    """
    while start < stop:
        leaf_end = (start // LEAF_RUNS + 1) * LEAF_RUNS
        piece = Range(start, min(size, stop - start, leaf_end - start))
        yield piece
        start += piece.runs


_FIRST_RUNS = 512
_begun: Recent[Floats] = Recent(8)
"""States of the first runs after their histories: who asks for few runs asks again, with a small change."""


def choose_workers(settings: Settings, scenarios: int, *, threads: bool) -> int:
    """Return the number of workers.

    Parameters
    ----------
    settings : how the study is run
    scenarios : number of scenarios
    threads : whether workers are threads, which cost next to nothing to start
    """
    if settings.workers is not None:
        return settings.workers
    worth = settings.runs * scenarios // _RUNS_WORTH_A_PROCESS + 1
    return available_workers() if threads else max(1, min(available_workers(), worth, settings.runs))


def choose_size(runs: int, workers: int, most: int, *, threads: bool) -> int:
    """Return the number of runs in a range.

    Parameters
    ----------
    runs : runs that are to be split
    workers : number of workers
    most : most runs that are asked for
    threads : whether the engine simulates many runs at once faster than one after the other
    """
    # One worker waits for nobody.
    even = runs if workers == 1 else -(-runs // (_RANGES_A_WORKER * workers))
    wanted = max(even, _FEWEST_TOGETHER) if threads else min(even, MOST_TOGETHER)
    return max(1, min(wanted, most))


def simulate_range(engine: str, jobs: Sequence[Job], piece: Range) -> Iterator[Block]:
    """Simulate some runs of all scenarios, one scenario after the other; each history once, for all that share it.

    Parameters
    ----------
    engine : name of an engine
    jobs : one for each scenario
    piece : which runs

    Yields
    ------
    the block of each scenario, in their order; the compiled engine uses its memory for the next again
    """
    simulate_histories, simulate_block, *_ = load_engine(engine)
    states: dict[str, Floats] = {}
    for job in jobs:
        if job.history_key not in states:
            begin = partial(simulate_histories, job, *piece)
            few = piece.stop <= _FIRST_RUNS
            states[job.history_key] = _begun.get((engine, job.history_key, piece), begin) if few else begin()
        yield simulate_block(job, *piece, states[job.history_key])


def simulated_range(engine: str, jobs: Sequence[Job], work: Work) -> tuple[Work, list[Block]]:
    """Simulate some runs of all scenarios and return them with their blocks, each with memory of its own.

    Parameters
    ----------
    engine, jobs : see `simulate_range`
    work : which runs
    """
    return work, [copy_block(block) for block in simulate_range(engine, jobs, work.piece)]
