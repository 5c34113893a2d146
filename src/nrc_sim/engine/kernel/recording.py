"""Room for what is kept of runs, and the block that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import CONDUCT, DRAWN, RIFT, Block, Failure, Floats
from nrc_sim.engine.kernel.memory import reused_arrays
from nrc_sim.engine.kernel.scoring import Records
from nrc_sim.engine.world import SERIES, Job, World, codes_before


def make_records(world: World, months: int, runs: int, *, conduct: bool = False, drawn: bool = True) -> Records:
    """Make room for what is kept.

    Parameters
    ----------
    world : World
    months, runs : how many; without months nothing is kept of them
    conduct : whether the conduct of every actor is kept
    drawn : whether it is kept which shocks each run drew
    """
    labels, moved = world.labels, months if conduct else 0
    pairs, shocks = len(labels.members), len(world.shocks) if drawn else 0
    return Records(
        index=np.empty((months, runs)),
        regime=np.empty((months, runs), dtype=np.uint8),
        settlement=np.empty((months, len(labels.negotiations), runs), dtype=np.uint8),
        series=np.empty((months, len(SERIES), runs)),
        tension=np.empty((months, len(labels.issues), runs)),
        stock=np.empty((months, len(labels.areas), runs)),
        member_trust=np.empty((months, pairs, runs)),
        outside_trust=np.empty((months, pairs, runs)),
        member_conduct=np.empty((moved, pairs, runs)),
        outside_conduct=np.empty((moved, pairs, runs)),
        shock_count=np.empty((shocks, runs), dtype=np.int32),
        shock_first_month=np.empty((shocks, runs), dtype=np.int32),
        shock_largest_size=np.empty((shocks, runs)),
        rift=np.empty((months if labels.rifts else 0, len(labels.rifts), runs)),
    )


def reused_records(records: Records, runs: int) -> Records:
    """Return records for so many runs in memory that this thread has used for them before.

    Parameters
    ----------
    records : with the shapes that are wanted, but for the number of runs
    runs : their number
    """
    return Records(*reused_arrays(records, runs))


def drawn_before(job: Job, runs: NDArray[np.int64], states: Floats) -> dict[str, NDArray[Any]]:
    """Return what a block tells of runs before their first month, beside their shocks.

    Parameters
    ----------
    job : Job
    runs : their numbers
    states : in which they begin, array (run, value)
    """
    return {**codes_before(job.world, states), "origin": job.origins_of(runs)}


def assemble_block(
    records: Records,
    runs: NDArray[np.int64],
    before: Mapping[str, NDArray[Any]] | None,
    failures: tuple[Failure, ...] = (),
) -> Block:
    """Give records the axes of a block, (run, month, ...), without copying unless runs failed.

    Parameters
    ----------
    records : of the runs
    runs : their numbers
    before : see `drawn_before`; None leaves out what each run drew
    failures : of those that failed, which are left out
    """
    whole = ~np.isin(runs, [failure.run for failure in failures])

    def kept(values: NDArray[np.generic]) -> NDArray[np.generic]:
        turned = np.moveaxis(values, -1, 0)
        return turned if whole.all() else turned[whole]

    absent = {*(() if records.member_conduct.size else CONDUCT), *(() if records.rift.shape[0] else (RIFT,))}
    absent |= {*(DRAWN if before is None else ())}
    arrays = [name for name in Records._fields if name != "series" and name not in absent]
    return Block(
        run=runs[whole],
        series={name: kept(records.series[:, place]) for place, name in enumerate(SERIES)},  # type: ignore[misc]
        failures=failures,
        **{name: kept(getattr(records, name)) for name in arrays},  # type: ignore[arg-type]
        **{name: values[whole] for name, values in (before or {}).items()},
    )
