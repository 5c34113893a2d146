"""From arrays of the ensemble on disk to the block they were made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import DRAWN, RIFT, SHOCKS, Block, Failure
from nrc_sim.engine.world import SERIES
from nrc_sim.study.results.scenario_runs import ACTOR_VARIABLES

PATHS = ("index", "regime", "settlement", "tension", "stock")


def _final_name(variable: str) -> str:
    """Name the array that holds the mean of a variable's final window."""
    return f"{variable}_final"


def block_names(*, actor_paths: bool, drawn: bool, rifts: bool) -> tuple[str, ...]:
    """Name the arrays of the ensemble that make up a block.

    Parameters
    ----------
    actor_paths : whether the paths of all actors were kept
    drawn : whether it was kept what each run drew, which earlier versions did not
    rifts : whether rifts between powers and their allies were kept
    """
    actors = ACTOR_VARIABLES if actor_paths else map(_final_name, ACTOR_VARIABLES)
    return (*PATHS, *SERIES, *actors, *((RIFT,) if rifts else ()), *(DRAWN if drawn else ()))


def select_shocks(
    arrays: Mapping[str, NDArray[Any]], own: Sequence[str], shocks: Sequence[str]
) -> dict[str, NDArray[Any]]:
    """Return arrays of which those of shocks tell of the shocks of one scenario alone.

    Parameters
    ----------
    arrays : of one scenario, by name
    own : ids of its shocks
    shocks : ids of those of all scenarios, along the axis of shocks
    """
    places = [shocks.index(shock) for shock in own]
    return {name: values[:, places] if name in SHOCKS else values for name, values in arrays.items()}


def make_block(arrays: Mapping[str, NDArray[Any]], numbers: NDArray[np.int64], failures: tuple[Failure, ...]) -> Block:
    """Make a block of the runs that did not fail.

    Parameters
    ----------
    arrays : by name, with a row for each run
    numbers : numbers of the runs
    failures : what happened to those that failed
    """
    rows = np.isin(numbers, [failure.run for failure in failures], invert=True)

    def read(name: str) -> NDArray[Any]:
        values = arrays[name] if rows.all() else arrays[name][rows]
        return values.astype(np.float64, copy=False) if values.dtype.kind == "f" else values

    def read_actors(name: str) -> NDArray[Any]:
        return read(name) if name in arrays else read(_final_name(name))[:, None]

    return Block(
        run=numbers[rows].astype(np.int64),
        series={name: read(name) for name in SERIES},
        **{name: read(name) for name in PATHS},
        **{name: read_actors(name) for name in ACTOR_VARIABLES},
        **{name: read(name) for name in (RIFT, *DRAWN) if name in arrays},
        failures=failures,
    )
