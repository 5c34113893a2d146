"""Runs that fulfil conditions, from which the runs of a study branch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.world import Branching, Job, branched_job, make_jobs
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario
from nrc_sim.study.executors import Executor, map_ordered
from nrc_sim.study.given import Acceptance, GivenCondition, last_month_given, mark_accepted
from nrc_sim.study.running.engines import load_engine
from nrc_sim.study.running.ranges import MOST_TOGETHER, Range, simulate_range, split_runs
from nrc_sim.study.running.settings import Settings
from nrc_sim.text.wording import counted, percent

_MOST_CANDIDATES = 100_000
"""Runs of a scenario that are looked at; where too few of them fulfil the conditions, several runs branch from one."""


def branch_jobs(
    scenarios: Sequence[Scenario], jobs: Sequence[Job], settings: Settings, executor: Executor
) -> list[tuple[Job, Acceptance]]:
    """Let the runs of a study branch from those that fulfil its conditions.

    Parameters
    ----------
    scenarios, jobs : one for each scenario
    settings : how the study is run, with its conditions
    executor : where to work

    Returns
    -------
    for each scenario its job, and how many runs fulfil the conditions

    Raises
    ------
    InputError
        If no run of a scenario does.

    Notes
    -----
    Run k has the parameter set, the history and the first months of the k-th run of the scenario without conditions
    that fulfils them, and draws of its own, from its seed and number, after the last month that they look at. This is
    rejection sampling: runs are independent of each other, unless so few fulfil the conditions that several branch from
    one. It depends on seed and number of a run alone, not on how many runs there are, nor on workers.
    """
    return [_branch(*pair, settings, executor) for pair in zip(scenarios, jobs, strict=True)]


def _branch(scenario: Scenario, job: Job, settings: Settings, executor: Executor) -> tuple[Job, Acceptance]:
    turn = last_month_given(settings.given, job.start, job.months)
    (short,) = make_jobs([scenario], settings.seed, turn, settings.parameters)
    load_engine(settings.engine).prepare(short)
    found: list[NDArray[np.int64]] = []
    for accepted in map_ordered(executor, _accepted_runs, _tasks(short, settings)):
        found.append(accepted)
        if sum(map(len, found)) >= settings.runs:
            break
    origins = np.concatenate(found)[: settings.runs]
    if not origins.size:
        what = f"none of {counted(_MOST_CANDIDATES, 'run')} of {scenario.slug} fulfils what is given"
        texts = " and ".join(condition.text for condition in settings.given)
        raise InputError(what, place=f"given {texts!r}", suggestion="ask for less, or give facts of what led there")
    looked_at = int(origins[-1]) + 1 if origins.size == settings.runs else _MOST_CANDIDATES
    # Where there are fewer, they take turns.
    branching = Branching(np.resize(origins, settings.runs), turn if turn < job.months else 0)
    return branched_job(job, branching), Acceptance(looked_at, int(origins.size))


def _tasks(job: Job, settings: Settings) -> Iterator[tuple[str, Job, Range, tuple[GivenCondition, ...]]]:
    size = settings.block_runs if load_engine(settings.engine).threads else MOST_TOGETHER
    for piece in split_runs(0, _MOST_CANDIDATES, size):
        yield settings.engine, job, piece, settings.given


def _accepted_runs(engine: str, job: Job, piece: Range, given: Sequence[GivenCondition]) -> NDArray[np.int64]:
    """Return the numbers of the runs among some that fulfil all conditions.

    Parameters
    ----------
    engine : name of an engine
    job : scenario up to the last month that they look at
    piece : which runs
    given : conditions
    """
    (block,) = simulate_range(engine, (job,), piece)
    asked = (condition.ask(job.start, job.months) for condition in given)
    return block.run[mark_accepted(block, job.labels, asked)].copy()


def describe_acceptance(slug: str, acceptance: Acceptance, runs: int) -> str:
    """Say how many runs fulfil what is given.

    Parameters
    ----------
    slug : of the scenario
    acceptance : how many do
    runs : that branch from them
    """
    share = percent(acceptance.share)
    text = f"{slug}: {acceptance.accepted:,} of {counted(acceptance.candidates, 'run')} fulfil what is given ({share})"
    few = acceptance.accepted < runs
    return f"{text}; {counted(runs, 'run')} branch from them, and intervals are too narrow" if few else text
