"""Experiments: variants of one scenario under the same random draws, of each of which only its end is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from nrc_sim.engine.blocks import Block, Floats
from nrc_sim.engine.world import Job, StateLayout, build_world, chosen_sets, make_job, make_jobs
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario
from nrc_sim.study.executors import Executor, choose_executor, map_ordered
from nrc_sim.study.results.summaries import flatten_outcomes
from nrc_sim.study.running.engines import engine_will_compile, load_engine
from nrc_sim.study.running.memory import FLOAT_BYTES, refuse_beyond_memory
from nrc_sim.study.running.ranges import Range, choose_workers, simulate_range, split_runs
from nrc_sim.study.running.settings import Settings
from nrc_sim.study.running.simulation import SIMULATING, Listener
from nrc_sim.study.running.variants import VariantRow, check_rows, vary
from nrc_sim.study.statistics import describe_final_index
from nrc_sim.study.statistics.finals import FinalTally
from nrc_sim.study.statistics.intervals import wilson_share
from nrc_sim.study.statistics.outcomes import count_shares
from nrc_sim.text.wording import counted

_OutcomeRow = dict[str, float]
"""What is told of an experiment, by column: runs, failed, shares with their intervals, and the final index."""


@dataclass(frozen=True)
class _Begun:
    """Runs at the start of the horizon.

    `states` has the axes (run, value), and `parameters` (run, parameter) those of the accepted sets that the runs draw.
    """

    states: Floats
    parameters: Floats


@dataclass(frozen=True)
class _Base:
    """What all experiments have in common; plain data, so that other processes can be given it.

    Attributes
    ----------
    scenario : Scenario
        What is varied.
    settings : Settings
        How it is run.
    past : Path or None
        The history that it continues.
    pieces : tuple of Range
        The runs of each experiment.
    begun : dict of Range to _Begun
        These runs at the start of the horizon; empty where each experiment begins with its own history.
    """

    scenario: Scenario
    settings: Settings
    past: Path | None
    pieces: tuple[Range, ...]
    begun: dict[Range, _Begun] = field(default_factory=dict)


def simulate_experiments(
    scenario: Scenario, rows: Sequence[VariantRow], settings: Settings, listener: Listener
) -> list[_OutcomeRow]:
    """Simulate variants of a scenario with common random numbers; a history that they share is simulated once.

    Parameters
    ----------
    scenario : what is varied
    rows : at least one
    settings : how each is run
    listener : receives progress and notes

    Returns
    -------
    what each came to, in the order of the rows; numbers are those of `run` with the same changes, runs and seed

    Raises
    ------
    InputError
        If a row cannot be accepted, or the states of so many runs would not fit into memory.
    RunError
        If a worker process is lost.
    """
    check_rows(scenario, rows)
    engine = load_engine(settings.engine)
    if engine_will_compile(settings.engine):
        listener.message("compiling the engine for this machine (once, about half a minute)")
    pieces = tuple(split_runs(0, settings.runs, settings.block_runs))
    base = _Base(scenario, settings, scenario.past_path, pieces)
    workers = choose_workers(settings, len(rows), threads=engine.threads)
    found = []
    with choose_executor(workers, threads=engine.threads) as executor:
        if engine.threads and base.past is not None:
            base = replace(base, begun=_begin(base, executor))
        for outcome in map_ordered(executor, partial(_simulate_experiment, base), ((row,) for row in rows)):
            found.append(outcome)
            listener.progress(SIMULATING, len(found) * settings.runs, len(rows) * settings.runs)
    return found


def _simulate_experiment(base: _Base, row: VariantRow) -> _OutcomeRow:
    """Simulate one variant, and return what it came to.

    Parameters
    ----------
    base : what all have in common
    row : what is varied
    """
    scenario, settings = vary(base.scenario, row), base.settings
    try:
        world = build_world(scenario, settings.months)
        shares_past = scenario.past_path == base.past and scenario.world == base.scenario.world
        if base.begun and shares_past and not world.beginning:
            job = Job(scenario.slug, settings.seed, world, None, "")
            blocks = _simulate_begun(base, job, scenario.file.parameters)
        else:
            sets = chosen_sets(scenario, settings.parameters)
            job = make_job(scenario, settings.seed, settings.months, sets)
            blocks = _simulate_alone(base, job)
    except InputError as error:
        place = f"row {row.name}{': ' if error.place else ''}{error.place}"
        raise InputError(error.what, place=place, allowed=error.allowed, suggestion=error.suggestion) from None
    tally = FinalTally(world.final_months, tuple(world.outcome_bounds), world.labels)
    for block in blocks:
        tally.add(block)
    return _describe(tally, scenario, has_institution=world.has_institution)


def _begin(base: _Base, executor: Executor) -> dict[Range, _Begun]:
    """Simulate the history of all runs, with the parameters that they have unless an experiment sets others."""
    from nrc_sim.engine.kernel.simulation import lay_out_job, simulate_histories

    scenario, settings = base.scenario, base.settings
    plain = Scenario(scenario.file.model_copy(update={"parameters": {}}), scenario.world, scenario.path, scenario.tree)
    job = make_jobs([plain], settings.seed, settings.months, settings.parameters)[0]
    laid = lay_out_job(job)
    refuse_beyond_memory(
        f"keeping the states of {counted(settings.runs, 'run')}",
        settings.runs * (StateLayout.of(job.world).size + laid.of_scenario.shape[1]) * FLOAT_BYTES,
        "use fewer runs",
    )

    def begin(piece: Range) -> _Begun:
        sets = job.sets_of(piece.first_run + np.arange(piece.runs, dtype=np.int64))
        return _Begun(simulate_histories(job, *piece), laid.of_scenario[sets])

    states = map_ordered(executor, begin, ((piece,) for piece in base.pieces))
    return dict(zip(base.pieces, states, strict=True))


def _simulate_begun(base: _Base, job: Job, own: Mapping[str, Mapping[str, float]]) -> Iterator[Block]:
    """Go on from the start of the horizon, with the parameters that an experiment sets itself instead of the drawn."""
    from nrc_sim.engine.kernel.parameters import row_of
    from nrc_sim.engine.kernel.simulation import simulate_with

    for piece, begun in base.begun.items():
        parameters = begun.parameters.copy()
        for group, named in own.items():
            for name, value in named.items():
                parameters[:, row_of(group, name)] = value
        yield simulate_with(job, piece.first_run, begun.states, parameters)


def _simulate_alone(base: _Base, job: Job) -> Iterator[Block]:
    for piece in base.pieces:
        yield from simulate_range(base.settings.engine, (job,), piece)


def _describe(tally: FinalTally, scenario: Scenario, *, has_institution: bool) -> dict[str, Any]:
    """Return a row of the table of outcomes; where all runs failed, it has no shares."""
    row: dict[str, Any] = {"runs": tally.runs, "failed": tally.failed}
    if not tally.runs:
        return row
    shares = count_shares(tally.outcomes.tolist(), scenario.world.outcomes.classes)
    shares |= {"ever_frozen": wilson_share(tally.ever_frozen, tally.runs)} if has_institution else {}
    named = {name: share._asdict() for name, share in shares.items()}
    return row | flatten_outcomes(named, describe_final_index(tally))
