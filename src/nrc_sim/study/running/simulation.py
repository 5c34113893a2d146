"""Studies: scenarios simulated side by side, sharing their histories and their random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple

from nrc_sim.engine.world import Job, make_jobs
from nrc_sim.scenario import Scenario
from nrc_sim.study.executors import Executor, Progress, choose_executor, ignore_news, map_ordered
from nrc_sim.study.given import Acceptance
from nrc_sim.study.results import Results
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.running.collecting import LeafSink, RangePart, RunCollector
from nrc_sim.study.running.conditioning import branch_jobs, describe_acceptance
from nrc_sim.study.running.engines import engine_will_compile, load_engine
from nrc_sim.study.running.memory import actor_paths_bytes, check_memory, in_megabytes
from nrc_sim.study.running.ranges import Work, choose_size, choose_workers, simulate_range, simulated_range
from nrc_sim.study.running.resuming import RUNS_TOGETHER, Missing, Restored, WorkStep, list_steps, list_work
from nrc_sim.study.running.settings import Settings, whole_leaves
from nrc_sim.study.running.shard_work import shards_of_workers
from nrc_sim.study.running.stopping import runs_needed
from nrc_sim.study.store import Checkpoints, Shard
from nrc_sim.text.wording import counted

SIMULATING = "simulating"
"""The stage in which runs are simulated; its work is counted in runs of all scenarios."""


@dataclass(frozen=True)
class Listener:
    """Who receives the progress of a study.

    Attributes
    ----------
    progress : Progress
        Receives how far the work has come.
    message : callable
        Receives a line for people on what takes long or much.
    """

    progress: Progress = ignore_news
    message: Callable[[str], None] = ignore_news


def simulate_study(
    scenarios: Sequence[Scenario],
    settings: Settings,
    listener: Listener | None = None,
    sink: LeafSink | None = None,
    checkpoints: Checkpoints | None = None,
) -> Results:
    """Simulate scenarios with common random numbers, range by range: a history is simulated once for all that share it.

    Parameters
    ----------
    scenarios : at least one, each with a slug of its own
    settings : how
    listener : receives progress and notes
    sink : takes the runs of all scenarios, leaf by leaf, while later ones are simulated
    checkpoints : keeps what is done, and gives back what was done before

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
    jobs: Sequence[Job] = make_jobs(scenarios, settings.seed, settings.months, settings.parameters)
    _announce(jobs, settings, listener, checkpoints)
    engine = load_engine(settings.engine)
    for job in jobs:
        engine.prepare(job)
    workers = choose_workers(settings, len(jobs), threads=engine.threads)
    with choose_executor(workers, threads=engine.threads) as executor, ExitStack() as stack:
        jobs, accepted = _branched(scenarios, jobs, settings, executor, listener)
        collector = stack.enter_context(RunCollector(scenarios, jobs, settings, sink, accepted))
        study = _Study(jobs, settings, collector, executor, checkpoints)
        done, wanted = 0, _first_runs(settings, checkpoints)
        while done < wanted:
            _make_room(collector, jobs, settings, wanted)
            for _ in _do_steps(study, workers, list_steps(checkpoints, done, wanted)):
                listener.progress(SIMULATING, collector.done * len(jobs), wanted * len(jobs))
            done, wanted = wanted, _runs_wanted(collector, settings)
    if settings.until_error is not None:
        listener.message(f"{counted(done, 'run')} of each scenario give shares to within {settings.until_error:g}")
    if checkpoints is not None:
        checkpoints.last_leaf = collector.last_leaf()
    return collector.results()


def _branched(
    scenarios: Sequence[Scenario], jobs: Sequence[Job], settings: Settings, executor: Executor, listener: Listener
) -> tuple[Sequence[Job], Sequence[Acceptance]]:
    """Return jobs whose runs fulfil what is given, and how many runs do; none of it if there are no conditions."""
    if not settings.given:
        return jobs, ()
    found = branch_jobs(scenarios, jobs, settings, executor)
    for job, acceptance in found:
        load_engine(settings.engine).prepare(job)
        listener.message(describe_acceptance(job.slug, acceptance, settings.runs))
    return [job for job, _ in found], [acceptance for _, acceptance in found]


class _Study(NamedTuple):
    """What all steps of a study have in common."""

    jobs: Sequence[Job]
    settings: Settings
    collector: RunCollector
    executor: Executor
    checkpoints: Checkpoints | None


def _first_runs(settings: Settings, checkpoints: Checkpoints | None) -> int:
    """Return the number of runs before it is asked whether more are needed: no fewer than were done before."""
    before = 0 if checkpoints is None else checkpoints.stop
    return max(settings.first_runs, before if settings.until_error is None else whole_leaves(before))


def _do_steps(study: _Study, workers: int, steps: Iterable[WorkStep]) -> Iterator[None]:
    """Take what is there and simulate what is missing, and yield whenever there is news."""
    for step in steps:
        if isinstance(step, Shard):
            study.collector.restore(step)
        elif isinstance(step, Restored):
            study.collector.restore_runs(*step)
        else:
            for _ in _simulate_missing(study, workers, step):
                yield
            continue
        yield


def _simulate_missing(study: _Study, workers: int, missing: Missing) -> Iterator[None]:
    """Simulate runs here, or take the shards that other processes make of them."""
    executor, checkpoints = study.executor, study.checkpoints
    if missing.counted and not executor.shares_memory:
        for shard in shards_of_workers(study.jobs, study.settings, missing, executor, checkpoints):
            study.collector.restore(shard)
            yield
        return
    for part in _count_ranges(study, _plan_work(study, workers, missing)):
        done = study.collector.take(part)
        if done is not None and checkpoints is not None:
            checkpoints.keep(done)
        yield


def _plan_work(study: _Study, workers: int, missing: Missing) -> Iterator[Work]:
    threads = load_engine(study.settings.engine).threads
    size = choose_size(missing.stop - missing.first_run, workers, study.settings.block_runs, threads=threads)
    kept = None if study.checkpoints is None else LEAF_RUNS if threads else RUNS_TOGETHER
    return list_work(missing, size, kept, growing=study.settings.summary_only)


def _announce(jobs: Sequence[Job], settings: Settings, listener: Listener, checkpoints: Checkpoints | None) -> None:
    if checkpoints is not None and checkpoints.stop:
        listener.message(f"continuing after {counted(checkpoints.stop, 'run')} of each scenario")
    if settings.actor_paths:
        size = actor_paths_bytes(jobs, settings.first_runs)
        listener.message(f"the paths of all actors take about {in_megabytes(size)} more")
    if engine_will_compile(settings.engine):
        listener.message("compiling the engine for this machine (once, about half a minute)")


def _make_room(collector: RunCollector, jobs: Sequence[Job], settings: Settings, runs: int) -> None:
    if not settings.summary_only:
        check_memory(jobs, runs, actor_paths=settings.actor_paths)
    collector.make_room(runs)


def _count_ranges(study: _Study, works: Iterable[Work]) -> Iterator[RangePart]:
    """Simulate ranges and count them, in the threads that simulate them; here those that other processes do."""
    engine, jobs, collector = study.settings.engine, study.jobs, study.collector

    def simulate_and_count(work: Work) -> RangePart:
        return collector.count(simulate_range(engine, jobs, work.piece), work)

    if study.executor.shares_memory:
        yield from map_ordered(study.executor, simulate_and_count, ((work,) for work in works))
        return
    tasks = ((engine, jobs, work) for work in works)
    for work, blocks in map_ordered(study.executor, simulated_range, tasks):
        yield collector.count(blocks, work)


def _runs_wanted(collector: RunCollector, settings: Settings) -> int:
    if settings.until_error is None:
        return collector.done
    return runs_needed(collector.class_counts(), collector.done, settings.until_error)
