"""Room for what is kept of runs, and the block that it becomes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import CONDUCT, Block, Failure
from nrc_sim.engine.kernel.scoring import Records
from nrc_sim.engine.world import SERIES, World


def make_records(world: World, months: int, runs: int, *, conduct: bool = False) -> Records:
    """Make room for what is kept of runs.

    Parameters
    ----------
    world : World
    months, runs : how many
    conduct : whether the conduct of every actor is kept
    """
    labels, moved = world.labels, months if conduct else 0
    pairs = len(labels.members)
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
    )


def block_of_records(
    records: Records, runs: NDArray[np.int64], whole: NDArray[np.bool_], failures: tuple[Failure, ...]
) -> Block:
    """Give records the axes of a block, (run, month, ...), without copying unless runs failed.

    Parameters
    ----------
    records : of the runs
    runs : their numbers
    whole : those that did not fail
    failures : what happened to the others
    """

    def kept(values: NDArray[np.generic]) -> NDArray[np.generic]:
        turned = np.moveaxis(values, -1, 0)
        return turned if whole.all() else turned[whole]

    absent = () if records.member_conduct.size else CONDUCT
    arrays = [name for name in Records._fields if name != "series" and name not in absent]
    return Block(
        run=runs[whole],
        series={name: kept(records.series[:, place]) for place, name in enumerate(SERIES)},  # type: ignore[misc]
        failures=failures,
        **{name: kept(getattr(records, name)) for name in arrays},  # type: ignore[arg-type]
    )
