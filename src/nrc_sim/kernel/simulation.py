"""Blocks of runs with the compiled engine."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.blocks import Block, Failure, Floats
from nrc_sim.kernel.arrays import WorldArrays, lay_out_world
from nrc_sim.kernel.compiling import mark_compiled
from nrc_sim.kernel.lanes import make_lanes
from nrc_sim.kernel.luck import draw_windows, make_keys
from nrc_sim.kernel.memory import reused_arrays
from nrc_sim.kernel.month import Runs, simulate_runs
from nrc_sim.kernel.numbering import LANES
from nrc_sim.kernel.parameters import lay_out_parameters
from nrc_sim.kernel.places import StatePlaces, find_places
from nrc_sim.kernel.registration import register_rules
from nrc_sim.kernel.scoring import Records
from nrc_sim.world import SERIES, Job, StateLayout, World, first_state

register_rules()

_LAID = "_laid"


class Laid(NamedTuple):
    """The worlds of a job as arrays."""

    scenario: WorldArrays
    history: WorldArrays | None
    places: StatePlaces


def lay_out_job(job: Job) -> Laid:
    """Return the worlds of a job as arrays, which the job keeps from the first time on.

    Parameters
    ----------
    job : Job
    """
    found: Laid | None = vars(job).get(_LAID)
    if found is None:
        past = None if job.history is None else lay_out_world(job.history)
        found = vars(job)[_LAID] = Laid(lay_out_world(job.world), past, find_places(job.world))
    return found


def simulate_histories(job: Job, first_run: int, runs: int) -> Floats:
    """Simulate the dated history of several runs.

    Parameters
    ----------
    job : Job
    first_run, runs : int
        The runs `first_run` .. `first_run + runs - 1`.

    Returns
    -------
    array of float64 (run, value)
        States at the start of the job's horizon, the same for all jobs with the same `history_key`; a row of no
        numbers where the history failed.
    """
    numbers = _padded(first_run, runs)
    sets = [job.parameters_of(int(run)) for run in (numbers if job.parameter_sets else numbers[:1])]
    laid = lay_out_job(job)
    if job.history is None or laid.history is None:
        layout = StateLayout.of(job.world)
        begun = [layout.to_vector(first_state(job.world, chosen.scenario)) for chosen in sets]
        return np.array(begun).repeat(numbers.size // len(begun), axis=0)[:runs]
    layout = StateLayout.of(job.history)
    begun = [layout.to_vector(first_state(job.history, chosen.history)) for chosen in sets]
    states = np.array(begun).T.repeat(numbers.size // len(begun), axis=1)
    parameters = [lay_out_parameters(chosen.history) for chosen in sets]
    block = _start(job.history, job.seed, numbers, states, parameters)
    _simulate(laid.history, laid.places, block, _make_records(job.history, 0, 0), runs)
    block.states[:, block.undefined >= 0] = np.nan
    return np.ascontiguousarray(block.states[:, :runs].T)


def simulate_block(job: Job, first_run: int, runs: int, states: Floats, *, reuse: bool = False) -> Block:
    """Simulate several runs of one scenario.

    Parameters
    ----------
    job : Job
    first_run, runs : int
        The runs `first_run` .. `first_run + runs - 1`.
    states : array of float64 (run, value)
        Their states at the start, see `simulate_histories`.
    reuse : bool
        Whether the arrays of the block may be those of the last block that this thread asked for in this way: new
        memory costs as much as a third of the simulation.

    Returns
    -------
    Block
        Without the runs that failed; its `failures` say where and why.
    """
    numbers = _padded(first_run, runs)
    sets = [job.parameters_of(int(run)) for run in (numbers if job.parameter_sets else numbers[:1])]
    laid = lay_out_job(job)
    begun = np.asarray(np.isfinite(states[:runs]).all(axis=1))
    filled = np.where(begun[:, None], states[:runs], 0.0)[np.minimum(np.arange(numbers.size), runs - 1)]
    parameters = [lay_out_parameters(chosen.scenario) for chosen in sets]
    block = _start(job.world, job.seed, numbers, np.ascontiguousarray(filled.T), parameters)
    records = _make_records(job.world, job.months, 0 if reuse else runs)
    if reuse:
        records = Records(*reused_arrays(records, runs))
    _simulate(laid.scenario, laid.places, block, records, runs)
    whole = begun & (block.undefined[:runs] < 0)
    return _make_block(records, numbers[:runs], whole, _explain(job, numbers[:runs][~whole], states[:runs][~whole]))


def _simulate(world: WorldArrays, places: StatePlaces, block: Runs, records: Records, runs: int) -> None:
    lanes = make_lanes(world, block.parameters.shape[0], block.keys.shape[0])
    simulate_runs(world, places, lanes, block, records, runs)
    mark_compiled()


def _padded(first_run: int, runs: int) -> NDArray[np.int64]:
    """Number runs and those that fill the last lanes."""
    return first_run + np.arange(-(-runs // LANES) * LANES, dtype=np.int64)


def _start(world: World, seed: int, runs: NDArray[np.int64], states: Floats, parameters: list[Floats]) -> Runs:
    """Put together what a block of runs starts from; one set of parameters serves all runs."""
    return Runs(
        states=states,
        parameters=np.ascontiguousarray(np.array(parameters).T.repeat(runs.size // len(parameters), axis=1)),
        keys=make_keys(world, seed, runs),
        windows=draw_windows(world, seed, runs),
        undefined=np.full(runs.size, -1, dtype=np.int64),
    )


def _make_records(world: World, months: int, runs: int) -> Records:
    labels = world.labels
    members = len(labels.members)
    return Records(
        index=np.empty((months, runs)),
        regime=np.empty((months, runs), dtype=np.uint8),
        settlement=np.empty((months, len(labels.negotiations), runs), dtype=np.uint8),
        series=np.empty((months, len(SERIES), runs)),
        tension=np.empty((months, len(labels.issues), runs)),
        stock=np.empty((months, len(labels.areas), runs)),
        member_trust=np.empty((months, members, runs)),
        outside_trust=np.empty((months, members, runs)),
    )


def _make_block(
    records: Records, runs: NDArray[np.int64], whole: NDArray[np.bool_], failures: tuple[Failure, ...]
) -> Block:
    """Give records the axes of a block, (run, month, ...), without copying unless runs failed."""

    def kept(values: NDArray[np.generic]) -> NDArray[np.generic]:
        turned = np.moveaxis(values, -1, 0)
        return turned if whole.all() else turned[whole]

    return Block(
        run=runs[whole],
        series={name: kept(records.series[:, place]) for place, name in enumerate(SERIES)},  # type: ignore[misc]
        failures=failures,
        **{name: kept(getattr(records, name)) for name in Records._fields if name != "series"},  # type: ignore[arg-type]
    )


def _explain(job: Job, runs: NDArray[np.int64], states: Floats) -> tuple[Failure, ...]:
    """Let the readable engine say where and why runs fail."""
    if not runs.size:
        return ()
    from nrc_sim.model import find_failure

    return tuple(find_failure(job, int(run), state) for run, state in zip(runs, states, strict=True))
