"""Final indices of many variants of one scenario, whose histories are simulated once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nrc_sim.engine.blocks import Floats, without_failures
from nrc_sim.engine.world import Job, StateLayout, chosen_sets, make_job
from nrc_sim.engine.world.build import build_world
from nrc_sim.scenario import Scenario
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import Settings, describe_job, map_kept
from nrc_sim.study.running.memory import FLOAT_BYTES, refuse_beyond_memory
from nrc_sim.study.running.ranges import Range, split_runs
from nrc_sim.study.statistics.outcomes import final_index
from nrc_sim.text.wording import counted


def simulate_variants(variants: Sequence[Scenario], settings: Settings, progress: Callable[[int], None]) -> Floats:
    """Return the final index of every run of every variant, array (variant, run), all with common random numbers.

    Parameters
    ----------
    variants : scenarios of one world, history and horizon
    settings : runs, seed, months, workers and parameters
    progress : called with the variants done

    Raises
    ------
    InputError
        If the runs would not fit into memory.
    RunError
        If a run failed.
    """
    from nrc_sim.engine.kernel import simulate_block, simulate_histories

    jobs = list(_prepare(variants[:1], settings))
    _check_memory(jobs[0], len(variants), settings.runs)
    pieces = tuple(split_runs(0, settings.runs, settings.block_runs))
    months = variants[0].world.outcomes.months
    found = np.empty((len(variants), settings.runs))

    def begin(piece: Range) -> Floats:
        return simulate_histories(jobs[0], *piece)

    def simulate(job: Job) -> dict[str, Floats]:
        # All pieces of a variant in one thread, since the first of them lays the variant out.
        blocks = (without_failures(simulate_block(job, *piece, begun[piece], reuse=True)) for piece in pieces)
        return {"": np.concatenate([final_index(block.index, months) for block in blocks])}

    def describe(job: Job) -> list[Any]:
        return ["final index", describe_job(job), settings.runs, months]

    with choose_executor(settings.workers, threads=True) as executor:
        begun = dict(zip(pieces, map_ordered(executor, begin, ((piece,) for piece in pieces)), strict=True))
        # Variants are prepared as they are wanted: each holds the numbers of all parameter sets.
        tasks = ((job,) for job in _prepare(variants, settings))
        for number, final in enumerate(map_kept(executor, simulate, describe, tasks)):
            found[number] = final[""]
            progress(number + 1)
    return found


def _check_memory(job: Job, variants: int, runs: int) -> None:
    """Refuse more runs than there is memory for: a final index of each variant, and the state in which it begins."""
    values = variants + sum(size for _, size in StateLayout.of(job.world).fields)
    refuse_beyond_memory(
        f"keeping {counted(runs, 'run')} of {counted(variants, 'combination')}",
        values * FLOAT_BYTES * runs,
        "use fewer runs",
    )


def _prepare(variants: Sequence[Scenario], settings: Settings) -> Iterator[Job]:
    """Prepare variants; those with the same parameters share the preparation of their parameter sets."""
    known: dict[str, Job] = {}
    for variant in variants:
        key = str(variant.file.parameters)
        if key in known:
            yield replace(known[key], world=build_world(variant, settings.months))
            continue
        sets = chosen_sets(variant, settings.parameters)
        known[key] = make_job(variant, settings.seed, settings.months, sets)
        yield known[key]
