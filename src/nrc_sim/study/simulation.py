"""Studies: scenarios simulated side by side, sharing their histories and their luck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from nrc_sim.executors import Executor, choose_executor, map_ordered
from nrc_sim.results import Results
from nrc_sim.scenario import Scenario
from nrc_sim.study.engines import engine_will_compile, load_engine
from nrc_sim.study.gathering import Gathering, LeafSink, RangePart
from nrc_sim.study.memory import actor_paths_bytes, check_memory, in_megabytes
from nrc_sim.study.ranges import Range, choose_size, choose_workers, simulate_range, simulated_range, split_runs
from nrc_sim.study.settings import Settings
from nrc_sim.study.stopping import runs_needed
from nrc_sim.world import Job, make_jobs

Progress = Callable[[str, int, int], None]
"""Called with the name of the stage, the work done and the work to do."""

SIMULATING = "simulating"
"""The stage in which runs are simulated; its work is counted in runs of all scenarios."""


def _ignore(*_news: object) -> None:
    """Stand in for somebody who listens."""


@dataclass(frozen=True)
class Listener:
    """Who is told how a study goes.

    Attributes
    ----------
    progress : Progress
        Told how far the work has come.
    message : callable
        Told, in a line for people, what takes long or much.
    """

    progress: Progress = _ignore
    message: Callable[[str], None] = _ignore


def simulate_study(
    scenarios: Sequence[Scenario],
    settings: Settings,
    listener: Listener | None = None,
    sink: LeafSink | None = None,
) -> Results:
    """Simulate scenarios with common luck, range by range: a history is simulated once for all that share it.

    Parameters
    ----------
    scenarios : at least one, each with a slug of its own
    settings : how
    listener : who is told how it goes
    sink : takes the runs of all scenarios, leaf by leaf, while later ones are simulated

    Raises
    ------
    InputError
        If the runs would not fit into memory, or an error asks for too many.
    RunError
        If a worker process is lost.

    Notes
    -----
    Results depend on the scenarios, the runs, the seed and the months alone, not on engine, workers or blocks.
    """
    listener = listener or Listener()
    jobs = make_jobs(scenarios, settings.seed, settings.months, settings.parameters)
    _announce(jobs, settings, listener)
    gathering = Gathering(scenarios, jobs, settings, sink)
    threads = load_engine(settings.engine).threads
    workers = choose_workers(settings, len(jobs), threads=threads)
    with choose_executor(workers, threads=threads) as executor, gathering:
        done, wanted = 0, settings.first_runs
        while done < wanted:
            _make_room(gathering, jobs, settings, wanted)
            size = choose_size(wanted - done, workers, settings.block_runs, threads=threads)
            for part in _count_ranges(executor, jobs, settings, gathering, split_runs(done, wanted, size)):
                gathering.take(part)
                listener.progress(SIMULATING, gathering.done * len(jobs), wanted * len(jobs))
            done, wanted = wanted, _runs_wanted(gathering, settings)
    if settings.until_error is not None:
        listener.message(f"{done:,} runs of each scenario give shares to within {settings.until_error:g}")
    return gathering.results()


def _announce(jobs: Sequence[Job], settings: Settings, listener: Listener) -> None:
    if settings.actor_paths:
        size = actor_paths_bytes(jobs, settings.first_runs)
        listener.message(f"the paths of all actors take about {in_megabytes(size)} more")
    if engine_will_compile(settings.engine):
        listener.message("compiling the engine for this machine (once, about half a minute)")


def _make_room(gathering: Gathering, jobs: Sequence[Job], settings: Settings, runs: int) -> None:
    if not settings.summary_only:
        check_memory(jobs, runs, actor_paths=settings.actor_paths)
    gathering.make_room(runs)


def _count_ranges(
    executor: Executor, jobs: Sequence[Job], settings: Settings, gathering: Gathering, pieces: Iterable[Range]
) -> Iterator[RangePart]:
    """Simulate ranges and count them: in the threads that simulate them, or here if other processes do."""

    def simulate_and_count(piece: Range) -> RangePart:
        return gathering.count(simulate_range(settings.engine, jobs, piece), piece)

    if executor.shares_memory:
        yield from map_ordered(executor, simulate_and_count, ((piece,) for piece in pieces))
        return
    tasks = ((settings.engine, jobs, piece) for piece in pieces)
    for piece, blocks in map_ordered(executor, simulated_range, tasks):
        yield gathering.count(blocks, piece)


def _runs_wanted(gathering: Gathering, settings: Settings) -> int:
    if settings.until_error is None:
        return gathering.done
    return runs_needed(gathering.class_counts(), gathering.done, settings.until_error)
