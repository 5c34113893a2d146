"""The labelled ensemble on disk, written leaf by leaf while later runs are simulated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from nrc_sim.engine.blocks import Block, select_rows
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.results.datasets import (
    Variable,
    block_variables,
    coordinates,
    group_runs,
    run_variables,
    shocks_of,
    summary_variables,
)
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.results.scenario_runs import powers_of_rifts
from nrc_sim.study.store.clearing import clear_arrays, strangers_unmentioned

if TYPE_CHECKING:
    import zarr

ENSEMBLE = "ensemble.zarr"

ZARR_FORMAT: Any = 2
"""Format 3 still warns about fixed-length text."""

EXACT = ("index", "final_index", "shock_largest_size")
"""Variables with all their digits; others have seven, which half the files and the time to write them."""


PATIENCE = 0.5
"""Seconds for which an interrupted writer is waited for."""

_left_behind: dict[threading.Thread, Path] = {}


def writers_left(*folders: Path) -> list[threading.Thread]:
    """Return interrupted writers of this process that are still at what they began.

    Parameters
    ----------
    folders : where they write; none stands for anywhere
    """
    return [thread for thread, folder in _left_behind.items() if thread.is_alive() and folder in (folders or {folder})]


class EnsembleGroup(NamedTuple):
    """Scenarios with the same axes.

    Attributes
    ----------
    name : where in the file; empty for the root
    members : positions of the scenarios in the study, with what is known of them
    variables : by name, those with a run axis
    """

    name: str
    members: Mapping[int, ScenarioRuns]
    variables: Mapping[str, Variable]


class EnsembleWriter:
    """Write the runs of a study in a thread of its own, which ends with the `with` block.

    Parameters
    ----------
    folder : Path
        An existing folder.

    Raises
    ------
    OSError
        From any method, once something could not be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._place = folder / ENSEMBLE
        self._groups: list[EnsembleGroup] = []
        self._actor_paths = False
        self._arrays: dict[tuple[str, str], zarr.Array[Any]] = {}
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="write", daemon=True)

    def __enter__(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until all is written; after an error or an interruption, leave out what waits, and do not wait long."""
        if kind is not None:
            self._error = self._error or error
        self._tasks.put(None)
        _left_behind[self._thread] = self._folder  # before the wait, which can be interrupted as well
        self._thread.join(None if kind is None else PATIENCE)
        if not self._thread.is_alive():
            del _left_behind[self._thread]
        if kind is None:
            self._raise_error()

    def open(self, scenarios: Sequence[ScenarioRuns], *, actor_paths: bool) -> None:
        """Take note of the scenarios.

        Parameters
        ----------
        scenarios : without runs
        actor_paths : whether the paths of all actors are written
        """
        self._actor_paths = actor_paths
        positions = {runs.slug: position for position, runs in enumerate(scenarios)}
        groups = group_runs(scenarios)
        for name, group in groups.items():
            variables = run_variables(group, actor_paths=actor_paths)
            members = {positions[runs.slug]: runs for runs in group}
            self._groups.append(EnsembleGroup(name if len(groups) > 1 else "", members, variables))
        clear_arrays(self._place)

    def make_room(self, runs: int) -> None:
        """Make the arrays, or make them larger.

        Parameters
        ----------
        runs : runs of each scenario
        """
        for group in self._groups:
            self._add_task(lambda group=group: self._size_arrays(group, runs))  # type: ignore[misc]

    def put(self, piece: tuple[int, int], blocks: Sequence[Block]) -> None:
        """Write the runs of a leaf, soon.

        Parameters
        ----------
        piece : first run and number of runs
        blocks : one for each scenario; runs that failed are left out
        """
        for group in self._groups:
            self._add_task(lambda group=group: self._write_leaf(group, piece, blocks))  # type: ignore[misc]

    def finish(self, results: Results) -> None:
        """Write the coordinates and what has no run axis, soon.

        Parameters
        ----------
        results : the complete results
        """
        listed = list(results)
        for group in self._groups:
            members = [listed[position] for position in group.members]
            self._add_task(lambda name=group.name, members=members: self._write_rest(name, members))  # type: ignore[misc]

    def _add_task(self, task: Callable[[], None]) -> None:
        self._raise_error()
        self._tasks.put(task)

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            if self._error is None:
                try:
                    task()
                except BaseException as error:  # raised in the thread that waits
                    self._error = error

    def _size_arrays(self, group: EnsembleGroup, runs: int) -> None:
        import zarr

        home = zarr.open_group(self._place, path=group.name or None, mode="a", zarr_format=ZARR_FORMAT)
        lengths = _axis_lengths(group, runs)
        for name, about in group.variables.items():
            shape = tuple(lengths[axis] for axis in about.axes)
            if name in home:
                self._arrays[group.name, name].resize(shape)
            else:
                self._arrays[group.name, name] = _make_array(home, name, about, shape)

    def _write_leaf(self, group: EnsembleGroup, piece: tuple[int, int], blocks: Sequence[Block]) -> None:
        first, runs = piece
        shocks, powers = shocks_of(group.members.values()), powers_of_rifts(group.members.values())
        found = [
            block_variables(blocks[place], member, shocks, powers, actor_paths=self._actor_paths)
            for place, member in group.members.items()
        ]
        for name in group.variables:
            array = self._arrays[group.name, name]
            chunk = np.full((len(found), runs, *array.shape[2:]), group.variables[name].fill, dtype=array.dtype)
            for row, place in enumerate(group.members):
                numbers = blocks[place].run - first
                chunk[row, slice(None) if numbers.size == runs else numbers] = found[row][name]
            array[:, first : first + runs] = chunk

    def _write_rest(self, name: str, members: Sequence[ScenarioRuns]) -> None:
        import xarray

        dataset = xarray.Dataset(summary_variables(members), coords=coordinates(members, members[0].asked_runs))
        with strangers_unmentioned(self._place.parent):
            dataset.to_zarr(self._place, group=name or None, mode="a", zarr_format=ZARR_FORMAT, consolidated=True)


def _axis_lengths(group: EnsembleGroup, runs: int) -> dict[str, int]:
    first = next(iter(group.members.values()))
    labels = first.labels
    return {
        "scenario": len(group.members),
        "run": runs,
        "month": first.months.size,
        "actor": len(labels.members),
        "issue": len(labels.issues),
        "area": len(labels.areas),
        "negotiation": len(labels.negotiations),
        "shock": len(shocks_of(group.members.values())),
        "power": len(powers_of_rifts(group.members.values())),
    }


def _make_array(home: zarr.Group, name: str, about: Variable, shape: tuple[int, ...]) -> zarr.Array[Any]:
    scenarios, runs, *others = shape
    return home.create_array(
        name,
        shape=shape,
        # A leaf of all scenarios: few files, and none is written twice.
        chunks=(scenarios, min(runs, LEAF_RUNS), *others),
        dtype="float32" if about.dtype == "float64" and name not in EXACT else about.dtype,
        compressors=fast_codec(),
        # With a fill value, tools would take the codes of failed runs, and themselves, for numbers.
        fill_value=None,
        attributes={"_ARRAY_DIMENSIONS": list(about.axes), **about.attributes},
    )


def fast_codec() -> Any:
    """Return what packs arrays: of those tried, the one that gains most for its time."""
    from numcodecs import Blosc  # type: ignore[import-untyped]

    return Blosc("lz4", clevel=1, shuffle=Blosc.SHUFFLE)


def write_ensemble(results: Results, folder: Path) -> None:
    """Write all runs of results: at the root if all scenarios have the same axes, else each group of them in its own.

    Parameters
    ----------
    results : results that keep their runs; all scenarios have the same number of runs
    folder : an existing folder
    """
    listed = list(results)
    runs = listed[0].requested
    with EnsembleWriter(folder) as writer:
        writer.open(listed, actor_paths=listed[0].keeps_actor_paths)
        writer.make_room(runs)
        for first in range(0, runs, LEAF_RUNS):
            piece = (first, min(LEAF_RUNS, runs - first))
            writer.put(piece, [_select_runs(scenario.single_runs, *piece) for scenario in listed])
        writer.finish(results)


def _select_runs(block: Block, first_run: int, runs: int) -> Block:
    start, stop = np.searchsorted(block.run, (first_run, first_run + runs))
    return select_rows(block, slice(start, stop))
